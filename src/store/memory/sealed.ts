import { type KeyObject, randomBytes } from 'node:crypto';
import { commandHash, keyIdOf, sealingData } from '../../account/entry.ts';
import type { Attachment, Entry, EntryDraft } from '../../account/entry-types.ts';
import { inlineLimitBytes } from '../../account/format.ts';
import { AtalayaError } from '../../model/errors.ts';
import { sha256 } from '../hashing.ts';
import type { DataKey, RandomBytes } from '../keys/keys.ts';
import type { AppendResult, Filter, Head, StoredEntry } from '../log/log.ts';
import { type OpenContent, openContents } from './contents.ts';
import { Deletions } from './deletions.ts';
import { KeyCache } from './key-cache.ts';
import type { Command, Content, Fact, Memory, Remembered } from './memory.ts';
import type { MemoryParts } from './parts.ts';
import { gatherBlobs } from './recovery.ts';
import { commit, nonceBytes, saltBytes, seal, snapshotData, unseal } from './sealing.ts';

interface SealedFact {
  readonly draft: EntryDraft;
  readonly bodyBlob: Attachment | undefined;
}

class SealedMemory implements Memory {
  readonly #parts: MemoryParts;
  readonly #random: RandomBytes;
  readonly #cache = new KeyCache();
  readonly #open: OpenContent;
  readonly #deletions: Deletions;
  #handedOver: Promise<void> = Promise.resolve();

  constructor(parts: MemoryParts) {
    this.#parts = parts;
    this.#random = parts.random ?? randomBytes;
    this.#open = openContents(parts.keys, parts.blobs, this.#cache);
    this.#deletions = new Deletions(parts, this, (keyId) => this.#cache.drop(keyId));
  }

  /** Commands reach the log in the order in which they were given, though each may take its time to be sealed. */
  async remember(command: Command): Promise<AppendResult> {
    const before = this.#handedOver;
    const handed = Promise.withResolvers<void>();
    this.#handedOver = handed.promise;
    try {
      return await this.#remember(command, before, handed.resolve);
    } finally {
      void before.then(handed.resolve);
    }
  }

  async #remember(command: Command, before: Promise<void>, handOver: () => void): Promise<AppendResult> {
    const { log, notes, blobs } = this.#parts;
    const versions = new Map<string, number>();
    const numbered = command.facts.map((fact) => {
      const version = (versions.get(fact.stream) ?? expectedOf(command, fact.stream)) + 1;
      versions.set(fact.stream, version);
      return { fact, version };
    });
    const hash = commandHash(command.commandId, sha256);
    const sealing = numbered.map(({ fact, version }, part) => this.#seal(command, hash, fact, version, part));
    const settled = await Promise.allSettled(sealing);
    const facts = settled.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
    const bodies = facts.flatMap(({ bodyBlob }) => bodyBlob?.sha256 ?? []);
    const undo = async (): Promise<void> => {
      for (const name of bodies) await blobs.remove(name);
      await notes.dropBlobs(bodies);
    };
    const failed = settled.find((it) => it.status === 'rejected');
    if (failed !== undefined) {
      await undo();
      throw failed.reason;
    }
    const drafts = facts.map(({ draft }) => draft);
    // Where the append throws, nobody knows whether it was taken; the next start looks what is named in the log.
    await before;
    const { commandId, timeUs, unchanged } = command;
    const appending = log.append({ commandId, timeUs, drafts, ...(unchanged && { unchanged }) });
    handOver();
    const result = await appending;
    if (result.outcome === 'conflict' || result.duplicate) await undo();
    else await notes.keepBlobs(drafts.flatMap((draft) => draft.attachments.map((blob) => blob.sha256)));
    return result;
  }

