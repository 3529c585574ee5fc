import type { ElevationGrid } from '../model/elevation.ts';
import { AtalayaError } from '../model/errors.ts';
import { undulationsAlongM } from './geoid.ts';

/** Outline of a grid: known before its heights are read. */
export type GridShape = Omit<ElevationGrid, 'heightsM' | 'heightReference' | 'name'>;

/** A tile that is read when it is first needed, and perhaps again after it was let go to save memory. */
export interface TileSource {
  readonly name: string;
  readonly shape: GridShape;
  readonly load: () => ElevationGrid;
}

/** Two places count as one within this many degrees (0.1 mm). */
export const sameDeg = 1e-9;

/** A tile source with what the mosaic works out of its outline. */
export interface Member extends TileSource {
  readonly index: number;
  readonly stepLatitudeDeg: number;
  readonly stepLongitudeDeg: number;
  /** Posts borrowed from the neighbours to bridge a gap of one post, per side (0 or 1). */
  readonly skirt: { readonly north: number; readonly south: number; readonly west: number; readonly east: number };
}

/** The four outermost lines of posts as read, kept while the body may come and go. */
export interface Rim {
  readonly north: Float32Array;
  readonly south: Float32Array;
  readonly west: Float32Array;
  readonly east: Float32Array;
}

/** A source checked, without its skirt. @throws AtalayaError value-out-of-range for a grid that is none. */
export function bareMember(source: TileSource, index: number): Member {
  const { rows, columns, northDeg, southDeg, westDeg, eastDeg } = source.shape;
  const sound =
    rows >= 2 && columns >= 2 && northDeg > southDeg && eastDeg > westDeg && northDeg <= 91 && southDeg >= -91;
  if (!sound || eastDeg - westDeg > 361) {
    throw new AtalayaError(
      'value-out-of-range',
      `A grid of ${rows} x ${columns} posts from ${southDeg} to ${northDeg} N, ${westDeg} to ${eastDeg} E is none`,
      source.name,
      'Give at least 2 x 2 posts and bounds on the earth.',
    );
  }
  return {
    ...source,
    index,
    stepLatitudeDeg: (northDeg - southDeg) / (rows - 1),
    stepLongitudeDeg: (eastDeg - westDeg) / (columns - 1),
    skirt: { north: 0, south: 0, west: 0, east: 0 },
  };
}

/** @throws AtalayaError format-damaged where a tile is not as its source announced. */
export function checkShape(member: Member, grid: ElevationGrid): void {
  const { rows, columns } = member.shape;
  if (grid.rows === rows && grid.columns === columns && grid.heightsM.length === rows * columns) return;
  throw new AtalayaError(
    'format-damaged',
    `The tile holds ${grid.heightsM.length} heights where ${rows} x ${columns} were announced`,
    member.name,
    'Fetch the tile again.',
  );
}

/** The heights laid out with the skirt (as voids yet), brought to the ellipsoid post by post. */
export function heightsAboveEllipsoid(member: Member, grid: ElevationGrid): Float32Array {
  const { rows, columns, northDeg, westDeg } = member.shape;
  const { north, south, west, east } = member.skirt;
  const width = columns + west + east;
  const posts = new Float32Array((rows + north + south) * width).fill(Number.NaN);
  for (let row = 0; row < rows; row++) {
    const latitude = northDeg - row * member.stepLatitudeDeg;
    const start = (row + north) * width + west;
    const line = grid.heightsM.subarray(row * columns, (row + 1) * columns);
    if (grid.heightReference === 'ellipsoid') {
      posts.set(line, start);
      continue;
    }
    const undulations = undulationsAlongM(latitude, westDeg, member.stepLongitudeDeg, columns);
    for (let column = 0; column < columns; column++) posts[start + column] = line[column]! + undulations[column]!;
  }
  return posts;
}

