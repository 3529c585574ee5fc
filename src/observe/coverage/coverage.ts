import type { LatLon } from '../../geo/ellipsoid.ts';
import type { Coverage, CoverageBand, CoverageCell } from '../../model/flight.ts';
import { type EqualAreaPlane, equalAreaPlane } from './equal-area.ts';
import { Lattice, sampleOffset, tileSide } from './lattice.ts';
import { boundingCells, type PlaneLook, paint, signedAreaM2 } from './raster.ts';
import { type NodeRing, tracePatches } from './trace.ts';

/** One look at the ground, as the coverage takes it. */
export interface GroundLook {
  /** At least three vertices, not closed, in order around the patch; edges are straight on the ground. */
  readonly ring: readonly LatLon[];
  /** Time of the look, or the first and last of several alike, microseconds; `undefined` where not known. */
  readonly firstUs: number | undefined;
  readonly lastUs: number | undefined;
  /**
   * Sample distance at the middle of the patch, geometric mean of along and across, for an image of ONE pixel (that is
   * the width and height of the patch): the number of pixels may be learned later and scales them all alike.
   */
  readonly onePixelGsdM: number | undefined;
  /** Sensor above the patch, to let the sample distance grow with range over it. */
  readonly eye?: { readonly place: LatLon; readonly heightAboveGroundM: number; readonly center: LatLon };
  readonly lookAzimuthDeg: number | undefined;
}

export interface CoverageOptions {
  /** Tiles of 32 x 32 cells that may be held; beyond it the cells are made coarser. Default 1024 (26 MB). */
  readonly maxTiles?: number;
  /** Looks gathered before the size of the cells is chosen from them. Default 1024. */
  readonly trial?: number;
  /**
   * Cells along the width of a narrow footprint (the tenth percentile of the trial looks). Default 32, and up to 64 for a
   * flight of few looks, where there is room for it.
   */
  readonly cellsAcross?: number;
  /** Cells painted in all before the cells are made coarser, to bound the time. Default 1.5e9. */
  readonly maxPainted?: number;
}

/** Upper ends of the bands of sample distance, metres per pixel: a 1-2-5 series. */
export const bandEdgesM: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

/** Cells that a flight of few looks may paint in all before it needs coarser ones. */
const fewLooksPainted = 4e6;

/** Bit of the octant (bit 0 = north) that a heading falls in. */
export function octantBit(headingDeg: number): number {
  const octant = Math.round((((headingDeg % 360) + 360) % 360) / 45) % 8;
  return 1 << octant;
}

/**
 * The union of all looks, gathered with bounded memory. The plane is Lambert's equal-area one about the first vertex
 * seen; what a cell counts is decided at its sample point, and the area is the number of covered cells times their own.
 * Gaps between looks are left as they are: ground between two footprints was not seen, however close in time.
 */
export class CoverageGrid {
  readonly #options: Required<Omit<CoverageOptions, 'cellsAcross'>>;
  readonly #cellsAcross: number | undefined;
  #plane: EqualAreaPlane | undefined;
  #lattice: Lattice | undefined;
  #trial: PlaneLook[] = [];
  #painted = 0;
  #paintLimit: number;
  #unsampled = 0;

  constructor(options: CoverageOptions = {}) {
    this.#options = { maxTiles: 1024, trial: 1024, maxPainted: 1.5e9, ...options };
    this.#cellsAcross = options.cellsAcross;
    this.#paintLimit = this.#options.maxPainted;
  }

  /** Looks so narrow that no sample point lay in them. */
  get unsampledLooks(): number {
    return this.#unsampled;
  }

  get cellSizeM(): number {
    return this.#settled().cellSizeM;
  }

