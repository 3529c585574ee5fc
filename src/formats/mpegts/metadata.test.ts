import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, demuxAll, joinBytes, klvTriplet, PacketBuilder, pesPacket } from '../../../test/transport-packets.ts';
import { klvDescriptors } from './mux-tables.ts';
import type { Descriptor } from './types.ts';

const PID = 0x101;

interface Sent {
  readonly payload: Uint8Array;
  readonly streamId?: number;
  readonly pts?: number;
  readonly aligned?: boolean;
}

function builder(streamType: number, descriptors: readonly Descriptor[]): PacketBuilder {
  return new PacketBuilder().addTables([[PID, streamType, descriptors]]);
}

const synchronous = klvDescriptors('synchronous');
const asynchronous = klvDescriptors('asynchronous');

function send(streamType: number, descriptors: readonly Descriptor[], sent: readonly Sent[], streamId: number) {
  const built = builder(streamType, descriptors);
  for (const pes of sent) built.addPes(PID, pesPacket({ streamId, ...pes }));
  const { units, issues } = demuxAll(built.bytes(), [1000]);
  const brief = units.map(({ data, complete, mode, ptsS, serviceId }) => ({ data, complete, mode, ptsS, serviceId }));
  return { units: brief, codes: issues.map(({ code }) => code), issues, full: units };
}

const sync = (sent: readonly Sent[], streamId = 0xfc) => send(0x15, synchronous, sent, streamId);
const async = (sent: readonly Sent[], streamId = 0xbd) => send(0x06, asynchronous, sent, streamId);
const a = klvTriplet(300, 1);
const b = klvTriplet(400, 2);
const c = klvTriplet(90, 3);

