/** Frames in a block: columns grow by blocks, so that nothing is ever copied. */
const blockFrames = 4096;

interface Block {
  readonly wide: Float64Array;
  readonly narrow: Float32Array;
}

/**
 * Columns of numbers, a row per frame, as typed arrays: `wide` ones hold places and times to the last digit, `narrow` ones what is
 * shown to seven. NaN stands for what is not known.
 */
export class Columns<Wide extends string, Narrow extends string> {
  readonly #wideNames: readonly Wide[];
  readonly #narrowNames: readonly Narrow[];
  readonly #wide: ReadonlyMap<string, number>;
  readonly #narrow: ReadonlyMap<string, number>;
  readonly #blocks: Block[] = [];
  #length = 0;

  constructor(wide: readonly Wide[], narrow: readonly Narrow[]) {
    this.#wideNames = wide;
    this.#narrowNames = narrow;
    this.#wide = new Map(wide.map((name, at) => [name, at]));
    this.#narrow = new Map(narrow.map((name, at) => [name, at]));
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes held by the columns. */
  get bytes(): number {
    return this.#blocks.length * blockFrames * (8 * this.#wide.size + 4 * this.#narrow.size);
  }

  add(row: Readonly<Record<Wide | Narrow, number | undefined>>): void {
    const at = this.#length % blockFrames;
    if (at === 0) {
      this.#blocks.push({
        wide: new Float64Array(blockFrames * this.#wide.size).fill(Number.NaN),
        narrow: new Float32Array(blockFrames * this.#narrow.size).fill(Number.NaN),
      });
    }
    const block = this.#blocks[this.#blocks.length - 1]!;
    this.#wideNames.forEach((name, column) => {
      block.wide[column * blockFrames + at] = row[name] ?? Number.NaN;
    });
    this.#narrowNames.forEach((name, column) => {
      block.narrow[column * blockFrames + at] = row[name] ?? Number.NaN;
    });
    this.#length += 1;
  }

  /** NaN where not known, or beyond the last row. */
  value(name: Wide | Narrow, index: number): number {
    const block = this.#blocks[Math.floor(index / blockFrames)];
    if (block === undefined || index >= this.#length) return Number.NaN;
    const wide = this.#wide.get(name);
    if (wide !== undefined) return block.wide[wide * blockFrames + (index % blockFrames)]!;
    const narrow = this.#narrow.get(name);
    return narrow === undefined ? Number.NaN : block.narrow[narrow * blockFrames + (index % blockFrames)]!;
  }

  known(name: Wide | Narrow, index: number): number | undefined {
    const value = this.value(name, index);
    return Number.isNaN(value) ? undefined : value;
  }

  /** A column at the given rows, rounded to so many steps a unit; null where not known. */
  pick(name: Wide | Narrow, rows: readonly number[], stepsPerUnit: number): (number | null)[] {
    return rows.map((row) => {
      const value = this.value(name, row);
      return Number.isNaN(value) ? null : Math.round(value * stepsPerUnit) / stepsPerUnit;
    });
  }
}

/** Rows of numbers of one width in one array that doubles: what there are some of in some frames. */
export class Rows {
  readonly #width: number;
  #values: Float64Array;
  #length = 0;

  constructor(width: number) {
    this.#width = width;
    this.#values = new Float64Array(width * 64);
  }

  get length(): number {
    return this.#length;
  }

  add(row: readonly (number | undefined)[]): void {
    const start = this.#length * this.#width;
    if (start + this.#width > this.#values.length) {
      const grown = new Float64Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    for (let at = 0; at < this.#width; at++) this.#values[start + at] = row[at] ?? Number.NaN;
    this.#length += 1;
  }

  row(index: number): readonly number[] {
    return Array.from(this.#values.subarray(index * this.#width, (index + 1) * this.#width));
  }

  /** First row whose first number is not less than `value`, the rows being in order of it. */
  lowerBound(value: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#values[middle * this.#width]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
