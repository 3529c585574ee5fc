import type { SensorPose } from '../src/model/flight.ts';
import type { Geodetic } from '../src/model/geodetic.ts';
import { fromGeodetic, type Ground, intoGeodetic, levelAxes, type Place, type Triple } from './earth.ts';

const rad = Math.PI / 180;

/** A place in the image as shares of its width and height from the upper left corner. */
export interface ImagePlace {
  readonly x: number;
  readonly y: number;
}

type Frame = readonly [forward: Triple, right: Triple, down: Triple];

function mix(a: Triple, fa: number, b: Triple, fb: number): Triple {
  return [a[0] * fa + b[0] * fb, a[1] * fa + b[1] * fb, a[2] * fa + b[2] * fb];
}

/** A frame turned about its own down, then its right, then its forward axis (yaw, pitch, roll; right hand). */
function turned([forward, right, down]: Frame, yawDeg: number, pitchDeg: number, rollDeg: number): Frame {
  const [sy, cy] = [Math.sin(yawDeg * rad), Math.cos(yawDeg * rad)];
  const f1 = mix(forward, cy, right, sy);
  const r1 = mix(right, cy, forward, -sy);
  const [sp, cp] = [Math.sin(pitchDeg * rad), Math.cos(pitchDeg * rad)];
  const f2 = mix(f1, cp, down, -sp);
  const d2 = mix(down, cp, f1, sp);
  const [sr, cr] = [Math.sin(rollDeg * rad), Math.cos(rollDeg * rad)];
  return [f2, mix(r1, cr, d2, sr), mix(d2, cr, r1, -sr)];
}

/** Nothing of the ground lies lower than this, metres above the ellipsoid. */
const lowestM = -500;

/** The simulation's own camera: a pinhole, its axes turned by carrying three vectors along, apart from src/geo. */
export class Camera {
  readonly origin: Triple;
  readonly forward: Triple;
  /** Across the image at unit distance: half its width to the right, half its height downwards. */
  readonly halfRight: Triple;
  readonly halfDown: Triple;
  readonly heightM: number;
  readonly #place: Place = { latitudeDeg: 0, longitudeDeg: 0, heightM: 0 };

  constructor(pose: SensorPose) {
    const { position, platform, relative } = pose;
    this.origin = fromGeodetic(position);
    this.heightM = position.heightM;
    const { east, north, up } = levelAxes(position.latitudeDeg, position.longitudeDeg);
    const level: Frame = [north, east, [-up[0], -up[1], -up[2]]];
    const body = turned(level, platform.headingDeg, platform.pitchDeg, platform.rollDeg);
    const [forward, right, down] = turned(body, relative.azimuthDeg, relative.elevationDeg, relative.rollDeg);
    this.forward = forward;
    this.halfRight = mix(right, Math.tan((pose.horizontalFovDeg / 2) * rad), right, 0);
    this.halfDown = mix(down, Math.tan((pose.verticalFovDeg / 2) * rad), down, 0);
  }

  /** Direction of a place in the image, of unit length. */
  direction({ x, y }: ImagePlace): Triple {
    const a = 2 * x - 1;
    const b = 2 * y - 1;
    const d = mix(mix(this.forward, 1, this.halfRight, a), 1, this.halfDown, b);
    const length = Math.hypot(...d);
    return [d[0] / length, d[1] / length, d[2] / length];
  }

  /** Where a point (ECEF) is imaged; `undefined` behind the camera. It may lie outside the image. */
  project(point: Triple): ImagePlace | undefined {
    const v = mix(point, 1, this.origin, -1);
    const depth = dot(v, this.forward);
    if (depth <= 0) return undefined;
    const x = dot(v, this.halfRight) / (dot(this.halfRight, this.halfRight) * depth);
    const y = dot(v, this.halfDown) / (dot(this.halfDown, this.halfDown) * depth);
    return { x: (1 + x) / 2, y: (1 + y) / 2 };
  }

  /**
   * Where the line of sight first meets the ground: walked down from the height of the highest post in steps of a fifth of
   * their spacing, and halved to a millimetre. `undefined` where it meets none on the grid.
   */
  groundAt(at: ImagePlace, ground: Ground): Geodetic | undefined {
    const d = this.direction(at);
    const aboveM = (range: number): number => {
      const place = this.#at(d, range);
      return place.heightM - ground.heightM(place.latitudeDeg, place.longitudeDeg);
    };
    const { up } = this.#axes();
    const sink = -dot(d, up);
    if (sink <= 0) return undefined;
    let near = Math.max(0, (this.heightM - ground.highestM - 50) / sink);
    const end = (this.heightM - lowestM) / (0.5 * sink);
    const step = 18;
    for (let far = near + step; far < end; far += step) {
      const over = aboveM(far);
      if (Number.isNaN(over)) {
        if (this.#at(d, far).heightM < ground.highestM) return undefined;
      } else if (over <= 0) {
        for (let i = 0; i < 20; i++) {
          const middle = (near + far) / 2;
          if (aboveM(middle) <= 0) far = middle;
          else near = middle;
        }
        return { ...this.#at(d, far) };
      }
      near = far;
    }
    return undefined;
  }

  #axes(): { readonly up: Triple } {
    const place = this.#at(this.forward, 0);
    return levelAxes(place.latitudeDeg, place.longitudeDeg);
  }

  #at(d: Triple, range: number): Place {
    const [x, y, z] = this.origin;
    intoGeodetic(x + d[0] * range, y + d[1] * range, z + d[2] * range, this.#place);
    return this.#place;
  }
}

export function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
