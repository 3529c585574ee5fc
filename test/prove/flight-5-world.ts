/**
 * The simulator of `prove flight.5`: the true world, written apart from the solver. It shares no code with src (types
 * only) and solves everything another way: reduced latitude and Heikkinen's closed form for the ellipsoid,
 * quaternions for attitude, sphere tracing for rays, a generator of its own.
 */

/** Random numbers: xoshiro128** (Blackman & Vigna 2018), normal by Marsaglia's polar method. */
export class Dice {
  #s0: number;
  #s1: number;
  #s2: number;
  #s3: number;
  #spare: number | undefined;

  constructor(seed: number) {
    let x = seed >>> 0;
    const next = () => {
      x = (x + 0x9e3779b9) >>> 0;
      let z = x;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.#s0 = next();
    this.#s1 = next();
    this.#s2 = next();
    this.#s3 = next() | 1;
  }

  uniform(from = 0, to = 1): number {
    const five = Math.imul(this.#s1, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const t = this.#s1 << 9;
    this.#s2 ^= this.#s0;
    this.#s3 ^= this.#s1;
    this.#s1 ^= this.#s2;
    this.#s0 ^= this.#s3;
    this.#s2 ^= t;
    this.#s3 = (this.#s3 << 11) | (this.#s3 >>> 21);
    return from + (to - from) * ((result + 0.5) / 4294967296);
  }

  normal(sigma = 1): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return sigma * value;
    }
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const f = Math.sqrt((-2 * Math.log(s)) / s);
        this.#spare = v * f;
        return sigma * u * f;
      }
    }
  }
}

export type Triple = readonly [number, number, number];

const a = 6378137;
const b = a * (1 - 1 / 298.257223563);
const e2 = 1 - (b * b) / (a * a);
const rad = Math.PI / 180;

export interface Place {
  readonly lat: number;
  readonly lon: number;
  readonly h: number;
}

/** Through the reduced latitude: the foot on the ellipse is (a cos beta, b sin beta). */
export function toXyz({ lat, lon, h }: Place): Triple {
  const beta = Math.atan((b / a) * Math.tan(lat * rad));
  const axis = a * Math.cos(beta) + h * Math.cos(lat * rad);
  return [axis * Math.cos(lon * rad), axis * Math.sin(lon * rad), b * Math.sin(beta) + h * Math.sin(lat * rad)];
}

/** Heikkinen's exact solution of the quartic (Zeitschrift fuer Vermessungswesen 107, 1982). */
export function toPlace([x, y, z]: Triple): Place {
  const r = Math.sqrt(x * x + y * y);
  const ee = a * a - b * b;
  const f = 54 * b * b * z * z;
  const g = r * r + (1 - e2) * z * z - e2 * ee;
  const c = (e2 * e2 * f * r * r) / (g * g * g);
  const s = Math.cbrt(1 + c + Math.sqrt(c * c + 2 * c));
  const k = s + 1 + 1 / s;
  const p = f / (3 * k * k * g * g);
  const q = Math.sqrt(1 + 2 * e2 * e2 * p);
  const r0 =
    (-p * e2 * r) / (1 + q) +
    Math.sqrt(Math.max(0, ((a * a) / 2) * (1 + 1 / q) - (p * (1 - e2) * z * z) / (q * (1 + q)) - (p * r * r) / 2));
  const u = Math.sqrt((r - e2 * r0) ** 2 + z * z);
  const v = Math.sqrt((r - e2 * r0) ** 2 + (1 - e2) * z * z);
  const z0 = (b * b * z) / (a * v);
  return {
    h: u * (1 - (b * b) / (a * v)),
    lat: Math.atan2(z + (e2 / (1 - e2)) * z0, r) / rad,
    lon: Math.atan2(y, x) / rad,
  };
}

export type Quaternion = readonly [w: number, x: number, y: number, z: number];

