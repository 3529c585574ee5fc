import type { GroundMotion } from '../geo/budget.ts';
import type { LatLon } from '../geo/ellipsoid.ts';
import type { PixelCounts } from '../geo/footprint.ts';
import type { FlightFrame } from '../model/flight.ts';
import type { Geodetic } from '../model/geodetic.ts';
import type { Column, FramesView, MovingView, VisitView } from '../model/views.ts';
import { DetectionTable } from './detection-table.ts';
import { Columns } from './pose-columns.ts';
import { Timeline } from './timeline.ts';

const wide = [
  'packetIndex',
  'timeUs',
  'ptsS',
  'sensorLatitudeDeg',
  'sensorLongitudeDeg',
  'latitude0',
  'latitude1',
  'latitude2',
  'latitude3',
  'longitude0',
  'longitude1',
  'longitude2',
  'longitude3',
  'centerLatitudeDeg',
  'centerLongitudeDeg',
  'motionSpeedMps',
  'motionCourseDeg',
] as const;

const narrow = [
  'sensorHeightM',
  'headingDeg',
  'pitchDeg',
  'rollDeg',
  'horizontalFovDeg',
  'verticalFovDeg',
  'centerHeightM',
  'ce90M',
  'le90M',
  'ellipseMajorM',
  'ellipseMinorM',
  'ellipseOrientationDeg',
  'slantRangeM',
  'onePixelGsdM',
  'grazingDeg',
  'lookAzimuthDeg',
  'groundSpeedMps',
  'checksum',
  'issues',
  'seen',
] as const;

type WideName = (typeof wide)[number];
type NarrowName = (typeof narrow)[number];

/** Whether ground counts as seen: not, within the corners, or within a ring of its own. */
const unseen = 0;
const seenWithinCorners = 1;
const seenWithinRing = 2;

/** What is kept of a frame beside the frame itself. */
export interface PoseNotes {
  readonly motion: GroundMotion | undefined;
  readonly checksum: 'valid' | 'invalid' | 'absent';
  /** How many issues the decoder found. */
  readonly issues: number;
}

/** Degrees to a millimetre, and what is shown with it to a hundred-thousandth of its unit. */
const placeSteps = 1e8;
const valueSteps = 1e5;
const corners = [0, 1, 2, 3] as const;

/**
 * Every frame of a flight, as columns: some 220 bytes each, where objects would take ten times that. Frames are added in stream
 * order as the flight builder hands them out (`FlightBuilderOptions.onFrame`).
 */
export class PoseTable {
  readonly #columns = new Columns<WideName, NarrowName>(wide, narrow);
  /** Rings of the frames whose seen ground is not their four corners. */
  readonly #rings = new Map<number, Float64Array>();
  readonly #detections = new DetectionTable();
  #firstUs: number | undefined;
  #lastUs: number | undefined;

  get length(): number {
    return this.#columns.length;
  }

  get detections(): number {
    return this.#detections.length;
  }

  get firstUs(): number | undefined {
    return this.#firstUs;
  }

  get lastUs(): number | undefined {
    return this.#lastUs;
  }

  get bytes(): number {
    return this.#columns.bytes;
  }

  add(frame: FlightFrame, notes: PoseNotes): void {
    const index = this.length;
    const seen = seenKind(frame);
    if (seen === seenWithinRing) this.#rings.set(index, ringOf(frame.seen ?? []));
    for (const detection of frame.detections) this.#detections.add(index, detection);
    this.#firstUs = Math.min(this.#firstUs ?? frame.timeUs, frame.timeUs);
    this.#lastUs = Math.max(this.#lastUs ?? frame.timeUs, frame.timeUs);
    this.#columns.add({ ...rowOf(frame), ...notesRow(notes), seen });
  }

  /** The packet a frame came from; `undefined` beyond the last frame. */
  packetIndexOf(frame: number): number | undefined {
    return this.#columns.known('packetIndex', frame);
  }

  motionOf(frame: number): GroundMotion | undefined {
    const speedMps = this.#columns.known('motionSpeedMps', frame);
    const courseDeg = this.#columns.known('motionCourseDeg', frame);
    return speedMps === undefined || courseDeg === undefined ? undefined : { speedMps, courseDeg };
  }

