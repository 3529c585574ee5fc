import { open, rename } from 'node:fs/promises';
import { commandHash } from '../../../account/entry.ts';
import { noteEd25519 } from '../../../account/format.ts';
import type { SignEd25519 } from '../../../account/hash.ts';
import { makeVerifierKey } from '../../../account/note.ts';
import type { AtalayaError } from '../../../model/errors.ts';
import { type EvidenceFolder, openEvidenceFolder, syncFolder } from '../../evidence/files.ts';
import { sha256, verifyEd25519 } from '../../hashing.ts';
import { Announcer } from '../announcer.ts';
import type { Append, AppendResult, Filter, Head, Log, StoredEntry } from '../log.ts';
import type { WitnessClient } from '../witness-client.ts';
import { layout } from './layout.ts';
import { Link } from './link.ts';
import { Outbox } from './outbox.ts';
import type { ToldAnswer } from './protocol.ts';
import { Reader } from './reader.ts';
import { readSigned } from './signed.ts';

const PUBLISH_INTERVAL_MS = 500;
const WITNESS_TIMEOUT_MS = 2_000;

export interface LogSigner {
  /** Name of the log's key in notes; usually the origin. */
  readonly name: string;
  /** 32 bytes, Ed25519. */
  readonly publicKey: Uint8Array;
  readonly sign: SignEd25519;
}

