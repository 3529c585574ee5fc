import type { ErrorCode } from '../../../model/errors.ts';
import type { Filter, Position } from '../log.ts';
import type { EntryPlace } from './log-index.ts';

/** What the log's two threads say to each other. Bytes are moved, not copied, where their buffer is transferred. */

/** An error as it crosses. */
export interface ToldError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly where: string;
  readonly cure: string;
}

/** One append; its bytes stand in the batch's: the command's 16, then the entries'. */
export interface ToldAppend {
  readonly id: number;
  readonly timeUs: number;
  readonly streams: readonly string[];
  readonly versions: readonly number[];
  readonly kinds: readonly string[];
  readonly compartments: readonly string[];
  readonly states: readonly string[];
  readonly lengths: readonly number[];
  readonly unchanged: ReadonlyMap<string, number> | undefined;
}

export type Question =
  | { readonly ask: 'command'; readonly hash: Uint8Array }
  | { readonly ask: 'version'; readonly stream: string }
  | { readonly ask: 'stream'; readonly stream: string; readonly fromVersion: number; readonly limit: number }
  | {
      readonly ask: 'filter';
      readonly filter: Filter;
      readonly from: number;
      readonly to: number;
      readonly limit: number;
    }
  | { readonly ask: 'tail'; readonly from: number; readonly to: number }
  | { readonly ask: 'head' }
  | { readonly ask: 'grow' }
  | { readonly ask: 'published'; readonly size: number }
  | { readonly ask: 'refuse'; readonly error: ToldError }
  | { readonly ask: 'close' };

export interface ToldPage {
  readonly bundled: number;
  readonly places: readonly EntryPlace[];
  readonly tail: Uint8Array;
  readonly next: number | undefined;
}

/** The answer to each question. */
export interface Replies {
  command: readonly Position[] | undefined;
  version: number;
  stream: ToldPage;
  filter: ToldPage;
  tail: { readonly bundled: number; readonly bytes: Uint8Array; readonly count: number };
  head: { readonly size: number; readonly troubles: readonly string[] };
  grow: { readonly size: number; readonly root: Uint8Array };
  published: undefined;
  refuse: undefined;
  close: undefined;
}

export type ToWorker =
  | { readonly is: 'append'; readonly appends: readonly ToldAppend[]; readonly bytes: Uint8Array }
  | { readonly is: 'question'; readonly id: number; readonly question: Question };

export type ToldAnswer =
  | { readonly id: number; readonly outcome: 'appended'; readonly first: number }
  | { readonly id: number; readonly outcome: 'duplicate'; readonly positions: readonly Position[] }
  | {
      readonly id: number;
      readonly outcome: 'conflict';
      readonly stream: string;
      readonly expected: number;
      readonly actual: number;
    }
  | { readonly id: number; readonly outcome: 'refused'; readonly error: ToldError };

export type FromWorker =
  | { readonly is: 'open'; readonly size: number; readonly signed: boolean }
  | { readonly is: 'failed'; readonly error: ToldError }
  | { readonly is: 'progress'; readonly done: number; readonly of: number }
  | { readonly is: 'answers'; readonly answers: readonly ToldAnswer[]; readonly size: number }
  | { readonly is: 'reply'; readonly id: number; readonly reply: Replies[keyof Replies] }
  | { readonly is: 'refusal'; readonly id: number; readonly error: ToldError };

/** What the worker is started with. */
export interface WorkerStart {
  readonly folder: string;
  readonly origin: string;
  readonly keyName: string;
  readonly publicKey: Uint8Array;
  readonly nowUs: number;
  readonly segmentBytes: number | undefined;
}
