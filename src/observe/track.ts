import { distanceM } from '../geo/ellipsoid.ts';
import type { Geodetic } from '../model/geodetic.ts';
import { RecentMedian } from './statistics.ts';

/** No aircraft that carries such a sensor goes faster; what does is an error of its position or its time. */
export const greatestSpeedMps = 400;
/** Below this a jump is the noise of the position, whatever the time says. */
const jitterM = 100;
/** A pause in the positions: as long as this, and five times the usual interval. */
const pauseS = 3;
/** Before an interval is known, one that is longer than items may stay silent (ST 0902) is a pause. */
const firstPauseS = 30;
/** Steps shorter than this are noise of a hovering aircraft: they wait until they have become one of this length. */
const stepM = 1;
/** So many positions that agree with each other, and not with the track, become the track. */
const adoptAfter = 3;

interface Fix {
  readonly place: Geodetic;
  readonly timeUs: number;
}

/** Two positions, the time between them, and the speed over ground from one to the other. */
export interface TrackMotion {
  readonly from: Geodetic;
  readonly to: Geodetic;
  readonly seconds: number;
  readonly speedMps: number;
}

/**
 * What a position did to the track: began it, or began it anew where a jump of the clock leaves nothing to judge the way by;
 * went on, maybe over a pause; or was left out.
 */
export type TrackStep = 'start' | 'on' | 'bridge' | 'jump';

/**
 * Length of the flown track, in stream order and constant memory: geodesics between positions. A pause is bridged by the
 * shortest way, as the aircraft flew at least that far. Not bridged is the way to a position that no aircraft could have
 * reached, and the way over a jump of the clock, where the time it took is not known, unless it is as short as noise.
 */
export class TrackMeter {
  readonly #intervals = new RecentMedian();
  #lengthM = 0;
  #bridgedM = 0;
  #last: Fix | undefined;
  #counted: Geodetic | undefined;
  #stray: Fix | undefined;
  #strays = 0;
  #courseFrom: Fix | undefined;
  #motion: TrackMotion | undefined;

  get lengthKm(): number {
    const rest =
      this.#last === undefined || this.#counted === undefined ? 0 : distanceM(this.#counted, this.#last.place);
    return (this.#lengthM + rest) / 1000;
  }

  /** What of the length lies over pauses. */
  get bridgedKm(): number {
    return this.#bridgedM / 1000;
  }

  /** The last position that is part of the track. */
  get last(): Geodetic | undefined {
    return this.#last?.place;
  }

  /** How the aircraft moved over at least the last second; `undefined` where that is not known. */
  get motion(): TrackMotion | undefined {
    return this.#motion;
  }

  /** The same, over less than a second where the track is not longer. */
  get motionAtAll(): TrackMotion | undefined {
    const [from, to] = [this.#courseFrom, this.#last];
    return this.#motion ?? (from === undefined || to === undefined ? undefined : motionBetween(from, to));
  }

  /** `continues` is false where the clock jumped before this position. */
  add(place: Geodetic, timeUs: number, continues: boolean): TrackStep {
    const fix = { place, timeUs };
    const last = this.#last;
    if (last === undefined) return this.#start(fix, 'start');
    if (!continues) {
      const near = chordM(last.place, place) < jitterM;
      if (near) this.#advance(fix);
      return this.#start(fix, near ? 'on' : 'start');
    }
    const seconds = (timeUs - last.timeUs) / 1e6;
    if (!reachable(last, fix)) {
      const agrees = this.#stray !== undefined && reachable(this.#stray, fix);
      this.#strays = agrees ? this.#strays + 1 : 1;
      this.#stray = fix;
      return this.#strays >= adoptAfter ? this.#start(fix, 'jump') : 'jump';
    }
    this.#strays = 0;
    this.#stray = undefined;
    const paused = this.#paused(seconds);
    const beforeM = this.#lengthM;
    this.#advance(fix);
    if (!paused) return 'on';
    this.#bridgedM += this.#lengthM - beforeM;
    return 'bridge';
  }

  #start(fix: Fix, step: TrackStep): TrackStep {
    this.#lengthM = this.lengthKm * 1000;
    this.#last = fix;
    this.#counted = fix.place;
    this.#courseFrom = fix;
    this.#motion = undefined;
    this.#stray = undefined;
    this.#strays = 0;
    return step;
  }

  #paused(seconds: number): boolean {
    const usualS = this.#intervals.value;
    const limitS = usualS === undefined ? firstPauseS : Math.max(pauseS, 5 * usualS);
    if (seconds > limitS) return true;
    if (seconds > 0) this.#intervals.add(seconds);
    return false;
  }

  #advance(fix: Fix): void {
    this.#last = fix;
    if (this.#counted === undefined || chordM(this.#counted, fix.place) >= stepM) {
      if (this.#counted !== undefined) this.#lengthM += distanceM(this.#counted, fix.place);
      this.#counted = fix.place;
    }
    const from = this.#courseFrom;
    const seconds = from === undefined ? 0 : (fix.timeUs - from.timeUs) / 1e6;
    if (from === undefined || seconds >= 1) {
      if (from !== undefined) this.#motion = motionBetween(from, fix);
      this.#courseFrom = fix;
    }
  }
}

function motionBetween(from: Fix, to: Fix): TrackMotion | undefined {
  const seconds = (to.timeUs - from.timeUs) / 1e6;
  if (!(seconds > 0)) return undefined;
  return { from: from.place, to: to.place, seconds, speedMps: chordM(from.place, to.place) / seconds };
}

const metresPerDegree = 111_320;

/** Distance good to a percent, for comparing only. */
function chordM(a: Geodetic, b: Geodetic): number {
  const north = (b.latitudeDeg - a.latitudeDeg) * metresPerDegree;
  const turn = ((((b.longitudeDeg - a.longitudeDeg) % 360) + 540) % 360) - 180;
  const east = turn * metresPerDegree * Math.cos((((a.latitudeDeg + b.latitudeDeg) / 2) * Math.PI) / 180);
  return Math.hypot(north, east);
}

function reachable(a: Fix, b: Fix): boolean {
  const far = chordM(a.place, b.place);
  return far < jitterM || far <= (greatestSpeedMps * Math.abs(b.timeUs - a.timeUs)) / 1e6;
}
