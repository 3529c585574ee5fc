import { createHash } from 'node:crypto';
import { decodeEntry, encodeEntry } from '../src/account/entry.ts';
import type { Entry } from '../src/account/entry-types.ts';
import { isFault } from '../src/account/fault.ts';
import type { Append, AppendResult, Filter, Head, Log, StoredEntry } from '../src/store/log/log.ts';
import { prepare, sequence } from '../src/store/log/sequence.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());

/** A log that lives as long as its object: for tests of what stands above the log. */
export class LogInMemory implements Log {
  readonly bytes: Uint8Array[] = [];
  /** Called before each append; throws to play a log that fails. */
  beforeAppend: (append: Append) => void = () => {};
  readonly #listeners = new Set<(size: number) => void>();
  readonly #versions = new Map<string, number>();
  readonly #commands = new Map<string, AppendResult & { readonly outcome: 'appended' }>();
  #timeUs = 0;

  async append(append: Append): Promise<AppendResult> {
    this.beforeAppend(append);
    const before = this.#commands.get(append.commandId);
    if (before !== undefined) return { ...before, duplicate: true };
    const tip = { size: this.bytes.length, timeUs: this.#timeUs };
    const known = { versions: this.#versions, commands: new Map() };
    const group = sequence(tip, known, [prepare(append, sha256, encodeEntry)], encodeEntry);
    const [outcome] = group.outcomes;
    if (outcome === undefined || outcome instanceof Error) throw outcome;
    if (outcome.outcome === 'conflict') return outcome;
    for (const { entry, bytes } of group.entries) {
      this.bytes.push(bytes);
      this.#versions.set(entry.stream, entry.version);
    }
    this.#timeUs = group.tip.timeUs;
    this.#commands.set(append.commandId, outcome);
    for (const listener of this.#listeners) listener(this.bytes.length);
    return outcome;
  }

  async *stream(stream: string, fromVersion: number): AsyncIterable<StoredEntry> {
    for await (const stored of this.entries(0, { stream })) if (stored.entry.version >= fromVersion) yield stored;
  }

  async *entries(fromIndex: number, filter: Filter = {}): AsyncIterable<StoredEntry> {
    const size = this.bytes.length;
    for (let index = fromIndex; index < size; index += 1) {
      const entry = this.entryAt(index);
      if (matches(entry, filter)) yield { index, entry };
    }
  }

  entryAt(index: number): Entry {
    const entry = decodeEntry(this.bytes[index] ?? new Uint8Array(0));
    if (isFault(entry)) throw new Error(entry.fault);
    return entry;
  }

  async version(stream: string): Promise<number> {
    return this.#versions.get(stream) ?? 0;
  }

  async command(commandId: string): Promise<AppendResult | undefined> {
    const known = this.#commands.get(commandId);
    return known === undefined ? undefined : { ...known, duplicate: true };
  }

  async head(): Promise<Head> {
    return { size: this.bytes.length, published: this.bytes.length, cosigned: new Map(), troubles: [] };
  }

  publish(): Promise<Head> {
    return this.head();
  }

  subscribe(listener: (size: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {}
}

function matches(entry: Entry, { kind, stream, compartment, state, fromUs, toUs }: Filter): boolean {
  return (
    (kind === undefined || entry.kind === kind) &&
    (stream === undefined || entry.stream === stream) &&
    (compartment === undefined || entry.compartment === compartment) &&
    (state === undefined || entry.state === state) &&
    entry.timeUs >= (fromUs ?? 0) &&
    entry.timeUs < (toUs ?? Number.MAX_SAFE_INTEGER)
  );
}
