import type { ElevationGrid } from '../model/elevation.ts';
import { AtalayaError } from '../model/errors.ts';
import { wrapLongitudeDeg } from './ellipsoid.ts';
import { undulationsAlongM } from './geoid.ts';
import { heightAt, type TerrainTile, terrainTile } from './terrain-tile.ts';

/** Outline of a grid: known before its heights are read. */
export type GridShape = Omit<ElevationGrid, 'heightsM' | 'heightReference' | 'name'>;

/** A tile that is read when it is first needed, and perhaps again after it was let go to save memory. */
export interface TileSource {
  readonly name: string;
  readonly shape: GridShape;
  readonly load: () => ElevationGrid;
}

/** Two places count as one within this many degrees (0.1 mm). */
const sameDeg = 1e-9;

interface Member extends TileSource {
  readonly index: number;
  readonly stepLatitudeDeg: number;
  readonly stepLongitudeDeg: number;
  /** Posts borrowed from the neighbours to bridge a gap of one post, per side (0 or 1). */
  readonly skirt: { readonly north: number; readonly south: number; readonly west: number; readonly east: number };
}

/** Heights of one grid as read, above the ellipsoid, laid out with room for the skirt. */
interface Body {
  readonly posts: Float32Array;
  joined: TerrainTile | undefined;
}

/** The four outermost lines of posts as read, kept while the body may come and go. */
interface Rim {
  readonly north: Float32Array;
  readonly south: Float32Array;
  readonly west: Float32Array;
  readonly east: Float32Array;
}

/**
 * Many grids as one surface.
 *
 * The rule by which tiles are joined:
 * - Where tiles overlap, the finer one is the ground (of equally fine ones, the first given).
 * - A post on the rim of a tile takes the height of the coarsest tile that reaches it (of several equally coarse, their
 *   mean; one that has a void there does not count). So tiles that share an edge share its heights, and a fine tile
 *   meets a coarse one on the straight lines between the coarse one's posts: no crack.
 * - Tiles that leave a gap of one post between them (posts in the middle of pixels) are bridged by a row of posts
 *   borrowed from the neighbour.
 * Where the posts of a fine and a coarse tile do not fall together, a step as small as the coarse tile's own sag
 * between posts can remain; a ray that meets its face stops there.
 */
export class TerrainMosaic {
  readonly #members: readonly Member[];
  /** Members by whole degree, finest first. */
  readonly #byDegree = new Map<number, Member[]>();
  /** In order of use, least recent first. */
  readonly #bodies = new Map<number, Body>();
  readonly #rims = new Map<number, Rim>();
  readonly #memoryBytes: number;
  #heldBytes = 0;

