import { approach, ballAround, type Capsule, distance3M, roundingM } from './capsule.ts';
import {
  type Curve,
  chordBeyondM,
  geodesicM,
  leastGeodesicM,
  mostGeodesicM,
  type Piece,
  type SurfacePoint,
} from './curve.ts';

/** Several curves under one enclosing ball, so that what is far is passed over at once. */
export interface Group extends Capsule {
  readonly kind: 'group';
  readonly parts: readonly [Enclosure, Enclosure];
}

export type Enclosure = Piece | Group;

/** Curves that follow one another, as one enclosure. */
export function enclose(curves: readonly Curve[]): Enclosure | undefined {
  let row: Enclosure[] = curves.map((one) => one.whole);
  while (row.length > 1) {
    const next: Enclosure[] = [];
    for (let i = 0; i < row.length; i += 2) {
      const a = row[i]!;
      const b = row[i + 1];
      next.push(b === undefined ? a : { kind: 'group', parts: [a, b], ...ballAround(a, b) });
    }
    row = next;
  }
  return row[0];
}

/** How near two sets of curves come to each other. */
export interface Nearest {
  /** The least distance over the ellipsoid lies between these two, metres. */
  readonly atLeastM: number;
  readonly atMostM: number;
  readonly onA: SurfacePoint;
  readonly onB: SurfacePoint;
  /** The curves on which the two places lie. */
  readonly curveA: Curve;
  readonly curveB: Curve;
}

/** Half a millimetre: where a limit is not yet decided the bounds are brought so close. */
const fineM = 0.0005;
/** Where the limit is surely undercut, the distance is for the reader. */
const coarseM = 0.05;

interface Pair {
  readonly a: Enclosure;
  readonly b: Enclosure;
  readonly leastM: number;
  readonly mostM: number;
  readonly onA: number;
  readonly onB: number;
}

/** Bounds of the straight distance between what two enclosures hold. */
export function pairOf(a: Enclosure, b: Enclosure): Pair {
  const { distanceM, onA, onB } = approach(a, b);
  const slackM = a.reachM + b.reachM + roundingM(a, b);
  const real = a.kind === 'piece' && b.kind === 'piece';
  return { a, b, leastM: Math.max(0, distanceM - slackM), mostM: real ? distanceM + slackM : Infinity, onA, onB };
}

/** The pairs of which a pair is made: the one that leaves more room is divided. */
export function divide({ a, b }: Pair): Pair[] {
  if (a.reachM > b.reachM) return partsOf(a).map((part) => pairOf(part, b));
  return partsOf(b).map((part) => pairOf(a, part));
}

export function partsOf(one: Enclosure): readonly [Enclosure, Enclosure] {
  return one.kind === 'group' ? one.parts : one.halves();
}

/**
 * The least distance between two sets of curves, by branch and bound over enclosures: a pair that cannot hold it is
 * dropped, any other is divided. Good to 1 mm up to 25 km, and to 2 cm at 100 km, whatever the curves.
 * @param limitM what is surely farther than this need not be known better; a distance surely less, to 5 cm only.
 */
export function nearest(a: Enclosure, b: Enclosure, limitM?: number): Nearest {
  const limitChordM = limitM === undefined ? Infinity : chordBeyondM(limitM);
  const stack = [pairOf(a, b)];
  let best: Pair | undefined;
  let bestM = Infinity;
  let leastM = Infinity;
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    if (pair.mostM < bestM) {
      best = pair;
      bestM = pair.mostM;
    }
    const decided = limitM !== undefined && mostGeodesicM(bestM) <= limitM;
    const done = pair.leastM >= bestM - (decided ? coarseM : fineM) || pair.leastM > limitChordM;
    if (done && best !== undefined) {
      if (pair.leastM < leastM) leastM = pair.leastM;
      continue;
    }
    stack.push(...divide(pair).sort((one, other) => other.leastM - one.leastM));
  }
  return resultOf(best, leastM, bestM);
}

function resultOf(best: Pair | undefined, leastM: number, mostM: number): Nearest {
  if (best === undefined || best.a.kind !== 'piece' || best.b.kind !== 'piece') throw new RangeError('no curves');
  const onA = along(best.a, best.onA);
  const onB = along(best.b, best.onB);
  const foundM = Math.min(mostGeodesicM(mostM), geodesicM(onA, onB));
  const atLeastM = Math.min(leastGeodesicM(leastM), foundM);
  return { atLeastM, atMostM: foundM, onA, onB, curveA: best.a.curve, curveB: best.b.curve };
}

function along(piece: Piece, share: number): SurfacePoint {
  return piece.curve.at(piece.fromM + share * (piece.toM - piece.fromM));
}

/** A single place as an enclosure. */
export function pointEnclosure(at: SurfacePoint): Piece {
  const curve: Curve = {
    kind: 'geodesic',
    from: at,
    to: at,
    lengthM: 0,
    at: () => at,
    get whole() {
      return piece;
    },
  };
  const piece: Piece = {
    kind: 'piece',
    curve,
    fromM: 0,
    toM: 0,
    p: at,
    q: at,
    reachM: 0,
    halves: () => [piece, piece],
  };
  return piece;
}

/** Straight length of a piece's chord; for a piece of some hundred kilometres at most close to its length. */
export function chordM(piece: Piece): number {
  return distance3M(piece.p, piece.q);
}
