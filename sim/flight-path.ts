import { mslToHaeM } from '../src/geo/geoid.ts';
import type { SensorPose } from '../src/model/flight.ts';
import { placeOn } from './earth.ts';
import { pointAt } from './pointing.ts';
import { racetrackAt } from './racetrack.ts';
import { stareAt } from './route.ts';
import { center, onGround, type World } from './world.ts';

const racetrack = { legM: 9000, turnRadiusM: 2600, groundSpeedMps: 78, courseDeg: 35 } as const;
const flightLevelMslM = 5200;
const windFromDeg = 260;
const windMps = 11;

/** Picture of the sensor, pixels. Its fields of view make the pixels square. */
export const picture = { columns: 640, rows: 480 } as const;

const narrowDeg = 1.4;
const wideDeg = 3.2;

function verticalDeg(horizontalDeg: number): number {
  const half = Math.tan((horizontalDeg * Math.PI) / 360) * (picture.rows / picture.columns);
  return (Math.atan(half) * 360) / Math.PI;
}

/** Drift angle that keeps the course in the wind. */
function crabDeg(courseDeg: number): number {
  const cross = windMps * Math.sin(((windFromDeg - courseDeg) * Math.PI) / 180);
  return (Math.asin(cross / racetrack.groundSpeedMps) * 180) / Math.PI;
}

/** Motion of the aircraft over the ground. */
export function motionAt(timeS: number): { readonly speedMps: number; readonly courseDeg: number } {
  return { speedMps: racetrack.groundSpeedMps, courseDeg: racetrackAt(racetrack, timeS).courseDeg };
}

/** The true pose of the sensor after `timeS`: the aircraft on its racetrack in the wind, the gimbal at what is stared at. */
export function poseAt(timeS: number, world: World): SensorPose {
  const track = racetrackAt(racetrack, timeS);
  const place = placeOn(center, track.eastM, track.northM);
  const position = {
    ...place,
    heightM: mslToHaeM(place.latitudeDeg, place.longitudeDeg, flightLevelMslM + 12 * Math.sin(timeS / 37)),
  };
  const platform = {
    headingDeg: (track.courseDeg + crabDeg(track.courseDeg) + 360) % 360,
    pitchDeg: 2.1 + 0.3 * Math.sin(timeS / 11),
    rollDeg: track.rollDeg + 0.4 * Math.sin(timeS / 5),
  };
  const stare = stareAt(timeS);
  const ground = onGround(world, stare.eastM, stare.northM);
  const horizontalFovDeg = stare.narrow ? narrowDeg : wideDeg;
  return {
    position,
    platform,
    relative: { ...pointAt(position, platform, ground), rollDeg: 0 },
    horizontalFovDeg,
    verticalFovDeg: verticalDeg(horizontalFovDeg),
  };
}