  /** @param memoryBytes bodies are let go, least recently used first, beyond this many bytes (one is always held). */
  constructor(sources: readonly TileSource[], memoryBytes: number) {
    this.#memoryBytes = memoryBytes;
    const bare = sources.map((source, index) => bareMember(source, index));
    for (const member of [...bare].sort((a, b) => cellArea(a) - cellArea(b))) this.#enter(member);
    const members = bare.map((member) => ({ ...member, skirt: this.#skirtOf(member) }));
    this.#byDegree.clear();
    for (const member of [...members].sort((a, b) => cellArea(a) - cellArea(b))) this.#enter(member);
    this.#members = members;
  }

  get size(): number {
    return this.#members.length;
  }

  /** The tile that is the ground at a place, loaded and joined; `undefined` outside all tiles. */
  tileAt(latitudeDeg: number, longitudeDeg: number): TerrainTile | undefined {
    const row = this.#byDegree.get(degreeKey(Math.floor(latitudeDeg), Math.floor(wrapLongitudeDeg(longitudeDeg))));
    if (row === undefined) return undefined;
    for (const member of row) {
      if (reaches(member, latitudeDeg, longitudeDeg, 1)) return this.#tile(member);
    }
    return undefined;
  }

  /** Tiles that touch a box, finest first, loaded and joined. Longitudes may run past 180. */
  tilesIn(southDeg: number, northDeg: number, westDeg: number, eastDeg: number): TerrainTile[] {
    return this.#membersIn(southDeg, northDeg, westDeg, eastDeg).map((member) => this.#tile(member));
  }

  #membersIn(southDeg: number, northDeg: number, westDeg: number, eastDeg: number): Member[] {
    const found = new Set<Member>();
    const lastLongitude = Math.min(Math.floor(eastDeg), Math.floor(westDeg) + 360);
    for (let lat = Math.floor(southDeg); lat <= Math.floor(northDeg); lat++) {
      for (let lon = Math.floor(westDeg); lon <= lastLongitude; lon++) {
        for (const member of this.#byDegree.get(degreeKey(lat, wrapLongitudeDeg(lon))) ?? []) {
          if (overlaps(member, southDeg, northDeg, westDeg, eastDeg)) found.add(member);
        }
      }
    }
    return [...found].sort((a, b) => cellArea(a) - cellArea(b) || a.index - b.index);
  }

  #enter(member: Member): void {
    const { northDeg, southDeg, westDeg, eastDeg } = outline(member, 1);
    const lastLongitude = Math.min(Math.floor(eastDeg + sameDeg), Math.floor(westDeg - sameDeg) + 360);
    for (let lat = Math.floor(southDeg - sameDeg); lat <= Math.floor(northDeg + sameDeg); lat++) {
      for (let lon = Math.floor(westDeg - sameDeg); lon <= lastLongitude; lon++) {
        const key = degreeKey(lat, wrapLongitudeDeg(lon));
        const row = this.#byDegree.get(key);
        if (row === undefined) this.#byDegree.set(key, [member]);
        else if (!row.includes(member)) row.push(member);
      }
    }
  }

  #skirtOf(member: Member): Member['skirt'] {
    const { northDeg, southDeg, westDeg, eastDeg } = member.shape;
    const dLat = member.stepLatitudeDeg;
    const dLon = member.stepLongitudeDeg;
    const others = (south: number, north: number, west: number, east: number) =>
      this.#membersIn(south, north, west, east).filter((other) => other.index !== member.index);
    // A neighbour bridges a side if it is there one step beyond, but not on the rim itself.
    const gap = (beyond: readonly Member[], rim: readonly Member[]) => (beyond.some((m) => !rim.includes(m)) ? 1 : 0);
    const along: [number, number] = [southDeg + sameDeg, northDeg - sameDeg];
    const across: [number, number] = [westDeg + sameDeg, eastDeg - sameDeg];
    return {
      north: gap(others(northDeg + dLat, northDeg + dLat, ...across), others(northDeg, northDeg, ...across)),
      south: gap(others(southDeg - dLat, southDeg - dLat, ...across), others(southDeg, southDeg, ...across)),
      west: gap(others(...along, westDeg - dLon, westDeg - dLon), others(...along, westDeg, westDeg)),
      east: gap(others(...along, eastDeg + dLon, eastDeg + dLon), others(...along, eastDeg, eastDeg)),
    };
  }