  /** `count` frames from one on, as many as there are. */
  stretch(from: number, count: number, pixels: PixelCounts): FramesView {
    const length = Math.max(0, Math.min(count, this.length - from));
    return this.#view(
      Array.from({ length }, (_, at) => from + at),
      from,
      pixels,
    );
  }

  /** At most `points` frames evenly spaced over the flight, the first and the last among them. */
  overview(points: number, pixels: PixelCounts): FramesView {
    const count = Math.min(points, this.length);
    const step = count > 1 ? (this.length - 1) / (count - 1) : 0;
    return this.#view(
      Array.from({ length: count }, (_, at) => Math.round(at * step)),
      0,
      pixels,
    );
  }

  /** The stretches of time in which a place was in view (`Timeline.visitsTo`). */
  visits(place: LatLon, pixels: PixelCounts): VisitView[] {
    const at: number[] = [];
    const frames: FlightFrame[] = [];
    for (let index = 0; index < this.length; index++) {
      if (!this.#mayHold(index, place)) continue;
      at.push(index);
      frames.push(this.#frame(index, pixels));
    }
    return new Timeline(frames).visitsTo(place).map(({ first, last, best, firstUs, lastUs, moments }) => ({
      firstFrame: at[first.frameIndex] ?? 0,
      lastFrame: at[last.frameIndex] ?? 0,
      firstUs,
      lastUs,
      frames: moments,
      bestFrame: at[best.frameIndex] ?? 0,
      bestGsdM: best.gsdM ?? null,
      grazingDeg: best.grazingDeg ?? null,
    }));
  }

  /** False where the place is surely out of view: outside the box of a footprint that no turn of longitude cuts. */
  #mayHold(index: number, place: LatLon): boolean {
    const kind = this.#columns.value('seen', index);
    if (kind !== seenWithinCorners) return kind === seenWithinRing;
    let [south, north, west, east] = [90, -90, 180, -180];
    for (const corner of corners) {
      const latitude = this.#columns.value(`latitude${corner}`, index);
      const longitude = this.#columns.value(`longitude${corner}`, index);
      south = Math.min(south, latitude);
      north = Math.max(north, latitude);
      west = Math.min(west, longitude);
      east = Math.max(east, longitude);
    }
    // Near a pole, across the antimeridian or in a very wide view the box says nothing.
    if (east - west > 10 || north > 80 || south < -80) return true;
    // Geodesics between corners bow out of the box by less than a tenth of its width.
    const marginDeg = 0.1 * (east - west) + 1e-9;
    const { latitudeDeg, longitudeDeg } = place;
    if (latitudeDeg < south - marginDeg || latitudeDeg > north + marginDeg) return false;
    const turned = longitudeDeg - 360 * Math.round((longitudeDeg - (west + east) / 2) / 360);
    return turned >= west - marginDeg && turned <= east + marginDeg;
  }

  /** As much of a frame as a timeline asks for. */
  #frame(index: number, pixels: PixelCounts): FlightFrame {
    const known = (name: WideName | NarrowName): number | undefined => this.#columns.known(name, index);
    const centerHeightM = known('centerHeightM');
    const center = placeOf(known('centerLatitudeDeg'), known('centerLongitudeDeg'), centerHeightM);
    const onePixelGsdM = known('onePixelGsdM');
    const seen = this.#seen(index, centerHeightM ?? 0);
    return {
      packetIndex: known('packetIndex') ?? 0,
      timeUs: known('timeUs') ?? 0,
      ptsS: known('ptsS'),
      sensor: placeOf(known('sensorLatitudeDeg'), known('sensorLongitudeDeg'), known('sensorHeightM')),
      heightFromMsl: false,
      platform: undefined,
      pose: undefined,
      groundSpeedMps: undefined,
      footprint: undefined,
      center: undefined,
      centerAsSent: center,
      slantRangeM: known('slantRangeM'),
      gsdM: onePixelGsdM === undefined ? undefined : onePixelGsdM / Math.sqrt(pixels.columns * pixels.rows),
      grazingDeg: known('grazingDeg'),
      lookAzimuthDeg: known('lookAzimuthDeg'),
      detections: [],
      ...(seen === undefined ? {} : { seen }),
    };
  }

  #seen(index: number, heightM: number): Geodetic[] | undefined {
    const ring = this.#rings.get(index);
    if (ring !== undefined) {
      return Array.from({ length: ring.length / 2 }, (_, at) => ({
        latitudeDeg: ring[2 * at]!,
        longitudeDeg: ring[2 * at + 1]!,
        heightM,
      }));
    }
    if (this.#columns.value('seen', index) !== seenWithinCorners) return undefined;
    return corners.map((corner) => ({
      latitudeDeg: this.#columns.value(`latitude${corner}`, index),
      longitudeDeg: this.#columns.value(`longitude${corner}`, index),
      heightM,
    }));
  }

  #view(rows: readonly number[], from: number, pixels: PixelCounts): FramesView {
    const place = (name: WideName): Column => this.#columns.pick(name, rows, placeSteps);
    const value = (name: NarrowName): Column => this.#columns.pick(name, rows, valueSteps);
    const whole = (name: WideName): number[] => rows.map((row) => this.#columns.value(name, row));
    const perPixel = 1 / Math.sqrt(pixels.columns * pixels.rows);
    return {
      from,
      count: rows.length,
      total: this.length,
      frame: rows,
      packetIndex: whole('packetIndex'),
      timeUs: whole('timeUs').map(Math.round),
      ptsS: this.#columns.pick('ptsS', rows, 1e6),
      sensorLatitudeDeg: place('sensorLatitudeDeg'),
      sensorLongitudeDeg: place('sensorLongitudeDeg'),
      sensorHeightM: value('sensorHeightM'),
      headingDeg: value('headingDeg'),
      pitchDeg: value('pitchDeg'),
      rollDeg: value('rollDeg'),
      horizontalFovDeg: value('horizontalFovDeg'),
      verticalFovDeg: value('verticalFovDeg'),
      cornerLatitudeDeg: [place('latitude0'), place('latitude1'), place('latitude2'), place('latitude3')],
      cornerLongitudeDeg: [place('longitude0'), place('longitude1'), place('longitude2'), place('longitude3')],
      centerLatitudeDeg: place('centerLatitudeDeg'),
      centerLongitudeDeg: place('centerLongitudeDeg'),
      centerHeightM: value('centerHeightM'),
      ce90M: value('ce90M'),
      le90M: value('le90M'),
      ellipseMajorM: value('ellipseMajorM'),
      ellipseMinorM: value('ellipseMinorM'),
      ellipseOrientationDeg: value('ellipseOrientationDeg'),
      slantRangeM: value('slantRangeM'),
      gsdM: value('onePixelGsdM').map((gsdM) => (gsdM === null ? null : gsdM * perPixel)),
      grazingDeg: value('grazingDeg'),
      lookAzimuthDeg: value('lookAzimuthDeg'),
      groundSpeedMps: value('groundSpeedMps'),
      checksum: value('checksum'),
      issues: value('issues').map((count) => count ?? 0),
      detections: rows.flatMap((row) => this.#detections.inFrame(row, pixels)),
    };
  }

  /** A moving object reported in a frame, and the run of its reports around it; `undefined` where the frame reports none of that number. */
  moving(frame: number, id: number, pixels: PixelCounts): MovingView | undefined {
    return this.#detections.run(frame, id, pixels, (at) => this.#columns.known('timeUs', at) ?? 0);
  }
}

