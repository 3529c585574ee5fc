import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsDemuxer } from './demux.ts';
import { TsMuxer } from './mux.ts';
import { VideoCut } from './video-cut.ts';
import { h264Parameters, isVideoEntry, VideoIndex } from './video-index.ts';

const start = [0, 0, 1];
const h264 = (...types: number[]): Uint8Array => Uint8Array.from(types.flatMap((type) => [...start, type, 0x64, 1, 2]));
const h265 = (...types: number[]): Uint8Array => Uint8Array.from(types.flatMap((type) => [...start, type << 1, 1, 2]));

describe('where video can be entered', () => {
  it.each([
    ['an IDR picture', 'H.264', h264(9, 7, 8, 5), true],
    ['an intra picture with its parameters', 'H.264', h264(9, 7, 8, 6, 1), true],
    ['any other picture', 'H.264', h264(9, 6, 1), false],
    ['a random access picture', 'H.265', h265(35, 32, 33, 34, 19), true],
    ['a trailing picture', 'H.265', h265(35, 1), false],
    ['a sequence with an intra picture', 'MPEG-2', Uint8Array.from([...start, 0xb3, 1, 1, ...start, 0, 0, 8]), true],
    ['a predicted picture', 'MPEG-2', Uint8Array.from([...start, 0, 0, 16]), false],
  ])('%s of %s', (_name, codec, head, entry) => {
    expect(isVideoEntry(codec, head, false)).toBe(entry);
    expect(isVideoEntry(codec, head, true)).toBe(entry);
  });

  it('is where the transport says so, where the bytes do not tell', () => {
    expect(isVideoEntry('H.264', Uint8Array.of(), true)).toBe(true);
    expect(isVideoEntry('VC-1', Uint8Array.of(1, 2, 3), false)).toBe(false);
    expect(h264Parameters(h264(9, 7))?.[0]).toBe(0x64);
    expect(h264Parameters(h264(1))).toBeUndefined();
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('H.264', 'H.265', 'MPEG-2', '?'), (bytes, codec) => {
        expect(typeof isVideoEntry(codec, bytes, false)).toBe('boolean');
      }),
    );
  });
});

/** Forty pictures, every tenth of them one to enter at, with metadata and sound beside them. */
function recording(packetSize: 188 | 192 = 188): Uint8Array {
  const parts: Uint8Array[] = [];
  const muxer = new TsMuxer({
    sink: (bytes) => parts.push(bytes),
    streams: [
      { kind: 'video', pid: 0x100, streamType: 0x1b },
      { kind: 'other', pid: 0x102, streamType: 0x0f, streamId: 0xc0 },
      { kind: 'klv', pid: 0x101, mode: 'asynchronous' },
    ],
  });
  for (let picture = 0; picture < 40; picture++) {
    const ptsTicks = 900_000 + picture * 3000;
    const unit = picture % 10 === 0 ? h264(9, 7, 8, 5) : h264(9, 1);
    const data = new Uint8Array(unit.length + 700).fill(0xaa);
    data.set(unit);
    muxer.write(0x100, { data, ptsTicks });
    muxer.write(0x101, { data: new Uint8Array(300).fill(6) });
    muxer.write(0x102, { data: new Uint8Array(300), ptsTicks });
  }
  muxer.end();
  const bytes = Buffer.concat(parts);
  if (packetSize === 188) return bytes;
  const wide = new Uint8Array((bytes.length / 188) * 192);
  for (let i = 0; i < bytes.length / 188; i++) wide.set(bytes.subarray(188 * i, 188 * i + 188), 192 * i + 4);
  return wide;
}

function indexed(bytes: Uint8Array): VideoIndex {
  const index = new VideoIndex();
  const demuxer = new TsDemuxer({
    onVideoUnit: (header, head) => index.add(header, head),
    onProgramMap: (map) => index.addMap(map),
  });
  demuxer.push(bytes);
  demuxer.end();
  return index;
}

describe('the index of a video', () => {
  const bytes = recording();
  const index = indexed(bytes);

  it('has every picture one can enter at', () => {
    expect(index.pictures).toBe(40);
    expect(index.entries.map(({ ptsS }) => Number(ptsS.toFixed(6)))).toEqual([10, 10.333333, 10.666667, 11]);
    for (const { offset } of index.entries) expect(bytes[offset]).toBe(0x47);
  });

  it('finds the entry at or before a time', () => {
    expect([-1, 10, 10.3, 10.34, 99].map((s) => index.entryAt(s)?.ptsS.toFixed(3))).toEqual([
      '10.000',
      '10.000',
      '10.000',
      '10.333',
      '11.000',
    ]);
    expect(new VideoIndex().entryAt(1)).toBeUndefined();
  });

  it.each([188, 192] as const)('is cut from an entry on, packets of %i', (packetSize) => {
    const all = recording(packetSize);
    const found = indexed(all);
    const entry = found.entryAt(10.5);
    if (found.stream === undefined || entry === undefined) throw new Error('no entry');
    const cut = new VideoCut({ stream: found.stream, pcrPid: found.pcrPid });
    const parts: Uint8Array[] = [];
    for (let at = entry.offset; at < all.length; at += 1000) parts.push(cut.push(all.subarray(at, at + 1000)));
    const out = new Uint8Array(Buffer.concat([...parts, cut.end()]));
    expect(out.length % 188).toBe(0);
    const pids = new Set<number>();
    for (let at = 0; at < out.length; at += 188) pids.add(((out[at + 1]! & 0x1f) << 8) | out[at + 2]!);
    expect([...pids]).toEqual([0, 0x1000, 0x100]);
    const again = indexed(out);
    expect(again.pictures).toBe(30);
    expect(again.firstPtsS).toBeCloseTo(entry.ptsS, 9);
    expect(again.entries[0]?.offset).toBe(2 * 188);
  });
});
