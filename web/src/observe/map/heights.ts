import { flightPath } from '../../state/api.ts';
import type { Place } from './geometry.ts';
import { terrariumM, tileAt } from './terrarium.ts';

const ZOOM = 12;
const MOST_TILES = 12;

/** Heights of the ground under the pointer, read from the tiles that shade the map. */
export class Heights {
  readonly #flightId: string;
  readonly #tiles = new Map<string, Promise<ImageData | null>>();

  constructor(flightId: string) {
    this.#flightId = flightId;
  }

  /** Height above mean sea level, metres; null where none is known. */
  async at([longitudeDeg, latitudeDeg]: Place): Promise<number | null> {
    const { x, y, u, v } = tileAt(longitudeDeg, latitudeDeg, ZOOM);
    const tile = await this.#tile(`${ZOOM}/${x}/${y}`);
    if (tile === null) return null;
    const column = Math.min(tile.width - 1, Math.floor(u * tile.width));
    const row = Math.min(tile.height - 1, Math.floor(v * tile.height));
    const [red = 0, green = 0, blue = 0] = tile.data.subarray(4 * (row * tile.width + column));
    return terrariumM(red, green, blue);
  }

  #tile(key: string): Promise<ImageData | null> {
    const known = this.#tiles.get(key);
    if (known !== undefined) return known;
    const read = this.#read(key).catch(() => null);
    this.#tiles.set(key, read);
    const [oldest] = this.#tiles.keys();
    if (this.#tiles.size > MOST_TILES && oldest !== undefined) this.#tiles.delete(oldest);
    return read;
  }

  async #read(key: string): Promise<ImageData | null> {
    const response = await fetch(flightPath(this.#flightId, `/terrain/${key}.png`));
    if (response.status !== 200) return null;
    // Colours must come as they are coded: no colour management, no premultiplied alpha.
    const image = await createImageBitmap(await response.blob(), {
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
    });
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    if (pen === null) return null;
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  }
}
