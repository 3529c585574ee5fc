const freed = 0xffff_ffff;
const firstCapacity = 1_024;

/**
 * Finds numbers (0 to 2^32 - 3) by ids that are uniformly distributed, as hashes are. It holds no ids: 32 bits of each and the number, 8 bytes a place, at most
 * 70 % of the places in use; for ten million ids that is 128 MiB. Whoever asks says whether a number's id is the one sought.
 */
export class IdTable {
  #places = new Uint32Array(2 * firstCapacity);
  #used = 0;
  #held = 0;

  get size(): number {
    return this.#held;
  }

  /** Adds an id that is not there. */
  add(id: Uint8Array, value: number): void {
    if ((this.#used + 1) * 10 > (this.#places.length / 2) * 7) this.#grow();
    this.#put(firstWord(id), value + 1);
    this.#held += 1;
  }

  /** The number of an id; `matches` is asked of each candidate. */
  find(id: Uint8Array, matches: (value: number) => boolean): number | undefined {
    const at = this.#seek(id, matches);
    return at === undefined ? undefined : (this.#places[at + 1] ?? 0) - 1;
  }

  delete(id: Uint8Array, matches: (value: number) => boolean): void {
    const at = this.#seek(id, matches);
    if (at === undefined) return;
    this.#places[at + 1] = freed;
    this.#held -= 1;
  }

  #seek(id: Uint8Array, matches: (value: number) => boolean): number | undefined {
    const places = this.#places;
    const mask = places.length / 2 - 1;
    const print = firstWord(id);
    for (let place = print & mask; ; place = (place + 1) & mask) {
      const value = places[2 * place + 1] ?? 0;
      if (value === 0) return undefined;
      if (value !== freed && places[2 * place] === print && matches(value - 1)) return 2 * place;
    }
  }

  #put(print: number, value: number): void {
    const places = this.#places;
    const mask = places.length / 2 - 1;
    let place = print & mask;
    while (places[2 * place + 1] !== 0) place = (place + 1) & mask;
    places[2 * place] = print;
    places[2 * place + 1] = value;
    this.#used += 1;
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Uint32Array(2 * before.length);
    this.#used = 0;
    for (let at = 0; at < before.length; at += 2) {
      const value = before[at + 1] ?? 0;
      if (value !== 0 && value !== freed) this.#put(before[at] ?? 0, value);
    }
  }
}

/** Says both where the search begins and, in what is left of its bits, whether a candidate is worth a look. */
function firstWord(id: Uint8Array): number {
  return (((id[0] ?? 0) << 24) | ((id[1] ?? 0) << 16) | ((id[2] ?? 0) << 8) | (id[3] ?? 0)) >>> 0;
}
