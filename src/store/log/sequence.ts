import { commandHash } from '../../account/entry.ts';
import type { Entry } from '../../account/entry-types.ts';
import type { Sha256 } from '../../account/hash.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Append, AppendResult, Position } from './log.ts';
import { changedOf, checkUnchanged } from './unchanged.ts';

/** Where the log ends: entries, and the last one's time. */
export interface Tip {
  readonly size: number;
  readonly timeUs: number;
}

/** What the log already holds of the streams and commands of a group. */
export interface Known {
  /** Last version of each stream that is not new. */
  readonly versions: ReadonlyMap<string, number>;
  /** Positions of each command that was taken before, by `commandKey`. */
  readonly commands: ReadonlyMap<string, readonly Position[]>;
}

/** One entry to be written. */
export interface Sequenced {
  readonly index: number;
  readonly entry: Entry;
  readonly bytes: Uint8Array;
}

/** What becomes of a group of appends: one outcome for each, in order, and all there is to write. */
export interface Group {
  readonly outcomes: readonly (AppendResult | AtalayaError)[];
  readonly entries: readonly Sequenced[];
  readonly tip: Tip;
}

/** How far a time may lie behind the last entry's and still be raised to it, in microseconds. */
export const clockToleranceUs = 5_000_000;

/** A command's 16 bytes as lower-case hexadecimal, to look it up by. */
export const commandKey = (command: Uint8Array): string => Buffer.from(command).toString('hex');

/** An append whose entries were encoded with the time handed in; what is wrong with it by itself was refused. */
export interface Prepared {
  readonly commandId: string;
  readonly timeUs: number;
  readonly key: string;
  readonly entries: readonly { readonly entry: Entry; readonly bytes: Uint8Array }[];
  readonly unchanged: ReadonlyMap<string, number> | undefined;
}

const refusal = (what: string, commandId: string, cure: string): AtalayaError =>
  new AtalayaError('value-out-of-range', what, `command ${commandId}`, cure);

/**
 * Encodes an append. Errors: `value-out-of-range` for a command without entries, versions of a stream that do not follow each other,
 * streams to be unchanged that cannot be, and whatever `encode` refuses.
 */
export function prepare(append: Append, sha256: Sha256, encode: (entry: Entry) => Uint8Array): Prepared {
  const { commandId, timeUs, drafts, unchanged } = append;
  if (drafts.length === 0) throw refusal('a command without entries', commandId, 'Give it at least one entry.');
  const next = new Map<string, number>();
  for (const { stream, version } of drafts) {
    const expected = next.get(stream) ?? version;
    if (version !== expected) {
      const what = `version ${version} of ${stream} where ${expected} follows`;
      throw refusal(what, commandId, 'Number the entries of a stream one after the other.');
    }
    next.set(stream, version + 1);
  }
  checkUnchanged(append);
  const command = commandHash(commandId, sha256);
  const entries = drafts.map((draft, part) => {
    const entry: Entry = { ...draft, timeUs, command, part, parts: drafts.length };
    return { entry, bytes: encode(entry) };
  });
  return { commandId, timeUs, key: commandKey(command), entries, unchanged };
}

/** The first stream whose last version is not the one before the first given, or else the first that was only read and has changed. */
function conflictOf({ entries, unchanged }: Prepared, versions: ReadonlyMap<string, number>): AppendResult | undefined {
  const seen = new Set<string>();
  for (const { entry } of entries) {
    const { stream, version } = entry;
    if (seen.has(stream)) continue;
    seen.add(stream);
    const actualVersion = versions.get(stream) ?? 0;
    if (version !== actualVersion + 1)
      return { outcome: 'conflict', stream, expectedVersion: version - 1, actualVersion };
  }
  return changedOf(unchanged, (stream) => versions.get(stream) ?? 0);
}

function timeOf({ timeUs, commandId }: Prepared, lastUs: number): number {
  if (timeUs >= lastUs) return timeUs;
  if (lastUs - timeUs <= clockToleranceUs) return lastUs;
  throw new AtalayaError(
    'clock-backwards',
    `the command's time lies ${((lastUs - timeUs) / 1e6).toFixed(1)} s before the last entry's`,
    `command ${commandId}`,
    'Set the clock of this machine, then send the command again.',
  );
}

/**
 * Puts a group of appends behind each other: each is taken whole, refused whole, or answered as it was before. An entry whose time is raised
 * is encoded anew.
 */
export function sequence(
  tip: Tip,
  known: Known,
  appends: readonly Prepared[],
  encode: (entry: Entry) => Uint8Array,
): Group {
  const versions = new Map(known.versions);
  const commands = new Map(known.commands);
  const entries: Sequenced[] = [];
  let lastUs = tip.timeUs;

  const take = (append: Prepared): AppendResult => {
    const before = commands.get(append.key);
    if (before !== undefined) return { outcome: 'appended', positions: before, duplicate: true };
    const conflict = conflictOf(append, versions);
    if (conflict !== undefined) return conflict;
    const timeUs = timeOf(append, lastUs);
    const first = tip.size + entries.length;
    const taken = append.entries.map(({ entry, bytes }, part): Sequenced => {
      const index = first + part;
      if (timeUs === append.timeUs) return { index, entry, bytes };
      const raised = { ...entry, timeUs };
      return { index, entry: raised, bytes: encode(raised) };
    });
    const positions = taken.map(({ index, entry }) => ({ index, stream: entry.stream, version: entry.version }));
    for (const one of taken) {
      entries.push(one);
      versions.set(one.entry.stream, one.entry.version);
    }
    commands.set(append.key, positions);
    lastUs = timeUs;
    return { outcome: 'appended', positions, duplicate: false };
  };

  const outcomes = appends.map((append) => {
    try {
      return take(append);
    } catch (error) {
      if (error instanceof AtalayaError) return error;
      throw error;
    }
  });
  return { outcomes, entries, tip: { size: tip.size + entries.length, timeUs: lastUs } };
}
