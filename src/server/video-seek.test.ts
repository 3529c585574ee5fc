import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longRecording } from '../../sim/long-recording.ts';
import { VideoIndex } from '../formats/mpegts/video-index.ts';
import { RecordingReader } from '../formats/recording.ts';
import { entryAhead, lastPictureS } from './video-seek.ts';

const sortie = { seed: 5, durationS: 4, rateHz: 4, startTimeUs: Date.UTC(2026, 0, 15, 15) * 1000 };
let folder: string;
let path: string;

function indexOf(bytes: Uint8Array): VideoIndex {
  const index = new VideoIndex();
  const reader = new RecordingReader({
    onPacket: () => undefined,
    onProgramMap: (map) => index.addMap(map),
    onVideoUnit: (header, head) => index.add(header, head),
  });
  reader.push(bytes);
  reader.end();
  return index;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-seek-test-'));
  path = join(folder, 'long.ts');
  const chunks: Uint8Array[] = [];
  for await (const chunk of longRecording(sortie, 600)) chunks.push(chunk);
  writeFileSync(path, Buffer.concat(chunks));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the part of a video that is not read yet', () => {
  it('is entered where the whole index would enter it', async () => {
    const { size } = statSync(path);
    expect(size).toBeGreaterThan(8e6);
    const bytes = readFileSync(path);
    const whole = indexOf(bytes);
    const begun = indexOf(bytes.subarray(0, 300_000));
    const asked = [40, 123.4, 250, 400.1, 599.9, 609.6, 5000].flatMap((ptsS) =>
      // the end known, not known, and wrong: that only costs looks
      [whole.lastPtsS, undefined, 50_000, 30].map((endS) => ({ ptsS, endS })),
    );
    for (const { ptsS, endS } of asked) {
      const found = await entryAhead({ path, size }, begun, ptsS, endS);
      expect(found?.offset, `${ptsS}`).toBe(whole.entryAt(ptsS)?.offset);
      expect(found?.ptsS).toBeCloseTo(whole.entryAt(ptsS)?.ptsS ?? Number.NaN, 6);
    }
    expect(await lastPictureS({ path, size }, begun)).toBeCloseTo(whole.lastPtsS ?? Number.NaN, 6);
  });

  it('is not entered where nothing is known', async () => {
    expect(await entryAhead({ path, size: statSync(path).size }, new VideoIndex(), 100)).toBeUndefined();
  });
});
