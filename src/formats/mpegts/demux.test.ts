import { describe, expect, it } from 'vitest';
import { demuxAll, joinBytes, klvTriplet, PacketBuilder, packet, pesPacket } from '../../../test/transport-packets.ts';
import { klvDescriptors, patSection, pmtSection } from './mux-tables.ts';

const KLV = 0x101;
const VIDEO = 0x100;
const klv = klvDescriptors('asynchronous');
const value = klvTriplet(500);
const klvPes = pesPacket({ streamId: 0xbd, payload: value, pts: 90_000 });
const started = (): PacketBuilder =>
  new PacketBuilder().addTables([
    [VIDEO, 0x1b],
    [KLV, 6, klv],
  ]);
const codes = (bytes: Uint8Array): string[] => demuxAll(bytes).issues.map(({ code }) => code);

describe('PES packets', () => {
  it('carry their stamps, place and payload', () => {
    const payload = Uint8Array.from({ length: 1000 }, (_, index) => index & 0xff);
    const pes = pesPacket({ streamId: 0xe0, payload, pts: 2 ** 33 - 1, dts: 2 ** 32 + 5, length: 0 });
    const { pes: got, issues } = demuxAll(started().addPes(VIDEO, pes).bytes());
    expect(issues).toEqual([]);
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({
      pid: VIDEO,
      streamId: 0xe0,
      stream: { streamType: 0x1b, codec: 'H.264', programNumber: 1 },
      pts: 2 ** 33 - 1,
      ptsS: (2 ** 33 - 1) / 90_000,
      dts: 2 ** 32 + 5,
      offset: 376,
      complete: true,
      data: payload,
      dataAlignment: true,
    });
  });

  it('with a length are given out as soon as they are whole', () => {
    const bytes = started().addPes(KLV, klvPes).bytes();
    const seen: number[] = [];
    const { units } = demuxAll(bytes, [188], { onPesStart: ({ offset }) => seen.push(offset) });
    expect(units.map(({ data, complete }) => [data, complete])).toEqual([[value, true]]);
    expect(seen).toEqual([376]);
  });

  it('are put together only where they are wanted', () => {
    const bytes = started().addPes(VIDEO, klvPes).addPes(KLV, klvPes).bytes();
    const { pes, units } = demuxAll(bytes, [], { wantPes: ({ kind }) => kind === 'metadata' });
    expect(pes.map(({ pid }) => pid)).toEqual([KLV]);
    expect(units).toHaveLength(1);
  });

  it('with a header over two packets are read', () => {
    const { units, issues } = demuxAll(started().addPes(KLV, klvPes, 11).bytes(), [50]);
    expect(issues).toEqual([]);
    expect(units).toMatchObject([{ data: value, ptsS: 1 }]);
  });

  it('too large are cut and told', () => {
    const bytes = started().addPes(KLV, klvPes).bytes();
    const { units, issues } = demuxAll(bytes, [], { maxUnitBytes: 300 });
    expect(issues.map(({ code }) => code)).toContain('pes-too-large');
    expect(units).toMatchObject([{ complete: false }]);
    expect(units[0]!.data).toEqual(value.subarray(0, units[0]!.data.length));
  });

  it('shorter or longer than their length are told', () => {
    const long = started().addPes(KLV, joinBytes([klvPes, Uint8Array.of(1, 2, 3)]));
    expect(codes(long.bytes())).toEqual(['pes-excess']);
    const short = started().addPes(KLV, klvPes.subarray(0, 300)).addPes(KLV, klvPes);
    expect(demuxAll(short.bytes())).toMatchObject({
      issues: [{ code: 'pes-truncated', offset: 376, pid: KLV }, { code: 'klv-cut' }],
      units: [{ complete: false }, { complete: true }],
    });
  });

  it('cut by the end of the stream are truncated; of open length they are whole', () => {
    expect(demuxAll(started().addPes(KLV, klvPes.subarray(0, 300)).bytes()).units).toMatchObject([{ complete: false }]);
    const open = pesPacket({ streamId: 0xbd, payload: value, length: 0 });
    expect(demuxAll(started().addPes(KLV, open).bytes()).units).toMatchObject([{ complete: true, data: value }]);
  });
});

describe('continuity', () => {
  it('one repetition of a packet is allowed and read once', () => {
    const built = started().addPes(KLV, klvPes).addPes(KLV, klvPes);
    const packets = built.packets.flatMap((one, index) => (index >= 2 ? [one, one] : [one]));
    const { units, issues } = demuxAll(joinBytes(packets));
    expect(issues).toEqual([]);
    expect(units.map(({ data }) => data)).toEqual([value, value]);
  });

  it('the same counter with other bytes is a loss', () => {
    const built = started().addPes(KLV, klvPes);
    const other = built.packets[3]!.slice();
    other[100] = other[100]! ^ 1;
    expect(codes(joinBytes(built.packets.toSpliced(4, 0, other)))).toContain('continuity');
  });

  it('a lost packet truncates its PES packet, and only that', () => {
    const built = started().addPes(KLV, klvPes).addPes(KLV, klvPes);
    const { units, issues } = demuxAll(joinBytes(built.packets.toSpliced(3, 1)));
    expect(units.map(({ complete }) => complete)).toEqual([false, true]);
    expect(units[0]!.data).toEqual(value.subarray(0, units[0]!.data.length));
    expect(issues[0]).toMatchObject({ code: 'continuity', offset: 3 * 188, pid: KLV });
  });

  it('a jump that is announced is no loss', () => {
    const built = started().addPes(KLV, klvPes);
    built.add({ pid: KLV, counter: 9, discontinuity: true, unitStart: true, payload: klvPes.subarray(0, 170) });
    built.addPes(KLV, klvPes);
    expect(demuxAll(built.bytes()).issues.map(({ code }) => code)).toEqual(['pes-truncated', 'klv-cut']);
  });

  it('packets without payload do not count', () => {
    const built = started().addPes(KLV, klvPes).add({ pid: KLV }).add({ pid: KLV, pcr: 5 }).addPes(KLV, klvPes);
    expect(codes(built.bytes())).toEqual([]);
  });
});

