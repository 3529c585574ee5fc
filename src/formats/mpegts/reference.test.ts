import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { referenceFile } from '../../../test/reference-data.ts';
import { demuxAll, joinBytes, klvTriplet } from '../../../test/transport-packets.ts';
import { muxKlvWithVideo } from './join.ts';
import { TsMuxer } from './mux.ts';
import type { KlvMode } from './types.ts';

const hasFfmpeg = ['ffmpeg', 'ffprobe'].every((tool) => spawnSync(tool, ['-version']).status === 0);
const folder = mkdtempSync(join(tmpdir(), 'atalaya-mpegts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function extractKlv(path: string): Uint8Array {
  const out = join(folder, 'extracted.klv');
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', path, '-map', '0:d', '-c', 'copy', '-f', 'data', out]);
  return Uint8Array.from(readFileSync(out));
}

function probe(path: string): string[] {
  const entries = 'stream=codec_name,start_pts,nb_read_packets';
  const args = ['-v', 'error', '-count_packets', '-show_entries', entries, '-of', 'csv=p=0', path];
  const lines = execFileSync('ffprobe', args, { encoding: 'utf8' }).split('\n');
  return [...new Set(lines.map((line) => line.trim().replace(/,+$/, '')).filter((line) => line !== ''))];
}

const samples = [
  { file: 'fmv/h264_klv.ts', units: 30, codec: 'H.264', frames: 30, width: 160, height: 120 },
  { file: 'fmv/mpeg2_klv.ts', units: 30, codec: 'MPEG-2', frames: 30, width: 160, height: 120 },
  { file: 'fmv/vmti_sim_flight.ts', units: 277, codec: 'H.264', frames: 277, width: 640, height: 480 },
  { file: 'fmv/aphill_short.ts', units: 48, codec: 'H.264', frames: 48, width: 720, height: 480 },
  { file: 'fmv/h264_no_klv.ts', units: 0, codec: 'H.264', frames: 30, width: 160, height: 120 },
  { file: 'fmv/h264_audio.ts', units: 0, codec: 'MPEG-2', frames: 29, width: 160, height: 120 },
];

describe.each(samples)('$file', ({ file, units, codec, frames, width, height }) => {
  const path = referenceFile(file);

  it.skipIf(path === undefined)('gives every metadata unit and the facts of its video, without issue', () => {
    const demuxed = demuxAll(Uint8Array.from(readFileSync(path ?? '')), [65_536]);
    expect(demuxed.issues).toEqual([]);
    expect(demuxed.units).toHaveLength(units);
    expect(demuxed.units.every((unit) => unit.complete && unit.declared && unit.mode === 'asynchronous')).toBe(true);
    const video = demuxed.summary.streams.find(({ kind }) => kind === 'video');
    expect(video).toMatchObject({ codec, frames, width, height });
  });

  it.skipIf(path === undefined || !hasFfmpeg || units === 0)('gives the same KLV as ffmpeg', () => {
    const ours = joinBytes(demuxAll(Uint8Array.from(readFileSync(path ?? ''))).units.map(({ data }) => data));
    expect(Buffer.compare(ours, extractKlv(path ?? ''))).toBe(0);
  });
});

describe.each<KlvMode>(['asynchronous', 'synchronous'])('our %s stream', (mode) => {
  const klv = Array.from({ length: 50 }, (_, index) => klvTriplet(100 + index * 90, index));

  it.skipIf(!hasFfmpeg)('of metadata alone is read by ffmpeg, byte for byte', () => {
    const parts: Uint8Array[] = [];
    const muxer = new TsMuxer({ streams: [{ kind: 'klv', pid: 0x101, mode }], sink: (bytes) => parts.push(bytes) });
    for (const [index, data] of klv.entries()) muxer.write(0x101, { data, ptsTicks: 126_000 + index * 9000 });
    muxer.end();
    const path = join(folder, `${mode}.ts`);
    writeFileSync(path, joinBytes(parts));
    expect(probe(path)).toEqual(['klv,126000,50']);
    // ffmpeg takes the cell headers off as well, while a unit is one cell
    expect(Buffer.compare(extractKlv(path), joinBytes(klv))).toBe(0);
  });

  const video = referenceFile('fmv/h264_klv.ts');
  it.skipIf(!hasFfmpeg || video === undefined)(
    'with video plays in ffmpeg, and its KLV comes out byte for byte',
    async () => {
      const source = Uint8Array.from(readFileSync(video ?? ''));
      const parts: Uint8Array[] = [];
      const timed = klv.map((bytes, index) => ({ timeUs: 1.6e15 + index * 100_000, bytes }));
      const sink = (bytes: Uint8Array): void => void parts.push(bytes);
      await muxKlvWithVideo({ video: [source], klv: timed, mode, sink });
      const path = join(folder, `joined-${mode}.ts`);
      writeFileSync(path, joinBytes(parts));
      expect(probe(path)).toEqual(['h264,1,30', 'klv,1,50']);
      expect(Buffer.compare(extractKlv(path), joinBytes(klv))).toBe(0);
      const decoded = spawnSync('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:v', '-f', 'framemd5', '-'], {
        encoding: 'utf8',
      });
      const original = spawnSync('ffmpeg', ['-v', 'error', '-i', video ?? '', '-map', '0:v', '-f', 'framemd5', '-'], {
        encoding: 'utf8',
      });
      expect(decoded.stderr).toBe('');
      expect(decoded.stdout).toBe(original.stdout);
    },
  );
});