  async *recall(stream: string, fromVersion = 1): AsyncIterable<Remembered> {
    for await (const stored of this.#parts.log.stream(stream, fromVersion)) yield this.#remembered(stored);
  }

  async *browse(fromIndex: number, filter?: Filter): AsyncIterable<Remembered> {
    for await (const stored of this.#parts.log.entries(fromIndex, filter)) yield this.#remembered(stored);
  }

  async open(entry: Entry): Promise<Content> {
    return this.#open(entry);
  }

  async attach(compartment: string, item: string, content: AsyncIterable<Uint8Array>): Promise<Attachment> {
    return this.#store(await this.#parts.keys.dataKey(compartment, item), content);
  }

  async saveSnapshot(stream: string, compartment: string, item: string, version: number, state: Uint8Array) {
    const { keyId, key } = await this.#parts.keys.dataKey(compartment, item);
    const nonce = this.#random(nonceBytes);
    const sealed = seal(key, nonce, snapshotData(stream, compartment, keyId, version), [state]);
    await this.#parts.notes.saveSnapshot({ stream, compartment, keyId, version, nonce, sealed });
  }

  async loadSnapshot(stream: string): Promise<{ readonly version: number; readonly state: Uint8Array } | undefined> {
    const snapshot = await this.#parts.notes.loadSnapshot(stream);
    if (snapshot === undefined) return undefined;
    const { compartment, keyId, version, nonce, sealed } = snapshot;
    const key = await this.#parts.keys.find(compartment, keyId);
    if (key === undefined) return undefined;
    // One that does not open, or is ahead of a log that was restored, is no loss: the state is folded from the log.
    if (version > (await this.#parts.log.version(stream))) return undefined;
    const state = unseal(key, nonce, snapshotData(stream, compartment, keyId, version), sealed);
    return state === undefined ? undefined : { version, state };
  }

  forget(
    command: Pick<Command, 'commandId' | 'timeUs' | 'actor'>,
    compartment: string,
    items: string | readonly string[],
    authority: string,
  ): Promise<AppendResult> {
    const names = typeof items === 'string' ? [items] : items;
    const keyIds = names.map((item) => keyIdOf(compartment, item, sha256));
    return this.#deletions.forget(command, compartment, keyIds, authority);
  }

  resumeDeletions(timeUs: number): Promise<number> {
    return this.#deletions.resume(timeUs);
  }

  head(): Promise<Head> {
    return this.#parts.log.head();
  }

  async close(): Promise<void> {
    const { log, keys, notes, tracks } = this.#parts;
    await log.close();
    await tracks?.close();
    await notes.close();
    await keys.close();
  }

  async #seal(command: Command, hash: Uint8Array, fact: Fact, version: number, part: number): Promise<SealedFact> {
    const { stream, kind, compartment, content } = fact;
    const item = fact.item ?? stream;
    const salt = this.#random(saltBytes);
    const base = { ...command.actor, stream, version, kind, compartment, commitment: commit(salt, content) };
    const attachments = fact.attachments ?? [];
    if (content.length > inlineLimitBytes) {
      const bodyBlob = await this.#store(await this.#parts.keys.dataKey(compartment, item), of(salt, content));
      return { draft: { ...base, attachments: [bodyBlob, ...attachments], body: { form: 'in-blob' } }, bodyBlob };
    }
    const keyId = keyIdOf(compartment, item, sha256);
    const key = this.#cache.get(keyId) ?? (await this.#makeKey(compartment, item));
    const nonce = this.#random(nonceBytes);
    const ciphertext = seal(key, nonce, sealingData(base, hash, part), [salt, content]);
    return { draft: { ...base, attachments, body: { form: 'sealed', keyId, nonce, ciphertext } }, bodyBlob: undefined };
  }

  async #makeKey(compartment: string, item: string): Promise<KeyObject> {
    const { keyId, key } = await this.#parts.keys.dataKey(compartment, item);
    return this.#cache.add(keyId, key);
  }

  /** Stores a blob and notes it first, so that a start can tell what no entry came to name. */
  async #store(key: DataKey, content: AsyncIterable<Uint8Array>): Promise<Attachment> {
    const { log, blobs, notes } = this.#parts;
    const fromIndex = (await log.head()).size;
    return blobs.put(key, content, ({ sha256, keyId }) => notes.noteBlobs([{ sha256, keyId, fromIndex }], true));
  }

  async #remembered({ index, entry }: StoredEntry): Promise<Remembered> {
    return { index, entry, content: await this.#open(entry) };
  }
}

function expectedOf({ commandId, expected }: Command, stream: string): number {
  const version = expected.get(stream);
  if (version !== undefined) return version;
  const cure = 'Say the last version of each stream that is written, 0 for a new one.';
  throw new AtalayaError('value-out-of-range', `No version of ${stream} is expected`, `command ${commandId}`, cure);
}

async function* of(...parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* parts;
}

/** The memory over its parts, which it closes. Errors: those of its parts. */
export async function openMemory(parts: MemoryParts): Promise<Memory> {
  await gatherBlobs(parts);
  return new SealedMemory(parts);
}
