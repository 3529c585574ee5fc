import type { Writable } from 'node:stream';

/** Standard output as a command sees it: buffered, slowed to the reader's pace, and ended quietly where the reader leaves. */
export interface Output {
  /**
   * Hands over text; resolves at once while there is room, else when the reader has caught up. Await it, and memory stays bounded.
   * @throws OutputClosed where the reader has gone away (`| head`).
   */
  write(text: string): Promise<void>;
  /** `write` with a line end. */
  line(text: string): Promise<void>;
  /** The one document of `--json`. */
  json(document: unknown): Promise<void>;
  /** Resolves when everything has been handed to the system. */
  flush(): Promise<void>;
}

/** The reader of our output left. No fault: the command stops, and the exit code stays 0. */
export class OutputClosed extends Error {
  constructor() {
    super('the reader of the output has gone');
    this.name = 'OutputClosed';
  }
}

const BUFFER_CHARACTERS = 64 * 1024;

/** An `Output` on a stream. Text is gathered into blocks of 64 Ki characters; a terminal gets each line at once. */
export function createOutput(stream: Writable & { readonly isTTY?: boolean }): Output {
  const done = Promise.resolve();
  let parts: string[] = [];
  let gathered = 0;
  let failure: Error | undefined;
  const waiting = new Set<(error: Error | undefined) => void>();

  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' ? new OutputClosed() : error;
    for (const settle of waiting) settle(failure);
    waiting.clear();
  });

  const handOver = (): Promise<void> => {
    const block = parts.join('');
    parts = [];
    gathered = 0;
    return new Promise((resolve, reject) => {
      const settle = (error: Error | undefined): void => (error === undefined ? resolve() : reject(error));
      waiting.add(settle);
      // The callback comes when the block has left for the system: that is the reader's pace.
      stream.write(block, (error) => {
        if (error && failure === undefined) return; // the 'error' event follows and knows the kind
        waiting.delete(settle);
        settle(failure);
      });
    });
  };

  const write = (text: string): Promise<void> => {
    if (failure !== undefined) return Promise.reject(failure);
    parts.push(text);
    gathered += text.length;
    return gathered >= BUFFER_CHARACTERS || stream.isTTY === true ? handOver() : done;
  };

  return {
    write,
    line: (text) => write(`${text}\n`),
    json: (document) => write(`${JSON.stringify(document)}\n`),
    flush: () => (failure !== undefined ? Promise.reject(failure) : gathered === 0 ? done : handOver()),
  };
}
