import { type Corner, go, lineBetween, type Place, placeOn } from './authority-3-checker.ts';
import type { SeededRandom } from './random.ts';

/** One case as a document: a polygon, and a route with one buffer; nothing of it is computed by what is proved. */
export interface Case {
  readonly outer: readonly Corner[];
  readonly holes: readonly (readonly Corner[])[];
  readonly waypoints: readonly Corner[];
  readonly bufferM: number;
  /** A star of geodesics without holes: it cannot be wrong, so it may not be refused when read. */
  readonly isPlain: boolean;
}

const unit = (random: SeededRandom): number => random.uint32() / 2 ** 32;
const from = (random: SeededRandom, least: number, most: number): number => least + (most - least) * unit(random);
const scaled = (random: SeededRandom, least: number, most: number): number => least * (most / least) ** unit(random);

function somewhere(random: SeededRandom): Place {
  const kind = unit(random);
  if (kind < 0.25) return { latitudeDeg: from(random, 29, 34), longitudeDeg: from(random, -118, -100) };
  if (kind < 0.35) return { latitudeDeg: from(random, 80, 90), longitudeDeg: from(random, -180, 180) };
  if (kind < 0.4) return { latitudeDeg: random.chance(0.3) ? -90 : from(random, -90, -85), longitudeDeg: 0 };
  if (kind < 0.55) return { latitudeDeg: from(random, -60, 60), longitudeDeg: 180 + from(random, -1, 1) };
  const latitudeDeg = Math.asin(from(random, -1, 1)) * (180 / Math.PI);
  return { latitudeDeg, longitudeDeg: from(random, -180, 180) };
}

/** A ring around a place that sees all of it. */
function star(random: SeededRandom, center: Place, sizeM: number): Corner[] {
  const count = random.between(3, 12);
  const jitter = count === 3 ? 0.4 : 0.8;
  return Array.from({ length: count }, (_, i) => {
    const { latitudeDeg, longitudeDeg } = go(
      center,
      ((i + jitter * unit(random)) * 360) / count,
      sizeM * from(random, 0.3, 1),
    );
    return { latitudeDeg, longitudeDeg };
  });
}

function withParallel(random: SeededRandom, ring: readonly Corner[]): Corner[] {
  const i = random.below(ring.length);
  const next = (i + 1) % ring.length;
  const latitudeDeg = Math.abs(ring[i]!.latitudeDeg - 32.5) < 0.3 ? 32.5 : ring[i]!.latitudeDeg;
  return ring.map((corner, k) => {
    if (k === i) return { ...corner, latitudeDeg, edge: 'parallel' };
    return k === next ? { ...corner, latitudeDeg } : corner;
  });
}

/** The same ring written another way: begun elsewhere, closed, with a vertex twice, or, without parallels, turned round. */
function rewritten(random: SeededRandom, ring: readonly Corner[]): Corner[] {
  const start = random.below(ring.length);
  let out = [...ring.slice(start), ...ring.slice(0, start)];
  if (ring.every(({ edge }) => edge === undefined) && random.chance(0.5)) out.reverse();
  if (random.chance(0.2)) out = [...out, { ...out[0]! }];
  if (random.chance(0.2)) {
    const i = random.below(out.length);
    const { edge: _, ...place } = out[i]!;
    out = [...out.slice(0, i), place, ...out.slice(i)];
  }
  return out;
}

const turned = (random: SeededRandom, place: Place): Corner => {
  const around = random.chance(0.05) && place.longitudeDeg < 0 ? 360 : 0;
  return { latitudeDeg: place.latitudeDeg, longitudeDeg: place.longitudeDeg + around };
};

/** A place whose distance from a border is the buffer and 1 m, give or take from millimetres to metres. */
function onTheEdge(random: SeededRandom, rings: readonly (readonly Corner[])[], bufferM: number): Place {
  const ring = random.pick(rings);
  const i = random.below(ring.length);
  const line = lineBetween(ring[i]!, ring[(i + 1) % ring.length]!);
  const share = random.chance(0.2) ? 0 : unit(random);
  const at = placeOn(line, share);
  const ahead = lineBetween(at, placeOn(line, Math.min(1, share + 1e-4)));
  const offM = (random.chance(0.5) ? 1 : -1) * scaled(random, 0.001, 30);
  return go(at, ahead.azimuthDeg + (random.chance(0.5) ? 90 : -90), Math.max(0, bufferM + 1 + offM));
}

function route(
  random: SeededRandom,
  rings: readonly (readonly Corner[])[],
  center: Place,
  sizeM: number,
  bufferM: number,
) {
  const isEdgy = random.chance(0.6);
  const first = isEdgy
    ? onTheEdge(random, rings, bufferM)
    : go(center, from(random, 0, 360), sizeM * Math.sqrt(unit(random)) * 0.8);
  const waypoints: Corner[] = [turned(random, first)];
  for (let i = random.between(isEdgy ? 0 : 1, 3); i > 0; i--) {
    const last = waypoints.at(-1)!;
    if (random.chance(0.05)) {
      waypoints.push({ ...last });
      continue;
    }
    const inwards = lineBetween(last, center).azimuthDeg + from(random, -100, 100);
    const next = go(last, inwards, sizeM * scaled(random, 1e-4, 0.8));
    const turnDeg = Math.abs(next.longitudeDeg - last.longitudeDeg) % 360;
    const isParallel = random.chance(0.15) && Math.min(turnDeg, 360 - turnDeg) < 90;
    if (isParallel) waypoints[waypoints.length - 1] = { ...last, edge: 'parallel' };
    waypoints.push({ latitudeDeg: isParallel ? last.latitudeDeg : next.latitudeDeg, longitudeDeg: next.longitudeDeg });
  }
  return waypoints;
}

export function makeCase(random: SeededRandom): Case {
  const center = somewhere(random);
  const sizeM = scaled(random, 100, 1_500_000);
  const plain = star(random, center, sizeM);
  const hasParallel = random.chance(0.35);
  const outer = hasParallel ? withParallel(random, plain) : plain;
  const hasHoles = random.chance(0.3);
  const holes = hasHoles
    ? Array.from({ length: random.between(1, 2) }, () => {
        const middle = go(center, from(random, 0, 360), sizeM * 0.2 * unit(random));
        return star(random, middle, sizeM * from(random, 0.03, 0.1));
      })
    : [];
  const bufferM = random.chance(0.1) ? 0 : Math.min(scaled(random, 1, 50_000), sizeM * scaled(random, 0.001, 0.3));
  const waypoints = route(random, [outer, ...holes], center, sizeM, bufferM);
  const rewrite = (ring: readonly Corner[]): Corner[] => rewritten(random, ring);
  return { outer: rewrite(outer), holes: holes.map(rewrite), waypoints, bufferM, isPlain: !hasParallel && !hasHoles };
}
