import { RecentMedian } from './statistics.ts';

/**
 * Time along a stream of metadata packets. Packet times may repeat, go back, jump or be missing; presentation times wrap.
 * Nothing is reordered: each step from one packet to the next is named, and times that are missing are filled in.
 */

/** What the time did from the last packet that had one to this one. */
export type TimeStep =
  | { readonly kind: 'first' | 'steady' | 'repeated' | 'absent' }
  | { readonly kind: 'gap' | 'forward' | 'back'; readonly seconds: number };

/** Where the time of a frame comes from: its own item 2, the container's clock, or only its place in the stream. */
export type TimeSource = 'packet' | 'container' | 'order';

export interface ClockReading {
  readonly timeUs: number;
  readonly source: TimeSource;
  readonly step: TimeStep;
}

/** Metadata time against presentation time, both counted from where they last set out together. */
export interface Lag {
  readonly meanS: number;
  readonly sdS: number;
  /** How much faster the metadata clock runs than the container's, parts per million; absent where it is lost in the spread. */
  readonly driftPpm?: number;
  readonly samples: number;
}

const wrapS = 2 ** 33 / 90_000;

/** Times this long apart, and five times the usual interval, leave a gap. */
const gapS = 1;
/** Before an interval is known, one that is longer than items may stay silent (ST 0902) is a gap. */
const firstGapS = 30;
/** Metadata time that leaves the presentation time by more than this has jumped. */
const jumpS = 1;
/** Where no presentation time is there to compare with, a step longer than this is a jump of the clock. */
const jumpAloneS = 600;

/** Presentation times made to run on over their wrap (2^33 ticks of 90 kHz: 26 h 30 min 44 s). */
export class PtsUnwrapper {
  #turns = 0;
  #lastS: number | undefined;

  unwrap(ptsS: number): number {
    if (this.#lastS !== undefined) {
      const step = ptsS - this.#lastS;
      if (step < -wrapS / 2) this.#turns += 1;
      else if (step > wrapS / 2) this.#turns -= 1;
    }
    this.#lastS = ptsS;
    return ptsS + this.#turns * wrapS;
  }
}

/** Mean, spread and slope of y over x, gathered one by one (Welford 1962), pooled over runs that each start at zero. */
class LagRegression {
  #n = 0;
  #meanX = 0;
  #meanY = 0;
  #xx = 0;
  #xy = 0;
  #yy = 0;
  #pooled = { n: 0, sumY: 0, xx: 0, xy: 0, yy: 0 };

  add(x: number, y: number): void {
    this.#n += 1;
    const dx = x - this.#meanX;
    const dy = y - this.#meanY;
    this.#meanX += dx / this.#n;
    this.#meanY += dy / this.#n;
    this.#xx += dx * (x - this.#meanX);
    this.#xy += dx * (y - this.#meanY);
    this.#yy += dy * (y - this.#meanY);
  }

  closeRun(): void {
    const p = this.#pooled;
    p.n += this.#n;
    p.sumY += this.#n * this.#meanY;
    p.xx += this.#xx;
    p.xy += this.#xy;
    p.yy += this.#yy;
    this.#n = this.#meanX = this.#meanY = this.#xx = this.#xy = this.#yy = 0;
  }

  result(): Lag | undefined {
    this.closeRun();
    const { n, sumY, xx, xy, yy } = this.#pooled;
    if (n < 2) return undefined;
    const lag = { meanS: sumY / n, sdS: Math.sqrt(yy / (n - 1)), samples: n };
    if (!(xx > 0) || n < 10) return lag;
    const slope = xy / xx;
    const restVariance = Math.max(0, yy - slope * xy) / (n - 2);
    // Three standard errors of a least-squares slope, and no finer than the microsecond times are sent in.
    const noise = 3 * Math.sqrt(restVariance / xx) + 1e-6 / Math.sqrt(xx);
    return Math.abs(slope) > noise ? { ...lag, driftPpm: slope * 1e6 } : lag;
  }
}

/** Reads the packets' clocks in stream order and keeps the tally of what they did. Memory is constant. */
export class StreamClock {
  readonly #unwrapper = new PtsUnwrapper();
  readonly #lag = new LagRegression();
  readonly #recent = new RecentMedian();
  #lastTimeUs: number | undefined;
  /** Presentation time that belonged to the last known packet time. */
  #lastTimePtsS: number | undefined;
  #last: { readonly timeUs: number; readonly ptsS: number | undefined } | undefined;
  #run: { readonly timeUs: number; readonly ptsS: number } | undefined;
  #known = 0;
  #durationUs = 0;
  #intervals = 0;
  #longestGapUs = 0;
  #jumps = 0;