  add(look: GroundLook): void {
    const first = look.ring[0];
    if (first === undefined || look.ring.length < 3) return;
    this.#plane ??= equalAreaPlane(first);
    const flat = toPlaneLook(this.#plane, look);
    if (!flat.ring.every(Number.isFinite)) return;
    if (this.#lattice === undefined) {
      this.#trial.push(flat);
      if (this.#trial.length >= this.#options.trial) this.#settled();
    } else this.#paint(this.#lattice, flat);
  }

  /** What is known of the ground at a place, or `undefined` where it was not seen. `pixels` is width times height. */
  cellAt(place: LatLon, pixels: number): CoverageCell | undefined {
    const lattice = this.#settled();
    if (this.#plane === undefined) return undefined;
    const plane = this.#plane;
    const { xM, yM } = plane.toPlane(place);
    const found = lattice.cellAt(xM, yM);
    if (found === undefined || found.tile.looks[found.index] === 0) return undefined;
    const { tile, index } = found;
    const x = tile.column * tileSide + (index % tileSide);
    const y = tile.row * tileSide + Math.floor(index / tileSide);
    const ring = [x, y, x + 1, y, x + 1, y + 1, x, y + 1];
    return {
      ring: toDegrees(plane, lattice, Int32Array.from(ring), undefined),
      bestGsdM: tile.gsd[index]! / Math.sqrt(pixels),
      firstSeenUs: tile.firstUs[index]!,
      lastSeenUs: tile.lastUs[index]!,
      looks: tile.looks[index]!,
      lookDirections: tile.directions[index]!,
    };
  }

  /** Area covered so far, km^2. */
  areaKm2(): number {
    const lattice = this.#settled();
    let covered = 0;
    for (const tile of lattice.tiles()) for (const looks of tile.looks) covered += looks > 0 ? 1 : 0;
    return (covered * lattice.cellSizeM ** 2) / 1e6;
  }

  /** The covered ground as polygons per band of sample distance, for images of so many pixels (width times height). */
  finish(pixels: number): Coverage {
    const lattice = this.#settled();
    const plane = this.#plane;
    if (plane === undefined) return { areaKm2: 0, cellSizeM: lattice.cellSizeM, bands: [] };
    lattice.trim();
    const perPixel = 1 / Math.sqrt(pixels);
    const cutAt180 = crossesAntimeridian(plane, lattice);
    const patches = tracePatches(lattice, (tile, index) => {
      const band = bandOf(tile.gsd[index]! * perPixel);
      return cutAt180 && isWest(plane, lattice, tile.column, tile.row, index) ? band + bandEdgesM.length + 3 : band + 1;
    });
    const cellKm2 = lattice.cellSizeM ** 2 / 1e6;
    const bands: CoverageBand[] = [];
    for (let band = 0; band <= bandEdgesM.length + 1; band++) {
      let cellCount = 0;
      const polygons: (readonly (readonly [number, number])[])[][] = [];
      for (const patch of patches) {
        const west = patch.region > bandEdgesM.length + 2;
        if (patch.region !== (west ? band + bandEdgesM.length + 3 : band + 1)) continue;
        const rings = [patch.outer, ...patch.holes];
        const side = cutAt180 ? (west ? 'west' : 'east') : undefined;
        polygons.push(rings.map((ring) => toDegrees(plane, lattice, ring, side)));
        for (const ring of rings) cellCount += signedAreaM2(Float64Array.from(ring));
      }
      if (polygons.length > 0) bands.push({ ...bandRange(band), areaKm2: cellCount * cellKm2, polygons });
    }
    const areaKm2 = bands.reduce((sum, band) => sum + band.areaKm2, 0);
    return { areaKm2, cellSizeM: lattice.cellSizeM, bands };
  }

  #settled(): Lattice {
    if (this.#lattice !== undefined) return this.#lattice;
    const roomy = Math.max(32, Math.min(64, Math.sqrt(fewLooksPainted / Math.max(1, this.#trial.length))));
    const lattice = new Lattice(trialLevel(this.#trial, this.#cellsAcross ?? roomy));
    if (this.#trial.length === 0) return lattice;
    this.#lattice = lattice;
    const looks = this.#trial;
    this.#trial = [];
    for (const look of looks) this.#paint(lattice, look);
    return lattice;
  }

  #paint(lattice: Lattice, look: PlaneLook): void {
    // A patch far wider than the budget is not begun at a size that it would have to leave half-way.
    const most = this.#options.maxTiles * tileSide * tileSide * 2;
    while (boundingCells(look.ring, lattice.cellSizeM) > most && lattice.coarsen());
    const painted = paint(lattice, look);
    this.#painted += painted;
    if (painted === 0) this.#unsampled += 1;
    while (lattice.tileCount > this.#options.maxTiles && lattice.coarsen());
    if (this.#painted > this.#paintLimit && lattice.coarsen()) this.#paintLimit += this.#options.maxPainted / 2;
  }
}

/** Level at which the narrow ones among the looks are so many cells wide. */
function trialLevel(looks: readonly PlaneLook[], cellsAcross: number): number {
  const widths = looks
    .map((look) => Math.sqrt(Math.abs(signedAreaM2(look.ring))))
    .filter((width) => width > 0)
    .sort((a, b) => a - b);
  const narrow = widths[Math.floor(widths.length / 10)];
  return narrow === undefined ? 0 : Math.floor(Math.log2(narrow / cellsAcross));
}

function toPlaneLook(plane: EqualAreaPlane, look: GroundLook): PlaneLook {
  const ring = new Float64Array(look.ring.length * 2);
  look.ring.forEach((place, v) => {
    const { xM, yM } = plane.toPlane(place);
    ring[2 * v] = xM;
    ring[2 * v + 1] = yM;
  });
  const flat = {
    ring,
    firstUs: look.firstUs ?? Number.NaN,
    lastUs: look.lastUs ?? Number.NaN,
    directionBit: look.lookAzimuthDeg === undefined ? 0 : octantBit(look.lookAzimuthDeg + 180),
    gsd: look.onePixelGsdM ?? Number.POSITIVE_INFINITY,
  };
  if (look.eye === undefined || !(look.eye.heightAboveGroundM > 0)) return flat;
  const eye = plane.toPlane(look.eye.place);
  const center = plane.toPlane(look.eye.center);
  const heightM = look.eye.heightAboveGroundM;
  const centerRangeM = Math.hypot(center.xM - eye.xM, center.yM - eye.yM, heightM);
  return { ...flat, eye: { xM: eye.xM, yM: eye.yM, heightM, centerRangeM } };
}

/** Number of the band: 0 up to the first edge, the number of edges beyond the last, one more where it is not known. */
function bandOf(gsdM: number): number {
  if (gsdM === Number.POSITIVE_INFINITY) return bandEdgesM.length + 1;
  const found = bandEdgesM.findIndex((edge) => gsdM <= edge);
  return found === -1 ? bandEdgesM.length : found;
}

function bandRange(band: number): { readonly minGsdM: number; readonly maxGsdM: number } {
  if (band === bandEdgesM.length + 1) return { minGsdM: 0, maxGsdM: Number.POSITIVE_INFINITY };
  return { minGsdM: bandEdgesM[band - 1] ?? 0, maxGsdM: bandEdgesM[band] ?? Number.POSITIVE_INFINITY };
}

/** The corner of the square about a cell's sample point. */
function nodeDegrees(plane: EqualAreaPlane, lattice: Lattice, x: number, y: number): LatLon {
  const shift = sampleOffset(lattice.level) - 0.5;
  return plane.toLatLon((x + shift) * lattice.cellSizeM, (y + shift) * lattice.cellSizeM);
}

function isWest(plane: EqualAreaPlane, lattice: Lattice, column: number, row: number, index: number): boolean {
  const x = column * tileSide + (index % tileSide) + 0.5;
  const y = row * tileSide + Math.floor(index / tileSide) + 0.5;
  return nodeDegrees(plane, lattice, x, y).longitudeDeg < 0;
}

function crossesAntimeridian(plane: EqualAreaPlane, lattice: Lattice): boolean {
  let east = false;
  let west = false;
  for (const tile of lattice.tiles()) {
    for (const corner of [0, tileSide]) {
      for (const other of [0, tileSide]) {
        const x = tile.column * tileSide + corner;
        const { longitudeDeg } = nodeDegrees(plane, lattice, x, tile.row * tileSide + other);
        if (longitudeDeg > 90) east = true;
        if (longitudeDeg < -90) west = true;
      }
    }
  }
  return east && west;
}

/** True where the cells that meet at a node lie on both sides of the antimeridian. */
function isOnCut(plane: EqualAreaPlane, lattice: Lattice, x: number, y: number): boolean {
  let west = 0;
  for (const dx of [-0.5, 0.5]) {
    for (const dy of [-0.5, 0.5]) west += nodeDegrees(plane, lattice, x + dx, y + dy).longitudeDeg < 0 ? 1 : 0;
  }
  return west > 0 && west < 4;
}

/**
 * A ring as closed [longitude, latitude] pairs. Where the coverage crosses the antimeridian it has been parted into the
 * cells east and west of it, and the nodes between them are drawn onto it (RFC 7946, 3.1.9).
 */
function toDegrees(
  plane: EqualAreaPlane,
  lattice: Lattice,
  ring: NodeRing,
  side: 'east' | 'west' | undefined,
): readonly (readonly [number, number])[] {
  const out: (readonly [number, number])[] = [];
  for (let v = 0; v < ring.length; v += 2) {
    const { latitudeDeg, longitudeDeg } = nodeDegrees(plane, lattice, ring[v]!, ring[v + 1]!);
    const drawn = side !== undefined && Math.abs(longitudeDeg) > 90 && isOnCut(plane, lattice, ring[v]!, ring[v + 1]!);
    out.push([drawn ? (side === 'west' ? -180 : 180) : longitudeDeg, latitudeDeg]);
  }
  const first = out[0];
  if (first !== undefined) out.push(first);
  return out;
}
