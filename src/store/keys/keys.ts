/** A data key of one item, as the sealing code uses it. */
export interface DataKey {
  /** 16 bytes, open. */
  readonly keyId: Uint8Array;
  /** 32 bytes, secret. */
  readonly key: Uint8Array;
}

/** What the destruction of keys left behind: the facts that its proof names. */
export interface Destruction {
  readonly keyIds: readonly Uint8Array[];
  /** Compartment and epoch of each key-encryption key that was replaced. */
  readonly epochs: readonly { readonly compartment: string; readonly epoch: number }[];
}

/**
 * The keyring: data keys of items, wrapped per compartment and epoch. It lies outside the database, the evidence and
 * every backup. Errors: `key-destroyed` where an item's key is asked for again after its destruction; `keyring-damaged`.
 */
export interface Keys {
  /** The item's data key, made at the first call; on the disk before the promise resolves (calls share one sync). */
  dataKey(compartment: string, item: string): Promise<DataKey>;
  /** The key of an id, where this keyring holds it: a copy, which the caller may overwrite after use. */
  find(compartment: string, keyId: Uint8Array): Promise<Uint8Array | undefined>;
  isDestroyed(keyId: Uint8Array): Promise<boolean>;
  /** Destroys keys for good; the same call again after a crash finishes what was begun and gives the same answer. */
  destroy(keys: readonly { readonly compartment: string; readonly keyId: Uint8Array }[]): Promise<Destruction>;
  /** Compartments this keyring can open. */
  compartments(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Where keys, salts and nonces come from: the system's randomness, but in the exercise a seeded one. */
export type RandomBytes = (count: number) => Uint8Array;
