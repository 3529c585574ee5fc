import { Special } from '../formats/klv/codec.ts';
import type { Layout } from '../formats/klv/layout.ts';
import type { Eg0104Packet, KlvPacket, St0601Packet } from '../formats/klv/packet.ts';
import type { DecodedSet } from '../formats/klv/set.ts';
import { sourceListOf } from '../formats/klv/source-list.ts';
import { vmtiTargets } from '../formats/klv/st0903/detections.ts';
import { covarianceOf, type Sdcc } from '../formats/klv/st1010.ts';
import type { LatLon } from '../geo/ellipsoid.ts';
import { undulationM } from '../geo/geoid.ts';
import type { VmtiDetection } from '../model/flight.ts';
import {
  emptyPacket,
  type FourCorners,
  type MissionNames,
  type ObservedPacket,
  type SentItemCovariance,
} from './packet.ts';

/**
 * What a decoded packet says of the flight. Sets that do not describe a whole frame (security or VMTI alone, unknown keys)
 * give `undefined`: they are counted elsewhere and are no frames.
 */
export function observedPacket(packet: KlvPacket): ObservedPacket | undefined {
  switch (packet.set) {
    case 'ST0601':
      return fromSt0601(packet);
    case 'EG0104':
      return fromEg0104(packet);
    default:
      return undefined;
  }
}

function common(packet: St0601Packet | Eg0104Packet): ObservedPacket {
  return {
    ...emptyPacket(packet.index),
    ptsS: packet.ptsS,
    checksum: packet.checksum,
    fingerprint: fingerprint(packet.bytes),
    tags: tagsWithValue(packet.data.layout),
    issues: packet.issues,
  };
}

function fromSt0601(packet: St0601Packet): ObservedPacket {
  const { items, data } = packet;
  const centerPlace = pair(items.frameCenterLatitudeDeg, items.frameCenterLongitudeDeg);
  const centerHaeM = items.frameCenterEllipsoidHeightM;
  const centerMslM = items.frameCenterElevationM;
  return {
    ...common(packet),
    timeUs: items.precisionTimeStampUs,
    sensorPlace: pair(items.sensorLatitudeDeg, items.sensorLongitudeDeg),
    sensorHaeM: items.sensorEllipsoidHeightExtendedM ?? items.sensorEllipsoidHeightM,
    sensorMslM: items.sensorTrueAltitudeM,
    platformHeadingDeg: items.platformHeadingDeg,
    platformPitchDeg: items.platformPitchFullDeg ?? items.platformPitchDeg,
    platformRollDeg: items.platformRollFullDeg ?? items.platformRollDeg,
    relativeAzimuthDeg: items.sensorRelativeAzimuthDeg,
    relativeElevationDeg: items.sensorRelativeElevationDeg,
    relativeRollDeg: items.sensorRelativeRollDeg,
    horizontalFovDeg: items.sensorHorizontalFovDeg,
    verticalFovDeg: items.sensorVerticalFovDeg,
    slantRangeM: items.slantRangeM,
    ...motionOf(items),
    centerPlace,
    centerHaeM,
    centerMslM,
    fullCorners: four(
      pair(items.cornerLatitude1Deg, items.cornerLongitude1Deg),
      pair(items.cornerLatitude2Deg, items.cornerLongitude2Deg),
      pair(items.cornerLatitude3Deg, items.cornerLongitude3Deg),
      pair(items.cornerLatitude4Deg, items.cornerLongitude4Deg),
    ),
    cornerOffsets: four(
      pair(items.cornerLatitudeOffset1Deg, items.cornerLongitudeOffset1Deg),
      pair(items.cornerLatitudeOffset2Deg, items.cornerLongitudeOffset2Deg),
      pair(items.cornerLatitudeOffset3Deg, items.cornerLongitudeOffset3Deg),
      pair(items.cornerLatitudeOffset4Deg, items.cornerLongitudeOffset4Deg),
    ),
    covariances: items.errorPacks === undefined ? [] : sentCovariances(data),
    detections: detectionsOf(packet, centerPlace, centerHaeM, centerMslM),
    securityTags: securityTagsOf(items.security),
    mission: missionOf({
      missionId: items.missionId,
      platform: items.platformDesignation,
      tail: items.platformTailNumber,
      sensor: items.imageSourceSensor,
    }),
  };
}

/** Speed and course over ground: items 56 and 112, else by the velocity of the sensor (79, 80). */
function motionOf(items: St0601Packet['items']): Pick<ObservedPacket, 'groundSpeedMps' | 'courseDeg'> {
  const { sensorNorthVelocityMps: north, sensorEastVelocityMps: east } = items;
  const known = north !== undefined && east !== undefined;
  return {
    groundSpeedMps: items.platformGroundSpeedMps ?? (known ? Math.hypot(north, east) : undefined),
    courseDeg: items.platformCourseDeg ?? (known ? (Math.atan2(east, north) * 180) / Math.PI : undefined),
  };
}

/**
 * EG 0104 sends the direction of the line of sight itself (angle to north, obliquity), beside the platform's attitude.
 * Encoders differ in the sign of the obliquity, while an airborne sensor of that age looks down: it is taken as depression.
 */
