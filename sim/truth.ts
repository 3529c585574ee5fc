import { budgetComponents, type ErrorComponent, type GroundMotion } from '../src/geo/budget.ts';
import type { SensorPose } from '../src/model/flight.ts';
import type { Geodetic } from '../src/model/geodetic.ts';
import { Camera, type ImagePlace } from './camera.ts';
import { type VisibleVehicle, visibleVehicles } from './detector.ts';
import { fromGeodetic } from './earth.ts';
import { simulatedBudget } from './errors.ts';
import { motionAt, poseAt } from './flight-path.ts';
import { vehicleAt, vehicles } from './scene.ts';
import { frameCount, frameTimeUs, type SortieOptions } from './sortie.ts';
import { createWorld, onGround, type World } from './world.ts';

/** Where a vehicle truly is. */
export interface TrueVehicle {
  readonly id: number;
  readonly position: Geodetic;
  readonly courseDeg: number;
  readonly speedMps: number;
}

/**
 * What is true of a simulated sortie, for tests: by the simulation's own earth and camera, not by src/geo, against which it is
 * to be held. Frames are numbered from 0, as the pictures' stamps are; places in the image are shares of its width and height.
 */
export class SortieTruth {
  readonly world: World;
  readonly #options: SortieOptions;

  constructor(options: SortieOptions, world: World = createWorld(options.seed)) {
    this.#options = options;
    this.world = world;
  }

  get frames(): number {
    return frameCount(this.#options);
  }

  /** Time of a frame, microseconds since 1970. */
  timeUs(frame: number): number {
    return frameTimeUs(this.#options, frame);
  }

  pose(frame: number): SensorPose {
    return poseAt(this.#timeS(frame), this.world);
  }

  motion(frame: number): GroundMotion {
    return motionAt(this.#timeS(frame));
  }

  /** The ground that a place in the image shows; `undefined` where its line of sight meets none. */
  groundAt(frame: number, at: ImagePlace): Geodetic | undefined {
    return new Camera(this.pose(frame)).groundAt(at, this.world.ground);
  }

  /** Where a point is imaged, maybe outside the picture; `undefined` behind the camera. What hides it is not asked. */
  imageOf(frame: number, point: Geodetic): ImagePlace | undefined {
    return new Camera(this.pose(frame)).project(fromGeodetic(point));
  }

  /** All moving vehicles, in view or not. */
  vehicles(frame: number): readonly TrueVehicle[] {
    return vehicles.map((vehicle) => {
      const { eastM, northM, courseDeg } = vehicleAt(vehicle, this.#timeS(frame));
      const position = onGround(this.world, eastM, northM);
      return { id: vehicle.id, position, courseDeg, speedMps: Math.abs(vehicle.speedMps) };
    });
  }

  /** The moving vehicles in the picture, with their boxes. */
  visible(frame: number): readonly VisibleVehicle[] {
    return visibleVehicles(this.world, this.pose(frame), this.#timeS(frame));
  }

  /** The stated errors at a frame, for `solveGround`. */
  errorComponents(frame: number): readonly ErrorComponent[] {
    return budgetComponents(simulatedBudget, this.motion(frame));
  }

  #timeS(frame: number): number {
    return frame / this.#options.rateHz;
  }
}
