import { wrapLongitudeDeg } from './ellipsoid.ts';
import {
  bareMember,
  cellArea,
  checkShape,
  degreeKey,
  eastOf,
  heightsAboveEllipsoid,
  type Member,
  outline,
  overlaps,
  placeOf,
  type Rim,
  reaches,
  rimOf,
  sameDeg,
  sameFineness,
  snap,
  type TileSource,
} from './terrain-member.ts';
import { heightAt, type TerrainTile, terrainTile } from './terrain-tile.ts';

/** Heights of one grid as read, above the ellipsoid, laid out with room for the skirt. */
interface Body {
  readonly posts: Float32Array;
  joined: TerrainTile | undefined;
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
