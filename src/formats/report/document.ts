import type { Flight, FlightFrame } from '../../model/flight.ts';
import type { Geodetic } from '../../model/geodetic.ts';
import { decimals, degrees, isPlaced, significant } from '../paths/numbers.ts';
import { type FrameOutline, frameOutline } from '../paths/outline.ts';
import { gapLimitS, trackSegments } from '../paths/track.ts';
import type { Topology } from '../topojson/topology.ts';
import type { Delta, MapLevel, Surroundings } from './basemap.ts';
import { globeRings, mapLevel, surroundings } from './basemap.ts';
import { stereographic } from './projection.ts';

/** What decoding met, counted per kind: handed in by whoever read the packets. */
export interface DecodeIssueCount {
  readonly tag: number | undefined;
  /** Name of the item, where the tag is known. */
  readonly name: string | undefined;
  readonly code: string;
  /** One of the messages, as an example. */
  readonly message: string;
  readonly count: number;
  readonly firstPacketIndex: number;
}

/** The packets of a recording, counted. */
export interface PacketsSummary {
  readonly packets: number;
  readonly decodedWithIssues: number;
  readonly rejected: number;
  readonly checksumInvalid: number;
  /** Moving objects reported (ST 0903), over all packets: also those whose frame was not kept. */
  readonly vmtiDetections: number;
  readonly issues: readonly DecodeIssueCount[];
}

/** Maps of the world in three scales (Natural Earth). */
export interface WorldMaps {
  readonly fine: Topology;
  readonly middle: Topology;
  readonly coarse: Topology;
}

export type Column = readonly (number | null)[];

/** The frames that are drawn, a column per quantity; `null` where a frame lacks it. */
export interface FrameColumns {
  readonly packetIndex: readonly number[];
  /** Milliseconds since the first frame. */
  readonly timeMs: readonly number[];
  /** Number of the stretch of track the position belongs to. */
  readonly segment: Column;
  readonly longitudeDeg: Column;
  readonly latitudeDeg: Column;
  readonly heightM: Column;
  readonly headingDeg: Column;
  readonly pitchDeg: Column;
  readonly rollDeg: Column;
  readonly speedMps: Column;
  readonly centerLongitudeDeg: Column;
  readonly centerLatitudeDeg: Column;
  readonly centerHeightM: Column;
  readonly semiMajorM: Column;
  readonly semiMinorM: Column;
  readonly orientationDeg: Column;
  readonly ce90M: Column;
  readonly le90M: Column;
  readonly slantRangeM: Column;
  readonly gsdM: Column;
  readonly grazingDeg: Column;
  readonly lookAzimuthDeg: Column;
  /** 0: as sent with the metadata (ST 1010); 1: a stated error budget. */
  readonly errorSource: Column;
  /** Index into `footprintSources`. */
  readonly footprintSource: Column;
  /** Whether the footprint counts as seen: index into `footprintClaims`. */
  readonly footprintClaim: Column;
  /** How many of the image's four corners lie on the ground. */
  readonly cornersOnGround: Column;
  /** The ground that counts, else the footprint: longitude and latitude in turn, closed by the reader. */
  readonly footprint: readonly (readonly number[] | null)[];
  readonly vmti: readonly number[];
}

export const footprintSources = ['pose', 'corner-offsets', 'full-corners'] as const;

/** Counted whole, counted as far as it was not cut, and why it is not counted. */
export const footprintClaims = [
  'whole',
  'clipped',
  'contradicted',
  'beyond-range',
  'position-impossible',
  'checksum-invalid',
  'no-patch',
] as const;

function claimOf(outline: FrameOutline | undefined): number | null {
  if (outline === undefined) return null;
  if (outline.counted) return outline.clipped ? 1 : 0;
  return footprintClaims.indexOf(outline.reason ?? 'no-patch');
}

export interface VmtiRow {
  readonly packetIndex: number;
  readonly timeMs: number;
  readonly id: number;
  readonly longitudeDeg: number | null;
  readonly latitudeDeg: number | null;
  readonly row: number | null;
  readonly column: number | null;
}

