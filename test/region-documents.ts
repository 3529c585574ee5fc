import type { Refusal } from '../src/geo/region/inside.ts';
import { parseRoute, parseZone, type Route, type Zone } from '../src/geo/region/route.ts';

/** Small documents of zones and routes for tests of regions, by short notation. */

export type Corner = readonly [latitudeDeg: number, longitudeDeg: number, edge?: string];
/** Vertices as documents. */
export const at = (corners: readonly Corner[]) =>
  corners.map(([latitudeDeg, longitudeDeg, edge]) => ({ latitudeDeg, longitudeDeg, ...(edge && { edge }) }));
export const band = (lower: number, upper: number) => ({
  lower: { reference: 'FL', flightLevel: lower },
  upper: { reference: 'FL', flightLevel: upper },
});
export const window = (fromUs: number, untilUs: number) => ({ fromUs, untilUs });
export const day = window(0, 100);

/** A zone from FL100 to FL200, for a day of 100 us. */
export const zone = (corners: readonly Corner[], more: object = {}): Zone =>
  parseZone({ name: 'zone', area: { outer: at(corners) }, band: band(100, 200), windows: [day], ...more });
/** A route from FL120 to FL150, from 10 to 20 us of the day. */
export const route = (corners: readonly Corner[], bufferM = 1000, more: object = {}): Route =>
  parseRoute({ waypoints: at(corners), legs: { bufferM, band: band(120, 150), interval: window(10, 20), ...more } });

/** South of the border along 32.5 N. */
export const south = zone([
  [32.5, -117, 'parallel'],
  [32.5, -110],
  [30, -110],
  [30, -117],
]);
/** Leg and reason of each refusal. */
export const whys = (refusals: readonly Refusal[]): string[] => refusals.map(({ leg, why }) => `${leg} ${why}`);
