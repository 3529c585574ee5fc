import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keyIdOf } from '../../account/entry.ts';
import { tokenPattern } from '../../account/format.ts';
import { AtalayaError } from '../../model/errors.ts';
import { sha256 } from '../hashing.ts';
import { unwritable } from '../unwritable.ts';
import { CompartmentRing, type DestroyStep, epochItems, type RingOptions } from './compartment.ts';
import { privateFolder } from './durable.ts';
import type { DataKey, Destruction, Keys, RandomBytes } from './keys.ts';

export interface KeyringOptions {
  /** The system's randomness where nothing else is said. */
  readonly random?: RandomBytes;
  /** Items of an epoch, fewer only in tests. */
  readonly epochItems?: number;
  /** Called after each step of a destruction; a test throws here, as if the process had ended. */
  readonly afterStep?: (step: DestroyStep) => void;
}

/** A keyring in a folder; it can be shared with a state, compartment by compartment. */
export interface FolderKeys extends Keys {
  /** Lets nobody change a compartment while it is looked at; undefined where there is none of the name. */
  inspect<T>(compartment: string, look: (ring: CompartmentRing | undefined) => Promise<T>): Promise<T>;
}

interface Waiting {
  readonly compartment: string;
  readonly keyId: Uint8Array;
  readonly promise: Promise<DataKey>;
  readonly resolve: (key: DataKey) => void;
  readonly reject: (error: unknown) => void;
}

/** One key has been destroyed; whoever asks for it learns so. */
export function keyDestroyed(item: string): AtalayaError {
  return new AtalayaError(
    'key-destroyed',
    'This item was deleted; its key was destroyed and is not made again',
    item,
    'Nothing more can be added to a deleted item; begin a new one.',
  );
}

function idText(keyId: Uint8Array): string {
  return Buffer.from(keyId).toString('latin1');
}

/**
 * The keyring in a folder (0700, files 0600): `<compartment>/<epoch>-<generation>.keys` and `<compartment>/destroyed`; see records.ts for the
 * bytes. In memory it holds 8 bytes a place (12 to 23 bytes an item); a start reads every file once, 64 bytes an item. The folder
 * belongs to one process at a time: the lock of the data folder keeps it so.
 */
class Keyring implements FolderKeys {
  readonly #folder: string;
  readonly #options: RingOptions;
  readonly #rings = new Map<string, CompartmentRing>();
  readonly #waiting = new Map<string, Waiting>();
  #turn: Promise<unknown> = Promise.resolve();
  #writing = false;

  constructor(folder: string, options: RingOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  async open(): Promise<this> {
    try {
      await privateFolder(this.#folder);
      for (const entry of await readdir(this.#folder, { withFileTypes: true })) {
        if (entry.isDirectory() && tokenPattern.test(entry.name)) await this.#ring(entry.name);
      }
    } catch (error) {
      throw unwritable(error, this.#folder);
    }
    return this;
  }

  async dataKey(compartment: string, item: string): Promise<DataKey> {
    if (!tokenPattern.test(compartment)) {
      const cure = 'Use letters, digits and hyphens, at most 32, beginning with a letter or digit.';
      throw new AtalayaError('value-out-of-range', 'This is no name of a compartment', compartment, cure);
    }
    const keyId = keyIdOf(compartment, item, sha256);
    const ring = this.#rings.get(compartment);
    if (ring?.isDestroyed(keyId)) throw keyDestroyed(item);
    const key = ring?.find(keyId);
    if (key !== undefined) return { keyId, key };
    const text = idText(keyId);
    const waiting = this.#waiting.get(text) ?? { ...Promise.withResolvers<DataKey>(), compartment, keyId };
    this.#waiting.set(text, waiting);
    this.#write();
    return waiting.promise;
  }

  async find(compartment: string, keyId: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#rings.get(compartment)?.find(keyId);
  }

  async isDestroyed(keyId: Uint8Array): Promise<boolean> {
    for (const ring of this.#rings.values()) if (ring.isDestroyed(keyId)) return true;
    return false;
  }

  async destroy(keys: readonly { readonly compartment: string; readonly keyId: Uint8Array }[]): Promise<Destruction> {
    return this.#inTurn(async () => {
      const epochs: { compartment: string; epoch: number }[] = [];
      for (const compartment of [...new Set(keys.map((key) => key.compartment))].sort()) {
        const ring = await this.#ring(compartment);
        const ids = unique(keys.filter((key) => key.compartment === compartment).map((key) => key.keyId));
        for (const epoch of await ring.destroy(ids)) epochs.push({ compartment, epoch });
      }
      return { keyIds: unique(keys.map((key) => key.keyId)), epochs };
    });
  }

  inspect<T>(compartment: string, look: (ring: CompartmentRing | undefined) => Promise<T>): Promise<T> {
    return this.#inTurn(() => look(this.#rings.get(compartment)));
  }

  async compartments(): Promise<readonly string[]> {
    return [...this.#rings].flatMap(([name, ring]) => (ring.epochs > 0 ? [name] : [])).sort();
  }

  async close(): Promise<void> {
    await this.#turn;
    while (this.#waiting.size > 0) await this.#inTurn(async () => {});
  }

  /** One change of the folder at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  /** Writes what waits, all of it with one sync for each compartment; what is asked for meanwhile shares the next. */
  #write(): void {
    if (this.#writing) return;
    this.#writing = true;
    void this.#inTurn(async () => {
      while (this.#waiting.size > 0) {
        const compartments = Map.groupBy(this.#waiting.values(), (it) => it.compartment);
        await Promise.all([...compartments].map(([name, group]) => this.#create(name, group)));
      }
      this.#writing = false;
    });
  }

  async #create(compartment: string, group: readonly Waiting[]): Promise<void> {
    const settle = (finish: (it: Waiting) => void, all: readonly Waiting[]): void => {
      for (const it of all) {
        this.#waiting.delete(idText(it.keyId));
        finish(it);
      }
    };
    try {
      const ring = await this.#ring(compartment);
      // A destruction may have had its turn since the question was asked.
      const [gone, alive] = [
        group.filter((it) => ring.isDestroyed(it.keyId)),
        group.filter((it) => !ring.isDestroyed(it.keyId)),
      ];
      settle((it) => it.reject(keyDestroyed(compartment)), gone);
      const wanted = alive.map((it) => ({ ...it, key: new Uint8Array(this.#options.random(32)) }));
      await ring.add(wanted);
      const keys = new Map(wanted.map((it) => [idText(it.keyId), it.key]));
      settle(({ keyId, resolve }) => resolve({ keyId, key: keys.get(idText(keyId)) ?? new Uint8Array(0) }), alive);
    } catch (error) {
      settle((it) => it.reject(unwritable(error, this.#folder)), group);
    }
  }

  async #ring(compartment: string): Promise<CompartmentRing> {
    const known = this.#rings.get(compartment);
    if (known !== undefined) return known;
    const ring = await CompartmentRing.open(compartment, join(this.#folder, compartment), this.#options);
    this.#rings.set(compartment, ring);
    return ring;
  }
}

function unique(keyIds: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...new Map(keyIds.map((keyId) => [idText(keyId), keyId])).values()];
}

/** Opens a keyring, or makes it where there is none; a destruction that was begun is finished first. Errors: `keyring-damaged`, `file-unwritable`. */
export async function openKeyring(folder: string, options: KeyringOptions = {}): Promise<FolderKeys> {
  return new Keyring(folder, {
    random: options.random ?? randomBytes,
    epochItems: Math.min(options.epochItems ?? epochItems, epochItems),
    afterStep: options.afterStep ?? (() => {}),
  }).open();
}
