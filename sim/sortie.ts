import { berLengthBytes } from '../src/formats/klv/ber.ts';
import { runningSum16 } from '../src/formats/klv/checksum.ts';
import { concatBytes, encodeItems, makeSet } from '../src/formats/klv/encode.ts';
import { st0601KeyBytes } from '../src/formats/klv/registry.ts';
import { st0102 } from '../src/formats/klv/st0102.ts';
import { st0601 } from '../src/formats/klv/st0601/st0601.ts';
import { offsetEnu } from '../src/geo/ellipsoid.ts';
import { groundTrace, placeFrame } from '../src/geo/footprint.ts';
import { haeToMslM, mslToHaeM } from '../src/geo/geoid.ts';
import { type Terrain, terrainFromGrids } from '../src/geo/terrain.ts';
import type { SensorPose } from '../src/model/flight.ts';
import type { Geodetic } from '../src/model/geodetic.ts';
import { pointAt } from './pointing.ts';
import { racetrackAt } from './racetrack.ts';
import { createRandom, type Random } from './random.ts';
import { simulatedTerrain } from './terrain.ts';

/** Middle of the exercise area: open country in northern Sonora, without any real site. */
const centerLatitudeDeg = 30.42;
const centerLongitudeDeg = -111.35;

const racetrack = { legM: 9000, turnRadiusM: 2600, groundSpeedMps: 78, courseDeg: 35 } as const;
const flightLevelMslM = 5200;
const windFromDeg = 260;
const windMps = 11;

export interface SortieOptions {
  readonly seed: number;
  readonly durationS: number;
  readonly rateHz: number;
  /** Time of the first packet, microseconds since 1970. */
  readonly startTimeUs: number;
}

/** One metadata packet of the simulated sortie. */
export interface SimulatedPacket {
  readonly timeUs: number;
  readonly bytes: Uint8Array;
  /** The true pose; the packet carries it with the stated errors added. */
  readonly truth: SensorPose;
}

export interface SimulatedSortie {
  readonly terrain: Terrain;
  readonly packets: Iterable<SimulatedPacket>;
}

/** Errors (1 sigma) that the simulated navigation and gimbal add to the truth. */
export const simulatedErrors = {
  horizontalM: 1.5,
  verticalM: 2.5,
  attitudeDeg: 0.03,
  headingDeg: 0.08,
  gimbalDeg: 0.02,
  /** They wander: a first-order Gauss-Markov process with this correlation time, as navigation filters leave. */
  correlationS: 60,
} as const;

/** Where the camera looks: it holds on a place, sweeps along a line, and holds again. */
function staringPoint(timeS: number): { readonly eastM: number; readonly northM: number } {
  const phaseS = timeS % 120;
  if (phaseS < 40) return { eastM: 1200, northM: -900 };
  if (phaseS < 100) {
    const share = (phaseS - 40) / 60;
    return { eastM: 1200 - 5200 * share, northM: -900 + 2600 * Math.sin(share * Math.PI * 2) };
  }
  return { eastM: -4000, northM: -900 };
}

/** Drift angle that keeps the course in the wind. */
function crabDeg(courseDeg: number): number {
  const cross = windMps * Math.sin(((windFromDeg - courseDeg) * Math.PI) / 180);
  return (Math.asin(cross / racetrack.groundSpeedMps) * 180) / Math.PI;
}

function truthAt(timeS: number, terrain: Terrain): SensorPose {
  const center: Geodetic = { latitudeDeg: centerLatitudeDeg, longitudeDeg: centerLongitudeDeg, heightM: 0 };
  const track = racetrackAt(racetrack, timeS);
  const place = offsetEnu(center, track.eastM, track.northM, 0);
  const position = {
    ...place,
    heightM: mslToHaeM(place.latitudeDeg, place.longitudeDeg, flightLevelMslM + 12 * Math.sin(timeS / 37)),
  };
  const platform = {
    headingDeg: (track.courseDeg + crabDeg(track.courseDeg) + 360) % 360,
    pitchDeg: 2.1 + 0.3 * Math.sin(timeS / 11),
    rollDeg: track.rollDeg + 0.4 * Math.sin(timeS / 5),
  };
  const stare = staringPoint(timeS);
  const level = offsetEnu(center, stare.eastM, stare.northM, 0);
  const ground = { ...level, heightM: terrain.heightM(level.latitudeDeg, level.longitudeDeg) ?? 0 };
  const narrow = timeS % 120 < 40;
  return {
    position,
    platform,
    relative: { ...pointAt(position, platform, ground), rollDeg: 0 },
    horizontalFovDeg: narrow ? 1.4 : 3.2,
    verticalFovDeg: narrow ? 0.79 : 1.8,
  };
}

/** Eight wandering errors of unit variance: position east, north, up; heading, pitch, roll; azimuth, elevation. */
class Wander {
  readonly #random: Random;
  readonly #keep: number;
  readonly #values: number[];

  constructor(random: Random, stepS: number) {
    this.#random = random;
    this.#keep = Math.exp(-stepS / simulatedErrors.correlationS);
    this.#values = Array.from({ length: 8 }, () => random.normal());
  }

