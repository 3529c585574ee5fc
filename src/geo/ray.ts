import { AtalayaError } from '../model/errors.ts';
import type { Geodetic } from '../model/geodetic.ts';
import { type EnuVector, enuBasis, enuToEcefVector, sinCosDeg, toEcef, type Vector3 } from './ellipsoid.ts';
import {
  type CellCrossing,
  columnsOf,
  firstAtOrBelow,
  firstCrossing,
  holds,
  onGroundM,
  postSpacingM,
  slopeAt,
  tileCuts,
  type WalkState,
} from './ray-cell.ts';
import {
  boxOf,
  intersectEllipsoid,
  type Line,
  type LocalPath,
  leastHeightM,
  localPath,
  longestLocalM,
  type PathBox,
  type PathPoint,
  type PathSpan,
  pathPoint,
  unwrapped,
  valueAt,
} from './ray-path.ts';
import { rowOf, type Terrain, type TiledTerrain } from './terrain.ts';
import { boundsOver, highestGroundM, lowestGroundM, type TerrainTile } from './terrain-tile.ts';

export { intersectEllipsoid } from './ray-path.ts';

/** What a ray came to. */
export type RayResult =
  | {
      readonly kind: 'hit';
      readonly point: Geodetic;
      readonly rangeM: number;
      /** Unit normal of the ground there, in the local axes of the point. */
      readonly normal: EnuVector;
      /** Angle of the ground to the horizontal. */
      readonly slopeDeg: number;
      /** True where the ray passed low over ground that is not known (only with `unknownGround: 'clear'`). */
      readonly crossedUnknown: boolean;
    }
  /** It climbs away from the earth. */
  | { readonly kind: 'sky' }
  /** It came where the ground is not known and may be as high as the ray, or certainly is. */
  | {
      readonly kind: 'void';
      readonly where: Geodetic;
      readonly rangeM: number;
      readonly cause: 'void-post' | 'no-tile';
    }
  | { readonly kind: 'beyond-range'; readonly maxRangeM: number }
  /** It starts under the ground. */
  | { readonly kind: 'below-ground'; readonly depthM: number };

export interface RayOptions {
  /** The ray is followed so far, metres. Default 1,000 km: further than any ground is seen from 15 km. */
  readonly maxRangeM?: number;
  /**
   * Ground that is not known: `blocks` ends a ray that passes over it lower than ground may be there (in a void, the
   * highest post of the tile; outside all tiles, 9,000 m); `clear` lets it pass and marks the hit, unless it comes
   * upon known ground from beneath, or goes lower than any ground. Default `blocks`.
   */
  readonly unknownGround?: 'blocks' | 'clear';
}

/** A longer span is halved unseen: its box would be needlessly wide. */
const longestLookM = 50_000;

/** The unit vector from a place by azimuth (from true north) and elevation (above the local horizontal), ECEF. */
export function directionFrom(origin: Geodetic, azimuthDegrees: number, elevationDegrees: number): Vector3 {
  const azimuth = sinCosDeg(azimuthDegrees);
  const elevation = sinCosDeg(elevationDegrees);
  return enuToEcefVector(enuBasis(origin.latitudeDeg, origin.longitudeDeg), {
    east: azimuth.sin * elevation.cos,
    north: azimuth.cos * elevation.cos,
    up: elevation.sin,
  });
}

/**
 * Follows a straight ray from `origin` to the first ground it meets, over the curved earth.
 *
 * The ray is halved again and again, near part first; a part is passed over when a certain lower bound of its height
 * (`leastHeightM`) is above a certain upper bound of the ground (the tile's pyramid) under a box it does not leave
 * (`boxOf`). What remains is walked cell by cell and solved within each, so no ridge is too narrow to be met. The point
 * of a hit is on the bilinear surface to better than 1 mm. The work is bounded by the cells under `maxRangeM`.
 *
 * @param direction earth-centred; need not be of unit length.
 * @throws AtalayaError value-out-of-range for an origin or direction that is none.
 */
export function castRay(terrain: Terrain, origin: Geodetic, direction: Vector3, options: RayOptions = {}): RayResult {
  const length = Math.sqrt(direction.x ** 2 + direction.y ** 2 + direction.z ** 2);
  if (!(length > 0 && length < Number.POSITIVE_INFINITY && isPlace(origin))) {
    throw new AtalayaError(
      'value-out-of-range',
      'A ray needs a place to start from and a direction',
      `ray from ${origin.latitudeDeg}, ${origin.longitudeDeg}, ${origin.heightM} m`,
      'Check the pose it comes from.',
    );
  }
  const unit = { x: direction.x / length, y: direction.y / length, z: direction.z / length };
  const line = { origin: toEcef(origin), direction: unit };
  const maxRangeM = options.maxRangeM ?? 1e6;
  const ground = terrain.heightM(origin.latitudeDeg, origin.longitudeDeg);
  if (ground !== undefined && origin.heightM < ground - onGroundM) {
    return { kind: 'below-ground', depthM: ground - origin.heightM };
  }
  switch (terrain.kind) {
    case 'flat':
      return onLevelGround(terrain.flatHeightM, line, maxRangeM);
    case 'tiles':
      return new TileWalk(terrain, line, maxRangeM, options.unknownGround ?? 'blocks').result();
  }
}

