import { budgetComponents, budgets } from '../../src/geo/budget.ts';
import type { LensDistortion } from '../../src/geo/camera.ts';
import { ecefToEnu, offsetEnu, toEcef } from '../../src/geo/ellipsoid.ts';
import { solveGround } from '../../src/geo/error.ts';
import { groundTrace } from '../../src/geo/footprint.ts';
import { flatTerrain } from '../../src/geo/terrain.ts';
import type { SensorPose } from '../../src/model/flight.ts';
import type { Geodetic, GroundPoint } from '../../src/model/geodetic.ts';
import type { Dice } from './flight-5-world.ts';

type Row = ReadonlyMap<string, string>;

/** Comma-separated text with a head line; a field may be quoted. */
export function readCsv(text: string): readonly Row[] {
  const [head, ...lines] = text.trim().split(/\r?\n/).map(fields);
  if (head === undefined) return [];
  return lines.map((line) => new Map(head.map((name, i) => [name, line[i] ?? ''])));
}

function fields(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((m) => m[1] ?? m[2] ?? '');
}

function number(row: Row, name: string): number {
  const value = Number.parseFloat(row.get(name) ?? '');
  if (!Number.isFinite(value)) throw new Error(`no number in column ${name}`);
  return value;
}

/** One solution of the file, solved anew with its error. Distances to the nearest control point, metres. */
export interface DroneSolution {
  /** Which of the drone's poses it was made from. */
  readonly poseId: string;
  readonly ce90M: number;
  /** Of our own solution by the pose, the pixel and the terrain height of the file. */
  readonly oursM: number;
  /** Of the solution in the file. */
  readonly theirsM: number;
  /** From our solution to the second nearest control point. */
  readonly secondM: number;
  readonly slantRangeM: number;
  readonly point: GroundPoint;
}

/**
 * Solves the file's pixels anew and gives each a CE90 from the stated budget of a small consumer quadcopter. Level
 * ground at the height that the file's own terrain model had at its solution. The camera's azimuth is not in the
 * file; it is the azimuth of its solution less the yaw offset it added.
 */
export function solveDrone(solutions: readonly Row[], controls: readonly Geodetic[]): readonly DroneSolution[] {
  const components = budgetComponents(budgets.quadcopter);
  return solutions.flatMap((row) => {
    const file = { latitudeDeg: number(row, 'lat'), longitudeDeg: number(row, 'lon'), heightM: number(row, 'hae') };
    const solved = solveGround(poseOf(row, file), groundTrace(flatTerrain(file.heightM)), components, {
      at: { x: number(row, 'imageSelectedProportionX'), y: number(row, 'imageSelectedProportionY') },
      lens: lensOf(row),
    });
    if (solved === undefined) return [];
    const { position } = poseOf(row, file);
    const ours = distances(controls, solved.point);
    return [
      {
        poseId: `${position.latitudeDeg} ${position.longitudeDeg} ${position.heightM}`,
        ce90M: solved.point.ce90M,
        oursM: ours[0] ?? Number.POSITIVE_INFINITY,
        theirsM: distances(controls, file)[0] ?? Number.POSITIVE_INFINITY,
        secondM: ours[1] ?? Number.POSITIVE_INFINITY,
        slantRangeM: solved.sight.slantRangeM,
        point: solved.point,
      },
    ];
  });
}

function lensOf(row: Row): LensDistortion {
  return {
    k1: number(row, 'k1'),
    k2: number(row, 'k2'),
    k3: number(row, 'k3'),
    p1: number(row, 'p1'),
    p2: number(row, 'p2'),
  };
}

function poseOf(row: Row, solution: Geodetic): SensorPose {
  const position = {
    latitudeDeg: number(row, 'droneLatitude'),
    longitudeDeg: number(row, 'droneLongitude'),
    heightM: number(row, 'droneElevationHAE'),
  };
  const v = ecefToEnu(position, toEcef(solution));
  const azimuth = (Math.atan2(v.eastM, v.northM) * 180) / Math.PI;
  const fov = (side: string, focal: string) =>
    (2 * Math.atan(number(row, side) / 2 / number(row, focal)) * 180) / Math.PI;
  return {
    position,
    platform: { headingDeg: azimuth - number(row, 'yawOffsetDegSelectedPoint'), pitchDeg: 0, rollDeg: 0 },
    relative: {
      azimuthDeg: 0,
      elevationDeg: -number(row, 'cameraSlantAngleDeg'),
      rollDeg: number(row, 'cameraRollAngleDeg'),
    },
    horizontalFovDeg: fov('imageWidth', 'f_x'),
    verticalFovDeg: fov('imageLength', 'f_y'),
  };
}