function fromEg0104(packet: Eg0104Packet): ObservedPacket {
  const { items } = packet;
  return {
    ...common(packet),
    timeUs: items.timeUs,
    sensorPlace: pair(items.sensorLatitudeDeg, items.sensorLongitudeDeg),
    sensorMslM: items.sensorTrueAltitudeM,
    platformHeadingDeg: items.platformHeadingDeg,
    platformPitchDeg: items.platformPitchDeg,
    platformRollDeg: items.platformRollDeg,
    absolute:
      items.angleToNorthDeg === undefined || items.obliquityAngleDeg === undefined
        ? undefined
        : {
            azimuthDeg: items.angleToNorthDeg,
            elevationDeg: -Math.abs(items.obliquityAngleDeg),
            rollDeg: items.sensorRollDeg ?? 0,
          },
    horizontalFovDeg: items.sensorHorizontalFovDeg,
    verticalFovDeg: items.sensorVerticalFovDeg,
    slantRangeM: items.slantRangeM,
    centerPlace: pair(items.frameCenterLatitudeDeg, items.frameCenterLongitudeDeg),
    centerMslM: items.frameCenterElevationM,
    fullCorners: four(
      pair(items.cornerLatitude1Deg, items.cornerLongitude1Deg),
      pair(items.cornerLatitude2Deg, items.cornerLongitude2Deg),
      pair(items.cornerLatitude3Deg, items.cornerLongitude3Deg),
      pair(items.cornerLatitude4Deg, items.cornerLongitude4Deg),
    ),
    securityTags: securityTagsOf(items.security),
    mission: missionOf({
      missionId: items.missionId,
      platform: items.platformDesignation,
      tail: undefined,
      sensor: items.imageSourceSensor,
    }),
  };
}

function pair(latitudeDeg: number | undefined, longitudeDeg: number | undefined): LatLon | undefined {
  return latitudeDeg === undefined || longitudeDeg === undefined ? undefined : { latitudeDeg, longitudeDeg };
}

/** Corners, where at least one was sent. */
function four(
  a: LatLon | undefined,
  b: LatLon | undefined,
  c: LatLon | undefined,
  d: LatLon | undefined,
): FourCorners<LatLon> | undefined {
  return a === undefined && b === undefined && c === undefined && d === undefined ? undefined : [a, b, c, d];
}

function missionOf(names: { readonly [K in keyof MissionNames]-?: string | undefined }): MissionNames {
  return {
    ...(names.missionId === undefined ? {} : { missionId: names.missionId }),
    ...(names.platform === undefined ? {} : { platform: names.platform }),
    ...(names.tail === undefined ? {} : { tail: names.tail }),
    ...(names.sensor === undefined ? {} : { sensor: names.sensor }),
  };
}

/** Packets of a stream share few layouts: their tags are listed once each. */
const tagLists = new WeakMap<Layout, readonly number[]>();

function tagsWithValue(layout: Layout): readonly number[] {
  let tags = tagLists.get(layout);
  if (tags === undefined) {
    tags = layout.tags.filter((_, i) => (layout.lengths[i] ?? 0) > 0);
    tagLists.set(layout, tags);
  }
  return tags;
}

function securityTagsOf(security: DecodedSet | undefined): readonly number[] {
  return security === undefined ? [] : tagsWithValue(security.layout);
}

/** FNV-1a over the bytes (Fowler, Noll & Vo), with the length above its 32 bits. */
function fingerprint(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return (bytes.length % 0x100000) * 0x100000000 + (hash >>> 0);
}

/** Packs with a gap in them (a special value, a number that could not be read) say nothing that can be used. */
function sentCovariances(set: DecodedSet): readonly SentItemCovariance[] {
  const out: SentItemCovariance[] = [];
  set.layout.tags.forEach((tag, position) => {
    const value = set.values[position];
    if (tag !== 102 || !isSdcc(value)) return;
    const sources = sourceListOf(set, position, value);
    if (sources === undefined) return;
    const { covariance } = covarianceOf(
      value,
      sources.map(({ name }) => name),
    );
    // A pack without correlations says that none are known: they are taken as none.
    const whole = covariance.map((row, i) => row.map((entry, j) => (i === j ? entry : (entry ?? 0))));
    const rows: number[][] = [];
    for (const row of whole) rows.push(row.flatMap((entry) => (entry === undefined ? [] : [entry])));
    if (rows.every((row) => row.length === sources.length)) {
      out.push({ tags: sources.map((source) => source.tag), covariance: rows });
    }
  });
  return out;
}

function isSdcc(value: unknown): value is Sdcc {
  return typeof value === 'object' && value !== null && !(value instanceof Special) && 'matrixSize' in value;
}

/** Positions without a height of their own lie at the height of the frame centre. */
function detectionsOf(
  packet: St0601Packet,
  centerPlace: LatLon | undefined,
  centerHaeM: number | undefined,
  centerMslM: number | undefined,
): readonly VmtiDetection[] {
  const { vmti } = packet.items;
  if (vmti === undefined) return [];
  const { frameWidthPixels: columns, frameHeightPixels: rows } = vmti.items;
  const image = columns === undefined && rows === undefined ? {} : { image: { columns, rows } };
  return vmtiTargets(vmti, centerPlace).map(({ id, position, pixel, box }) => {
    const inImage = { ...(box === undefined ? {} : { box }), ...image };
    if (position === undefined) return { id, position: undefined, pixel, ...inImage };
    const { latitudeDeg, longitudeDeg } = position;
    const heightM = position.heightM ?? centerHaeM ?? (centerMslM ?? 0) + undulationM(latitudeDeg, longitudeDeg);
    return { id, position: { latitudeDeg, longitudeDeg, heightM }, pixel, ...inImage };
  });
}
