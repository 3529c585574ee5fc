import { approach } from '../../geo/region/capsule.ts';
import type { Curve, Piece, SurfacePoint } from '../../geo/region/curve.ts';
import { geodesicM } from '../../geo/region/curve.ts';
import { type Enclosure, enclose, partsOf } from '../../geo/region/nearest.ts';

/** Edges that come this near to each other touch. */
const touchM = 0.001;
/** Neighbours meet in their vertex; what happens so near to it is not looked at. */
const vertexM = 1;
/** Pieces so short are looked at as straight. */
const shortM = 0.5;

/**
 * Where a closed line touches itself: two of its edges come within 1 mm of each other, neighbours farther than 1 m from the vertex in which they meet (an edge
 * that runs back along the one before touches it).
 */
export function touchOf(edges: readonly Curve[]): SurfacePoint | undefined {
  const order = new Map(edges.map((edge, i) => [edge, i]));
  const isNext = (a: Curve, b: Curve): boolean => ((order.get(a) ?? 0) + 1) % edges.length === order.get(b);
  const border = enclose(edges);
  const stack: (readonly [Enclosure, Enclosure])[] = border === undefined ? [] : [[border, border]];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [one, other] = pair;
    if (one === other) {
      if (one.kind === 'piece') continue;
      const [left, right] = one.parts;
      stack.push([left, left], [right, right], [left, right]);
      continue;
    }
    const { distanceM, onA } = approach(one, other);
    if (distanceM > one.reachM + other.reachM + touchM) continue;
    if (one.kind === 'piece' && other.kind === 'piece' && isShort(one) && isShort(other)) {
      const at = one.curve.at(one.fromM + onA * (one.toM - one.fromM));
      const meetings = [
        ...(isNext(one.curve, other.curve) ? [other.curve.from] : []),
        ...(isNext(other.curve, one.curve) ? [one.curve.from] : []),
      ];
      if (!meetings.some((vertex) => geodesicM(vertex, at) <= vertexM)) return at;
      continue;
    }
    stack.push(...divided(one, other));
  }
  return undefined;
}

const isShort = (piece: Piece): boolean => piece.toM - piece.fromM <= shortM;
const sizeM = (one: Enclosure): number => (one.kind === 'piece' ? one.toM - one.fromM : Number.POSITIVE_INFINITY);

function divided(a: Enclosure, b: Enclosure): (readonly [Enclosure, Enclosure])[] {
  if (sizeM(a) > sizeM(b)) return partsOf(a).map((part) => [part, b] as const);
  return partsOf(b).map((part) => [a, part] as const);
}
