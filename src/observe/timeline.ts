import { type LatLon, sinCosDeg, toEcef } from '../geo/ellipsoid.ts';
import type { FlightFrame } from '../model/flight.ts';

/** One moment at which a place was in view. */
export interface Moment {
  readonly frame: FlightFrame;
  /** Position of the frame among the flight's frames. */
  readonly frameIndex: number;
  /** Distance from the sensor to the place. */
  readonly slantRangeM: number | undefined;
  /** Sample distance at the place: that of the frame's centre, carried there by range and grazing angle. */
  readonly gsdM: number | undefined;
  /** Angle between the line of sight to the place and the horizontal there; `undefined` without a sensor position. */
  readonly grazingDeg: number | undefined;
  /** Heading from the sensor to the place. */
  readonly lookAzimuthDeg: number | undefined;
}

/** Moments that follow each other without the place leaving view for long. */
export interface Visit {
  readonly firstUs: number;
  readonly lastUs: number;
  readonly moments: number;
  readonly first: Moment;
  readonly last: Moment;
  /** The moment of the best sample distance, or the middle one where none is known. */
  readonly best: Moment;
}

const degToRad = Math.PI / 180;

/** Unit vectors of a place: outward, east, north; a spherical frame is enough to say what lies within what. */
interface Axes {
  readonly up: readonly [number, number, number];
  readonly east: readonly [number, number, number];
  readonly north: readonly [number, number, number];
}

function axesOf({ latitudeDeg, longitudeDeg }: LatLon): Axes {
  const { sin: sb, cos: cb } = sinCosDeg(latitudeDeg);
  const { sin: sl, cos: cl } = sinCosDeg(longitudeDeg);
  return { up: [cb * cl, cb * sl, sb], east: [-sl, cl, 0], north: [-sb * cl, -sb * sl, cb] };
}

function dot(a: readonly [number, number, number], b: readonly [number, number, number]): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Whether a place lies within a ring of geodesics, anywhere on earth (gnomonic plane about the place, even-odd rule). */
export function isWithin(place: LatLon, ring: readonly LatLon[]): boolean {
  const axes = axesOf(place);
  let inside = false;
  let before: { x: number; y: number } | undefined;
  for (let i = -1; i < ring.length; i++) {
    const vertex = ring[i < 0 ? ring.length - 1 : i];
    if (vertex === undefined) return false;
    const { up } = axesOf(vertex);
    const height = dot(up, axes.up);
    // Beyond the horizon of the plane: no footprint reaches a quarter round the earth.
    if (height <= 0) return false;
    const here = { x: dot(up, axes.east) / height, y: dot(up, axes.north) / height };
    if (before !== undefined && before.y > 0 !== here.y > 0) {
      const x = before.x + ((0 - before.y) / (here.y - before.y)) * (here.x - before.x);
      if (x > 0) inside = !inside;
    }
    before = here;
  }
  return inside;
}

/** The frames of a flight, asked by time and by place. Frames stay in stream order; only the index by time is sorted. */
export class Timeline {
  readonly frames: readonly FlightFrame[];
  /** Positions of the frames by time; equal times in stream order. */
  readonly #byTime: Int32Array;
  /** Middle of each frame's patch as a unit vector, and the cosine of its reach; cosine 2 where nothing was seen. */
  readonly #middle: Float64Array;

  constructor(frames: readonly FlightFrame[]) {
    this.frames = frames;
    this.#byTime = Int32Array.from(frames.keys()).sort((a, b) => frames[a]!.timeUs - frames[b]!.timeUs || a - b);
    this.#middle = new Float64Array(frames.length * 4);
    frames.forEach((frame, i) => {
      this.#middle.set(reachOf(frame), 4 * i);
    });
  }

