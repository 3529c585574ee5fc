import { type AreaPoint, holds, Loop, road } from './route.ts';

/** Something warm on the ground: a box with a hot part at its front. Lengths in metres, warmth as luminance 16-235. */
export interface WarmBox {
  readonly lengthM: number;
  readonly widthM: number;
  readonly heightM: number;
  readonly warmth: number;
  /** Luminance of the front third (an engine), or of the whole. */
  readonly frontWarmth: number;
}

export interface Placed extends AreaPoint {
  /** Direction of its front, clockwise from north. */
  readonly courseDeg: number;
}

/** A thing that stays where it is. */
export interface StillThing {
  readonly name: string;
  readonly at: Placed;
  readonly box: WarmBox;
}

/** A vehicle that drives round a loop at a steady speed. */
export interface Vehicle {
  readonly id: number;
  readonly loop: Loop;
  /** Negative: the other way round. */
  readonly speedMps: number;
  readonly startM: number;
  readonly box: WarmBox;
}

const pickup: WarmBox = { lengthM: 5.4, widthM: 2, heightM: 1.8, warmth: 178, frontWarmth: 226 };
const truck: WarmBox = { lengthM: 9, widthM: 2.5, heightM: 3, warmth: 165, frontWarmth: 218 };
const roof: WarmBox = { lengthM: 14, widthM: 8, heightM: 3.5, warmth: 146, frontWarmth: 146 };
const shed: WarmBox = { lengthM: 6, widthM: 5, heightM: 2.5, warmth: 132, frontWarmth: 132 };
const generator: WarmBox = { lengthM: 2.4, widthM: 1.4, heightM: 1.5, warmth: 232, frontWarmth: 235 };
const parked: WarmBox = { ...pickup, warmth: 124, frontWarmth: 150 };

/** A few buildings beside the road at each place the camera holds on. */
function camp(index: number, at: AreaPoint): readonly StillThing[] {
  const turnDeg = road.at((index * road.lengthM) / holds.length).courseDeg;
  const thing = (name: string, box: WarmBox, rightM: number, aheadM: number, courseDeg: number): StillThing => {
    const [s, c] = [Math.sin((turnDeg * Math.PI) / 180), Math.cos((turnDeg * Math.PI) / 180)];
    const eastM = at.eastM + rightM * c + aheadM * s;
    const northM = at.northM - rightM * s + aheadM * c;
    return { name: `${name} ${index + 1}`, box, at: { eastM, northM, courseDeg: courseDeg + turnDeg } };
  };
  return [
    thing('long roof', roof, 16, 14, 10),
    thing('shed', shed, -19, 12, 80),
    thing('generator', generator, 27, 4, 0),
    thing('parked vehicle', parked, -12, -16, 30),
    thing('parked vehicle', parked, -7, -17, 25),
  ];
}

export const stillThings: readonly StillThing[] = holds.flatMap((at, index) => camp(index, at));

/** A rounded rectangle driven round the buildings. */
function yard(at: AreaPoint, acrossM: number, alongM: number): Loop {
  const points: AreaPoint[] = [];
  for (let i = 0; i < 72; i++) {
    const angle = (i * Math.PI) / 36;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    // a superellipse: nearly a rectangle, with corners that can be driven
    points.push({
      eastM: at.eastM + acrossM * Math.sign(c) * Math.abs(c) ** 0.5,
      northM: at.northM + alongM * Math.sign(s) * Math.abs(s) ** 0.5,
    });
  }
  return new Loop(points);
}

const yards = holds.map((at) => yard(at, 42, 30));

export const vehicles: readonly Vehicle[] = [
  ...yards.map((loop, i): Vehicle => ({ id: i + 1, loop, speedMps: 4 + 0.4 * i, startM: 60 * i, box: pickup })),
  ...[0, 1, 2, 3, 4, 5].map(
    (i): Vehicle => ({
      id: 7 + i,
      loop: road,
      speedMps: i % 2 === 0 ? 13 + i : -(10 + i),
      startM: (i * road.lengthM) / 6 + 350,
      box: i % 3 === 2 ? truck : pickup,
    }),
  ),
];

/** Where a vehicle is, and which way it drives, after `timeS`. */
export function vehicleAt(vehicle: Vehicle, timeS: number): Placed {
  const place = vehicle.loop.at(vehicle.startM + vehicle.speedMps * timeS);
  return vehicle.speedMps < 0 ? { ...place, courseDeg: (place.courseDeg + 180) % 360 } : place;
}
