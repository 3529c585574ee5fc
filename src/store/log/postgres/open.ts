import { encodeEntry } from '../../../account/entry.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { sha256 } from '../../hashing.ts';
import type { Append, AppendResult, Filter, Head, Log, StoredEntry } from '../log.ts';
import { BundleReader } from './bundles.ts';
import { clientConfig, type Database, Link, type Patience, usualPatience } from './connection.ts';
import { Listener, wantedChannel } from './listener.ts';
import { migrateDatabase } from './migrations.ts';
import { Publisher, type Signing } from './publisher.ts';
import { Reader } from './reader.ts';
import { Sequencer } from './sequencer.ts';

export interface PostgresLogOptions {
  readonly database: Database;
  /** Where bundles, tiles and checkpoints lie: the same for every process of this log. */
  readonly evidence: Evidence;
  /** Left out in a process that appends and reads but never publishes. */
  readonly signing?: Signing | undefined;
  readonly patience?: Patience;
  /** Least time between two checkpoints (default 200). */
  readonly publishMs?: number;
  /** How long a checkpoint waits for cosignatures before it is published without (default 2,000). */
  readonly witnessMs?: number;
  /** How long `publish` waits for whoever publishes. */
  readonly publishPatienceMs?: number;
}

/**
 * The log on PostgreSQL: any number of processes, one order. The tables are brought up to this program's version first. Errors: `log-failed`
 * where the database cannot be reached, is newer, or does not keep its commits; `rolled-back` and `log-damaged` are told by `head`.
 */
export async function openPostgresLog(options: PostgresLogOptions): Promise<Log> {
  const patience = options.patience ?? usualPatience;
  const { database } = options;
  const config = (name: string) => clientConfig(database, patience, name);
  await migrateDatabase(database, patience);
  const witnessMs = options.witnessMs ?? 2_000;
  const channel = `atalaya_${database.schema}`;
  const listener = new Listener(config('listener'), channel);
  await listener.open();
  const reader = new Reader(config('reader'), new BundleReader(options.evidence), sha256);
  const writer = new Link(config('sequencer'));
  const sequencer = new Sequencer({
    link: writer,
    channel,
    sha256,
    encode: encodeEntry,
    before: () => reader.settled(),
    onAppended: (size) => listener.grown(size),
  });
  const publisher =
    options.signing === undefined
      ? undefined
      : new Publisher({
          ...options.signing,
          link: new Link(config('publisher')),
          reader,
          evidence: options.evidence,
          schema: database.schema,
          channel,
          intervalMs: options.publishMs ?? 200,
          witnessMs,
        });
  const log = new PostgresLog({
    listener,
    reader,
    writer,
    sequencer,
    publisher,
    channel,
    waitMs: options.publishPatienceMs ?? 60_000,
  });
  // A database that was restored to an older state is told by its witnesses, before anything is built upon it.
  if ((options.signing?.witnesses.length ?? 0) > 0) await log.askWitnesses(witnessMs + 2_000);
  return log;
}

interface Parts {
  readonly listener: Listener;
  readonly reader: Reader;
  readonly writer: Link;
  readonly sequencer: Sequencer;
  readonly publisher: Publisher | undefined;
  readonly channel: string;
  readonly waitMs: number;
}

class PostgresLog implements Log {
  readonly #parts: Parts;
  readonly #ends: (() => void)[];
  #closed: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { listener, publisher } = parts;
    this.#ends = [listener.onGrown(() => publisher?.wake()), listener.onWanted(() => publisher?.want())];
    publisher?.wake();
  }

  append(append: Append): Promise<AppendResult> {
    return this.#parts.sequencer.append(append);
  }

  stream(stream: string, fromVersion: number): AsyncIterable<StoredEntry> {
    return this.#parts.reader.stream(stream, fromVersion);
  }

  entries(fromIndex: number, filter?: Filter): AsyncIterable<StoredEntry> {
    return this.#parts.reader.entries(fromIndex, filter);
  }

  version(stream: string): Promise<number> {
    return this.#parts.reader.version(stream);
  }

  command(commandId: string): Promise<AppendResult | undefined> {
    return this.#parts.reader.command(commandId);
  }

  async head(): Promise<Head> {
    const { asked: _asked, answered: _answered, ...head } = await this.#parts.reader.head();
    const own = this.#parts.publisher?.trouble;
    return own === undefined || head.troubles.includes(own) ? head : { ...head, troubles: [...head.troubles, own] };
  }

  publish(): Promise<Head> {
    return this.#publish(this.#parts.waitMs);
  }

  /** A first round; what keeps it from coming to its end is told in `head`. */
  async askWitnesses(waitMs: number): Promise<void> {
    await this.#publish(waitMs).catch(() => undefined);
  }

  async #publish(waitMs: number): Promise<Head> {
    const { reader, listener, publisher, channel } = this.#parts;
    const { number, size: goal } = await reader.want(wantedChannel(channel));
    const deadline = Date.now() + waitMs;
    let heard = () => {};
    const end = listener.onPublished(() => heard());
    try {
      for (;;) {
        // Again and again: whoever publishes may be gone, and this process be the next.
        publisher?.want();
        const said = new Promise<void>((resolve) => {
          // A notification may be missed while the connection is lost, so the table is looked at now and then.
          const timer = setTimeout(resolve, 500);
          heard = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        const { asked, answered } = await reader.head();
        if (asked >= goal && answered >= number) return await this.head();
        if (Date.now() > deadline) break;
        await said;
      }
    } finally {
      end();
    }
    const { published, troubles } = await this.head();
    throw new AtalayaError(
      'log-failed',
      `${Math.max(0, goal - published)} acknowledged entries are not yet published${troubles.length === 0 ? '' : `: ${troubles.join('; ')}`}`,
      'evidence',
      'Nothing is lost: publishing goes on by itself once the trouble is mended and a process that signs is running.',
    );
  }

  subscribe(listener: (size: number) => void): () => void {
    return this.#parts.listener.onGrown(listener);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { listener, reader, writer, sequencer, publisher } = this.#parts;
    for (const end of this.#ends) end();
    await sequencer.close();
    await publisher?.close();
    await Promise.all([listener.close(), reader.close(), writer.close()]);
  }
}
