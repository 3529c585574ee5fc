import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateSortie } from '../../../sim/sortie.ts';
import { referenceFile } from '../../../test/reference-data.ts';
import { concatBytes, encodeItems, encodeSet } from './encode.ts';
import { packetToJson } from './json.ts';
import type { KlvPacket } from './packet.ts';
import { st0601KeyBytes } from './registry.ts';
import { KlvScanner } from './scanner.ts';
import { st0601 } from './st0601/st0601.ts';

function scan(bytes: Uint8Array, cuts: readonly number[] = []): { packets: KlvPacket[]; skipped: number } {
  const packets: KlvPacket[] = [];
  const scanner = new KlvScanner({ nextIndex: () => packets.length, onPacket: (packet) => packets.push(packet) });
  let from = 0;
  for (const cut of [...cuts.map((c) => c % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    scanner.push(bytes.slice(from, cut), { offset: from, contiguous: true });
    from = cut;
  }
  scanner.end();
  return { packets, skipped: scanner.skippedBytes };
}

const sortie = [...simulateSortie({ seed: 7, durationS: 4, rateHz: 5, startTimeUs: 1_700_000_000_000_000 }).packets];
const packets = sortie.map((packet) => packet.bytes);
const whole = concatBytes(packets);

describe('packets of a stream', () => {
  it('are all found, with their places and right checksums', () => {
    const found = scan(whole).packets;
    expect(found.map((p) => p.checksum)).toEqual(packets.map(() => 'valid'));
    let offset = 0;
    for (const [i, packet] of found.entries()) {
      expect(packet.offset).toBe(offset);
      expect(packet.issues).toEqual([]);
      offset += packets[i]?.length ?? 0;
    }
  });

  it('are the same however the stream is cut into chunks', () => {
    const want = scan(whole).packets.map(packetToJson);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => {
        expect(scan(whole, cuts).packets.map(packetToJson)).toEqual(want);
      }),
      { numRuns: 60 },
    );
  });

  it('are written anew from their values to the same bytes', () => {
    for (const packet of scan(whole).packets) {
      if (packet.data === undefined) expect.fail('not decoded');
      const body = packet.bytes.subarray(packet.bytes.length - packet.data.layout.length);
      expect(encodeSet(packet.data)).toEqual({ bytes: body.slice(), unencodable: [] });
    }
  });
});

