import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IndexRow } from './index-rows.ts';
import { LogIndex } from './log-index.ts';

const hashOf = (n: number): Uint8Array => createHash('sha256').update(String(n)).digest().subarray(0, 16);

/** Row of an entry that is a command of its own. */
const rowAt = (index: number, command = hashOf(index)): IndexRow => ({
  index,
  stream: `review/${Math.floor(index / 10)}`,
  version: (index % 10) + 1,
  kind: 'review.noted',
  compartment: 'joint',
  state: 'ESP',
  timeUs: 1000 + index,
  place: 2,
  bytes: 100,
  parts: 1,
  command,
});
const rows = (from: number, count: number): IndexRow[] => Array.from({ length: count }, (_, i) => rowAt(from + i));

describe('the index', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'atalaya-index-'));
    path = join(folder, 'index.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('finds every command, whether in memory, on its way, or in a run; also when it was closed in between', () => {
    let index = LogIndex.open(path, 1_000);
    // Some runs, and one on its way; reopened at stages of them.
    const size = 8_600;
    for (let at = 0; at < size; at += 200) {
      index.add(rows(at, 200));
      if (at % 1_400 === 0) {
        index.close();
        index = LogIndex.open(path, 1_000);
        expect(index.size).toBe(at + 200);
      }
    }
    for (let n = 0; n < size; n += 7) expect(index.command(hashOf(n)), `${n}`).toEqual({ first: n, count: 1 });
    for (let n = size; n < size + 1_000; n++) expect(index.command(hashOf(n)), `${n}`).toBeUndefined();
    expect(index.version('review/7')).toBe(10);
    index.close();
  });

  it('tells apart commands that share six bytes of their hash', () => {
    const index = LogIndex.open(path);
    const twins = [0, 1, 2].map((n) => Uint8Array.from([1, 2, 3, 4, 5, 6, ...new Uint8Array(10).fill(n)]));
    index.add([rowAt(0, twins[0]), rowAt(1, twins[1])]);
    expect(index.command(twins[0]!)).toEqual({ first: 0, count: 1 });
    expect(index.command(twins[1]!)).toEqual({ first: 1, count: 1 });
    expect(index.command(twins[2]!)).toBeUndefined();
    index.close();
  });

  it('is as it was after rows that it could not take', () => {
    const index = LogIndex.open(path);
    index.add(rows(0, 10));
    // Entry 5 is there already.
    expect(() => index.add([...rows(10, 5), rowAt(5)])).toThrow(/UNIQUE/);
    expect(index.size).toBe(10);
    expect(index.command(hashOf(12))).toBeUndefined();
    index.add(rows(10, 5));
    expect(index.command(hashOf(12))).toEqual({ first: 12, count: 1 });
    index.close();
  });
});
