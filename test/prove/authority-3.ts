import { insideWhole } from '../../src/geo/region/inside.ts';
import { outline } from '../../src/geo/region/outline.ts';
import { entersZone, overlapsOf } from '../../src/geo/region/overlap.ts';
import { parseRoute, parseZone, type Route, type Zone } from '../../src/geo/region/route.ts';
import { AtalayaError } from '../../src/model/errors.ts';
import { hasGdal } from '../gdal.ts';
import { type Case, makeCase } from './authority-3-cases.ts';
import {
  between,
  type Found,
  goesAround,
  type Line,
  lineBetween,
  nearestOf,
  type Place,
  ringLines,
} from './authority-3-checker.ts';
import { askGeos, type FlatCase } from './authority-3-geos.ts';
import type { Prove, ProveOptions } from './bar.ts';
import { SeededRandom } from './random.ts';

const caseCount = 100_000;
/** At the widest buffers of these cases straight lines tell the distance to this, metres. */
const chordM = 0.01;
/** How many of them GEOS is asked about. */
const flatCount = 2000;
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

interface Margin {
  readonly m: number;
  /** Between the leg and the zone: 0 where the leg begins inside, or meets the border. */
  readonly gapM: number;
  readonly at: Place;
}

/** How much farther from the border than the buffer a leg keeps, metres; negative for one that does not keep within. */
function marginM(leg: Line, rings: readonly (readonly Line[])[], bufferM: number): Margin {
  const found: Found = nearestOf(leg, rings.flat());
  if (found.m <= checkerM) return { m: -bufferM, gapM: 0, at: found.at };
  const [outer, ...holes] = rings.map((ring) => goesAround(ring, leg.a, found.m));
  const isIn = outer === true && !holes.includes(true);
  return isIn
    ? { m: found.m - bufferM, gapM: 0, at: found.at }
    : { m: -found.m - bufferM, gapM: found.m, at: found.at };
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
  pairs: number;
  overlapping: number;
  outlined: number;
}

interface Flat extends FlatCase {
  readonly isInside: boolean;
  readonly bufferM: number;
}

/** What laying the case flat may be off, metres. */
const flatM = 0.02;

/** Some of the cases once more by GEOS. */
function compareFlat(flat: readonly Flat[], tally: Tally, print: ProveOptions['print']): void {
  let compared = 0;
  for (const [i, answer] of askGeos(flat).entries()) {
    const one = flat[i]!;
    if (answer?.isWithin === undefined) continue;
    compared++;
    const m = answer.isWithin ? answer.distanceM - one.bufferM : -answer.distanceM;
    const isWrong = one.isInside ? m <= 1 - flatM : m > 1 + flatM;
    if (!isWrong) continue;
    tally.beyond++;
    print(`wrong: GEOS finds ${m} m, and here it is ${one.isInside ? 'inside' : 'refused'}: ${JSON.stringify(one)}`);
  }
  print(`${compared} of these legs by GEOS on densified geodesics as well`);
}

/** Both answers for every leg of a case; what they differ in by more than the checker is good for is told. */
function compare(
  one: Case,
  random: SeededRandom,
  tally: Tally,
  tell: (text: string) => void,
  flat: Flat[] | undefined,
): void {
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
  const entered = entersZone(read.route, read.zone);
  compareLegs(one, read.route, tally, tell);
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
    const { m, gapM, at } = marginM(leg, rings, one.bufferM);
    checkApart(
      gapM,
      one.bufferM + 1,
      entered.some((it) => it.leg === index),
      tally,
      () => tell(`leg ${index} and zone: ${JSON.stringify(one)}`),
    );
    tally[isInside ? 'inside' : 'refused']++;
    // Within 1 m of the border both must refuse: the checker's own answer is then refuse as well.
    if (Math.abs(m) <= 1) tally.near++;
    if (flat !== undefined && m > -one.bufferM) flat.push({ leg, rings, at, isInside, bufferM: one.bufferM });
    const isWrong = isInside ? m <= 1 - checkerM : m > 1 + checkerM + chordM;
    if (!isWrong) continue;
    tally.beyond++;
    tell(
      `leg ${index}: ${isInside ? 'inside' : refusal?.why}, by the other way ${m.toFixed(4)} m: ${JSON.stringify(one)}`,
    );
  }
}

/** Volumes are said to overlap where the gap is at most `apartM`, and nowhere else. */
function checkApart(gapM: number, apartM: number, said: boolean, tally: Tally, tell: () => void): void {
  tally.pairs++;
  if (said) tally.overlapping++;
  const isWrong = said ? gapM > apartM + checkerM + chordM : gapM <= apartM - checkerM;
  if (!isWrong) return;
  tally.beyond++;
  tell();
}

/** Every leg against every other of the same route, and the outline that maps show, place by place. */
function compareLegs(one: Case, route: Route, tally: Tally, tell: (text: string) => void): void {
  const lines = legLines(one);
  const said = overlapsOf(route, route);
  const apartM = 2 * one.bufferM + 1;
  for (const [i, line] of lines.entries()) {
    for (const [k, other] of lines.slice(0, i).entries()) {
      const overlaps = said.some((it) => it.leg === i && it.otherLeg === k);
      checkApart(between(line, other).m, apartM, overlaps, tally, () =>
        tell(`legs ${i}, ${k}: ${JSON.stringify(one)}`),
      );
    }
  }
  for (const [i, ring] of outline(route, Infinity).entries()) {
    for (const at of ring.filter((_, k) => k % 7 === 0)) {
      const offM = between(lineBetween(at, at), lines[i]!).m;
      // Along a parallel that turns more tightly than the buffer, around a pole, the inner side folds into what is swept.
      const folds = lines[i]!.kind === 'parallel' && offM <= one.bufferM;
      if (folds || Math.abs(offM - one.bufferM) <= outlineM) tally.outlined++;
      else {
        tally.beyond++;
        tell(`outline of leg ${i} ${offM} m off: ${JSON.stringify(one)}`);
      }
    }
  }
}

/** An outline is for the eye. */
const outlineM = 0.1;

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
    pairs: 0,
    overlapping: 0,
    outlined: 0,
  };
  let told = 0;
  const flat: Flat[] = [];
  const flatEach = Math.ceil(cases / flatCount);
  for (let i = 0; i < cases; i++) {
    const random = new SeededRandom(seed, i);
    compare(
      makeCase(random),
      random,
      tally,
      (text) => {
        if (told++ < 10) print(`wrong: case ${i}: ${text}`);
      },
      hasGdal && i % flatEach === 0 ? flat : undefined,
    );
  }
  if (hasGdal) compareFlat(flat, tally, print);
  else print('GEOS is not here (GDAL): not asked');
  const compared = cases - tally.unread;
  print(
    `${compared} polygons and routes, ${tally.legs} legs: ${tally.inside} inside, ${tally.refused} refused for the place,`,
  );
  print(`  ${tally.byExtent} for altitude or time; ${tally.near} lay within 1 m of the limit, where refused is right`);
  print(
    `${tally.unread} polygons refused when read (crossing after a vertex was moved, or a hole), ${tally.wrongUnread} wrongly`,
  );
  print(
    `${tally.pairs} pairs of legs, or of a leg and a zone: ${tally.overlapping} overlap; ${tally.outlined} places of outlines`,
  );
  print(`disagreements beyond 1 m: ${tally.beyond}`);
  const failed = tally.beyond + tally.wrongUnread;
  return { passed: tally.legs - tally.beyond, failed };
};
