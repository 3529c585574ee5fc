import type { DetectionView, GroundView } from '../../../../src/model/views.ts';
import type { FrameRow } from '../../state/frames.ts';
import { crossPath, haloStroke } from '../pen.ts';
import type { latestDetections } from './detections.ts';
import {
  centerEllipse,
  centerOf,
  ellipseAt,
  fieldOfView,
  footprintRing,
  geodesic,
  near,
  type Place,
  sensorOf,
} from './geometry.ts';
import { type Bounds, graticuleOf } from './graticule.ts';
import type { Palette } from './style.ts';
import type { MapSymbol } from './symbol.ts';

/** Screen place of a place on the ground, CSS pixels. */
export type Project = (place: Place) => readonly [x: number, y: number];

export interface Shown {
  readonly track: boolean;
  readonly footprints: boolean;
  readonly view: boolean;
  readonly errors: boolean;
  readonly detections: boolean;
  readonly graticule: boolean;
}

/** What is drawn over the base map for one moment. */
export interface Scene {
  readonly stretches: readonly { readonly line: readonly Place[]; readonly atS: readonly number[] }[];
  readonly atS: number;
  /** The flight is simulated: its symbols are those of an exercise. */
  readonly exercise: boolean;
  readonly frame: FrameRow | null;
  /** Frames before it, latest first. */
  readonly before: readonly FrameRow[];
  /** The latest report of moving objects, and whether it is of this very frame. */
  readonly moving: ReturnType<typeof latestDetections>;
  /** Number of the moving object that is selected. */
  readonly chosen: number | null;
  readonly ground: GroundView | null;
  readonly place: Place | null;
  readonly measure: readonly Place[];
  readonly shown: Shown;
}

type Pen = CanvasRenderingContext2D;

