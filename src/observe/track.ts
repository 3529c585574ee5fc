import { distanceM } from '../geo/ellipsoid.ts';
import type { Geodetic } from '../model/geodetic.ts';

/** No aircraft that carries such a sensor goes faster; what does is an error of its position or its time. */
export const greatestSpeedMps = 400;
/** Below this a jump is the noise of the position, whatever the time says. */
const jitterM = 100;
/** Time without a position over which no track is made up. */
const bridgeS = 60;
/** Steps shorter than this are noise of a hovering aircraft: they wait until they have become one of this length. */
const stepM = 1;
/** So many positions that agree with each other, and not with the track, become the track. */
const adoptAfter = 3;

interface Fix {
  readonly place: Geodetic;
  readonly timeUs: number;
}

/** What a position did to the track. */
export type TrackStep = 'start' | 'on' | 'gap' | 'jump';

/**
 * Length of the flown track, in stream order and constant memory: geodesics between positions, none across a gap of more
 * than 60 s or a jump of the clock, and none to a position that no aircraft could have reached.
 */
export class TrackMeter {
  #lengthM = 0;
  #last: Fix | undefined;
  #counted: Geodetic | undefined;
  #stray: Fix | undefined;
  #strays = 0;
  #courseFrom: Fix | undefined;
  #motion: { readonly speedMps: number; readonly courseFix: Fix; readonly fix: Fix } | undefined;

  get lengthKm(): number {
    const rest =
      this.#last === undefined || this.#counted === undefined ? 0 : distanceM(this.#counted, this.#last.place);
    return (this.#lengthM + rest) / 1000;
  }

  /** The last position that is part of the track. */
  get last(): Geodetic | undefined {
    return this.#last?.place;
  }

  /** Two positions some way apart, for the course and speed over ground; `undefined` where they are not known. */
  get motion(): { readonly from: Geodetic; readonly to: Geodetic; readonly speedMps: number } | undefined {
    if (this.#motion === undefined) return undefined;
    const { speedMps, courseFix, fix } = this.#motion;
    return { from: courseFix.place, to: fix.place, speedMps };
  }

  /** `continues` is false where the clock jumped before this position. */
  add(place: Geodetic, timeUs: number, continues: boolean): TrackStep {
    const fix = { place, timeUs };
    const last = this.#last;
    if (last === undefined) return this.#start(fix, 'start');
    if (!continues) return this.#start(fix, 'gap');
    const seconds = (timeUs - last.timeUs) / 1e6;
    if (!reachable(last, fix)) {
      const agrees = this.#stray !== undefined && reachable(this.#stray, fix);
      this.#strays = agrees ? this.#strays + 1 : 1;
      this.#stray = fix;
      return this.#strays >= adoptAfter ? this.#start(fix, 'jump') : 'jump';
    }
    this.#strays = 0;
    this.#stray = undefined;
    if (seconds > bridgeS) return this.#start(fix, 'gap');
    this.#advance(fix);
    return 'on';
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

  #advance(fix: Fix): void {
    this.#last = fix;
    if (this.#counted === undefined || chordM(this.#counted, fix.place) >= stepM) {
      if (this.#counted !== undefined) this.#lengthM += distanceM(this.#counted, fix.place);
      this.#counted = fix.place;
    }
    const from = this.#courseFrom;
    const seconds = from === undefined ? 0 : (fix.timeUs - from.timeUs) / 1e6;
    if (from === undefined || seconds >= 1) {
      if (from !== undefined) {
        this.#motion = { speedMps: chordM(from.place, fix.place) / seconds, courseFix: from, fix };
      }
      this.#courseFrom = fix;
    }
  }
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
