import type { FramesView } from '../src/model/views.ts';

/** The values of a frame that a test cares for. */
export interface SomeFrame {
  readonly timeUs?: number;
  readonly ptsS?: number;
  readonly sensor?: readonly [longitudeDeg: number, latitudeDeg: number];
  readonly corners?: readonly (readonly [longitudeDeg: number, latitudeDeg: number])[];
  readonly center?: readonly [longitudeDeg: number, latitudeDeg: number];
  readonly headingDeg?: number;
  readonly lookAzimuthDeg?: number;
  readonly horizontalFovDeg?: number;
  readonly gsdM?: number;
  readonly ce90M?: number;
  readonly checksum?: number;
  readonly issues?: number;
}

/** Columns of frames as the service tells them, with null where the test says nothing. */
export function framesOf(frames: readonly SomeFrame[]): FramesView {
  const column = (pick: (frame: SomeFrame) => number | undefined): (number | null)[] =>
    frames.map((frame) => pick(frame) ?? null);
  const corner = (at: number, axis: 0 | 1): (number | null)[] => column(({ corners }) => corners?.[at]?.[axis]);
  const empty = column(() => undefined);
  return {
    from: 0,
    count: frames.length,
    total: frames.length,
    frame: frames.map((_, at) => at),
    packetIndex: frames.map((_, at) => at),
    timeUs: frames.map(({ timeUs }, at) => timeUs ?? at * 1e6),
    ptsS: column(({ ptsS }) => ptsS),
    sensorLatitudeDeg: column(({ sensor }) => sensor?.[1]),
    sensorLongitudeDeg: column(({ sensor }) => sensor?.[0]),
    sensorHeightM: empty,
    headingDeg: column(({ headingDeg }) => headingDeg),
    pitchDeg: empty,
    rollDeg: empty,
    horizontalFovDeg: column(({ horizontalFovDeg }) => horizontalFovDeg),
    verticalFovDeg: empty,
    cornerLatitudeDeg: [corner(0, 1), corner(1, 1), corner(2, 1), corner(3, 1)],
    cornerLongitudeDeg: [corner(0, 0), corner(1, 0), corner(2, 0), corner(3, 0)],
    centerLatitudeDeg: column(({ center }) => center?.[1]),
    centerLongitudeDeg: column(({ center }) => center?.[0]),
    centerHeightM: empty,
    ce90M: column(({ ce90M }) => ce90M),
    le90M: empty,
    ellipseMajorM: empty,
    ellipseMinorM: empty,
    ellipseOrientationDeg: empty,
    slantRangeM: empty,
    gsdM: column(({ gsdM }) => gsdM),
    grazingDeg: empty,
    lookAzimuthDeg: column(({ lookAzimuthDeg }) => lookAzimuthDeg),
    groundSpeedMps: empty,
    checksum: column(({ checksum }) => checksum),
    issues: frames.map(({ issues }) => issues ?? 0),
    detections: [],
  };
}
