import { describe, expect, it } from 'vitest';
import { maxQuasiDimensions, normalQuantile, quasiNormal, quasiUniform } from './quasi-normal.ts';

describe('the quasi-random normal points', () => {
  it('are stratified in every dimension', () => {
    const n = 256;
    const points = quasiUniform(n, maxQuasiDimensions);
    for (let d = 0; d < maxQuasiDimensions; d++) {
      const cells = new Set<number>();
      for (let i = 0; i < n; i++) cells.add(Math.floor(points[i * maxQuasiDimensions + d]! * n));
      expect(cells.size, `dimension ${d}`).toBe(n);
    }
  });

  it('fill every pair of the first dimensions evenly', () => {
    // A (t, m, 2)-net of small t: 1,024 points leave no box of 8 by 8 empty or crowded.
    const n = 1024;
    const points = quasiUniform(n, 8);
    for (let x = 0; x < 8; x++) {
      for (let y = 0; y < x; y++) {
        const boxes = new Int32Array(64);
        for (let i = 0; i < n; i++) {
          const box = Math.floor(points[i * 8 + x]! * 8) * 8 + Math.floor(points[i * 8 + y]! * 8);
          boxes[box] = boxes[box]! + 1;
        }
        expect(Math.min(...boxes), `${x},${y}`).toBeGreaterThanOrEqual(8);
        expect(Math.max(...boxes), `${x},${y}`).toBeLessThanOrEqual(24);
      }
    }
  });

  it('have the moments of independent standard normals', () => {
    const n = 512;
    const k = maxQuasiDimensions;
    const z = quasiNormal(n, k);
    for (let x = 0; x < k; x++) {
      let mean = 0;
      let square = 0;
      for (let i = 0; i < n; i++) {
        mean += z[i * k + x]! / n;
        square += z[i * k + x]! ** 2 / n;
      }
      expect(Math.abs(mean)).toBeLessThan(0.01);
      expect(Math.abs(square - 1)).toBeLessThan(0.02);
      for (let y = 0; y < x; y++) {
        let cross = 0;
        for (let i = 0; i < n; i++) cross += (z[i * k + x]! * z[i * k + y]!) / n;
        expect(Math.abs(cross), `${x},${y}`).toBeLessThan(0.1);
      }
    }
  });

  it('use the right quantiles', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 8);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 8);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 7);
    expect(normalQuantile(0.999)).toBeCloseTo(3.090232306167813, 7);
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  });
});
