import { AtalayaError } from '../../model/errors.ts';

/** [x, y] or [x, y, z]: longitude, latitude (degrees) and height (metres) in this project. */
export type Position = readonly [number, number, number?];

/** The simple-feature geometries written here (OGC 06-103r4). All positions of one geometry have the same dimension. */
export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: Position | undefined }
  | { readonly type: 'LineString'; readonly coordinates: readonly Position[] }
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiLineString'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Position[])[])[] };

/** What a GeoPackage geometry blob holds. */
export interface GeometryBlob {
  readonly srsId: number;
  readonly hasZ: boolean;
  readonly geometry: Geometry;
  readonly envelope: Envelope | undefined;
}

/** Extent; `minZ` and `maxZ` are there where the geometry has heights. */
export interface Envelope {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
  readonly minZ?: number;
  readonly maxZ?: number;
}

/** ISO WKB codes (ISO 13249-3, OGC 12-128r18 table 6); a geometry with Z adds 1,000. */
const wkbCodes = { Point: 1, LineString: 2, Polygon: 3, MultiLineString: 5, MultiPolygon: 6 } as const;

function* positionsOf(geometry: Geometry): Generator<Position> {
  switch (geometry.type) {
    case 'Point':
      if (geometry.coordinates !== undefined) yield geometry.coordinates;
      return;
    case 'LineString':
      yield* geometry.coordinates;
      return;
    case 'Polygon':
    case 'MultiLineString':
      for (const part of geometry.coordinates) yield* part;
      return;
    case 'MultiPolygon':
      for (const polygon of geometry.coordinates) for (const ring of polygon) yield* ring;
  }
}

/** The extent of a geometry, or `undefined` where it is empty. */
export function envelopeOf(geometry: Geometry): Envelope | undefined {
  let count = 0;
  let withZ = true;
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const [x, y, z] of positionsOf(geometry)) {
    count++;
    low[0] = Math.min(low[0], x);
    high[0] = Math.max(high[0], x);
    low[1] = Math.min(low[1], y);
    high[1] = Math.max(high[1], y);
    if (z === undefined) withZ = false;
    else {
      low[2] = Math.min(low[2], z);
      high[2] = Math.max(high[2], z);
    }
  }
  if (count === 0) return undefined;
  const flat = { minX: low[0], maxX: high[0], minY: low[1], maxY: high[1] };
  return withZ ? { ...flat, minZ: low[2], maxZ: high[2] } : flat;
}

/** Appends little-endian numbers to a buffer that grows. */
class Writer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  #room(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#view.setUint8(at, value);
  }

  int32(value: number): void {
    const at = this.#room(4);
    this.#view.setInt32(at, value, true);
  }

  float64(value: number): void {
    const at = this.#room(8);
    this.#view.setFloat64(at, value, true);
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

function writePosition(writer: Writer, position: Position, hasZ: boolean): void {
  writer.float64(position[0]);
  writer.float64(position[1]);
  if (hasZ) writer.float64(position[2] ?? 0);
}

function writePositions(writer: Writer, positions: readonly Position[], hasZ: boolean): void {
  writer.int32(positions.length);
  for (const position of positions) writePosition(writer, position, hasZ);
}

function writeWkb(writer: Writer, geometry: Geometry, hasZ: boolean): void {
  writer.byte(1);
  writer.int32(wkbCodes[geometry.type] + (hasZ ? 1000 : 0));
  switch (geometry.type) {
    case 'Point':
      // An empty point has no count to say so: it is written as not-a-number (OGC 12-128r18, 2.1.3).
      writePosition(writer, geometry.coordinates ?? [Number.NaN, Number.NaN, Number.NaN], hasZ);
      return;
    case 'LineString':
      writePositions(writer, geometry.coordinates, hasZ);
      return;
    case 'Polygon':
      writer.int32(geometry.coordinates.length);
      for (const ring of geometry.coordinates) writePositions(writer, ring, hasZ);
      return;
    case 'MultiLineString':
      writer.int32(geometry.coordinates.length);
      for (const line of geometry.coordinates) writeWkb(writer, { type: 'LineString', coordinates: line }, hasZ);
      return;
    case 'MultiPolygon':
      writer.int32(geometry.coordinates.length);
      for (const polygon of geometry.coordinates) writeWkb(writer, { type: 'Polygon', coordinates: polygon }, hasZ);
  }
}

/**
 * A geometry as a StandardGeoPackageBinary (OGC 12-128r18, 2.1.3): little-endian header, envelope (none for points), ISO WKB. It
 * has heights where `hasZ` says so; a position without one then gets 0.
 */
export function encodeGeometry(geometry: Geometry, srsId: number, hasZ: boolean): Uint8Array {
  const envelope = envelopeOf(geometry);
  const writer = new Writer();
  writer.byte(0x47);
  writer.byte(0x50);
  writer.byte(0);
  const extent = geometry.type === 'Point' ? undefined : envelope;
  const contents = extent === undefined ? 0 : extent.minZ === undefined || !hasZ ? 1 : 2;
  writer.byte(1 | (contents << 1) | (envelope === undefined ? 0x10 : 0));
  writer.int32(srsId);
  if (extent !== undefined) {
    for (const value of [extent.minX, extent.maxX, extent.minY, extent.maxY]) writer.float64(value);
    if (contents === 2) for (const value of [extent.minZ ?? 0, extent.maxZ ?? 0]) writer.float64(value);
  }
  writeWkb(writer, geometry, hasZ);
  return writer.done();
}

function damaged(what: string, offset: number): AtalayaError {
  return new AtalayaError('format-damaged', what, `geometry blob, byte ${offset}`, 'Write the GeoPackage anew.');
}

/** Reads numbers in either byte order, never past the end. */
class Reader {
  readonly #view: DataView;
  offset = 0;
  littleEndian = true;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.#view.byteLength - this.offset;
  }

  #take(count: number): number {
    if (this.remaining < count) throw damaged('The geometry ends too early', this.offset);
    this.offset += count;
    return this.offset - count;
  }

  byte(): number {
    return this.#view.getUint8(this.#take(1));
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), this.littleEndian);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), this.littleEndian);
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8), this.littleEndian);
  }

  /** A count of things that take at least `size` bytes each: a lie about it is found before anything is allocated. */
  count(size: number): number {
    const count = this.uint32();
    if (count * size > this.remaining)
      throw damaged(`A count of ${count} exceeds the bytes that follow`, this.offset - 4);
    return count;
  }
}

