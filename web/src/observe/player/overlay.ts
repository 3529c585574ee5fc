import type { DetectionView, GroundView } from '../../../../src/model/views.ts';
import type { FrameRow } from '../../state/frames.ts';
import type { Selection } from '../../state/workstation.ts';
import type { latestDetections } from '../map/detections.ts';
import { cornersOf, ellipseAt } from '../map/geometry.ts';
import { crossPath, haloStroke } from '../pen.ts';
import { groundToPicture, type LonLat, type Share } from './homography.ts';
import { type Box, placeOf } from './picture-box.ts';

/** Colours over a picture: light strokes on dark halos show on any of its parts. */
const INK = '#ffffff';
const MOVING = '#5fd3b3';
const HALO = 'rgb(0 0 0 / 75%)';
/** Half the width of the mark of a detection of which only a point is known, share of the picture's width. */
const POINT_SHARE = 0.012;

export interface OverlayScene {
  readonly frame: FrameRow;
  /** The latest report of moving objects, and whether it is of this very frame. */
  readonly moving: ReturnType<typeof latestDetections>;
  readonly selection: Selection | null;
  readonly ground: GroundView | null;
  /** The cross that the arrow keys move, while the picture has the focus. */
  readonly cursor: Share | null;
}

type Pen = CanvasRenderingContext2D;

function cross(pen: Pen, x: number, y: number, gap: number, arm: number, color: string): void {
  crossPath(pen, x, y, gap, arm);
  haloStroke(pen, color, HALO, 1.5);
}

function drawDetections(pen: Pen, box: Box, { moving, selection }: OverlayScene): void {
  // A report of an earlier frame is fainter: the objects have moved on.
  pen.globalAlpha = moving.now ? 1 : 0.55;
  pen.font = '600 12px ui-monospace, monospace';
  for (const detection of moving.detections) {
    const { id } = detection;
    const chosen = selection?.kind === 'detection' && selection.id === id;
    const mark = markOf(detection, box);
    if (mark === undefined) continue;
    const [x0, y0, x1, y1] = mark;
    pen.beginPath();
    pen.rect(x0, y0, x1 - x0, y1 - y0);
    haloStroke(pen, chosen ? INK : MOVING, HALO, chosen ? 3 : 2, detection.box === null ? [4, 3] : []);
    pen.lineWidth = 3;
    pen.strokeStyle = HALO;
    pen.strokeText(String(id), x0, y0 - 4);
    pen.fillStyle = chosen ? INK : MOVING;
    pen.fillText(String(id), x0, y0 - 4);
  }
  pen.globalAlpha = 1;
}

/** Where the mark of a detection lies in the pane: left, top, right, bottom; undefined where the report says nothing of the picture. */
function markOf({ box: shares, at }: DetectionView, box: Box): readonly [number, number, number, number] | undefined {
  const half: Share = [POINT_SHARE, (POINT_SHARE * box.width) / box.height];
  const corners =
    shares ?? (at === null ? null : ([at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1]] as const));
  if (corners === null) return undefined;
  return [...placeOf(box, corners[0], corners[1]), ...placeOf(box, corners[2], corners[3])];
}

/** A click this far beside a mark still means it, CSS pixels: marks are small. */
const REACH_PX = 6;

/** The detection whose mark is at a place of the pane; of several the smallest. */
export function detectionAt(
  { moving }: Pick<OverlayScene, 'moving'>,
  box: Box,
  x: number,
  y: number,
): DetectionView | undefined {
  let found: DetectionView | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  for (const detection of moving.detections) {
    const mark = markOf(detection, box);
    if (mark === undefined) continue;
    const [x0, y0, x1, y1] = mark;
    const inside = x >= x0 - REACH_PX && x <= x1 + REACH_PX && y >= y0 - REACH_PX && y <= y1 + REACH_PX;
    const area = (x1 - x0) * (y1 - y0);
    if (!inside || area >= smallest) continue;
    smallest = area;
    found = detection;
  }
  return found;
}

/** Where the selected ground point lies in this picture, by the corners on the ground; exact in the frame it was asked in. */
function drawGround(pen: Pen, box: Box, { frame, selection, ground }: OverlayScene): void {
  const corners = cornersOf(frame.view, frame.row);
  const project = corners === undefined ? undefined : groundToPicture(corners);
  let at: Share | undefined;
  if (selection?.kind === 'pixel' && selection.frame === frame.index) at = [selection.x, selection.y];
  else if (selection?.kind === 'place') at = project?.([selection.longitudeDeg, selection.latitudeDeg]);
  else if (ground !== null) at = project?.([ground.longitudeDeg, ground.latitudeDeg]);
  if (at === undefined) return;
  const [x, y] = placeOf(box, at[0], at[1]);
  cross(pen, x, y, 4, 12, INK);
  if (ground === null || project === undefined || selection?.kind === 'place') return;
  const center: LonLat = [ground.longitudeDeg, ground.latitudeDeg];
  const middle = project(center);
  const ring = ellipseAt(center, ground.ellipse90).map(project);
  if (middle === undefined || ring.some((share) => share === undefined)) return;
  pen.beginPath();
  for (const share of ring) {
    if (share === undefined) continue;
    // About the very pixel: the corners' plane may lie a little beside the terrain the point was found on.
    const [px, py] = placeOf(box, at[0] + share[0] - middle[0], at[1] + share[1] - middle[1]);
    pen.lineTo(px, py);
  }
  pen.closePath();
  haloStroke(pen, INK, HALO, 1.5, [5, 3]);
}

/** Draws over a picture what is known of it. */
export function drawOverlay(pen: Pen, box: Box, scene: OverlayScene): void {
  pen.save();
  pen.beginPath();
  pen.rect(box.left, box.top, box.width, box.height);
  pen.clip();
  drawDetections(pen, box, scene);
  drawGround(pen, box, scene);
  if (scene.cursor !== null) {
    const [x, y] = placeOf(box, scene.cursor[0], scene.cursor[1]);
    cross(pen, x, y, 0, 18, MOVING);
  }
  pen.restore();
}
