import { dot } from './area.ts';
import { approach } from './capsule.ts';
import { type Curve, geodesicM, type Piece, type SurfacePoint } from './curve.ts';
import { type Enclosure, partsOf } from './nearest.ts';

/** Pieces so short are straight to 0.2 mm, the poles' parallels aside. */
const straightM = 100;
const straightReachM = 0.001;
/** How far to either side of a meeting the two lines are looked at. */
const lookM = 20;
/** A line that is off the other by less than this on a side does not cross it there. */
const offM = 2e-5;
/** Nearer to a vertex than this, lines touch: loops so small lie within 1 m of the border, where the answer is refuse. */
const touchM = 1;

/** Borders of thousands of vertices need some hundred thousand steps; only edges that run together without end need more. */
const mostSteps = 2_000_000;

export interface Crossing {
  readonly at: SurfacePoint;
  /** Edges run together over so long that it was given up to find out whether they cross. */
  readonly isEntangled: boolean;
}

/**
 * Where two borders, or a border and itself, cross: not where they touch or run together. Lines that cross at less than
 * a ten-thousandth of a radian may be taken to touch. The interior stays definite there: the parity of loops.
 */
export function crossingOf(a: Enclosure, b: Enclosure): Crossing | undefined {
  let steps = 0;
  const stack: (readonly [Enclosure, Enclosure])[] = [[a, b]];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [one, other] = pair;
    if (one === other) {
      // An edge does not cross itself; of two halves of a border each is held against itself and the other.
      if (one.kind === 'piece') continue;
      const [left, right] = one.parts;
      stack.push([left, left], [right, right], [left, right]);
      continue;
    }
    const { distanceM, onA, onB } = approach(one, other);
    if (++steps > mostSteps) return { at: someplaceOf(one), isEntangled: true };
    if (distanceM > one.reachM + other.reachM + 0.001) continue;
    if (one.kind === 'piece' && other.kind === 'piece') {
      if (one.curve === other.curve || (one.curve.kind === 'parallel' && other.curve.kind === 'parallel')) continue;
      if (isShort(one) && isShort(other)) {
        const at = crossingHere(one, onA, other, onB);
        if (at !== undefined) return { at, isEntangled: false };
        continue;
      }
    }
    stack.push(...divided(one, other));
  }
  return undefined;
}

function someplaceOf(one: Enclosure): SurfacePoint {
  return one.kind === 'piece' ? one.curve.from : someplaceOf(one.parts[0]);
}

const isShort = (piece: Piece): boolean => piece.toM - piece.fromM <= straightM && piece.reachM <= straightReachM;

function divided(a: Enclosure, b: Enclosure): (readonly [Enclosure, Enclosure])[] {
  const divideA = sizeM(a) > sizeM(b);
  return divideA ? partsOf(a).map((part) => [part, b] as const) : partsOf(b).map((part) => [a, part] as const);
}

const sizeM = (one: Enclosure): number => (one.kind === 'piece' ? one.toM - one.fromM : Infinity);

function crossingHere(a: Piece, onA: number, b: Piece, onB: number): SurfacePoint | undefined {
  const alongAM = a.fromM + onA * (a.toM - a.fromM);
  const alongBM = b.fromM + onB * (b.toM - b.fromM);
  const at = a.curve.at(alongAM);
  const vertices = [a.curve.from, a.curve.to, b.curve.from, b.curve.to];
  if (vertices.some((vertex) => geodesicM(vertex, at) <= touchM)) return undefined;
  const [p, q] = stretch(a.curve, alongAM);
  const [r, s] = stretch(b.curve, alongBM);
  const apart = opposite(sideM(p, q, r), sideM(p, q, s)) && opposite(sideM(r, s, p), sideM(r, s, q));
  return apart ? at : undefined;
}

function stretch(curve: Curve, alongM: number): readonly [SurfacePoint, SurfacePoint] {
  return [curve.at(Math.max(0, alongM - lookM)), curve.at(Math.min(curve.lengthM, alongM + lookM))];
}

const opposite = (a: number, b: number): boolean => (a > offM && b < -offM) || (a < -offM && b > offM);

/** How far `at` lies to the left of the line from `p` to `q`, metres; for places close together. */
function sideM(p: SurfacePoint, q: SurfacePoint, at: SurfacePoint): number {
  const [ux, uy, uz] = [q.xM - p.xM, q.yM - p.yM, q.zM - p.zM];
  const [vx, vy, vz] = [at.xM - p.xM, at.yM - p.yM, at.zM - p.zM];
  const normal = { x: uy * vz - uz * vy, y: uz * vx - ux * vz, z: ux * vy - uy * vx };
  const upM = Math.sqrt(dot({ x: p.xM, y: p.yM, z: p.zM }, p));
  return dot(normal, p) / upM / Math.sqrt(ux * ux + uy * uy + uz * uz);
}
