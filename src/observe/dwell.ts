import type { CoverageGrid, GroundLook } from './coverage/coverage.ts';

/** Corners that moved less than this share of the patch's width show the same ground. */
const sameShare = 0.0025;
const metresPerDegree = 111_320;
/** A look is passed on at the latest after this long, so that what is seen again is told apart from what is still seen. */
const longestUs = 5_000_000;

/**
 * Joins looks that follow each other and show the same ground into one that lasts: a camera that stares at thirty frames
 * a second would otherwise paint the same cells over and over. The edge of the coverage moves by at most a quarter of a percent
 * of a footprint's width.
 */
export class Dwell {
  readonly #grid: CoverageGrid;
  #held: GroundLook | undefined;
  #widthM = 0;
  #direction: number | undefined;

  constructor(grid: CoverageGrid) {
    this.#grid = grid;
  }

  add(look: GroundLook): void {
    const held = this.#held;
    if (held !== undefined && this.#same(held, look)) {
      const { onePixelGsdM: a, eye } = held;
      this.#held = {
        ring: held.ring,
        firstUs: held.firstUs,
        lastUs: look.lastUs,
        onePixelGsdM: Math.min(a ?? Number.POSITIVE_INFINITY, look.onePixelGsdM ?? Number.POSITIVE_INFINITY),
        lookAzimuthDeg: held.lookAzimuthDeg,
        ...(eye === undefined ? {} : { eye }),
      };
      return;
    }
    this.flush();
    this.#held = look;
    this.#widthM = widthOf(look);
    this.#direction = look.lookAzimuthDeg;
  }

  flush(): void {
    if (this.#held !== undefined) this.#grid.add(this.#held);
    this.#held = undefined;
  }

  #same(held: GroundLook, look: GroundLook): boolean {
    if (held.ring.length !== look.ring.length) return false;
    if (held.firstUs === undefined || look.firstUs === undefined || held.lastUs === undefined) return false;
    if (look.firstUs < held.lastUs || look.firstUs - held.firstUs > longestUs) return false;
    const turned = Math.abs(((((look.lookAzimuthDeg ?? 0) - (this.#direction ?? 0)) % 360) + 540) % 360) - 180;
    if (Math.abs(turned) > 5) return false;
    const ratio = (look.onePixelGsdM ?? 1) / (held.onePixelGsdM ?? 1);
    if (!(ratio > 0.99 && ratio < 1.01)) return false;
    const limitDeg = (this.#widthM * sameShare) / metresPerDegree;
    for (let i = 0; i < look.ring.length; i++) {
      const a = held.ring[i]!;
      const b = look.ring[i]!;
      if (Math.abs(a.latitudeDeg - b.latitudeDeg) > limitDeg) return false;
      const narrowing = Math.cos((a.latitudeDeg * Math.PI) / 180);
      if (Math.abs(a.longitudeDeg - b.longitudeDeg) * narrowing > limitDeg) return false;
    }
    return true;
  }
}

/** The shortest side of the patch, metres: good to a percent. */
function widthOf(look: GroundLook): number {
  let shortest = Number.POSITIVE_INFINITY;
  look.ring.forEach((a, i) => {
    const b = look.ring[(i + 1) % look.ring.length] ?? a;
    const north = (b.latitudeDeg - a.latitudeDeg) * metresPerDegree;
    const turn = ((((b.longitudeDeg - a.longitudeDeg) % 360) + 540) % 360) - 180;
    const east = turn * metresPerDegree * Math.cos((a.latitudeDeg * Math.PI) / 180);
    shortest = Math.min(shortest, Math.hypot(north, east));
  });
  return shortest;
}
