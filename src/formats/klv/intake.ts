/** Where pushed bytes come from. */
export interface ChunkOrigin {
  /** Offset in the recording of the first byte pushed. */
  readonly offset: number;
  readonly pts?: number | undefined;
  readonly ptsS?: number | undefined;
  /** True where the bytes stand in the recording one after the other; false for a unit put together from packets. */
  readonly contiguous: boolean;
}

interface Mark extends ChunkOrigin {
  /** Position in the stream's own byte count of the first byte pushed. */
  readonly position: number;
}

const smallestStoreBytes = 64 * 1024;

/**
 * Bytes taken in and not yet used up. Bytes once handed out are never written over: packets keep views of them. Each
 * byte is copied a bounded number of times, however small the chunks are.
 */
export class Intake {
  #store: Uint8Array = new Uint8Array(0);
  /** False while the store is a chunk of the caller's, which is not written into. */
  #own = false;
  #from = 0;
  #to = 0;
  /** Stream position of the first byte not yet used up. */
  #position = 0;
  #marks: Mark[] = [];

  /** What is there. */
  get bytes(): Uint8Array {
    return this.#store.subarray(this.#from, this.#to);
  }

  push(chunk: Uint8Array, origin: ChunkOrigin): void {
    this.#marks.push({ ...origin, position: this.#position + this.#to - this.#from });
    if (this.#from === this.#to) {
      this.#store = chunk;
      this.#own = false;
      this.#from = 0;
      this.#to = chunk.length;
      return;
    }
    const held = this.#to - this.#from;
    if (!this.#own || this.#to + chunk.length > this.#store.length) {
      const store = new Uint8Array(Math.max(smallestStoreBytes, 2 * (held + chunk.length)));
      store.set(this.bytes);
      this.#store = store;
      this.#own = true;
      this.#from = 0;
      this.#to = held;
    }
    this.#store.set(chunk, this.#to);
    this.#to += chunk.length;
  }

  /** Uses up `count` bytes. */
  drop(count: number): void {
    this.#from += count;
    this.#position += count;
    let passed = 0;
    while (passed + 1 < this.#marks.length && this.#marks[passed + 1]!.position <= this.#position) passed++;
    if (passed > 0) this.#marks.splice(0, passed);
  }

  /** Origin of the byte `at` bytes into what is there, and its offset in the recording. */
  originAt(at: number): ChunkOrigin {
    const position = this.#position + at;
    let low = 0;
    let high = this.#marks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#marks[middle]!.position <= position) low = middle;
      else high = middle - 1;
    }
    const mark = this.#marks[low]!;
    return mark.contiguous ? { ...mark, offset: mark.offset + position - mark.position } : mark;
  }
}
