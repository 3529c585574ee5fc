import { type Area, beside, borderM, sideOf, standingOf } from './area.ts';
import { type Curve, chordBeyondM, type Piece, type SurfacePoint } from './curve.ts';
import { divide, type Enclosure, enclose, nearest, pairOf, partsOf, pointEnclosure } from './nearest.ts';
import { bufferOf, encloses, lineOf, type Shape, someplace } from './shape.ts';

/**
 * Areas taken together. What is swept lies in their union if some place of it does and it meets no border of the union. A
 * border of one area is no border of the union where it runs within another, 1 m and more from that one's own border; and
 * where two areas share an edge, vertex for vertex, with one on either side of it. Areas that adjoin without sharing their
 * edges so, or that overlap by less than 2 m, are not joined: there the answer is refuse.
 */

/** The nearest place where a swept leg meets, or may meet, what is not permitted. */
export interface Meeting {
  readonly area: Area;
  /** From the leg's line to the border, metres; 0 if the line itself runs outside. */
  readonly distanceM: number;
  readonly at: SurfacePoint;
}

/** Undefined if all of a shape, and 1 m more, lies in the union of the areas. */
export function meetingWith(areas: readonly Area[], shape: Shape): Meeting | undefined {
  const limitM = bufferOf(shape) + borderM;
  const met = areas.length === 1 ? nearestBorder(areas[0]!, shape, limitM) : bareBorder(areas, shape, limitM);
  const start = isSomewhereInside(areas, shape);
  if (met !== undefined) return start ? met : { ...met, distanceM: 0 };
  // No border is met, so all of it is in, or all of it out.
  return start ? undefined : { area: areas[0]!, distanceM: 0, at: someplace(shape) };
}

function nearestBorder(area: Area, shape: Shape, limitM: number): Meeting | undefined {
  const near = nearest(lineOf(shape), area.border, limitM);
  if (near.atLeastM <= limitM) return { area, distanceM: near.atMostM, at: near.onB };
  // The borders are apart: each ring of the area lies wholly inside the shape, or wholly outside.
  const swallowed = [area.outer, ...area.holes].find((ring) => encloses(shape, ring.edges[0]!.from));
  return swallowed === undefined ? undefined : { area, distanceM: 0, at: swallowed.edges[0]!.from };
}

/**
 * Whether some place of what is swept lies in one of the areas, off its border: on its line, or a little beside it, for one
 * that runs along a border that two areas share. With no border met any such place tells for all.
 */
function isSomewhereInside(areas: readonly Area[], shape: Shape): boolean {
  const curve = shape.kind === 'line' ? shape.curve : shape.area.outer.edges[0]!;
  const asideM = shape.kind === 'line' ? Math.min(shape.bufferM, 3) : 3;
  return [0.5, 0, 1, 0.31].some((share) =>
    [0, asideM, -asideM].some((offsetM) => {
      const at = offsetM === 0 ? curve.at(curve.lengthM * share) : beside(curve, share, offsetM);
      if (offsetM !== 0 && shape.kind === 'area' && !encloses(shape, at)) return false;
      return areas.some((area) => standingOf(area, at) === 'inside');
    }),
  );
}

/** A piece of border this short that is not within another area is bare. */
const shortM = 0.25;

/** The nearest place found where a border that is none of another area's inside comes within the limit. */
function bareBorder(areas: readonly Area[], shape: Shape, limitM: number): Meeting | undefined {
  const shared = sharedEdges(areas);
  let nearestMet: Meeting | undefined;
  for (const area of areas) {
    const edges = edgesOf(area).filter((edge) => !shared.has(edge));
    const bare = edges.length === edgesOf(area).length ? area.border : enclose(edges);
    const others = areas.filter((other) => other !== area);
    const withinM = nearestMet?.distanceM ?? limitM;
    const met = bare === undefined ? undefined : bareWithin(bare, shape, withinM, others);
    if (met !== undefined) nearestMet = { area, ...met };
  }
  return nearestMet ?? bareSwallowed(areas, shape, shared);
}

function bareSwallowed(areas: readonly Area[], shape: Shape, shared: ReadonlySet<Curve>): Meeting | undefined {
  if (shape.kind === 'line') return undefined;
  for (const area of areas) {
    const others = areas.filter((other) => other !== area);
    for (const edge of edgesOf(area)) {
      const at = shared.has(edge) ? undefined : bareInside(edge.whole, shape, others);
      if (at !== undefined) return { area, distanceM: 0, at };
    }
  }
  return undefined;
}

const edgesOf = (area: Area): Curve[] => [area.outer, ...area.holes].flatMap((ring) => ring.edges);

