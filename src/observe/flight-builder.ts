import type { ErrorBudget, GroundMotion } from '../geo/budget.ts';
import { defaultPixels, type PixelCounts } from '../geo/footprint.ts';
import type { Terrain } from '../geo/terrain.ts';
import type { Flight, FlightFrame, UncountedReason, VideoSummary } from '../model/flight.ts';
import type { GroundPoint } from '../model/geodetic.ts';
import { Centers, groundMotion, motionAt } from './centers.ts';
import { type ClockReading, StreamClock } from './clock.ts';
import { CoverageGrid, type CoverageOptions } from './coverage/coverage.ts';
import { Dwell } from './dwell.ts';
import type { TransportTrouble } from './findings.ts';
import { defaultMaxRangeM, isNullIsland, placeBelieved } from './locate.ts';
import { type MissionNames, type ObservedPacket, soundPacket } from './packet.ts';
import type { PlacedPacket } from './place.ts';
import { QualityWatch } from './quality.ts';
import { TrackMeter, type TrackStep } from './track.ts';

export interface FlightBuilderOptions {
  readonly name: string;
  readonly simulated: boolean;
  /** Errors of the sensor's pose where the stream sends none of its own. */
  readonly budget: ErrorBudget;
  /** The ground; without it, level ground at the height sent with the frame centre. */
  readonly terrain?: Terrain;
  /** Ground farther from the sensor than this is not counted as seen, metres along the ground. Default 50,000. */
  readonly maxRangeM?: number;
  /** Frames kept in full; see `FrameKeeper`. Default 4,096 (about 12 MB). */
  readonly maxFrames?: number;
  readonly coverage?: CoverageOptions;
  /**
   * Takes every frame, which then are not kept: its sample distance is that of an image of one pixel, and the motion is that of
   * the platform over ground.
   */
  readonly onFrame?: (frame: FlightFrame, motion: GroundMotion | undefined) => void;
  /** See `ErrorOptions.tolerance`: infinity takes the error of the frame centre to first order, ten times as fast. */
  readonly tolerance?: number;
  /** The sentence for an issue code of the decoder; the code itself unless given. */
  readonly describeIssue?: (code: string) => string;
}

export interface FlightClosing {
  readonly video?: VideoSummary | undefined;
  /** What was wrong with the container the metadata came in. */
  readonly transport?: readonly TransportTrouble[];
}

/** A frame whose sample distance is still that of an image of one pixel, and whose centre may be to come. */
type FrameDraft = Omit<FlightFrame, 'gsdM' | 'center'> & { gsdM: number | undefined; center: GroundPoint | undefined };

/**
 * Keeps every frame until there are `most`, then every second of them, and so on: what is kept is always evenly spaced
 * in stream order, one packet in `stride`, from the first. Coverage, quality and track length count every packet.
 */
class FrameKeeper {
  readonly #most: number;
  readonly #frames: FrameDraft[] = [];
  #stride = 1;

  constructor(most: number) {
    this.#most = Math.max(2, most);
  }

  get stride(): number {
    return this.#stride;
  }

