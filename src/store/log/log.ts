import type { Entry, EntryDraft } from '../../account/entry-types.ts';

/** A command's entries, to be taken whole or not at all. */
export interface Append {
  /** The command's id, chosen by whoever sends it: the same id again changes nothing and gets the first answer. */
  readonly commandId: string;
  readonly timeUs: number;
  /**
   * Sealed entries, in order. Their versions say what is expected: the first of each stream must be one more than
   * the stream's last, and they continue without gap.
   */
  readonly drafts: readonly EntryDraft[];
  /**
   * Streams that the decision rests on beyond those it writes, with their last version (0 where there is none): the command is taken only
   * while each still stands there, judged in the same step in which it is taken, whoever else appends and from whichever process.
   */
  readonly unchanged?: ReadonlyMap<string, number>;
}

/** Where an entry stands: its index in the whole log, and its bytes' owner stream. */
export interface Position {
  readonly index: number;
  readonly stream: string;
  readonly version: number;
}

export type AppendResult =
  | { readonly outcome: 'appended'; readonly positions: readonly Position[]; readonly duplicate: boolean }
  | {
      readonly outcome: 'conflict';
      readonly stream: string;
      readonly expectedVersion: number;
      readonly actualVersion: number;
    };

/** An entry with its place in the log. */
export interface StoredEntry {
  readonly index: number;
  readonly entry: Entry;
}

/** How far the log has come, in entries: acknowledged, published in a signed checkpoint, cosigned by each witness. */
export interface Head {
  readonly size: number;
  readonly published: number;
  readonly cosigned: ReadonlyMap<string, number>;
  /** What keeps publishing or cosigning from going on, in words, oldest first. */
  readonly troubles: readonly string[];
}

/** What `entries` may be narrowed to; every given field must agree. */
export interface Filter {
  readonly kind?: string;
  readonly stream?: string;
  readonly compartment?: string;
  readonly state?: string;
  readonly fromUs?: number;
  /** Exclusive. */
  readonly toUs?: number;
}

/**
 * The append-only log of sealed entries. One sequencer; all or nothing; gapless; idempotent by command id. `append` resolves after
 * the entries are on the disk (or committed). Errors are AtalayaErrors: `clock-backwards`, `disk-full`, `log-failed`, `value-out-of-range`.
 */
export interface Log {
  append(append: Append): Promise<AppendResult>;
  /** A stream's entries from a version on (1 for all), in order; includes what is acknowledged and not yet published. */
  stream(stream: string, fromVersion: number): AsyncIterable<StoredEntry>;
  /** Entries from an index on, in order, to the size at the moment of the call. */
  entries(fromIndex: number, filter?: Filter): AsyncIterable<StoredEntry>;
  /** The last version of a stream; 0 where there is none. */
  version(stream: string): Promise<number>;
  /** The answer a command got, if it was taken before. */
  command(commandId: string): Promise<AppendResult | undefined>;
  head(): Promise<Head>;
  /** Publishes everything acknowledged, and waits until it is signed and the witnesses were asked. */
  publish(): Promise<Head>;
  /** Calls back with the new size after each acknowledged group; gives a function that ends it. */
  subscribe(listener: (size: number) => void): () => void;
  close(): Promise<void>;
}
