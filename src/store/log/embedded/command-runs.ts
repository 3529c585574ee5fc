import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Commands of one run; the filter is made for so many. */
export const usualRunCommands = 65_536;
/** Bits of a run's filter, 16 for each command: with four probes 0.24 % of the others pass (Bloom 1970). */
const FILTER_BITS = 2 ** 20;
const PROBES = 4;

interface Run {
  readonly run: number;
  readonly filter: Uint8Array;
}

/** A run on its way into its table, some rows with each transaction. */
interface Sealing {
  readonly run: number;
  readonly keys: Float64Array;
  readonly firsts: ReadonlyMap<number, readonly number[]>;
  readonly until: number;
  next: number;
}

/**
 * Which command stands where. Commands' hashes are random: in one tree each would touch a page of its own, and the tree would slow down with the
 * log. So they are gathered in memory, and written in sorted runs, each behind the last; a small filter for each run stays in memory and says
 * where to look. What is not yet in a run is read back from the entries at the start.
 */
export class CommandRuns {
  readonly #statements: ReturnType<typeof prepare>;
  readonly #runCommands: number;
  readonly #runs: Run[] = [];
  #fresh = new Map<number, number[]>();
  #sealing: Sealing | undefined;

  constructor(database: DatabaseSync, runCommands: number) {
    this.#runCommands = runCommands;
    this.#statements = prepare(database);
    let until = 0;
    for (const { run, until: end, filter } of this.#statements.runs.all()) {
      if (typeof run !== 'number' || typeof end !== 'number' || !(filter instanceof Uint8Array)) continue;
      this.#runs.push({ run, filter });
      until = end;
    }
    // A run that was not finished is begun anew.
    this.#statements.forget.run(this.#runs.length);
    for (const { idx, command } of this.#statements.since.iterate(until)) {
      if (typeof idx === 'number' && command instanceof Uint8Array) this.add(command, idx);
    }
  }

  /** Takes a command; `settle` writes by and by. */
  add(command: Uint8Array, first: number): void {
    const key = keyOf(command);
    const firsts = this.#fresh.get(key);
    if (firsts === undefined) this.#fresh.set(key, [first]);
    else firsts.push(first);
  }

  /** Places that a command may stand at: its own among them, if it was taken; others only share six bytes of its hash. */
  candidates(command: Uint8Array): number[] {
    const key = keyOf(command);
    const found = [...(this.#fresh.get(key) ?? []), ...(this.#sealing?.firsts.get(key) ?? [])];
    for (const { run, filter } of this.#runs) {
      if (!mayHold(filter, key)) continue;
      for (const { first } of this.#statements.find.all(run, key)) if (typeof first === 'number') found.push(first);
    }
    return found;
  }

  /**
   * Writes a part of what waits, within the transaction that adds rows up to `size`: enough that a run is finished before the next is full.
   * Where the transaction is rolled back, this object no longer agrees with the table and must be made anew.
   */
  settle(rows: number, size: number): void {
    if (this.#sealing === undefined && this.#fresh.size >= this.#runCommands) this.#seal(size);
    const sealing = this.#sealing;
    if (sealing === undefined) return;
    const { run, keys, firsts } = sealing;
    const end = Math.min(keys.length, sealing.next + 2 * rows + 256);
    for (; sealing.next < end; sealing.next++) {
      const key = keys[sealing.next]!;
      for (const first of firsts.get(key)!) this.#statements.insert.run(run, key, first);
    }
    if (end < keys.length) return;
    const filter = new Uint8Array(FILTER_BITS / 8);
    for (const key of keys) for (const bit of bitsOf(key)) filter[bit >> 3]! |= 1 << (bit & 7);
    this.#statements.finish.run(run, sealing.until, filter);
    this.#runs.push({ run, filter });
    this.#sealing = undefined;
  }

  #seal(size: number): void {
    const keys = Float64Array.from(this.#fresh.keys()).sort();
    this.#sealing = { run: this.#runs.length, keys, firsts: this.#fresh, until: size, next: 0 };
    this.#fresh = new Map();
  }
}

function prepare(database: DatabaseSync) {
  const of = (sql: string): StatementSync => database.prepare(sql);
  return {
    runs: of('SELECT run, until, filter FROM runs ORDER BY run'),
    forget: of('DELETE FROM commands WHERE run >= ?'),
    since: of('SELECT idx, command FROM entries WHERE idx >= ? AND command IS NOT NULL ORDER BY idx'),
    find: of('SELECT first FROM commands WHERE run = ? AND key = ?'),
    insert: of('INSERT INTO commands VALUES (?, ?, ?)'),
    finish: of('INSERT INTO runs VALUES (?, ?, ?)'),
  };
}

/** Six bytes of the hash: an exact number in JavaScript, and short in the table. Whether it is the command, its first entry's row says. */
function keyOf(command: Uint8Array): number {
  return Buffer.from(command.buffer, command.byteOffset, 6).readUIntBE(0, 6);
}

/** The filter's bits of a key, which is random already: its low half, stepped by its high one. */
function bitsOf(key: number): number[] {
  const low = key % 2 ** 24;
  const step = Math.floor(key / 2 ** 24) | 1;
  return Array.from({ length: PROBES }, (_, i) => (low + i * step) % FILTER_BITS);
}

function mayHold(filter: Uint8Array, key: number): boolean {
  const low = key % 2 ** 24;
  const step = Math.floor(key / 2 ** 24) | 1;
  for (let i = 0; i < PROBES; i++) {
    const bit = (low + i * step) % FILTER_BITS;
    if ((filter[bit >> 3]! & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}
