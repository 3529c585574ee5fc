import { createRandom } from '../sim/random.ts';
import type { Append } from '../src/store/log/log.ts';

const openStreams = 4_096;
const streamEntries = 10;
const ciphertextBytes = 225;
const startUs = Date.UTC(2026, 0, 5) * 1_000;
const kinds = ['observe.callout-made', 'observe.track-updated', 'find.finding-made', 'review.vote-cast'];

/**
 * Sealed entries of about 400 bytes for measuring the log alone, one a command: thousands of streams grow at the same time, each to ten entries. What
 * would be sealed is noise; the same seed gives the same entries.
 */
export class EntryMaker {
  readonly #random: ReturnType<typeof createRandom>;
  readonly #noise = new Uint8Array(2 ** 20);
  readonly #open: { number: number; version: number }[] = [];
  #opened = 0;
  #made = 0;

  constructor(seed: number) {
    this.#random = createRandom(seed);
    const words = new Uint32Array(this.#noise.buffer);
    for (let i = 0; i < words.length; i++) words[i] = Math.floor(this.#random.uniform() * 0x1_0000_0000);
  }

  /** Streams there are by now. */
  get streams(): number {
    return this.#opened;
  }

  streamName(number: number): string {
    return `observe/callout-${number.toString(36).padStart(6, '0')}`;
  }

  /** A stream picked at random. */
  anyStream(): string {
    return this.streamName(Math.floor(this.#random.uniform() * this.#opened));
  }

  /** The next command. */
  next(): Append {
    const at = Math.floor(this.#random.uniform() * openStreams);
    const open = this.#open[at];
    const stream = open === undefined || open.version === streamEntries ? { number: this.#opened++, version: 0 } : open;
    this.#open[at] = stream;
    stream.version++;
    const made = this.#made++;
    return {
      commandId: `bench-${made}`,
      timeUs: startUs + made * 1_000,
      drafts: [
        {
          stream: this.streamName(stream.number),
          version: stream.version,
          kind: kinds[made % kinds.length]!,
          role: 'analyst',
          state: made % 2 === 0 ? 'USA' : 'MEX',
          agency: 'JTF',
          compartment: 'joint-observation',
          commitment: this.#piece(32),
          attachments: [],
          body: {
            form: 'sealed',
            keyId: this.#piece(16),
            nonce: this.#piece(12),
            ciphertext: this.#piece(ciphertextBytes),
          },
        },
      ],
    };
  }

  #piece(bytes: number): Uint8Array {
    const from = Math.floor(this.#random.uniform() * (this.#noise.length - bytes));
    return this.#noise.subarray(from, from + bytes);
  }
}
