import type { StoredEntry } from '../../store/log/log.ts';
import { envelopeView, withheldView } from './envelope.ts';

const text = new TextEncoder();

/** The event that tells of an entry, with its envelope or without. */
export function eventOf({ index, entry }: StoredEntry, seen: boolean): Uint8Array {
  const view = seen ? envelopeView(index, entry) : withheldView(index, entry);
  return text.encode(`id: ${index}\nevent: entry\ndata: ${JSON.stringify(view)}\n\n`);
}

/** The last entries that were told, so that each event is written once for all readers. */
export class RecentEvents {
  readonly #most: number;
  readonly #entries: StoredEntry[] = [];
  readonly #written = new Map<string, Uint8Array>();
  /** The index that comes next. */
  #end: number;

  constructor(end: number, most = 256) {
    this.#end = end;
    this.#most = most;
  }

  get end(): number {
    return this.#end;
  }

  /** The first index that is still held; `end` where none is. */
  get begin(): number {
    return this.#end - this.#entries.length;
  }

  add(stored: StoredEntry): void {
    // What is not in order is not held: whoever asks for it reads the log.
    if (stored.index !== this.#end) this.#entries.length = 0;
    this.#entries.push(stored);
    this.#end = stored.index + 1;
    if (this.#entries.length > this.#most) this.#entries.shift();
    this.#written.clear();
  }

  /** The entries from an index on that are held. */
  from(index: number): readonly StoredEntry[] {
    return this.#entries.slice(Math.max(0, index - this.begin));
  }

  /** The events of all entries from an index on, one after the other, each as it is `seen`. */
  bytes(from: number, seen: readonly boolean[]): Uint8Array {
    const key = `${from} ${seen.map(Number).join('')}`;
    const ready = this.#written.get(key);
    if (ready !== undefined) return ready;
    const events = this.from(from).map((stored, i) => eventOf(stored, seen[i] === true));
    const bytes = new Uint8Array(Buffer.concat(events));
    this.#written.set(key, bytes);
    return bytes;
  }
}
