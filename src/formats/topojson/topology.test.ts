import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AtalayaError } from '../../model/errors.ts';
import { arcOwners, readTopology, ringOf } from './topology.ts';

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

describe('TopoJSON', () => {
  const topology = readTopology(twoSquares, 'countries');

  it('unpacks quantised, delta-encoded arcs', () => {
    expect(topology.arcs[0]).toEqual([
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

  it('refuses anything else with an error of ours', () => {
    const broken = structuredClone(twoSquares);
    broken.objects.countries.geometries[0]!.arcs = [[7]];
    expect(() => readTopology(broken, 'countries')).toThrow('names arc 7');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => readTopology(value, 'countries')).toThrow(AtalayaError);
      }),
      { numRuns: 200 },
    );
  });
});
