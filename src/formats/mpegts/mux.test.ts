import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demuxAll, joinBytes, klvTriplet } from '../../../test/transport-packets.ts';
import { AtalayaError } from '../../model/errors.ts';
import { type MuxStream, TsMuxer } from './mux.ts';
import type { KlvMode } from './types.ts';

const VIDEO = 0x100;
const KLV = 0x101;
const video: MuxStream = { kind: 'video', pid: VIDEO, streamType: 0x1b };
const klv = (mode: KlvMode, pid = KLV): MuxStream => ({ kind: 'klv', pid, mode });

function mux(streams: readonly MuxStream[], write: (muxer: TsMuxer) => void): Uint8Array {
  const parts: Uint8Array[] = [];
  const muxer = new TsMuxer({ streams, sink: (bytes) => parts.push(bytes) });
  write(muxer);
  muxer.end();
  const bytes = joinBytes(parts);
  expect(muxer.bytes).toBe(bytes.length);
  return bytes;
}

const accessUnit = (size: number, seed: number): Uint8Array => {
  const data = Uint8Array.from({ length: size }, (_, index) => (index * 13 + seed) & 0xff);
  data.set([0, 0, 0, 1, 9, 0xf0, 0, 0, 0, 1, seed % 12 === 0 ? 0x65 : 0x41]);
  return data;
};

/** Clock references and tables of the stream, read by a reader of its own: byte place, PID, ticks. */
function clockReferences(bytes: Uint8Array) {
  const references: { pid: number; ticks: number }[] = [];
  const tables: number[] = [];
  for (let at = 0; at < bytes.length; at += 188) {
    const pid = ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!;
    if (pid === 0) tables.push(references.at(-1)?.ticks ?? Number.NaN);
    if ((bytes[at + 3]! & 0x20) === 0 || bytes[at + 4] === 0 || (bytes[at + 5]! & 0x10) === 0) continue;
    let base = 0n;
    for (let index = 0; index < 6; index++) base = (base << 8n) | BigInt(bytes[at + 6 + index]!);
    references.push({ pid, ticks: Number(base >> 15n) });
  }
  return { references, tables };
}

