import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TsDemuxer } from '../../../../src/formats/mpegts/demux.ts';
import { TsMuxer } from '../../../../src/formats/mpegts/mux.ts';
import type { Pes } from '../../../../src/formats/mpegts/types.ts';
import { referenceFile } from '../../../../test/reference-data.ts';
import { klvTriplet } from '../../../../test/transport-packets.ts';
import { VideoFilter } from './video-filter.ts';

/** Puts a stream through the filter in chunks, and takes the result apart again. */
function filtered(bytes: Uint8Array, chunk: number) {
  const stamps: (readonly [number, number])[] = [];
  const filter = new VideoFilter((pts, dts) => stamps.push([pts, dts]));
  const units: Pes[] = [];
  const kinds = new Set<string>();
  const demuxer = new TsDemuxer({
    onPes: (pes) => units.push(pes),
    onProgramMap: ({ streams }) => {
      for (const { kind } of streams) kinds.add(kind);
    },
  });
  let whole = true;
  const pass = (part: Uint8Array): void => {
    whole &&= part.length % 188 === 0;
    demuxer.push(part);
  };
  for (let at = 0; at < bytes.length; at += chunk) pass(filter.push(bytes.subarray(at, at + chunk)));
  pass(filter.end());
  demuxer.end();
  return { stamps, units, kinds: [...kinds], whole };
}

function sample(count = 30): Uint8Array {
  const parts: Uint8Array[] = [];
  const muxer = new TsMuxer({
    streams: [
      { kind: 'other', pid: 0x102, streamType: 0x0f, streamId: 0xc0 },
      { kind: 'video', pid: 0x100, streamType: 0x1b },
      { kind: 'klv', pid: 0x101, mode: 'synchronous' },
    ],
    sink: (part) => parts.push(part),
  });
  for (let at = 0; at < count; at++) {
    const ticks = 90_000 + at * 3003;
    muxer.write(0x102, { data: Uint8Array.from({ length: 300 }, () => at), ptsTicks: ticks });
    muxer.write(0x100, { data: Uint8Array.of(0, 0, 0, 1, 9, 0xf0, at), ptsTicks: ticks + 6006, dtsTicks: ticks });
    muxer.write(0x101, { data: klvTriplet(40, at), ptsTicks: ticks });
  }
  muxer.end();
  return Buffer.concat(parts);
}

describe('VideoFilter', () => {
  it.each([100, 188, 1000, 65_536])('leaves the video alone, and only it, from chunks of %i bytes', (chunk) => {
    const { stamps, units, kinds, whole } = filtered(sample(), chunk);
    expect(whole).toBe(true);
    expect(kinds).toEqual(['video']);
    expect(stamps).toEqual(Array.from({ length: 30 }, (_, at) => [96_006 + at * 3003, 90_000 + at * 3003]));
    // The last one is the empty unit that pushes the picture before it out.
    expect(units.slice(0, 30).map(({ data }) => data.at(-1))).toEqual(Array.from({ length: 30 }, (_, at) => at));
    expect(units.slice(30).map(({ data }) => data.length)).toEqual([0]);
  });

  it('leaves at least two pictures for the last bytes, where the player would lose a lone one', () => {
    const last = (count: number): number => {
      const filter = new VideoFilter(() => undefined);
      filter.push(sample(count));
      let units = 0;
      const demuxer = new TsDemuxer({ onPes: () => units++ });
      const end = filter.end();
      demuxer.push(Buffer.concat([new VideoFilter(() => undefined).push(sample(3)).subarray(0, 2 * 188), end]));
      demuxer.end();
      return units;
    };
    // The picture before these is in the player already, until the next begins; the unit at the end is the empty one.
    expect([30, 2].map(last)).toEqual([2, 2]);
    // A lone picture comes twice.
    expect(last(1)).toBe(3);
  });

  it('gives nothing where there is no video', () => {
    const filter = new VideoFilter(() => expect.unreachable());
    expect(filter.push(new Uint8Array(5000).fill(0x55)).length).toBe(0);
    expect(filter.end().length).toBe(0);
  });

  const interlaced = referenceFile('fmv/aphill_short.ts');
  it.skipIf(interlaced === undefined)('puts the two fields of a picture together (reference data)', () => {
    if (interlaced === undefined) return;
    const { stamps, units } = filtered(readFileSync(interlaced), 50_000);
    // 96 fields were sent; the file's own metadata comes with each of 48 frames.
    expect(stamps.length).toBe(48);
    expect(units.length).toBe(49);
  });

  const file = referenceFile('fmv/h264_audio.ts');
  it.skipIf(file === undefined)('takes the sound out of a real recording (reference data)', () => {
    if (file === undefined) return;
    const { stamps, kinds } = filtered(readFileSync(file).subarray(0, 2_000_000), 30_000);
    expect(kinds).toEqual(['video']);
    expect(stamps.length).toBeGreaterThan(5);
  });
});
