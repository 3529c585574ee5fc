import { AtalayaError } from '../../model/errors.ts';
import { memberSpan, type PackedArcs, packedArcs } from './arcs.ts';

/** [longitude, latitude], degrees. */
export type LonLat = readonly [number, number];

/** An area of a topology: its polygons as rings of arc numbers (`~n` is arc n backwards). */
export interface TopologyArea {
  readonly id: string | undefined;
  readonly name: string;
  readonly polygons: readonly (readonly (readonly number[])[])[];
}

/**
 * The areas of one object of a TopoJSON file, and its arcs. A map of the world has half a million vertices: they stay whole numbers until
 * `arcOf` makes degrees of one arc.
 */
export interface Topology extends PackedArcs {
  /** Degrees per unit. */
  readonly scale: LonLat;
  /** Where the unit 0, 0 is, degrees. */
  readonly translate: LonLat;
  readonly areas: readonly TopologyArea[];
}

function wrong(what: string): AtalayaError {
  return new AtalayaError(
    'format-damaged',
    `The topology ${what}`,
    'TopoJSON',
    'Install the dependencies anew (npm ci).',
  );
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(`has no list of ${what}`);
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw wrong('has something else where a number belongs');
  return value;
}

function pair(value: unknown): LonLat {
  const [x, y] = list(value, 'coordinates');
  return [number(x), number(y)];
}

function arcNumbers(value: unknown): readonly number[] {
  return list(value, 'arcs').map(number);
}

function rings(value: unknown): readonly (readonly number[])[] {
  return list(value, 'rings').map(arcNumbers);
}

function area(value: unknown): TopologyArea | undefined {
  const type = member(value, 'type');
  const id = member(value, 'id');
  const name = member(member(value, 'properties'), 'name');
  const arcs = member(value, 'arcs');
  const polygons =
    type === 'Polygon' ? [rings(arcs)] : type === 'MultiPolygon' ? list(arcs, 'polygons').map(rings) : undefined;
  if (polygons === undefined) return undefined;
  return {
    id: typeof id === 'string' ? id : undefined,
    name: typeof name === 'string' ? name : '',
    polygons,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('is no JSON');
  }
}

const utf8 = new TextDecoder();

/**
 * Reads the areas of one object of a quantised TopoJSON document in UTF-8 (TopoJSON format specification, 2.1.2 and 2.2). The arcs, nearly
 * all of it, are read from the bytes: as objects they would take a hundred bytes a vertex. Throws `format-damaged` where the document is of
 * another shape.
 */
export function readTopology(bytes: Uint8Array, object: string): Topology {
  const span = memberSpan(bytes, 'arcs');
  const arcs = span === undefined ? undefined : packedArcs(span.value);
  if (span === undefined || arcs === undefined) throw wrong('has no list of arcs');
  const document = parsed(`${utf8.decode(span.before)}null${utf8.decode(span.after)}`);
  const transform = member(document, 'transform');
  const scale = pair(member(transform, 'scale'));
  const translate = pair(member(transform, 'translate'));
  const root = member(member(document, 'objects'), object);
  const geometries = member(root, 'geometries');
  const areas = list(geometries ?? [root], 'geometries')
    .map(area)
    .filter((found) => found !== undefined);
  for (const { polygons } of areas) {
    for (const arc of polygons.flat(2)) {
      if (arcs.starts[arcIndex(arc) + 1] === undefined) throw wrong(`names arc ${arc}, which is not there`);
    }
  }
  return { ...arcs, scale, translate, areas };
}

/** The arc that a number of a ring stands for, whichever way round. */
export function arcIndex(arc: number): number {
  return arc < 0 ? ~arc : arc;
}

/** How many arcs there are. */
export function arcCount(topology: Topology): number {
  return topology.starts.length - 1;
}

/** A vertex by its number, as `starts` counts them. */
export function vertexAt({ positions, scale, translate }: Topology, vertex: number): LonLat {
  return [positions[2 * vertex]! * scale[0] + translate[0], positions[2 * vertex + 1]! * scale[1] + translate[1]];
}

/** The vertices of an arc by its index. */
export function arcOf(topology: Topology, index: number): readonly LonLat[] {
  const out: LonLat[] = [];
  const end = topology.starts[index + 1] ?? 0;
  for (let vertex = topology.starts[index] ?? 0; vertex < end; vertex++) out.push(vertexAt(topology, vertex));
  return out;
}

/** A ring of arc numbers as its vertices, closed. */
export function ringOf(topology: Topology, ring: readonly number[]): readonly LonLat[] {
  const out: LonLat[] = [];
  for (const number of ring) {
    const arc = arcOf(topology, arcIndex(number));
    const directed = number < 0 ? arc.toReversed() : arc;
    for (const [at, vertex] of directed.entries()) {
      // Arcs meet in a shared vertex: it is kept once.
      if (at === 0 && out.length > 0) continue;
      out.push(vertex);
    }
  }
  return out;
}

/** For each arc, which areas it bounds (indices into `areas`): one for a coast, two for a border. */
export function arcOwners(topology: Topology): readonly (readonly number[])[] {
  const owners: number[][] = Array.from({ length: arcCount(topology) }, () => []);
  topology.areas.forEach((owner, index) => {
    for (const arc of owner.polygons.flat(2)) {
      const list = owners[arcIndex(arc)];
      if (list !== undefined && !list.includes(index)) list.push(index);
    }
  });
  return owners;
}