  #isTopmost(member: Member): boolean {
    const { northDeg, southDeg, westDeg, eastDeg } = outline(member, 1);
    const inner = 10 * sameDeg;
    return this.#membersIn(southDeg + inner, northDeg - inner, westDeg + inner, eastDeg - inner).every((other) => {
      if (other.index === member.index) return true;
      // Equally fine neighbours may meet in their skirts, where they agree.
      if (!sameFineness(cellArea(other), cellArea(member))) return cellArea(other) > cellArea(member);
      return !this.#overlapAsRead(member, other);
    });
  }

  #overlapAsRead(a: Member, b: Member): boolean {
    const { northDeg, southDeg, westDeg, eastDeg } = outline(a, 0);
    const inner = 10 * sameDeg;
    const bare = { ...b, skirt: { north: 0, south: 0, west: 0, east: 0 } };
    return overlaps(bare, southDeg + inner, northDeg - inner, westDeg + inner, eastDeg - inner);
  }

  #tile(member: Member): TerrainTile {
    const body = this.#body(member);
    if (body.joined === undefined) {
      this.#join(member, body.posts);
      const at = outline(member, 1);
      const rows = member.shape.rows + member.skirt.north + member.skirt.south;
      const columns = member.shape.columns + member.skirt.west + member.skirt.east;
      body.joined = terrainTile({
        name: member.name,
        rows,
        columns,
        ...at,
        topmost: this.#isTopmost(member),
        posts: body.posts,
      });
    }
    return body.joined;
  }

  /** The heights of a member, read if they are not held. */
  #body(member: Member): Body {
    const held = this.#bodies.get(member.index);
    if (held !== undefined) {
      this.#bodies.delete(member.index);
      this.#bodies.set(member.index, held);
      return held;
    }
    const grid = member.load();
    checkShape(member, grid);
    const posts = heightsAboveEllipsoid(member, grid);
    if (!this.#rims.has(member.index)) this.#rims.set(member.index, rimOf(member, posts));
    const body: Body = { posts, joined: undefined };
    this.#bodies.set(member.index, body);
    this.#heldBytes += posts.byteLength;
    for (const [index, old] of this.#bodies) {
      if (this.#heldBytes <= this.#memoryBytes || index === member.index) break;
      this.#bodies.delete(index);
      this.#heldBytes -= old.posts.byteLength;
    }
    return body;
  }

  /** Brings the rim to the heights agreed with the neighbours, and fills the skirt from them. */
  #join(member: Member, posts: Float32Array): void {
    const { rows, columns } = member.shape;
    const { north, south, west, east } = member.skirt;
    const width = columns + west + east;
    for (let row = -north; row < rows + south; row++) {
      const wholeRow = row <= 0 || row >= rows - 1;
      for (let column = -west; column < columns + east; column++) {
        if (!wholeRow && column === 1) column = Math.max(1, columns - 1);
        const { latitudeDeg, longitudeDeg } = placeOf(member, row, column);
        const agreed = this.#agreedM(latitudeDeg, longitudeDeg, member);
        posts[(row + north) * width + column + west] = agreed ?? Number.NaN;
      }
    }
  }

  /** The height on which the tiles that reach a place agree; see the class. */
  #agreedM(latitudeDeg: number, longitudeDeg: number, member: Member): number | undefined {
    const reaching = (
      this.#byDegree.get(degreeKey(Math.floor(latitudeDeg), Math.floor(wrapLongitudeDeg(longitudeDeg)))) ?? []
    ).filter((m) => reaches(m, latitudeDeg, longitudeDeg, 0));
    for (let i = reaching.length - 1; i >= 0; ) {
      const area = cellArea(reaching[i]!);
      const alike = reaching.filter((m) => sameFineness(cellArea(m), area));
      const own = alike.includes(member);
      // Posts are asked as agreed of tiles no finer than the asker: so the question never comes back to it.
      const agreed = !own && (area > cellArea(member) || sameFineness(area, cellArea(member)));
      const heights = alike
        .map((one) => this.#sampleM(one, latitudeDeg, longitudeDeg, agreed))
        .filter((height) => height !== undefined);
      if (heights.length > 0) return heights.reduce((sum, height) => sum + height, 0) / heights.length;
      if (own) return undefined;
      while (i >= 0 && sameFineness(cellArea(reaching[i]!), area)) i--;
    }
    return undefined;
  }

  /** A member's own surface at a place: as read, or with its rim as agreed. */
  #sampleM(member: Member, latitudeDeg: number, longitudeDeg: number, agreed: boolean): number | undefined {
    const { rows, columns, northDeg } = member.shape;
    const u = snap(eastOf(member, longitudeDeg) / member.stepLongitudeDeg, columns - 1);
    const v = snap((northDeg - latitudeDeg) / member.stepLatitudeDeg, rows - 1);
    const column = Math.min(columns - 2, Math.floor(u));
    const row = Math.min(rows - 2, Math.floor(v));
    const corner = new Float32Array(4);
    for (let k = 0; k < 4; k++) {
      const r = row + (k >> 1);
      const c = column + (k & 1);
      const weight = (1 - Math.abs(u - c)) * (1 - Math.abs(v - r));
      corner[k] = weight === 0 ? 0 : this.#postM(member, r, c, agreed);
    }
    return heightAt({ ...nothing, posts: corner }, u - column, v - row);
  }

  #postM(member: Member, row: number, column: number, agreed: boolean): number {
    const { rows, columns } = member.shape;
    const onRim = row === 0 || column === 0 || row === rows - 1 || column === columns - 1;
    if (!onRim) {
      const width = columns + member.skirt.west + member.skirt.east;
      return this.#body(member).posts[(row + member.skirt.north) * width + column + member.skirt.west] ?? Number.NaN;
    }
    if (agreed) {
      const { latitudeDeg, longitudeDeg } = placeOf(member, row, column);
      return this.#agreedM(latitudeDeg, longitudeDeg, member) ?? Number.NaN;
    }
    if (!this.#rims.has(member.index)) this.#body(member);
    const rim = this.#rims.get(member.index);
    if (row === 0) return rim?.north[column] ?? Number.NaN;
    if (row === rows - 1) return rim?.south[column] ?? Number.NaN;
    return (column === 0 ? rim?.west[row] : rim?.east[row]) ?? Number.NaN;
  }
}

