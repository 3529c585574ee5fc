import { readFileSync } from 'node:fs';
import { budgetComponents, budgets } from '../../src/geo/budget.ts';
import { ecefToEnu, toEcef } from '../../src/geo/ellipsoid.ts';
import { type GroundSolution, solveGround } from '../../src/geo/error.ts';
import { type GroundTrace, groundTrace } from '../../src/geo/footprint.ts';
import { terrainFromGrids } from '../../src/geo/terrain.ts';
import type { Geodetic } from '../../src/model/geodetic.ts';
import { referenceFile } from '../reference-data.ts';
import type { ProveOptions, ProveResult } from './bar.ts';
import {
  bootstrapByPose,
  type DroneSolution,
  distances,
  median,
  readControls,
  readCsv,
  shareByLuck,
  shareOfHonest,
  solveDrone,
} from './flight-5-drone.ts';
import { drawLook, type Look, type LookClass, lookClasses, openScene, type Scene } from './flight-5-looks.ts';
import { measureTruck, readPosePackets } from './flight-5-truck.ts';
import { Dice, type Place } from './flight-5-world.ts';

/** What was counted over one class of looks. */
export interface ClassFigures {
  readonly scene: string;
  readonly judged: number;
  /** Looks without a verdict, by reason. */
  readonly excluded: ReadonlyMap<string, number>;
  readonly circleShare: number;
  readonly ellipseShare: number;
  readonly intervalShare: number;
  readonly medianCe90M: number;
  readonly sampledShare: number;
  readonly linearCircleShare: number;
  readonly sampledCircleShare: number;
  readonly unbounded: number;
}

/** The solver's terrain over the simulator's posts: the same heights, the solver's own surface and rays. */
export function solverTrace({ posts: g }: Scene): GroundTrace {
  const grid = {
    name: g.name,
    rows: g.rows,
    columns: g.columns,
    northDeg: g.north,
    southDeg: g.north - (g.rows - 1) * g.step,
    westDeg: g.west,
    eastDeg: g.west + (g.columns - 1) * g.step,
    heightsM: g.heights,
    heightReference: 'ellipsoid' as const,
  };
  return groundTrace(terrainFromGrids([grid], g.name));
}

/** Draws and judges `n` looks of a class. */
export function judgeClass(
  kind: LookClass,
  n: number,
  seed: number,
  progress: (done: number) => void = () => undefined,
): ClassFigures {
  const scene = openScene(kind.scene, seed);
  const trace = solverTrace(scene);
  const dice = new Dice(seed * 7919 + lookClasses.indexOf(kind));
  const budget = budgets[kind.sensor];
  const verdicts: Verdict[] = [];
  const excluded = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    const look = drawLook(dice, kind, scene, budget);
    const verdict = judge(
      look,
      solveGround(look.reported, trace, budgetComponents(budget, look.motion), { at: look.at }),
    );
    if (typeof verdict === 'string') excluded.set(verdict, (excluded.get(verdict) ?? 0) + 1);
    else verdicts.push(verdict);
    if ((i + 1) % 2000 === 0) progress(i + 1);
  }
  const share = (of: readonly Verdict[], is: (v: Verdict) => boolean): number => of.filter(is).length / of.length;
  const sampled = verdicts.filter((v) => v.solution.method === 'sampled');
  const linear = verdicts.filter((v) => v.solution.method === 'linear');
  return {
    scene: scene.posts.name,
    judged: verdicts.length,
    excluded,
    circleShare: share(verdicts, (v) => v.inCircle),
    ellipseShare: share(verdicts, (v) => v.inEllipse),
    intervalShare: share(verdicts, (v) => v.inInterval),
    medianCe90M: median(verdicts.map((v) => v.solution.point.ce90M)),
    sampledShare: sampled.length / verdicts.length,
    linearCircleShare: share(linear, (v) => v.inCircle),
    sampledCircleShare: share(sampled, (v) => v.inCircle),
    unbounded: verdicts.filter((v) => !v.solution.bounded).length,
  };
}

interface Verdict {
  readonly solution: GroundSolution;
  readonly inCircle: boolean;
  readonly inEllipse: boolean;
  readonly inInterval: boolean;
}

