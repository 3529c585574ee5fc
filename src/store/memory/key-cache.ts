import { createSecretKey, type KeyObject } from 'node:crypto';

const usualLimit = 8_192;

/**
 * Data keys as the cipher wants them, the least recently used dropped beyond a limit. Making one, and unwrapping what it is made of, costs far more than
 * opening an entry with it.
 */
export class KeyCache {
  readonly #limit: number;
  readonly #keys = new Map<string, KeyObject>();
  readonly #destroyed = new Set<string>();

  constructor(limit = usualLimit) {
    this.#limit = limit;
  }

  get(keyId: Uint8Array): KeyObject | undefined {
    const text = nameOf(keyId);
    const key = this.#keys.get(text);
    if (key !== undefined) {
      this.#keys.delete(text);
      this.#keys.set(text, key);
    }
    return key;
  }

  add(keyId: Uint8Array, raw: Uint8Array): KeyObject {
    const key = createSecretKey(raw);
    const text = nameOf(keyId);
    // Whoever asked for it just before its destruction must not bring it back.
    if (this.#destroyed.has(text)) return key;
    this.#keys.set(text, key);
    if (this.#keys.size > this.#limit) {
      const oldest = this.#keys.keys().next();
      if (!oldest.done) this.#keys.delete(oldest.value);
    }
    return key;
  }

  /** Drops a destroyed key, for good. */
  drop(keyId: Uint8Array): void {
    this.#destroyed.add(nameOf(keyId));
    this.#keys.delete(nameOf(keyId));
  }
}

function nameOf(keyId: Uint8Array): string {
  return Buffer.from(keyId.buffer, keyId.byteOffset, keyId.length).toString('latin1');
}