/** Whether anything of the ground stands between two places. */
export type Visibility = 'visible' | 'hidden' | 'unknown';

/**
 * Whether `to` is seen from `from`: straight, without refraction. Either end, where it lies on the ground or under it,
 * is lifted to 1 cm above it, so that the ground it stands on does not hide it.
 */
export function visibility(terrain: Terrain, from: Geodetic, to: Geodetic): Visibility {
  const eye = toEcef(lifted(terrain, from));
  const mark = toEcef(lifted(terrain, to));
  const direction = { x: mark.xM - eye.xM, y: mark.yM - eye.yM, z: mark.zM - eye.zM };
  const maxRangeM = Math.sqrt(direction.x ** 2 + direction.y ** 2 + direction.z ** 2);
  if (maxRangeM === 0) return 'visible';
  const met = castRay(terrain, lifted(terrain, from), direction, { maxRangeM });
  switch (met.kind) {
    case 'hit':
    case 'below-ground':
      return 'hidden';
    case 'void':
      return 'unknown';
    case 'sky':
    case 'beyond-range':
      return 'visible';
  }
}

/** Whether `to` is seen from `from` for certain: see `visibility`. */
export function isVisible(terrain: Terrain, from: Geodetic, to: Geodetic): boolean {
  return visibility(terrain, from, to) === 'visible';
}

function lifted(terrain: Terrain, p: Geodetic): Geodetic {
  const ground = terrain.heightM(p.latitudeDeg, p.longitudeDeg);
  return ground === undefined ? p : { ...p, heightM: Math.max(p.heightM, ground + 0.01) };
}

function isPlace(p: Geodetic): boolean {
  return Math.abs(p.latitudeDeg) <= 90 && Number.isFinite(p.longitudeDeg) && Number.isFinite(p.heightM);
}

function onLevelGround(heightM: number, line: Line, maxRangeM: number): RayResult {
  const start = pathPoint(line, 0);
  const onIt = start.heightM <= heightM && start.climb < 0;
  const rangeM = onIt ? 0 : intersectEllipsoid(line.origin, line.direction, heightM);
  if (rangeM === undefined) return { kind: 'sky' };
  if (rangeM > maxRangeM) return { kind: 'beyond-range', maxRangeM };
  const { latitudeDeg, longitudeDeg } = pathPoint(line, rangeM);
  return {
    kind: 'hit',
    point: { latitudeDeg, longitudeDeg, heightM },
    rangeM,
    normal: { east: 0, north: 0, up: 1 },
    slopeDeg: 0,
    crossedUnknown: false,
  };
}

/** One ray on its way over tiles. */
class TileWalk {
  readonly #terrain: TiledTerrain;
  readonly #line: Line;
  readonly #maxRangeM: number;
  readonly #state: WalkState;
  #last: TerrainTile | undefined;

  constructor(terrain: TiledTerrain, line: Line, maxRangeM: number, unknownGround: 'blocks' | 'clear') {
    this.#terrain = terrain;
    this.#line = line;
    this.#maxRangeM = maxRangeM;
    this.#state = { voidsBlock: unknownGround === 'blocks', unknown: undefined, crossedUnknown: false };
  }

