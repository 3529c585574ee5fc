import geographicLib from 'geographiclib-geodesic';

/**
 * Distances and insides by a way of its own, for `authority.3` to hold src/geo/region against; it shares no code with that.
 *
 * A place's distance from a geodesic is found on the ellipsoid by stepping to the foot of the perpendicular. On a surface
 * that curves like the earth two geodesics that do not cross are nearest at an end of one of them. A parallel is searched
 * place by place. Inside is told by how often the border goes around a place, seen from there by azimuth.
 */

const { Geodesic } = geographicLib;
const geodesic = Geodesic.WGS84;

export interface Place {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}
export interface Corner extends Place {
  readonly edge?: 'geodesic' | 'parallel';
}

export interface Line {
  readonly kind: 'geodesic' | 'parallel';
  readonly a: Place;
  readonly b: Place;
  readonly lengthM: number;
  /** Azimuth at `a` towards `b`; of a geodesic. */
  readonly azimuthDeg: number;
  readonly turnDeg: number;
}

const earthM = 6_371_000;
const rad = Math.PI / 180;
const half = (deg: number): number => deg - 360 * Math.round(deg / 360);

interface Way {
  readonly m: number;
  readonly fromDeg: number;
  readonly toDeg: number;
}

function way(a: Place, b: Place): Way {
  const it = geodesic.Inverse(a.latitudeDeg, a.longitudeDeg, b.latitudeDeg, b.longitudeDeg, Geodesic.STANDARD);
  return { m: it.s12 ?? Number.NaN, fromDeg: it.azi1 ?? Number.NaN, toDeg: it.azi2 ?? Number.NaN };
}

export function go(a: Place, azimuthDeg: number, m: number): Place & { readonly azimuthDeg: number } {
  const it = geodesic.Direct(a.latitudeDeg, a.longitudeDeg, azimuthDeg, m);
  return {
    latitudeDeg: it.lat2 ?? Number.NaN,
    longitudeDeg: it.lon2 ?? Number.NaN,
    azimuthDeg: it.azi2 ?? Number.NaN,
  };
}

export function lineBetween(a: Corner, b: Corner): Line {
  const { m, fromDeg } = way(a, b);
  const turnDeg = half(b.longitudeDeg - a.longitudeDeg);
  const kind = a.edge ?? 'geodesic';
  if (kind === 'geodesic') return { kind, a, b, lengthM: m, azimuthDeg: fromDeg, turnDeg };
  // Longer than the parallel by less than it could matter: only for passing over what is far.
  const lengthM = Math.abs(turnDeg) * rad * 6_400_000 * Math.cos(a.latitudeDeg * rad);
  return { kind, a, b, lengthM, azimuthDeg: fromDeg, turnDeg };
}

export const ringLines = (ring: readonly Corner[]): Line[] =>
  ring.map((a, i) => lineBetween(a, ring[(i + 1) % ring.length]!)).filter((line) => way(line.a, line.b).m > 1e-5);

export function placeOn(line: Line, share: number): Place {
  if (line.kind === 'geodesic') return go(line.a, line.azimuthDeg, line.lengthM * share);
  return { latitudeDeg: line.a.latitudeDeg, longitudeDeg: line.a.longitudeDeg + line.turnDeg * share };
}

export interface Found {
  readonly m: number;
  readonly at: Place;
}

const nearer = (one: Found, other: Found): Found => (other.m < one.m ? other : one);

/** From a place to a geodesic between two ends. */
export function toGeodesic(p: Place, line: Line): Found {
  const ends = nearer({ m: way(p, line.a).m, at: line.a }, { m: way(p, line.b).m, at: line.b });
  if (line.lengthM < 1e-4) return ends;
  const atA = way(line.a, p);
  let s = earthM * Math.atan(Math.tan(Math.min(atA.m, 9e6) / earthM) * Math.cos((atA.fromDeg - line.azimuthDeg) * rad));
  for (let i = 0; i < 30; i++) {
    const within = Math.min(line.lengthM, Math.max(0, s));
    const foot = go(line.a, line.azimuthDeg, within);
    const back = way(foot, p);
    if (back.m < 1e-6) return { m: back.m, at: foot };
    const cos = Math.cos((back.fromDeg - foot.azimuthDeg) * rad);
    const step = earthM * Math.atan(Math.tan(Math.min(back.m, 9e6) / earthM) * cos);
    const next = Math.min(line.lengthM, Math.max(0, within + step));
    if (Math.abs(next - within) < 1e-4) return nearer(ends, { m: back.m, at: foot });
    s = next;
  }
  return nearer(ends, { m: way(go(line.a, line.azimuthDeg, s), p).m, at: go(line.a, line.azimuthDeg, s) });
}

