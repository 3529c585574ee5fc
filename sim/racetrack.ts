/** Pose of the aircraft in a flat frame around the centre of its racetrack. */
export interface TrackPoint {
  readonly eastM: number;
  readonly northM: number;
  /** Direction of motion over the ground, clockwise from north. */
  readonly courseDeg: number;
  /** Bank that the turn needs, right wing down positive. */
  readonly rollDeg: number;
}

export interface RacetrackOptions {
  readonly legM: number;
  readonly turnRadiusM: number;
  readonly groundSpeedMps: number;
  /** Course of the first leg. */
  readonly courseDeg: number;
}

const gravityMps2 = 9.80665;
/** Rolling into a turn and out of it takes this long: some 3 degrees a second. */
const rollingS = 4;

/** Place on a racetrack (two legs, two right-hand half circles) after `timeS`, starting in the middle of the first leg. */
export function racetrackAt(options: RacetrackOptions, timeS: number): TrackPoint {
  const { legM, turnRadiusM: radiusM, groundSpeedMps, courseDeg } = options;
  const turnM = Math.PI * radiusM;
  const lapM = 2 * (legM + turnM);
  let alongM = (timeS * groundSpeedMps + legM / 2) % lapM;
  const bankDeg = (Math.atan(groundSpeedMps ** 2 / (gravityMps2 * radiusM)) * 180) / Math.PI;
  // In the frame of the first leg: x forward, y right.
  const second = alongM >= lapM / 2;
  if (second) alongM -= lapM / 2;
  let x: number;
  let y: number;
  let turnedDeg = 0;
  if (alongM <= legM) {
    x = alongM - legM / 2;
    y = -radiusM;
  } else {
    const angle = (alongM - legM) / radiusM;
    turnedDeg = (angle * 180) / Math.PI;
    x = legM / 2 + radiusM * Math.sin(angle);
    y = -radiusM * Math.cos(angle);
  }
  if (second) {
    x = -x;
    y = -y;
    turnedDeg += 180;
  }
  const course = (courseDeg * Math.PI) / 180;
  return {
    eastM: x * Math.sin(course) + y * Math.cos(course),
    northM: x * Math.cos(course) - y * Math.sin(course),
    courseDeg: (courseDeg + turnedDeg + 360) % 360,
    rollDeg: bankDeg * easedRoll(Math.min(alongM - legM, legM + turnM - alongM) / (groundSpeedMps * rollingS)),
  };
}

/** Share of the full bank, `share` of the way into the roll; 0 before it, 1 after. */
function easedRoll(share: number): number {
  const t = Math.min(1, Math.max(0, share));
  return t * t * (3 - 2 * t);
}