export interface EmbeddedLogOptions {
  /** Data folder, made where there is none. Its evidence is `evidence/` in it. */
  readonly folder: string;
  /** First line of the log's checkpoints: which log this is, for good. */
  readonly origin: string;
  readonly signer: LogSigner;
  readonly witnesses?: readonly WitnessClient[];
  /** Time of opening, for whoever finds the folder locked. */
  readonly now: () => number;
  /** Time between two checkpoints (default 500); `none` publishes only when asked to. */
  readonly publishIntervalMs?: number | 'none';
  /** How long a checkpoint waits for cosignatures before it is published without (default 2,000). */
  readonly witnessTimeoutMs?: number;
  /** Length from which on a new segment of the journal is begun (default 16 MiB). */
  readonly segmentBytes?: number;
  /** Told while the index is being made anew: entries done, of how many. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Opens the log of a data folder: a worker thread owns sequencer, journal, index and tree; keys stay in this thread.
 * @throws AtalayaError `folder-locked`, `folder-read-only`, `disk-full`, `log-damaged` (which file, where, what helps), `rolled-back`
 * (the folder is older than what it signed).
 */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<Log> {
  const { folder, origin, signer } = options;
  const key = makeVerifierKey(signer.name, noteEd25519, signer.publicKey, sha256);
  const paths = layout(folder);
  let log: EmbeddedLog | undefined;
  const { link, size } = await Link.open({
    start: {
      folder,
      origin,
      keyName: signer.name,
      publicKey: signer.publicKey,
      nowUs: options.now(),
      segmentBytes: options.segmentBytes,
    },
    onAnswers: (answers, reached) => log?.answered(answers, reached),
    onProgress: (done, of) => options.onProgress?.(done, of),
    onLost: (error) => log?.lose(error),
  });
  const evidence = openEvidenceFolder(paths.evidence, paths.scratch);
  const { last, published } = await readSigned(folder, origin, key);
  const announcer = new Announcer(
    {
      origin,
      key,
      sign: signer.sign,
      verify: verifyEd25519,
      evidence,
      witnesses: options.witnesses ?? [],
      witnessTimeoutMs: options.witnessTimeoutMs ?? WITNESS_TIMEOUT_MS,
      keepSigned: (note) => keep(paths.lastSigned, folder, note),
      onRolledBack: (error) => log?.refuse(error),
    },
    last,
    published,
  );
  log = new EmbeddedLog(link, evidence, announcer, size);
  // A folder that was emptied or restored to an older state is told by its witnesses, before anything is built upon it.
  if ((options.witnesses ?? []).length > 0) await log.tryPublish('all');
  const intervalMs = options.publishIntervalMs ?? PUBLISH_INTERVAL_MS;
  if (intervalMs !== 'none') log.publishEvery(intervalMs);
  return log;
}

/** Replaces a file, durably. */
async function keep(path: string, folder: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.part`;
  const handle = await open(part, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(part, path);
  await syncFolder(folder);
}

type Whom = Parameters<Announcer['announce']>[2];

class EmbeddedLog implements Log {
  readonly #link: Link;
  readonly #evidence: EvidenceFolder;
  readonly #announcer: Announcer;
  readonly #outbox: Outbox;
  readonly #reader: Reader;
  readonly #listeners = new Set<(size: number) => void>();
  #size: number;
  #publishing: Promise<unknown> = Promise.resolve();
  #publishTrouble: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  constructor(link: Link, evidence: EvidenceFolder, announcer: Announcer, size: number) {
    this.#link = link;
    this.#evidence = evidence;
    this.#announcer = announcer;
    this.#size = size;
    this.#outbox = new Outbox(link);
    this.#reader = new Reader(evidence, link);
  }

  append(append: Append): Promise<AppendResult> {
    return this.#outbox.append(append);
  }

  /** Answers of one group, after it became durable. */
  answered(answers: readonly ToldAnswer[], size: number): void {
    const grown = size > this.#size;
    this.#size = size;
    for (const answer of answers) this.#outbox.settle(answer);
    if (grown) for (const listener of this.#listeners) listener(size);
  }

  lose(error: AtalayaError): void {
    this.#outbox.lose(error);
  }

  refuse({ code, message, where, cure }: AtalayaError): void {
    this.#link.ask({ ask: 'refuse', error: { code, message, where, cure } }).catch(() => undefined);
  }

  stream(stream: string, fromVersion: number): AsyncIterable<StoredEntry> {
    return this.#reader.stream(stream, fromVersion);
  }

  entries(fromIndex: number, filter?: Filter): AsyncIterable<StoredEntry> {
    const isOpen = filter === undefined || Object.values(filter).every((value) => value === undefined);
    return isOpen ? this.#reader.range(fromIndex, this.#size) : this.#reader.filtered(filter, fromIndex, this.#size);
  }

  version(stream: string): Promise<number> {
    return this.#link.ask({ ask: 'version', stream });
  }

  async command(commandId: string): Promise<AppendResult | undefined> {
    const positions = await this.#link.ask({ ask: 'command', hash: commandHash(commandId, sha256) });
    return positions === undefined ? undefined : { outcome: 'appended', positions, duplicate: true };
  }

  async head(): Promise<Head> {
    const { size, troubles } = await this.#link.ask({ ask: 'head' });
    const { published, cosigned } = this.#announcer;
    const own = this.#publishTrouble === undefined ? [] : [this.#publishTrouble];
    return { size, published, cosigned, troubles: [...troubles, ...own, ...this.#announcer.troubles] };
  }

  async publish(): Promise<Head> {
    await this.#round('lacking');
    return this.head();
  }

  /** A round whose failure is told in `head` instead of thrown. */
  async tryPublish(whom: Whom): Promise<void> {
    await this.#round(whom).catch(() => undefined);
  }

  /** One round of publishing after the other. */
  #round(whom: Whom): Promise<void> {
    const round = this.#publishing
      .catch(() => undefined)
      .then(async () => {
        try {
          const { size, root } = await this.#link.ask({ ask: 'grow' });
          if (whom !== 'all' && !this.#announcer.due(size)) {
            this.#publishTrouble = undefined;
            return;
          }
          await this.#announcer.announce(size, root, whom);
          await this.#link.ask({ ask: 'published', size });
          this.#publishTrouble = undefined;
        } catch (error) {
          this.#publishTrouble = `Publishing does not go on: ${error instanceof Error ? error.message : String(error)}`;
          throw error;
        }
      });
    this.#publishing = round;
    return round;
  }

  /** Publishes again and again, each round so long after the last. */
  publishEvery(intervalMs: number): void {
    this.#timer = setTimeout(() => {
      void this.tryPublish('rested').then(() => {
        if (this.#closed === undefined) this.publishEvery(intervalMs);
      });
    }, intervalMs);
  }

  subscribe(listener: (size: number) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#outbox.flush();
    await this.#announcer.close();
    await this.#publishing.catch(() => undefined);
    await this.#link.close();
    await this.#evidence.close();
  }
}