/** The survey's points; one of them stands twice in the file under two numbers, which changes no distance. */
export function readControls(text: string): readonly Geodetic[] {
  return readCsv(text).map((row) => ({
    latitudeDeg: number(row, 'Latitude'),
    longitudeDeg: number(row, 'Longitude'),
    heightM: number(row, 'Elevation'),
  }));
}

/** Horizontal distances to all control points, nearest first. */
export function distances(controls: readonly Geodetic[], p: Geodetic): readonly number[] {
  return controls
    .map((c) => {
      const v = ecefToEnu({ ...p, heightM: c.heightM }, toEcef(c));
      return Math.hypot(v.eastM, v.northM);
    })
    .sort((a, b) => a - b);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  return n === 0 ? Number.NaN : (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2;
}

/**
 * Interval of a share over solutions, by drawing whole poses with replacement: solutions of one pose share its
 * errors.
 */
export function bootstrapByPose(
  solutions: readonly DroneSolution[],
  held: (s: DroneSolution) => boolean,
  dice: Dice,
  draws = 4000,
): readonly [low: number, high: number] {
  const poses = new Map<string, { n: number; held: number }>();
  for (const s of solutions) {
    const pose = poses.get(s.poseId) ?? { n: 0, held: 0 };
    poses.set(s.poseId, { n: pose.n + 1, held: pose.held + (held(s) ? 1 : 0) });
  }
  const list = [...poses.values()];
  const shares = Array.from({ length: draws }, () => {
    let [n, k] = [0, 0];
    for (let i = 0; i < list.length; i++) {
      const pose = list[Math.floor(dice.uniform() * list.length)]!;
      n += pose.n;
      k += pose.held;
    }
    return k / n;
  }).sort((a, b) => a - b);
  return [shares[Math.floor(0.025 * draws)]!, shares[Math.floor(0.975 * draws)]!];
}

/**
 * Share that a perfectly honest error model would show against nearest control points: errors are drawn from the
 * claimed covariances around true control points, and judged as the file is. What it has above 90 % is the favour of
 * the ambiguous truth.
 */
export function shareOfHonest(solutions: readonly DroneSolution[], controls: readonly Geodetic[], dice: Dice): number {
  return shareOver(solutions, controls, (s) => {
    const { ee, en, nn } = s.point.covariance;
    const east = Math.sqrt(ee);
    const [u, v] = [dice.normal(), dice.normal()];
    const truth = controls[Math.floor(dice.uniform() * controls.length)]!;
    const across = Math.sqrt(Math.max(0, nn - (en * en) / ee));
    return offsetEnu(truth, east * u, (en / east) * u + across * v, 0);
  });
}

/** Share of the circles that would hold a control point if thrown to random places within `throwM` of their own. */
export function shareByLuck(
  solutions: readonly DroneSolution[],
  controls: readonly Geodetic[],
  dice: Dice,
  throwM: number,
): number {
  return shareOver(solutions, controls, (s) => {
    const r = throwM * Math.sqrt(dice.uniform());
    const angle = dice.uniform(0, 2 * Math.PI);
    return offsetEnu(s.point, r * Math.sin(angle), r * Math.cos(angle), 0);
  });
}

function shareOver(
  solutions: readonly DroneSolution[],
  controls: readonly Geodetic[],
  place: (s: DroneSolution) => Geodetic,
): number {
  const repeats = 20;
  let held = 0;
  for (const s of solutions) {
    for (let i = 0; i < repeats; i++) {
      if ((distances(controls, place(s))[0] ?? Number.POSITIVE_INFINITY) <= s.ce90M) held++;
    }
  }
  return held / (repeats * solutions.length);
}
