import { readFileSync } from 'node:fs';
import type { ErrorBudget } from '../../src/geo/budget.ts';
import type { SensorPose } from '../../src/model/flight.ts';
import { referenceFile } from '../reference-data.ts';
import {
  attitude,
  conjugate,
  Dice,
  follow,
  moved,
  nedToXyz,
  type Place,
  type Posts,
  patchHeight,
  SmoothField,
  steepest,
  type Triple,
  times,
  toXyz,
  turn,
} from './flight-5-world.ts';

/** One class of looks: where, from how high, under which angles, with which sensor. */
export interface LookClass {
  readonly name: string;
  readonly scene: 'plain' | 'pyrenees' | 'white mountains';
  readonly sensor: 'large' | 'tactical' | 'quadcopter';
  /** Height of the sensor above the place it is pointed at. */
  readonly aboveM: readonly [number, number];
  /** Angle of the line of sight to the horizontal at that place. */
  readonly grazingDeg: readonly [number, number];
  readonly fovDeg: readonly [number, number];
  readonly speedMps: number;
  /** Correlation length of the terrain model's error. */
  readonly correlationM: number;
  /** Least mean slope of the square kilometre around the place pointed at. */
  readonly meanSlopeDeg: number;
}

export const lookClasses: readonly LookClass[] = [
  {
    name: 'flat',
    scene: 'plain',
    sensor: 'tactical',
    aboveM: [1000, 4000],
    grazingDeg: [20, 70],
    fovDeg: [1, 10],
    speedMps: 30,
    correlationM: 3000,
    meanSlopeDeg: 0,
  },
  {
    name: 'steep',
    scene: 'pyrenees',
    sensor: 'large',
    aboveM: [2000, 5000],
    grazingDeg: [20, 60],
    fovDeg: [0.5, 5],
    speedMps: 80,
    correlationM: 3000,
    meanSlopeDeg: 20,
  },
  {
    name: 'grazing',
    scene: 'white mountains',
    sensor: 'large',
    aboveM: [1200, 3000],
    grazingDeg: [5, 10],
    fovDeg: [0.5, 3],
    speedMps: 80,
    correlationM: 5000,
    meanSlopeDeg: 0,
  },
  {
    name: 'low',
    scene: 'white mountains',
    sensor: 'quadcopter',
    aboveM: [60, 250],
    grazingDeg: [20, 80],
    fovDeg: [20, 60],
    speedMps: 8,
    correlationM: 1500,
    meanSlopeDeg: 0,
  },
  {
    name: 'high',
    scene: 'pyrenees',
    sensor: 'large',
    aboveM: [5000, 9000],
    grazingDeg: [20, 75],
    fovDeg: [0.3, 3],
    speedMps: 80,
    correlationM: 3000,
    meanSlopeDeg: 0,
  },
];

/** What the simulated aircraft reports, and what is true. */
export interface Look {
  readonly reported: SensorPose;
  readonly at: { readonly x: number; readonly y: number };
  readonly motion: { readonly speedMps: number; readonly courseDeg: number };
  readonly truth: Place | 'sky' | 'off the model' | 'from below';
}

export interface Scene {
  readonly posts: Posts;
  /** Steepest slope between posts. */
  readonly slope: number;
}

/** An SRTM3 tile where the reference data has it, else mountains of smooth random waves of several sizes. */
export function openScene(name: LookClass['scene'], seed: number): Scene {
  switch (name) {
    case 'plain':
      return withSlope(synthetic('plain (synthetic)', 41, 2, [[8, 2000]], 300, seed));
    case 'pyrenees':
      return tile('terrain/N42E001.hgt', 42, 1, seed);
    case 'white mountains':
      return tile('terrain/N44W072.hgt', 44, -72, seed);
  }
}

function withSlope(posts: Posts): Scene {
  return { posts, slope: steepest(posts) };
}

function tile(path: string, south: number, west: number, seed: number): Scene {
  const file = referenceFile(path);
  if (file === undefined) {
    const waves = [
      [350, 5000],
      [120, 1500],
      [40, 500],
    ] as const;
    return withSlope(synthetic('mountains (synthetic: tile absent)', south, west, waves, 1500, seed));
  }
  const bytes = readFileSync(file);
  const side = 1201;
  const heights = new Float32Array(side * side);
  let last = 0;
  for (let i = 0; i < heights.length; i++) {
    const h = bytes.readInt16BE(2 * i);
    // A void takes the height before it: simulator and solver see the same ground, and the solver's voids are proved
    // elsewhere.
    if (h > -1000) last = h;
    heights[i] = last;
  }
  return withSlope({ name: path, rows: side, columns: side, north: south + 1, west, step: 1 / 1200, heights });
}

