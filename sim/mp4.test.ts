import { describe, expect, it } from 'vitest';
import { accessUnits } from './mp4.ts';

function u32(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function box(type: string, ...contents: readonly (readonly number[])[]): number[] {
  const body = contents.flat();
  return [...u32(8 + body.length), ...[...type].map((letter) => letter.charCodeAt(0)), ...body];
}

const parameterSets = { sps: [0x67, 1, 2], pps: [0x68, 3] };
const avcC = box('avcC', [1, 66, 0, 22, 0xff, 0xe1, 0, 3], parameterSets.sps, [1, 0, 2], parameterSets.pps);
/** Samples of NAL units behind lengths of four bytes: a keyframe of two slices, and two others. */
const samples = [
  [...u32(3), 0x65, 7, 7, ...u32(2), 0x65, 8],
  [...u32(2), 0x41, 9],
  [...u32(4), 0x41, 1, 1, 1],
];

/** A file of two chunks: two samples in the first, one in the second. */
function file(wide: boolean): Uint8Array {
  const head = box('ftyp', [0, 0, 0, 0]);
  const media = samples.flat();
  const mdat = box('mdat', media);
  const first = head.length + 8;
  const second = first + samples[0]!.length + samples[1]!.length;
  const offset = (value: number): number[] => (wide ? [...u32(0), ...u32(value)] : u32(value));
  const table = box(
    'stbl',
    box(
      'stsd',
      u32(0),
      u32(1),
      box(
        'avc1',
        Array.from({ length: 78 }, () => 0),
        avcC,
      ),
    ),
    box('stsc', u32(0), u32(2), u32(1), u32(2), u32(1), u32(2), u32(1), u32(1)),
    box('stsz', u32(0), u32(0), u32(3), ...samples.map(({ length }) => u32(length))),
    box(wide ? 'co64' : 'stco', u32(0), u32(2), offset(first), offset(second)),
  );
  return Uint8Array.from([...head, ...mdat, ...box('moov', box('trak', box('mdia', box('minf', table))))]);
}

describe('the pictures of an MP4 file', () => {
  it.each([
    ['short', false],
    ['long', true],
  ])('come out as a byte stream (%s chunk offsets)', (_, wide) => {
    const units = accessUnits(file(wide));
    const start = [0, 0, 0, 1];
    expect(units.map(({ keyframe }) => keyframe)).toEqual([true, false, false]);
    expect([...(units[0]?.data ?? [])]).toEqual([
      ...[...start, ...parameterSets.sps, ...start, ...parameterSets.pps],
      ...[...start, 0x65, 7, 7, ...start, 0x65, 8],
    ]);
    expect([...(units[1]?.data ?? [])]).toEqual([...start, 0x41, 9]);
    expect([...(units[2]?.data ?? [])]).toEqual([...start, 0x41, 1, 1, 1]);
  });

  it('are refused where the file is cut or spoilt', () => {
    const whole = file(false);
    for (let length = 0; length < whole.length; length++) {
      expect(() => accessUnits(whole.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => accessUnits(whole.fill(0x20, 12, 24))).toThrow(RangeError);
  });
});
