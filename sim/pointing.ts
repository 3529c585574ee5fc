import { ecefToEnuVector, enuBasis, toEcef } from '../src/geo/ellipsoid.ts';
import type { Attitude } from '../src/model/flight.ts';
import type { Geodetic } from '../src/model/geodetic.ts';

const deg = 180 / Math.PI;

/**
 * Gimbal angles (azimuth clockwise from the nose, elevation above the platform's level) that point the camera of an
 * aircraft with `attitude` at a point: the line of sight brought into the axes of the body by undoing heading, pitch
 * and roll in turn.
 */
export function pointAt(
  from: Geodetic,
  attitude: Attitude,
  to: Geodetic,
): { readonly azimuthDeg: number; readonly elevationDeg: number } {
  const a = toEcef(from);
  const b = toEcef(to);
  const sight = ecefToEnuVector(enuBasis(from.latitudeDeg, from.longitudeDeg), {
    x: b.xM - a.xM,
    y: b.yM - a.yM,
    z: b.zM - a.zM,
  });
  const h = attitude.headingDeg / deg;
  const p = attitude.pitchDeg / deg;
  const r = attitude.rollDeg / deg;
  // North, east, down; then forward, right, down.
  const x1 = Math.cos(h) * sight.north + Math.sin(h) * sight.east;
  const y1 = -Math.sin(h) * sight.north + Math.cos(h) * sight.east;
  const z1 = -sight.up;
  const x2 = Math.cos(p) * x1 - Math.sin(p) * z1;
  const z2 = Math.sin(p) * x1 + Math.cos(p) * z1;
  const y3 = Math.cos(r) * y1 + Math.sin(r) * z2;
  const z3 = -Math.sin(r) * y1 + Math.cos(r) * z2;
  return {
    azimuthDeg: (Math.atan2(y3, x2) * deg + 360) % 360,
    elevationDeg: Math.atan2(-z3, Math.hypot(x2, y3)) * deg,
  };
}
