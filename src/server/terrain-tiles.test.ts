import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { haeToMslM } from '../geo/geoid.ts';
import { flatTerrain, terrainFromFunction } from '../geo/terrain.ts';
import { encodePng } from './png.ts';
import { TerrainTiles, terrarium, tileHeightsM } from './terrain-tiles.ts';

const area = { southDeg: 30, northDeg: 31, westDeg: -112, eastDeg: -111 };
const slope = terrainFromFunction((latitude, longitude) => 1000 + 500 * (latitude - 30) + 200 * (longitude + 112), {
  area,
  postSpacingDeg: 0.01,
});

/** Pixels of a PNG of 8-bit colours whose rows have filter 1. */
function pixelsOf(png: Buffer, width: number): Uint8Array {
  const length = png.readUInt32BE(33);
  const raw = inflateSync(png.subarray(41, 41 + length));
  const rowBytes = 3 * width;
  const out = new Uint8Array((raw.length / (rowBytes + 1)) * rowBytes);
  for (let row = 0; row * (rowBytes + 1) < raw.length; row++) {
    expect(raw[row * (rowBytes + 1)]).toBe(1);
    for (let i = 0; i < rowBytes; i++) {
      const left = i < 3 ? 0 : out[row * rowBytes + i - 3]!;
      out[row * rowBytes + i] = raw[row * (rowBytes + 1) + 1 + i]! + left;
    }
  }
  return out;
}

describe('pictures', () => {
  it('come back from PNG', () => {
    const rgb = Uint8Array.from({ length: 5 * 4 * 3 }, (_, i) => (i * 37) & 0xff);
    const png = encodePng(5, 4, rgb);
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(pixelsOf(png, 5)).toEqual(rgb);
  });
});

describe('tiles of terrain', () => {
  it('have the height of the ground above the sea in each pixel', () => {
    const [z, x, y] = [10, 195, 420];
    const tile = new TerrainTiles(slope).tile(z, x, y);
    if (tile === undefined) throw new Error('no tile');
    const pixels = pixelsOf(tile, 256);
    for (const [column, row] of [
      [10, 20],
      [200, 100],
      [255, 255],
    ] as const) {
      const longitude = ((x + (column + 0.5) / 256) / 2 ** z) * 360 - 180;
      const latitude = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + (row + 0.5) / 256)) / 2 ** z))) * 180) / Math.PI;
      const at = 3 * (row * 256 + column);
      const heightM = pixels[at]! * 256 + pixels[at + 1]! + pixels[at + 2]! / 256 - 32768;
      const groundM = slope.heightM(latitude, longitude);
      if (groundM === undefined) throw new Error(`no ground at ${latitude}, ${longitude}`);
      expect(Math.abs(heightM - haeToMslM(latitude, longitude, groundM))).toBeLessThan(0.01);
    }
  });

  it('are absent where nothing is known, and fill gaps with the mean', () => {
    expect(new TerrainTiles(flatTerrain(10)).tile(5, 1, 1)).toBeUndefined();
    expect(new TerrainTiles(slope).tile(10, 0, 0)).toBeUndefined();
    const heights = tileHeightsM(slope, 5, 6, 13);
    expect(heights?.every((heightM) => heightM > 900 && heightM < 1900)).toBe(true);
  });

  it('code depths and heights', () => {
    expect([...terrarium(Float32Array.of(0, -1, 4000.5))]).toEqual([128, 0, 0, 127, 255, 0, 143, 160, 128]);
  });
});
