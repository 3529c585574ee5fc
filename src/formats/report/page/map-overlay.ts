import type { Pen, View } from './map-base.ts';
import { toScreen, trace } from './map-base.ts';
import type { Scene } from './scene.ts';
import { isCounted } from './scene.ts';
import type { Theme } from './theme.ts';
import { faded } from './theme.ts';

/** Layers that can be switched. */
export interface Shown {
  coverage: boolean;
  footprints: boolean;
  errors: boolean;
  track: boolean;
  vmti: boolean;
}

/** No aircraft that carries such a sensor goes faster. */
const greatestSpeedMps = 400;

/** How many frames back a footprint is still seen, fading. */
const fadeFrames = 36;

function drawTrack(pen: Pen, view: View, scene: Scene, theme: Theme, selected: number): void {
  const { segment } = scene.doc.frames;
  const path = (from: number, to: number, color: string, width: number): void => {
    pen.beginPath();
    let previous: number | null = null;
    for (let index = from; index <= to && index < scene.count; index++) {
      const x = scene.sensor[2 * index]!;
      const stretch = segment[index] ?? null;
      if (Number.isNaN(x) || stretch === null) continue;
      const [sx, sy] = toScreen(view, x, scene.sensor[2 * index + 1]!);
      if (stretch === previous) pen.lineTo(sx, sy);
      else {
        pen.moveTo(sx, sy);
        // A lone position still shows, as a short stroke.
        pen.lineTo(sx + 0.01, sy);
      }
      previous = stretch;
    }
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.stroke();
  };
  pen.lineCap = 'round';
  path(0, scene.count - 1, theme.halo, 4.5);
  drawPauses(pen, view, scene, theme);
  path(selected, scene.count - 1, theme.trackAhead, 1.5);
  path(0, selected, theme.track, 2.25);
}

/** The shortest way over pauses in which it can be flown: thin and dashed, for nobody saw it flown. */
function drawPauses(pen: Pen, view: View, scene: Scene, theme: Theme): void {
  const { segment, timeMs } = scene.doc.frames;
  let previous: number | undefined;
  pen.beginPath();
  for (let index = 0; index < scene.count; index++) {
    const [x, y] = [scene.sensor[2 * index]!, scene.sensor[2 * index + 1]!];
    if (Number.isNaN(x) || segment[index] === null) continue;
    if (previous !== undefined && segment[index] !== segment[previous]) {
      const [fromX, fromY] = [scene.sensor[2 * previous]!, scene.sensor[2 * previous + 1]!];
      const seconds = ((timeMs[index] ?? 0) - (timeMs[previous] ?? 0)) / 1000;
      if (Math.hypot(x - fromX, y - fromY) <= greatestSpeedMps * seconds) {
        pen.moveTo(...toScreen(view, fromX, fromY));
        pen.lineTo(...toScreen(view, x, y));
      }
    }
    previous = index;
  }
  pen.setLineDash([1.5, 5]);
  pen.strokeStyle = theme.track;
  pen.lineWidth = 1;
  pen.stroke();
  pen.setLineDash([]);
}

function drawFootprints(pen: Pen, view: View, scene: Scene, theme: Theme, selected: number): void {
  const last = scene.footprints[selected];
  for (let back = fadeFrames; back >= 1; back--) {
    const line = scene.footprints[selected - back];
    if (line === undefined || !isCounted(scene.doc, selected - back)) continue;
    pen.beginPath();
    trace(pen, view, line, true);
    pen.strokeStyle = faded(theme.footprint, 0.55 * (1 - back / (fadeFrames + 1)) ** 1.5);
    pen.lineWidth = 1;
    pen.stroke();
  }
  if (last === undefined) return;
  pen.beginPath();
  trace(pen, view, last, true);
  const counted = isCounted(scene.doc, selected);
  if (counted) {
    pen.fillStyle = faded(theme.footprint, 0.16);
    pen.fill();
  } else pen.setLineDash([2, 4]);
  pen.strokeStyle = theme.footprint;
  pen.lineWidth = counted ? 2 : 1;
  pen.stroke();
  pen.setLineDash([]);
}

