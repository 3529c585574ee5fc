import type { Geodetic, GroundPoint } from './geodetic.ts';

/** The attitude of a body against the local horizon, or of a sensor against the body, degrees. */
export interface Attitude {
  readonly headingDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
}

/** Pose of the sensor at one instant: all that is needed to cast a ray from a pixel. */
export interface SensorPose {
  readonly position: Geodetic;
  readonly platform: Attitude;
  /** Relative azimuth, elevation and roll of the sensor (ST 0601 items 18-20), degrees. */
  readonly relative: { readonly azimuthDeg: number; readonly elevationDeg: number; readonly rollDeg: number };
  readonly horizontalFovDeg: number;
  readonly verticalFovDeg: number;
}

/** Where the corners of a footprint came from. */
export type FootprintSource = 'pose' | 'corner-offsets' | 'full-corners';

/**
 * The part of the ground one frame saw. Corners go upper left, upper right, lower right, lower left of the image;
 * a corner whose ray meets no ground (above the horizon, outside the terrain) is absent.
 */
export interface Footprint {
  readonly source: FootprintSource;
  readonly corners: readonly [
    upperLeft: Geodetic | undefined,
    upperRight: Geodetic | undefined,
    lowerRight: Geodetic | undefined,
    lowerLeft: Geodetic | undefined,
  ];
}

/**
 * Why a footprint is not counted as ground seen. `contradicted`: angles and frame centre speak of different ground, and nothing
 * tells which is right; `beyond-range`: all of it lies farther from the sensor than the greatest range; `position-impossible`: no
 * aircraft could have come to that position; `checksum-invalid`: the values may be anything; `no-patch`: too few corners, or no area.
 */
export type UncountedReason = 'contradicted' | 'beyond-range' | 'position-impossible' | 'checksum-invalid' | 'no-patch';

/** One metadata packet placed in time and space. */
export interface FlightFrame {
  /** Index of the packet in stream order. */
  readonly packetIndex: number;
  /** UTC by the packet's precision time stamp, microseconds since 1970 (MISB time, ST 0603). */
  readonly timeUs: number;
  /** Presentation time of the packet in its stream, seconds, where the container carries one. */
  readonly ptsS: number | undefined;
  readonly sensor: Geodetic | undefined;
  /** True where no aircraft could have come to that position: the track leaves it out. */
  readonly positionDoubted?: boolean;
  /** True where the height was sent above mean sea level and brought to the ellipsoid by the geoid. */
  readonly heightFromMsl: boolean;
  readonly platform: Attitude | undefined;
  readonly pose: SensorPose | undefined;
  /** As sent; a zero only where the positions stand, too. */
  readonly groundSpeedMps: number | undefined;
  readonly footprint: Footprint | undefined;
  /** The point in the middle of the image, with its error. */
  readonly center: GroundPoint | undefined;
  /** The frame centre as it was sent (items 23-25 or 78), for comparison. */
  readonly centerAsSent: Geodetic | undefined;
  readonly slantRangeM: number | undefined;
  /** Ground sample distance at the centre, geometric mean of along and across, metres per pixel. */
  readonly gsdM: number | undefined;
  /**
   * The patch of ground that counts as seen, not closed: the footprint, or what is left of it where corners are missing
   * or farther than the greatest range. The coverage is the union of these. Absent where none counts.
   */
  readonly seen?: readonly Geodetic[];
  /** True where the image saw farther than `seen`, which was cut at the greatest range or at the horizon. */
  readonly clipped?: boolean;
  /** Why `seen` is absent though there is a footprint. */
  readonly uncounted?: UncountedReason;
  /** Where the time comes from; `packet` unless said: `container` is the presentation time, `order` the packet before. */
  readonly timeSource?: 'packet' | 'container' | 'order';
  /** True where the angles were missing or contradicted the frame centre, and the pose was made to look at it. */
  readonly poseAimed?: boolean;
  /** The pose's own footprint, where the corners of `footprint` were sent, for comparison. */
  readonly poseFootprint?: Footprint;
  /** Angle between the line of sight and the local horizontal plane at the centre. */
  readonly grazingDeg: number | undefined;
  /** Heading of the line of sight over the ground, clockwise from north. */
  readonly lookAzimuthDeg: number | undefined;
  readonly detections: readonly VmtiDetection[];
}

/** A moving object reported by the sensor's own detector (ST 0903). Objects only: never persons. */
export interface VmtiDetection {
  readonly id: number;
  readonly position: Geodetic | undefined;
  readonly pixel: { readonly row: number; readonly column: number } | undefined;
  /** Rows and columns of its bounding box, edges included. Pixels count from 1, as those of `pixel`. */
  readonly box?: { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number };
  /** Size of the image that the pixels are counted in, where the detector says it. */
  readonly image?: { readonly columns: number | undefined; readonly rows: number | undefined };
}

