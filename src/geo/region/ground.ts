import { type LatLon, wgs84 } from '../ellipsoid.ts';
import { undulationM } from '../geoid.ts';
import { columnOf, rowOf, type Terrain, type TiledTerrain, turnsDeg } from '../terrain.ts';
import { boundsOver, type TerrainTile } from '../terrain-tile.ts';
import type { Heights } from './atmosphere.ts';
import { refuse } from './read.ts';

/** Where heights of ground are asked for: all within `radiusM` of a place. */
export interface Disc {
  readonly center: LatLon;
  readonly radiusM: number;
}

/** What the ground is taken from. */
export interface Ground {
  readonly name: string;
  /** Lowest and highest ground above the ellipsoid anywhere within a disc, metres; `undefined` where any of it is not known. */
  heights(disc: Disc): Heights | undefined;
}

/** The ground of a terrain: bilinear between posts, so its extremes over a box are those of the posts around it. */
export function groundOf(terrain: Terrain): Ground {
  switch (terrain.kind) {
    case 'flat': {
      const level = { leastM: terrain.flatHeightM, mostM: terrain.flatHeightM };
      return { name: terrain.name, heights: () => level };
    }
    case 'tiles':
      return { name: terrain.name, heights: (disc) => tiledHeights(terrain, disc) };
  }
}

/** Ground of which only the lowest and the highest height above mean sea level are known, metres. */
export function groundBetween(lowestMslM: number, highestMslM: number): Ground {
  if (!(highestMslM >= lowestMslM)) {
    refuse(`${lowestMslM} to ${highestMslM} m is no range`, 'ground', 'Give the lowest height, then the highest.');
  }
  const name = `ground between ${lowestMslM} and ${highestMslM} m above mean sea level`;
  const heights = ({ center, radiusM }: Disc): Heights => {
    const geoidM = undulationM(center.latitudeDeg, center.longitudeDeg);
    const slackM = steepestGeoid * radiusM;
    return { leastM: lowestMslM + geoidM - slackM, mostM: highestMslM + geoidM + slackM };
  };
  return { name, heights };
}

/** The geoid of EGM96 is nowhere steeper (found: 3.8e-4, south of the Himalaya, looking every 0.06 by 0.12 degrees). */
export const steepestGeoid = 6e-4;

/** No radius of curvature is smaller: a length spans at most this angle. */
const leastRadiusM = wgs84.semiMinorM ** 2 / wgs84.semiMajorM;
const degToRad = Math.PI / 180;

function tiledHeights(terrain: TiledTerrain, { center, radiusM }: Disc): Heights | undefined {
  const spanRad = radiusM / leastRadiusM;
  const southDeg = center.latitudeDeg - spanRad / degToRad;
  const northDeg = center.latitudeDeg + spanRad / degToRad;
  // Around a pole every longitude would be asked for.
  if (southDeg <= -89 || northDeg >= 89) return undefined;
  // A circle reaches farthest in longitude where sin(dlon) = sin(r) / cos(lat); taken at its most poleward latitude.
  const cos = Math.cos(Math.max(Math.abs(southDeg), Math.abs(northDeg)) * degToRad);
  const ratio = Math.sin(Math.min(spanRad, Math.PI / 2)) / cos;
  if (!(ratio < 1)) return undefined;
  const spanDeg = (Math.asin(ratio) / degToRad) * 1.01;
  const box = { southDeg, northDeg, westDeg: center.longitudeDeg - spanDeg, eastDeg: center.longitudeDeg + spanDeg };
  const tiles = terrain.tilesIn(box.southDeg, box.northDeg, box.westDeg, box.eastDeg);
  if (!coverWhole(terrain, tiles, box)) return undefined;
  let leastM = Infinity;
  let mostM = -Infinity;
  for (const tile of tiles) {
    const range = postsWithin(tile, box);
    if (range === 'void') return undefined;
    leastM = Math.min(leastM, range.leastM);
    mostM = Math.max(mostM, range.mostM);
  }
  return leastM <= mostM ? { leastM, mostM } : undefined;
}

interface Box {
  readonly southDeg: number;
  readonly northDeg: number;
  readonly westDeg: number;
  readonly eastDeg: number;
}

/** Whether tiles cover a box whole: their edges divide it into cells, and the middle of each must lie in a tile. */
function coverWhole(terrain: TiledTerrain, tiles: readonly TerrainTile[], box: Box): boolean {
  const middleDeg = (box.westDeg + box.eastDeg) / 2;
  const latitudes = [box.southDeg, box.northDeg];
  const longitudes = [box.westDeg, box.eastDeg];
  for (const tile of tiles) {
    const turned = turnsDeg(tile, middleDeg);
    latitudes.push(tile.southDeg, tile.northDeg);
    longitudes.push(tile.westDeg + turned, tile.eastDeg + turned);
  }
  const middles = (edges: readonly number[], least: number, most: number): number[] => {
    const sorted = edges.filter((deg) => deg >= least && deg <= most).sort((a, b) => a - b);
    return sorted.slice(1).map((deg, i) => (deg + sorted[i]!) / 2);
  };
  const columns = middles(longitudes, box.westDeg, box.eastDeg);
  return middles(latitudes, box.southDeg, box.northDeg).every((lat) =>
    columns.every((lon) => terrain.tileAt(lat, lon) !== undefined),
  );
}

/** The extremes of a tile in a box, or a little beyond them; 'void' where a post in or around it is not known. */
function postsWithin(tile: TerrainTile, box: Box): Heights | 'void' {
  const middleDeg = (box.westDeg + box.eastDeg) / 2;
  const halfColumns = (box.eastDeg - box.westDeg) / 2 / tile.stepLongitudeDeg;
  const middle = columnOf(tile, middleDeg);
  const first = Math.max(0, Math.floor(middle - halfColumns));
  const last = Math.min(tile.columns - 1, Math.ceil(middle + halfColumns));
  const top = Math.max(0, Math.floor(rowOf(tile, box.northDeg)));
  const bottom = Math.min(tile.rows - 1, Math.ceil(rowOf(tile, box.southDeg)));
  if (!hasVoid(tile)) {
    const { minM, maxM } = boundsOver(tile, first, last, top, bottom);
    return { leastM: minM, mostM: maxM };
  }
  let leastM = Infinity;
  let mostM = -Infinity;
  for (let row = top; row <= bottom; row++) {
    for (let column = first; column <= last; column++) {
      const heightM = tile.posts[row * tile.columns + column] ?? Number.NaN;
      if (Number.isNaN(heightM)) return 'void';
      if (heightM < leastM) leastM = heightM;
      if (heightM > mostM) mostM = heightM;
    }
  }
  return { leastM, mostM };
}

const voids = new WeakMap<TerrainTile, boolean>();

/** Whether any post of a tile is unknown; looked at once. */
function hasVoid(tile: TerrainTile): boolean {
  const known = voids.get(tile);
  if (known !== undefined) return known;
  const found = tile.posts.some((heightM) => Number.isNaN(heightM));
  voids.set(tile, found);
  return found;
}
