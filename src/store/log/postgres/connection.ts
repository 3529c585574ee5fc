import { userInfo } from 'node:os';
import pg from 'pg';
import { AtalayaError } from '../../../model/errors.ts';

/** Where the database is, and the schema that holds one log. */
export interface Database {
  /** `postgres://[user[:password]@]host[:port][/database]`; without a user the one who runs this, as libpq does. */
  readonly url: string;
  /** A schema of its own for each log. */
  readonly schema: string;
}

/** How long is waited for the database, in milliseconds. */
export interface Patience {
  readonly connectMs: number;
  /** For one statement, waiting for a lock included; the client waits half as long again before it gives the connection up. */
  readonly statementMs: number;
}

export const usualPatience: Patience = { connectMs: 5_000, statementMs: 10_000 };

const schemaPattern = /^[a-z][a-z0-9_]{0,40}$/;

/** A row as the driver gives it. Columns are read by `numberOf`, `textOf` and `bytesOf`. */
export type Row = Readonly<Record<string, unknown>>;

export function numberOf(value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw damagedColumn(value);
  return number;
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string') throw damagedColumn(value);
  return value;
}

export function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw damagedColumn(value);
  return new Uint8Array(value.buffer, value.byteOffset, value.length);
}

const damagedColumn = (value: unknown): AtalayaError =>
  new AtalayaError(
    'log-damaged',
    `a column holds ${value === null ? 'nothing' : `a ${typeof value}`} where it must not`,
    'PostgreSQL',
    'Rebuild the index from the evidence.',
  );

/** The driver lets nothing beside the URL say who connects, and knows the system's user only from a variable that services lack. */
function withUser(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '' || url.username !== '' || url.searchParams.has('user')) return text;
  url.username = userInfo().username;
  return url.href;
}

/** What the driver is told: durable commits whatever the server's default, and nothing waits without end. */
export function clientConfig({ url, schema }: Database, patience: Patience, name: string): pg.ClientConfig {
  if (!schemaPattern.test(schema)) {
    throw new AtalayaError(
      'usage',
      `"${schema}" cannot name a schema`,
      'schema',
      'Use lower-case letters, digits and underscores, a letter first.',
    );
  }
  const settings = {
    search_path: schema,
    synchronous_commit: 'on',
    default_transaction_isolation: 'read\\ committed',
    // A process that vanished with its machine must not keep the log's head locked.
    tcp_keepalives_idle: '5',
    tcp_keepalives_interval: '2',
    tcp_keepalives_count: '3',
  };
  return {
    connectionString: withUser(url),
    application_name: `atalaya ${name}`,
    connectionTimeoutMillis: patience.connectMs,
    statement_timeout: patience.statementMs,
    lock_timeout: patience.statementMs,
    idle_in_transaction_session_timeout: patience.statementMs,
    query_timeout: Math.round(patience.statementMs * 1.5),
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    options: Object.entries(settings)
      .map(([key, value]) => `-c ${key}=${value}`)
      .join(' '),
  };
}

/** The five characters by which PostgreSQL names an error (its manual, appendix A); none where it is the connection's. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string')
    return undefined;
  return /^[0-9A-Z]{5}$/.test(error.code) && 'severity' in error ? error.code : undefined;
}

/** False where the server answered with an error of the statement and the connection can be used further. */
export function connectionIsLost(error: unknown): boolean {
  const state = sqlState(error);
  // 08: connection; 57P0x: terminated by an administrator, crash, starting up; 25P03: idle in transaction for too long.
  return state === undefined || state.startsWith('08') || state.startsWith('57P') || state === '25P03';
}

const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? error.name : error.message;
};

/** An error of the database in our words; `consequence` says what it means for what was asked. */
export function databaseError(error: unknown, consequence: string, cure: string): AtalayaError {
  if (error instanceof AtalayaError) return error;
  const state = sqlState(error);
  const what = `${messageOf(error)}${state === undefined ? '' : ` [${state}]`}: ${consequence}`;
  if (state === '53100') {
    return new AtalayaError('disk-full', what, 'PostgreSQL', "Free space on the database's disk, then send it again.");
  }
  if (state === '23505') {
    return new AtalayaError(
      'log-damaged',
      what,
      'PostgreSQL',
      'Another program wrote to these tables: check the log with verify.',
    );
  }
  return new AtalayaError('log-failed', what, 'PostgreSQL', cure);
}

/** All rows of a statement. */
export async function rows(client: pg.ClientBase | pg.Pool, text: string, values: unknown[] = []): Promise<Row[]> {
  const result = await client.query<Record<string, unknown>>(text, values);
  return result.rows;
}

/** One connection for one purpose, opened when needed and opened anew after it was lost. */
export class Link {
  readonly #config: pg.ClientConfig;
  readonly #greet: (client: pg.Client) => Promise<void>;
  #client: pg.Client | undefined;
  #opening: Promise<pg.Client> | undefined;
  #closed = false;
  /** Called when a connection that stood is lost. */
  onLost: () => void = () => {};

  /** `greet` runs on each new connection before it is used. */
  constructor(config: pg.ClientConfig, greet: (client: pg.Client) => Promise<void> = async () => {}) {
    this.#config = config;
    this.#greet = greet;
  }

  /** The connection; throws what the driver throws where there is none to be had. */
  async client(): Promise<pg.Client> {
    if (this.#closed) throw new AtalayaError('log-failed', 'the log is closed', 'PostgreSQL', 'Open it again.');
    if (this.#client !== undefined) return this.#client;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    let lost: Error | undefined;
    const lose = (error?: Error): void => {
      lost = error ?? new Error('the connection was closed');
      this.drop(client);
    };
    client.on('error', lose);
    client.on('end', () => lose());
    try {
      await client.connect();
      await this.#greet(client);
      // Lost after its last answer: nobody would be told of it later.
      if (lost !== undefined) throw lost;
    } catch (error) {
      discard(client);
      throw error;
    }
    if (this.#closed) {
      discard(client);
      throw new AtalayaError('log-failed', 'the log is closed', 'PostgreSQL', 'Open it again.');
    }
    this.#client = client;
    return client;
  }

  /** Gives a connection up without waiting for it; the next call opens another. */
  drop(client: pg.Client | undefined = this.#client): void {
    if (client === undefined) return;
    const stood = client === this.#client;
    if (stood) this.#client = undefined;
    discard(client);
    if (stood && !this.#closed) this.onLost();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening?.catch(() => undefined);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }
}

/** Ends a connection that may be dead: a polite end would wait for an answer that does not come. */
function discard(client: pg.Client): void {
  client.removeAllListeners();
  client.on('error', () => {});
  client.connection.stream.destroy();
}