function bareWithin(
  border: Enclosure,
  shape: Shape,
  limitM: number,
  others: readonly Area[],
): { distanceM: number; at: SurfacePoint } | undefined {
  let limitChordM = chordBeyondM(limitM);
  let met: { distanceM: number; at: SurfacePoint } | undefined;
  const held = new Map<Piece, boolean>();
  const stack = [pairOf(lineOf(shape), border)];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    if (pair.leastM > limitChordM) continue;
    const { a, b } = pair;
    if (b.kind === 'piece') {
      const isHeld = held.get(b) ?? others.some((other) => holdsPiece(other, b));
      held.set(b, isHeld);
      if (isHeld) continue;
      if (b.toM - b.fromM <= shortM) {
        const near = nearest(lineOf(shape), b, limitM);
        if (near.atLeastM > limitM || (met !== undefined && near.atMostM >= met.distanceM)) continue;
        met = { distanceM: near.atMostM, at: near.onB };
        // What is nearer still is looked for only to say how far off the leg is.
        limitChordM = Math.min(limitChordM, chordBeyondM(Math.max(0, near.atMostM - 0.05)));
        continue;
      }
      // The border is divided to see which of it is held; the line, where it leaves more room.
      if (a.reachM <= Math.max(b.reachM, fineM)) {
        stack.push(...nearestLast(partsOf(b).map((part) => pairOf(a, part))));
        continue;
      }
    }
    stack.push(...nearestLast(divide(pair)));
  }
  return met;
}

const fineM = 0.0005;

const nearestLast = (pairs: ReturnType<typeof divide>): typeof pairs => pairs.sort((a, b) => b.leastM - a.leastM);

/** A place of a bare border inside an area that is swept; its border keeps 1 m away from every bare border. */
function bareInside(
  piece: Piece,
  shape: Shape & { readonly kind: 'area' },
  others: readonly Area[],
): SurfacePoint | undefined {
  const lengthM = piece.toM - piece.fromM;
  const middle = piece.curve.at((piece.fromM + piece.toM) / 2);
  const within = encloses(shape, middle);
  if (!within && nearest(pointEnclosure(middle), shape.area.border, lengthM).atLeastM > lengthM) return undefined;
  if (others.some((other) => holdsPiece(other, piece))) return undefined;
  if (within && !others.some((other) => standingOf(other, middle) === 'inside')) return middle;
  if (lengthM <= shortM) return within ? middle : undefined;
  const [first, second] = piece.halves();
  return bareInside(first, shape, others) ?? bareInside(second, shape, others);
}

/** Whether a piece lies in an area whole, more than 1 m from its border: its middle does, by half its length more. */
function holdsPiece(area: Area, piece: Piece): boolean {
  const middle = piece.curve.at((piece.fromM + piece.toM) / 2);
  const marginM = (piece.toM - piece.fromM) / 2 + borderM;
  const near = nearest(pointEnclosure(middle), area.border, marginM);
  return near.atLeastM > marginM && sideOf(area, middle) === 'inside';
}

/** Edges that areas on either side share, end for end: within the union they are no border. */
function sharedEdges(areas: readonly Area[]): ReadonlySet<Curve> {
  const byEnds = new Map<string, { readonly area: Area; readonly edge: Curve }[]>();
  for (const area of areas) {
    for (const edge of edgesOf(area)) {
      const ends = [edge.from, edge.to].map((end) => `${end.latitudeDeg} ${end.longitudeDeg}`).sort();
      const key = `${edge.kind} ${ends.join(' ')}`;
      const all = byEnds.get(key);
      if (all === undefined) byEnds.set(key, [{ area, edge }]);
      else all.push({ area, edge });
    }
  }
  const shared = new Set<Curve>();
  for (const all of byEnds.values()) {
    if (all.length < 2) continue;
    const first = all[0]!.edge;
    const sides = all.map(({ area }) => sideAlong(area, first));
    if (sides.includes('right') && sides.includes('left')) for (const { edge } of all) shared.add(edge);
  }
  return shared;
}

/** Clear of the band of 1 m around the edge itself. */
const besideM = 2.5;

/** On which side of one of its edges an area lies, if clearly. */
function sideAlong(area: Area, edge: Curve): 'right' | 'left' | undefined {
  const right = standingOf(area, beside(edge, 0.5, besideM));
  const left = standingOf(area, beside(edge, 0.5, -besideM));
  if (right === 'inside' && left === 'outside') return 'right';
  return right === 'outside' && left === 'inside' ? 'left' : undefined;
}
