import { AtalayaError } from '../../model/errors.ts';

/** [longitude, latitude], degrees. */
export type LonLat = readonly [number, number];

/** An area of a topology: its polygons as rings of arc numbers (`~n` is arc n backwards). */
export interface TopologyArea {
  readonly id: string | undefined;
  readonly name: string;
  readonly polygons: readonly (readonly (readonly number[])[])[];
}

/** The areas of one object of a TopoJSON file with their arcs in degrees. */
export interface Topology {
  readonly arcs: readonly (readonly LonLat[])[];
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

/**
 * Reads the areas of one object of a quantised TopoJSON document (TopoJSON format specification, 2.1.2 and 2.2). Throws
 * `format-damaged` where the document is of another shape.
 */
export function readTopology(document: unknown, object: string): Topology {
  const transform = member(document, 'transform');
  const scale = pair(member(transform, 'scale'));
  const translate = pair(member(transform, 'translate'));
  const arcs = list(member(document, 'arcs'), 'arcs').map((arc) => {
    let x = 0;
    let y = 0;
    return list(arc, 'positions').map((delta): LonLat => {
      if (!Array.isArray(delta)) throw wrong('has no list of coordinates');
      x += number(delta[0]);
      y += number(delta[1]);
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
  const root = member(member(document, 'objects'), object);
  const geometries = member(root, 'geometries');
  const areas = list(geometries ?? [root], 'geometries')
    .map(area)
    .filter((found) => found !== undefined);
  for (const { polygons } of areas) {
    for (const arc of polygons.flat(2)) {
      if (arcs[arc < 0 ? ~arc : arc] === undefined) throw wrong(`names arc ${arc}, which is not there`);
    }
  }
  return { arcs, areas };
}

/** A ring of arc numbers as its vertices, closed. */
export function ringOf(topology: Topology, ring: readonly number[]): readonly LonLat[] {
  const out: LonLat[] = [];
  for (const index of ring) {
    const arc = topology.arcs[index < 0 ? ~index : index] ?? [];
    const directed = index < 0 ? [...arc].reverse() : arc;
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
  const owners: number[][] = topology.arcs.map(() => []);
  topology.areas.forEach((owner, index) => {
    for (const arc of owner.polygons.flat(2)) {
      const list = owners[arc < 0 ? ~arc : arc];
      if (list !== undefined && !list.includes(index)) list.push(index);
    }
  });
  return owners;
}