  read(timeUs: number | undefined, ptsS: number | undefined): ClockReading {
    const runningS = ptsS === undefined || !Number.isFinite(ptsS) ? undefined : this.#unwrapper.unwrap(ptsS);
    if (timeUs === undefined || !Number.isFinite(timeUs)) return this.#fill(runningS);
    const step = this.#step(timeUs, runningS);
    this.#tally(step, timeUs);
    this.#trackLag(step, timeUs, runningS);
    this.#known += 1;
    this.#lastTimeUs = timeUs;
    this.#lastTimePtsS = runningS;
    this.#last = { timeUs, ptsS: runningS };
    return { timeUs, source: 'packet', step };
  }

  /** Packets that had a time of their own. */
  get known(): number {
    return this.#known;
  }

  /** Time the packets span, seconds: the sum of all steps forward, leaving out jumps of the clock. */
  get durationS(): number {
    return this.#durationUs / 1e6;
  }

  /** Packets a second over that time; `undefined` where it is nothing. */
  get rateHz(): number | undefined {
    return this.#durationUs > 0 ? this.#intervals / this.durationS : undefined;
  }

  get longestGapS(): number {
    return this.#longestGapUs / 1e6;
  }

  /** Jumps of the clock, forward and back. */
  get jumps(): number {
    return this.#jumps;
  }

  lag(): Lag | undefined {
    return this.#lag.result();
  }

  #fill(ptsS: number | undefined): ClockReading {
    const step = { kind: 'absent' } as const;
    const last = this.#last;
    if (last === undefined) {
      const timeUs = ptsS === undefined ? 0 : ptsS * 1e6;
      return { timeUs, source: ptsS === undefined ? 'order' : 'container', step };
    }
    if (ptsS !== undefined && last.ptsS !== undefined) {
      return { timeUs: last.timeUs + Math.round((ptsS - last.ptsS) * 1e6), source: 'container', step };
    }
    return { timeUs: last.timeUs, source: 'order', step };
  }

  #step(timeUs: number, ptsS: number | undefined): TimeStep {
    if (this.#lastTimeUs === undefined) return { kind: 'first' };
    const seconds = (timeUs - this.#lastTimeUs) / 1e6;
    if (seconds === 0) return { kind: 'repeated' };
    const ptsStepS = ptsS === undefined || this.#lastTimePtsS === undefined ? undefined : ptsS - this.#lastTimePtsS;
    if (seconds < 0) return { kind: 'back', seconds };
    // A container whose own clock jumps is no witness against the metadata.
    const witness = ptsStepS !== undefined && ptsStepS >= 0 && ptsStepS < jumpAloneS ? ptsStepS : undefined;
    if (witness === undefined ? seconds > jumpAloneS : seconds - witness > jumpS) return { kind: 'forward', seconds };
    if (seconds <= gapS) return { kind: 'steady' };
    const usualS = this.#recent.value;
    const limitS = usualS === undefined ? firstGapS : 5 * usualS;
    return seconds > limitS ? { kind: 'gap', seconds } : { kind: 'steady' };
  }

  #tally(step: TimeStep, timeUs: number): void {
    switch (step.kind) {
      case 'first':
      case 'absent':
        return;
      case 'forward':
      case 'back':
        this.#jumps += 1;
        return;
      case 'repeated':
      case 'steady':
      case 'gap': {
        const stepUs = timeUs - (this.#lastTimeUs ?? timeUs);
        this.#durationUs += stepUs;
        this.#intervals += 1;
        if (stepUs > this.#longestGapUs) this.#longestGapUs = stepUs;
        if (step.kind !== 'gap') this.#recent.add(stepUs / 1e6);
        return;
      }
    }
  }

  #trackLag(step: TimeStep, timeUs: number, ptsS: number | undefined): void {
    if (ptsS === undefined) return;
    const run = this.#run;
    const broken = step.kind === 'forward' || step.kind === 'back';
    const ptsJumped = this.#lastTimePtsS !== undefined && Math.abs(ptsS - this.#lastTimePtsS) > jumpAloneS;
    if (run === undefined || broken || ptsJumped) {
      this.#lag.closeRun();
      this.#run = { timeUs, ptsS };
      this.#lag.add(0, 0);
      return;
    }
    const x = ptsS - run.ptsS;
    this.#lag.add(x, (timeUs - run.timeUs) / 1e6 - x);
  }
}
