import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { IdTable } from './id-table.ts';

const idOf = (value: number): Uint8Array => createHash('sha256').update(String(value)).digest().subarray(0, 16);

it('finds each id among many, forgets what is deleted, and tells ids that begin alike apart', () => {
  const table = new IdTable();
  for (let value = 0; value < 5_000; value += 1) table.add(idOf(value), value);
  const twin = Uint8Array.from(idOf(17));
  twin[15] = (twin[15] ?? 0) ^ 1;
  table.add(twin, 5_000);
  for (let value = 0; value < 5_000; value += 3) table.delete(idOf(value), (found) => found === value);
  expect(table.size).toBe(5_001 - 1_667);
  for (let value = 0; value < 6_000; value += 1) {
    const expected = value < 5_000 && value % 3 !== 0 ? value : undefined;
    expect(table.find(idOf(value), (found) => found === value)).toBe(expected);
  }
  expect(table.find(twin, (found) => found === 5_000)).toBe(5_000);
});

it('uses freed places only after it has grown, and stays findable', () => {
  const table = new IdTable();
  for (let value = 0; value < 20_000; value += 1) {
    table.add(idOf(value), value);
    if (value >= 10) table.delete(idOf(value - 10), (found) => found === value - 10);
  }
  expect(table.size).toBe(10);
  for (let value = 19_990; value < 20_000; value += 1) {
    expect(table.find(idOf(value), (found) => found === value)).toBe(value);
  }
});