function drawErrors(pen: Pen, view: View, scene: Scene, theme: Theme, selected: number): void {
  for (let back = fadeFrames; back >= 0; back--) {
    const line = scene.ellipses[selected - back];
    if (line === undefined) continue;
    pen.beginPath();
    trace(pen, view, line, true);
    pen.strokeStyle = back === 0 ? theme.error : faded(theme.error, 0.5 * (1 - back / (fadeFrames + 1)) ** 2);
    pen.lineWidth = back === 0 ? 2 : 1;
    pen.stroke();
    if (back === 0) {
      pen.fillStyle = faded(theme.error, 0.18);
      pen.fill();
    }
  }
}

/** Detections as sent: dashed, for nobody states how far off they are. Those of the moment stand out, earlier ones fade, others hardly show. */
function drawVmti(pen: Pen, view: View, scene: Scene, theme: Theme, selected: number): void {
  const { packetIndex, timeMs } = scene.doc.frames;
  const nowMs = timeMs[selected] ?? 0;
  const fadeMs = Math.max(1000, nowMs - (timeMs[Math.max(0, selected - fadeFrames)] ?? nowMs));
  scene.doc.vmti.forEach((row, index) => {
    const x = scene.vmti[2 * index]!;
    if (Number.isNaN(x)) return;
    const [sx, sy] = toScreen(view, x, scene.vmti[2 * index + 1]!);
    const now = row.packetIndex === packetIndex[selected];
    const age = (nowMs - row.timeMs) / fadeMs;
    pen.beginPath();
    pen.arc(sx, sy, now ? 8 : 4, 0, 2 * Math.PI);
    pen.setLineDash(now ? [3, 2.5] : [1.5, 1.5]);
    pen.strokeStyle = now ? theme.vmti : faded(theme.vmti, age >= 0 && age < 1 ? 0.65 * (1 - age) + 0.2 : 0.2);
    pen.lineWidth = now ? 2 : 1;
    pen.stroke();
  });
  pen.setLineDash([]);
}

/** The line of sight to the centre of the image, and the aircraft by its heading. */
function drawAircraft(pen: Pen, view: View, scene: Scene, theme: Theme, selected: number): void {
  const x = scene.sensor[2 * selected]!;
  const [cx, cy] = [scene.center[2 * selected]!, scene.center[2 * selected + 1]!];
  if (Number.isNaN(x)) return;
  const [sx, sy] = toScreen(view, x, scene.sensor[2 * selected + 1]!);
  if (!Number.isNaN(cx)) {
    const [tx, ty] = toScreen(view, cx, cy);
    pen.beginPath();
    pen.moveTo(sx, sy);
    pen.lineTo(tx, ty);
    pen.strokeStyle = faded(theme.text, 0.75);
    pen.lineWidth = 1;
    pen.setLineDash([5, 4]);
    pen.stroke();
    pen.setLineDash([]);
  }
  const headingDeg = scene.doc.frames.headingDeg[selected];
  pen.save();
  pen.translate(sx, sy);
  pen.lineWidth = 1.5;
  pen.strokeStyle = theme.halo;
  pen.fillStyle = theme.selection;
  pen.beginPath();
  if (typeof headingDeg === 'number') {
    pen.rotate((headingDeg * Math.PI) / 180);
    // Fuselage, wings and tail seen from above.
    for (const [at, [px, py]] of aircraftOutline.entries()) {
      if (at === 0) pen.moveTo(px, py);
      else pen.lineTo(px, py);
    }
    pen.closePath();
  } else pen.arc(0, 0, 5, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
  pen.restore();
}

const halfOutline: readonly (readonly [number, number])[] = [
  [0, -12],
  [1.6, -9],
  [1.6, -3.5],
  [12, 0.5],
  [12, 3],
  [1.6, 1.6],
  [1.2, 7.5],
  [4.5, 10],
  [4.5, 11.8],
  [0, 10.8],
];
const aircraftOutline = [
  ...halfOutline,
  ...halfOutline
    .slice(1, -1)
    .reverse()
    .map(([x, y]) => [-x, y] as const),
];

/** All of the map that changes with the moment. */
export function drawOverlay(pen: Pen, view: View, scene: Scene, theme: Theme, selected: number, shown: Shown): void {
  if (shown.footprints) drawFootprints(pen, view, scene, theme, selected);
  if (shown.track) drawTrack(pen, view, scene, theme, selected);
  if (shown.errors) drawErrors(pen, view, scene, theme, selected);
  if (shown.vmti) drawVmti(pen, view, scene, theme, selected);
  drawAircraft(pen, view, scene, theme, selected);
}
