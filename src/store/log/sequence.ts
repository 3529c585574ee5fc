import { commandHash } from '../../account/entry.ts';
import type { Entry } from '../../account/entry-types.ts';
import type { Sha256 } from '../../account/hash.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Append, AppendResult, Position } from './log.ts';

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

/** The first place where a draft's version does not follow the stream's last one. */
function conflictOf(append: Append, versions: ReadonlyMap<string, number>): AppendResult | undefined {
  const last = new Map<string, number>();
  for (const { stream, version } of append.drafts) {
    const actualVersion = last.get(stream) ?? versions.get(stream) ?? 0;
    if (version !== actualVersion + 1)
      return { outcome: 'conflict', stream, expectedVersion: version - 1, actualVersion };
    last.set(stream, version);
  }
  return undefined;
}

function timeOf(append: Append, lastUs: number): number {
  if (append.timeUs >= lastUs) return append.timeUs;
  if (lastUs - append.timeUs <= clockToleranceUs) return lastUs;
  throw new AtalayaError(
    'clock-backwards',
    `the command's time lies ${((lastUs - append.timeUs) / 1e6).toFixed(1)} s before the last entry's`,
    `command ${append.commandId}`,
    'Set the clock of this machine, then send the command again.',
  );
}

/**
 * Puts a group of appends behind each other: each is taken whole, refused whole, or answered as it was before. Pure but for `sha256`
 * and `encode` (an entry's canonical bytes; it throws where the entry cannot be written, which fails that append alone).
 */
export function sequence(
  tip: Tip,
  known: Known,
  appends: readonly Append[],
  sha256: Sha256,
  encode: (entry: Entry) => Uint8Array,
): Group {
  const versions = new Map(known.versions);
  const commands = new Map(known.commands);
  const entries: Sequenced[] = [];
  let timeUs = tip.timeUs;

  const take = (append: Append): AppendResult => {
    const command = commandHash(append.commandId, sha256);
    const before = commands.get(commandKey(command));
    if (before !== undefined) return { outcome: 'appended', positions: before, duplicate: true };
    if (append.drafts.length === 0) {
      throw new AtalayaError(
        'value-out-of-range',
        'a command without entries',
        `command ${append.commandId}`,
        'Give it at least one entry.',
      );
    }
    const conflict = conflictOf(append, versions);
    if (conflict !== undefined) return conflict;
    const at = timeOf(append, timeUs);
    const first = tip.size + entries.length;
    const taken = append.drafts.map((draft, part): Sequenced => {
      const entry: Entry = { ...draft, timeUs: at, command, part, parts: append.drafts.length };
      return { index: first + part, entry, bytes: encode(entry) };
    });
    const positions = taken.map(({ index, entry }) => ({ index, stream: entry.stream, version: entry.version }));
    for (const one of taken) {
      entries.push(one);
      versions.set(one.entry.stream, one.entry.version);
    }
    commands.set(commandKey(command), positions);
    timeUs = at;
    return { outcome: 'appended', positions, duplicate: false };
  };

  const outcomes = appends.map((append) => {
    try {
      return take(append);
    } catch (error) {
      if (error instanceof AtalayaError) return error;
      // A fault of the program must not fail the others of the group.
      const what = error instanceof Error ? error.message : String(error);
      return new AtalayaError('internal', what, `command ${append.commandId}`, 'Report this as a fault.');
    }
  });
  return { outcomes, entries, tip: { size: tip.size + entries.length, timeUs } };
}