function placeOf(
  latitudeDeg: number | undefined,
  longitudeDeg: number | undefined,
  heightM: number | undefined,
): Geodetic | undefined {
  if (latitudeDeg === undefined || longitudeDeg === undefined || heightM === undefined) return undefined;
  return { latitudeDeg, longitudeDeg, heightM };
}

function seenKind(frame: FlightFrame): number {
  const { seen, footprint } = frame;
  if (seen === undefined) return unseen;
  const same =
    seen.length === 4 &&
    seen.every((vertex, at) => {
      const corner = footprint?.corners[at];
      return corner?.latitudeDeg === vertex.latitudeDeg && corner.longitudeDeg === vertex.longitudeDeg;
    });
  return same ? seenWithinCorners : seenWithinRing;
}

function ringOf(seen: readonly Geodetic[]): Float64Array {
  return Float64Array.from(seen.flatMap(({ latitudeDeg, longitudeDeg }) => [latitudeDeg, longitudeDeg]));
}

function notesRow({ motion, checksum, issues }: PoseNotes) {
  return {
    motionSpeedMps: motion?.speedMps,
    motionCourseDeg: motion?.courseDeg,
    checksum: checksum === 'absent' ? undefined : checksum === 'valid' ? 1 : 0,
    issues,
  };
}

function rowOf(frame: FlightFrame) {
  const { sensor, platform, pose, footprint, center } = frame;
  const middle = center ?? frame.centerAsSent;
  const [a, b, c, d] = footprint?.corners ?? [];
  return {
    packetIndex: frame.packetIndex,
    timeUs: frame.timeUs,
    ptsS: frame.ptsS,
    sensorLatitudeDeg: sensor?.latitudeDeg,
    sensorLongitudeDeg: sensor?.longitudeDeg,
    sensorHeightM: sensor?.heightM,
    headingDeg: platform?.headingDeg,
    pitchDeg: platform?.pitchDeg,
    rollDeg: platform?.rollDeg,
    horizontalFovDeg: pose?.horizontalFovDeg,
    verticalFovDeg: pose?.verticalFovDeg,
    latitude0: a?.latitudeDeg,
    latitude1: b?.latitudeDeg,
    latitude2: c?.latitudeDeg,
    latitude3: d?.latitudeDeg,
    longitude0: a?.longitudeDeg,
    longitude1: b?.longitudeDeg,
    longitude2: c?.longitudeDeg,
    longitude3: d?.longitudeDeg,
    centerLatitudeDeg: middle?.latitudeDeg,
    centerLongitudeDeg: middle?.longitudeDeg,
    centerHeightM: middle?.heightM,
    ce90M: center?.ce90M,
    le90M: center?.le90M,
    ellipseMajorM: center?.ellipse90.semiMajorM,
    ellipseMinorM: center?.ellipse90.semiMinorM,
    ellipseOrientationDeg: center?.ellipse90.orientationDeg,
    slantRangeM: frame.slantRangeM,
    onePixelGsdM: frame.gsdM,
    grazingDeg: frame.grazingDeg,
    lookAzimuthDeg: frame.lookAzimuthDeg,
    groundSpeedMps: frame.groundSpeedMps,
  };
}
