import { berLengthBytes } from '../src/formats/klv/ber.ts';
import { runningSum16 } from '../src/formats/klv/checksum.ts';
import { concatBytes, encodeItems, makeSet } from '../src/formats/klv/encode.ts';
import { st0601KeyBytes } from '../src/formats/klv/registry.ts';
import type { DecodedSet } from '../src/formats/klv/set.ts';
import { st0102 } from '../src/formats/klv/st0102.ts';
import { st0601 } from '../src/formats/klv/st0601/st0601.ts';
import type { VmtiTable } from '../src/formats/klv/st0903/st0903.ts';
import { offsetEnu } from '../src/geo/ellipsoid.ts';
import { groundTrace, placeFrame } from '../src/geo/footprint.ts';
import { haeToMslM } from '../src/geo/geoid.ts';
import type { Terrain } from '../src/geo/terrain.ts';
import type { SensorPose } from '../src/model/flight.ts';
import { reportDetections } from './detector.ts';
import { simulatedErrors } from './errors.ts';
import { motionAt, picture, poseAt } from './flight-path.ts';
import { createRandom, type Random } from './random.ts';
import { createWorld } from './world.ts';

export interface SortieOptions {
  readonly seed: number;
  readonly durationS: number;
  readonly rateHz: number;
  /** Time of the first packet, microseconds since 1970. */
  readonly startTimeUs: number;
}

/** One metadata packet of the simulated sortie. */
export interface SimulatedPacket {
  readonly frame: number;
  readonly timeUs: number;
  readonly bytes: Uint8Array;
  readonly truth: SensorPose;
  /** The pose that the packet carries (before its items round it): the truth with the stated errors added. */
  readonly reported: SensorPose;
}

export interface SimulatedSortie {
  readonly terrain: Terrain;
  readonly packets: Iterable<SimulatedPacket>;
}

/** Nine wandering errors of unit variance: position east, north, up; heading, pitch, roll; azimuth, elevation; time. */
class Wander {
  readonly #random: Random;
  readonly #keep: number;
  readonly #values: number[];

  constructor(random: Random, stepS: number) {
    this.#random = random;
    this.#keep = Math.exp(-stepS / simulatedErrors.correlationS);
    this.#values = Array.from({ length: 9 }, () => random.normal());
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

/** The pose as navigation and gimbal report it. A wrong time moves the position along the track, as late navigation does. */
function measured(truth: SensorPose, wander: Wander, motion: { speedMps: number; courseDeg: number }): SensorPose {
  const { horizontalM, verticalM, attitudeDeg, headingDeg, gimbalDeg, timeS } = simulatedErrors;
  const { position, platform, relative } = truth;
  const lateM = timeS * wander.at(8) * motion.speedMps;
  const course = (motion.courseDeg * Math.PI) / 180;
  return {
    ...truth,
    position: offsetEnu(
      position,
      horizontalM * wander.at(0) + lateM * Math.sin(course),
      horizontalM * wander.at(1) + lateM * Math.cos(course),
      verticalM * wander.at(2),
    ),
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

function packetOf(
  timeUs: number,
  pose: SensorPose,
  terrain: Terrain,
  speedMps: number,
  vmti: DecodedSet<VmtiTable> | undefined,
): Uint8Array {
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
      imageSourceSensor: 'IR Nose (SIMULATED)',
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
      ...(vmti === undefined ? {} : { vmti }),
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
  const world = createWorld(options.seed);
  const { terrain } = world;
  return {
    terrain,
    packets: {
      *[Symbol.iterator]() {
        const wander = new Wander(createRandom(options.seed ^ 0x5eed), 1 / options.rateHz);
        for (let frame = 0; frame < frameCount(options); frame++) {
          const timeS = frame / options.rateHz;
          const timeUs = frameTimeUs(options, frame);
          const truth = poseAt(timeS, world);
          const motion = motionAt(timeS);
          wander.step();
          const reported = measured(truth, wander, motion);
          const vmti = reportDetections(world, { frame, timeS, truth, reported, motion, picture });
          yield { frame, timeUs, truth, reported, bytes: packetOf(timeUs, reported, terrain, motion.speedMps, vmti) };
        }
      },
    },
  };
}

/** Frames of a sortie: one metadata packet each, and one picture where there is video. */
export function frameCount({ durationS, rateHz }: SortieOptions): number {
  return Math.floor(durationS * rateHz);
}

/** Time of a frame, microseconds since 1970. */
export function frameTimeUs({ startTimeUs, rateHz }: SortieOptions, frame: number): number {
  return startTimeUs + Math.round((frame / rateHz) * 1e6);
}
