import type { DecodedSet } from '../src/formats/klv/set.ts';
import { type SentDetection, vmtiSet } from '../src/formats/klv/st0903/compose.ts';
import type { VmtiTable } from '../src/formats/klv/st0903/st0903.ts';
import { budgetComponents, type GroundMotion } from '../src/geo/budget.ts';
import { solveGround } from '../src/geo/error.ts';
import { groundTrace } from '../src/geo/footprint.ts';
import type { SensorPose } from '../src/model/flight.ts';
import { Camera, type ImagePlace } from './camera.ts';
import { fromGeodetic } from './earth.ts';
import { simulatedBudget } from './errors.ts';
import { boxCorners } from './outline.ts';
import { type Vehicle, vehicleAt, vehicles } from './scene.ts';
import { onGround, type World } from './world.ts';

/** One frame, as the sensor's own detector has it. */
export interface DetectorFrame {
  readonly frame: number;
  readonly timeS: number;
  readonly truth: SensorPose;
  readonly reported: SensorPose;
  readonly motion: GroundMotion;
  readonly picture: { readonly columns: number; readonly rows: number };
}

/** A vehicle in the picture: where it stands, and the box around it, shares of width and height. */
export interface VisibleVehicle {
  readonly vehicle: Vehicle;
  readonly at: ImagePlace;
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
}

/** The vehicles whose place on the ground is in the picture of a true pose. */
export function visibleVehicles(world: World, truth: SensorPose, timeS: number): readonly VisibleVehicle[] {
  const camera = new Camera(truth);
  return vehicles.flatMap((vehicle) => {
    const place = vehicleAt(vehicle, timeS);
    const at = camera.project(fromGeodetic(onGround(world, place.eastM, place.northM)));
    const corners = boxCorners(world, camera, place, vehicle.box);
    if (at === undefined || corners === undefined) return [];
    if (!(at.x >= 0 && at.y >= 0 && at.x < 1 && at.y < 1)) return [];
    const xs = corners.map(({ x }) => x);
    const ys = corners.map(({ y }) => y);
    const box = { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
    return [{ vehicle, at, box }];
  });
}

/**
 * What the sensor reports of moving vehicles (ST 0903): boxes as the picture shows them, places on the ground from the pose as
 * it is reported, with the error that follows from it. `undefined` where none is in the picture.
 */
export function reportDetections(world: World, frame: DetectorFrame): DecodedSet<VmtiTable> | undefined {
  const { columns, rows } = frame.picture;
  const trace = groundTrace(world.terrain);
  const components = budgetComponents(simulatedBudget, frame.motion);
  const detections = visibleVehicles(world, frame.truth, frame.timeS).flatMap((seen): readonly SentDetection[] => {
    const solved = solveGround(frame.reported, trace, components, { at: seen.at });
    if (solved === undefined) return [];
    const { latitudeDeg, longitudeDeg, heightM, covariance } = solved.point;
    const { ee, nn, uu } = covariance;
    const pixel = (share: number, count: number): number => Math.min(count, Math.max(1, Math.floor(share * count) + 1));
    const lengthPixels = Math.max((seen.box.right - seen.box.left) * columns, (seen.box.bottom - seen.box.top) * rows);
    return [
      {
        id: seen.vehicle.id,
        pixel: { row: pixel(seen.at.y, rows), column: pixel(seen.at.x, columns) },
        box: {
          top: pixel(seen.box.top, rows),
          left: pixel(seen.box.left, columns),
          bottom: pixel(seen.box.bottom, rows),
          right: pixel(seen.box.right, columns),
        },
        // the more pixels, the surer
        confidencePercent: Math.round(40 + 55 * (1 - Math.exp(-lengthPixels / 12))),
        location: {
          latitudeDeg,
          longitudeDeg,
          heightM,
          sigmaEastM: Math.sqrt(ee),
          sigmaNorthM: Math.sqrt(nn),
          sigmaUpM: Math.sqrt(uu),
          rhoEastNorth: correlation(covariance.en, ee, nn),
          rhoEastUp: correlation(covariance.eu, ee, uu),
          rhoNorthUp: correlation(covariance.nu, nn, uu),
        },
      },
    ];
  });
  if (detections.length === 0) return undefined;
  const sent = { frameNumber: frame.frame, widthPixels: columns, heightPixels: rows, systemName: 'SIMULATED' };
  return vmtiSet(sent, detections);
}

function correlation(shared: number, a: number, b: number): number {
  return a > 0 && b > 0 ? Math.min(1, Math.max(-1, shared / Math.sqrt(a * b))) : 0;
}
