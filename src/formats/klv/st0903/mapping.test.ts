import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Codec, Special } from '../codec.ts';
import { PacketContext } from '../set.ts';
import { acceleration, type Location, location, velocity } from './location.ts';
import { confidencePercent, fieldOfViewDeg, heightM, type Mapping, offsetDeg, percent } from './mapping.ts';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

function read<T>(codec: Codec<T>, hex: string) {
  const bytes = bytesOf(hex);
  const context = new PacketContext(0);
  const value = codec.decode(bytes, 0, bytes.length, context);
  return { value, codes: context.issues.map(({ code }) => code) };
}

const mappings: readonly Mapping[] = ['imap', 'linear'];

describe('real numbers of ST 0903, IMAPB and older', () => {
  it.each<[string, Codec<number>, string, number, number]>([
    ['field of view, ST 0903.4', fieldOfViewDeg('imap'), '0640', 12.5, 1e-9],
    ['field of view, ST 0903.4', fieldOfViewDeg('imap'), '0500', 10, 1e-9],
    ['field of view, ST 0903.3', fieldOfViewDeg('linear'), '11c7', 12.5, 180 / 65535 / 2],
    ['field of view, ST 0903.3', fieldOfViewDeg('linear'), '0e39', 10, 180 / 65535 / 2],
    ['offset, ST 0903.4', offsetDeg('imap'), '3a6667', 10, 2 ** -17],
    ['offset, ST 0903.3', offsetDeg('linear'), '42aaaa', 10, 19.2 / (2 ** 23 - 1)],
    ['height, ST 0903.4', heightM('imap'), '2a94', 10000, 1e-9],
    ['height, ST 0903.3', heightM('linear'), '8c38', 10000, 19900 / 65535],
  ])("reads the standard's worked example: %s %#", (_, codec, hex, value, tolerance) => {
    const got = read(codec, hex);
    expect(got.codes).toEqual([]);
    expect(Math.abs(Number(got.value) - value)).toBeLessThanOrEqual(tolerance);
    expect(hexOf(codec.encode(Number(got.value), hex.length / 2))).toBe(hex);
  });

  it('reads the ends and the middle of both ranges', () => {
    expect(read(offsetDeg('linear'), '7fffff').value).toBe(19.2);
    expect(read(offsetDeg('linear'), '800001').value).toBe(-19.2);
    expect(read(offsetDeg('linear'), '00').value).toBe(0);
    expect(read(offsetDeg('linear'), 'fe75').value).toBeCloseTo((-395 * 19.2) / 8388607, 12);
    expect(read(offsetDeg('imap'), '000000').value).toBeCloseTo(-19.2, 5);
    expect(read(offsetDeg('imap'), '4ccccc').value).toBeCloseTo(19.2, 4);
    expect(read(offsetDeg('imap'), '266667').value).toBe(0);
    for (const mapping of mappings) {
      expect(read(heightM(mapping), '0000').value).toBe(-900);
      expect(read(fieldOfViewDeg(mapping), '0000').value).toBe(0);
    }
    expect(read(heightM('linear'), 'ffff').value).toBe(19000);
    expect(read(fieldOfViewDeg('linear'), 'ffff').value).toBe(180);
    expect(read(fieldOfViewDeg('imap'), '5a00').value).toBe(180);
  });

  it('names the offset that the older standard calls an error, and writes it back', () => {
    const { value, codes } = read(offsetDeg('linear'), '800000');
    expect(value).toBeInstanceOf(Special);
    expect(codes).toEqual(['special-value']);
    expect(value instanceof Special && hexOf(offsetDeg('linear').encodeSpecial?.(value))).toBe('800000');
  });

  it('notes wrong lengths and unreadable ones', () => {
    expect(read(offsetDeg('imap'), '2666').codes).toEqual(['length-wrong']);
    expect(read(offsetDeg('linear'), '26666666').codes).toEqual(['length-unreadable']);
    expect(read(heightM('linear'), '266666').codes).toEqual(['length-unreadable']);
    expect(read(heightM('imap'), '26666666666666').codes).toEqual(['length-unreadable']);
    expect(read(confidencePercent, '26666666666666').codes).toEqual(['length-unreadable']);
    expect(read(percent, '65').codes).toEqual(['value-out-of-range']);
    expect(read(percent, '64')).toEqual({ value: 100, codes: [] });
  });

  it('keeps a code beyond the range as a reserved one, and writes it back', () => {
    const { value, codes } = read(heightM('imap'), '7000');
    expect(value).toMatchObject({ name: 'Reserved' });
    expect(codes).toEqual(['value-out-of-range']);
    expect(value instanceof Special && hexOf(heightM('imap').encodeSpecial?.(value, 2))).toBe('7000');
  });

  it('refuses to write what lies outside', () => {
    expect(() => offsetDeg('linear').encode(19.3)).toThrow(RangeError);
    expect(() => heightM('linear').encode(19001)).toThrow(RangeError);
    expect(() => fieldOfViewDeg('linear').encode(-1)).toThrow(RangeError);
  });

  it.each(mappings)('holds a value to half a step, or a step where ST 1201 truncates: %s', (mapping) => {
    const slack = mapping === 'imap' ? 1 : 0.5;
    const cases: readonly [Codec<number>, number, number, number][] = [
      [offsetDeg(mapping), -19.2, 19.2, mapping === 'imap' ? 2 ** -17 : 19.2 / (2 ** 23 - 1)],
      [heightM(mapping), -900, 19000, mapping === 'imap' ? 1 : 19900 / 65535],
      [fieldOfViewDeg(mapping), 0, 180, mapping === 'imap' ? 1 / 128 : 180 / 65535],
    ];
    for (const [codec, min, max, step] of cases) {
      fc.assert(
        fc.property(fc.double({ min, max, noNaN: true }), (value) => {
          const { value: back } = read(codec, hexOf(codec.encode(value)));
          expect(Math.abs(Number(back) - value)).toBeLessThanOrEqual(step * slack * (1 + 1e-6));
        }),
        { numRuns: 60 },
      );
    }
  });
});

