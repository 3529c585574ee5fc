import { marks, type Span, xOf } from './axis.ts';
import { binned, type Curve, type Rows } from './rows.ts';

/** Colours of the strip, from the theme. */
export interface StripColors {
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly data: string;
  readonly warn: string;
  readonly fault: string;
  readonly moving: string;
  readonly now: string;
}

export const stripColors: Readonly<Record<'dark' | 'light', StripColors>> = {
  dark: {
    ink: '#c5cbd3',
    faint: '#8f99a8',
    line: '#383e47',
    data: '#56b4e9',
    warn: '#e69f00',
    fault: '#fa999c',
    moving: '#5fd3b3',
    now: '#ffffff',
  },
  light: {
    ink: '#404854',
    faint: '#5f6b7c',
    line: '#d3d8de',
    data: '#005a9c',
    warn: '#a83f00',
    fault: '#ac2f33',
    moving: '#00664d',
    now: '#111418',
  },
};

export interface StripScene {
  readonly span: Span;
  readonly rows: Rows | null;
  readonly visits: readonly (readonly [fromS: number, toS: number])[];
  /** UTC at 0 s of the clock, microseconds; null where it is not known. */
  readonly originUs: number | null;
  readonly utc: (timeUs: number) => string;
}

export const AXIS_PX = 16;
/** The rows of the strip from the top. */
export const ROW_NAMES = ['packets', 'issues', 'findings', 'detections', 'visits', 'gsd', 'ce90'] as const;
export type RowName = (typeof ROW_NAMES)[number];

type Pen = CanvasRenderingContext2D;
interface Lane {
  readonly top: number;
  readonly height: number;
}

export const laneOf = (row: number, height: number): Lane => {
  const each = (height - AXIS_PX) / ROW_NAMES.length;
  return { top: AXIS_PX + row * each + 1, height: Math.max(2, each - 2) };
};

/** Density of moments as bars of one row. */
function drawDensity(pen: Pen, moments: readonly number[], span: Span, width: number, lane: Lane, color: string): void {
  // Enough moments to a column that the count tells density, and not how samples fall on columns.
  const seen = moments.filter((atS) => atS >= span.fromS && atS <= span.toS).length;
  const columns = Math.max(1, Math.min(Math.floor(width / 2), Math.max(24, Math.floor(seen / 6))));
  const bins = binned(moments, span.fromS, span.toS, columns);
  const most = bins.reduce((a, b) => Math.max(a, b), 1);
  pen.fillStyle = color;
  for (const [at, count] of bins.entries()) {
    if (count === 0) continue;
    const height = Math.max(2, (count / most) * lane.height);
    pen.fillRect((at / columns) * width, lane.top + lane.height - height, width / columns, height);
  }
}

/** Single moments as ticks that stay visible however far out one looks. */
function drawTicks(pen: Pen, moments: readonly number[], span: Span, width: number, lane: Lane, color: string): void {
  pen.fillStyle = color;
  let before = Number.NEGATIVE_INFINITY;
  for (const atS of moments) {
    const x = Math.round(xOf(span, width, atS));
    if (x < -1 || x > width + 1 || x === before) continue;
    before = x;
    pen.fillRect(x - 1, lane.top, 2, lane.height);
  }
}

/** A curve on a logarithmic scale from its least to its greatest value; the least is at the foot. */
function drawCurve(pen: Pen, { atS, values }: Curve, span: Span, width: number, lane: Lane, color: string): void {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const value of values) {
    if (value === null || !(value > 0)) continue;
    [least, most] = [Math.min(least, value), Math.max(most, value)];
  }
  if (!(most > 0)) return;
  const scale = Math.log(most / least);
  pen.beginPath();
  let open = false;
  for (const [row, value] of values.entries()) {
    const x = xOf(span, width, atS[row] ?? 0);
    if (value === null || !(value > 0) || x < -20 || x > width + 20) {
      open = false;
      continue;
    }
    const y = lane.top + lane.height - 1 - (scale > 0 ? Math.log(value / least) / scale : 0.5) * (lane.height - 2);
    if (open) pen.lineTo(x, y);
    else pen.moveTo(x, y);
    open = true;
  }
  pen.strokeStyle = color;
  pen.lineWidth = 1.25;
  pen.stroke();
}

/** Draws everything but the moment: anew only when the stretch, the data or the size change. */
export function drawStrip(pen: Pen, width: number, height: number, scene: StripScene, colors: StripColors): void {
  pen.clearRect(0, 0, width, height);
  const { span, rows, originUs } = scene;
  pen.font = '11px system-ui, sans-serif';
  pen.textBaseline = 'top';
  if (originUs !== null) {
    for (const { atS, timeUs } of marks(span, width, originUs)) {
      const x = Math.round(xOf(span, width, atS)) + 0.5;
      pen.strokeStyle = colors.line;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x, height);
      pen.stroke();
      pen.fillStyle = colors.ink;
      pen.fillText(scene.utc(timeUs), x + 3, 2);
    }
  }
  if (rows === null) return;
  const lane = (name: RowName): Lane => laneOf(ROW_NAMES.indexOf(name), height);
  drawDensity(pen, rows.packets, span, width, lane('packets'), colors.data);
  drawTicks(pen, rows.issues, span, width, lane('issues'), colors.warn);
  // Wrong checksums are the worst of them and stand over the full row; other issues keep to its foot.
  drawTicks(pen, rows.badChecksums, span, width, lane('issues'), colors.fault);
  for (const severity of ['note', 'warning', 'fault'] as const) {
    const color = { note: colors.faint, warning: colors.warn, fault: colors.fault }[severity];
    const moments = rows.findings.filter((one) => one.severity === severity).map(({ atS }) => atS);
    drawTicks(pen, moments, span, width, lane('findings'), color);
  }
  drawDensity(pen, rows.detections, span, width, lane('detections'), colors.moving);
  const visits = lane('visits');
  pen.fillStyle = colors.now;
  for (const [fromS, toS] of scene.visits) {
    const x = xOf(span, width, fromS);
    pen.fillRect(x, visits.top, Math.max(2, xOf(span, width, toS) - x), visits.height);
  }
  drawCurve(pen, rows.gsd, span, width, lane('gsd'), colors.ink);
  drawCurve(pen, rows.ce90, span, width, lane('ce90'), colors.warn);
}