  /** The frames, their sample distances brought from an image of one pixel to the given one. Once only. */
  finish(scale: number): readonly FlightFrame[] {
    for (const frame of this.#frames) if (frame.gsdM !== undefined) frame.gsdM *= scale;
    return this.#frames;
  }

  wants(ordinal: number): boolean {
    return ordinal % this.#stride === 0;
  }

  keep(frame: FrameDraft): void {
    this.#frames.push(frame);
    if (this.#frames.length < this.#most) return;
    const half = Math.ceil(this.#frames.length / 2);
    for (let i = 1; i < half; i++) this.#frames[i] = this.#frames[2 * i]!;
    this.#frames.length = half;
    this.#stride *= 2;
  }
}

/** Slower than this an aircraft may well stand: the rest is noise of its positions. */
const standsMps = 5;

/**
 * Builds a flight from its packets, pushed in stream order. Memory is bounded whatever the length of the stream: full frames
 * up to `maxFrames`, coverage up to its number of tiles, and counters.
 */
export class FlightBuilder {
  readonly #options: FlightBuilderOptions;
  readonly #maxRangeM: number;
  readonly #clock = new StreamClock();
  readonly #track = new TrackMeter();
  readonly #quality = new QualityWatch();
  readonly #centers: Centers<FrameDraft>;
  readonly #keeper: FrameKeeper;
  readonly #grid: CoverageGrid;
  readonly #dwell: Dwell;
  #mission: MissionNames = {};
  #packets = 0;
  #continues = true;

  constructor(options: FlightBuilderOptions) {
    this.#options = options;
    this.#maxRangeM = options.maxRangeM ?? defaultMaxRangeM;
    this.#centers = new Centers({
      budget: options.budget,
      unmoved: (index) => this.#quality.unmoved(index),
      ...(options.tolerance === undefined ? {} : { tolerance: options.tolerance }),
      ...(options.onFrame === undefined ? {} : { onFrame: options.onFrame }),
    });
    this.#keeper = new FrameKeeper(options.maxFrames ?? 4_096);
    this.#grid = new CoverageGrid(options.coverage);
    this.#dwell = new Dwell(this.#grid);
  }

  /** What is known of each patch of ground: every packet counts, also those whose frame is not kept. */
  get coverage(): CoverageGrid {
    this.#dwell.flush();
    return this.#grid;
  }

  /** Length of the track so far. */
  get trackKm(): number {
    return this.#track.lengthKm;
  }

  push(sent: ObservedPacket): void {
    const { packet, dropped } = soundPacket(sent);
    if (dropped > 0) this.#quality.impossible(packet);
    const reading = this.#clock.read(packet.timeUs, packet.ptsS);
    const nowhere = isNullIsland(packet);
    if (nowhere) this.#quality.nullPosition(packet);
    const placed = placeBelieved(packet, this.#options);
    const step = this.#follow(packet, placed, reading, nowhere);
    this.#quality.add(packet, reading, placed, step);
    if (refusal(packet, step) === undefined) this.#cover(placed, reading);
    this.#mission = { ...this.#mission, ...packet.mission };
    const motion = motionAt(packet, this.#track.motion);
    if (motion !== undefined) this.#centers.learn(motion);
    const groundSpeedMps = this.#speedMps(packet, motion);
    const handsOut = this.#options.onFrame !== undefined;
    if (handsOut || this.#keeper.wants(this.#packets)) {
      const frame = draft({ ...packet, groundSpeedMps }, placed, reading, step);
      this.#centers.solve(frame, packet, placed, motion);
      if (!handsOut) this.#keeper.keep(frame);
    }
    this.#packets += 1;
  }

  /** The flight; to be called once, when the last packet has been pushed. */
  finish(closing: FlightClosing = {}): Flight {
    const { video } = closing;
    const sized = video?.width !== undefined && video.height !== undefined;
    const pixels: PixelCounts = sized ? { columns: video.width ?? 0, rows: video.height ?? 0 } : defaultPixels;
    const count = pixels.columns * pixels.rows;
    const coverage = this.coverage.finish(count);
    this.#centers.learn(groundMotion(this.#track.motionAtAll));
    const { stride } = this.#keeper;
    const frames = this.#keeper.finish(1 / Math.sqrt(count));
    const { describeIssue } = this.#options;
    const quality = this.#quality.report(this.#clock, {
      maxRangeM: this.#maxRangeM,
      thinned: stride === 1 ? undefined : { packets: this.#packets, stride },
      unsampledLooks: this.#grid.unsampledLooks,
      bridgedM: this.#track.bridgedKm * 1000,
      pixelsAssumed: sized || this.#packets === 0 ? undefined : { columns: pixels.columns, rows: pixels.rows },
      transport: closing.transport ?? [],
      describeIssue: describeIssue ?? ((code) => code),
    });
    return {
      name: this.#options.name,
      simulated: this.#options.simulated,
      mission: this.#mission,
      frames,
      coverage,
      quality,
      trackKm: this.#track.lengthKm,
      trackBridgedKm: this.#track.bridgedKm,
      video,
    };
  }

  /** The speed over ground as sent; none where it says that the aircraft stands, and the track does not say so too. */
  #speedMps(packet: ObservedPacket, motion: GroundMotion | undefined): number | undefined {
    if (packet.groundSpeedMps !== 0) return packet.groundSpeedMps;
    if (motion !== undefined && motion.speedMps > standsMps) this.#quality.standing(packet, motion.speedMps);
    return motion !== undefined && motion.speedMps <= standsMps ? 0 : undefined;
  }

  #follow(
    packet: ObservedPacket,
    placed: PlacedPacket,
    reading: ClockReading,
    nowhere: boolean,
  ): TrackStep | undefined {
    const { kind } = reading.step;
    if (kind === 'forward' || kind === 'back') this.#continues = false;
    if (nowhere) return 'jump';
    if (placed.sensor === undefined) return undefined;
    const before = this.#track.last;
    const step = this.#track.add(placed.sensor, reading.timeUs, this.#continues);
    this.#continues = true;
    if (step === 'jump') this.#quality.jump(packet, before, placed.sensor);
    if (step === 'bridge') this.#quality.bridged(packet);
    return step;
  }

