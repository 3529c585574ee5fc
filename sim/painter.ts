/** A corner of a polygon in the picture, pixels from the upper left corner. */
export interface Corner {
  readonly x: number;
  readonly y: number;
}

/** Lines of coverage within a row of pixels. */
const subRows = 4;

/** The convex polygon around some corners (Andrew's monotone chain), in order. */
export function hullOf(corners: readonly Corner[]): readonly Corner[] {
  const sorted = [...corners].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (points: readonly Corner[]): Corner[] => {
    const chain: Corner[] = [];
    for (const p of points) {
      for (let a = chain.at(-2), b = chain.at(-1); a !== undefined && b !== undefined; ) {
        if ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0) break;
        chain.pop();
        [a, b] = [chain.at(-2), chain.at(-1)];
      }
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/**
 * Fills convex polygons with soft edges. Coverage is gathered first and blended once, so that polygons that share an edge
 * leave no seam.
 */
export class Painter {
  readonly #columns: number;
  readonly #rows: number;
  readonly #cover: Uint8Array;
  #top: number;
  #bottom: number;

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
    this.#cover = new Uint8Array(columns * rows);
    this.#top = rows;
    this.#bottom = 0;
  }

  /** Adds a convex polygon, in either order, to what will be painted. */
  add(corners: readonly Corner[]): void {
    let [top, bottom] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { y } of corners) {
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    const first = Math.max(0, Math.floor(top));
    const last = Math.min(this.#rows - 1, Math.floor(bottom));
    if (!(first <= last)) return;
    this.#top = Math.min(this.#top, first);
    this.#bottom = Math.max(this.#bottom, last + 1);
    for (let row = first; row <= last; row++) {
      for (let k = 0; k < subRows; k++) this.#span(corners, row, row + (k + 0.5) / subRows);
    }
  }

  #span(corners: readonly Corner[], row: number, y: number): void {
    let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < corners.length; i++) {
      const a = corners[i]!;
      const b = corners[(i + 1) % corners.length]!;
      if (a.y > y === b.y > y) continue;
      const x = a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    left = Math.max(0, left);
    right = Math.min(this.#columns, right);
    const full = 255 / subRows;
    for (let column = Math.floor(left); column < right; column++) {
      const share = Math.min(column + 1, right) - Math.max(column, left);
      const at = row * this.#columns + column;
      this.#cover[at] = Math.min(255, this.#cover[at]! + Math.round(full * share));
    }
  }

  /** Blends what was added into a picture, `strength` (0-1) of it, and starts anew. */
  paint(luma: Uint8Array, level: number, strength: number): void {
    const end = this.#bottom * this.#columns;
    const cover = this.#cover;
    const factor = strength / 255;
    for (let i = this.#top * this.#columns; i < end; i++) {
      const c = cover[i]!;
      if (c === 0) continue;
      luma[i] = Math.round(luma[i]! + (level - luma[i]!) * c * factor);
      cover[i] = 0;
    }
    this.#top = this.#rows;
    this.#bottom = 0;
  }
}
