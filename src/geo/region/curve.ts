import geographicLib from 'geographiclib-geodesic';
import type { Ecef } from '../../model/geodetic.ts';
import { type LatLon, radiiM, sinCosDeg, toEcef, wgs84, wrapLongitudeDeg } from '../ellipsoid.ts';
import { type Capsule, distance3M } from './capsule.ts';

/** How two vertices are joined: by the shortest path over WGS84, or along their common latitude. */
export type EdgeKind = 'geodesic' | 'parallel';

/** A place on the ellipsoid in both kinds of coordinates. */
export interface SurfacePoint extends LatLon, Ecef {}

/** A line on the ellipsoid between two places; of length zero where they are one. */
export interface Curve {
  readonly kind: EdgeKind;
  readonly from: SurfacePoint;
  readonly to: SurfacePoint;
  readonly lengthM: number;
  /** The place so many metres along from `from`. */
  readonly at: (alongM: number) => SurfacePoint;
  /** The whole of it as the first piece of its subdivision. */
  readonly whole: Piece;
}

/** Part of a curve: it lies nowhere farther than `reachM` from the straight line between `p` and `q`, its own two ends. */
export interface Piece extends Capsule {
  readonly kind: 'piece';
  readonly curve: Curve;
  readonly fromM: number;
  readonly toM: number;
  /** Its two halves; made once. */
  readonly halves: () => readonly [Piece, Piece];
}

const { Geodesic } = geographicLib;
const geodesic = Geodesic.WGS84;
const lineCaps = Geodesic.LATITUDE | Geodesic.LONGITUDE | Geodesic.DISTANCE_IN;

/** No line on the ellipsoid is bent more in space than the meridian at the equator, b^2/a (a geodesic has no other bend). */
const leastRadiusM = wgs84.semiMinorM ** 2 / wgs84.semiMajorM;
/** A hair above the largest radius of curvature, a^2/b = 6,399,593.6 m, at the poles: see `leastGeodesicM`. */
const largestRadiusM = 6_400_000;

/**
 * The shortest path between two places is at most so long, by the straight line between them: a curve nowhere bent more
 * than 1/r has its ends at least as far apart as an arc of a circle of radius r (Schur's comparison theorem).
 */
export function mostGeodesicM(chordM: number): number {
  const ratio = chordM / (2 * leastRadiusM);
  return ratio >= 1 ? Math.PI * wgs84.semiMajorM : 2 * leastRadiusM * Math.asin(ratio);
}

/**
 * The shortest path between two places is at least so long, by the straight line between them. A plane curve bent
 * everywhere at least 1/R does this with R; a geodesic here also twists, by at most half the difference of the principal
 * curvatures, which acts like an R larger by 13 parts in a million: the radius used is larger by 63.
 */
export function leastGeodesicM(chordM: number): number {
  return 2 * largestRadiusM * Math.asin(Math.min(1, chordM / (2 * largestRadiusM)));
}

/** The straight line beyond which a shortest path is surely longer than `geodesicM`. */
export function chordBeyondM(geodesicM: number): number {
  if (geodesicM >= Math.PI * largestRadiusM) return Number.POSITIVE_INFINITY;
  return 2 * largestRadiusM * Math.sin(geodesicM / (2 * largestRadiusM));
}

/** A place with its earth-centred coordinates on the ellipsoid; longitude brought into [-180, 180). */
export function surfacePoint(latitudeDeg: number, longitudeDeg: number): SurfacePoint {
  const longitude = wrapLongitudeDeg(longitudeDeg);
  const { xM, yM, zM } = toEcef({ latitudeDeg, longitudeDeg: longitude, heightM: 0 });
  return { latitudeDeg, longitudeDeg: longitude, xM, yM, zM };
}

/** The longest geodesic edge or leg: beyond, the shortest path hangs on small things, so a vertex between is asked for. */
export const longestEdgeM = 10_000_000;

/** The line between two places: the geodesic, or the parallel of `from`, the shorter way round. */
export function curveBetween(from: SurfacePoint, to: SurfacePoint, kind: EdgeKind): Curve {
  switch (kind) {
    case 'geodesic': {
      const line = geodesic.InverseLine(from.latitudeDeg, from.longitudeDeg, to.latitudeDeg, to.longitudeDeg, lineCaps);
      const lengthM = distance3M(from, to) === 0 ? 0 : line.s13;
      return curve(kind, from, to, lengthM, leastRadiusM, (alongM) => {
        const place = line.Position(alongM, Geodesic.LATITUDE | Geodesic.LONGITUDE);
        return surfacePoint(place.lat2 ?? Number.NaN, place.lon2 ?? Number.NaN);
      });
    }
    case 'parallel': {
      const { latitudeDeg } = from;
      const radiusM = radiiM(latitudeDeg).primeVerticalM * sinCosDeg(latitudeDeg).cos;
      const turnDeg = wrapLongitudeDeg(to.longitudeDeg - from.longitudeDeg);
      const lengthM = (Math.abs(turnDeg) * Math.PI * radiusM) / 180;
      return curve(kind, from, to, lengthM, radiusM, (alongM) =>
        surfacePoint(latitudeDeg, from.longitudeDeg + (turnDeg * alongM) / lengthM),
      );
    }
  }
}

function curve(
  kind: EdgeKind,
  from: SurfacePoint,
  to: SurfacePoint,
  lengthM: number,
  radiusM: number,
  place: (alongM: number) => SurfacePoint,
): Curve {
  const at = (alongM: number): SurfacePoint => (alongM <= 0 ? from : alongM >= lengthM ? to : place(alongM));
  let whole: Piece | undefined;
  const made: Curve = {
    kind,
    from,
    to,
    lengthM,
    at,
    get whole() {
      whole ??= piece(made, radiusM, 0, lengthM, from, to);
      return whole;
    },
  };
  return made;
}

/**
 * A piece of a curve bent at most 1/r leaves its chord by at most L^2 / 8r: the error of linear interpolation with the
 * second derivative bounded by 1/r.
 */
function piece(of: Curve, radiusM: number, fromM: number, toM: number, p: SurfacePoint, q: SurfacePoint): Piece {
  const lengthM = toM - fromM;
  let halves: readonly [Piece, Piece] | undefined;
  return {
    kind: 'piece',
    curve: of,
    fromM,
    toM,
    p,
    q,
    reachM: lengthM === 0 ? 0 : (lengthM * lengthM) / (8 * radiusM),
    halves: () => {
      if (halves === undefined) {
        const middleM = (fromM + toM) / 2;
        const m = of.at(middleM);
        halves = [piece(of, radiusM, fromM, middleM, p, m), piece(of, radiusM, middleM, toM, m, q)];
      }
      return halves;
    },
  };
}

/** Length of the shortest path between two places, metres: the measure that all bounds here are bounds of. */
export function geodesicM(a: LatLon, b: LatLon): number {
  const { s12 } = geodesic.Inverse(a.latitudeDeg, a.longitudeDeg, b.latitudeDeg, b.longitudeDeg, Geodesic.DISTANCE);
  return s12 ?? Number.NaN;
}
