/** A point of the exercise area, metres from its middle. */
export interface AreaPoint {
  readonly eastM: number;
  readonly northM: number;
}

/** Places the camera holds on, one after the other; the road runs from each to the next, and round. */
export const holds: readonly AreaPoint[] = [
  { eastM: 1200, northM: -900 },
  { eastM: -400, northM: -500 },
  { eastM: -1300, northM: 900 },
  { eastM: -300, northM: 2300 },
  { eastM: 1300, northM: 2100 },
  { eastM: 1900, northM: 600 },
];

/** A closed line, walked at will. */
export class Loop {
  readonly points: readonly AreaPoint[];
  readonly #alongM: readonly number[];
  readonly lengthM: number;

  constructor(points: readonly AreaPoint[]) {
    this.points = points;
    const alongM = [0];
    for (const [i, from] of points.entries()) {
      const to = points[(i + 1) % points.length] ?? from;
      alongM.push((alongM[i] ?? 0) + Math.hypot(to.eastM - from.eastM, to.northM - from.northM));
    }
    this.#alongM = alongM;
    this.lengthM = alongM[points.length] ?? 0;
  }

  /** The point `distanceM` along the loop (any number), and the course there, clockwise from north. */
  at(distanceM: number): AreaPoint & { readonly courseDeg: number } {
    const d = distanceM - this.lengthM * Math.floor(distanceM / this.lengthM);
    const i = Math.min(
      this.points.length - 1,
      this.#alongM.findLastIndex((start) => start <= d),
    );
    const from = this.points[i]!;
    const to = this.points[(i + 1) % this.points.length]!;
    const share = (d - this.#alongM[i]!) / (this.#alongM[i + 1]! - this.#alongM[i]!);
    const [east, north] = [to.eastM - from.eastM, to.northM - from.northM];
    return {
      eastM: from.eastM + share * east,
      northM: from.northM + share * north,
      courseDeg: ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360,
    };
  }
}

/** A road that bends a little between the places, sampled every few metres: a closed Catmull-Rom curve with a ripple. */
function winding(): readonly AreaPoint[] {
  const points: AreaPoint[] = [];
  const pieces = 90;
  for (let i = 0; i < holds.length; i++) {
    const at = (k: number): AreaPoint => holds[(i + k + holds.length) % holds.length]!;
    const [a, b, c, d] = [at(-1), at(0), at(1), at(2)];
    for (let k = 0; k < pieces; k++) {
      const t = k / pieces;
      const spline = (p: number, q: number, r: number, s: number): number =>
        0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t);
      const ripple = 14 * Math.sin(6 * Math.PI * t) * Math.sin(Math.PI * t);
      points.push({
        eastM: spline(a.eastM, b.eastM, c.eastM, d.eastM) + ripple,
        northM: spline(a.northM, b.northM, c.northM, d.northM) - ripple,
      });
    }
  }
  return points;
}

export const road = new Loop(winding());
const piecesPerHold = road.points.length / holds.length;

/** Seconds that the camera holds on a place after arriving, sweeps along the road to the next, and holds there. */
const phases = { holdS: 25, sweepS: 35, arrivedS: 15 } as const;
const legS = phases.holdS + phases.sweepS + phases.arrivedS;

/** Where the camera looks, and whether through its narrow field of view. */
export function stareAt(timeS: number): AreaPoint & { readonly narrow: boolean } {
  const leg = Math.floor(timeS / legS);
  const inLegS = timeS - leg * legS;
  const from = holds[leg % holds.length]!;
  const to = holds[(leg + 1) % holds.length]!;
  if (inLegS < phases.holdS) return { ...from, narrow: true };
  if (inLegS >= phases.holdS + phases.sweepS) return { ...to, narrow: true };
  const t = (inLegS - phases.holdS) / phases.sweepS;
  const eased = t * t * (3 - 2 * t) * piecesPerHold;
  const index = (leg % holds.length) * piecesPerHold + Math.floor(eased);
  const a = road.points[index % road.points.length]!;
  const b = road.points[(index + 1) % road.points.length]!;
  const share = eased - Math.floor(eased);
  return {
    eastM: a.eastM + share * (b.eastM - a.eastM),
    northM: a.northM + share * (b.northM - a.northM),
    narrow: false,
  };
}
