import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../test/klv-properties.ts';
import { crc32Mpeg } from '../mpegts/crc32.ts';
import { berLengthBytes } from './ber.ts';
import { runningSum16 } from './checksum.ts';
import { crc16Ccitt } from './crc16.ts';
import { concatBytes, encodeItems } from './encode.ts';
import { hexBytes, hexOf } from './hex.ts';
import { intBytes } from './numbers.ts';
import { decodePacket, type KlvPacket, packetTimeUs, violations } from './packet.ts';
import { placesOf, type RegisteredId, registered } from './registry.ts';
import { st0601, st0601Key } from './st0601/st0601.ts';

const origin = { index: 0, offset: 0, pid: undefined, pts: undefined, ptsS: undefined };
const decode = (bytes: Uint8Array): KlvPacket => decodePacket(bytes, origin);
const codes = (packet: KlvPacket): string[] => packet.issues.map(({ code }) => code);
const timeUs = 1_700_000_000_000_000;

/** A packet of a registered set: `body`, then its checksum item where it has one. */
function packetOf(id: RegisteredId, body: Uint8Array): Uint8Array {
  const { checksum, checksumTag } = placesOf(id);
  const size = checksum === 'none' ? 0 : checksum === 'crc-32-mpeg' ? 4 : 2;
  const head = size === 0 ? [] : [checksumTag, size];
  const length = berLengthBytes(body.length + (size === 0 ? 0 : size + 2));
  const covered = concatBytes([hexBytes(registered[id].key), length, body, head]);
  switch (checksum) {
    case 'none':
      return covered;
    case 'running-sum-16':
      return concatBytes([covered, intBytes(runningSum16(covered, 0, covered.length), 2)]);
    case 'crc-16-ccitt':
      return concatBytes([covered, intBytes(crc16Ccitt(covered, 0, covered.length), 2)]);
    case 'crc-32-mpeg':
      return concatBytes([covered, intBytes(crc32Mpeg(covered, 0, covered.length), 4)]);
  }
}

const plain = encodeItems(st0601, { precisionTimeStampUs: timeUs, platformHeadingDeg: 90, versionNumber: 17 }, 2);
const packet = packetOf('ST0601', plain);

describe('checksums', () => {
  it('sum bytes at even places high, others low (ST 0601)', () => {
    expect(runningSum16(hex('01020304'), 0, 4)).toBe(0x0406);
    expect(runningSum16(hex('ff010203ff'), 0, 5)).toBe(((0xff + 0x02 + 0xff) % 256) * 256 + 4);
    expect(runningSum16(hex('00ff 00ff 01'), 0, 5)).toBe(0x02fe);
  });

  it('CRC-16-CCITT of "123456789" is E5CC (start value 1D0F)', () => {
    expect(crc16Ccitt(new TextEncoder().encode('123456789'), 0, 9)).toBe(0xe5cc);
  });

  it('CRC-32 of ISO/IEC 13818-1 of "123456789" is 0376E6E7', () => {
    expect(crc32Mpeg(new TextEncoder().encode('123456789'), 0, 9)).toBe(0x0376e6e7);
  });

  it('are valid in every set that has one, and absent in the others', () => {
    const bodies: Readonly<Record<RegisteredId, string>> = {
      ST0601: hexOf(plain),
      EG0104: '',
      ST0903: '0208 00060a24181e4000 0401 06',
      ST0903VTrack: '0208 00060a24181e4000',
      ST0102: '0101 01',
      ST0102U: '',
      ST0806: '0208 00060a24181e4000 0801 04',
      ST1002: '0108 00060a24181e4000',
      ST1107: '2b08 00060a24181e4000',
      ST1108: '0101 01',
    };
    expect(keysOf(bodies)).toEqual(keysOf(registered));
    for (const id of keysOf(bodies)) {
      const read = decode(packetOf(id, hex(bodies[id])));
      expect(read.set).toBe(id);
      expect([id, read.checksum]).toEqual([id, placesOf(id).checksum === 'none' ? 'absent' : 'valid']);
      expect([id, codes(read)]).toEqual([id, []]);
    }
  });

  it('find any single bit that was changed', () => {
    for (const id of ['ST0601', 'ST0903', 'ST0806', 'ST1002'] as const) {
      const body = id === 'ST1002' ? '0108 00060a24181e4000' : '0208 00060a24181e4000';
      const whole = packetOf(id, hex(body));
      fc.assert(
        fc.property(fc.integer({ min: 19, max: whole.length - 1 }), fc.nat(7), (at, bit) => {
          const bytes = whole.slice();
          bytes[at] = bytes[at]! ^ (1 << bit);
          expect(decode(bytes).checksum).not.toBe('valid');
        }),
      );
    }
  });

  it('say what was stored and what it should be', () => {
    const bytes = packet.slice();
    bytes[25] = bytes[25]! ^ 0xff;
    const read = decode(bytes);
    expect(read.checksum).toBe('invalid');
    expect(read.issues).toMatchObject([{ tag: '1', code: 'checksum-invalid', offset: packet.length - 2 }]);
  });

  it('that are missing, of another length, or not last are told', () => {
    const bare = concatBytes([hexBytes(st0601Key), [plain.length], plain]);
    expect(decode(bare).checksum).toBe('absent');
    expect(codes(decode(bare))).toEqual(['checksum-absent']);
    const long = concatBytes([hexBytes(st0601Key), [plain.length + 5], plain, hex('0103000000')]);
    expect(codes(decode(long))).toEqual(expect.arrayContaining(['length-wrong', 'checksum-absent']));
    const early = packet.slice();
    const after = concatBytes([early, hex('0502 4000')]);
    after[16] = after[16]! + 4;
    expect(codes(decode(after))).toEqual(expect.arrayContaining(['checksum-misplaced', 'item-duplicate']));
  });
});

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  // cast: Object.keys of a closed record gives its keys
  return Object.keys(record) as K[];
}

