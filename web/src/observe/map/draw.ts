import type { GroundView } from '../../../../src/model/views.ts';
import type { FrameRow } from '../../state/frames.ts';
import { haloStroke } from '../pen.ts';
import type { latestDetections } from './detections.ts';
import {
  centerEllipse,
  centerOf,
  ellipseAt,
  fieldOfView,
  footprintRing,
  geodesic,
  type Place,
  sensorOf,
} from './geometry.ts';
import type { Palette } from './style.ts';

/** Screen place of a place on the ground, CSS pixels. */
export type Project = (place: Place) => readonly [x: number, y: number];

export interface Shown {
  readonly track: boolean;
  readonly footprints: boolean;
  readonly view: boolean;
  readonly errors: boolean;
  readonly detections: boolean;
}

/** What is drawn over the base map for one moment. */
export interface Scene {
  readonly stretches: readonly { readonly line: readonly Place[]; readonly atS: readonly number[] }[];
  readonly atS: number;
  readonly frame: FrameRow | null;
  /** Frames before it, latest first. */
  readonly before: readonly FrameRow[];
  /** The latest report of moving objects, and whether it is of this very frame. */
  readonly moving: ReturnType<typeof latestDetections>;
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
  pen.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    pen.moveTo(x + 3 * dx, y + 3 * dy);
    pen.lineTo(x + 9 * dx, y + 9 * dy);
  }
  haloStroke(pen, color, halo, 1.5);
}

function drawDetections(pen: Pen, project: Project, { moving }: Scene, colors: Palette): void {
  pen.font = '600 11px ui-monospace, monospace';
  // A report of an earlier frame is fainter: the objects have moved on.
  pen.globalAlpha = moving.now ? 1 : 0.55;
  for (const { id, latitudeDeg, longitudeDeg } of moving.detections) {
    if (latitudeDeg === null || longitudeDeg === null) continue;
    const [x, y] = project([longitudeDeg, latitudeDeg]);
    pen.beginPath();
    pen.arc(x, y, 7, 0, 2 * Math.PI);
    // Dashed: the report does not say how far off it may be.
    haloStroke(pen, colors.moving, colors.halo, 2, [3, 2.5]);
    label(pen, String(id), x + 10, y + 4, colors.moving, colors.halo);
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

function drawAircraft(pen: Pen, project: Project, { view, row }: FrameRow, colors: Palette): void {
  const at = sensorOf(view, row);
  if (at === undefined) return;
  const [x, y] = project(at);
  const headingDeg = view.headingDeg[row];
  pen.save();
  pen.translate(x, y);
  pen.beginPath();
  if (typeof headingDeg === 'number') {
    pen.rotate((headingDeg * Math.PI) / 180);
    for (const [px, py] of [
      [0, -12],
      [2, -4],
      [12, 2],
      [12, 4],
      [2, 2],
      [1.5, 8],
      [5, 11],
      [-5, 11],
      [-1.5, 8],
      [-2, 2],
      [-12, 4],
      [-12, 2],
      [-2, -4],
    ] as const) {
      pen.lineTo(px, py);
    }
    pen.closePath();
  } else pen.arc(0, 0, 6, 0, 2 * Math.PI);
  pen.lineJoin = 'round';
  pen.lineWidth = 3;
  pen.strokeStyle = colors.halo;
  pen.stroke();
  pen.fillStyle = colors.past;
  pen.fill();
  pen.restore();
}

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

/** Draws the moment over the map. */
export function drawScene(pen: Pen, project: Project, scene: Scene, colors: Palette): void {
  const { frame, shown } = scene;
  pen.lineJoin = 'round';
  if (shown.track) drawTrack(pen, project, scene, colors);
  if (shown.footprints) drawFootprints(pen, project, scene, colors);
  if (frame !== null) {
    drawView(pen, project, frame, shown, colors);
    const center = centerOf(frame.view, frame.row);
    if (shown.errors && center !== undefined) {
      drawEllipse(pen, project, center, centerEllipse(frame.view, frame.row), colors.error, colors.halo);
    }
    if (shown.detections) drawDetections(pen, project, scene, colors);
    drawAircraft(pen, project, frame, colors);
  }
  if (scene.ground !== null) {
    const { longitudeDeg, latitudeDeg, ellipse90 } = scene.ground;
    const at: Place = [longitudeDeg, latitudeDeg];
    drawEllipse(pen, project, at, ellipseAt(at, ellipse90), colors.selected, colors.halo);
  }
  if (scene.place !== null) drawEllipse(pen, project, scene.place, undefined, colors.selected, colors.halo);
  drawMeasure(pen, project, scene.measure, colors);
}
