import type { DetectionView, FramesView } from '../../../src/model/views.ts';

/** One frame, taken from the columns. */
export interface FrameRow {
  readonly index: number;
  readonly packetIndex: number;
  readonly timeUs: number;
  readonly ptsS: number | null;
  /** Time of the clock at this frame: `ptsS`, or seconds since the first frame where the flight carries none. */
  readonly atS: number;
  /** The columns this frame is in, and its place there: for every value not named here. */
  readonly view: FramesView;
  readonly row: number;
  readonly detections: readonly DetectionView[];
}

interface Block {
  readonly view: FramesView;
  readonly atS: Float64Array;
  readonly rows: (FrameRow | undefined)[];
  usedAt: number;
}

/** Frames of a stretch; the service answers at most 4096 at once. */
export type FetchFrames = (from: number, count: number, signal: AbortSignal) => Promise<FramesView>;

export const BLOCK_FRAMES = 512;
const MOST_BLOCKS = 16;

/**
 * The frames of one flight around the moments that are shown: stretches of 512, the 16 used last. Reading is at once and
 * may say "not yet" (null); what is missing is then fetched, and listeners are told.
 */
export class FramesCache {
  private readonly fetchFrames: FetchFrames;
  private readonly blocks = new Map<number, Block>();
  private readonly pending = new Map<number, Promise<Block | null>>();
  private readonly listeners = new Set<() => void>();
  private readonly abort = new AbortController();
  private uses = 0;
  private totalFrames: number;
  private originUs: number | null = null;

  constructor(total: number, fetchFrames: FetchFrames) {
    this.totalFrames = total;
    this.fetchFrames = fetchFrames;
  }

  /** Frames of the flight so far. */
  get total(): number {
    return this.totalFrames;
  }

  /** The flight grows while it is read; a last stretch that was short is fetched again. */
  grow(total: number): void {
    if (total <= this.totalFrames) return;
    const last = Math.floor(Math.max(0, this.totalFrames - 1) / BLOCK_FRAMES);
    if (this.totalFrames % BLOCK_FRAMES !== 0) this.blocks.delete(last);
    this.totalFrames = total;
    this.tell();
  }

  /** Calls `listener` whenever frames have come, until what it returns is called. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Ends what is under way. */
  close(): void {
    this.abort.abort();
    this.listeners.clear();
  }

  /** The frame, or null while it is not here (it is then fetched). */
  frame(index: number): FrameRow | null {
    if (index < 0 || index >= this.totalFrames) return null;
    const block = this.block(Math.floor(index / BLOCK_FRAMES));
    if (block === null) return null;
    const row = index - block.view.from;
    if (row >= block.view.count) return null;
    const known = block.rows[row];
    if (known !== undefined) return known;
    const made = this.rowOf(block, row);
    block.rows[row] = made;
    return made;
  }

  /** Like `frame`, and waits for it. Null where the flight has no such frame or the service does not answer. */
  async load(index: number): Promise<FrameRow | null> {
    if (index < 0 || index >= this.totalFrames) return null;
    await this.fetched(Math.floor(index / BLOCK_FRAMES));
    return this.frame(index);
  }

  /**
   * Index of the last frame at or before `atS` (of the first where all are later), or null while it is not known: the
   * stretches that are needed are then fetched.
   */
  frameAt(atS: number): number | null {
    if (this.totalFrames === 0) return null;
    let low = 0;
    let high = Math.floor((this.totalFrames - 1) / BLOCK_FRAMES);
    // Stretches that are here narrow the search without asking for others.
    for (const [number, block] of this.blocks) {
      const first = block.atS[0];
      const last = block.atS[block.atS.length - 1];
      if (first === undefined || last === undefined) continue;
      if (first <= atS && number > low) low = number;
      if (first > atS && number <= high) high = Math.max(0, number - 1);
    }
    while (low < high) {
      // Interpolated between the stretches known on both sides, halved where they are far apart.
      const middle = this.guess(low, high, atS);
      const block = this.block(middle);
      if (block === null) return null;
      if ((block.atS[0] ?? 0) <= atS) low = middle;
      else high = middle - 1;
    }
    const block = this.block(low);
    return block === null ? null : block.view.from + lastAtOrBefore(block.atS, atS);
  }