/** One cell of covered ground. */
export interface CoverageCell {
  readonly ring: readonly (readonly [longitudeDeg: number, latitudeDeg: number])[];
  readonly bestGsdM: number;
  readonly firstSeenUs: number;
  readonly lastSeenUs: number;
  readonly looks: number;
  /** Bit mask of the eight compass directions it was looked at from (bit 0 = north). */
  readonly lookDirections: number;
}

/** Ground covered, as patches of like sample distance. */
export interface Coverage {
  readonly areaKm2: number;
  readonly cellSizeM: number;
  readonly bands: readonly CoverageBand[];
}

/** Sample distances from `minGsdM` to `maxGsdM`, which is Infinity in the last band and where it is not known. */
export interface CoverageBand {
  readonly minGsdM: number;
  readonly maxGsdM: number;
  readonly areaKm2: number;
  /** Polygons with holes: each polygon is its outer ring and then its holes, closed, [lon, lat]. */
  readonly polygons: readonly (readonly (readonly (readonly [number, number])[])[])[];
}

/** Where the height of level ground came from that took the place of terrain. */
export type LevelName = 'center-sent' | 'slant-range' | 'sea-level' | 'terrain';

/** What is known of a finding beside its code and count: its text is made of it, by language (findings/text.ts). */
export type FindingDetail =
  | { readonly kind: 'none' }
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'length'; readonly metres: number }
  | { readonly kind: 'speed'; readonly speedMps: number }
  | { readonly kind: 'levels'; readonly levels: readonly LevelName[] }
  | { readonly kind: 'lag'; readonly spreadS: number; readonly driftPpm?: number }
  /** Items of a standard: its name, its tags (any of which serves), and how long it was silent at most. */
  | {
      readonly kind: 'items';
      readonly items: readonly { readonly name: string; readonly tags: readonly string[]; readonly silentS?: number }[];
    }
  | { readonly kind: 'pixels'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'thinned'; readonly packets: number; readonly stride: number }
  /** An issue of the metadata decoder, by the finding's own code. */
  | { readonly kind: 'issue' }
  /** Damage to the container: the demultiplexer's code, what it said the first time (English), and where that was. */
  | { readonly kind: 'transport'; readonly trouble: string; readonly asFound: string; readonly place: string };

/** One finding of the quality report, with the moments it concerns. */
export interface QualityFinding {
  readonly code: string;
  readonly severity: 'note' | 'warning' | 'fault';
  /** In English: what files and the command line say. */
  readonly message: string;
  readonly detail: FindingDetail;
  readonly count: number;
  /** First moments it was seen at (packet indices), at most 100. */
  readonly packetIndices: readonly number[];
  /** Tag path of the item it concerns, where it concerns one. */
  readonly tag?: string;
}

/** How well two accounts of one place agree, metres. */
export interface Agreement {
  readonly medianM: number;
  readonly p90M: number;
  readonly samples: number;
}

export interface QualityReport {
  readonly packets: number;
  readonly checksum: { readonly valid: number; readonly invalid: number; readonly absent: number };
  readonly durationS: number;
  readonly rateHz: number | undefined;
  readonly longestGapS: number;
  readonly timeJumps: number;
  /**
   * Metadata time against video presentation time, both counted from the first packet (and anew after a jump): mean and
   * spread of the lag, where both are known, and by how much the metadata clock runs faster.
   */
  readonly lag:
    | { readonly meanS: number; readonly sdS: number; readonly driftPpm?: number; readonly samples?: number }
    | undefined;
  /**
   * ST 0902 items that are missing, by tag, with the share of packets without them and the longest time between two reports
   * (the standard asks for 30 s at most, not for every packet).
   */
  readonly missingMinimumItems: readonly {
    readonly tag: number;
    readonly name: string;
    readonly share: number;
    readonly longestSilenceS?: number;
  }[];
  readonly findings: readonly QualityFinding[];
  readonly packetsWithIssues?: number;
  /** Frame centre as sent against where the pose looks. */
  readonly centerAgreement?: Agreement | undefined;
  /** Corners as sent against those of the pose. */
  readonly cornerAgreement?: Agreement | undefined;
}

/** A recorded flight, decoded and placed on the ground. */
export interface Flight {
  readonly name: string;
  readonly simulated: boolean;
  readonly mission: {
    readonly missionId?: string;
    readonly platform?: string;
    readonly tail?: string;
    readonly sensor?: string;
  };
  readonly frames: readonly FlightFrame[];
  readonly coverage: Coverage;
  readonly quality: QualityReport;
  /** Distance flown, along geodesics between positions; straight, and so at least, where positions pause. */
  readonly trackKm: number;
  /** What of it lies over such pauses. */
  readonly trackBridgedKm?: number;
  readonly video: VideoSummary | undefined;
}

export interface VideoSummary {
  readonly codec: string;
  readonly pid: number;
  readonly firstPtsS: number;
  readonly lastPtsS: number;
  readonly frames: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
}