/** All that the page shows, as it stands in its data block. */
export interface ReportDocument {
  readonly name: string;
  readonly simulated: boolean;
  readonly mission: Flight['mission'];
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly packets: PacketsSummary;
  readonly trackKm: number;
  /** What of it is straight over pauses. */
  readonly trackBridgedKm: number;
  readonly coveredKm2: number;
  readonly video: NonNullable<Flight['video']> | null;
  readonly frameCount: number;
  readonly positions: number;
  readonly footprints: number;
  /** How many of them count as seen. */
  readonly footprintsCounted: number;
  readonly centers: number;
  readonly heightFromMsl: boolean;
  readonly gapLimitS: number;
  readonly frames: FrameColumns;
  readonly centre: { readonly longitudeDeg: number; readonly latitudeDeg: number } | null;
  readonly cellSizeM: number;
  readonly coverage: readonly {
    readonly minGsdM: number | null;
    readonly maxGsdM: number | null;
    readonly areaKm2: number;
    /** Rings (holes too: they are filled even-odd) as longitude and latitude differences in units of 1e-6 degrees. */
    readonly rings: readonly Delta[];
  }[];
  readonly quality: Flight['quality'];
  readonly vmti: readonly VmtiRow[];
  readonly levels: readonly MapLevel[];
  readonly globe: readonly Delta[];
  readonly surroundings: Surroundings | null;
}

export interface ReportOptions {
  /** At most this many frames are drawn and listed (default 3,000); the files beside the report hold all of them. */
  readonly maxFrames?: number;
}

const maxVmtiRows = 2000;

/** Indices of the frames to keep: evenly spread, and those that findings point to. */
function chosen(flight: Flight, limit: number): readonly number[] {
  const count = flight.frames.length;
  if (count <= limit) return flight.frames.map((_, index) => index);
  const byPacket = new Map(flight.frames.map((frame, index) => [frame.packetIndex, index]));
  const kept = new Set<number>();
  for (const finding of flight.quality.findings) {
    for (const packetIndex of finding.packetIndices.slice(0, 10)) {
      const index = byPacket.get(packetIndex);
      if (index !== undefined && kept.size < limit / 4) kept.add(index);
    }
  }
  const steps = limit - kept.size;
  for (let step = 0; step < steps; step++) kept.add(Math.round((step * (count - 1)) / (steps - 1)));
  return [...kept].sort((a, b) => a - b);
}

