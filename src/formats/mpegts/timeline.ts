import { TICK_MODULUS, TICKS_PER_SECOND } from './stream-types.ts';

/** A step of the clock larger than this, unannounced, must be confirmed before it is believed. */
const SUSPECT_TICKS = 10 * TICKS_PER_SECOND;
/** PCRs lie at most 100 ms apart (ISO/IEC 13818-1 2.7.2): the most that is assumed to pass at a change of time base. */
const MAX_STEP_TICKS = TICKS_PER_SECOND / 10;

/** `a - b` on the circle of 2^33 ticks, in [-2^32, 2^32). */
function circularDifference(a: number, b: number): number {
  const half = TICK_MODULUS / 2;
  return ((((a - b + half) % TICK_MODULUS) + TICK_MODULUS) % TICK_MODULUS) - half;
}

export type ClockEvent = 'announced' | 'backward' | 'forward';

/**
 * The time of one program, unrolled: 33-bit stamps become ticks that run on through wraps and changes of time base.
 * Where the clock (PCR) starts anew, announced by the discontinuity indicator or plainly running backward, the new base is
 * joined to the end of the old one; a forward jump keeps its length, for it is most often a gap in the recording.
 * An unannounced jump is believed when the next PCR or a PTS agrees with it, so that one damaged PCR moves nothing.
 */
export class Timeline {
  /** Added to a raw stamp of the present time base. */
  #offset = 0;
  /** Unrolled ticks that stamps are brought nearest to. */
  #reference: number | undefined;
  #clock: number | undefined;
  #step = 0;
  #suspectRaw: number | undefined;
  /** Latest stamp unrolled, and how far it lay beyond the one before. */
  #latest: number | undefined;
  #latestStep = 0;
  /** A time base was begun and no stamp of it seen yet. */
  #rebased = false;
  /** What a stamp confirmed, to be told with the next clock. */
  #untold: ClockEvent | undefined;

  constructor(reference?: number) {
    this.#reference = reference;
  }

  /** Ticks last seen, by clock or else by stamp. */
  get reference(): number | undefined {
    return this.#reference;
  }

  /** The program's clock as last received, unrolled ticks. */
  get clock(): number | undefined {
    return this.#clock;
  }

  /** Unrolls a PTS or DTS (90 kHz ticks modulo 2^33) to the nearest time. */
  unroll(raw: number): number {
    const reference = this.#reference;
    if (this.#suspectRaw !== undefined && reference !== undefined) {
      const toOld = Math.abs(this.#nearest(raw, reference) - reference);
      const toNew = Math.abs(circularDifference(raw, this.#suspectRaw));
      if (toNew < toOld && toNew < SUSPECT_TICKS) this.#untold = this.#adopt(this.#suspectRaw);
    }
    const ticks = this.#afterRebase(this.#reference === undefined ? raw : this.#nearest(raw, this.#reference));
    if (this.#clock === undefined) this.#reference = ticks;
    if (this.#latest === undefined || ticks > this.#latest) {
      this.#latestStep = Math.min(ticks - (this.#latest ?? ticks), MAX_STEP_TICKS);
      this.#latest = ticks;
    }
    return ticks;
  }

  /** Moves a new time base on where its first stamp would fall among the last of the old one. */
  #afterRebase(ticks: number): number {
    if (!this.#rebased) return ticks;
    this.#rebased = false;
    const shift = this.#latest === undefined ? 0 : this.#latest + this.#latestStep - ticks;
    if (shift <= 0 || shift > SUSPECT_TICKS) return ticks;
    this.#offset += shift;
    this.#set((this.#clock ?? 0) + shift);
    return ticks + shift;
  }

  /**
   * Takes a PCR base; says where the clock did not simply run on. `announced`: the discontinuity indicator is set.
   * `broken`: the continuity of its packets broke here, which bears out a clock that runs backward.
   */
  receiveClock(raw: number, announced: boolean, broken = false): ClockEvent | undefined {
    const clock = this.#clock;
    if (clock === undefined) {
      // a clock just short of the wrap belongs to stamps just after zero: it runs ahead of them by the decoder's delay
      const first = raw > TICK_MODULUS - TICKS_PER_SECOND ? raw - TICK_MODULUS : raw;
      this.#set(this.#reference === undefined ? first : this.#nearest(raw, this.#reference));
      return undefined;
    }
    const told = this.#untold;
    this.#untold = undefined;
    const ticks = this.#nearest(raw, clock);
    if (announced) {
      this.#suspectRaw = undefined;
      this.#rebase(raw);
      return 'announced';
    }
    const difference = ticks - clock;
    if (difference < 0 && broken) {
      this.#suspectRaw = undefined;
      this.#rebase(raw);
      return 'backward';
    }
    if (difference >= 0 && difference <= SUSPECT_TICKS) {
      this.#suspectRaw = undefined;
      if (difference > 0) this.#step = Math.min(difference, MAX_STEP_TICKS);
      this.#set(ticks);
      return told;
    }
    const suspect = this.#suspectRaw;
    const since = suspect === undefined ? -1 : circularDifference(raw, suspect);
    if (suspect !== undefined && since >= 0 && since <= SUSPECT_TICKS) {
      const event = this.#adopt(suspect);
      this.#set(this.#nearest(raw, this.#clock ?? 0));
      return event;
    }
    this.#suspectRaw = raw;
    return told;
  }

  #adopt(raw: number): 'forward' | 'backward' {
    this.#suspectRaw = undefined;
    const clock = this.#clock ?? 0;
    const ticks = this.#nearest(raw, clock);
    if (ticks < clock) {
      this.#rebase(raw);
      return 'backward';
    }
    this.#set(ticks);
    return 'forward';
  }

  #rebase(raw: number): void {
    const target = (this.#clock ?? 0) + this.#step;
    this.#offset = target - raw;
    this.#rebased = true;
    this.#set(target);
  }

  #set(ticks: number): void {
    this.#clock = ticks;
    this.#reference = ticks;
  }

  #nearest(raw: number, reference: number): number {
    const ticks = raw + this.#offset;
    return ticks - Math.round((ticks - reference) / TICK_MODULUS) * TICK_MODULUS;
  }
}