describe('packets', () => {
  it('have typed items by their set', () => {
    const read = decode(packet);
    expect(read.set).toBe('ST0601');
    if (read.set !== 'ST0601') return;
    expect(read.items.versionNumber).toBe(17);
    expect(read.items.platformHeadingDeg).toBeCloseTo(90, 2);
    expect(read.items.sensorLatitudeDeg).toBeUndefined();
    expect(packetTimeUs(read)).toBe(timeUs);
    expect(read.key).toBe(st0601Key);
    expect(violations(read)).toEqual([]);
  });

  it('are known whatever the version byte of their key', () => {
    for (const version of [0, 1, 3, 255]) {
      const bytes = packet.slice();
      bytes[7] = version;
      expect(decode(bytes).set).toBe('ST0601');
      expect(decode(bytes).checksum).toBe(version === 1 ? 'valid' : 'invalid');
    }
  });

  it('of keys that are in no table are kept', () => {
    const bytes = packet.slice();
    bytes[13] = 0x77;
    const read = decode(bytes);
    expect([read.set, read.data, read.checksum]).toEqual(['unknown', undefined, 'absent']);
    expect(read.bytes).toEqual(bytes);
    expect(codes(read)).toEqual(['set-unknown']);
    expect(packetTimeUs(read)).toBeUndefined();
    expect(violations(read)).toHaveLength(1);
  });

  it('that are cut off anywhere are read as far as they go', () => {
    for (let length = 0; length < packet.length; length++) {
      const read = decode(packet.subarray(0, length));
      if (length <= 16) {
        expect([length, read.set]).toEqual([length, 'unknown']);
        continue;
      }
      expect(codes(read)[0]).toBe('packet-truncated');
      expect(read.checksum).toBe('absent');
      expect(violations(read).length).toBeGreaterThan(0);
      if (length >= 17 + 10) expect(packetTimeUs(read)).toBe(timeUs);
    }
  });

  it('with bytes after their end do not read them', () => {
    const read = decode(concatBytes([packet, hex('0d0400000000')]));
    expect(read.checksum).toBe('valid');
    expect(read.data?.has(13)).toBe(false);
  });

  it('pass on what was found before they were read', () => {
    const found = { tag: '', offset: 0, code: 'bytes-skipped', message: '4 bytes' } as const;
    expect(decodePacket(packet, origin, [found]).issues).toEqual([found]);
    expect(violations(decodePacket(packet, origin, [found]))).toEqual([]);
  });

  it('of ST 0601 begin with their time', () => {
    const late = packetOf('ST0601', concatBytes([hex('05024000'), plain.subarray(0, 10)]));
    expect(codes(decode(late))).toEqual(['time-misplaced']);
    const none = packetOf('ST0601', hex('05024000'));
    expect(codes(decode(none))).toEqual(['time-absent']);
    expect(packetTimeUs(decode(none))).toBeUndefined();
  });
});

describe('strict reading', () => {
  it('lets remarks pass, and nothing else', () => {
    const special = packetOf('ST0601', concatBytes([plain, hex('0602 8000')]));
    expect(codes(decode(special))).toEqual(['special-value']);
    expect(violations(decode(special))).toEqual([]);
    const wrong = packetOf('ST0601', concatBytes([plain, hex('0d05 0000000000')]));
    expect(violations(decode(wrong)).map(({ code }) => code)).toEqual(['length-wrong']);
    const unknown = packetOf('ST0601', concatBytes([plain, hex('ff7f 00')]));
    expect(violations(decode(unknown)).map(({ code }) => code)).toEqual(['item-unknown']);
  });
});

describe('any bytes', () => {
  it('never throw, and issues lie inside them', () => {
    const keyed = fc
      .tuple(fc.constantFrom(...keysOf(registered)), fc.uint8Array({ maxLength: 80 }))
      .map(([id, rest]) => concatBytes([hexBytes(registered[id].key), rest]));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), keyed), (bytes) => {
        for (const { offset } of decode(bytes).issues) expect(offset >= 0 && offset <= bytes.length).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