function judge(look: Look, solution: GroundSolution | undefined): Verdict | string {
  if (typeof look.truth === 'string') return `the true line of sight meets no ground (${look.truth})`;
  if (solution === undefined) return 'the reported line of sight meets no ground';
  const { point } = solution;
  const [east, north] = offset(point, look.truth);
  const azimuth = (point.ellipse90.orientationDeg * Math.PI) / 180;
  const along = east * Math.sin(azimuth) + north * Math.cos(azimuth);
  const across = east * Math.cos(azimuth) - north * Math.sin(azimuth);
  const { semiMajorM, semiMinorM } = point.ellipse90;
  return {
    solution,
    inCircle: Math.hypot(east, north) <= point.ce90M,
    inEllipse: Math.hypot(along / semiMajorM, across / semiMinorM) <= 1,
    inInterval: Math.abs(look.truth.h - point.heightM) <= point.le90M,
  };
}

function offset(
  from: { readonly latitudeDeg: number; readonly longitudeDeg: number; readonly heightM: number },
  to: Place,
): readonly [east: number, north: number] {
  const v = ecefToEnu(from, toEcef({ latitudeDeg: to.lat, longitudeDeg: to.lon, heightM: from.heightM }));
  return [v.eastM, v.northM];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (p: number): string => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!.toFixed(2);
  return `median ${at(0.5)} m, 90 % ${at(0.9)} m, largest ${at(1)} m`;
}

/** Bar 5 of the first flight: the claimed circles hold what they claim. */
export async function prove({ seed, n, print }: ProveOptions): Promise<ProveResult> {
  let [passed, failed] = [0, 0];
  const check = (ok: boolean, line: string): void => {
    if (ok) passed++;
    else failed++;
    print(`${ok ? 'pass' : 'FAIL'}  ${line}`);
  };
  const looks = n ?? 10_000;
  // Below 10,000 looks chance alone moves the share further than the bar allows.
  const tolerance = looks >= 10_000 ? 0.015 : 0.015 + 3 * Math.sqrt(0.09 / looks);
  print(`CE90 against an independent simulator: ${looks} looks a class, 90 % +- ${percent(tolerance)} must be held`);
  print(
    'truth: true pose, true ground (model plus a smooth random error); the solver sees the reported pose and the model',
  );
  for (const kind of lookClasses) {
    const figures = judgeClass(kind, looks, seed, (done) => print(`      ${kind.name}: ${done} of ${looks}`));
    check(Math.abs(figures.circleShare - 0.9) <= tolerance, classLine(kind, figures));
    print(`      ${detailLine(kind, figures)}`);
    for (const [why, count] of figures.excluded) print(`      not judged: ${count}, ${why}`);
  }
  proveTruck(check, print);
  proveDrone(check, print, seed);
  return { passed, failed };
}

function classLine(kind: LookClass, f: ClassFigures): string {
  return [
    `${kind.name}: circle holds ${percent(f.circleShare)}`,
    `ellipse ${percent(f.ellipseShare)}`,
    `height interval ${percent(f.intervalShare)} of ${f.judged}`,
    `median CE90 ${f.medianCe90M.toFixed(1)} m`,
  ].join(', ');
}

function detailLine(kind: LookClass, f: ClassFigures): string {
  const by = (share: number): string => (Number.isNaN(share) ? 'none' : percent(share));
  return [
    `${budgets[kind.sensor].name} over ${f.scene}`,
    `sampled ${percent(f.sampledShare)} of looks`,
    `circle by method: linear ${by(f.linearCircleShare)}, sampled ${by(f.sampledCircleShare)}`,
    `${f.unbounded} circles reach the horizon`,
  ].join('; ');
}

type Check = (ok: boolean, line: string) => void;
type Print = (line: string) => void;