  result(): RayResult {
    const from = pathPoint(this.#line, 0);
    const to = unwrapped(pathPoint(this.#line, this.#maxRangeM), from);
    const pending: PathSpan[] = [{ from, to }];
    for (let span = pending.pop(); span !== undefined; span = pending.pop()) {
      if (span.from.heightM < lowestGroundM) return this.#swallowed();
      const leastM = leastHeightM(span);
      if (leastM > highestGroundM) continue;
      const next = this.#look(span, leastM);
      if (next === 'pass') continue;
      if (next !== 'halve') return next;
      const middle = unwrapped(pathPoint(this.#line, (span.from.rangeM + span.to.rangeM) / 2), span.from);
      pending.push({ from: middle, to: unwrapped(span.to, middle) }, { from: span.from, to: middle });
    }
    if (to.heightM < lowestGroundM) return this.#swallowed();
    const gone = to.climb >= 0 && to.heightM > highestGroundM;
    return gone ? { kind: 'sky' } : { kind: 'beyond-range', maxRangeM: this.#maxRangeM };
  }

  /** What to do with a span: pass over it, halve it, or end. */
  #look(span: PathSpan, leastM: number): 'pass' | 'halve' | RayResult {
    const lengthM = span.to.rangeM - span.from.rangeM;
    const box = boxOf(span);
    const short = lengthM <= longestLocalM(span.from.latitudeDeg);
    if (!short && (lengthM > longestLookM || box === undefined)) return 'halve';
    const around = box ?? endsBox(span);
    if (this.#last?.topmost && holds(this.#last, around)) return this.#lookInTile(span, leastM, around, this.#last);
    const tiles = this.#terrain.tilesIn(around.southDeg, around.northDeg, around.westDeg, around.eastDeg);
    const finest = tiles[0];
    // The finest of the tiles that touch the box is the ground wherever it lies.
    if (finest !== undefined && holds(finest, around)) {
      this.#last = finest;
      return this.#lookInTile(span, leastM, around, finest);
    }
    if (finest === undefined && !this.#state.voidsBlock) {
      this.#overNothing();
      return 'pass';
    }
    return short ? this.#walk(span, undefined, tiles) : 'halve';
  }

  #lookInTile(span: PathSpan, leastM: number, box: PathBox, tile: TerrainTile): 'pass' | 'halve' | RayResult {
    const [west, east] = columnsOf(tile, box);
    if (leastM > boundsOver(tile, west, east, rowOf(tile, box.northDeg), rowOf(tile, box.southDeg)).maxM) {
      this.#state.unknown = undefined;
      return 'pass';
    }
    const lengthM = span.to.rangeM - span.from.rangeM;
    const { latitudeDeg } = span.from;
    // A few blocks of cells are worth walking; a longer stretch is worth halving first.
    const walkM = Math.max(1, Math.min(longestLocalM(latitudeDeg), 16 * postSpacingM(tile, latitudeDeg)));
    return lengthM > walkM ? 'halve' : this.#walk(span, tile, [tile]);
  }

  /** Walks a short span, tile by tile in the order of the ray. @param only the tile that holds all of it, if one does. */
  #walk(span: PathSpan, only: TerrainTile | undefined, tiles: readonly TerrainTile[]): 'pass' | RayResult {
    const path = localPath(this.#line, span);
    const cuts = only === undefined ? tileCuts(path, tiles) : [0, 1];
    for (let i = 0; i + 1 < cuts.length; i++) {
      const from = cuts[i]!;
      const to = cuts[i + 1]!;
      const middle = (from + to) / 2;
      const tile = only ?? this.#terrain.tileAt(valueAt(path.latitudeDeg, middle), valueAt(path.longitudeDeg, middle));
      if (tile === undefined) {
        const s = firstAtOrBelow(path.heightM, highestGroundM, from, to);
        if (s === undefined) continue;
        if (this.#state.voidsBlock) return this.#lost(path, s, 'no-tile');
        this.#overNothing();
        continue;
      }
      const cause = this.#state.unknown;
      const met = firstCrossing(tile, path, from, to, this.#state);
      switch (met.kind) {
        case 'ground':
          return this.#hit(tile, path, met);
        case 'void':
          return this.#lost(path, met.s, 'void-post');
        case 'buried':
          return this.#lost(path, met.s, cause ?? 'void-post');
        case 'none':
          break;
      }
    }
    return 'pass';
  }

  #overNothing(): void {
    this.#state.unknown = 'no-tile';
    this.#state.crossedUnknown = true;
  }

  /** The ray went into ground that is not known: it is now lower than any there is. */
  #swallowed(): RayResult {
    const rangeM = intersectEllipsoid(this.#line.origin, this.#line.direction, lowestGroundM) ?? 0;
    const { latitudeDeg, longitudeDeg, heightM } = pathPoint(this.#line, rangeM);
    const cause = this.#state.unknown ?? 'no-tile';
    return { kind: 'void', where: { latitudeDeg, longitudeDeg, heightM }, rangeM, cause };
  }

  #lost(path: LocalPath, s: number, cause: 'void-post' | 'no-tile'): RayResult {
    const { latitudeDeg, longitudeDeg, heightM, rangeM } = this.#at(path, s);
    return { kind: 'void', where: { latitudeDeg, longitudeDeg, heightM }, rangeM, cause };
  }

  #hit(tile: TerrainTile, path: LocalPath, met: CellCrossing & { kind: 'ground' }): RayResult {
    const { latitudeDeg, longitudeDeg, heightM, rangeM } = this.#at(path, met.s);
    const { eastward, northward } = slopeAt(tile, { latitudeDeg, longitudeDeg, heightM }, met);
    const length = Math.sqrt(1 + eastward * eastward + northward * northward);
    return {
      kind: 'hit',
      point: { latitudeDeg, longitudeDeg, heightM },
      rangeM,
      normal: { east: -eastward / length, north: -northward / length, up: 1 / length },
      slopeDeg: (Math.acos(1 / length) * 180) / Math.PI,
      crossedUnknown: this.#state.crossedUnknown,
    };
  }

  #at(path: LocalPath, s: number): PathPoint {
    return pathPoint(this.#line, path.fromRangeM + s * path.lengthM);
  }
}

function endsBox({ from, to }: PathSpan): PathBox {
  return {
    southDeg: Math.min(from.latitudeDeg, to.latitudeDeg),
    northDeg: Math.max(from.latitudeDeg, to.latitudeDeg),
    westDeg: Math.min(from.longitudeDeg, to.longitudeDeg),
    eastDeg: Math.max(from.longitudeDeg, to.longitudeDeg),
  };
}