/** On which side of a geodesic a place lies, by the angle at its beginning. */
const side = (p: Place, line: Line): number => Math.sin((way(line.a, p).fromDeg - line.azimuthDeg) * rad);

function cross(one: Line, other: Line): boolean {
  return side(other.a, one) * side(other.b, one) < 0 && side(one.a, other) * side(one.b, other) < 0;
}

function leastAlong(line: Line, far: (p: Place) => Found): Found {
  const steps = 24;
  const found = Array.from({ length: steps + 1 }, (_, i) => far(placeOn(line, i / steps)));
  let best = found.reduce(nearer);
  const golden = (Math.sqrt(5) - 1) / 2;
  for (const [i, one] of found.entries()) {
    const isLow = (found[i - 1]?.m ?? Infinity) >= one.m && (found[i + 1]?.m ?? Infinity) >= one.m;
    // What lies a step away cannot be nearer by more than the step is long.
    if (!isLow || one.m - line.lengthM / steps > best.m) continue;
    let low = Math.max(0, i - 1) / steps;
    let high = Math.min(steps, i + 1) / steps;
    while ((high - low) * line.lengthM > 0.001) {
      const l = far(placeOn(line, high - golden * (high - low)));
      const r = far(placeOn(line, low + golden * (high - low)));
      best = nearer(nearer(best, l), r);
      if (l.m <= r.m) high = low + golden * (high - low);
      else low = high - golden * (high - low);
    }
  }
  return best;
}

/** Least distance between two lines, and the place of `border` where it is found. */
export function between(leg: Line, border: Line): Found {
  if (leg.kind === 'geodesic' && border.kind === 'geodesic') {
    if (cross(leg, border)) return { m: 0, at: leg.a };
    const onLeg = [border.a, border.b].map((at) => ({ m: toGeodesic(at, leg).m, at }));
    return [toGeodesic(leg.a, border), toGeodesic(leg.b, border), ...onLeg].reduce(nearer);
  }
  if (leg.kind === 'geodesic') return leastAlong(border, (at) => ({ m: toGeodesic(at, leg).m, at }));
  if (border.kind === 'geodesic') return leastAlong(leg, (p) => toGeodesic(p, border));
  return betweenParallels(leg, border);
}

/** Two places of given latitudes are the nearer, the less they differ in longitude. */
function betweenParallels(leg: Line, border: Line): Found {
  const shift = half(border.a.longitudeDeg - leg.a.longitudeDeg);
  const [legLow, legHigh] = [Math.min(0, leg.turnDeg), Math.max(0, leg.turnDeg)];
  const options = [-360, 0, 360].map((turn) => {
    const low = shift + turn + Math.min(0, border.turnDeg);
    const high = shift + turn + Math.max(0, border.turnDeg);
    const gap = Math.max(0, low - legHigh, legLow - high);
    const at = { latitudeDeg: border.a.latitudeDeg, longitudeDeg: leg.a.longitudeDeg + Math.max(low, legLow) };
    const from = { latitudeDeg: leg.a.latitudeDeg, longitudeDeg: at.longitudeDeg + gap };
    return { m: way(from, at).m, at };
  });
  return options.reduce(nearer);
}

/** Least distance of a line from many, and where; what is surely farther than `best` is passed over. */
export function nearestOf(leg: Line, borders: readonly Line[]): Found {
  const middle = placeOn(leg, 0.5);
  let best: Found = { m: Infinity, at: leg.a };
  const guess = borders
    .map((line) => ({ line, least: way(middle, placeOn(line, 0.5)).m - (leg.lengthM + line.lengthM) / 2 }))
    .sort((a, b) => a.least - b.least);
  for (const { line, least } of guess) if (least < best.m) best = nearer(best, between(leg, line));
  return best;
}

/** Whether a ring goes around a place, `awayM` from its nearest edge. */
export function goesAround(ring: readonly Line[], p: Place, awayM: number): boolean {
  let turned = 0;
  for (const line of ring) {
    // A parallel is walked in steps so short that it strays from their geodesics by less than half the way to the place.
    const bend = (line.lengthM ** 2 * Math.abs(Math.tan(line.a.latitudeDeg * rad))) / (8 * earthM);
    const steps =
      line.kind === 'geodesic' ? 1 : Math.ceil(Math.sqrt(bend / (awayM / 4))) + Math.ceil(Math.abs(line.turnDeg) / 30);
    let from = way(p, line.a).fromDeg;
    for (let i = 1; i <= steps; i++) {
      const to = way(p, i === steps ? line.b : placeOn(line, i / steps)).fromDeg;
      turned += half(to - from);
      from = to;
    }
  }
  return Math.abs(Math.round(turned / 360)) % 2 === 1;
}