describe('damage', () => {
  it('bytes between packets are counted and said', () => {
    const { packets: found, skipped } = scan(concatBytes([packets[0]!, [1, 2, 3, 4, 5], packets[1]!]));
    expect(found).toHaveLength(2);
    expect(skipped).toBe(5);
    expect(found[1]?.issues).toMatchObject([{ code: 'bytes-skipped' }]);
  });

  it('a packet that lost its middle does not cost the next one', () => {
    const first = packets[0]!;
    const cut = concatBytes([first.subarray(0, 60), first.subarray(90), packets[1]!, packets[2]!]);
    const { packets: found } = scan(cut);
    expect(found.map((p) => p.checksum)).toEqual([expect.stringMatching(/absent|invalid/), 'valid', 'valid']);
    expect(found[0]?.issues.map((issue) => issue.code)).toEqual(
      expect.arrayContaining([expect.stringMatching(/packet-truncated|packet-length-damaged/)]),
    );
    expect(found[0]?.set === 'ST0601' && found[0].items.missionId).toBe('SIMULATED EXERCISE 01');
  });

  it('bytes lost in every packet cost no packet: each key still begins one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 150 }), fc.integer({ min: 1, max: 20 }), (from, count) => {
        const short = packets.map((bytes) => concatBytes([bytes.subarray(0, from), bytes.subarray(from + count)]));
        const { packets: found } = scan(concatBytes(short));
        let offset = 0;
        const offsets = short.map((bytes) => {
          offset += bytes.length;
          return offset - bytes.length;
        });
        expect(found.map((p) => p.offset)).toEqual(offsets);
      }),
      { numRuns: 100 },
    );
  });

  it('a packet beside a damaged one is as sound as ever', () => {
    const mixed = packets.map((bytes, i) =>
      i % 2 === 0 ? concatBytes([bytes.subarray(0, 80), bytes.subarray(81)]) : bytes,
    );
    const { packets: found } = scan(concatBytes(mixed));
    expect(found.filter((p) => p.issues.length === 0)).toHaveLength(Math.floor(packets.length / 2));
  });

  it('a length that is lost or changed is found again by the items', () => {
    for (const spoil of [
      (b: Uint8Array) => concatBytes([b.subarray(0, 16), b.subarray(17)]),
      (b: Uint8Array) => b.map((byte, i) => (i === 17 ? byte ^ 1 : byte)),
      (b: Uint8Array) => b.map((byte, i) => (i === 16 ? 0xff : byte)),
    ]) {
      const { packets: found } = scan(concatBytes(packets.map(spoil)));
      expect(found.map((p) => p.checksum)).toEqual(packets.map(() => 'valid'));
      for (const packet of found) expect(packet.issues.map((issue) => issue.code)).toEqual(['packet-length-damaged']);
    }
  });

  it('a key that stands inside a packet as a value does not tear it', () => {
    const items = encodeItems(st0601, { precisionTimeStampUs: 1, missionId: 'x' }, 2);
    const inner = concatBytes([items, [0x42, 16], st0601KeyBytes]);
    const outer = concatBytes([st0601KeyBytes, [inner.length], inner]);
    const { packets: found } = scan(concatBytes([outer, packets[0]!]));
    expect(found.map((p) => p.bytes.length)).toEqual([outer.length, packets[0]!.length]);
  });

  it('a key with any bytes lost is recognised by the checksum of its packet', () => {
    fc.assert(
      fc.property(fc.nat(15), fc.integer({ min: 1, max: 16 }), (from, count) => {
        const to = Math.min(16, from + count);
        const spoilt = packets.map((bytes) => concatBytes([bytes.subarray(0, from), bytes.subarray(to)]));
        const { packets: found } = scan(concatBytes(spoilt));
        expect(found.map((p) => p.checksum)).toEqual(packets.map(() => 'valid'));
        expect(found.every((p) => p.issues.some((issue) => issue.code === 'key-damaged'))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('a key with a changed byte likewise', () => {
    const spoilt = packets[0]!.slice();
    spoilt[1] = 0xff;
    const { packets: found } = scan(concatBytes([spoilt, packets[1]!]));
    expect(found.map((p) => p.checksum)).toEqual(['valid', 'valid']);
  });

  it('a stream that ends inside a packet gives what is there', () => {
    const { packets: found } = scan(whole.subarray(0, whole.length - 30));
    expect(found).toHaveLength(packets.length);
    expect(found.at(-1)?.issues.map((issue) => issue.code)).toContain('packet-truncated');
  });

  it('a changed value makes the checksum invalid, and the packet stays', () => {
    const changed = whole.slice();
    changed[40] = changed[40]! ^ 1;
    const { packets: found } = scan(changed);
    expect(found).toHaveLength(packets.length);
    expect(found[0]?.checksum).toBe('invalid');
  });

  it('random bytes never throw, and every byte is accounted for', () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(...packets),
      fc.constant(Uint8Array.of(6, 14, 43, 52)),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 4 }), (parts, cuts) => {
        const bytes = concatBytes(parts);
        const { packets: found, skipped } = scan(bytes, cuts);
        const held = found.reduce((sum, p) => sum + p.bytes.length, 0);
        const lost = found.filter((p) => p.issues.some((issue) => issue.code === 'key-damaged')).length;
        expect(held + skipped - 16 * lost).toBeLessThanOrEqual(bytes.length);
        expect(held + skipped).toBeGreaterThanOrEqual(bytes.length);
      }),
      { numRuns: 300 },
    );
  });
});

const damaged = referenceFile('fmv/keys_damaged_day.klv');
const stale = referenceFile('fmv/mismms_dynamic_constant_stale_checksum.bin');
const day = referenceFile('fmv/day_flight_2009.klv');

describe('recordings', () => {
  it.skipIf(damaged === undefined || day === undefined)(
    'keys_damaged_day.klv: all six packets are saved, with their values',
    () => {
      const { packets: found } = scan(readFileSync(damaged ?? ''));
      const sound = scan(readFileSync(day ?? '')).packets;
      expect(found.map((p) => p.checksum)).toEqual(new Array(6).fill('valid'));
      expect(found.map((p) => packetToJson(p)['items'])).toEqual(sound.map((p) => packetToJson(p)['items']));
      expect(sound[0]?.issues).toMatchObject([{ tag: '22', code: 'length-wrong' }]);
    },
  );

  it.skipIf(stale === undefined)(
    'mismms_dynamic_constant_stale_checksum.bin: AA43 is stored where 3E1E is right',
    () => {
      const [packet] = scan(readFileSync(stale ?? '')).packets;
      expect(packet?.checksum).toBe('invalid');
      expect(packet?.issues).toMatchObject([{ tag: '1', message: `stored ${0xaa43}, computed ${0x3e1e}` }]);
    },
  );
});
