import { viridis } from '../../paths/viridis.ts';
import { centroid, clipRing } from '../clip.ts';
import { latLon, lengthText, niceBelow } from './format.ts';
import type { Speech } from './language.ts';
import type { PlaneLine, Scene, SceneLevel } from './scene.ts';
import type { Theme } from './theme.ts';
import { faded } from './theme.ts';

/** What part of the plane is seen: its middle, and metres of the plane per CSS pixel. */
export interface View {
  readonly xM: number;
  readonly yM: number;
  readonly mpp: number;
  readonly width: number;
  readonly height: number;
}

export type Pen = CanvasRenderingContext2D;

export function toScreen(view: View, xM: number, yM: number): readonly [number, number] {
  return [view.width / 2 + (xM - view.xM) / view.mpp, view.height / 2 - (yM - view.yM) / view.mpp];
}

export function toPlane(view: View, x: number, y: number): readonly [number, number] {
  return [view.xM + (x - view.width / 2) * view.mpp, view.yM - (y - view.height / 2) * view.mpp];
}

export function trace(pen: Pen, view: View, line: PlaneLine, close: boolean): void {
  for (let at = 0; at + 1 < line.length; at += 2) {
    const [x, y] = toScreen(view, line[at]!, line[at + 1]!);
    if (at === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  if (close) pen.closePath();
}

/** The finest level of the map whose square holds the view. */
export function levelFor(scene: Scene, view: View): SceneLevel | undefined {
  const reach = Math.max(
    Math.abs(view.xM) + (view.width / 2) * view.mpp,
    Math.abs(view.yM) + (view.height / 2) * view.mpp,
  );
  return scene.levels.find(({ level }) => level.reachM >= reach) ?? scene.levels.at(-1);
}

export function bandColor(index: number, count: number): string {
  return viridis(count <= 1 ? 1 : 1 - index / (count - 1));
}

function drawLand(pen: Pen, view: View, scene: Scene, theme: Theme): void {
  pen.fillStyle = theme.sea;
  pen.fillRect(0, 0, view.width, view.height);
  const chosen = levelFor(scene, view);
  if (chosen === undefined) return;
  pen.beginPath();
  for (const { rings } of chosen.land) for (const ring of rings) trace(pen, view, ring, true);
  pen.fillStyle = theme.land;
  pen.fill('evenodd');
}

function drawLines(pen: Pen, view: View, scene: Scene, theme: Theme): void {
  const chosen = levelFor(scene, view);
  if (chosen === undefined) return;
  pen.lineJoin = 'round';
  pen.beginPath();
  for (const line of chosen.coast) trace(pen, view, line, false);
  pen.strokeStyle = theme.coast;
  pen.lineWidth = 1;
  pen.stroke();
  pen.beginPath();
  for (const line of chosen.borders) trace(pen, view, line, false);
  pen.strokeStyle = theme.border;
  pen.lineWidth = 1.4;
  pen.setLineDash([7, 3, 1.5, 3]);
  pen.stroke();
  pen.setLineDash([]);
}

export function haloText(pen: Pen, text: string, x: number, y: number, color: string, halo: string): void {
  pen.lineJoin = 'round';
  pen.lineWidth = 3;
  pen.strokeStyle = halo;
  pen.strokeText(text, x, y);
  pen.fillStyle = color;
  pen.fillText(text, x, y);
}

/** The middle of the part of a country that is in view, and its share of the view. */
function middleInView(rings: readonly PlaneLine[], view: View): { x: number; y: number; share: number } | undefined {
  // A square of half-side 1 stands for the inner part of the view, where a name has room.
  const [halfX, halfY] = [view.width * view.mpp * 0.42, view.height * view.mpp * 0.4];
  let best: { x: number; y: number; share: number } | undefined;
  for (const ring of rings) {
    const scaled = Array.from(ring, (value, at) =>
      at % 2 === 0 ? (value - view.xM) / halfX : (value - view.yM) / halfY,
    );
    const { x, y, area } = centroid(clipRing(scaled, 1));
    const share = Math.abs(area) / 4;
    if (share > (best?.share ?? 0)) best = { x: view.xM + x * halfX, y: view.yM + y * halfY, share };
  }
  return best;
}

function drawNames(pen: Pen, view: View, scene: Scene, theme: Theme, speech: Speech): void {
  const chosen = levelFor(scene, view);
  if (chosen === undefined) return;
  pen.font = '600 12px system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const taken: [number, number][] = [];
  for (const { area, rings } of chosen.land) {
    const middle = middleInView(rings, view);
    if (middle === undefined || middle.share < 0.012) continue;
    // A country that fills the view leaves its middle, where the flight is, to the flight.
    const [x, y] = middle.share > 0.95 ? [view.width / 2, view.height - 32] : toScreen(view, middle.x, middle.y);
    // The legend stands in the upper right corner.
    if (view.width > 560 && x > view.width - 240 && y < 190) continue;
    if (taken.some(([tx, ty]) => Math.abs(tx - x) < 120 && Math.abs(ty - y) < 18)) continue;
    taken.push([x, y]);
    haloText(pen, speech.country(area).toLocaleUpperCase(speech.language), x, y, theme.muted, theme.halo);
  }
}

/** Steps of the graticule, degrees, from the finest to the coarsest. */
const steps = [1 / 600, 1 / 300, 1 / 120, 1 / 60, 1 / 30, 1 / 12, 1 / 6, 0.5, 1, 2, 5, 10, 15, 30];

function degreeLabel(value: number, kind: 'lat' | 'lon', stepDeg: number, speech: Speech): string {
  const west = speech.language === 'es' ? 'O' : 'W';
  const letter = kind === 'lat' ? (value < 0 ? 'S' : 'N') : value < 0 ? west : 'E';
  const seconds = Math.round(Math.abs(value) * 3600);
  const two = (part: number): string => String(part).padStart(2, '0');
  const whole = `${Math.floor(seconds / 3600)}°`;
  if (seconds === 0 || (kind === 'lon' && seconds === 180 * 3600)) return whole;
  if (stepDeg >= 1) return `${whole}${letter}`;
  const minutes = `${whole}${two(Math.floor(seconds / 60) % 60)}′`;
  return stepDeg >= 1 / 60 ? `${minutes}${letter}` : `${minutes}${two(seconds % 60)}″${letter}`;
}

function drawGraticule(pen: Pen, view: View, scene: Scene, theme: Theme, speech: Speech): void {
  const { inverse, forward } = scene.projection;
  const [lonMid, latMid] = inverse(view.xM, view.yM);
  const heightDeg = (view.height * view.mpp) / 111_000;
  const stepDeg = steps.find((step) => step >= heightDeg / 4.5) ?? 30;
  // Meridians draw together towards a pole: they are taken farther apart there.
  const stretch = 1 / Math.max(0.02, Math.cos((latMid * Math.PI) / 180));
  const lonStep = steps.find((step) => step >= stepDeg * Math.min(12, stretch) * 0.75) ?? 30;
  const reachDeg = Math.min(85, ((Math.hypot(view.width, view.height) / 2) * view.mpp) / 111_000 + stepDeg);
  const lonReach = Math.min(180, reachDeg * stretch * 1.3);
  const line = (points: (readonly [number, number])[]): void => {
    pen.strokeStyle = theme.graticule;
    pen.lineWidth = 1;
    pen.beginPath();
    points.forEach(([x, y], at) => {
      if (at === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    });
    pen.stroke();
  };
  pen.font = '11px system-ui, sans-serif';
  const south = Math.max(-89, latMid - reachDeg);
  const north = Math.min(89, latMid + reachDeg);
  const west = lonMid - lonReach;
  const east = lonMid + lonReach;
  const at = (lon: number, lat: number) => toScreen(view, ...forward(lon, lat));
  for (let lon = Math.ceil(west / lonStep) * lonStep; lon <= east; lon += lonStep) {
    const points = Array.from({ length: 33 }, (_, index) => at(lon, south + ((north - south) * index) / 32));
    line(points);
    const edge = points.findLastIndex(([x, y]) => y > view.height - 4 && x > 40 && x < view.width - 30);
    const [a, b] = [points[edge], points[edge + 1]];
    if (a === undefined || b === undefined || a[1] === b[1]) continue;
    const x = a[0] + ((b[0] - a[0]) * (view.height - a[1])) / (b[1] - a[1]);
    const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
    if (x < 150 || x > view.width - 150) continue;
    pen.textAlign = 'left';
    pen.textBaseline = 'bottom';
    haloText(pen, degreeLabel(wrapped, 'lon', lonStep, speech), x + 3, view.height - 3, theme.muted, theme.halo);
  }
  for (let lat = Math.ceil(south / stepDeg) * stepDeg; lat <= north; lat += stepDeg) {
    const points = Array.from({ length: 65 }, (_, index) => at(west + ((east - west) * index) / 64, lat));
    line(points);
    const edge = points.findIndex(([x], index) => x <= 0 && (points[index + 1]?.[0] ?? -1) > 0);
    const [a, b] = [points[edge], points[edge + 1]];
    if (a === undefined || b === undefined) continue;
    const y = a[1] + ((b[1] - a[1]) * -a[0]) / (b[0] - a[0]);
    if (y < 60 || y > view.height - 60) continue;
    pen.textAlign = 'left';
    pen.textBaseline = 'bottom';
    haloText(pen, degreeLabel(lat, 'lat', stepDeg, speech), 4, y - 2, theme.muted, theme.halo);
  }
}

function drawCoverage(pen: Pen, view: View, scene: Scene, theme: Theme): void {
  scene.coverage.forEach((band, index) => {
    pen.beginPath();
    for (const ring of band.rings) trace(pen, view, ring, true);
    pen.fillStyle = faded(bandColor(index, scene.coverage.length), 0.42);
    pen.fill('evenodd');
    // The dark end of the scale is hard to tell from dark ground: an edge shows where it ends.
    pen.strokeStyle = faded(theme.text, 0.3);
    pen.lineWidth = 0.75;
    pen.stroke();
  });
}

function drawScale(pen: Pen, view: View, scene: Scene, theme: Theme, speech: Speech): void {
  const ground = view.mpp / scene.projection.scaleAt(view.xM, view.yM);
  const lengthM = niceBelow(140 * ground);
  const width = lengthM / ground;
  const [x, y] = [12, view.height - 14];
  pen.lineWidth = 4;
  pen.strokeStyle = theme.halo;
  for (const pass of [0, 1]) {
    pen.beginPath();
    pen.moveTo(x, y - 6);
    pen.lineTo(x, y);
    pen.lineTo(x + width, y);
    pen.lineTo(x + width, y - 6);
    pen.moveTo(x + width / 2, y);
    pen.lineTo(x + width / 2, y - 4);
    if (pass === 1) {
      pen.lineWidth = 1.5;
      pen.strokeStyle = theme.text;
    }
    pen.stroke();
  }
  pen.font = '11px system-ui, sans-serif';
  pen.textAlign = 'left';
  pen.textBaseline = 'bottom';
  haloText(pen, lengthText(lengthM, speech), x + 4, y - 6, theme.text, theme.halo);
}

/** All of the map that does not change with the moment: land, lines, coverage, graticule, names, scale. */
export function drawBase(
  pen: Pen,
  view: View,
  scene: Scene,
  theme: Theme,
  speech: Speech,
  showCoverage: boolean,
): void {
  if (scene.doc.centre === null) {
    // Without a place there is no map: a graticule about nowhere would look like one.
    pen.font = '13px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillStyle = theme.muted;
    pen.fillText(speech.say('emptyTitle'), view.width / 2, view.height / 2);
    return;
  }
  drawLand(pen, view, scene, theme);
  drawGraticule(pen, view, scene, theme, speech);
  if (showCoverage) drawCoverage(pen, view, scene, theme);
  drawLines(pen, view, scene, theme);
  drawNames(pen, view, scene, theme, speech);
  drawScale(pen, view, scene, theme, speech);
}

/** The place under the cursor, to the size of a pixel. */
export function cursorText(
  view: View,
  scene: Scene,
  x: number,
  y: number,
  speech: Speech,
): readonly [number, number, string] {
  const [lon, lat] = scene.projection.inverse(...toPlane(view, x, y));
  return [lon, lat, latLon(lat, lon, Math.max(1, view.mpp), speech)];
}
