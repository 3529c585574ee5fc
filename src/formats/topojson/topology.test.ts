import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AtalayaError } from '../../model/errors.ts';
import { arcCount, arcOf, arcOwners, readTopology, ringOf } from './topology.ts';

/** Two unit squares side by side: arc 0 is their common side, arcs 1 and 2 the rest of each; quantised to tenths. */
const twoSquares = {
  type: 'Topology',
  transform: { scale: [0.1, 0.1], translate: [10, 20] },
  arcs: [
    [
      [10, 0],
      [0, 10],
    ],
    [
      [10, 10],
      [-10, 0],
      [0, -10],
      [10, 0],
    ],
    [
      [10, 0],
      [10, 0],
      [0, 10],
      [-10, 0],
    ],
  ],
  objects: {
    countries: {
      type: 'GeometryCollection',
      geometries: [
        { type: 'Polygon', id: '001', properties: { name: 'West' }, arcs: [[0, 1]] },
        { type: 'MultiPolygon', properties: { name: 'East' }, arcs: [[[2, ~0]]] },
        { type: null },
      ],
    },
  },
};

const bytesOf = (value: unknown, space?: number): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(value, null, space));

describe('TopoJSON', () => {
  const topology = readTopology(bytesOf(twoSquares), 'countries');

  it('unpacks quantised, delta-encoded arcs', () => {
    expect(arcOf(topology, 0)).toEqual([
      [11, 20],
      [11, 21],
    ]);
    expect(topology.areas.map(({ id, name }) => [id, name])).toEqual([
      ['001', 'West'],
      [undefined, 'East'],
    ]);
  });

  it('joins arcs to closed rings, backwards where the number says so', () => {
    for (const area of topology.areas) {
      const ring = ringOf(topology, area.polygons[0]![0]!);
      expect(ring).toHaveLength(5);
      expect(ring[0]).toEqual(ring.at(-1));
    }
  });

  it('tells a border from a coast by who owns the arc', () => {
    expect(arcOwners(topology)).toEqual([[0, 1], [0], [1]]);
  });

  it('reads the same from a document laid out otherwise, with other members named arcs and what a position may hold beyond x and y', () => {
    const { arcs, ...rest } = twoSquares;
    const tall = arcs.map((arc) => arc.map((position) => [...position, 7]));
    const other = { note: '"arcs": [[[', deep: { arcs: [1] }, ...rest, arcs: tall, end: 1 };
    expect(readTopology(bytesOf(other, 1), 'countries')).toEqual(topology);
  });

  it('gives back all arcs that are sent as differences', () => {
    const vertex = fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 }));
    const vertices = fc.array(fc.array(vertex, { maxLength: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(vertices, fc.nat(3), (arcs, space) => {
        const deltas = arcs.map((arc) =>
          arc.map(([x, y], at) => [x - (arc[at - 1]?.[0] ?? 0), y - (arc[at - 1]?.[1] ?? 0)]),
        );
        const transform = { scale: [1, 1], translate: [0, 0] };
        const document = { arcs: deltas, transform, objects: { none: { geometries: [] } } };
        const read = readTopology(bytesOf(document, space), 'none');
        expect(Array.from({ length: arcCount(read) }, (_, index) => arcOf(read, index))).toEqual(arcs);
      }),
    );
  });

  it('refuses anything else with an error of ours', () => {
    const broken = structuredClone(twoSquares);
    broken.objects.countries.geometries[0]!.arcs = [[7]];
    expect(() => readTopology(bytesOf(broken), 'countries')).toThrow('names arc 7');
    for (const arcs of [
      '[[[1,2',
      '[[[1,2]],]',
      '[[[1 2]]]',
      '[[[1,2,]]]',
      '[[[1]]]',
      '[[[1.5,2]]]',
      '[[["1",2]]]',
      '[[[[1,2]]]]',
      '[1]',
      '[[1]]',
      '[[[3000000000,0]]]',
      '{}',
      '',
    ]) {
      const text = `{"arcs":${arcs},"transform":{"scale":[1,1],"translate":[0,0]},"objects":{"none":{"geometries":[]}}}`;
      expect(() => readTopology(new TextEncoder().encode(text), 'none'), arcs).toThrow(AtalayaError);
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => readTopology(bytesOf(value), 'countries')).toThrow(AtalayaError);
      }),
      { numRuns: 200 },
    );
  });

  it('survives damage', () => {
    const whole = bytesOf(twoSquares);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), fc.boolean(), (at, byte, cut) => {
        const bytes = cut ? whole.slice(0, at) : whole.slice();
        if (!cut) bytes[at] = byte;
        try {
          const { starts } = readTopology(bytes, 'countries');
          expect(starts.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(AtalayaError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
