import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateSortie } from '../../../sim/sortie.ts';
import { referenceFile } from '../../../test/reference-data.ts';
import { concatBytes, encodeSet } from './encode.ts';
import { packetToJson } from './json.ts';
import type { KlvPacket } from './packet.ts';
import { KlvScanner } from './scanner.ts';

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
    expect(found[0]?.issues.map((issue) => issue.code)).toContain('packet-truncated');
    expect(found[0]?.set === 'ST0601' && found[0].items.missionId).toBe('SIMULATED EXERCISE 01');
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
