import type { LatLon } from '../geo/ellipsoid.ts';
import type { SentCovariance } from '../geo/sent-covariance.ts';
import type { VmtiDetection } from '../model/flight.ts';

/** Four values in the order of the image's corners: upper left, upper right, lower right, lower left. */
export type FourCorners<T> = readonly [T | undefined, T | undefined, T | undefined, T | undefined];

/**
 * What one metadata packet says about a flight, free of the set it was sent in: units are degrees, metres and
 * microseconds, and what was not sent, or was sent as a special value, is `undefined`. `from-klv.ts` makes it from
 * decoded ST 0601 and EG 0104 packets.
 */
export interface ObservedPacket {
  /** Index in stream order. */
  readonly index: number;
  /** Presentation time in the container, seconds; may wrap after 2^33 / 90 kHz. */
  readonly ptsS: number | undefined;
  /** MISB time, microseconds since 1970 UTC (item 2). */
  readonly timeUs: number | undefined;
  readonly checksum: 'valid' | 'invalid' | 'absent';
  /** A number that two packets share only where their bytes do; to know repeated packets by. */
  readonly fingerprint: number | undefined;

  readonly sensorPlace: LatLon | undefined;
  /** Height above the ellipsoid: item 104 before item 75. */
  readonly sensorHaeM: number | undefined;
  /** Height above mean sea level: item 15. */
  readonly sensorMslM: number | undefined;
  readonly platformHeadingDeg: number | undefined;
  /** Full resolution (items 90, 91) before short (items 6, 7). */
  readonly platformPitchDeg: number | undefined;
  readonly platformRollDeg: number | undefined;
  readonly relativeAzimuthDeg: number | undefined;
  readonly relativeElevationDeg: number | undefined;
  readonly relativeRollDeg: number | undefined;
  /** Direction of the line of sight itself, where it is sent so and not relative to the platform (EG 0104). */
  readonly absolute: AbsoluteSight | undefined;
  readonly horizontalFovDeg: number | undefined;
  readonly verticalFovDeg: number | undefined;
  readonly slantRangeM: number | undefined;
  readonly groundSpeedMps: number | undefined;
  /** Where the platform goes over ground, clockwise from true north; its heading is where it points. */
  readonly courseDeg: number | undefined;

  readonly centerPlace: LatLon | undefined;
  readonly centerHaeM: number | undefined;
  readonly centerMslM: number | undefined;
  /** Items 82-89. */
  readonly fullCorners: FourCorners<LatLon> | undefined;
  /** Items 26-33: degrees of latitude and longitude to add to the frame centre. */
  readonly cornerOffsets: FourCorners<LatLon> | undefined;
  /** Covariances that ST 1010 packs (item 102) send, each over items of ST 0601, in the items' units. */
  readonly covariances: readonly SentItemCovariance[];

  readonly detections: readonly VmtiDetection[];
  /** Tags of the outer set that carry a value (a zero-length item does not). */
  readonly tags: readonly number[];
  /** Tags of the security set (item 48) that carry a value. */
  readonly securityTags: readonly number[];
  /** What the decoder found. `tag` is the path from the outer set, empty for the packet itself. */
  readonly issues: readonly { readonly code: string; readonly tag: string }[];
  readonly mission: MissionNames;
}

/** A line of sight against true north and the horizon, degrees: azimuth clockwise, elevation up, roll clockwise from behind. */
export interface AbsoluteSight {
  readonly azimuthDeg: number;
  readonly elevationDeg: number;
  readonly rollDeg: number;
}

export interface SentItemCovariance {
  /** Items in the order of the rows. */
  readonly tags: readonly number[];
  readonly covariance: SentCovariance;
}

export interface MissionNames {
  readonly missionId?: string;
  readonly platform?: string;
  readonly tail?: string;
  readonly sensor?: string;
}