/** The outermost lines of posts out of a member's heights. */
export function rimOf(member: Member, posts: Float32Array): Rim {
  const { rows, columns } = member.shape;
  const width = columns + member.skirt.west + member.skirt.east;
  const at = (row: number, column: number) =>
    posts[(row + member.skirt.north) * width + column + member.skirt.west] ?? Number.NaN;
  return {
    north: Float32Array.from({ length: columns }, (_, c) => at(0, c)),
    south: Float32Array.from({ length: columns }, (_, c) => at(rows - 1, c)),
    west: Float32Array.from({ length: rows }, (_, r) => at(r, 0)),
    east: Float32Array.from({ length: rows }, (_, r) => at(r, columns - 1)),
  };
}

/** Outline of a member's posts, with `skirts` (0 or 1) of its skirt. */
export function outline(m: Member, skirts: 0 | 1) {
  return {
    northDeg: m.shape.northDeg + skirts * m.skirt.north * m.stepLatitudeDeg,
    southDeg: m.shape.southDeg - skirts * m.skirt.south * m.stepLatitudeDeg,
    westDeg: m.shape.westDeg - skirts * m.skirt.west * m.stepLongitudeDeg,
    eastDeg: m.shape.eastDeg + skirts * m.skirt.east * m.stepLongitudeDeg,
  };
}

/** Where a post lies; rows and columns of the skirt count below zero and past the last. */
export function placeOf(m: Member, row: number, column: number) {
  const { northDeg, southDeg, westDeg, eastDeg, rows, columns } = m.shape;
  // The last post is placed by the bound itself, so that tiles that share an edge agree on it to the bit.
  return {
    latitudeDeg: row === rows - 1 ? southDeg : northDeg - row * m.stepLatitudeDeg,
    longitudeDeg: column === columns - 1 ? eastDeg : westDeg + column * m.stepLongitudeDeg,
  };
}

/** Degrees a longitude lies east of a member's western posts: in [-tiny, 360). */
export function eastOf(m: Member, longitudeDeg: number, skirtDeg = 0): number {
  const east = longitudeDeg - m.shape.westDeg + skirtDeg;
  const turned = east - 360 * Math.floor((east + sameDeg) / 360);
  return turned - skirtDeg;
}

/** Whether a place lies on a member, its skirt included or not. */
export function reaches(m: Member, latitudeDeg: number, longitudeDeg: number, skirts: 0 | 1): boolean {
  const { northDeg, southDeg, westDeg, eastDeg } = outline(m, skirts);
  if (latitudeDeg > northDeg + sameDeg || latitudeDeg < southDeg - sameDeg) return false;
  const skirtDeg = m.shape.westDeg - westDeg;
  return eastOf(m, longitudeDeg, skirtDeg) + skirtDeg <= eastDeg - westDeg + sameDeg;
}

/** Whether a member, with its skirt, touches a box. */
export function overlaps(m: Member, southDeg: number, northDeg: number, westDeg: number, eastDeg: number): boolean {
  const at = outline(m, 1);
  if (southDeg > at.northDeg + sameDeg || northDeg < at.southDeg - sameDeg) return false;
  const turns = Math.floor((eastDeg - at.westDeg + sameDeg) / 360);
  return westDeg <= at.eastDeg + 360 * turns + sameDeg;
}

/** A grid coordinate held within its grid, and on a post where it is one but for rounding. */
export function snap(at: number, last: number): number {
  const near = Math.round(at);
  const snapped = Math.abs(at - near) < 1e-6 ? near : at;
  return Math.max(0, Math.min(last, snapped));
}

/** Fineness of a member: area of a cell in square degrees. */
export function cellArea(m: Member): number {
  return m.stepLatitudeDeg * m.stepLongitudeDeg;
}

/** Whether two cell areas are of equally fine grids. */
export function sameFineness(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(a, b);
}

/** Key of a whole degree, for the index. */
export function degreeKey(latitude: number, longitude: number): number {
  return (latitude + 100) * 1000 + longitude + 200;
}