function columns(flight: Flight, indices: readonly number[], startUs: number): FrameColumns {
  const frames = indices.map((index) => flight.frames[index]!);
  const segmentOf = new Map<number, number>();
  let segment = 0;
  for (const part of trackSegments(flight.frames)) {
    for (const { frame } of part.frames) segmentOf.set(frame.packetIndex, segment);
    segment++;
  }
  const column = (read: (frame: FlightFrame) => number | undefined, digits: number): Column =>
    frames.map((frame) => decimals(read(frame), digits));
  const sensor = (frame: FlightFrame): Geodetic | undefined => (isPlaced(frame.sensor) ? frame.sensor : undefined);
  const outlines = frames.map(frameOutline);
  const center = (frame: FlightFrame) => (isPlaced(frame.center) ? frame.center : undefined);
  const error = (read: (frame: FlightFrame) => number | undefined): Column =>
    frames.map((frame) => significant(read(frame), 3));
  return {
    packetIndex: frames.map((frame) => frame.packetIndex),
    timeMs: frames.map((frame) => decimals((frame.timeUs - startUs) / 1000, 1) ?? 0),
    segment: frames.map((frame) => segmentOf.get(frame.packetIndex) ?? null),
    longitudeDeg: column((frame) => sensor(frame)?.longitudeDeg, 6),
    latitudeDeg: column((frame) => sensor(frame)?.latitudeDeg, 6),
    heightM: column((frame) => sensor(frame)?.heightM, 1),
    headingDeg: column((frame) => frame.platform?.headingDeg, 1),
    pitchDeg: column((frame) => frame.platform?.pitchDeg, 1),
    rollDeg: column((frame) => frame.platform?.rollDeg, 1),
    speedMps: column((frame) => frame.groundSpeedMps, 1),
    centerLongitudeDeg: column((frame) => center(frame)?.longitudeDeg, 6),
    centerLatitudeDeg: column((frame) => center(frame)?.latitudeDeg, 6),
    centerHeightM: column((frame) => center(frame)?.heightM, 1),
    semiMajorM: error((frame) => center(frame)?.ellipse90.semiMajorM),
    semiMinorM: error((frame) => center(frame)?.ellipse90.semiMinorM),
    orientationDeg: column((frame) => center(frame)?.ellipse90.orientationDeg, 1),
    ce90M: error((frame) => center(frame)?.ce90M),
    le90M: error((frame) => center(frame)?.le90M),
    slantRangeM: column((frame) => frame.slantRangeM, 0),
    gsdM: error((frame) => frame.gsdM),
    grazingDeg: column((frame) => frame.grazingDeg, 1),
    lookAzimuthDeg: column((frame) => frame.lookAzimuthDeg, 1),
    errorSource: frames.map((frame) =>
      center(frame) === undefined ? null : frame.center?.errorSource === 'budget' ? 1 : 0,
    ),
    footprintSource: frames.map((frame) =>
      frame.footprint === undefined ? null : footprintSources.indexOf(frame.footprint.source),
    ),
    footprintClaim: outlines.map(claimOf),
    cornersOnGround: outlines.map((outline) => outline?.cornersOnGround ?? null),
    footprint: outlines.map((outline) => {
      if (outline === undefined) return null;
      return outline.ring.slice(0, -1).flatMap(([x, y]) => [decimals(x, 6) ?? 0, decimals(y, 6) ?? 0]);
    }),
    vmti: frames.map((frame) => frame.detections.length),
  };
}

/** The middle of all that is placed, found on the sphere so that neither the antimeridian nor a pole matters, and its reach. */
function middleOf(
  flight: Flight,
): { longitudeDeg: number; latitudeDeg: number; points: readonly Geodetic[] } | undefined {
  const points = flight.frames.flatMap((frame) => {
    // What is not believed may lie anywhere: it does not move the map.
    const seen = frame.seen?.filter(isPlaced) ?? [];
    const sensor = frame.positionDoubted === true ? undefined : frame.sensor;
    return [sensor, frame.center].filter(isPlaced).concat(seen);
  });
  if (points.length === 0) return undefined;
  const sum = [0, 0, 0] satisfies number[];
  const low = [2, 2, 2];
  const high = [-2, -2, -2];
  const degree = Math.PI / 180;
  for (const point of points) {
    const cosine = Math.cos(point.latitudeDeg * degree);
    const vector = [
      cosine * Math.cos(point.longitudeDeg * degree),
      cosine * Math.sin(point.longitudeDeg * degree),
      Math.sin(point.latitudeDeg * degree),
    ];
    for (let axis = 0; axis < 3; axis++) {
      low[axis] = Math.min(low[axis]!, vector[axis]!);
      high[axis] = Math.max(high[axis]!, vector[axis]!);
    }
  }
  for (let axis = 0; axis < 3; axis++) sum[axis] = (low[axis]! + high[axis]!) / 2;
  const [x, y, z] = [sum[0]!, sum[1]!, sum[2]!];
  if (Math.hypot(x, y, z) < 1e-9) return { ...points[0]!, points };
  return {
    longitudeDeg: degrees(Math.atan2(y, x) / degree),
    latitudeDeg: degrees(Math.atan2(z, Math.hypot(x, y)) / degree),
    points,
  };
}