describe('damaged and unreadable packets', () => {
  const built = started().addPes(KLV, klvPes).addPes(KLV, klvPes);

  it('marked as damaged are read where they are metadata and in their place', () => {
    const packets = built.packets.map((one) => one.slice());
    packets[3]![1] = packets[3]![1]! | 0x80;
    const { units, issues } = demuxAll(joinBytes(packets));
    expect(issues.map(({ code }) => code)).toEqual(['transport-error']);
    expect(units.map(({ data, complete }) => [data, complete])).toEqual([
      [value, true],
      [value, true],
    ]);
  });

  it('marked as damaged are dropped where their number is not due', () => {
    const packets = built.packets.map((one) => one.slice());
    packets[3]![1] = packets[3]![1]! | 0x80;
    packets[3]![3] = packets[3]![3]! ^ 0x05;
    const { units, issues } = demuxAll(joinBytes(packets));
    expect(issues.map(({ code }) => code).slice(0, 2)).toEqual(['transport-error', 'continuity']);
    expect(units.map(({ complete }) => complete)).toEqual([false, true]);
  });

  it('marked as damaged are dropped where they are video or tables', () => {
    const tables = started().packets.map((one) => one.slice());
    for (const one of tables) one[1] = one[1]! | 0x80;
    const { units, issues, maps } = demuxAll(joinBytes([...tables, ...built.packets]));
    expect(issues.map(({ code }) => code)).toEqual([...tables.map(() => 'transport-error')]);
    expect(maps).toHaveLength(1);
    expect(units).toHaveLength(2);
  });

  it('with one damaged sync byte are read when the counter goes on', () => {
    const many = started();
    for (let turn = 0; turn < 4; turn++) many.addPes(KLV, klvPes);
    const packets = many.packets.map((one) => one.slice());
    packets[7]![0] = 0x46;
    const { units, issues } = demuxAll(joinBytes(packets));
    expect(issues.map(({ code }) => code)).toEqual(['sync-byte']);
    expect(units.map(({ data }) => data)).toEqual([value, value, value, value]);
  });

  it('with impossible adaptation fields are dropped', () => {
    const packets = built.packets.map((one) => one.slice());
    packets[4]![4] = 200;
    expect(codes(joinBytes(packets))).toContain('packet-header');
  });

  it('scrambled are counted and not read', () => {
    const secret = packet({ pid: KLV, counter: 6, scrambling: 2, unitStart: true, payload: klvPes.subarray(0, 184) });
    const { issues, summary, units } = demuxAll(joinBytes([...built.packets, secret]));
    expect(issues).toMatchObject([{ code: 'scrambled', pid: KLV }]);
    expect(units).toHaveLength(2);
    expect(summary.streams.find(({ pid }) => pid === KLV)?.scrambledPackets).toBe(1);
  });
});

describe('program changes', () => {
  it('a new version that moves and drops streams is followed', () => {
    const built = started().addPes(KLV, klvPes);
    const moved = { pid: 0x222, streamType: 6, descriptors: klv };
    built.addSection(0x1000, pmtSection(1, VIDEO, [], [{ pid: VIDEO, streamType: 0x24, descriptors: [] }, moved]));
    built.addPes(0x222, klvPes);
    const { maps, units, issues, summary } = demuxAll(built.bytes());
    expect(maps.map(({ streams }) => streams.map(({ pid, codec }) => `${pid} ${codec}`))).toEqual([
      ['256 H.264', '257 KLV'],
      ['256 H.265', '546 KLV'],
    ]);
    expect(units.map(({ pid }) => pid)).toEqual([KLV, 0x222]);
    expect(issues).toEqual([]);
    expect(summary.streams.map(({ pid }) => pid).toSorted()).toEqual([VIDEO, KLV, 0x222].toSorted());
  });

  it('several programs with several KLV streams each have their own clock', () => {
    const built = new PacketBuilder();
    const pat = patSection(1, 0x1000);
    built.addSection(0, pat);
    const lines = [KLV, KLV + 1].map((pid) => ({ pid, streamType: 6, descriptors: klv }));
    built.addSection(0x1000, pmtSection(1, KLV, [], lines));
    built
      .add({ pid: KLV, pcr: 2 ** 33 - 100_000 })
      .addPes(KLV, klvPes)
      .addPes(KLV + 1, klvPes);
    const { units, summary } = demuxAll(built.bytes());
    expect(units.map(({ pid, ptsS }) => [pid, ptsS])).toEqual([
      [KLV, (2 ** 33 + 90_000) / 90_000],
      [KLV + 1, (2 ** 33 + 90_000) / 90_000],
    ]);
    expect(units[0]!.arrivalS).toBe((2 ** 33 - 100_000) / 90_000);
    expect(summary.streams).toHaveLength(2);
  });

  it('a repeated table changes nothing', () => {
    const built = started().addTables([
      [VIDEO, 0x1b],
      [KLV, 6, klv],
    ]);
    expect(demuxAll(built.bytes()).maps).toHaveLength(1);
  });
});

it('an empty stream sums up to nothing', () => {
  const { summary, issues } = demuxAll(new Uint8Array(0));
  expect(summary).toMatchObject({ bytes: 0, packets: 0, packetSize: undefined, programs: [], streams: [] });
  expect(issues).toMatchObject([{ code: 'no-packets' }]);
});
