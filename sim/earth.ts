import { mslToHaeM } from '../src/geo/geoid.ts';
import type { ElevationGrid } from '../src/model/elevation.ts';
import type { Geodetic } from '../src/model/geodetic.ts';

/**
 * The simulation's own earth, written apart from src/geo, so that truth does not come from what is held against it: WGS84
 * after NIMA TR8350.2, and ground that is bilinear between posts.
 */

const semiMajorM = 6_378_137;
const flattening = 1 / 298.257223563;
const semiMinorM = semiMajorM * (1 - flattening);
const e2 = flattening * (2 - flattening);
const e2Second = e2 / (1 - e2);
const rad = Math.PI / 180;

/** A vector in earth-centred, earth-fixed axes: metres, or of unit length. */
export type Triple = readonly [number, number, number];

/** A place that is filled anew by each conversion: no allocation in the loops of the renderer. */
export interface Place {
  latitudeDeg: number;
  longitudeDeg: number;
  heightM: number;
}

export function fromGeodetic(at: Geodetic): Triple {
  const lat = at.latitudeDeg * rad;
  const lon = at.longitudeDeg * rad;
  const n = semiMajorM / Math.sqrt(1 - e2 * Math.sin(lat) ** 2);
  const across = (n + at.heightM) * Math.cos(lat);
  return [across * Math.cos(lon), across * Math.sin(lon), (n * (1 - e2) + at.heightM) * Math.sin(lat)];
}

/** Latitude, longitude and height of a point by Bowring's formula (1976), good to micrometres within 20 km of the ground. */
export function intoGeodetic(x: number, y: number, z: number, out: Place): void {
  const p = Math.sqrt(x * x + y * y);
  // sine and cosine of the reduced latitude without asking for the angle
  const t = (z * semiMajorM) / (p * semiMinorM);
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  const tanLat = (z + e2Second * semiMinorM * s * s * s) / (p - e2 * semiMajorM * c * c * c);
  const cosLat = 1 / Math.sqrt(1 + tanLat * tanLat);
  const sinLat = tanLat * cosLat;
  out.latitudeDeg = Math.atan(tanLat) / rad;
  out.longitudeDeg = Math.atan2(y, x) / rad;
  out.heightM = p * cosLat + z * sinLat - semiMajorM * Math.sqrt(1 - e2 * sinLat * sinLat);
}

/** East, north and up at a place, as ECEF unit vectors. */
export function levelAxes(latitudeDeg: number, longitudeDeg: number): { east: Triple; north: Triple; up: Triple } {
  const [sinLat, cosLat] = [Math.sin(latitudeDeg * rad), Math.cos(latitudeDeg * rad)];
  const [sinLon, cosLon] = [Math.sin(longitudeDeg * rad), Math.cos(longitudeDeg * rad)];
  return {
    east: [-sinLon, cosLon, 0],
    north: [-sinLat * cosLon, -sinLat * sinLon, cosLat],
    up: [cosLat * cosLon, cosLat * sinLon, sinLat],
  };
}

/** A point `eastM`, `northM` on the level plane that touches `origin`, brought back to the origin's height. */
export function placeOn(origin: Geodetic, eastM: number, northM: number): Geodetic {
  const { east, north } = levelAxes(origin.latitudeDeg, origin.longitudeDeg);
  const [x, y, z] = fromGeodetic(origin);
  const out: Place = { latitudeDeg: 0, longitudeDeg: 0, heightM: 0 };
  intoGeodetic(
    x + east[0] * eastM + north[0] * northM,
    y + east[1] * eastM + north[1] * northM,
    z + east[2] * eastM + north[2] * northM,
    out,
  );
  return { ...out, heightM: origin.heightM };
}

/** Ground of a grid whose heights are above mean sea level, brought to the ellipsoid post by post. */
export class Ground {
  readonly #grid: ElevationGrid;
  readonly #heightsM: Float64Array;
  readonly #rowsPerDeg: number;
  readonly #columnsPerDeg: number;
  readonly highestM: number;

  constructor(grid: ElevationGrid) {
    this.#grid = grid;
    this.#rowsPerDeg = (grid.rows - 1) / (grid.northDeg - grid.southDeg);
    this.#columnsPerDeg = (grid.columns - 1) / (grid.eastDeg - grid.westDeg);
    const heights = new Float64Array(grid.rows * grid.columns);
    let highestM = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < heights.length; i++) {
      const latitudeDeg = grid.northDeg - Math.floor(i / grid.columns) / this.#rowsPerDeg;
      const longitudeDeg = grid.westDeg + (i % grid.columns) / this.#columnsPerDeg;
      heights[i] = mslToHaeM(latitudeDeg, longitudeDeg, grid.heightsM[i]!);
      highestM = Math.max(highestM, heights[i]!);
    }
    this.#heightsM = heights;
    this.highestM = highestM;
  }

  /** Height above the ellipsoid, bilinear between posts; NaN outside the grid. */
  heightM(latitudeDeg: number, longitudeDeg: number): number {
    const { rows, columns, northDeg, westDeg } = this.#grid;
    const r = (northDeg - latitudeDeg) * this.#rowsPerDeg;
    const c = (longitudeDeg - westDeg) * this.#columnsPerDeg;
    if (!(r >= 0 && c >= 0 && r <= rows - 1 && c <= columns - 1)) return Number.NaN;
    const row = Math.min(rows - 2, Math.floor(r));
    const column = Math.min(columns - 2, Math.floor(c));
    const i = row * columns + column;
    const h = this.#heightsM;
    const [v, u] = [r - row, c - column];
    const above = h[i]! + u * (h[i + 1]! - h[i]!);
    const below = h[i + columns]! + u * (h[i + columns + 1]! - h[i + columns]!);
    return above + v * (below - above);
  }

  /** Slopes (rise over run) of the smoothed ground towards east and north, for shading: over two posts each way. */
  intoSlope(latitudeDeg: number, longitudeDeg: number, out: { east: number; north: number }): void {
    const lat = 1 / this.#rowsPerDeg;
    const lon = 1 / this.#columnsPerDeg;
    const metresNorth = 2 * lat * 111_000;
    const metresEast = 2 * lon * 111_000 * Math.cos(latitudeDeg * rad);
    const east =
      (this.heightM(latitudeDeg, longitudeDeg + lon) - this.heightM(latitudeDeg, longitudeDeg - lon)) / metresEast;
    const north =
      (this.heightM(latitudeDeg + lat, longitudeDeg) - this.heightM(latitudeDeg - lat, longitudeDeg)) / metresNorth;
    out.east = Number.isFinite(east) ? east : 0;
    out.north = Number.isFinite(north) ? north : 0;
  }
}
