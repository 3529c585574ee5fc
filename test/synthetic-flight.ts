import type { Coverage, CoverageBand, Flight, FlightFrame, Footprint } from '../src/model/flight.ts';
import type { Geodetic, GroundPoint } from '../src/model/geodetic.ts';

export interface SyntheticOptions {
  readonly frames?: number;
  readonly latitudeDeg?: number;
  readonly longitudeDeg?: number;
  readonly simulated?: boolean;
  readonly name?: string;
  readonly missionId?: string;
  /** Seconds between packets. */
  readonly intervalS?: number;
  /** Leaves out positions, footprints and centres. */
  readonly unplaced?: boolean;
}

const degree = Math.PI / 180;
const startUs = 1_767_272_400_000_000;
const altitudeM = 3200;
const groundM = 1250;

function shifted(base: Geodetic, eastM: number, northM: number, heightM: number): Geodetic {
  const longitude = base.longitudeDeg + eastM / (111_320 * Math.cos(base.latitudeDeg * degree));
  return {
    latitudeDeg: base.latitudeDeg + northM / 111_000,
    longitudeDeg: longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude,
    heightM,
  };
}

/** A place on a racetrack of two 9 km legs 4 km apart, metres east and north of its middle, with its heading. */
function racetrack(distanceM: number): { eastM: number; northM: number; headingDeg: number } {
  const [leg, radius] = [9000, 2000];
  const lap = 2 * leg + 2 * Math.PI * radius;
  const at = ((distanceM % lap) + lap) % lap;
  const turn = Math.PI * radius;
  if (at < leg) return { eastM: at - leg / 2, northM: radius, headingDeg: 90 };
  if (at < leg + turn) {
    const angle = (at - leg) / radius;
    return {
      eastM: leg / 2 + radius * Math.sin(angle),
      northM: radius * Math.cos(angle),
      headingDeg: 90 + angle / degree,
    };
  }
  if (at < 2 * leg + turn) return { eastM: leg / 2 - (at - leg - turn), northM: -radius, headingDeg: 270 };
  const angle = (at - 2 * leg - turn) / radius;
  return {
    eastM: -leg / 2 - radius * Math.sin(angle),
    northM: -radius * Math.cos(angle),
    headingDeg: (270 + angle / degree) % 360,
  };
}

function center(place: Geodetic, slantM: number, azimuthDeg: number): GroundPoint {
  const along = slantM * 0.004;
  const across = slantM * 0.0016;
  const [sine, cosine] = [Math.sin(azimuthDeg * degree), Math.cos(azimuthDeg * degree)];
  return {
    ...place,
    covariance: {
      ee: (along * sine) ** 2 + (across * cosine) ** 2,
      en: (along ** 2 - across ** 2) * sine * cosine,
      eu: 0,
      nn: (along * cosine) ** 2 + (across * sine) ** 2,
      nu: 0,
      uu: 9,
    },
    ellipse90: {
      semiMajorM: 2.146 * along,
      semiMinorM: 2.146 * across,
      orientationDeg: ((azimuthDeg % 180) + 180) % 180,
    },
    ce90M: 1.85 * along,
    le90M: 4.93,
    errorSource: 'budget',
    contributors: [
      { name: 'attitude', share: 0.71 },
      { name: 'terrain', share: 0.21 },
      { name: 'position', share: 0.08 },
    ],
  };
}

interface Look {
  readonly place: Geodetic;
  readonly slantM: number;
  readonly azimuthDeg: number;
}

function footprint(base: Geodetic, look: Look): Footprint {
  const wide = look.slantM * 0.09;
  const deep = look.slantM * 0.13;
  const corner = (right: number, away: number): Geodetic => {
    const azimuth = look.azimuthDeg * degree;
    return shifted(
      { ...look.place, latitudeDeg: look.place.latitudeDeg },
      right * Math.cos(azimuth) + away * Math.sin(azimuth),
      -right * Math.sin(azimuth) + away * Math.cos(azimuth),
      base.heightM,
    );
  };
  return {
    source: 'pose',
    corners: [
      corner(-1.2 * wide, 1.1 * deep),
      corner(1.2 * wide, 1.1 * deep),
      corner(wide, -deep),
      corner(-wide, -deep),
    ],
  };
}

