import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { findingWords } from '../formats/finding-words.ts';
import type { KlvPacket } from '../formats/klv/packet.ts';
import { VideoIndex } from '../formats/mpegts/video-index.ts';
import { RecordingReader, type RecordingSummary } from '../formats/recording.ts';
import type { ErrorBudget, GroundMotion } from '../geo/budget.ts';
import { defaultPixels, type PixelCounts } from '../geo/footprint.ts';
import type { Terrain } from '../geo/terrain.ts';
import type { AtalayaError } from '../model/errors.ts';
import type { Flight, FlightFrame, VideoSummary } from '../model/flight.ts';
import type { FlightState, FlightView, ProgressView } from '../model/views.ts';
import { FlightBuilder } from '../observe/flight-builder.ts';
import { observedPacket } from '../observe/from-klv.ts';
import { MarkingWatch } from '../observe/marking.ts';
import type { MissionNames, ObservedPacket } from '../observe/packet.ts';
import { PoseTable } from '../observe/pose-table.ts';
import type { GrowingFile } from './growing-file.ts';
import { isSound, lacking } from './lacking.ts';
import { PacketStore } from './packet-store.ts';
import { TerrainTiles } from './terrain-tiles.ts';
import type { Transcoder } from './transcoder.ts';
import { problemView, toAtalayaError } from './trouble.ts';
import { lastPictureS } from './video-seek.ts';
import { playability, videoView } from './video-view.ts';

const chunkBytes = 256 * 1024;
/** Bytes read before others get their turn: some milliseconds of work. */
const sliceBytes = 32 * 1024;

export interface FlightOptions {
  readonly id: string;
  readonly name: string;
  readonly file: GrowingFile;
  /** Bytes the file will have; what is there so far where that is not known. */
  readonly bytesTotal: number | undefined;
  /** A folder of the flight's own, removed when it is closed. */
  readonly folder: string;
  readonly simulated: boolean;
  readonly terrain: Terrain | undefined;
  readonly budget: ErrorBudget;
  readonly transcoder: Transcoder;
}

export type FlightEvent = { readonly kind: 'progress' } | { readonly kind: 'ready' | 'failed' };

/** One open recording: read once, from start to end, while what is known of it so far can be asked for. */
export class OpenFlight {
  readonly options: FlightOptions;
  readonly poses = new PoseTable();
  readonly video = new VideoIndex();
  readonly packets: PacketStore;
  readonly #tiles: TerrainTiles | undefined;
  readonly #marking: MarkingWatch;
  readonly #builder: FlightBuilder;
  readonly #abort = new AbortController();
  readonly #listeners = new Set<(event: FlightEvent) => void>();
  #state: FlightState = 'reading';
  #problem: AtalayaError | undefined;
  #bytesRead = 0;
  #packetCount = 0;
  #packetsWithIssues = 0;
  #soundPackets = 0;
  #mission: MissionNames = {};
  #current: ObservedPacket | undefined;
  #finished: Flight | undefined;
  #summary: VideoSummary | undefined;
  #lastPictureS: number | undefined;
  #lookedAhead = false;
  #done: Promise<void> | undefined;

