import type { Actor, Attachment, Entry } from '../../account/entry-types.ts';
import type { AppendResult, Filter, Head } from '../log/log.ts';

/** Content to be remembered: plain bytes, and where they belong. */
export interface Fact {
  readonly stream: string;
  readonly kind: string;
  readonly compartment: string;
  /** The item whose key seals it; what is deleted together has one item. The stream, if nothing else is said. */
  readonly item?: string;
  readonly content: Uint8Array;
  readonly attachments?: readonly Attachment[];
}

export interface Command {
  readonly commandId: string;
  readonly timeUs: number;
  readonly actor: Actor;
  /** Last version of each stream that is written, as the decision was made on it; 0 for a new one. */
  readonly expected: ReadonlyMap<string, number>;
  /** Last version of each stream that the decision was made on and is not written; see `Append`. */
  readonly unchanged?: ReadonlyMap<string, number>;
  readonly facts: readonly Fact[];
}

/** What a reader gets of an entry's content. */
export type Content =
  | {
      readonly known: 'yes';
      readonly bytes: Uint8Array;
      /** With which anyone can hold the bytes against the entry's commitment. */
      readonly salt: Uint8Array;
    }
  | { readonly known: 'no'; readonly why: 'no-key' | 'destroyed' };

export interface Remembered {
  readonly index: number;
  readonly entry: Entry;
  readonly content: Content;
}

/** The log with its content: seals what goes in, opens what comes out, as far as the keyring reaches. */
export interface Memory {
  remember(command: Command): Promise<AppendResult>;
  recall(stream: string, fromVersion?: number): AsyncIterable<Remembered>;
  browse(fromIndex: number, filter?: Filter): AsyncIterable<Remembered>;
  /** What one entry says, as far as the keyring reaches. Errors: `log-damaged` where it is not what was committed to. */
  open(entry: Entry): Promise<Content>;
  /** Stores content beside the log, sealed with the item's key, to be attached to a fact. */
  attach(compartment: string, item: string, content: AsyncIterable<Uint8Array>): Promise<Attachment>;
  /** A folded state kept with its version, sealed with the item's key, so that a start folds only what came after. */
  saveSnapshot(stream: string, compartment: string, item: string, version: number, state: Uint8Array): Promise<void>;
  loadSnapshot(stream: string): Promise<{ readonly version: number; readonly state: Uint8Array } | undefined>;
  /**
   * Deletes items of a compartment: the intent is appended, their keys destroyed, their snapshots, tracks and blobs removed, the proof appended. All of it is
   * open but the items' names. `authority` says by which rule (its id and source). What falls due together is best given together, at most 2,000: each
   * epoch of keys that is touched is wrapped anew, about a second where it is full. Errors: `value-out-of-range`.
   */
  forget(
    command: Pick<Command, 'commandId' | 'timeUs' | 'actor'>,
    compartment: string,
    items: string | readonly string[],
    authority: string,
  ): Promise<AppendResult>;
  /** Finishes deletions whose intent stands in the log without its proof; to be called at each start, before anything else. Gives how many. */
  resumeDeletions(timeUs: number): Promise<number>;
  head(): Promise<Head>;
  close(): Promise<void>;
}
