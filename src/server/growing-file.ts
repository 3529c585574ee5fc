import { type FileHandle, open } from 'node:fs/promises';

/** A file that may still be being written, read by several at once as far as it goes. */
export class GrowingFile {
  readonly path: string;
  #size = 0;
  #ended = false;
  #failure: Error | undefined;
  #wake: (() => void)[] = [];

  constructor(path: string) {
    this.path = path;
  }

  /** Bytes that can be read by now. */
  get size(): number {
    return this.#size;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** So many bytes in all can be read now. */
  grewTo(size: number): void {
    this.#size = size;
    this.#wakeAll();
  }

  end(): void {
    this.#ended = true;
    this.#wakeAll();
  }

  /** Nothing more will come, and readers are told why. */
  fail(reason: Error): void {
    this.#failure = reason;
    this.#wakeAll();
  }

  /** The bytes from `from` on, waiting for those that are still to come, each chunk a buffer of its own. */
  async *chunks(from: number, signal: AbortSignal, chunkBytes: number): AsyncGenerator<Uint8Array> {
    let file: FileHandle | undefined;
    try {
      for (let at = from; ; ) {
        signal.throwIfAborted();
        if (this.#failure !== undefined) throw this.#failure;
        if (at >= this.#size) {
          if (this.#ended) return;
          await this.#more(signal);
          continue;
        }
        file ??= await open(this.path, 'r');
        const chunk = new Uint8Array(Math.min(chunkBytes, this.#size - at));
        const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
        // The file became shorter than it was: there is no more of it.
        if (bytesRead === 0) return;
        at += bytesRead;
        yield chunk.subarray(0, bytesRead);
      }
    } finally {
      await file?.close();
    }
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.#wake.push(done);
    });
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
