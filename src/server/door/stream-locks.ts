/** Turns on streams: whoever holds a stream is alone with it. Streams are taken in one order, so that nobody waits in a circle. */
export class StreamLocks {
  readonly #last = new Map<string, Promise<void>>();

  /** Streams that are held or waited for. */
  get held(): number {
    return this.#last.size;
  }

  /** Runs `work` while holding all the streams. */
  async holding<T>(streams: Iterable<string>, work: () => Promise<T>): Promise<T> {
    const names = [...new Set(streams)].sort();
    const done = Promise.withResolvers<void>();
    // All places in the queues are taken in one step: whoever comes later stands behind in each of them.
    const before = names.map((name) => this.#last.get(name));
    for (const name of names) this.#last.set(name, done.promise);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      for (const name of names) if (this.#last.get(name) === done.promise) this.#last.delete(name);
      done.resolve();
    }
  }
}