describe('what is muxed', () => {
  const unit = fc.record({ size: fc.integer({ min: 1, max: 2000 }), step: fc.integer({ min: 0, max: 30_000 }) });

  it.each<KlvMode>(['asynchronous', 'synchronous'])('property: %s, comes out again the same', (mode) => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 40 }), fc.nat(2 ** 33 - 1), (units, start) => {
        const video_: Uint8Array[] = [];
        const klv_: Uint8Array[] = [];
        let ticks = start;
        const bytes = mux([video, klv(mode)], (muxer) => {
          for (const [index, { size, step }] of units.entries()) {
            ticks += step;
            const data = klvTriplet(size, index);
            klv_.push(data);
            muxer.write(KLV, { data, ptsTicks: ticks });
            video_.push(accessUnit(size * 3 + 11, index));
            muxer.write(VIDEO, { data: video_.at(-1)!, ptsTicks: ticks + 6000, dtsTicks: ticks });
          }
        });
        const {
          units: got,
          pes,
          issues,
          summary,
        } = demuxAll(bytes, [1317], { wantPes: ({ kind }) => kind === 'video' });
        expect(issues).toEqual([]);
        expect(got.map(({ data }) => data)).toEqual(klv_);
        expect(got.every((one) => one.mode === mode && one.declared && one.complete)).toBe(true);
        expect(pes.map(({ data }) => data)).toEqual(video_);
        expect(got.at(-1)!.pts).toBe(ticks % 2 ** 33);
        expect(got.at(-1)!.ptsS! - got[0]!.ptsS!).toBeCloseTo((ticks - start - units[0]!.step) / 90_000, 6);
        expect(pes.at(-1)).toMatchObject({ pts: (ticks + 6000) % 2 ** 33, dts: ticks % 2 ** 33 });
        expect(summary.programs[0]).toMatchObject({ pcrPid: VIDEO });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the clock within 100 ms and before the stamps, tables within 100 ms', () => {
    const bytes = mux([video, klv('asynchronous')], (muxer) => {
      for (let index = 0; index < 40; index++) {
        const dts = 100_000 + index * 30_000;
        muxer.write(VIDEO, { data: accessUnit(5000, index), ptsTicks: dts + 3000, dtsTicks: dts });
        muxer.write(KLV, { data: klvTriplet(100), ptsTicks: dts });
      }
    });
    const { references, tables } = clockReferences(bytes);
    expect(references.every(({ pid }) => pid === VIDEO)).toBe(true);
    const steps = references.slice(1).map(({ ticks }, index) => ticks - references[index]!.ticks);
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(Math.max(...steps)).toBeLessThanOrEqual(3600);
    const gaps = tables.slice(2).map((ticks, index) => ticks - tables[index + 1]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(9000);
    const { pes, units } = demuxAll(bytes, [], { wantPes: () => true });
    for (const one of [...pes, ...units]) expect(one.ptsS!).toBeGreaterThan(one.arrivalS!);
  });

  it('metadata alone has a clock of its own', () => {
    const sent = Array.from({ length: 30 }, (_, index) => klvTriplet(200, index));
    const bytes = mux([klv('synchronous')], (muxer) => {
      for (const [index, data] of sent.entries()) muxer.write(KLV, { data, ptsTicks: 90_000 + index * 9000 });
    });
    const { units, issues, maps } = demuxAll(bytes);
    expect(issues).toEqual([]);
    expect(units.map(({ data }) => data)).toEqual(sent);
    expect(maps).toMatchObject([{ pcrPid: 0x1ff }]);
    const { references } = clockReferences(bytes);
    expect(references.length).toBeGreaterThan(60);
    expect(references.every(({ pid }) => pid === 0x1ff)).toBe(true);
  });

  it('KLV without stamps is possible', () => {
    const bytes = mux([klv('asynchronous')], (muxer) => muxer.write(KLV, { data: klvTriplet(9) }));
    expect(demuxAll(bytes).units).toMatchObject([{ pts: undefined, data: klvTriplet(9) }]);
  });

  it.each<KlvMode>(['asynchronous', 'synchronous'])('%s KLV beyond 64 kB goes over several PES packets', (mode) => {
    const sent = [65_480, 65_500, 65_522, 65_527, 65_535, 131_040, 200_000].map((size) => klvTriplet(size));
    const bytes = mux([video, klv(mode)], (muxer) => {
      for (const [index, data] of sent.entries()) {
        muxer.write(VIDEO, { data: accessUnit(70_000, index), ptsTicks: index * 3000 });
        muxer.write(KLV, { data, ptsTicks: index * 3000 });
      }
    });
    const { units, issues, pes } = demuxAll(bytes, [5000], { wantPes: ({ kind }) => kind === 'video' });
    expect(issues).toEqual([]);
    expect(units.map(({ data }) => data)).toEqual(sent);
    expect(pes.every(({ data, complete }) => complete && data.length === 70_000)).toBe(true);
  });

  it('a late unit never turns the clock back', () => {
    const bytes = mux([video, klv('asynchronous')], (muxer) => {
      muxer.write(VIDEO, { data: accessUnit(100, 0), ptsTicks: 900_000 });
      muxer.write(KLV, { data: klvTriplet(10), ptsTicks: 800_000 });
      muxer.write(VIDEO, { data: accessUnit(100, 0), ptsTicks: 890_000 });
      muxer.write(VIDEO, { data: accessUnit(100, 0), ptsTicks: 903_000 });
    });
    const { references } = clockReferences(bytes);
    expect(references.map(({ ticks }) => ticks)).toEqual([837_000, 840_000]);
  });

  it('an empty stream still has its tables', () => {
    expect(demuxAll(mux([video], () => {})).maps).toHaveLength(1);
  });
});

describe('raw H.264', () => {
  it('gets its delimiter where it has none, and marks for random access', () => {
    const idr = Uint8Array.of(0, 0, 0, 1, 0x67, 1, 2, 0, 0, 1, 0x65, 0x88);
    const delimited = Uint8Array.of(0, 0, 1, 9, 0x10, 0, 0, 1, 0x41, 0x9a);
    const bytes = mux([video], (muxer) => {
      muxer.writeH264(VIDEO, idr, 90_000);
      muxer.writeH264(VIDEO, delimited, 96_000, 93_000);
    });
    const { pes } = demuxAll(bytes, [], { wantPes: () => true });
    expect(pes.map(({ data }) => [...data])).toEqual([[0, 0, 0, 1, 9, 0xf0, ...idr], [...delimited]]);
    expect(pes.map(({ randomAccess, pts, dts }) => [randomAccess, pts, dts])).toEqual([
      [true, 90_000, undefined],
      [false, 96_000, 93_000],
    ]);
  });
});

describe('what cannot be muxed', () => {
  it.each([
    [[video, klv('asynchronous', VIDEO)]],
    [[klv('asynchronous', 0)]],
    [[klv('asynchronous', 0x1fff)]],
    [[klv('asynchronous', 0x1000)]],
    [Array.from({ length: 120 }, (_, index) => klv('asynchronous', 0x100 + index))],
  ])('is refused (%#)', (streams) => {
    expect(() => new TsMuxer({ streams, sink: () => {} })).toThrow(AtalayaError);
  });

  it('a PID that was not announced is refused', () => {
    expect(() => mux([video], (muxer) => muxer.write(5, { data: klvTriplet(1) }))).toThrow('not announced');
  });
});
