import pg from 'pg';
import { Link, numberOf, rows } from './connection.ts';

/** Hears of every commit of every process, and goes on by itself after the connection was lost. */
export class Listener {
  readonly #link: Link;
  readonly #listeners = new Set<(size: number) => void>();
  readonly #published = new Set<() => void>();
  readonly #wanted = new Set<() => void>();
  #known = 0;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(config: pg.ClientConfig, channel: string) {
    this.#link = new Link(config, async (client) => {
      client.on('notification', ({ channel: from, payload }) => {
        if (from === publishedChannel(channel)) for (const listener of [...this.#published]) listener();
        else if (from === wantedChannel(channel)) for (const listener of [...this.#wanted]) listener();
        else if (payload !== undefined && /^\d+$/.test(payload)) this.grown(Number(payload));
      });
      const channels = [channel, publishedChannel(channel), wantedChannel(channel)];
      await client.query(channels.map((it) => `LISTEN ${pg.escapeIdentifier(it)}`).join('; '));
      // What was committed while nobody listened.
      const [row] = await rows(client, 'SELECT size FROM head');
      this.grown(numberOf(row?.['size']));
    });
    this.#link.onLost = () => this.#again();
  }

  /** Listens from now on; throws where there is no connection. */
  async open(): Promise<void> {
    await this.#link.client();
  }

  #again(): void {
    if (this.#closed || this.#retry !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#link.client().catch(() => this.#again());
    }, 250);
    this.#retry.unref();
  }

  /** Tells the listeners of a size once. */
  grown(size: number): void {
    if (size <= this.#known) return;
    this.#known = size;
    for (const listener of [...this.#listeners]) listener(size);
  }

  onGrown(listener: (size: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onPublished(listener: () => void): () => void {
    this.#published.add(listener);
    return () => this.#published.delete(listener);
  }

  onWanted(listener: () => void): () => void {
    this.#wanted.add(listener);
    return () => this.#wanted.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#link.close();
  }
}

/** The channel on which the publisher says that it has published. */
export const publishedChannel = (channel: string): string => `${channel}_published`;

/** The channel on which a process asks whoever publishes to do so now. */
export const wantedChannel = (channel: string): string => `${channel}_wanted`;
