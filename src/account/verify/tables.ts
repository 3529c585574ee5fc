/** Keys of a fixed length, numbered in the order they came: an open-addressed table over one dense array. */
export class KeyTable {
  readonly #words: number;
  #keys: Uint32Array;
  /** Number of the key plus one; 0: free. Never more than half full. */
  #slots = new Uint32Array(64);
  #size = 0;

  /** @param words 32-bit words of a key. */
  constructor(words: number) {
    this.#words = words;
    this.#keys = new Uint32Array(32 * words);
  }

  get size(): number {
    return this.#size;
  }

  /** Number of the key that stands at `at` of `from`; -1 where it never came. */
  find(from: Uint32Array, at: number): number {
    return (this.#slots[this.#slot(from, at)] ?? 0) - 1;
  }

  /** As `find`, but a new key gets the next number. */
  put(from: Uint32Array, at: number): number {
    const slot = this.#slot(from, at);
    const known = this.#slots[slot] ?? 0;
    if (known > 0) return known - 1;
    const number = this.#size++;
    if ((number + 1) * this.#words > this.#keys.length) {
      const wider = new Uint32Array(this.#keys.length * 2);
      wider.set(this.#keys);
      this.#keys = wider;
    }
    this.#keys.set(from.subarray(at, at + this.#words), number * this.#words);
    this.#slots[slot] = number + 1;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  /** Bytes of a key, as they came. */
  keyBytes(number: number): Uint8Array {
    const words = this.#keys.slice(number * this.#words, (number + 1) * this.#words);
    return new Uint8Array(words.buffer);
  }

  #slot(from: Uint32Array, at: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#mix(from, at) & mask;
    for (let held = this.#slots[slot]!; held !== 0; held = this.#slots[slot]!) {
      const start = (held - 1) * this.#words;
      let word = 0;
      while (word < this.#words && this.#keys[start + word] === from[at + word]) word++;
      if (word === this.#words) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #mix(from: Uint32Array, at: number): number {
    let mixed = 0;
    for (let word = 0; word < this.#words; word++) mixed = Math.imul(mixed ^ from[at + word]!, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let number = 0; number < this.#size; number++) {
      this.#slots[this.#slot(this.#keys, number * this.#words)] = number + 1;
    }
  }
}

/** Numbers in a row that grows. */
export class Column {
  #values = new Float64Array(32);

  get(at: number): number {
    return this.#values[at] ?? 0;
  }

  set(at: number, value: number): void {
    while (at >= this.#values.length) {
      const wider = new Float64Array(this.#values.length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[at] = value;
  }
}
