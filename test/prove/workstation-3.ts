import { Camera } from '../../sim/camera.ts';
import { fromGeodetic, levelAxes } from '../../sim/earth.ts';
import { simulatedBudget } from '../../sim/errors.ts';
import { createRandom, type Random } from '../../sim/random.ts';
import { type SortieOptions, simulateSortie } from '../../sim/sortie.ts';
import { SortieTruth } from '../../sim/truth.ts';
import type { KlvPacket } from '../../src/formats/klv/packet.ts';
import { RecordingReader } from '../../src/formats/recording.ts';
import type { Geodetic, GroundPoint } from '../../src/model/geodetic.ts';
import { observedPacket } from '../../src/observe/from-klv.ts';
import { locate, placeBelieved } from '../../src/observe/locate.ts';
import { soundPacket } from '../../src/observe/packet.ts';
import type { ProveOptions, ProveResult } from './bar.ts';

const clicks = 1000;
/** Four correlation times from click to click: the errors have forgotten each other. */
const spacingS = 240;
/** The sortie has a beat of 450 s: steps that do not divide it meet all of it. */
const offBeatS = 3.14;
const confidence = 0.9;
const tolerance = 0.03;
const agreementM = 1;

interface Click {
  /** Inside the 90 % ellipse. */
  readonly inside: boolean;
  /** From the true point to the reported one, level, metres. */
  readonly missM: number;
  readonly ce90M: number;
  /** Between the library and the simulation's own earth, for the same pose, metres. */
  readonly apartM: number;
}

/** East and north from one point to another, metres, by the simulation's own earth. */
function offset(from: Geodetic, to: Geodetic): { readonly eastM: number; readonly northM: number } {
  const [a, b] = [fromGeodetic(from), fromGeodetic(to)];
  const { east, north } = levelAxes(from.latitudeDeg, from.longitudeDeg);
  const along = (axis: readonly [number, number, number]): number =>
    axis[0] * (b[0] - a[0]) + axis[1] * (b[1] - a[1]) + axis[2] * (b[2] - a[2]);
  return { eastM: along(east), northM: along(north) };
}

function apart(from: Geodetic, to: Geodetic): number {
  const { eastM, northM } = offset(from, to);
  return Math.hypot(eastM, northM, to.heightM - from.heightM);
}

function isInside({ ellipse90 }: GroundPoint, eastM: number, northM: number): boolean {
  const azimuth = (ellipse90.orientationDeg * Math.PI) / 180;
  const along = eastM * Math.sin(azimuth) + northM * Math.cos(azimuth);
  const across = eastM * Math.cos(azimuth) - northM * Math.sin(azimuth);
  return (along / ellipse90.semiMajorM) ** 2 + (across / ellipse90.semiMinorM) ** 2 <= 1;
}

/** One click at a random place of a frame, answered by the functions that the service answers with. */
function clickOn(packet: KlvPacket, truth: SortieTruth, random: Random): Click | undefined {
  const frame = packet.index;
  const observed = observedPacket(packet);
  if (observed === undefined) return undefined;
  const sound = soundPacket(observed).packet;
  const placed = placeBelieved(sound, { terrain: truth.world.terrain });
  const at = { x: random.uniform(), y: random.uniform() };
  const solution = locate(sound, placed, { budget: simulatedBudget, motion: truth.motion(frame), at });
  const real = truth.groundAt(frame, at);
  const own = placed.pose && new Camera(placed.pose).groundAt(at, truth.world.ground);
  if (solution === undefined || real === undefined || own === undefined) return undefined;
  const { eastM, northM } = offset(solution.point, real);
  return {
    inside: isInside(solution.point, eastM, northM),
    missM: Math.hypot(eastM, northM),
    ce90M: solution.point.ce90M,
    apartM: apart(own, solution.point),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * workstation.3: clicks on the video lie where the simulator says, within their 90 % ellipse as often as it claims, and where
 * two earths written apart put the same line of sight.
 */
export async function prove({ seed, n, print }: ProveOptions): Promise<ProveResult> {
  const count = n ?? clicks;
  const stepS = spacingS + offBeatS;
  const sortie: SortieOptions = {
    seed,
    // half a step more, so that rounding costs no frame
    durationS: (count + 0.5) * stepS,
    rateHz: 1 / stepS,
    startTimeUs: Date.UTC(2026, 0, 15, 15, 0, 0) * 1000,
  };
  const truth = new SortieTruth(sortie);
  const random = createRandom(seed ^ 0xc11c);
  const found: Click[] = [];
  const reader = new RecordingReader({
    onPacket: (packet) => {
      const click = clickOn(packet, truth, random);
      if (click !== undefined) found.push(click);
    },
  });
  for (const { bytes } of simulateSortie(sortie).packets) reader.push(bytes);
  reader.end();
  const unplaced = count - found.length;
  const inside = found.filter((click) => click.inside).length;
  const share = inside / found.length;
  const worstM = Math.max(...found.map(({ apartM }) => apartM));
  const held = Math.abs(share - confidence) <= tolerance;
  const agrees = worstM <= agreementM;
  print(`${found.length} clicks, ${unplaced} not placed`);
  print(
    `median miss ${median(found.map(({ missM }) => missM)).toFixed(1)} m, median CE90 ${median(found.map(({ ce90M }) => ce90M)).toFixed(1)} m`,
  );
  print(`${held ? 'ok  ' : 'FAIL'} truth within the 90 % ellipse: ${(100 * share).toFixed(1)} % (90 +- 3)`);
  print(
    `${agrees ? 'ok  ' : 'FAIL'} library and simulator apart for one pose: at most ${(1000 * worstM).toFixed(2)} mm (1 m)`,
  );
  const results = [held, agrees, unplaced === 0];
  return { passed: results.filter((ok) => ok).length, failed: results.filter((ok) => !ok).length };
}