function trace(pen: Pen, project: Project, line: readonly Place[]): void {
  pen.beginPath();
  for (const [at, place] of line.entries()) {
    const [x, y] = project(place);
    if (at === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
}

function drawTrack(pen: Pen, project: Project, scene: Scene, colors: Palette): void {
  for (const { line, atS } of scene.stretches) {
    const past = atS.findIndex((one) => one > scene.atS);
    const split = past < 0 ? line.length : past;
    if (split < line.length) {
      trace(pen, project, line.slice(Math.max(0, split - 1)));
      haloStroke(pen, colors.ahead, colors.halo, 1.5);
    }
    if (split > 0) {
      const here =
        scene.frame === null || split === line.length ? undefined : sensorOf(scene.frame.view, scene.frame.row);
      trace(pen, project, [...line.slice(0, split), ...(here === undefined ? [] : [here])]);
      haloStroke(pen, colors.past, colors.halo, 2.5);
    }
  }
}

function drawFootprints(pen: Pen, project: Project, scene: Scene, colors: Palette): void {
  for (let back = scene.before.length - 1; back >= 0; back--) {
    const one = scene.before[back];
    const ring = one === undefined ? undefined : footprintRing(one.view, one.row);
    if (ring === undefined) continue;
    trace(pen, project, ring);
    pen.globalAlpha = 0.6 * (1 - (back + 1) / (scene.before.length + 1)) ** 1.5;
    pen.strokeStyle = colors.footprint;
    pen.lineWidth = 1;
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function drawView(pen: Pen, project: Project, { view, row }: FrameRow, shown: Shown, colors: Palette): void {
  const wedge = shown.view ? fieldOfView(view, row) : undefined;
  if (wedge !== undefined) {
    trace(pen, project, wedge);
    pen.fillStyle = colors.footprint;
    pen.globalAlpha = 0.1;
    pen.fill();
    pen.globalAlpha = 0.5;
    pen.strokeStyle = colors.footprint;
    pen.lineWidth = 1;
    pen.stroke();
    pen.globalAlpha = 1;
  }
  const ring = shown.footprints ? footprintRing(view, row) : undefined;
  if (ring !== undefined) {
    trace(pen, project, ring);
    pen.fillStyle = colors.footprint;
    pen.globalAlpha = 0.14;
    pen.fill();
    pen.globalAlpha = 1;
    haloStroke(pen, colors.footprint, colors.halo, 2);
    // The upper edge of the picture, so that it is plain which way up it is.
    trace(pen, project, ring.slice(0, 2));
    haloStroke(pen, colors.footprint, colors.halo, 4);
  }
  const [sensor, center] = [sensorOf(view, row), centerOf(view, row)];
  if (shown.view && sensor !== undefined && center !== undefined) {
    trace(pen, project, [sensor, center]);
    haloStroke(pen, colors.ink, colors.halo, 1, [6, 4]);
  }
}

/** An ellipse to scale with a cross in it; never smaller on the screen than can be seen, for then the cross alone has to tell. */
function drawEllipse(
  pen: Pen,
  project: Project,
  at: Place,
  ring: readonly Place[] | undefined,
  color: string,
  halo: string,
): void {
  const [x, y] = project(at);
  if (ring !== undefined) {
    trace(pen, project, ring);
    pen.fillStyle = color;
    pen.globalAlpha = 0.18;
    pen.fill();
    pen.globalAlpha = 1;
    haloStroke(pen, color, halo, 1.5);
  }
  crossPath(pen, x, y, 3, 9);
  haloStroke(pen, color, halo, 1.5);
}

/** Radius of the mark of a moving object, and how far from its middle a click still means it, CSS pixels. */
const DETECTION_PX = 7;
const DETECTION_REACH_PX = 14;

/** The moving object that is drawn at a point of the screen, nearest first; undefined where there is none. */
export function detectionAt(
  project: Project,
  { moving, shown }: Scene,
  x: number,
  y: number,
): DetectionView | undefined {
  if (!shown.detections) return undefined;
  let nearestPx = DETECTION_REACH_PX;
  let found: DetectionView | undefined;
  for (const detection of moving.detections) {
    const { latitudeDeg, longitudeDeg } = detection;
    if (latitudeDeg === null || longitudeDeg === null) continue;
    const [dx, dy] = project([longitudeDeg, latitudeDeg]);
    const apartPx = Math.hypot(dx - x, dy - y);
    if (apartPx > nearestPx) continue;
    nearestPx = apartPx;
    found = detection;
  }
  return found;
}

function drawDetections(pen: Pen, project: Project, { moving, chosen }: Scene, colors: Palette): void {
  pen.font = '600 11px ui-monospace, monospace';
  // A report of an earlier frame is fainter: the objects have moved on.
  pen.globalAlpha = moving.now ? 1 : 0.55;
  for (const { id, latitudeDeg, longitudeDeg } of moving.detections) {
    if (latitudeDeg === null || longitudeDeg === null) continue;
    const [x, y] = project([longitudeDeg, latitudeDeg]);
    const color = id === chosen ? colors.selected : colors.moving;
    pen.beginPath();
    pen.arc(x, y, DETECTION_PX, 0, 2 * Math.PI);
    // Dashed: the report does not say how far off it may be.
    haloStroke(pen, color, colors.halo, id === chosen ? 3 : 2, [3, 2.5]);
    label(pen, String(id), x + 10, y + 4, color, colors.halo);
  }
  pen.globalAlpha = 1;
}

function label(pen: Pen, text: string, x: number, y: number, color: string, halo: string): void {
  pen.lineWidth = 3;
  pen.strokeStyle = halo;
  pen.strokeText(text, x, y);
  pen.fillStyle = color;
  pen.fillText(text, x, y);
}

/** How far the leader runs from the aircraft, CSS pixels. */
const LEADER_PX = 44;

/** The symbol stands upright, as its standard asks; a leader says the heading. */
function drawAircraft(
  pen: Pen,
  project: Project,
  { view, row }: FrameRow,
  colors: Palette,
  symbol: MapSymbol | undefined,
): void {
  const at = sensorOf(view, row);
  if (at === undefined) return;
  const [x, y] = project(at);
  const headingDeg = view.headingDeg[row];
  if (typeof headingDeg === 'number') {
    const turn = (headingDeg * Math.PI) / 180;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + LEADER_PX * Math.sin(turn), y - LEADER_PX * Math.cos(turn));
    haloStroke(pen, colors.ink, colors.halo, 2);
  }
  if (symbol === undefined) {
    pen.beginPath();
    pen.arc(x, y, 6, 0, 2 * Math.PI);
    haloStroke(pen, colors.past, colors.halo, 3);
    return;
  }
  pen.drawImage(symbol.picture, x - symbol.anchor[0], y - symbol.anchor[1], symbol.width, symbol.height);
}

/** Room of the map's tools at its right edge, CSS pixels. */
const TOOLS_PX = 46;

/** Lines of latitude and longitude, with what they are at the upper and right edges, clear of the tools. */
function drawGraticule(pen: Pen, project: Project, { bounds, width, height }: Sheet, colors: Palette): void {
  const { meridians, parallels, digits } = graticuleOf(bounds, width);
  pen.beginPath();
  for (const lon of meridians) {
    const [x] = project([lon, bounds.south]);
    pen.moveTo(x, 0);
    pen.lineTo(x, height);
  }
  for (const lat of parallels) {
    const [, y] = project([bounds.west, lat]);
    pen.moveTo(0, y);
    pen.lineTo(width, y);
  }
  pen.globalAlpha = 0.35;
  pen.strokeStyle = colors.border;
  pen.lineWidth = 1;
  pen.stroke();
  pen.globalAlpha = 1;
  pen.font = '11px ui-monospace, monospace';
  for (const lon of meridians) {
    const [x] = project([lon, bounds.south]);
    const text = degreesText(near(lon, 0), digits, 'E', 'W');
    if (x + 3 + pen.measureText(text).width < width) label(pen, text, x + 3, 12, colors.border, colors.halo);
  }
  for (const lat of parallels) {
    const [, y] = project([bounds.west, lat]);
    const text = degreesText(lat, digits, 'N', 'S');
    const x = width - TOOLS_PX - pen.measureText(text).width;
    if (y > 28) label(pen, text, x, y - 3, colors.border, colors.halo);
  }
}

const degreesText = (value: number, digits: number, positive: string, negative: string): string =>
  `${Math.abs(value).toFixed(digits)}° ${value === 0 ? '' : value < 0 ? negative : positive}`.trimEnd();

function drawMeasure(pen: Pen, project: Project, [from, to]: readonly Place[], colors: Palette): void {
  for (const end of [from, to]) {
    if (end === undefined) continue;
    const [x, y] = project(end);
    pen.beginPath();
    pen.rect(x - 3, y - 3, 6, 6);
    haloStroke(pen, colors.selected, colors.halo, 2);
  }
  if (from === undefined || to === undefined) return;
  trace(pen, project, geodesic(from, to));
  haloStroke(pen, colors.selected, colors.halo, 2, [8, 3]);
}

/** The map as it lies on the screen: what it shows, and its size in CSS pixels. */
export interface Sheet {
  readonly bounds: Bounds;
  readonly width: number;
  readonly height: number;
}

/** Draws the moment over the map. */
export function drawScene(
  pen: Pen,
  project: Project,
  scene: Scene,
  colors: Palette,
  sheet: Sheet,
  aircraft: MapSymbol | undefined,
): void {
  const { frame, shown } = scene;
  pen.lineJoin = 'round';
  if (shown.graticule) drawGraticule(pen, project, sheet, colors);
  if (shown.track) drawTrack(pen, project, scene, colors);
  if (shown.footprints) drawFootprints(pen, project, scene, colors);
  if (frame !== null) {
    drawView(pen, project, frame, shown, colors);
    const center = centerOf(frame.view, frame.row);
    if (shown.errors && center !== undefined) {
      drawEllipse(pen, project, center, centerEllipse(frame.view, frame.row), colors.error, colors.halo);
    }
    if (shown.detections) drawDetections(pen, project, scene, colors);
    drawAircraft(pen, project, frame, colors, aircraft);
  }
  if (scene.ground !== null) {
    const { longitudeDeg, latitudeDeg, ellipse90 } = scene.ground;
    const at: Place = [longitudeDeg, latitudeDeg];
    drawEllipse(pen, project, at, ellipseAt(at, ellipse90), colors.selected, colors.halo);
  }
  if (scene.place !== null) drawEllipse(pen, project, scene.place, undefined, colors.selected, colors.halo);
  drawMeasure(pen, project, scene.measure, colors);
}
