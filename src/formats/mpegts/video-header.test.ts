import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { demuxAll } from '../../../test/transport-packets.ts';
import { isH264Field, readVideoHeader } from './video-header.ts';

/** Bits written as the standards write them: `[value, bits]`, or a number for an Exp-Golomb code. */
function bits(fields: readonly (number | readonly [value: number, count: number])[]): number[] {
  const text = fields.map((field) => {
    if (typeof field !== 'number') return field[0].toString(2).padStart(field[1], '0');
    const code = (field + 1).toString(2);
    return '0'.repeat(code.length - 1) + code;
  });
  const padded = `${text.join('')}1`;
  const whole = padded.padEnd(Math.ceil(padded.length / 8) * 8, '0');
  return Array.from({ length: whole.length / 8 }, (_, index) =>
    Number.parseInt(whole.slice(index * 8, index * 8 + 8), 2),
  );
}

const zeros = (count: number): (readonly [number, number])[] => Array.from({ length: count }, () => [0, 1] as const);
const annexB = (...units: readonly number[][]): Uint8Array =>
  Uint8Array.from(units.flatMap((unit) => [0, 0, 1, ...unit]));

describe('sequence headers written by hand', () => {
  it('H.264 baseline, whole macroblocks', () => {
    const sps = bits([[66, 8], [0, 8], [30, 8], 0, 0, 2, 1, [0, 1], 39, 29, [1, 1], [1, 1], [0, 1], [0, 1]]);
    const stream = annexB([9, 0xf0], [0x67, ...sps], [0x68, 1]);
    expect(readVideoHeader('H.264', stream)).toEqual({ width: 640, height: 480, fields: undefined });
  });

  it('H.264 high with scaling lists, picture order type 1, fields and cropping', () => {
    const head = [[100, 8], [0, 8], [40, 8], 0, 1, 0, 0, [0, 1], [1, 1]] as const;
    const lists = [[1, 1], 1, ...new Array<number>(15).fill(0), ...zeros(7)] as const;
    const order = [2, 1, [0, 1], 3, 5, 2, 1, 2] as const;
    const size = [1, [0, 1], 119, 33, [0, 1], [1, 1], [1, 1], [1, 1], 0, 0, 0, 2, [0, 1]] as const;
    const stream = annexB([0x67, ...bits([...head, ...lists, ...order, ...size])]);
    const header = readVideoHeader('H.264', stream);
    expect(header).toEqual({ width: 1920, height: 1080, fields: { frameNumberBits: 6, separatePlanes: false } });
    const slice = (field: 0 | 1): Uint8Array => annexB([9, 0xf0], [0x41, ...bits([0, 5, 0, [13, 6], [field, 1]])]);
    expect(isH264Field(slice(1), header!.fields!)).toBe(true);
    expect(isH264Field(slice(0), header!.fields!)).toBe(false);
  });

  it('H.265 with sub-layers and cropping', () => {
    const head = [[0, 4], [1, 3], [1, 1], ...zeros(96), [1, 1], [1, 1], ...zeros(14), ...zeros(96)] as const;
    const sps = bits([...head, 0, 1, 1288, 728, [1, 1], 0, 4, 0, 4, 0]);
    // zeros in a row are kept from looking like start codes (emulation prevention)
    const escaped: number[] = [];
    for (const byte of sps) {
      if (byte <= 3 && escaped.at(-1) === 0 && escaped.at(-2) === 0) escaped.push(3);
      escaped.push(byte);
    }
    expect(readVideoHeader('H.265', annexB([0x42, 1, ...escaped]))).toMatchObject({ width: 1280, height: 720 });
  });

  it('MPEG-2, with and without its extension', () => {
    const plain = annexB([0xb3, 0x2d, 0x02, 0x40, 0x33, 0xff, 0xff, 0xe0, 0x18]);
    expect(readVideoHeader('MPEG-2', plain)).toMatchObject({ width: 720, height: 576 });
    const extended = annexB([0xb3, 0x2d, 0x02, 0x40, 0x33], [0xb5, 0x14, 0x8a, 0x80, 0x01]);
    expect(readVideoHeader('MPEG-2', extended)).toMatchObject({ width: 720 + 4096, height: 576 });
  });

  it('nothing where there is none', () => {
    expect(readVideoHeader('H.264', annexB([0x41, 1, 2, 3]))).toBeUndefined();
    expect(readVideoHeader('H.264', annexB([0x67]))).toBeUndefined();
    expect(readVideoHeader('JPEG 2000', annexB([0x67, 1]))).toBeUndefined();
    expect(readVideoHeader('H.264', new Uint8Array(0))).toBeUndefined();
  });
});

describe('streams of ffmpeg', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-video-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const listed = spawnSync('ffmpeg', ['-v', 'error', '-encoders'], { encoding: 'utf8' });
  const encoders = listed.status === 0 ? listed.stdout : '';

  const cases = [
    { encoder: 'mpeg2video', codec: 'MPEG-2', more: [] },
    { encoder: 'libx264', codec: 'H.264', more: ['-pix_fmt', 'yuv420p', '-bf', '2'] },
    { encoder: 'libx265', codec: 'H.265', more: ['-x265-params', 'log-level=none'] },
  ];
  for (const { encoder, codec, more } of cases) {
    const has = encoders.includes(` ${encoder} `);
    it.skipIf(!has)(`${encoder}: size, frames and times`, () => {
      const path = join(folder, `${encoder}.ts`);
      const source = ['-f', 'lavfi', '-i', 'testsrc=size=322x182:rate=25:duration=1'];
      const { status } = spawnSync('ffmpeg', [
        '-v',
        'error',
        '-y',
        ...source,
        '-c:v',
        encoder,
        ...more,
        '-f',
        'mpegts',
        path,
      ]);
      expect(status).toBe(0);
      const { summary, issues } = demuxAll(Uint8Array.from(readFileSync(path)));
      expect(issues).toEqual([]);
      expect(summary.streams).toMatchObject([{ codec, width: 322, height: 182, frames: 25 }]);
      expect(summary.streams[0]!.lastPtsS! - summary.streams[0]!.firstPtsS!).toBeCloseTo(0.96, 6);
    });
  }
});