/** A single cell, so that a sample is taken by the one bilinear formula. */
const nothing: TerrainTile = {
  ...terrainTile({
    name: 'cell',
    rows: 2,
    columns: 2,
    northDeg: 1,
    southDeg: 0,
    westDeg: 0,
    eastDeg: 1,
    topmost: true,
    posts: new Float32Array(4),
  }),
};

function bareMember(source: TileSource, index: number): Member {
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

function checkShape(member: Member, grid: ElevationGrid): void {
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
function heightsAboveEllipsoid(member: Member, grid: ElevationGrid): Float32Array {
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

function rimOf(member: Member, posts: Float32Array): Rim {
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
function outline(m: Member, skirts: 0 | 1) {
  return {
    northDeg: m.shape.northDeg + skirts * m.skirt.north * m.stepLatitudeDeg,
    southDeg: m.shape.southDeg - skirts * m.skirt.south * m.stepLatitudeDeg,
    westDeg: m.shape.westDeg - skirts * m.skirt.west * m.stepLongitudeDeg,
    eastDeg: m.shape.eastDeg + skirts * m.skirt.east * m.stepLongitudeDeg,
  };
}

function placeOf(m: Member, row: number, column: number) {
  const { northDeg, southDeg, westDeg, eastDeg, rows, columns } = m.shape;
  // The last post is placed by the bound itself, so that tiles that share an edge agree on it to the bit.
  return {
    latitudeDeg: row === rows - 1 ? southDeg : northDeg - row * m.stepLatitudeDeg,
    longitudeDeg: column === columns - 1 ? eastDeg : westDeg + column * m.stepLongitudeDeg,
  };
}

/** Degrees a longitude lies east of a member's western posts: in [-tiny, 360). */
function eastOf(m: Member, longitudeDeg: number, skirtDeg = 0): number {
  const east = longitudeDeg - m.shape.westDeg + skirtDeg;
  const turned = east - 360 * Math.floor((east + sameDeg) / 360);
  return turned - skirtDeg;
}

function reaches(m: Member, latitudeDeg: number, longitudeDeg: number, skirts: 0 | 1): boolean {
  const { northDeg, southDeg, westDeg, eastDeg } = outline(m, skirts);
  if (latitudeDeg > northDeg + sameDeg || latitudeDeg < southDeg - sameDeg) return false;
  const skirtDeg = m.shape.westDeg - westDeg;
  return eastOf(m, longitudeDeg, skirtDeg) + skirtDeg <= eastDeg - westDeg + sameDeg;
}

function overlaps(m: Member, southDeg: number, northDeg: number, westDeg: number, eastDeg: number): boolean {
  const at = outline(m, 1);
  if (southDeg > at.northDeg + sameDeg || northDeg < at.southDeg - sameDeg) return false;
  const turns = Math.floor((eastDeg - at.westDeg + sameDeg) / 360);
  return westDeg <= at.eastDeg + 360 * turns + sameDeg;
}

function snap(at: number, last: number): number {
  const near = Math.round(at);
  const snapped = Math.abs(at - near) < 1e-6 ? near : at;
  return Math.max(0, Math.min(last, snapped));
}

function cellArea(m: Member): number {
  return m.stepLatitudeDeg * m.stepLongitudeDeg;
}

function sameFineness(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(a, b);
}

function degreeKey(latitude: number, longitude: number): number {
  return (latitude + 100) * 1000 + longitude + 200;
}