  step(): void {
    const fresh = Math.sqrt(1 - this.#keep ** 2);
    for (const [i, value] of this.#values.entries())
      this.#values[i] = this.#keep * value + fresh * this.#random.normal();
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }
}

function measured(truth: SensorPose, wander: Wander): SensorPose {
  const { horizontalM, verticalM, attitudeDeg, headingDeg, gimbalDeg } = simulatedErrors;
  const { position, platform, relative } = truth;
  return {
    ...truth,
    position: offsetEnu(position, horizontalM * wander.at(0), horizontalM * wander.at(1), verticalM * wander.at(2)),
    platform: {
      headingDeg: (platform.headingDeg + headingDeg * wander.at(3) + 360) % 360,
      pitchDeg: platform.pitchDeg + attitudeDeg * wander.at(4),
      rollDeg: platform.rollDeg + attitudeDeg * wander.at(5),
    },
    relative: {
      azimuthDeg: (relative.azimuthDeg + gimbalDeg * wander.at(6) + 360) % 360,
      elevationDeg: relative.elevationDeg + gimbalDeg * wander.at(7),
      rollDeg: 0,
    },
  };
}

const security = makeSet(st0102, {
  securityClassification: { code: 1, meaning: 'UNCLASSIFIED//' },
  caveats: 'SIMULATED EXERCISE',
  version: 12,
});

function packetOf(timeUs: number, pose: SensorPose, terrain: Terrain, speedMps: number): Uint8Array {
  const { position, platform, relative } = pose;
  const { center } = placeFrame(pose, groundTrace(terrain));
  const body = encodeItems(
    st0601,
    {
      precisionTimeStampUs: timeUs,
      missionId: 'SIMULATED EXERCISE 01',
      platformTailNumber: 'SIM-01',
      platformHeadingDeg: platform.headingDeg,
      platformPitchDeg: platform.pitchDeg,
      platformRollDeg: platform.rollDeg,
      platformDesignation: 'MQ-9 (SIMULATED)',
      imageSourceSensor: 'EO Nose (SIMULATED)',
      imageCoordinateSystem: 'Geodetic WGS84',
      sensorLatitudeDeg: position.latitudeDeg,
      sensorLongitudeDeg: position.longitudeDeg,
      sensorTrueAltitudeM: haeToMslM(position.latitudeDeg, position.longitudeDeg, position.heightM),
      sensorEllipsoidHeightM: position.heightM,
      sensorHorizontalFovDeg: pose.horizontalFovDeg,
      sensorVerticalFovDeg: pose.verticalFovDeg,
      sensorRelativeAzimuthDeg: relative.azimuthDeg,
      sensorRelativeElevationDeg: relative.elevationDeg,
      sensorRelativeRollDeg: relative.rollDeg,
      platformGroundSpeedMps: speedMps,
      platformPitchFullDeg: platform.pitchDeg,
      platformRollFullDeg: platform.rollDeg,
      operationalMode: { code: 3, meaning: 'exercise' },
      security,
      versionNumber: 19,
      ...(center === undefined
        ? {}
        : {
            slantRangeM: center.slantRangeM,
            frameCenterLatitudeDeg: center.point.latitudeDeg,
            frameCenterLongitudeDeg: center.point.longitudeDeg,
            frameCenterElevationM: haeToMslM(center.point.latitudeDeg, center.point.longitudeDeg, center.point.heightM),
            targetWidthM: Math.min(1e4, 2 * center.slantRangeM * Math.tan((pose.horizontalFovDeg * Math.PI) / 360)),
          }),
    },
    2,
  );
  return sealPacket(body);
}

/** Key, length and checksum around the items of an ST 0601 packet. */
export function sealPacket(items: Uint8Array): Uint8Array {
  const bytes = concatBytes([st0601KeyBytes, berLengthBytes(items.length + 4), items, [0x01, 0x02, 0, 0]]);
  const sum = runningSum16(bytes, 0, bytes.length - 2);
  bytes[bytes.length - 2] = sum >> 8;
  bytes[bytes.length - 1] = sum & 0xff;
  return bytes;
}

/** A SIMULATED sortie over simulated ground: the same options give the same bytes. */
export function simulateSortie(options: SortieOptions): SimulatedSortie {
  const terrain = terrainFromGrids([
    simulatedTerrain({ seed: options.seed, centerLatitudeDeg, centerLongitudeDeg, halfSideDeg: 0.2 }),
  ]);
  return {
    terrain,
    packets: {
      *[Symbol.iterator]() {
        const wander = new Wander(createRandom(options.seed ^ 0x5eed), 1 / options.rateHz);
        const count = Math.floor(options.durationS * options.rateHz);
        for (let i = 0; i < count; i++) {
          const timeS = i / options.rateHz;
          const timeUs = options.startTimeUs + Math.round(timeS * 1e6);
          const truth = truthAt(timeS, terrain);
          wander.step();
          yield { timeUs, truth, bytes: packetOf(timeUs, measured(truth, wander), terrain, racetrack.groundSpeedMps) };
        }
      },
    },
  };
}