function synthetic(
  name: string,
  south: number,
  west: number,
  waves: readonly (readonly [sigma: number, lengthM: number])[],
  base: number,
  seed: number,
): Posts {
  const dice = new Dice(seed ^ 0x51ab);
  const side = 481;
  const step = 1 / 1200;
  const north = south + (side - 1) * step;
  const anchor = { lat: south + 0.2, lon: west + 0.2, h: 0 };
  const fields = waves.map(([sigma, lengthM]) => new SmoothField(dice, anchor, sigma, lengthM, 16));
  const heights = new Float32Array(side * side);
  for (let i = 0; i < heights.length; i++) {
    const lat = north - Math.floor(i / side) * step;
    const lon = west + (i % side) * step;
    heights[i] = fields.reduce((sum, f) => sum + f.at(lat, lon), base);
  }
  return { name, rows: side, columns: side, north, west, step, heights };
}

function meanSlopeDeg(g: Posts, lat: number, lon: number): number {
  const i0 = Math.round((g.north - lat) / g.step);
  const j0 = Math.round((lon - g.west) / g.step);
  let sum = 0;
  let n = 0;
  for (let i = i0 - 6; i <= i0 + 6; i++) {
    for (let j = j0 - 8; j <= j0 + 8; j++) {
      if (i < 0 || j < 0 || i + 1 >= g.rows || j + 1 >= g.columns) return 0;
      const h = g.heights[i * g.columns + j]!;
      const dy = (g.heights[(i + 1) * g.columns + j]! - h) / (g.step * 111_000);
      const dx = (g.heights[i * g.columns + j + 1]! - h) / (g.step * 111_300 * Math.cos((lat * Math.PI) / 180));
      sum += Math.hypot(dx, dy);
      n++;
    }
  }
  return (Math.atan(sum / n) * 180) / Math.PI;
}

/** The true pose: where the sensor truly is and how it is truly turned, by design of the class. */
interface TruePose {
  readonly place: Place;
  readonly heading: number;
  readonly pitch: number;
  readonly roll: number;
  readonly azimuth: number;
  readonly elevation: number;
  readonly sensorRoll: number;
  readonly fovH: number;
  readonly fovV: number;
}

/**
 * Draws a true pose that is pointed at a random place of the scene; conditions are on the design alone, never on what
 * comes out.
 */
function drawPose(dice: Dice, kind: LookClass, { posts }: Scene): TruePose {
  for (;;) {
    const margin = 40 * posts.step;
    const lat = dice.uniform(posts.north - (posts.rows - 1) * posts.step + margin, posts.north - margin);
    const lon = dice.uniform(posts.west + margin, posts.west + (posts.columns - 1) * posts.step - margin);
    const heading = dice.uniform(0, 360);
    const lookTo = dice.uniform(0, 360) * (Math.PI / 180);
    const grazing = dice.uniform(...kind.grazingDeg) * (Math.PI / 180);
    const above = dice.uniform(...kind.aboveM);
    if (kind.meanSlopeDeg > 0 && meanSlopeDeg(posts, lat, lon) < kind.meanSlopeDeg) continue;
    const h = patchHeight(posts, lat, lon);
    if (h === undefined) continue;
    const aim = { lat, lon, h };
    const back = above / Math.tan(grazing);
    const place = moved(aim, -back * Math.cos(lookTo), -back * Math.sin(lookTo), above);
    const under = patchHeight(posts, place.lat, place.lon);
    if (under === undefined || place.h < under + 0.5 * kind.aboveM[0]) continue;
    const [pitch, roll] = [dice.normal(2), dice.normal(6)];
    const body = attitude(heading, pitch, roll);
    const v = turn(conjugate(body), toNed(place, aim));
    const fovH = dice.uniform(...kind.fovDeg);
    return {
      place,
      heading,
      pitch,
      roll,
      azimuth: (Math.atan2(v[1], v[0]) * 180) / Math.PI,
      elevation: (Math.asin(Math.max(-1, Math.min(1, -v[2]))) * 180) / Math.PI,
      sensorRoll: dice.uniform(-3, 3),
      fovH,
      fovV: (fovH * 9) / 16,
    };
  }
}

