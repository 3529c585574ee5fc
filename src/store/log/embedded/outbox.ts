import { commandHash, encodeEntry } from '../../../account/entry.ts';
import { AtalayaError } from '../../../model/errors.ts';
import { sha256 } from '../../hashing.ts';
import type { Append, AppendResult } from '../log.ts';
import { checkUnchanged } from '../unchanged.ts';
import { errorOf, type Link } from './link.ts';
import type { ToldAnswer, ToldAppend } from './protocol.ts';

/** Entries and bytes of one command: it becomes durable in one write. */
const COMMAND_ENTRIES = 4_096;
const COMMAND_BYTES = 8 * 2 ** 20;
const COMMAND_ID_CHARACTERS = 1_024;

interface Waiting {
  readonly append: Append;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Sends appends to the worker, those of one turn of the event loop together, and gives the answers to those who wait for them. */
export class Outbox {
  readonly #link: Link;
  readonly #waiting = new Map<number, Waiting>();
  #appends: ToldAppend[] = [];
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #next = 0;

  constructor(link: Link) {
    this.#link = link;
  }

  append(append: Append): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.#link.lost !== undefined) throw this.#link.lost;
      checkShape(append);
      const { told, parts } = encode(append, this.#next++);
      this.#waiting.set(told.id, { append, resolve, reject });
      if (this.#appends.length === 0) setImmediate(() => this.#send());
      this.#appends.push(told);
      for (const part of parts) {
        this.#parts.push(part);
        this.#bytes += part.length;
      }
    });
  }

  /** Sends what waits; for a close that follows. */
  flush(): void {
    if (this.#appends.length > 0) this.#send();
  }

  #send(): void {
    if (this.#appends.length === 0) return;
    const bytes = new Uint8Array(this.#bytes);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#link.append(this.#appends, bytes);
    this.#appends = [];
    this.#parts = [];
    this.#bytes = 0;
  }

  settle(answer: ToldAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (waiting === undefined) return;
    if (answer.outcome === 'refused') waiting.reject(errorOf(answer.error));
    else waiting.resolve(resultOf(waiting.append, answer));
  }

  lose(error: AtalayaError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function resultOf({ drafts }: Append, answer: Exclude<ToldAnswer, { outcome: 'refused' }>): AppendResult {
  switch (answer.outcome) {
    case 'appended': {
      const positions = drafts.map(({ stream, version }, part) => ({ index: answer.first + part, stream, version }));
      return { outcome: 'appended', positions, duplicate: false };
    }
    case 'duplicate':
      return { outcome: 'appended', positions: answer.positions, duplicate: true };
    case 'conflict':
      return {
        outcome: 'conflict',
        stream: answer.stream,
        expectedVersion: answer.expected,
        actualVersion: answer.actual,
      };
  }
}

/** What can be refused without knowing the log. */
function checkShape(append: Append): void {
  const { commandId, drafts } = append;
  const refuse = (what: string, where: string, cure: string): never => {
    throw new AtalayaError('value-out-of-range', what, where, cure);
  };
  if (commandId === '' || commandId.length > COMMAND_ID_CHARACTERS || !commandId.isWellFormed()) {
    refuse(
      'The id of a command is empty, too long or no Unicode',
      'commandId',
      `Give 1 to ${COMMAND_ID_CHARACTERS} characters.`,
    );
  }
  if (drafts.length === 0 || drafts.length > COMMAND_ENTRIES) {
    refuse(`A command of ${drafts.length} entries`, `command ${commandId}`, `Give it 1 to ${COMMAND_ENTRIES} entries.`);
  }
  const next = new Map<string, number>();
  for (const { stream, version } of drafts) {
    const expected = next.get(stream) ?? version;
    if (version !== expected) {
      const cure = 'Number the entries of a stream one after the other.';
      refuse(`Version ${version} where ${expected} follows`, `stream ${stream} of command ${commandId}`, cure);
    }
    next.set(stream, version + 1);
  }
  checkUnchanged(append);
}

function encode(
  { commandId, timeUs, drafts, unchanged }: Append,
  id: number,
): { readonly told: ToldAppend; readonly parts: readonly Uint8Array[] } {
  const command = commandHash(commandId, sha256);
  const entries = drafts.map((draft, part) => encodeEntry({ ...draft, timeUs, command, part, parts: drafts.length }));
  const bytes = entries.reduce((sum, { length }) => sum + length, 0);
  if (bytes > COMMAND_BYTES) {
    const cure = `Keep its entries under ${COMMAND_BYTES} bytes together; content belongs into blobs.`;
    throw new AtalayaError('value-out-of-range', `A command of ${bytes} bytes`, `command ${commandId}`, cure);
  }
  const told = {
    id,
    timeUs,
    streams: drafts.map(({ stream }) => stream),
    versions: drafts.map(({ version }) => version),
    kinds: drafts.map(({ kind }) => kind),
    compartments: drafts.map(({ compartment }) => compartment),
    states: drafts.map(({ state }) => state),
    lengths: entries.map(({ length }) => length),
    unchanged,
  };
  return { told, parts: [command, ...entries] };
}
