import type { Ecef } from '../../model/geodetic.ts';

/** Everything within `reachM` of the straight line from `p` to `q`, earth-centred: what encloses a piece of a border. */
export interface Capsule {
  readonly p: Ecef;
  readonly q: Ecef;
  readonly reachM: number;
}

/** How near two straight lines come, and where along each (0 at `p`, 1 at `q`). */
export interface Approach {
  readonly distanceM: number;
  readonly onA: number;
  readonly onB: number;
}

/** Straight distance, metres. */
export function distance3M(a: Ecef, b: Ecef): number {
  const x = a.xM - b.xM;
  const y = a.yM - b.yM;
  const z = a.zM - b.zM;
  return Math.sqrt(x * x + y * y + z * z);
}

const clamp = (t: number): number => (t > 0 ? (t < 1 ? t : 1) : 0);

/**
 * Least distance between two straight segments (Ericson, Real-Time Collision Detection, 5.1.9). Where they are parallel
 * but for the last bits, it may be too great by about 1e-8 of their lengths: `roundingM` is the allowance for it.
 */
export function approach(a: Capsule, b: Capsule): Approach {
  const ux = a.q.xM - a.p.xM;
  const uy = a.q.yM - a.p.yM;
  const uz = a.q.zM - a.p.zM;
  const vx = b.q.xM - b.p.xM;
  const vy = b.q.yM - b.p.yM;
  const vz = b.q.zM - b.p.zM;
  const wx = a.p.xM - b.p.xM;
  const wy = a.p.yM - b.p.yM;
  const wz = a.p.zM - b.p.zM;
  const uu = ux * ux + uy * uy + uz * uz;
  const vv = vx * vx + vy * vy + vz * vz;
  const uv = ux * vx + uy * vy + uz * vz;
  const uw = ux * wx + uy * wy + uz * wz;
  const vw = vx * wx + vy * wy + vz * wz;
  const across = uu * vv - uv * uv;
  let s = uu > 0 && across > 0 ? clamp((uv * vw - uw * vv) / across) : 0;
  const t = vv > 0 ? clamp((uv * s + vw) / vv) : 0;
  s = uu > 0 ? clamp((uv * t - uw) / uu) : 0;
  const x = wx + s * ux - t * vx;
  const y = wy + s * uy - t * vy;
  const z = wz + s * uz - t * vz;
  return { distanceM: Math.sqrt(x * x + y * y + z * z), onA: s, onB: t };
}

/** What rounding may add to a distance of `approach`; coordinates themselves are good to some nanometres. */
export function roundingM(a: Capsule, b: Capsule): number {
  return 1e-6 + 1e-7 * (distance3M(a.p, a.q) + distance3M(b.p, b.q));
}

/** The smallest ball around the middle of two capsules that surely holds both, as a capsule without length. */
export function ballAround(a: Capsule, b: Capsule): Capsule {
  const ends = [a.p, a.q, b.p, b.q];
  const mean = (of: (e: Ecef) => number): number => ends.reduce((sum, e) => sum + of(e), 0) / ends.length;
  const p: Ecef = { xM: mean((e) => e.xM), yM: mean((e) => e.yM), zM: mean((e) => e.zM) };
  const reachM = Math.max(...[a, b].map((c) => Math.max(distance3M(p, c.p), distance3M(p, c.q)) + c.reachM));
  return { p, q: p, reachM: reachM * (1 + 1e-12) + 1e-6 };
}
