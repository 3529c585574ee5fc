import { undulationsAlongM } from '../geo/geoid.ts';
import type { Terrain } from '../geo/terrain.ts';
import { encodePng } from './png.ts';

const side = 256;
/** Tiles kept, some 60 kB each. */
const mostTiles = 512;

/** Latitude of a place on the y axis of Web Mercator, in [0, 1] from the north. */
function latitudeOf(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}

/**
 * Heights of the ground over a tile of Web Mercator, metres above mean sea level (EGM96), row by row; `undefined` where none is
 * known. Places without a height take the mean of those that have one: the coding knows no gaps.
 */
export function tileHeightsM(terrain: Terrain, z: number, x: number, y: number): Float32Array | undefined {
  const tiles = 2 ** z;
  if (terrain.kind === 'flat' || x >= tiles || y >= tiles) return undefined;
  const [west, step] = [(360 * x) / tiles - 180, 360 / tiles / side];
  const [north, south] = [latitudeOf(y / tiles), latitudeOf((y + 1) / tiles)];
  if (terrain.tilesIn(south, north, west, west + step * side).length === 0) return undefined;
  const heights = new Float32Array(side * side);
  let [sum, known] = [0, 0];
  for (let row = 0; row < side; row++) {
    const latitude = latitudeOf((y + (row + 0.5) / side) / tiles);
    const undulation = undulationsAlongM(latitude, west + step / 2, step, side);
    for (let column = 0; column < side; column++) {
      const height = terrain.heightM(latitude, west + step * (column + 0.5));
      const heightM = height === undefined ? Number.NaN : height - undulation[column]!;
      heights[row * side + column] = heightM;
      if (Number.isNaN(heightM)) continue;
      sum += heightM;
      known += 1;
    }
  }
  if (known === 0) return undefined;
  const mean = sum / known;
  return heights.map((heightM) => (Number.isNaN(heightM) ? mean : heightM));
}

/** Heights as colours: red * 256 + green + blue / 256 - 32768 metres ("terrarium"). */
export function terrarium(heightsM: Float32Array): Uint8Array {
  const rgb = new Uint8Array(heightsM.length * 3);
  heightsM.forEach((heightM, at) => {
    const value = Math.max(0, Math.min(0xffffff, Math.round((heightM + 32768) * 256)));
    rgb[3 * at] = value >> 16;
    rgb[3 * at + 1] = (value >> 8) & 0xff;
    rgb[3 * at + 2] = value & 0xff;
  });
  return rgb;
}

/** Tiles of one terrain; those last asked for are kept. */
export class TerrainTiles {
  readonly #terrain: Terrain;
  readonly #kept = new Map<string, Buffer | undefined>();

  constructor(terrain: Terrain) {
    this.#terrain = terrain;
  }

  /** A PNG; `undefined` where no height is known. */
  tile(z: number, x: number, y: number): Buffer | undefined {
    const name = `${z}/${x}/${y}`;
    let tile = this.#kept.get(name);
    if (!this.#kept.has(name)) {
      const heights = tileHeightsM(this.#terrain, z, x, y);
      tile = heights === undefined ? undefined : encodePng(side, side, terrarium(heights));
    }
    this.#kept.delete(name);
    this.#kept.set(name, tile);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > mostTiles && oldest.done !== true) this.#kept.delete(oldest.value);
    return tile;
  }
}