/** A packet that says nothing: to be spread and filled. */
export function emptyPacket(index: number): ObservedPacket {
  return {
    index,
    ptsS: undefined,
    timeUs: undefined,
    checksum: 'absent',
    fingerprint: undefined,
    sensorPlace: undefined,
    sensorHaeM: undefined,
    sensorMslM: undefined,
    platformHeadingDeg: undefined,
    platformPitchDeg: undefined,
    platformRollDeg: undefined,
    relativeAzimuthDeg: undefined,
    relativeElevationDeg: undefined,
    relativeRollDeg: undefined,
    absolute: undefined,
    horizontalFovDeg: undefined,
    verticalFovDeg: undefined,
    slantRangeM: undefined,
    groundSpeedMps: undefined,
    courseDeg: undefined,
    centerPlace: undefined,
    centerHaeM: undefined,
    centerMslM: undefined,
    fullCorners: undefined,
    cornerOffsets: undefined,
    covariances: [],
    detections: [],
    tags: [],
    securityTags: [],
    issues: [],
    mission: {},
  };
}

/** Deeper and higher than anything that flies or lies on the ground, metres above the ellipsoid. */
const heightRangeM = [-12_000, 1_000_000] as const;

/**
 * The packet without numbers that cannot be: universal sets carry floating point, which can be anything. A number that is
 * not finite, a place that is not on earth, a height in space, an angle of many turns is taken as not sent.
 */
export function soundPacket(packet: ObservedPacket): { readonly packet: ObservedPacket; readonly dropped: number } {
  let dropped = 0;
  const within = (value: number | undefined, least: number, most: number): number | undefined => {
    if (value === undefined || (value >= least && value <= most)) return value;
    dropped += 1;
    return undefined;
  };
  const angle = (value: number | undefined): number | undefined => within(value, -720, 720);
  const height = (value: number | undefined): number | undefined => within(value, ...heightRangeM);
  const place = (value: LatLon | undefined): LatLon | undefined => {
    if (value === undefined) return undefined;
    if (Math.abs(value.latitudeDeg) <= 90 && Math.abs(value.longitudeDeg) <= 360) return value;
    dropped += 1;
    return undefined;
  };
  const places = (four: FourCorners<LatLon> | undefined): FourCorners<LatLon> | undefined =>
    four === undefined ? undefined : [place(four[0]), place(four[1]), place(four[2]), place(four[3])];
  const center = place(packet.centerPlace);
  const sound: ObservedPacket = {
    ...packet,
    ptsS: within(packet.ptsS, -1e9, 1e9),
    timeUs: within(packet.timeUs, 0, Number.MAX_SAFE_INTEGER),
    sensorPlace: place(packet.sensorPlace),
    sensorHaeM: height(packet.sensorHaeM),
    sensorMslM: height(packet.sensorMslM),
    platformHeadingDeg: angle(packet.platformHeadingDeg),
    platformPitchDeg: angle(packet.platformPitchDeg),
    platformRollDeg: angle(packet.platformRollDeg),
    relativeAzimuthDeg: angle(packet.relativeAzimuthDeg),
    relativeElevationDeg: angle(packet.relativeElevationDeg),
    relativeRollDeg: angle(packet.relativeRollDeg),
    absolute:
      packet.absolute !== undefined && Object.values(packet.absolute).every((a) => Math.abs(a) <= 720)
        ? packet.absolute
        : undefined,
    horizontalFovDeg: within(packet.horizontalFovDeg, 0, 360),
    verticalFovDeg: within(packet.verticalFovDeg, 0, 360),
    slantRangeM: within(packet.slantRangeM, 0, 1e7),
    groundSpeedMps: within(packet.groundSpeedMps, 0, 1e5),
    courseDeg: angle(packet.courseDeg),
    centerPlace: center,
    centerHaeM: height(packet.centerHaeM),
    centerMslM: height(packet.centerMslM),
    fullCorners: places(packet.fullCorners),
    cornerOffsets: center === undefined ? undefined : soundOffsets(packet.cornerOffsets, center, place),
  };
  return { packet: sound, dropped };
}

/** Offsets that lead over a pole lead nowhere. */
function soundOffsets(
  offsets: FourCorners<LatLon> | undefined,
  center: LatLon,
  place: (value: LatLon | undefined) => LatLon | undefined,
): FourCorners<LatLon> | undefined {
  if (offsets === undefined) return undefined;
  const one = (offset: LatLon | undefined): LatLon | undefined => {
    if (offset === undefined) return undefined;
    const latitudeDeg = center.latitudeDeg + offset.latitudeDeg;
    return place({ latitudeDeg, longitudeDeg: offset.longitudeDeg }) === undefined ? undefined : offset;
  };
  return [one(offsets[0]), one(offsets[1]), one(offsets[2]), one(offsets[3])];
}
