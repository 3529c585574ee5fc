import type { PoseParameter } from '../geo/budget.ts';
import type { LatLon } from '../geo/ellipsoid.ts';
import type { VmtiTarget } from '../model/flight.ts';
import type { EnuCovariance } from '../model/geodetic.ts';

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
  readonly horizontalFovDeg: number | undefined;
  readonly verticalFovDeg: number | undefined;
  readonly slantRangeM: number | undefined;
  readonly groundSpeedMps: number | undefined;

  readonly centerPlace: LatLon | undefined;
  readonly centerHaeM: number | undefined;
  readonly centerMslM: number | undefined;
  /** Items 82-89. */
  readonly fullCorners: FourCorners<LatLon> | undefined;
  /** Items 26-33: degrees of latitude and longitude to add to the frame centre. */
  readonly cornerOffsets: FourCorners<LatLon> | undefined;
  /** Covariance of the frame centre (items 23-25, 78) where ST 1010 (item 102) sends it. */
  readonly centerCovariance: EnuCovariance | undefined;
  /** Covariance of the pose where ST 1010 sends it: rows in the order of the parameters, metres and degrees. */
  readonly poseCovariance: PoseCovariance | undefined;

  readonly targets: readonly VmtiTarget[];
  /** Tags of the outer set that carry a value (a zero-length item does not). */
  readonly tags: readonly number[];
  /** Tags of the security set (item 48) that carry a value. */
  readonly securityTags: readonly number[];
  /** What the decoder found. `tag` is the path from the outer set, empty for the packet itself. */
  readonly issues: readonly { readonly code: string; readonly tag: string }[];
  readonly mission: MissionNames;
}

export interface PoseCovariance {
  readonly parameters: readonly PoseParameter[];
  readonly covariance: readonly (readonly number[])[];
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
    horizontalFovDeg: undefined,
    verticalFovDeg: undefined,
    slantRangeM: undefined,
    groundSpeedMps: undefined,
    centerPlace: undefined,
    centerHaeM: undefined,
    centerMslM: undefined,
    fullCorners: undefined,
    cornerOffsets: undefined,
    centerCovariance: undefined,
    poseCovariance: undefined,
    targets: [],
    tags: [],
    securityTags: [],
    issues: [],
    mission: {},
  };
}
