import { Worker } from 'node:worker_threads';
import { AtalayaError } from '../../model/errors.ts';
import { unwritable } from '../unwritable.ts';
import type { SqlAnswer, SqlFailure, SqlOpening, SqlRequest, SqlRow, SqlStatement, SqlValue } from './protocol.ts';

/** A SQLite file off the event loop: each has a worker of its own. */
export interface SqlDatabase {
  /**
   * Runs statements as one transaction, on the disk before it resolves; gives the rows changed by each. Nothing is done and nothing given where one
   * changed fewer than its `atLeast`.
   */
  run(statements: readonly SqlStatement[]): Promise<readonly number[]>;
  all(sql: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  close(): Promise<void>;
}

// Omit on each member: a union's own Omit would keep only what all have in common.
type Question = SqlRequest extends infer R ? (R extends SqlRequest ? Omit<R, 'id'> : never) : never;

class WorkerDatabase implements SqlDatabase {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (answer: SqlAnswer) => void; reject: (error: unknown) => void }>();
  #count = 0;
  #ended: unknown;

  constructor(opening: SqlOpening) {
    this.#path = opening.path;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: opening });
    this.#worker.on('message', (answer: SqlAnswer) => this.#settle(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('The database is closed')));
    // A waiting question keeps the process alive, an idle database does not.
    this.#worker.unref();
  }

  async run(statements: readonly SqlStatement[]): Promise<readonly number[]> {
    const answer = await this.#ask({ kind: 'run', statements });
    return answer.kind === 'ran' ? answer.changes : [];
  }

  async all(sql: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    const answer = await this.#ask({ kind: 'all', statement: { sql, values } });
    return answer.kind === 'rows' ? answer.rows : [];
  }

  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    await this.#ask({ kind: 'close' });
    await this.#worker.terminate();
  }

  #ask(question: Question): Promise<SqlAnswer> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = this.#count++;
    const { promise, resolve, reject } = Promise.withResolvers<SqlAnswer>();
    this.#waiting.set(id, { resolve, reject });
    this.#worker.ref();
    this.#worker.postMessage({ ...question, id });
    return promise;
  }

  #settle(answer: SqlAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (answer.kind === 'failed') waiting?.reject(failed(answer.failure, this.#path));
    else waiting?.resolve(answer);
  }

  #end(reason: unknown): void {
    this.#ended ??= reason;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

function failed({ message, code }: SqlFailure, path: string): unknown {
  if (code === 'LAYOUT') {
    return new AtalayaError('format-unknown', message, path, 'Use the newer Atalaya that wrote this file.');
  }
  return unwritable(Object.assign(new Error(message), { code }), path);
}

/** Opens a SQLite file, making or migrating it. Errors: `file-unwritable`, `format-unknown` (written by a newer program). */
export async function openDatabase(path: string, migrations: readonly string[]): Promise<SqlDatabase> {
  const database = new WorkerDatabase({ path, migrations });
  try {
    await database.all('SELECT 1');
    return database;
  } catch (error) {
    await database.close().catch(() => {});
    throw error;
  }
}
