import { TICK_MODULUS, TICKS_PER_SECOND } from '../../../../src/formats/mpegts/stream-types.ts';

/** One picture of a video stream as the player knows it. */
export interface Picture {
  /** Presentation time in the flight, seconds. */
  readonly ptsS: number;
  /** Where the media element shows it, seconds from the first decoding time of its stream. */
  readonly mediaS: number;
}

/** Ticks of a millisecond: the player's remuxer counts in whole milliseconds, rounded down. */
const TICKS_PER_MS = 90;

/** The least turn from one stamp to another, ticks modulo 2^33. */
function turn(from: number, to: number): number {
  const ahead = (to - from + TICK_MODULUS) % TICK_MODULUS;
  return ahead > TICK_MODULUS / 2 ? ahead - TICK_MODULUS : ahead;
}

/**
 * The pictures of one stream that began at a keyframe, in order of presentation. mpegts.js sets the media time 0 to the decoding time
 * of the first picture and rounds both stamps down to a millisecond; here that is undone exactly, so that the picture the browser says
 * it shows is known by the very presentation time it was sent with.
 */
export class PictureIndex {
  /** Presentation time in the flight of the stream's first picture, seconds. */
  readonly #startS: number;
  #first: { readonly pts: number; readonly dts: number } | undefined;
  readonly #pictures: Picture[] = [];

  constructor(startS: number) {
    this.#startS = startS;
  }

  get size(): number {
    return this.#pictures.length;
  }

  get firstPtsS(): number | undefined {
    return this.#pictures[0]?.ptsS;
  }

  get lastPtsS(): number | undefined {
    return this.#pictures.at(-1)?.ptsS;
  }

  /** Takes the stamps of the next picture of the stream, 90 kHz ticks modulo 2^33, in order of decoding. */
  add(pts: number, dts: number): void {
    this.#first ??= { pts, dts };
    const ticks = turn(this.#first.pts, pts);
    const base = this.#first.dts;
    const unwrapped = base + turn(base, pts);
    const mediaMs = Math.floor(unwrapped / TICKS_PER_MS) - Math.floor(base / TICKS_PER_MS);
    const picture = { ptsS: this.#startS + ticks / TICKS_PER_SECOND, mediaS: mediaMs / 1000 };
    let at = this.#pictures.length;
    while (at > 0 && this.#pictures[at - 1]!.ptsS > picture.ptsS) at--;
    if (this.#pictures[at - 1]?.ptsS !== picture.ptsS) this.#pictures.splice(at, 0, picture);
  }

  /** The picture the media element shows when it says `mediaS`. */
  atMedia(mediaS: number): Picture | undefined {
    // What is shown is the last picture that has begun; half a millisecond for the browser's own rounding.
    return this.#pictures[this.#lastAt((picture) => picture.mediaS <= mediaS + 0.0005)];
  }

  /** The picture on the screen at a presentation time: the last that has begun, or the first. */
  atPts(ptsS: number): Picture | undefined {
    return this.#pictures[
      Math.max(
        0,
        this.#lastAt((picture) => picture.ptsS <= ptsS + 1e-6),
      )
    ];
  }

  /** The picture `count` before (negative) or after the one at `ptsS`; undefined where the stream does not (yet) have it. */
  step(ptsS: number, count: number): Picture | undefined {
    return this.#pictures[
      Math.max(
        0,
        this.#lastAt((picture) => picture.ptsS <= ptsS + 1e-6),
      ) + count
    ];
  }

  /** Duration of the picture, seconds; that of the one before for the last. */
  durationS(picture: Picture): number {
    const at = this.#lastAt((other) => other.ptsS <= picture.ptsS);
    const next = this.#pictures[at + 1];
    const before = this.#pictures[at - 1];
    if (next !== undefined) return next.mediaS - picture.mediaS;
    return before === undefined ? 0.04 : picture.mediaS - before.mediaS;
  }

  /** Forgets pictures that ended before a media time. */
  forgetBefore(mediaS: number): void {
    const keep = this.#lastAt((picture) => picture.mediaS <= mediaS);
    if (keep > 256) this.#pictures.splice(0, keep);
  }

  #lastAt(holds: (picture: Picture) => boolean): number {
    let low = 0;
    let high = this.#pictures.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.#pictures[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