export function about(axis: Triple, angleDeg: number): Quaternion {
  const s = Math.sin((angleDeg * rad) / 2);
  return [Math.cos((angleDeg * rad) / 2), axis[0] * s, axis[1] * s, axis[2] * s];
}

export function times(p: Quaternion, q: Quaternion): Quaternion {
  return [
    p[0] * q[0] - p[1] * q[1] - p[2] * q[2] - p[3] * q[3],
    p[0] * q[1] + p[1] * q[0] + p[2] * q[3] - p[3] * q[2],
    p[0] * q[2] - p[1] * q[3] + p[2] * q[0] + p[3] * q[1],
    p[0] * q[3] + p[1] * q[2] - p[2] * q[1] + p[3] * q[0],
  ];
}

export function conjugate(q: Quaternion): Quaternion {
  return [q[0], -q[1], -q[2], -q[3]];
}

export function turn(q: Quaternion, v: Triple): Triple {
  const r = times(times(q, [0, ...v]), conjugate(q));
  return [r[1], r[2], r[3]];
}

const forward: Triple = [1, 0, 0];
const right: Triple = [0, 1, 0];
const down: Triple = [0, 0, 1];

/** Yaw, pitch, roll of a body: north-east-down axes from forward-right-down axes. */
export function attitude(yawDeg: number, pitchDeg: number, rollDeg: number): Quaternion {
  return times(times(about(down, yawDeg), about(right, pitchDeg)), about(forward, rollDeg));
}

/** North, east and down at a place turn into earth axes by two rotations of the globe. */
export function nedToXyz(place: Place, v: Triple): Triple {
  const globe = times(about(down, place.lon), about(right, -90 - place.lat));
  return turn(globe, v);
}

export function moved(place: Place, north: number, east: number, up: number): Place {
  const p = toXyz(place);
  const v = nedToXyz(place, [north, east, -up]);
  return toPlace([p[0] + v[0], p[1] + v[1], p[2] + v[2]]);
}

/** Posts row by row from the north-west; metres above the ellipsoid. */
export interface Posts {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly north: number;
  readonly west: number;
  readonly step: number;
  readonly heights: Float32Array;
}

/** Height of the twisted patch between four posts; undefined outside. */
export function patchHeight(g: Posts, lat: number, lon: number): number | undefined {
  const y = (g.north - lat) / g.step;
  const x = (lon - g.west) / g.step;
  const i = Math.floor(y);
  const j = Math.floor(x);
  if (!(i >= 0 && j >= 0 && i < g.rows - 1 && j < g.columns - 1)) return undefined;
  const at = i * g.columns + j;
  const h00 = g.heights[at]!;
  const h01 = g.heights[at + 1]!;
  const h10 = g.heights[at + g.columns]!;
  const h11 = g.heights[at + g.columns + 1]!;
  const [s, t] = [y - i, x - j];
  return h00 + (h10 - h00) * s + (h01 - h00) * t + (h11 - h10 - h01 + h00) * s * t;
}

/** Steepest rise over run between neighbouring posts. */
export function steepest(g: Posts): number {
  const dy = g.step * 110_500;
  const dx = g.step * 111_300 * Math.cos(g.north * rad);
  let most = 0;
  for (let i = 0; i < g.rows; i++) {
    for (let j = 0; j < g.columns; j++) {
      const at = i * g.columns + j;
      const h = g.heights[at]!;
      const east = j + 1 < g.columns ? (g.heights[at + 1]! - h) / dx : 0;
      const south = i + 1 < g.rows ? (g.heights[at + g.columns]! - h) / dy : 0;
      most = Math.max(most, Math.abs(east), Math.abs(south));
    }
  }
  // On a bilinear patch each partial slope is between those of its edges.
  return Math.SQRT2 * most;
}

/**
 * A smooth random surface: `waves` plane waves of Gaussian amplitude, wave numbers of a Gaussian spectrum; at each
 * place exactly normal with `sigma`, correlated as exp(-d^2 / 2 L^2).
 */
