/** Median of the last 64 numbers: what is usual lately. */
export class RecentMedian {
  readonly #recent: number[] = [];

  add(value: number): void {
    this.#recent.push(value);
    if (this.#recent.length > 64) this.#recent.shift();
  }

  /** The upper of the middle two where their number is even; `undefined` before the first. */
  get value(): number | undefined {
    return [...this.#recent].sort((a, b) => a - b)[this.#recent.length >> 1];
  }
}

/** Quantiles of positive numbers in constant memory: counts in bins 2 % wide, so a quantile is good to 1 %. */
export class LogHistogram {
  readonly #bins = new Uint32Array(1800);
  #count = 0;
  #max = 0;

  static readonly #ratio = Math.log(1.02);
  static readonly #least = 1e-6;

  add(value: number): void {
    if (!(value >= 0)) return;
    const bin =
      value <= LogHistogram.#least ? 0 : Math.ceil(Math.log(value / LogHistogram.#least) / LogHistogram.#ratio);
    const held = Math.min(this.#bins.length - 1, bin);
    this.#bins[held] = this.#bins[held]! + 1;
    this.#count += 1;
    if (value > this.#max) this.#max = value;
  }

  get count(): number {
    return this.#count;
  }

  get max(): number {
    return this.#max;
  }

  /** The value below which a share of the numbers lies; `undefined` where there are none. */
  quantile(share: number): number | undefined {
    if (this.#count === 0) return undefined;
    let left = share * this.#count;
    for (let bin = 0; bin < this.#bins.length; bin++) {
      left -= this.#bins[bin]!;
      if (left > 0 || this.#bins[bin] === 0) continue;
      const middle = bin === 0 ? 0 : LogHistogram.#least * 1.02 ** (bin - 0.5);
      return Math.min(middle, this.#max);
    }
    return this.#max;
  }
}