describe('synchronous metadata cells', () => {
  it('several cells in one PES packet are several units', () => {
    const { full, codes } = sync([{ payload: joinBytes([cell(7, 3, a), cell(8, 3, b), cell(9, 3, c)]), pts: 90_000 }]);
    expect(full.map(({ data }) => data)).toEqual([a, b, c]);
    expect(full.map(({ sequenceNumber }) => sequenceNumber)).toEqual([7, 8, 9]);
    expect(full[0]).toMatchObject({
      mode: 'synchronous',
      pts: 90_000,
      ptsS: 1,
      serviceId: 0,
      complete: true,
      declared: true,
    });
    expect(codes).toEqual([]);
  });

  it('a unit split over cells in several PES packets is joined, with the time of its first', () => {
    const parts = [a.subarray(0, 100), a.subarray(100, 150), a.subarray(150)];
    const { units, codes } = sync([
      { payload: cell(254, 2, parts[0]!), pts: 90_000 },
      { payload: joinBytes([cell(255, 0, parts[1]!), cell(0, 1, parts[2]!)]) },
      { payload: cell(1, 3, b), pts: 180_000 },
    ]);
    expect(units).toEqual([
      { data: a, complete: true, mode: 'synchronous', ptsS: 1, serviceId: 0 },
      { data: b, complete: true, mode: 'synchronous', ptsS: 2, serviceId: 0 },
    ]);
    expect(codes).toEqual([]);
  });

  it('a lost middle cell is an issue, never a wrong join', () => {
    const { units, codes } = sync([
      { payload: cell(1, 2, a.subarray(0, 100)), pts: 90_000 },
      { payload: cell(3, 1, a.subarray(200)) },
      { payload: cell(4, 3, b), pts: 180_000 },
    ]);
    expect(units.map(({ data, complete }) => [data, complete])).toEqual([
      [a.subarray(0, 100), false],
      [b, true],
    ]);
    expect(codes).toEqual(['cell-sequence', 'cell-orphan']);
  });

  it('a lost beginning, a lost end and a lost whole cell are told', () => {
    expect(sync([{ payload: cell(2, 1, a) }])).toMatchObject({ units: [], codes: ['cell-orphan'] });
    const noEnd = sync([{ payload: cell(1, 2, a) }, { payload: cell(3, 3, b) }]);
    expect(noEnd.units.map(({ complete }) => complete)).toEqual([false, true]);
    expect(noEnd.codes).toEqual(['cell-sequence']);
    const hole = sync([{ payload: cell(1, 3, a) }, { payload: cell(5, 3, b) }]);
    expect(hole.units).toHaveLength(2);
    expect(hole.codes).toEqual(['cell-sequence']);
  });

  it('property: of a unit in n cells, losing any PES packet but none leaves it incomplete', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 299 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(cuts, fc.nat(6), fc.nat(255), (places, lost, first) => {
        const edges = [0, ...places.toSorted((x, y) => x - y), a.length];
        const cells = edges.slice(0, -1).map((from, index) => {
          const fragment = index === 0 ? 2 : index === edges.length - 2 ? 1 : 0;
          return { payload: cell((first + index) & 0xff, fragment, a.subarray(from, edges[index + 1])) };
        });
        const whole = sync(cells);
        expect(whole.units.map(({ data, complete }) => [data, complete])).toEqual([[a, true]]);
        const gone = lost % cells.length;
        const left = sync(cells.filter((_, index) => index !== gone));
        expect(
          left.units.every(
            ({ complete, data }) => !complete && a.subarray(0, data.length).every((x, i) => x === data[i]),
          ),
        ).toBe(true);
        expect(left.codes.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  it('two services in one stream are kept apart, whether cells are counted together or by service', () => {
    for (const second of [2, 1]) {
      const { units, codes } = sync([
        { payload: joinBytes([cell(1, 2, a.subarray(0, 9), 0), cell(second, 2, b.subarray(0, 9), 1)]) },
        {
          payload: joinBytes([cell(second + 1, 1, a.subarray(9), 0), cell(second === 2 ? 4 : 2, 1, b.subarray(9), 1)]),
        },
      ]);
      expect(units.map(({ data, complete, serviceId }) => [data, complete, serviceId])).toEqual([
        [a, true, 0],
        [b, true, 1],
      ]);
      expect(codes).toEqual([]);
    }
  });

  it('a loss is found also where cells of another service lie between', () => {
    const head = cell(1, 2, a.subarray(0, 9), 0);
    const tail = (sequence: number): Uint8Array => cell(sequence, 1, a.subarray(20), 0);
    const countedTogether = sync([{ payload: joinBytes([head, cell(3, 3, b, 1), tail(4)]) }]);
    expect(countedTogether.units.map(({ data, complete }) => [data, complete])).toEqual([
      [b, true],
      [a.subarray(0, 9), false],
    ]);
    const earlier = [cell(7, 3, c, 0), cell(1, 3, c, 1), cell(8, 3, c, 0)];
    const again = joinBytes([...earlier, cell(9, 2, a.subarray(0, 9), 0), cell(2, 3, b, 1), tail(11)]);
    const countedByService = sync([{ payload: again }]);
    expect(countedByService.units.slice(3).map(({ complete }) => complete)).toEqual([true, false]);
  });

  it('a cell cut by the end of its PES packet goes on in the next, when that is proven', () => {
    const bytes = joinBytes([cell(5, 3, a), cell(6, 3, b)]);
    const joined = sync([
      { payload: bytes.subarray(0, 120), pts: 90_000 },
      { payload: bytes.subarray(120), aligned: false },
    ]);
    expect(joined.units.map(({ data }) => data)).toEqual([a, b]);
    expect(joined.codes).toEqual([]);
    const notProven = sync([
      { payload: bytes.subarray(0, 120), pts: 90_000 },
      { payload: cell(6, 3, b), pts: 180_000 },
    ]);
    expect(notProven.units.map(({ data, complete }) => [data, complete])).toEqual([
      [a.subarray(0, 115), false],
      [b, true],
    ]);
    expect(notProven.codes).toEqual(['cell-damaged']);
  });

  it('a lost packet in mid-unit does not join what is left', () => {
    const built = builder(0x15, synchronous).addPes(PID, pesPacket({ streamId: 0xfc, payload: cell(1, 2, a) }));
    built.addPes(PID, pesPacket({ streamId: 0xfc, payload: cell(2, 1, b) }));
    const packets = built.packets.toSpliced(4, 1);
    const { units, issues } = demuxAll(joinBytes(packets));
    expect(units.every(({ complete }) => !complete)).toBe(true);
    expect(issues.map(({ code }) => code)).toContain('continuity');
  });
});

describe('what the wild does', () => {
  it('bare KLV in a stream declared as synchronous is read and noted once', () => {
    const { units, codes } = sync([{ payload: a, pts: 90_000 }, { payload: b }]);
    expect(units.map(({ data, mode }) => [data, mode])).toEqual([
      [a, 'asynchronous'],
      [b, 'asynchronous'],
    ]);
    expect(codes).toEqual(['klv-bare']);
  });

  it('cells in a stream declared as asynchronous are read and noted once', () => {
    const { units, codes } = async([{ payload: cell(0, 3, a) }, { payload: cell(1, 3, b) }], 0xfc);
    expect(units.map(({ data, mode }) => [data, mode])).toEqual([
      [a, 'synchronous'],
      [b, 'synchronous'],
    ]);
    expect(codes).toEqual(['klv-cells']);
  });

  it.each([0xbd, 0xfc])('asynchronous KLV under stream id %i is in order', (streamId) => {
    expect(async([{ payload: a }], streamId)).toMatchObject({ units: [{ data: a, complete: true }], codes: [] });
  });

  it('another stream id is noted where a key is there, and not KLV where none is', () => {
    expect(async([{ payload: a }], 0xc0)).toMatchObject({ units: [{ data: a }], codes: ['klv-stream-id'] });
    expect(async([{ payload: new Uint8Array(50) }], 0xc0)).toMatchObject({ units: [], codes: ['klv-stream-id'] });
  });

  it('KLV that nothing announces is recognised by its key', () => {
    const none: readonly Descriptor[] = [];
    for (const [type, payload] of [
      [6, a],
      [0x15, a],
      [0x80, a],
      [0x15, cell(1, 3, a)],
    ] as const) {
      const { full, codes } = send(type, none, [{ payload }], 0xfc);
      expect(full.map(({ data, declared }) => [data, declared])).toEqual([[a, false]]);
      expect(codes).toEqual(['klv-undeclared']);
    }
    expect(send(6, none, [{ payload: new Uint8Array(99).fill(6) }], 0xbd)).toMatchObject({ units: [], codes: [] });
  });

  it('a stream before its tables, or without any, is recognised too', () => {
    const bytes = new PacketBuilder();
    for (let turn = 0; turn < 5; turn++) bytes.addPes(PID, pesPacket({ streamId: 0xbd, payload: a }));
    const { units, summary } = demuxAll(bytes.bytes());
    expect(units.map(({ data }) => data)).toEqual([a, a, a, a, a]);
    expect(summary.streams).toMatchObject([{ pid: PID, codec: 'KLV', kind: 'metadata', metadataUnits: 5 }]);
  });
});

describe('bare KLV', () => {
  it('several packets in one PES packet stay one unit', () => {
    expect(async([{ payload: joinBytes([a, b]) }])).toMatchObject({ units: [{ data: joinBytes([a, b]) }], codes: [] });
  });

  it('a packet over several PES packets is joined', () => {
    const { units, codes } = async([
      { payload: a.subarray(0, 10), pts: 90_000 },
      { payload: a.subarray(10, 200), aligned: false },
      { payload: joinBytes([a.subarray(200), b]), aligned: false },
      { payload: c, pts: 180_000 },
    ]);
    expect(units.map(({ data, ptsS }) => [data, ptsS])).toEqual([
      [joinBytes([a, b]), 1],
      [c, 2],
    ]);
    expect(codes).toEqual([]);
  });

  it('one whose rest never comes is given out as it is', () => {
    const { units, codes } = async([{ payload: a.subarray(0, 200) }, { payload: b }, { payload: c.subarray(0, 30) }]);
    expect(units.map(({ data, complete }) => [data, complete])).toEqual([
      [a.subarray(0, 200), false],
      [b, true],
      [c.subarray(0, 30), false],
    ]);
    expect(codes).toEqual(['klv-cut', 'klv-cut']);
  });

  it('a unit with a damaged key is given out all the same', () => {
    const damaged = a.slice();
    damaged[0] = 7;
    expect(async([{ payload: damaged }])).toMatchObject({
      units: [{ data: damaged, complete: true }],
      codes: ['klv-key'],
    });
  });
});
