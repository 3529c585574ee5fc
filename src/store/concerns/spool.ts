import { randomInt } from 'node:crypto';
import { mkdir, open, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { keyIdOf } from '../../account/entry.ts';
import { equalBytes } from '../../account/equal.ts';
import { AtalayaError } from '../../model/errors.ts';
import { readIfThere } from '../absent.ts';
import { syncFolder } from '../evidence/files.ts';
import { sha256 } from '../hashing.ts';
import type { Keys, RandomBytes } from '../keys/keys.ts';
import { nonceBytes, seal, unseal } from '../memory/sealing.ts';

/**
 * Where anonymous concerns wait for the day's end (docs/adr/0007-one-door.md): a file for each compartment, of slots of one size, each either a sealed text or noise, which
 * nobody without the key can tell apart. At every change all texts are sealed anew and put into other slots, and the times of file and folder are set to
 * the day's beginning: two states of the file tell neither which text is new nor how many there are.
 */
const tagBytes = 16;
const lengthBytes = 4;
/** Room for the longest text in UTF-8, and what stands beside it. */
export const spoolContentBytes = 16_384;
const slotBytes = nonceBytes + lengthBytes + spoolContentBytes + tagBytes;
/** A file has so many slots, or a multiple. */
const slotsTogether = 16;

const dayUs = 86_400_000_000;

/** The midnight (UTC) that a day began with. */
export const dayStart = (timeUs: number): number => Math.floor(timeUs / dayUs) * dayUs;
export const dayEnd = (timeUs: number): number => dayStart(timeUs) + dayUs;

export interface SpoolOptions {
  readonly folder: string;
  /** Compartments that texts may be sealed to: their files and keys are there before any text is. */
  readonly compartments: readonly string[];
  readonly keys: Pick<Keys, 'dataKey' | 'find' | 'isDestroyed' | 'destroy'>;
  readonly random: RandomBytes;
}

/** The item of a day's key; it is destroyed when the day's texts stand in the log. */
const itemOf = (dayStartUs: number): string => `anonymous-${dayStartUs / dayUs}`;

/** Puts a list into random order, by the system's randomness. */
export function shuffled<T>(list: readonly T[]): T[] {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = randomInt(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Sealed texts of the days that have not been appended yet. Changes happen one after the other; one process at a time. */
export class ConcernSpool {
  readonly #options: SpoolOptions;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: SpoolOptions) {
    this.#options = options;
  }

  /**
   * Makes the day's keys and files, so that neither comes to be when somebody raises a concern. To be called at each start and each midnight. A file that lasted is kept.
   */
  prepare(nowUs: number): Promise<void> {
    return this.#inTurn(async () => {
      await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
      for (const compartment of this.#options.compartments) {
        const texts = await this.#open(compartment);
        const [begun] = await this.#days(compartment);
        // What waits stays sealed with the key of the day that the file was begun on.
        const day = begun !== undefined && texts.length > 0 ? begun : dayStart(nowUs);
        await this.#replace(compartment, nowUs, day, texts);
      }
    });
  }

  /** Keeps a text, sealed; on the disk when it resolves. Errors: `value-out-of-range`, `disk-full` and the like. */
  add(compartment: string, content: Uint8Array, nowUs: number): Promise<void> {
    if (!this.#options.compartments.includes(compartment) || content.length > spoolContentBytes) {
      throw new AtalayaError('value-out-of-range', 'This cannot be kept', 'concern', 'Shorten it');
    }
    return this.#inTurn(async () => {
      const [begun] = await this.#days(compartment);
      // The file stays of its day until `prepare` or `clear`: the key of another day would come to be now, and its time be this text's.
      await this.#replace(compartment, nowUs, begun ?? dayStart(nowUs), [...(await this.#open(compartment)), content]);
    });
  }

  /** The texts of a compartment that wait since before `untilUs`, in random order. */
  read(compartment: string, untilUs: number): Promise<readonly Uint8Array[]> {
    return this.#inTurn(async () => {
      const [day] = await this.#days(compartment);
      return day !== undefined && day < untilUs ? shuffled(await this.#open(compartment)) : [];
    });
  }

  /**
   * Forgets what `read` gave, which stands in the log by now, and destroys the key it was sealed with. What came in meanwhile goes on waiting. `nowUs` is of the new day.
   */
  clear(compartment: string, taken: readonly Uint8Array[], nowUs: number): Promise<void> {
    return this.#inTurn(async () => {
      const [day] = await this.#days(compartment);
      if (day === undefined || day >= dayStart(nowUs)) return;
      const rest = (await this.#open(compartment)).filter((one) => !taken.some((other) => equalBytes(one, other)));
      await this.#replace(compartment, nowUs, dayStart(nowUs), rest);
      await this.#options.keys.destroy([{ compartment, keyId: keyIdOf(compartment, itemOf(day), sha256) }]);
    });
  }

  #path(compartment: string): string {
    return join(this.#options.folder, `${compartment}.spool`);
  }

  /** The file's first 8 bytes are the day (from 1970) whose key seals it. */
  async #bytes(compartment: string): Promise<Buffer | undefined> {
    return readIfThere(this.#path(compartment));
  }

  async #days(compartment: string): Promise<readonly number[]> {
    const bytes = await this.#bytes(compartment);
    return bytes === undefined ? [] : [Number(bytes.readBigUInt64BE(0)) * dayUs];
  }

  async #open(compartment: string): Promise<readonly Uint8Array[]> {
    const bytes = await this.#bytes(compartment);
    if (bytes === undefined) return [];
    if (bytes.length % slotBytes !== 8) throw damaged(this.#path(compartment));
    const [day = 0] = await this.#days(compartment);
    const keyId = keyIdOf(compartment, itemOf(day), sha256);
    const key = await this.#options.keys.find(compartment, keyId);
    if (key === undefined) {
      // A keyring that lacks the key may come back; only what was destroyed is gone.
      if (await this.#options.keys.isDestroyed(keyId)) return [];
      throw damaged(this.#path(compartment));
    }
    const texts: Uint8Array[] = [];
    for (let at = 8; at < bytes.length; at += slotBytes) {
      const nonce = bytes.subarray(at, at + nonceBytes);
      const padded = unseal(key, nonce, bytes.subarray(0, 8), bytes.subarray(at + nonceBytes, at + slotBytes));
      if (padded === undefined) continue;
      const length = Buffer.from(padded).readUInt32BE(0);
      texts.push(padded.subarray(lengthBytes, lengthBytes + length));
    }
    key.fill(0);
    return texts;
  }

  /** Writes the file anew, sealed with a day's key. */
  async #replace(compartment: string, nowUs: number, day: number, texts: readonly Uint8Array[]): Promise<void> {
    const { keys, random, folder } = this.#options;
    const { key } = await keys.dataKey(compartment, itemOf(day));
    const head = Buffer.alloc(8);
    head.writeBigUInt64BE(BigInt(day / dayUs));
    const slots = Math.max(1, Math.ceil(texts.length / slotsTogether)) * slotsTogether;
    const noise = Array.from({ length: slots - texts.length }, () => random(slotBytes));
    const sealed = texts.map((text) => sealSlot(key, head, text, random));
    key.fill(0);
    const path = this.#path(compartment);
    const part = `${path}.part`;
    const handle = await open(part, 'w', 0o600);
    try {
      await handle.writeFile(Buffer.concat([head, ...shuffled([...sealed, ...noise])]));
      await handle.utimes(dayStart(nowUs) / 1e6, dayStart(nowUs) / 1e6);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
    await utimes(folder, dayStart(nowUs) / 1e6, dayStart(nowUs) / 1e6);
    await syncFolder(folder);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}

function sealSlot(key: Uint8Array, head: Uint8Array, text: Uint8Array, random: RandomBytes): Uint8Array {
  const padded = Buffer.alloc(lengthBytes + spoolContentBytes);
  padded.writeUInt32BE(text.length, 0);
  padded.set(text, lengthBytes);
  const nonce = random(nonceBytes);
  const sealed = Buffer.concat([nonce, seal(key, nonce, head, [padded])]);
  padded.fill(0);
  return sealed;
}

function damaged(path: string): AtalayaError {
  return new AtalayaError(
    'log-damaged',
    'The waiting concerns cannot be read',
    path,
    'Restore the file, or move it aside',
  );
}