export class SmoothField {
  readonly #anchor: Place;
  readonly #waves: readonly Quad[];
  /** No steeper than this. */
  readonly slope: number;

  constructor(dice: Dice, anchor: Place, sigma: number, lengthM: number, waves = 20) {
    this.#anchor = anchor;
    const each = sigma / Math.sqrt(waves);
    this.#waves = Array.from(
      { length: waves },
      (): Quad => [dice.normal(1 / lengthM), dice.normal(1 / lengthM), dice.normal(each), dice.normal(each)],
    );
    this.slope = this.#waves.reduce((sum, [kx, ky, c, s]) => sum + Math.hypot(kx, ky) * Math.hypot(c, s), 0);
  }

  at(lat: number, lon: number): number {
    const y = (lat - this.#anchor.lat) * 111_200;
    const x = (lon - this.#anchor.lon) * 111_200 * Math.cos(this.#anchor.lat * rad);
    let sum = 0;
    for (const [kx, ky, c, s] of this.#waves) {
      const phase = kx * x + ky * y;
      sum += c * Math.cos(phase) + s * Math.sin(phase);
    }
    return sum;
  }
}

type Quad = readonly [number, number, number, number];

/** The true ground: the model's posts and the model's error. */
export interface Ground {
  readonly posts: Posts;
  readonly error: SmoothField | undefined;
  readonly slope: number;
}

export function groundHeight(ground: Ground, lat: number, lon: number): number | undefined {
  const h = patchHeight(ground.posts, lat, lon);
  return h === undefined ? undefined : h + (ground.error?.at(lat, lon) ?? 0);
}

export type Sight =
  | { readonly kind: 'met'; readonly place: Place }
  | { readonly kind: 'sky' | 'off the model' | 'from below' };

/**
 * Follows a line of sight to the true ground by sphere tracing: no ground can be met nearer than the clearance allows
 * at the steepest slope there is. Then halving, to a tenth of a millimetre.
 */
export function follow(ground: Ground, from: Triple, direction: Triple): Sight {
  const clearance = (t: number): number | undefined => {
    const p = toPlace([from[0] + t * direction[0], from[1] + t * direction[1], from[2] + t * direction[2]]);
    const h = groundHeight(ground, p.lat, p.lon);
    return h === undefined ? undefined : p.h - h;
  };
  const start = clearance(0);
  if (start === undefined) return { kind: 'off the model' };
  if (start < 0) return { kind: 'from below' };
  // The most that clearance can fall per metre: the fall of the line itself, at most 1, and the rise of the ground
  // under it.
  const fall = steepestFall(from, direction) + ground.slope + (ground.error?.slope ?? 0);
  let t = 0;
  let c = start;
  while (t < 400_000) {
    const step = Math.max(0.02, c / fall);
    const ahead = clearance(t + step);
    if (ahead === undefined) return { kind: 'off the model' };
    if (ahead <= 0) {
      let [low, high] = [t, t + step];
      while (high - low > 1e-4) {
        const middle = (low + high) / 2;
        if ((clearance(middle) ?? -1) > 0) low = middle;
        else high = middle;
      }
      return {
        kind: 'met',
        place: toPlace([from[0] + high * direction[0], from[1] + high * direction[1], from[2] + high * direction[2]]),
      };
    }
    t += step;
    c = ahead;
    if (c > 12_000 && t > 50_000) return { kind: 'sky' };
  }
  return { kind: 'sky' };
}

/** A line falls most steeply at its start: the earth curves away under it. */
function steepestFall(from: Triple, direction: Triple): number {
  const r = Math.hypot(...from);
  const dot = (from[0] * direction[0] + from[1] * direction[1] + from[2] * direction[2]) / r;
  // Geocentric and geodetic verticals differ by at most 0.0034.
  return Math.max(0, -dot) + 0.004;
}
