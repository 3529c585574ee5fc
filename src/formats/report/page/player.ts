import { nearestFrame } from './plots.ts';

/** Speeds of the shuttle: how many seconds of flight pass in one. */
const speeds = [-30, -10, -4, -1, 0, 1, 4, 10, 30] as const;

export interface PlayerNeeds {
  readonly selected: () => number;
  readonly select: (index: number) => void;
  readonly onSpeed: (speed: number) => void;
}

/** Moves the selection through the flight's time, forwards or back, at the pace of the screen. */
export class Player {
  readonly #timeMs: readonly number[];
  readonly #range: readonly [number, number];
  readonly #needs: PlayerNeeds;
  #speed = 0;
  #atMs = 0;
  #lastTick: number | undefined;

  constructor(timeMs: readonly number[], range: readonly [number, number], needs: PlayerNeeds) {
    this.#timeMs = timeMs;
    this.#range = range;
    this.#needs = needs;
  }

  get still(): boolean {
    return this.#speed === 0;
  }

  toggle(): void {
    if (this.still) this.#run(1);
    else this.stop();
  }

  stop(): void {
    if (this.still) return;
    this.#speed = 0;
    this.#lastTick = undefined;
    this.#needs.onSpeed(0);
  }

  /** One step faster forwards or back; through a stop in between. */
  shuttle(by: 1 | -1): void {
    const at = speeds.findIndex((speed) => speed >= this.#speed);
    const next = speeds[Math.max(0, Math.min(speeds.length - 1, at + by))] ?? 0;
    if (next === 0) this.stop();
    else this.#run(next);
  }

  #run(speed: number): void {
    if (this.#timeMs.length === 0) return;
    const [low, high] = this.#range;
    const wasStill = this.still;
    this.#atMs = this.#timeMs[this.#needs.selected()] ?? low;
    // At its end the flight begins anew.
    if (speed > 0 && this.#atMs >= high) this.#atMs = low;
    this.#speed = speed;
    this.#needs.onSpeed(speed);
    if (wasStill) requestAnimationFrame((now) => this.#tick(now));
  }

  #tick(now: number): void {
    if (this.still) return;
    const [low, high] = this.#range;
    if (this.#lastTick !== undefined) this.#atMs += (now - this.#lastTick) * this.#speed;
    this.#lastTick = now;
    this.#needs.select(nearestFrame(this.#timeMs, this.#atMs));
    if ((this.#speed > 0 && this.#atMs >= high) || (this.#speed < 0 && this.#atMs <= low)) this.stop();
    else requestAnimationFrame((next) => this.#tick(next));
  }
}