/** Unit vector from one place to another, in north, east, down at the first. */
function toNed(from: Place, to: Place): Triple {
  const [p, q] = [toXyz(from), toXyz(to)];
  const v: Triple = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
  const length = Math.hypot(...v);
  const along = (axis: Triple): number => {
    const w = nedToXyz(from, axis);
    return (v[0] * w[0] + v[1] * w[1] + v[2] * w[2]) / length;
  };
  return [along([1, 0, 0]), along([0, 1, 0]), along([0, 0, 1])];
}

function rounded(value: number, step: number | undefined): number {
  return step === undefined ? value : Math.round(value / step) * step;
}

/** One look: a true pose and ground give the truth; what is reported has errors of the stated size. */
export function drawLook(dice: Dice, kind: LookClass, scene: Scene, budget: ErrorBudget): Look {
  const pose = drawPose(dice, kind, scene);
  const at = { x: dice.uniform(), y: dice.uniform() };
  const courseDeg = pose.heading + dice.uniform(-6, 6);
  const truth = trueGround(dice, kind, scene, budget, pose, at);
  const late = dice.normal(budget.timeOffsetS) * kind.speedMps;
  const course = (courseDeg * Math.PI) / 180;
  const place = moved(
    pose.place,
    dice.normal(budget.positionHorizontalM) + late * Math.cos(course),
    dice.normal(budget.positionHorizontalM) + late * Math.sin(course),
    dice.normal(budget.positionVerticalM),
  );
  const q = budget.quantisation;
  const wider = 1 + dice.normal(budget.fovScale);
  const widened = (fovDeg: number): number =>
    (2 * Math.atan(Math.tan((fovDeg * Math.PI) / 360) * wider) * 180) / Math.PI;
  const reported: SensorPose = {
    position: { latitudeDeg: place.lat, longitudeDeg: place.lon, heightM: rounded(place.h, q?.heightM) },
    platform: {
      headingDeg: rounded(pose.heading + dice.normal(budget.headingDeg), q?.headingDeg),
      pitchDeg: rounded(pose.pitch + dice.normal(budget.pitchDeg), q?.pitchDeg),
      rollDeg: rounded(pose.roll + dice.normal(budget.rollDeg), q?.rollDeg),
    },
    relative: {
      azimuthDeg: pose.azimuth + dice.normal(budget.gimbalAzimuthDeg),
      elevationDeg: pose.elevation + dice.normal(budget.gimbalElevationDeg),
      rollDeg: pose.sensorRoll + dice.normal(budget.gimbalRollDeg),
    },
    horizontalFovDeg: widened(pose.fovH),
    verticalFovDeg: widened(pose.fovV),
  };
  return { reported, at, motion: { speedMps: kind.speedMps, courseDeg }, truth };
}

function trueGround(
  dice: Dice,
  kind: LookClass,
  scene: Scene,
  budget: ErrorBudget,
  pose: TruePose,
  at: { readonly x: number; readonly y: number },
): Look['truth'] {
  const error = new SmoothField(dice, pose.place, budget.terrainM, kind.correlationM);
  const pixel: Triple = [
    1,
    (2 * at.x - 1) * Math.tan((pose.fovH * Math.PI) / 360),
    (2 * at.y - 1) * Math.tan((pose.fovV * Math.PI) / 360),
  ];
  // The camera sits a little askew in its gimbal: boresight and lens.
  const askew = attitude(dice.normal(budget.boresightDeg), dice.normal(budget.boresightDeg), 0);
  const camera = attitude(pose.azimuth, pose.elevation, pose.sensorRoll);
  const body = attitude(pose.heading, pose.pitch, pose.roll);
  const ned = turn(times(times(body, camera), askew), pixel);
  const length = Math.hypot(...ned);
  const direction = nedToXyz(pose.place, [ned[0] / length, ned[1] / length, ned[2] / length]);
  const met = follow({ posts: scene.posts, error, slope: scene.slope }, toXyz(pose.place), direction);
  return met.kind === 'met' ? met.place : met.kind;
}