  /** The frame nearest in time (the earlier of two as near); `undefined` where the flight has none. */
  frameAt(timeUs: number): FlightFrame | undefined {
    const after = this.#lowerBound(timeUs);
    const next = this.frames[this.#byTime[after] ?? -1];
    const previous = this.frames[this.#byTime[after - 1] ?? -1];
    if (next === undefined) return previous === undefined ? undefined : this.#firstAt(previous.timeUs);
    if (previous === undefined) return next;
    return timeUs - previous.timeUs <= next.timeUs - timeUs ? this.#firstAt(previous.timeUs) : next;
  }

  /** Frames from one time to another, both included, by time. */
  framesBetween(fromUs: number, toUs: number): readonly FlightFrame[] {
    const out: FlightFrame[] = [];
    for (let i = this.#lowerBound(fromUs); i < this.#byTime.length; i++) {
      const frame = this.frames[this.#byTime[i]!]!;
      if (frame.timeUs > toUs) break;
      out.push(frame);
    }
    return out;
  }

  /** Every kept frame that had the place in view, by time. */
  momentsOver(place: LatLon): readonly Moment[] {
    const { up } = axesOf(place);
    const out: Moment[] = [];
    for (const index of this.#byTime) {
      const m = 4 * index;
      const cosine = up[0] * this.#middle[m]! + up[1] * this.#middle[m + 1]! + up[2] * this.#middle[m + 2]!;
      if (cosine < this.#middle[m + 3]!) continue;
      const frame = this.frames[index]!;
      if (frame.seen !== undefined && isWithin(place, frame.seen)) out.push(momentOf(place, frame, index));
    }
    return out;
  }

  /** The same, joined into visits: a new one begins when the place was out of view for longer than `gapUs` (10 s). */
  visitsTo(place: LatLon, gapUs = 10_000_000): readonly Visit[] {
    const visits: Visit[] = [];
    let run: Moment[] = [];
    for (const moment of this.momentsOver(place)) {
      const last = run.at(-1);
      if (last !== undefined && moment.frame.timeUs - last.frame.timeUs > gapUs) {
        visits.push(visitOf(run));
        run = [];
      }
      run.push(moment);
    }
    if (run.length > 0) visits.push(visitOf(run));
    return visits;
  }

  #lowerBound(timeUs: number): number {
    let low = 0;
    let high = this.#byTime.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.frames[this.#byTime[middle]!]!.timeUs < timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #firstAt(timeUs: number): FlightFrame | undefined {
    return this.frames[this.#byTime[this.#lowerBound(timeUs)] ?? -1];
  }
}

function reachOf(frame: FlightFrame): [number, number, number, number] {
  const ring = frame.seen;
  if (ring === undefined || ring.length === 0) return [0, 0, 0, 2];
  const ups = ring.map((vertex) => axesOf(vertex).up);
  const sum = ups.reduce<[number, number, number]>((s, u) => [s[0] + u[0], s[1] + u[1], s[2] + u[2]], [0, 0, 0]);
  const length = Math.hypot(...sum);
  const middle: [number, number, number] = [sum[0] / length, sum[1] / length, sum[2] / length];
  // A patch lies within the cap about its middle that holds its vertices; a hair more for rounding.
  return [...middle, Math.min(...ups.map((u) => dot(u, middle))) - 1e-12];
}

function momentOf(place: LatLon, frame: FlightFrame, frameIndex: number): Moment {
  const { sensor } = frame;
  if (sensor === undefined) {
    const unknown = { slantRangeM: undefined, grazingDeg: undefined, lookAzimuthDeg: undefined };
    return { frame, frameIndex, gsdM: frame.gsdM, ...unknown };
  }
  const heightM = frame.center?.heightM ?? frame.centerAsSent?.heightM ?? frame.seen?.[0]?.heightM ?? 0;
  const from = toEcef(sensor);
  const to = toEcef({ ...place, heightM });
  const v: readonly [number, number, number] = [to.xM - from.xM, to.yM - from.yM, to.zM - from.zM];
  const slantRangeM = Math.hypot(...v);
  const axes = axesOf(place);
  const sinGrazing = Math.max(-1, Math.min(1, -dot(v, axes.up) / slantRangeM));
  const azimuth = Math.atan2(dot(v, axes.east), dot(v, axes.north)) / degToRad;
  return {
    frame,
    frameIndex,
    slantRangeM,
    gsdM: gsdAt(frame, slantRangeM, sinGrazing),
    grazingDeg: Math.asin(sinGrazing) / degToRad,
    lookAzimuthDeg: azimuth < 0 ? azimuth + 360 : azimuth,
  };
}

/** A pixel's width grows with the range, its length with range over the sine of the grazing angle: their geometric mean. */
function gsdAt(frame: FlightFrame, slantRangeM: number, sinGrazing: number): number | undefined {
  const { gsdM, grazingDeg } = frame;
  const rangeM = frame.slantRangeM;
  if (gsdM === undefined || rangeM === undefined || grazingDeg === undefined) return gsdM;
  const sinCenter = Math.sin(grazingDeg * degToRad);
  return sinCenter > 0 && sinGrazing > 0 ? gsdM * (slantRangeM / rangeM) * Math.sqrt(sinCenter / sinGrazing) : gsdM;
}

function visitOf(run: readonly Moment[]): Visit {
  const first = run[0]!;
  const last = run[run.length - 1]!;
  let best = run[run.length >> 1]!;
  for (const moment of run)
    if ((moment.gsdM ?? Number.POSITIVE_INFINITY) < (best.gsdM ?? Number.POSITIVE_INFINITY)) best = moment;
  return { firstUs: first.frame.timeUs, lastUs: last.frame.timeUs, moments: run.length, first, last, best };
}
