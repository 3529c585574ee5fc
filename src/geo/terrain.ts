import type { ElevationGrid, HeightReference } from '../model/elevation.ts';
import { AtalayaError } from '../model/errors.ts';
import type { TileSource } from './terrain-member.ts';
import { TerrainMosaic } from './terrain-mosaic.ts';
import { heightAt, type TerrainTile } from './terrain-tile.ts';

/** The ground. Heights are above the WGS84 ellipsoid throughout. */
export type Terrain = FlatTerrain | TiledTerrain;

interface TerrainBase {
  readonly name: string;
  /** Height of the ground above the ellipsoid, metres; `undefined` where it is not known. Any longitude. */
  heightM(latitudeDeg: number, longitudeDeg: number): number | undefined;
}

/** Ground at one height above the ellipsoid everywhere. */
export interface FlatTerrain extends TerrainBase {
  readonly kind: 'flat';
  readonly flatHeightM: number;
}

/**
 * Ground of sampled posts, bilinear between them. Heights given above the geoid are brought to the ellipsoid post by
 * post by the smooth undulation; in the middle of a cell that differs from adding it at the place by at most 1 mm with
 * posts 30" apart and 0.02 mm with posts 3" apart (300,000 places over the globe).
 */
export interface TiledTerrain extends TerrainBase {
  readonly kind: 'tiles';
  /** The tile that is the ground at a place. */
  tileAt(latitudeDeg: number, longitudeDeg: number): TerrainTile | undefined;
  /** All tiles that touch a box, the finest first. The western longitude may be any, the eastern not less. */
  tilesIn(southDeg: number, northDeg: number, westDeg: number, eastDeg: number): readonly TerrainTile[];
}

/** A box of latitude and longitude; `eastDeg` is greater than `westDeg`, above 180 across the antimeridian. */
export interface GeoBox {
  readonly southDeg: number;
  readonly northDeg: number;
  readonly westDeg: number;
  readonly eastDeg: number;
}

const defaultMemoryBytes = 512 * 1024 * 1024;

/** Level ground, for where no terrain is given. @param heightM above the ellipsoid. */
export function flatTerrain(heightM: number): FlatTerrain {
  if (!Number.isFinite(heightM)) {
    throw new AtalayaError('value-out-of-range', `${heightM} is no height`, 'flat terrain', 'Give metres above WGS84.');
  }
  return { kind: 'flat', name: `level ground at ${heightM} m`, flatHeightM: heightM, heightM: () => heightM };
}

/** Terrain of grids held in memory; for the rule by which they are joined see `TerrainMosaic`. */
export function terrainFromGrids(grids: readonly ElevationGrid[], name = 'terrain'): TiledTerrain {
  return terrainFromSources(
    grids.map((grid) => ({ name: grid.name, shape: grid, load: () => grid })),
    { name, memoryBytes: Number.POSITIVE_INFINITY },
  );
}

/**
 * Terrain of tiles that are read as they are needed.
 * @param options.memoryBytes heights held at a time (default 512 MiB; a 3601 x 3601 tile is 52 MB).
 */
export function terrainFromSources(
  sources: readonly TileSource[],
  options: { readonly name?: string; readonly memoryBytes?: number } = {},
): TiledTerrain {
  const mosaic = new TerrainMosaic(sources, options.memoryBytes ?? defaultMemoryBytes);
  return {
    kind: 'tiles',
    name: options.name ?? 'terrain',
    tileAt: (latitudeDeg, longitudeDeg) => mosaic.tileAt(latitudeDeg, longitudeDeg),
    tilesIn: (southDeg, northDeg, westDeg, eastDeg) => mosaic.tilesIn(southDeg, northDeg, westDeg, eastDeg),
    heightM: (latitudeDeg, longitudeDeg) => {
      const tile = mosaic.tileAt(latitudeDeg, longitudeDeg);
      if (tile === undefined) return undefined;
      return heightAt(tile, columnOf(tile, longitudeDeg), rowOf(tile, latitudeDeg));
    },
  };
}

/** Grid coordinate of a latitude: cells south of the northernmost posts. */
export function rowOf(tile: TerrainTile, latitudeDeg: number): number {
  return (tile.northDeg - latitudeDeg) / tile.stepLatitudeDeg;
}

/** Grid coordinate of a longitude, in the turn nearest to the tile: cells east of the westernmost posts. */
export function columnOf(tile: TerrainTile, longitudeDeg: number): number {
  return (longitudeDeg - tile.westDeg - turnsDeg(tile, longitudeDeg)) / tile.stepLongitudeDeg;
}

/** The whole turns by which a longitude must be turned back to be the one nearest to the middle of a tile, degrees. */
export function turnsDeg(tile: TerrainTile, longitudeDeg: number): number {
  return 360 * Math.round((longitudeDeg - (tile.westDeg + tile.eastDeg) / 2) / 360);
}

/**
 * Terrain from a formula, sampled lazily at posts over an area: between the posts it is bilinear like any other, so
 * choose the spacing by how closely the formula is to be followed.
 * @param heightAtPost height of the ground, metres; `undefined` for a void. Called once per post while its tile is held.
 */
export function terrainFromFunction(
  heightAtPost: (latitudeDeg: number, longitudeDeg: number) => number | undefined,
  options: {
    readonly area: GeoBox;
    readonly postSpacingDeg: number;
    readonly heightReference?: HeightReference;
    readonly name?: string;
    readonly memoryBytes?: number;
  },
): TiledTerrain {
  const { area, postSpacingDeg } = options;
  const name = options.name ?? 'terrain from a formula';
  const rows = Math.ceil((area.northDeg - area.southDeg) / postSpacingDeg - 1e-6);
  const columns = Math.ceil((area.eastDeg - area.westDeg) / postSpacingDeg - 1e-6);
  if (!(rows >= 1 && columns >= 1)) {
    throw new AtalayaError('value-out-of-range', 'The area holds no cell', name, 'Give a larger area or closer posts.');
  }
  const side = 512;
  const sources: TileSource[] = [];
  // Posts are counted from the south-west corner of the whole, so that tiles agree on a shared edge to the bit.
  const latitude = (row: number) => area.southDeg + row * postSpacingDeg;
  const longitude = (column: number) => area.westDeg + column * postSpacingDeg;
  for (let south = 0; south < rows; south += side) {
    for (let west = 0; west < columns; west += side) {
      const north = Math.min(rows, south + side);
      const east = Math.min(columns, west + side);
      const shape = {
        rows: north - south + 1,
        columns: east - west + 1,
        northDeg: latitude(north),
        southDeg: latitude(south),
        westDeg: longitude(west),
        eastDeg: longitude(east),
      };
      const load = (): ElevationGrid => {
        const heightsM = new Float32Array(shape.rows * shape.columns);
        for (let i = 0; i < heightsM.length; i++) {
          const row = north - Math.floor(i / shape.columns);
          heightsM[i] = heightAtPost(latitude(row), longitude(west + (i % shape.columns))) ?? Number.NaN;
        }
        return { name, ...shape, heightsM, heightReference: options.heightReference ?? 'ellipsoid' };
      };
      sources.push({ name, shape, load });
    }
  }
  return terrainFromSources(sources, { name, memoryBytes: options.memoryBytes ?? defaultMemoryBytes });
}