  #cover(placed: PlacedPacket, reading: ClockReading): void {
    const { seen, sensor, sight } = placed;
    if (seen === undefined) return;
    const aboveM = sensor === undefined || sight === undefined ? 0 : sensor.heightM - sight.point.heightM;
    const eye =
      sensor === undefined || sight === undefined || aboveM <= 0
        ? {}
        : { eye: { place: sensor, heightAboveGroundM: aboveM, center: sight.point } };
    const timed = reading.source !== 'order';
    this.#dwell.add({
      ring: seen,
      firstUs: timed ? reading.timeUs : undefined,
      lastUs: timed ? reading.timeUs : undefined,
      onePixelGsdM: placed.onePixelGsdM,
      lookAzimuthDeg: sight?.lookAzimuthDeg,
      ...eye,
    });
  }
}

/**
 * Why nothing is claimed on the word of a packet, whatever it says: values under a checksum that does not fit may be
 * anything.
 */
function refusal(packet: ObservedPacket, step: TrackStep | undefined): UncountedReason | undefined {
  if (packet.checksum === 'invalid') return 'checksum-invalid';
  return step === 'jump' ? 'position-impossible' : undefined;
}

function draft(
  packet: ObservedPacket,
  placed: PlacedPacket,
  reading: ClockReading,
  step: TrackStep | undefined,
): FrameDraft {
  const refused = refusal(packet, step);
  const { sight, footprint, fromPose } = placed;
  const seen = refused === undefined ? placed.seen : undefined;
  const uncounted = footprint === undefined ? undefined : (placed.uncounted ?? refused);
  const sent = footprint !== undefined && footprint.source !== 'pose';
  return {
    packetIndex: packet.index,
    timeUs: reading.timeUs,
    ptsS: packet.ptsS,
    sensor: placed.sensor,
    heightFromMsl: placed.heightFromMsl,
    platform: placed.platform,
    pose: placed.pose,
    groundSpeedMps: packet.groundSpeedMps,
    footprint,
    center: undefined,
    centerAsSent: placed.centerAsSent,
    slantRangeM: placed.slantRangeM,
    // For one pixel until the size of the image is known.
    gsdM: placed.onePixelGsdM,
    grazingDeg: sight?.grazingDeg,
    lookAzimuthDeg: sight?.lookAzimuthDeg,
    detections: packet.detections,
    ...(step === 'jump' ? { positionDoubted: true } : {}),
    ...(seen === undefined ? {} : { seen }),
    ...(seen !== undefined && placed.clipped ? { clipped: true } : {}),
    ...(uncounted === undefined ? {} : { uncounted }),
    ...(reading.source === 'packet' ? {} : { timeSource: reading.source }),
    ...(placed.aimed ? { poseAimed: true } : {}),
    ...(sent && fromPose !== undefined ? { poseFootprint: fromPose.footprint } : {}),
  };
}
