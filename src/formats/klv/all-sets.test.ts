import { describe, expect, it } from 'vitest';
import { decodeAlone, expectSetLossless } from '../../../test/klv-properties.ts';
import type { SetDescriptor } from './descriptor.ts';
import { eg0104 } from './eg0104.ts';
import { encodeItems } from './encode.ts';
import { st0102, st0102Universal } from './st0102.ts';
import { st0806, st0806AreaOfInterest, st0806PointOfInterest, st0806UserDefined } from './st0806.ts';
import { st1002 } from './st1002.ts';
import { st1107 } from './st1107.ts';
import { st1108, st1108Metric } from './st1108.ts';
import { st1202 } from './st1202.ts';
import { st1206 } from './st1206.ts';
import { st1601 } from './st1601.ts';
import { st1602 } from './st1602.ts';

const sets: readonly SetDescriptor[] = [
  eg0104,
  st0102,
  st0102Universal,
  st0806,
  st0806PointOfInterest,
  st0806AreaOfInterest,
  st0806UserDefined,
  st1002,
  st1107,
  st1108,
  st1108Metric,
  st1202,
  st1206,
  st1601,
  st1602,
];

describe.each(sets.map((set) => [set.id, set] as const))('%s', (_, set) => {
  it('loses nothing, whatever the bytes', () => {
    expectSetLossless(set);
  });

  it('names each item once, in camel case', () => {
    const names = set.rows.flatMap((row) => (row === undefined ? [] : [row.name]));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z0-9]+$/);
  });

  it('has a key of 16 bytes for each item of a universal set', () => {
    for (const row of set.rows) {
      if (row !== undefined) expect(row.key?.length).toBe(set.framing === 'universal' ? 32 : undefined);
    }
    expect(set.byKey.size).toBe(set.framing === 'universal' ? set.rows.filter((row) => row !== undefined).length : 0);
  });

  it('says what each linear item holds at the ends of its range, in the middle and half a step beside', () => {
    for (const [tag, row] of set.rows.entries()) {
      const linear = row?.codec.linear;
      // times of 8 bytes reach beyond what a double holds exactly: numbers.test.ts
      if (row === undefined || linear === undefined || linear.lengthBytes === 8) continue;
      const { scale, offset, signed, lengthBytes } = linear;
      const highest = 256 ** lengthBytes / (signed ? 2 : 1) - 1;
      for (const raw of [signed ? -highest : 0, 0, 1, Math.floor(highest / 2), highest]) {
        const value = raw * scale + offset;
        const bytes = encodeItems(set, { [row.name]: value });
        const read = decodeAlone(set, bytes).set.value(tag);
        expect(read).toBeCloseTo(value, 9);
        for (const near of [value + 0.49 * scale, value - 0.49 * scale]) {
          if (near < offset - scale * (signed ? highest : 0) || near > highest * scale + offset) continue;
          expect(encodeItems(set, { [row.name]: near })).toEqual(bytes);
        }
      }
      expect(() => encodeItems(set, { [row.name]: (highest + 1) * scale + offset })).toThrow(RangeError);
    }
  });

  it('says what each mapped item holds at the ends of its range and about zero, and what lies beyond', () => {
    for (const [tag, row] of set.rows.entries()) {
      const range = /^IMAPB\((.+), (.+)\), (\d) bytes/.exec(row?.codec.describe ?? '');
      if (row === undefined || range === null) continue;
      const [min = 0, max = 0, length = 0] = range.slice(1).map(Number);
      const step = 2 ** (Math.ceil(Math.log2(max - min)) - (8 * length - 1));
      const again = (value: number) => decodeAlone(set, encodeItems(set, { [row.name]: value }));
      for (const value of [min, max, (min + max) / 2, Math.min(Math.max(0, min), max), max - 1.5 * step]) {
        const { set: read, issues } = again(value);
        expect(issues).toEqual([]);
        expect(Math.abs(Number(read.value(tag)) - value)).toBeLessThanOrEqual(step);
      }
      if (min <= 0) expect(again(0).set.value(tag)).toBe(0);
      expect(again(max + 2 * step).set.special(tag)?.name).toBe('IMAP Above Maximum');
      expect(again(min - 2 * step).set.special(tag)?.name).toBe('IMAP Below Minimum');
    }
  });
});
