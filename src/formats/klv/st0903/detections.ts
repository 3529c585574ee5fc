import type { Items } from '../descriptor.ts';
import type { DecodedSet } from '../set.ts';
import type { Location, PackNumber, Velocity } from './location.ts';
import type { Color } from './pixels.ts';
import type { VmtiTable } from './st0903.ts';
import type { VTargetTable } from './vtarget.ts';

/** A pixel as ST 0903 counts: the top left one is row 1, column 1. */
export interface Pixel {
  readonly row: number;
  readonly column: number;
}

/** Rows and columns of a bounding box, its edges included. */
export interface PixelBox {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface LatitudeLongitude {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

/** Where a target is on the ground (WGS84). */
export interface TargetPosition extends LatitudeLongitude {
  /** Above the ellipsoid. */
  readonly heightM: number | undefined;
  /** `location`: sent as such (VTarget item 17); `offset`: frame centre plus items 10 and 11. */
  readonly source: 'location' | 'offset';
  /** One-sigma errors, where the sender gives them. */
  readonly sigmaEastM: number | undefined;
  readonly sigmaNorthM: number | undefined;
  readonly sigmaUpM: number | undefined;
}

/** Velocity of a target, m/s. */
export interface TargetVelocity {
  readonly eastMps: number;
  readonly northMps: number;
  readonly upMps: number;
}

/** What an ontology calls a target, in the sender's own words. */
export interface TargetClass {
  readonly ontology: string | undefined;
  readonly className: string;
}

/** One detection of a VMTI set, its pixels and positions made out. */
export interface VmtiTarget {
  readonly id: number;
  /** Centroid, where it is sent as row and column, or as a number with a frame width to go by. */
  readonly pixel: Pixel | undefined;
  /** Absent also where the corners sent span no box (the second above or left of the first). */
  readonly box: PixelBox | undefined;
  readonly position: TargetPosition | undefined;
  /** Corners of the bounding box on the ground: frame centre plus items 13 to 16. */
  readonly groundBox: { readonly topLeft: LatitudeLongitude; readonly bottomRight: LatitudeLongitude } | undefined;
  readonly velocity: TargetVelocity | undefined;
  readonly confidencePercent: number | undefined;
  /** 1 is the highest, 255 the lowest. */
  readonly priority: number | undefined;
  /** How often the target was detected before. */
  readonly history: number | undefined;
  readonly targetPixelsPercent: number | undefined;
  readonly color: Color | undefined;
  readonly intensity: number | undefined;
  readonly detectionStatus: string | undefined;
  readonly trackId: string | undefined;
  readonly classes: readonly TargetClass[];
}

type TargetItems = Items<VTargetTable>;

/** Pixel of a pixel number (ST 0903: column + (row - 1) * width, from 1). */
export function pixelOf(pixelNumber: number | undefined, frameWidthPixels: number | undefined): Pixel | undefined {
  if (pixelNumber === undefined || frameWidthPixels === undefined) return undefined;
  if (pixelNumber < 1 || frameWidthPixels < 1) return undefined;
  const row = Math.floor((pixelNumber - 1) / frameWidthPixels) + 1;
  return { row, column: pixelNumber - (row - 1) * frameWidthPixels };
}

/**
 * Frame width that a target gives away by sending its centroid both as a pixel number and as row and column:
 * (pixel number - column) / (row - 1).
 */
function widthFrom(items: TargetItems): number | undefined {
  const { centroidPixelNumber, centroidRow, centroidColumn } = items;
  if (centroidPixelNumber === undefined || centroidRow === undefined || centroidColumn === undefined) return undefined;
  if (centroidRow < 2) return undefined;
  const width = (centroidPixelNumber - centroidColumn) / (centroidRow - 1);
  return Number.isInteger(width) && width >= centroidColumn ? width : undefined;
}

function known(value: PackNumber): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Brings a longitude that ran over the antimeridian back into [-180, 180]. */
function wrapped(longitudeDeg: number): number {
  if (longitudeDeg > 180) return longitudeDeg - 360;
  return longitudeDeg < -180 ? longitudeDeg + 360 : longitudeDeg;
}

function shifted(
  center: LatitudeLongitude | undefined,
  latitudeOffsetDeg: number | undefined,
  longitudeOffsetDeg: number | undefined,
): LatitudeLongitude | undefined {
  if (center === undefined || latitudeOffsetDeg === undefined || longitudeOffsetDeg === undefined) return undefined;
  const latitudeDeg = center.latitudeDeg + latitudeOffsetDeg;
  if (Math.abs(latitudeDeg) > 90) return undefined;
  return { latitudeDeg, longitudeDeg: wrapped(center.longitudeDeg + longitudeOffsetDeg) };
}

function positionOf(items: TargetItems, center: LatitudeLongitude | undefined): TargetPosition | undefined {
  const sent: Location | undefined = items.location;
  const latitudeDeg = known(sent?.latitudeDeg);
  const longitudeDeg = known(sent?.longitudeDeg);
  if (latitudeDeg !== undefined && longitudeDeg !== undefined) {
    return {
      latitudeDeg,
      longitudeDeg,
      heightM: known(sent?.heightM) ?? items.heightM,
      source: 'location',
      sigmaEastM: known(sent?.sigmaEastM),
      sigmaNorthM: known(sent?.sigmaNorthM),
      sigmaUpM: known(sent?.sigmaUpM),
    };
  }
  const place = shifted(center, items.latitudeOffsetDeg, items.longitudeOffsetDeg);
  if (place === undefined) return undefined;
  const unstated = { sigmaEastM: undefined, sigmaNorthM: undefined, sigmaUpM: undefined };
  return { ...place, heightM: items.heightM, source: 'offset', ...unstated };
}

function groundBoxOf(items: TargetItems, center: LatitudeLongitude | undefined): VmtiTarget['groundBox'] {
  const topLeft = shifted(center, items.boxTopLeftLatitudeOffsetDeg, items.boxTopLeftLongitudeOffsetDeg);
  const bottomRight = shifted(center, items.boxBottomRightLatitudeOffsetDeg, items.boxBottomRightLongitudeOffsetDeg);
  return topLeft === undefined || bottomRight === undefined ? undefined : { topLeft, bottomRight };
}

function pixelBoxOf(items: TargetItems, frameWidthPixels: number | undefined): PixelBox | undefined {
  const topLeft = pixelOf(items.boxTopLeftPixelNumber, frameWidthPixels);
  const bottomRight = pixelOf(items.boxBottomRightPixelNumber, frameWidthPixels);
  if (topLeft === undefined || bottomRight === undefined) return undefined;
  if (bottomRight.row < topLeft.row || bottomRight.column < topLeft.column) return undefined;
  return { top: topLeft.row, left: topLeft.column, bottom: bottomRight.row, right: bottomRight.column };
}

function velocityOf(sent: Velocity | undefined): TargetVelocity | undefined {
  const eastMps = known(sent?.eastMps);
  const northMps = known(sent?.northMps);
  const upMps = known(sent?.upMps);
  if (eastMps === undefined || northMps === undefined || upMps === undefined) return undefined;
  return { eastMps, northMps, upMps };
}

function classesOf(set: DecodedSet<VmtiTable>, items: TargetItems): TargetClass[] {
  const byId = new Map((set.items.ontologies?.entries ?? []).map(({ items: one }) => [one.id, one]));
  const objects = [...(items.object === undefined ? [] : [items.object]), ...(items.objects?.entries ?? [])];
  const classes: TargetClass[] = [];
  for (const { items: object } of objects) {
    const named = object.ontologyId === undefined ? undefined : byId.get(object.ontologyId);
    const className = object.ontologyClass ?? named?.label ?? named?.entityIri;
    if (className !== undefined) classes.push({ ontology: object.ontology ?? named?.iri, className });
  }
  return classes;
}

/**
 * Detections of a VMTI set in the order they were sent.
 *
 * `frameCenter` is that of the ST 0601 packet around the set (items 23 and 24), to which offsets refer; without it
 * only targets with a location of their own have a position. `frameWidthPixels` serves where the set does not carry
 * its frame width (item 8 may be sent now and then only): the width of the picture it goes with. Failing both, the
 * width comes from a target that gives its centroid in both ways.
 */
export function vmtiTargets(
  set: DecodedSet<VmtiTable>,
  frameCenter?: LatitudeLongitude,
  frameWidthPixels?: number,
): readonly VmtiTarget[] {
  const entries = set.items.targets?.entries ?? [];
  let width = set.items.frameWidthPixels ?? frameWidthPixels;
  for (let i = 0; width === undefined && i < entries.length; i++) width = widthFrom(entries[i]!.set.items);
  return entries.map(({ id, set: target }) => {
    const { items } = target;
    const { centroidRow: row, centroidColumn: column } = items;
    const tracker = items.tracker?.items;
    return {
      id,
      pixel: row !== undefined && column !== undefined ? { row, column } : pixelOf(items.centroidPixelNumber, width),
      box: pixelBoxOf(items, width),
      position: positionOf(items, frameCenter),
      groundBox: groundBoxOf(items, frameCenter),
      velocity: velocityOf(tracker?.velocity),
      confidencePercent: items.confidencePercent,
      priority: items.priority,
      history: items.history,
      targetPixelsPercent: items.targetPixelsPercent,
      color: items.color,
      intensity: items.intensity,
      detectionStatus: (items.detectionStatus ?? tracker?.detectionStatus)?.meaning,
      trackId: tracker?.trackId,
      classes: classesOf(set, items),
    };
  });
}