describe('location, velocity and acceleration packs', () => {
  it('reads coordinates, standard deviations and correlations, and packs cut short after a group', () => {
    const codec = location('imap');
    const full = '51800000' + '3f400000' + '0708' + '0040' + '0080' + '00c0' + '4000' + '2000' + '6000';
    const { value, codes } = read(codec, full);
    expect(codes).toEqual([]);
    expect(value).toEqual({
      latitudeDeg: 73,
      longitudeDeg: 73,
      heightM: 900,
      sigmaEastM: 2,
      sigmaNorthM: 4,
      sigmaUpM: 6,
      rhoEastNorth: 0,
      rhoEastUp: -0.5,
      rhoNorthUp: 0.5,
    });
    for (const length of [10, 16, 22]) {
      const short = read(codec, full.slice(0, 2 * length));
      expect(short.codes).toEqual([]);
      expect(short.value instanceof Special || short.value === undefined ? '' : hexOf(codec.encode(short.value))).toBe(
        full.slice(0, 2 * length),
      );
    }
  });

  it('reads the older location of a target at 34.71 north, 86.67 west', () => {
    const { value, codes } = read(location('linear'), 'b15d91af425dd4440dd0');
    expect(codes).toEqual([]);
    const got: Location = value instanceof Special || value === undefined ? {} : value;
    expect(got.latitudeDeg).toBeCloseTo(34.71012, 5);
    expect(got.longitudeDeg).toBeCloseTo(-86.67208, 5);
    expect(got.heightM).toBeCloseTo(173.72, 2);
  });

  it('keeps what ST 1201 names instead of a number', () => {
    const codec = location('imap');
    const hex = 'd0000000' + 'e8000000' + '8001';
    const { value, codes } = read(codec, hex);
    expect(codes).toEqual(['special-value', 'special-value', 'special-value']);
    expect(value instanceof Special || value === undefined ? '' : hexOf(codec.encode(value))).toBe(hex);
  });

  it.each(mappings)('keeps any bytes whatever their number: %s', (mapping) => {
    for (const codec of [location(mapping), velocity(mapping), acceleration(mapping)]) {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 1, maxLength: 26 }), (bytes) => {
          expect(roundTrip(codec, bytes)).toBe(hexOf(bytes));
        }),
        { numRuns: 150 },
      );
    }
  });

  it('notes packs that end inside a group or go on too long', () => {
    expect(read(velocity('imap'), '000100020003' + '0004').codes).toEqual(['item-malformed']);
    expect(read(velocity('imap'), '0001000200').codes).toEqual(['item-malformed']);
    expect(read(velocity('imap'), `${'0001'.repeat(9)}ff`).codes).toEqual(['item-malformed']);
  });
});

function roundTrip<T>(codec: Codec<T>, bytes: Uint8Array): string {
  const value = codec.decode(bytes, 0, bytes.length, new PacketContext(0));
  return value instanceof Special || value === undefined ? 'no value' : hexOf(codec.encode(value));
}
