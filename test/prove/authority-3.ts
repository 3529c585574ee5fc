import { insideWhole } from '../../src/geo/region/inside.ts';
import { parseRoute, parseZone, type Route, type Zone } from '../../src/geo/region/route.ts';
import { AtalayaError } from '../../src/model/errors.ts';
import { type Case, makeCase } from './authority-3-cases.ts';
import { type Found, goesAround, type Line, lineBetween, nearestOf, ringLines } from './authority-3-checker.ts';
import type { Prove, ProveOptions } from './bar.ts';
import { SeededRandom } from './random.ts';

const caseCount = 100_000;
/** What the checker itself may be off, metres. */
const checkerM = 0.002;

/** When and how high: the third and fourth dimension, by whole numbers that the checker compares by itself. */
interface Extent {
  readonly lowM: number;
  readonly highM: number;
  readonly fromUs: number;
  readonly untilUs: number;
}

function extent(random: SeededRandom, spread: number): Extent {
  const lowM = random.below(spread);
  const fromUs = 1_000 + random.below(spread);
  return { lowM, highM: 1_000 - random.below(spread), fromUs, untilUs: 2_000 - random.below(spread) };
}

const within = (inner: Extent, outer: Extent): boolean =>
  inner.lowM >= outer.lowM &&
  inner.highM <= outer.highM &&
  inner.fromUs >= outer.fromUs &&
  inner.untilUs <= outer.untilUs;

function documents(one: Case, flown: Extent, permitted: Extent): { route: Route; zone: Zone } {
  const band = ({ lowM, highM }: Extent) => ({
    lower: { reference: 'HAE', altitudeM: lowM },
    upper: { reference: 'HAE', altitudeM: highM },
  });
  const time = ({ fromUs, untilUs }: Extent) => ({ fromUs, untilUs });
  const { outer, holes, waypoints, bufferM } = one;
  return {
    zone: parseZone({ area: { outer, holes }, band: band(permitted), windows: [time(permitted)] }),
    route: parseRoute({ waypoints, legs: { bufferM, band: band(flown), interval: time(flown) } }),
  };
}

const legLines = ({ waypoints }: Case): Line[] =>
  waypoints.length === 1
    ? [lineBetween(waypoints[0]!, waypoints[0]!)]
    : waypoints.slice(1).map((to, i) => lineBetween(waypoints[i]!, to));

/** How much farther from the border than the buffer a leg keeps, metres; negative for one that does not keep within. */
function marginM(leg: Line, rings: readonly (readonly Line[])[], bufferM: number): { m: number; found: Found } {
  const found = nearestOf(leg, rings.flat());
  if (found.m <= checkerM) return { m: -bufferM, found };
  const [outer, ...holes] = rings.map((ring) => goesAround(ring, leg.a, found.m));
  const isIn = outer === true && !holes.includes(true);
  return { m: isIn ? found.m - bufferM : -found.m - bufferM, found };
}

interface Tally {
  legs: number;
  inside: number;
  refused: number;
  near: number;
  beyond: number;
  unread: number;
  wrongUnread: number;
  byExtent: number;
}

/** Both answers for every leg of a case; what they differ in by more than the checker is good for is told. */
function compare(one: Case, random: SeededRandom, tally: Tally, tell: (text: string) => void): void {
  const spread = random.chance(0.2) ? 3 : 1;
  const [flown, permitted] = [extent(random, spread), extent(random, spread)];
  let read: { route: Route; zone: Zone };
  try {
    read = documents(one, flown, permitted);
  } catch (error) {
    if (!(error instanceof AtalayaError)) throw error;
    tally.unread++;
    if (one.isPlain) {
      tally.wrongUnread++;
      tell(`a sound polygon was refused: ${error.toLine()}`);
    }
    return;
  }
  const { refusals } = insideWhole(read.route, [read.zone]);
  const rings = [one.outer, ...one.holes].map(ringLines);
  const fits = within(flown, permitted);
  for (const [index, leg] of legLines(one).entries()) {
    tally.legs++;
    const refusal = refusals.find((it) => it.leg === index);
    const isInside = refusal === undefined;
    if (!fits) {
      // Refused for time or altitude, whatever the place; a leg that is not is a fault.
      tally.byExtent++;
      if (isInside) tally.beyond++;
      continue;
    }
    const { m } = marginM(leg, rings, one.bufferM);
    tally[isInside ? 'inside' : 'refused']++;
    // Within 1 m of the border both must refuse: the checker's own answer is then refuse as well.
    if (Math.abs(m) <= 1) tally.near++;
    const isWrong = isInside ? m <= 1 - checkerM : m > 1 + checkerM + 0.01;
    if (!isWrong) continue;
    tally.beyond++;
    tell(
      `leg ${index}: ${isInside ? 'inside' : refusal?.why}, by the other way ${m.toFixed(4)} m: ${JSON.stringify(one)}`,
    );
  }
}

/**
 * Random polygons and routes, most of them made to come near the limit, compared leg by leg with an implementation of its own
 * on the ellipsoid: a leg is inside where the checker finds more than 1 m beyond the buffer, and refused elsewhere.
 */
export const prove: Prove = async ({ seed, n, print }: ProveOptions) => {
  const cases = n ?? caseCount;
  const tally: Tally = {
    legs: 0,
    inside: 0,
    refused: 0,
    near: 0,
    beyond: 0,
    unread: 0,
    wrongUnread: 0,
    byExtent: 0,
  };
  let told = 0;
  for (let i = 0; i < cases; i++) {
    const random = new SeededRandom(seed, i);
    compare(makeCase(random), random, tally, (text) => {
      if (told++ < 10) print(`wrong: case ${i}: ${text}`);
    });
  }
  const compared = cases - tally.unread;
  print(
    `${compared} polygons and routes, ${tally.legs} legs: ${tally.inside} inside, ${tally.refused} refused for the place,`,
  );
  print(
    `  ${tally.byExtent} for altitude or time; ${tally.near} lay within 1 m of the limit, where refused is right`,
  );
  print(
    `${tally.unread} polygons refused when read (crossing after a vertex was moved, or a hole), ${tally.wrongUnread} wrongly`,
  );
  print(`disagreements beyond 1 m: ${tally.beyond}`);
  const failed = tally.beyond + tally.wrongUnread;
  return { passed: tally.legs - tally.beyond, failed };
};