function mapsAround(
  flight: Flight,
  maps: WorldMaps,
): Pick<ReportDocument, 'centre' | 'levels' | 'globe' | 'surroundings'> {
  const middle = middleOf(flight);
  const globe = globeRings(maps.coarse);
  if (middle === undefined) return { centre: null, levels: [], globe, surroundings: null };
  const projection = stereographic(middle.longitudeDeg, middle.latitudeDeg);
  let reachM = 0;
  for (const point of middle.points) {
    reachM = Math.max(reachM, Math.hypot(...projection.forward(point.longitudeDeg, point.latitudeDeg)));
  }
  const nearM = Math.min(1_200_000, Math.max(250_000, 3 * reachM));
  const wideM = Math.max(3_500_000, 3 * reachM);
  return {
    centre: { longitudeDeg: middle.longitudeDeg, latitudeDeg: middle.latitudeDeg },
    levels: [
      mapLevel(maps.fine, projection, nearM, nearM / 5000, '1:10M'),
      mapLevel(maps.middle, projection, wideM, wideM / 2500, '1:50M'),
    ],
    globe,
    surroundings: surroundings(maps.fine, projection),
  };
}

function coverageOf(flight: Flight): ReportDocument['coverage'] {
  return flight.coverage.bands.map((band) => ({
    minGsdM: significant(band.minGsdM, 3),
    maxGsdM: significant(band.maxGsdM, 3),
    areaKm2: significant(band.areaKm2, 4) ?? 0,
    rings: band.polygons.flat().map((ring) => {
      let [px, py] = [0, 0];
      return ring.flatMap(([longitude, latitude]) => {
        const [x, y] = [Math.round(longitude * 1e6), Math.round(latitude * 1e6)];
        const delta = [x - px, y - py];
        [px, py] = [x, y];
        return delta;
      });
    }),
  }));
}

function vmtiRows(flight: Flight, startUs: number): VmtiRow[] {
  const rows: VmtiRow[] = [];
  for (const frame of flight.frames) {
    for (const found of frame.detections) {
      if (rows.length >= maxVmtiRows) return rows;
      const place = isPlaced(found.position) ? found.position : undefined;
      rows.push({
        packetIndex: frame.packetIndex,
        timeMs: decimals((frame.timeUs - startUs) / 1000, 1) ?? 0,
        id: found.id,
        longitudeDeg: decimals(place?.longitudeDeg, 6),
        latitudeDeg: decimals(place?.latitudeDeg, 6),
        row: decimals(found.pixel?.row, 0),
        column: decimals(found.pixel?.column, 0),
      });
    }
  }
  return rows;
}

/** The report's data: the flight thinned for drawing, and the map about it. */
export function reportDocument(
  flight: Flight,
  packets: PacketsSummary,
  maps: WorldMaps,
  options: ReportOptions = {},
): ReportDocument {
  const times = flight.frames.map((frame) => frame.timeUs).filter(Number.isFinite);
  const startUs = times[0] ?? 0;
  const last = times.reduce((high, time) => Math.max(high, time), startUs);
  return {
    name: flight.name,
    simulated: flight.simulated,
    mission: flight.mission,
    startMs: times.length === 0 ? null : Math.floor(startUs / 1000),
    endMs: times.length === 0 ? null : Math.floor(last / 1000),
    packets,
    trackKm: flight.trackKm,
    trackBridgedKm: flight.trackBridgedKm ?? 0,
    coveredKm2: flight.coverage.areaKm2,
    video: flight.video ?? null,
    frameCount: flight.frames.length,
    positions: flight.frames.filter((frame) => isPlaced(frame.sensor)).length,
    footprints: flight.frames.filter((frame) => frameOutline(frame) !== undefined).length,
    footprintsCounted: flight.frames.filter((frame) => frameOutline(frame)?.counted === true).length,
    centers: flight.frames.filter((frame) => isPlaced(frame.center)).length,
    heightFromMsl: flight.frames.some((frame) => frame.heightFromMsl),
    gapLimitS: gapLimitS(flight.frames),
    frames: columns(flight, chosen(flight, Math.max(10, options.maxFrames ?? 3000)), startUs),
    cellSizeM: flight.coverage.cellSizeM,
    coverage: coverageOf(flight),
    quality: flight.quality,
    vmti: vmtiRows(flight, startUs),
    ...mapsAround(flight, maps),
  };
}
