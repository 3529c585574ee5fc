import { describe, expect, it } from 'vitest';
import { sharedEdges } from './shared-edges.ts';

/** Two squares side by side, the second run the other way round, and one that stands apart. */
const west = {
  name: 'west',
  rings: [
    [
      [0, 0],
      [1, 0],
      [1, 0.5],
      [1, 1],
      [0, 1],
      [0, 0],
    ],
  ],
} as const;
const east = {
  name: 'east',
  rings: [
    [
      [2, 0],
      [1, 0],
      [1, 0.5],
      [1, 1],
      [2, 1],
      [2, 0],
    ],
  ],
} as const;
const island = {
  name: 'island',
  rings: [
    [
      [8, 8],
      [9, 8],
      [9, 9],
      [8, 8],
    ],
  ],
} as const;

describe('the lines that two areas share', () => {
  it('come once, whole, with the names of both; what one area has alone does not', () => {
    expect([...sharedEdges([west, east, island])]).toEqual([
      {
        a: 'west',
        b: 'east',
        line: [
          [1, 0],
          [1, 0.5],
          [1, 1],
        ],
      },
    ]);
  });

  it('are none of an area with itself, and none of nothing', () => {
    const slit = { name: 'slit', rings: [[...west.rings[0], ...west.rings[0]]] };
    expect([...sharedEdges([slit])]).toEqual([]);
    expect([...sharedEdges([])]).toEqual([]);
    expect([...sharedEdges([{ name: 'bare', rings: [[]] }])]).toEqual([]);
  });
});
