import { metresPerDegree } from '../../paths/wgs84.ts';
import type { AreaName, Delta, MapLevel } from '../basemap.ts';
import type { ReportDocument } from '../document.ts';
import type { Projection } from '../projection.ts';
import { stereographic } from '../projection.ts';

/** Vertices on the plane, x and y in turn, metres. */
export type PlaneLine = Float64Array;

export interface SceneLevel {
  readonly level: MapLevel;
  readonly land: readonly { readonly area: AreaName; readonly rings: readonly PlaneLine[] }[];
  readonly coast: readonly PlaneLine[];
  readonly borders: readonly PlaneLine[];
}

/** The document laid out on the plane of its projection; what is absent is NaN or undefined. */
export interface Scene {
  readonly doc: ReportDocument;
  readonly projection: Projection;
  readonly count: number;
  readonly sensor: PlaneLine;
  readonly center: PlaneLine;
  readonly footprints: readonly (PlaneLine | undefined)[];
  /** Ellipses that hold 90 % of the error of the centre, drawn on the ground and then projected. */
  readonly ellipses: readonly (PlaneLine | undefined)[];
  readonly coverage: readonly { readonly rings: readonly PlaneLine[] }[];
  readonly vmti: PlaneLine;
  readonly levels: readonly SceneLevel[];
  /** Extent of all that the flight placed: minX, minY, maxX, maxY. */
  readonly extent: readonly [number, number, number, number];
}

function running(delta: Delta, unit: number): PlaneLine {
  const out = new Float64Array(delta.length);
  let [x, y] = [0, 0];
  for (let at = 0; at + 1 < delta.length; at += 2) {
    x += delta[at]!;
    y += delta[at + 1]!;
    out[at] = x * unit;
    out[at + 1] = y * unit;
  }
  return out;
}

function projected(flat: readonly number[] | PlaneLine, projection: Projection): PlaneLine {
  const out = new Float64Array(flat.length);
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const [x, y] = projection.forward(flat[at]!, flat[at + 1]!);
    out[at] = x;
    out[at + 1] = y;
  }
  return out;
}

function pointsOf(
  longitudes: readonly (number | null)[],
  latitudes: readonly (number | null)[],
  projection: Projection,
): PlaneLine {
  const out = new Float64Array(2 * longitudes.length).fill(Number.NaN);
  longitudes.forEach((longitude, index) => {
    const latitude = latitudes[index];
    if (longitude === null || latitude === null || latitude === undefined) return;
    const [x, y] = projection.forward(longitude, latitude);
    out[2 * index] = x;
    out[2 * index + 1] = y;
  });
  return out;
}

function ellipse(doc: ReportDocument, index: number, projection: Projection): PlaneLine | undefined {
  const { frames } = doc;
  const longitude = frames.centerLongitudeDeg[index];
  const latitude = frames.centerLatitudeDeg[index];
  const major = frames.semiMajorM[index];
  const minor = frames.semiMinorM[index];
  const orientation = frames.orientationDeg[index];
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return undefined;
  if (typeof major !== 'number' || typeof minor !== 'number' || typeof orientation !== 'number') return undefined;
  const { eastM, northM } = metresPerDegree(latitude);
  const axis = (orientation * Math.PI) / 180;
  const flat: number[] = [];
  for (let step = 0; step < 40; step++) {
    const turn = (2 * Math.PI * step) / 40;
    const along = major * Math.cos(turn);
    const across = minor * Math.sin(turn);
    const east = along * Math.sin(axis) + across * Math.cos(axis);
    const north = along * Math.cos(axis) - across * Math.sin(axis);
    flat.push(longitude + east / Math.max(1, eastM), latitude + north / northM);
  }
  return projected(flat, projection);
}

function extentOf(lines: Iterable<PlaneLine>): readonly [number, number, number, number] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (let at = 0; at + 1 < line.length; at += 2) {
      const [x, y] = [line[at]!, line[at + 1]!];
      if (Number.isNaN(x)) continue;
      minX = Math.min(minX, x);
      maxX = Math.max(maxX, x);
      minY = Math.min(minY, y);
      maxY = Math.max(maxY, y);
    }
  }
  // Far apart or nothing at all: a square of a kilometre about the middle.
  if (minX > maxX) return [-500, -500, 500, 500];
  return [minX, minY, maxX, maxY];
}

/** Whether the footprint of a frame counts as seen, whole or cut. */
export function isCounted(doc: ReportDocument, index: number): boolean {
  return (doc.frames.footprintClaim[index] ?? 2) < 2;
}

export function layOut(doc: ReportDocument): Scene {
  const { frames } = doc;
  const projection = stereographic(doc.centre?.longitudeDeg ?? 0, doc.centre?.latitudeDeg ?? 0);
  const sensor = pointsOf(frames.longitudeDeg, frames.latitudeDeg, projection);
  const center = pointsOf(frames.centerLongitudeDeg, frames.centerLatitudeDeg, projection);
  const onTrack = sensor.map((value, at) => (typeof frames.segment[at >> 1] === 'number' ? value : Number.NaN));
  const footprints = frames.footprint.map((corners) => (corners === null ? undefined : projected(corners, projection)));
  return {
    doc,
    projection,
    count: frames.packetIndex.length,
    sensor,
    center,
    footprints,
    ellipses: frames.packetIndex.map((_, index) => ellipse(doc, index, projection)),
    coverage: doc.coverage.map((band) => ({
      rings: band.rings.map((ring) => projected(running(ring, 1e-6), projection)),
    })),
    vmti: pointsOf(
      doc.vmti.map((row) => row.longitudeDeg),
      doc.vmti.map((row) => row.latitudeDeg),
      projection,
    ),
    levels: doc.levels.map((level) => ({
      level,
      land: level.land.map((area) => ({ area, rings: area.rings.map((line) => running(line, level.unitM)) })),
      coast: level.coast.map((line) => running(line, level.unitM)),
      borders: level.borders.map((line) => running(line, level.unitM)),
    })),
    // What is not believed may lie anywhere: it does not move the map.
    extent: extentOf([onTrack, center, ...footprints.flatMap((line, i) => (line && isCounted(doc, i) ? [line] : []))]),
  };
}
