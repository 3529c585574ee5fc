import type { TroubleReason } from './errors.ts';
import type { LevelName, QualityReport } from './flight.ts';
import type { ErrorEllipse } from './geodetic.ts';

/**
 * What the service tells the workstation: plain JSON, made by src/server, read by web/. Columns are lists of one length;
 * `null` stands where a frame lacks the value. Angles are degrees, lengths metres, times microseconds since 1970 (UTC) or
 * seconds of presentation time (`S`).
 */

export type FlightState = 'reading' | 'ready' | 'failed';

/** Why something could not be done, in words a person can act on (RFC 9457 problem details). */
export interface ProblemView {
  /** Code of the error catalogue. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly cure: string;
  /** What `detail` and `cure` say in English, by name, where other languages have it too. */
  readonly reason?: TroubleReason;
}

export interface VideoView {
  readonly codec: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly frames: number;
  readonly frameRateHz: number | null;
  readonly firstPtsS: number;
  readonly lastPtsS: number;
  /** `direct`: the browser plays it as it is; `transcoded`: by the ffmpeg of this machine; `unplayable`: see `reason`. */
  readonly playable: 'direct' | 'transcoded' | 'unplayable';
  /** Where it is `direct`: the media type with its codec (RFC 6381), for the browser to be asked; null where it is not known. */
  readonly mediaType: string | null;
  readonly reason: TroubleReason | null;
}

/** One open flight. */
export interface FlightView {
  readonly id: string;
  readonly name: string;
  readonly state: FlightState;
  /** Why it could not be read; of a flight that is `ready`: what it lacks. */
  readonly problem: ProblemView | null;
  readonly simulated: boolean;
  /** Banner text computed from what the metadata says (ST 0102), e.g. `EXERCISE // SIMULATED`. */
  readonly marking: string;
  readonly bytesTotal: number;
  readonly bytesRead: number;
  readonly packets: number;
  /** Frames whose pose is known so far: indices of `FramesView` run from 0 to this. Grows while reading. */
  readonly frames: number;
  readonly startUs: number | null;
  readonly endUs: number | null;
  readonly mission: {
    readonly missionId: string | null;
    readonly platform: string | null;
    readonly tail: string | null;
    readonly sensor: string | null;
  };
  readonly video: VideoView | null;
  readonly trackKm: number;
  readonly coveredKm2: number;
  readonly detections: number;
  readonly packetsWithIssues: number;
}

export type Column = readonly (number | null)[];

/** A stretch of frames, column by column; all columns have `count` entries. */
export interface FramesView {
  readonly from: number;
  readonly count: number;
  /** Frames of the flight so far. */
  readonly total: number;
  /** Index of each frame in the flight: `from`, `from + 1` and so on in a stretch, farther apart in an overview. */
  readonly frame: readonly number[];
  readonly packetIndex: readonly number[];
  readonly timeUs: readonly number[];
  readonly ptsS: Column;
  readonly sensorLatitudeDeg: Column;
  readonly sensorLongitudeDeg: Column;
  readonly sensorHeightM: Column;
  readonly headingDeg: Column;
  readonly pitchDeg: Column;
  readonly rollDeg: Column;
  readonly horizontalFovDeg: Column;
  readonly verticalFovDeg: Column;
  /** Corners upper left, upper right, lower right, lower left. */
  readonly cornerLatitudeDeg: readonly [Column, Column, Column, Column];
  readonly cornerLongitudeDeg: readonly [Column, Column, Column, Column];
  readonly centerLatitudeDeg: Column;
  readonly centerLongitudeDeg: Column;
  readonly centerHeightM: Column;
  readonly ce90M: Column;
  readonly le90M: Column;
  readonly ellipseMajorM: Column;
  readonly ellipseMinorM: Column;
  readonly ellipseOrientationDeg: Column;
  readonly slantRangeM: Column;
  readonly gsdM: Column;
  readonly grazingDeg: Column;
  readonly lookAzimuthDeg: Column;
  readonly groundSpeedMps: Column;
  /** 1 where the checksum was valid, 0 where not, null where absent. */
  readonly checksum: Column;
  readonly issues: readonly number[];
  /** Detections of moving objects in these frames (ST 0903): objects only, never persons. */
  readonly detections: readonly DetectionView[];
}

export interface DetectionView {
  /** Index of the frame in the flight. */
  readonly frame: number;
  readonly id: number;
  /** Box in the image as shares of width and height, left, top, right, bottom; null where only a point is known. */
  readonly box: readonly [number, number, number, number] | null;
  /** Centre in the image as shares of width and height. */
  readonly at: readonly [number, number] | null;
  readonly latitudeDeg: number | null;
  readonly longitudeDeg: number | null;
}

/** A moving object of the metadata at one of its reports, and since when and until when it was reported under its number. */
export interface MovingView {
  readonly report: DetectionView;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly firstUs: number;
  readonly lastUs: number;
  /** How often in that time. */
  readonly reports: number;
}

/** Where a pixel lies on the ground. */
export interface GroundView {
  readonly frame: number;
  readonly x: number;
  readonly y: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly heightM: number;
  readonly heightMslM: number;
  readonly mgrs: string;
  readonly ellipse90: ErrorEllipse;
  readonly ce90M: number;
  readonly le90M: number;
  readonly errorSource: 'st1010' | 'budget';
  readonly budgetName: string;
  readonly contributors: readonly { readonly name: string; readonly share: number }[];
  readonly slantRangeM: number;
  readonly grazingDeg: number;
  /** The terrain that was met. */
  readonly terrain: string;
  /** Where the height came from, where level ground took the place of terrain; null where it did not. */
  readonly level: LevelName | null;
}

/** A stretch of time in which a place was in view. */
export interface VisitView {
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly frames: number;
  readonly bestFrame: number;
  readonly bestGsdM: number | null;
  readonly grazingDeg: number | null;
}

/** Progress while a flight is read (server-sent event `progress`; then `ready` or `failed`, each with a FlightView). */
export interface ProgressView {
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly packets: number;
}

export interface KeyframesView {
  /** Presentation times at which the video can be entered, seconds, rising. */
  readonly ptsS: readonly number[];
}

/** A metadata packet as `atalaya klv` prints it. */
export interface PacketView {
  readonly index: number;
  readonly offset: number;
  readonly pid: number | null;
  readonly pts: number | null;
  readonly ptsS: number | null;
  readonly set: string;
  /** Universal key, 32 hex digits. */
  readonly key: string;
  readonly checksum: string;
  readonly timeUtc: string | null;
  readonly items: Readonly<Record<string, ItemView>>;
  readonly issues: readonly {
    readonly tag: string;
    readonly offset: number;
    readonly code: string;
    readonly message: string;
  }[];
}

export interface ItemView {
  readonly name: string;
  readonly value: unknown;
  readonly unit: string;
  readonly raw: unknown;
}

export type QualityView = QualityReport;