function proveTruck(check: Check, print: Print): void {
  const name = 'fmv/truck_flight_2012.klv';
  const file = referenceFile(name);
  if (file === undefined) {
    print(`skipped: truck flight (${name} is absent)`);
    return;
  }
  const f = measureTruck(readPosePackets(readFileSync(file)));
  const within = `${percent(f.shareWithin)} within 25 m or 2 % of slant range`;
  check(
    median(f.cornersM) <= 25 && f.shareWithin > 0.9,
    `truck flight, ${f.packets} packets: corners by the pose against items 26-33: ${spread(f.cornersM)}; ${within}`,
  );
  check(
    median(f.levelM) < 1,
    `truck flight: looking at items 23, 24 with the image level with the horizon: ${spread(f.levelM)}`,
  );
  print('      so the rest has two causes:');
  print(
    `      roll: items 5-7, 18-20 turn the image ${median(f.imageRollDeg).toFixed(1)} deg (median) against the horizon;`,
  );
  print(`      item 20 is 0, and the sent corners leave the roll out; alone it makes ${spread(f.rolledM)}`);
  print(`      line of sight: the pose's centre lies off items 23, 24 by ${spread(f.centersM)};`);
  const [where, all] = [median(f.rollStepWhereOffDeg).toFixed(2), median(f.rollStepDeg).toFixed(2)];
  print(
    `      by over 25 m in ${f.rollStepWhereOffDeg.length} packets, in quick rolls (item 7 moves ${where} deg a packet there, ${all} over all):`,
  );
  print('      as if items 7 and 19 were not of one instant');
}

function proveDrone(check: Check, print: Print, seed: number): void {
  const names = ['geolocation/pixel_to_ground_441_half.csv', 'geolocation/control_points.csv'] as const;
  const [solutionsFile, controlsFile] = names.map(referenceFile);
  if (solutionsFile === undefined || controlsFile === undefined) {
    print(`skipped: drone pictures (${names.join(' or ')} is absent)`);
    return;
  }
  const controls = readControls(readFileSync(controlsFile, 'utf8'));
  const rows = readCsv(readFileSync(solutionsFile, 'utf8'));
  const s = solveDrone(rows, controls);
  const dice = new Dice(seed);
  print(
    `drone pictures: ${s.length} of ${rows.length} pixels solved; stated budget "${budgets.quadcopter.name}", not fitted`,
  );
  print(
    `      median CE90 ${median(s.map((x) => x.ce90M)).toFixed(1)} m; a published model holds 46 % where 90 % is claimed`,
  );
  for (const line of ambiguity(s, controls, dice)) print(`      ${line}`);
  const verdict = (what: string, errorOf: (x: DroneSolution) => number): void => {
    const held = (x: DroneSolution): boolean => errorOf(x) <= x.ce90M;
    const [low, high] = bootstrapByPose(s, held, dice);
    const interval = `95 % interval by pose ${percent(low)} to ${percent(high)}`;
    const errors = s.map(errorOf);
    const sizes = `median distance ${median(errors).toFixed(1)} m, largest ${Math.max(...errors).toFixed(1)} m`;
    check(high >= 0.9, `${what}: ${percent(s.filter(held).length / s.length)} held (${interval}), ${sizes}`);
  };
  verdict('our solution of the pixel', (x) => x.oursM);
  verdict("the file's own solution in our circles", (x) => x.theirsM);
}

/** What the nearest-point truth is worth: the file does not name the point a pixel shows. */
function ambiguity(s: readonly DroneSolution[], controls: readonly Geodetic[], dice: Dice): readonly string[] {
  const apart = median(controls.map((c) => distances(controls, c)[1] ?? 0)).toFixed(1);
  const second = median(s.map((x) => x.secondM)).toFixed(1);
  const double = percent(s.filter((x) => x.secondM <= x.ce90M).length / s.length);
  return [
    `AMBIGUOUS TRUTH: the NEAREST of ${controls.length} control points, for the file names none, which favours any claim:`,
    `the points lie ${apart} m from their nearest neighbours and our solutions ${second} m from the second nearest (medians);`,
    `${double} of the circles hold two points or more; a perfectly honest 90 % would show ${percent(shareOfHonest(s, controls, dice))} here,`,
    `and the same circles thrown at random within 40 m ${percent(shareByLuck(s, controls, dice, 40))}:`,
    'a share near 100 % shows that the claim is not too small, not that it is no larger than it need be',
  ];
}