function readPosition(reader: Reader, hasZ: boolean): Position {
  const x = reader.float64();
  const y = reader.float64();
  return hasZ ? [x, y, reader.float64()] : [x, y];
}

function readPositions(reader: Reader, hasZ: boolean): Position[] {
  return Array.from({ length: reader.count(hasZ ? 24 : 16) }, () => readPosition(reader, hasZ));
}

function readRings(reader: Reader, hasZ: boolean): Position[][] {
  return Array.from({ length: reader.count(4) }, () => readPositions(reader, hasZ));
}

function readHeader(reader: Reader): { code: number; hasZ: boolean } {
  const order = reader.byte();
  if (order > 1) throw damaged(`Byte order ${order} is unknown`, reader.offset - 1);
  reader.littleEndian = order === 1;
  const code = reader.uint32();
  return { code: code % 1000, hasZ: Math.floor(code / 1000) === 1 };
}

/** Parts of a multi-geometry: each carries its own header, which has to agree. */
function readParts<T>(reader: Reader, code: number, hasZ: boolean, read: () => T): T[] {
  return Array.from({ length: reader.count(9) }, () => {
    const part = readHeader(reader);
    if (part.code !== code || part.hasZ !== hasZ)
      throw damaged('A part is of another kind than its whole', reader.offset - 4);
    return read();
  });
}

function readWkb(reader: Reader): { geometry: Geometry; hasZ: boolean } {
  const at = reader.offset;
  const { code, hasZ } = readHeader(reader);
  switch (code) {
    case wkbCodes.Point: {
      const position = readPosition(reader, hasZ);
      const empty = Number.isNaN(position[0]) && Number.isNaN(position[1]);
      return { geometry: { type: 'Point', coordinates: empty ? undefined : position }, hasZ };
    }
    case wkbCodes.LineString:
      return { geometry: { type: 'LineString', coordinates: readPositions(reader, hasZ) }, hasZ };
    case wkbCodes.Polygon:
      return { geometry: { type: 'Polygon', coordinates: readRings(reader, hasZ) }, hasZ };
    case wkbCodes.MultiLineString: {
      const lines = readParts(reader, wkbCodes.LineString, hasZ, () => readPositions(reader, hasZ));
      return { geometry: { type: 'MultiLineString', coordinates: lines }, hasZ };
    }
    case wkbCodes.MultiPolygon: {
      const polygons = readParts(reader, wkbCodes.Polygon, hasZ, () => readRings(reader, hasZ));
      return { geometry: { type: 'MultiPolygon', coordinates: polygons }, hasZ };
    }
    default:
      throw damaged(`Geometry type ${code} is not read here`, at + 1);
  }
}

/** Doubles in each kind of envelope (OGC 12-128r18, table 7): none, XY, XYZ, XYM, XYZM. */
const envelopeLengths = [0, 4, 6, 6, 8] as const;

/** Reads a StandardGeoPackageBinary. Throws `format-damaged` with the byte at fault. */
export function decodeGeometry(bytes: Uint8Array): GeometryBlob {
  const reader = new Reader(bytes);
  if (reader.byte() !== 0x47 || reader.byte() !== 0x50) throw damaged('The geometry does not begin with GP', 0);
  const version = reader.byte();
  if (version !== 0) throw damaged(`Geometry version ${version} is unknown`, 2);
  const flags = reader.byte();
  if ((flags & 0x20) !== 0) throw damaged('Extended geometries are not read here', 3);
  reader.littleEndian = (flags & 1) === 1;
  const srsId = reader.int32();
  const kind = (flags >> 1) & 7;
  const length = envelopeLengths[kind];
  if (length === undefined) throw damaged(`Envelope kind ${kind} is unknown`, 3);
  const values = Array.from({ length }, () => reader.float64());
  const [minX, maxX, minY, maxY, minZ, maxZ] = values;
  let envelope: Envelope | undefined;
  if (minX !== undefined && maxX !== undefined && minY !== undefined && maxY !== undefined) {
    envelope = { minX, maxX, minY, maxY };
    if (minZ !== undefined && maxZ !== undefined && kind !== 3) envelope = { ...envelope, minZ, maxZ };
  }
  const { geometry, hasZ } = readWkb(reader);
  if (reader.remaining > 0) throw damaged(`${reader.remaining} bytes follow the geometry`, reader.offset);
  return { srsId, hasZ, geometry, envelope };
}