  /** Like `frameAt`, and waits for it. */
  async find(atS: number): Promise<number | null> {
    for (let tries = 0; tries < 64; tries++) {
      const found = this.frameAt(atS);
      if (found !== null || this.totalFrames === 0) return found;
      const open = [...this.pending.values()];
      if (open.length === 0) return null;
      const answers = await Promise.all(open);
      if (answers.every((block) => block === null)) return null;
    }
    return null;
  }

  /** Fetches what comes next in the direction of play. */
  prefetch(index: number, forward: boolean): void {
    const here = Math.floor(index / BLOCK_FRAMES);
    const ahead = Math.floor((index + (forward ? BLOCK_FRAMES / 2 : -BLOCK_FRAMES / 2)) / BLOCK_FRAMES);
    const most = Math.floor((this.totalFrames - 1) / BLOCK_FRAMES);
    if (ahead !== here && ahead >= 0 && ahead <= most) this.block(ahead);
  }

  private guess(low: number, high: number, atS: number): number {
    const below = this.blocks.get(low)?.atS[0];
    const above = this.blocks.get(high + 1)?.atS[0];
    const upper = Math.ceil((low + high) / 2);
    if (below === undefined || above === undefined || above <= below) return upper;
    const share = (atS - below) / (above - below);
    return Math.min(high, Math.max(low + 1, low + Math.floor(share * (high + 1 - low))));
  }

  /** The stretch if it is here; else it is asked for. */
  private block(number: number): Block | null {
    const block = this.blocks.get(number);
    if (block === undefined) {
      void this.fetched(number);
      return null;
    }
    block.usedAt = ++this.uses;
    return block;
  }

  private async fetched(number: number): Promise<Block | null> {
    const here = this.blocks.get(number);
    if (here !== undefined) return here;
    const under = this.pending.get(number);
    if (under !== undefined) return under;
    const asked = this.ask(number);
    this.pending.set(number, asked);
    return asked;
  }

  private async ask(number: number): Promise<Block | null> {
    const from = number * BLOCK_FRAMES;
    const asked = this.totalFrames;
    try {
      this.originUs ??= from === 0 ? null : ((await this.fetched(0))?.view.timeUs[0] ?? null);
      const view = await this.fetchFrames(from, Math.min(BLOCK_FRAMES, asked - from), this.abort.signal);
      this.originUs ??= view.timeUs[0] ?? null;
      const block: Block = { view, atS: times(view, this.originUs ?? 0), rows: [], usedAt: ++this.uses };
      // A stretch that has grown meanwhile is asked for again when it is next read.
      if (this.totalFrames === asked || view.count === BLOCK_FRAMES) this.blocks.set(number, block);
      this.evict();
      return block;
    } catch {
      return null;
    } finally {
      this.pending.delete(number);
      this.tell();
    }
  }

  private evict(): void {
    while (this.blocks.size > MOST_BLOCKS) {
      let oldest: readonly [number, Block] | undefined;
      for (const entry of this.blocks) if (oldest === undefined || entry[1].usedAt < oldest[1].usedAt) oldest = entry;
      if (oldest === undefined) return;
      this.blocks.delete(oldest[0]);
    }
  }

  private rowOf({ view, atS }: Block, row: number): FrameRow {
    const index = view.from + row;
    return {
      index,
      packetIndex: view.packetIndex[row] ?? index,
      timeUs: view.timeUs[row] ?? 0,
      ptsS: view.ptsS[row] ?? null,
      atS: atS[row] ?? 0,
      view,
      row,
      detections: view.detections.filter(({ frame }) => frame === index),
    };
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

/** Clock times of the frames: presentation times; a frame without one follows the frame before by metadata time. */
function times(view: FramesView, originUs: number): Float64Array {
  const atS = new Float64Array(view.count);
  const withPts = view.ptsS.some((ptsS) => ptsS !== null);
  for (let row = 0; row < view.count; row++) {
    const timeUs = view.timeUs[row] ?? originUs;
    const ptsS = view.ptsS[row] ?? null;
    if (ptsS !== null) atS[row] = ptsS;
    else if (!withPts) atS[row] = (timeUs - originUs) / 1e6;
    else if (row > 0) atS[row] = (atS[row - 1] ?? 0) + Math.max(0, timeUs - (view.timeUs[row - 1] ?? timeUs)) / 1e6;
    else atS[row] = view.ptsS.find((one) => one !== null) ?? 0;
  }
  return atS;
}

/** Place of the last value at or before `value`; 0 where there is none. Values rise. */
function lastAtOrBefore(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((values[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