function frameAt(index: number, base: Geodetic, options: SyntheticOptions): FlightFrame {
  const intervalS = options.intervalS ?? 1;
  const here = racetrack(index * intervalS * 62);
  const gone = here.headingDeg * degree;
  const aircraft = shifted(base, here.eastM, here.northM, altitudeM + 40 * Math.sin(index / 40));
  const sweep = 1500 * Math.sin(index / 55);
  const spot = { eastM: 6500 + sweep, northM: 4200 * Math.cos(index / 90) };
  const east = spot.eastM - here.eastM;
  const north = spot.northM - here.northM;
  const azimuthDeg = (Math.atan2(east, north) / degree + 360) % 360;
  const slantM = Math.hypot(east, north, altitudeM - groundM);
  const place = shifted(base, spot.eastM, spot.northM, groundM);
  const placed = options.unplaced !== true;
  const detections = index % 50 === 25 ? [0, 1] : [];
  const ground = placed ? footprint(place, { place, slantM, azimuthDeg }) : undefined;
  const seen = ground?.corners.filter((corner) => corner !== undefined);
  return {
    packetIndex: index,
    timeUs: startUs + Math.round(index * intervalS * 1e6) + (index > 400 ? 47_000_000 : 0),
    ptsS: index * intervalS,
    sensor: placed ? aircraft : undefined,
    heightFromMsl: true,
    platform: { headingDeg: here.headingDeg, pitchDeg: 2.1, rollDeg: Math.abs(Math.sin(gone)) > 0.99 ? 0 : 18 },
    pose: undefined,
    groundSpeedMps: 62 + 3 * Math.sin(index / 17),
    footprint: ground,
    ...(seen === undefined ? {} : { seen }),
    center: placed ? center(place, slantM, azimuthDeg) : undefined,
    centerAsSent: placed ? shifted(place, 12, -9, groundM) : undefined,
    slantRangeM: placed ? slantM : undefined,
    gsdM: placed ? (slantM * 0.09 * 2) / 640 : undefined,
    grazingDeg: placed ? Math.asin((altitudeM - groundM) / slantM) / degree : undefined,
    lookAzimuthDeg: placed ? azimuthDeg : undefined,
    detections: detections.map((id) => ({
      id: id + 1,
      position: placed ? shifted(place, 120 * id - 60, 80, groundM) : undefined,
      pixel: { row: 200 + 11 * id, column: 310 + 40 * id },
    })),
  };
}

function band(base: Geodetic, index: number, count: number): CoverageBand {
  // Nested rectangles: each band is a frame with the finer ones as its hole.
  const rectangle = (size: number): (readonly [number, number])[] => {
    const corners = [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
      [-1, -1],
    ] as const;
    return corners.map(([east, north]) => {
      const at = shifted(base, 6500 + east * size * 2600, north * size * 5600, 0);
      return [at.longitudeDeg, at.latitudeDeg];
    });
  };
  const outer = rectangle((index + 1) / count);
  const polygon = index === 0 ? [outer] : [outer, rectangle(index / count).reverse()];
  return { minGsdM: 0.5 + index * 0.5, maxGsdM: 1 + index * 0.5, areaKm2: 4 + 7 * index, polygons: [polygon] };
}

/** A made-up flight on a racetrack, for tests of what is written about flights. Nothing in it was measured. */
export function syntheticFlight(options: SyntheticOptions = {}): Flight {
  const base: Geodetic = {
    latitudeDeg: options.latitudeDeg ?? 31.36,
    longitudeDeg: options.longitudeDeg ?? -110.6,
    heightM: groundM,
  };
  const count = options.frames ?? 300;
  const frames = Array.from({ length: count }, (_, index) => frameAt(index, base, options));
  const placed = options.unplaced !== true && count > 0;
  const bands = placed ? [0, 1, 2, 3].map((index) => band(base, index, 4)) : [];
  const coverage: Coverage = {
    areaKm2: bands.reduce((sum, { areaKm2 }) => sum + areaKm2, 0),
    cellSizeM: 60,
    bands,
  };
  const last = frames.at(-1);
  return {
    name: options.name ?? 'racetrack.ts',
    simulated: options.simulated ?? true,
    mission: {
      missionId: options.missionId ?? 'ATALAYA 01',
      platform: 'King Air 350',
      tail: 'XB-ATL',
      sensor: 'EO wide',
    },
    frames,
    coverage,
    trackKm: placed ? count * (options.intervalS ?? 1) * 0.062 : 0,
    video: undefined,
    quality: {
      packets: count,
      checksum: { valid: Math.max(0, count - 1), invalid: Math.min(1, count), absent: 0 },
      durationS: last === undefined ? 0 : (last.timeUs - startUs) / 1e6,
      rateHz: count > 1 ? 1 / (options.intervalS ?? 1) : undefined,
      longestGapS: count > 401 ? 48 : count > 1 ? (options.intervalS ?? 1) : 0,
      timeJumps: count > 401 ? 1 : 0,
      lag: count > 1 ? { meanS: 0.12, sdS: 0.03 } : undefined,
      missingMinimumItems: [{ tag: 94, name: 'MIIS Core Identifier', share: 1 }],
      findings:
        count === 0
          ? []
          : [
              {
                code: 'checksum-invalid',
                severity: 'fault',
                message: 'The checksum of the packet does not match its bytes.',
                detail: { kind: 'none' },
                count: 1,
                packetIndices: [Math.floor(count / 3)],
              },
              {
                code: 'time-gap',
                severity: 'warning',
                message: 'No packet for longer than five times the usual interval.',
                detail: { kind: 'time', seconds: 48 },
                count: 1,
                packetIndices: [Math.floor((count * 2) / 3)],
              },
              {
                code: 'height-from-msl',
                severity: 'note',
                message: 'Heights were sent above mean sea level and converted with EGM96.',
                detail: { kind: 'none' },
                count,
                packetIndices: frames.slice(0, 100).map((frame) => frame.packetIndex),
              },
            ],
    },
  };
}
