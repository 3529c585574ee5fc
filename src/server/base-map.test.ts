import { expect, it } from 'vitest';
import { BaseMap } from './base-map.ts';

it('parts the states on both sides of the border', () => {
  const { features } = JSON.parse(new BaseMap().layer('states').toString());
  const near = (longitude: number, latitude: number): boolean =>
    features.some(({ geometry }: { geometry: { coordinates: [number, number][] } }) =>
      geometry.coordinates.some(([x, y]) => Math.hypot(x - longitude, y - latitude) < 0.05),
    );
  // Where New Mexico, Colorado, Utah and Arizona meet; where Sonora, Chihuahua and Sinaloa do; and open country in Chihuahua.
  expect(near(-109.045, 36.999)).toBe(true);
  expect(near(-108.47, 26.98)).toBe(true);
  expect(near(-106, 28.5)).toBe(false);
});