  constructor(options: FlightOptions) {
    this.options = options;
    this.packets = new PacketStore(join(options.folder, 'packets'));
    this.#marking = new MarkingWatch(options.simulated);
    const { terrain } = options;
    this.#tiles = terrain === undefined ? undefined : new TerrainTiles(terrain);
    this.#builder = new FlightBuilder({
      name: options.name,
      simulated: options.simulated,
      budget: options.budget,
      ...(terrain === undefined ? {} : { terrain }),
      onFrame: (frame, motion) => this.#frame(frame, motion),
      tolerance: Number.POSITIVE_INFINITY,
      describeIssue: findingWords.en.issue,
    });
  }

  get id(): string {
    return this.options.id;
  }

  get state(): FlightState {
    return this.#state;
  }

  /** Aborted when the flight is closed. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The whole flight but its frames, once it is read. */
  get finished(): Flight | undefined {
    return this.#finished;
  }

  /** Presentation time of the last picture, where it is known before all is read. */
  get lastPictureS(): number | undefined {
    return this.#lastPictureS;
  }

  /** Size of the image: that of the video, once it is known. */
  get pixels(): PixelCounts {
    const { width, height } = this.#summary ?? {};
    if (width !== undefined && height !== undefined) return { columns: width, rows: height };
    const { size } = this.video;
    return size === undefined ? defaultPixels : { columns: size.width, rows: size.height };
  }

  /** Heights of the ground as a picture (`TerrainTiles.tile`); `undefined` where none is known. */
  terrainTile(z: number, x: number, y: number): Buffer | undefined {
    return this.#tiles?.tile(z, x, y);
  }

  /** Reads the recording; resolves when it is read, has failed or was closed. Never rejects. */
  read(): Promise<void> {
    this.#done ??= this.#read();
    return this.#done;
  }

  /** Calls back on every event from now on; gives the way to stop that. */
  listen(listener: (event: FlightEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  progress(): ProgressView {
    return { bytesRead: this.#bytesRead, bytesTotal: this.#bytesTotal(), packets: this.#packetCount };
  }

  view(): FlightView {
    const { id, name, transcoder } = this.options;
    const { missionId, platform, tail, sensor } = this.#mission;
    return {
      id,
      name,
      state: this.#state,
      problem: this.#problem === undefined ? null : problemView(this.#problem),
      simulated: this.#marking.simulated,
      marking: this.#marking.text,
      ...this.progress(),
      frames: this.poses.length,
      startUs: this.poses.firstUs ?? null,
      endUs: this.poses.lastUs ?? null,
      mission: {
        missionId: missionId ?? null,
        platform: platform ?? null,
        tail: tail ?? null,
        sensor: sensor ?? null,
      },
      video: videoView(this.video, this.#summary, transcoder, this.#lastPictureS),
      trackKm: this.#builder.trackKm,
      coveredKm2: this.#finished?.coverage.areaKm2 ?? 0,
      detections: this.poses.detections,
      packetsWithIssues: this.#packetsWithIssues,
    };
  }

  /** Stops reading, and lets go of everything the flight holds. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#done;
    await this.packets.close();
    await rm(this.options.folder, { recursive: true, force: true });
  }

  async #read(): Promise<void> {
    try {
      await mkdir(this.options.folder, { recursive: true });
      const summary = await this.#readAll();
      this.#problem = lacking({
        name: this.options.name,
        summary,
        sound: this.#soundPackets,
        frames: this.poses.length,
        pictures: this.video.entries.length > 0 && this.#canBeShown(),
      });
      this.#summary = summaryOf(summary);
      this.#finished = this.#builder.finish({ video: this.#summary });
      this.#state = 'ready';
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#problem = toAtalayaError(error);
      this.#state = 'failed';
    }
    this.#tell({ kind: this.#state === 'ready' ? 'ready' : 'failed' });
  }

  /** Whether there are pictures, or would be with an ffmpeg: the page then says what to install. */
  #canBeShown(): boolean {
    return playability(this.video, this.options.transcoder).reason?.name !== 'codec-unknown';
  }

  async #readAll(): Promise<RecordingSummary> {
    const reader = new RecordingReader({
      onPacket: (packet) => this.#packet(packet),
      onProgramMap: (map) => this.video.addMap(map),
      onVideoUnit: (header, head) => this.video.add(header, head),
    });
    const { signal } = this.#abort;
    for await (const chunk of this.options.file.chunks(0, signal, chunkBytes)) {
      for (let at = 0; at < chunk.length; at += sliceBytes) {
        reader.push(chunk.subarray(at, at + sliceBytes));
        await turn();
        signal.throwIfAborted();
      }
      this.#bytesRead += chunk.length;
      await this.packets.flush();
      await this.#lookAhead();
      this.#tell({ kind: 'progress' });
    }
    const summary = reader.end();
    await this.packets.flush();
    return summary;
  }

  /** As soon as there is a picture, how long the video is: a timeline is no use while its end moves. */
  async #lookAhead(): Promise<void> {
    const { file } = this.options;
    if (this.#lookedAhead || !file.ended || this.video.lastPtsS === undefined) return;
    this.#lookedAhead = true;
    this.#lastPictureS = await lastPictureS(file, this.video);
  }

  #packet(packet: KlvPacket): void {
    this.#packetCount += 1;
    if (packet.issues.length > 0) this.#packetsWithIssues += 1;
    if (isSound(packet)) this.#soundPackets += 1;
    this.packets.add(packet);
    this.#marking.add(packet);
    const observed = observedPacket(packet);
    if (observed === undefined) return;
    this.#mission = { ...this.#mission, ...observed.mission };
    this.#current = observed;
    this.#builder.push(observed);
  }

  #frame(frame: FlightFrame, motion: GroundMotion | undefined): void {
    const { checksum = 'absent', issues = [] } = this.#current ?? {};
    this.poses.add(frame, { motion, checksum, issues: issues.length });
  }

  #bytesTotal(): number {
    const { file, bytesTotal } = this.options;
    return file.ended || bytesTotal === undefined ? Math.max(file.size, this.#bytesRead) : bytesTotal;
  }

  #tell(event: FlightEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function summaryOf({ video }: RecordingSummary): VideoSummary | undefined {
  if (video === undefined) return undefined;
  const { codec, pid, frames, width, height } = video;
  return { codec, pid, firstPtsS: video.firstPtsS ?? 0, lastPtsS: video.lastPtsS ?? 0, frames, width, height };
}
