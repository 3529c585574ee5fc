import type { Column } from '../document.ts';
import type { WordKey } from '../words.ts';
import { fitted, make, onceAFrame } from './dom.ts';
import { elapsed, niceAbove, timeSteps } from './format.ts';
import type { Speech } from './language.ts';
import type { Scene } from './scene.ts';
import type { Theme } from './theme.ts';

interface PlotSpec {
  readonly key: WordKey;
  readonly column: Column;
  readonly decimals: number;
  readonly color: 'track' | 'footprint' | 'error' | 'text';
  /** The value as it is written, to the digits it deserves. */
  readonly text: (value: number, speech: Speech) => string;
  /** Quantities that are sizes start at zero. */
  readonly fromZero: boolean;
}

export interface PlotNeeds {
  readonly scene: Scene;
  readonly theme: () => Theme;
  readonly speech: () => Speech;
  readonly selected: () => number;
  readonly onPick: (index: number) => void;
}

export interface PlotControl {
  readonly redraw: () => void;
  readonly redrawNow: () => void;
  readonly relabel: () => void;
}

const left = 50;
const right = 8;

/** The frame whose time is nearest. */
export function nearestFrame(timeMs: readonly number[], wanted: number): number {
  let best = 0;
  for (let index = 1; index < timeMs.length; index++) {
    if (Math.abs(timeMs[index]! - wanted) < Math.abs(timeMs[best]! - wanted)) best = index;
  }
  return best;
}

/** Times of the first and the last frame, never the same. */
export function timeRange(scene: Scene): readonly [number, number] {
  let [low, high] = [0, 0];
  for (const time of scene.doc.frames.timeMs) {
    low = Math.min(low, time);
    high = Math.max(high, time);
  }
  return high > low ? [low, high] : [low, low + 1000];
}

function valueRange(spec: PlotSpec): readonly [number, number] | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const value of spec.column) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return undefined;
  if (spec.fromZero) low = Math.min(0, low);
  const room = Math.max((high - low) * 0.08, Math.abs(high) * 0.002, 10 ** -spec.decimals);
  return [spec.fromZero && low === 0 ? 0 : low - room, high + room];
}

interface Frame {
  readonly x: (timeMs: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly height: number;
}

function drawAxes(
  pen: CanvasRenderingContext2D,
  frame: Frame,
  low: number,
  high: number,
  spec: PlotSpec,
  needs: PlotNeeds,
): void {
  const theme = needs.theme();
  // Never finer than the digits the values are given with.
  const step = Math.max(niceAbove(((high - low) * 18) / frame.height), 10 ** -spec.decimals);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  pen.font = '11px system-ui, sans-serif';
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  pen.strokeStyle = theme.line;
  pen.lineWidth = 1;
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) {
    const y = Math.round(frame.y(value)) + 0.5;
    pen.beginPath();
    pen.moveTo(left, y);
    pen.lineTo(frame.width - right, y);
    pen.stroke();
    if (y < 6 || y > frame.height - 4) continue;
    pen.fillStyle = theme.muted;
    pen.fillText(needs.speech().number(value, decimals), left - 6, y);
  }
}

function drawLine(pen: CanvasRenderingContext2D, frame: Frame, spec: PlotSpec, needs: PlotNeeds): void {
  const { timeMs } = needs.scene.doc.frames;
  const gapMs = Math.max(
    needs.scene.doc.gapLimitS * 1000,
    (timeRange(needs.scene)[1] / Math.max(1, timeMs.length)) * 6,
  );
  pen.beginPath();
  let previous: number | undefined;
  spec.column.forEach((value, index) => {
    if (value === null) {
      previous = undefined;
      return;
    }
    const time = timeMs[index]!;
    const x = frame.x(time);
    const y = frame.y(value);
    if (previous !== undefined && time >= previous && time - previous <= gapMs) pen.lineTo(x, y);
    else {
      pen.moveTo(x - 0.75, y);
      pen.lineTo(x + 0.75, y);
    }
    previous = time;
  });
  pen.strokeStyle = needs.theme()[spec.color];
  pen.lineWidth = 1.5;
  pen.lineJoin = 'round';
  pen.stroke();
}

function drawPlot(canvas: HTMLCanvasElement, spec: PlotSpec, needs: PlotNeeds): void {
  const { context: pen, width, height } = fitted(canvas);
  const range = valueRange(spec);
  const theme = needs.theme();
  if (range === undefined) {
    pen.font = '12px system-ui, sans-serif';
    pen.fillStyle = theme.muted;
    pen.textBaseline = 'middle';
    pen.fillText(needs.speech().say('noValues'), left, height / 2);
    return;
  }
  const [low, high] = range;
  const [start, end] = timeRange(needs.scene);
  const frame: Frame = {
    x: (timeMs) => left + ((timeMs - start) / (end - start)) * (width - left - right),
    y: (value) => height - 3 - ((value - low) / (high - low)) * (height - 6),
    width,
    height,
  };
  drawAxes(pen, frame, low, high, spec, needs);
  drawLine(pen, frame, spec, needs);
  const index = needs.selected();
  const x = Math.round(frame.x(needs.scene.doc.frames.timeMs[index] ?? 0)) + 0.5;
  pen.beginPath();
  pen.moveTo(x, 0);
  pen.lineTo(x, height);
  pen.strokeStyle = theme.selection;
  pen.lineWidth = 1;
  pen.stroke();
  const value = spec.column[index];
  if (typeof value !== 'number') return;
  pen.beginPath();
  pen.arc(x, frame.y(value), 3.5, 0, 2 * Math.PI);
  pen.fillStyle = theme.selection;
  pen.fill();
  pen.strokeStyle = theme.halo;
  pen.lineWidth = 1.5;
  pen.stroke();
}

/** Height, speed, slant range, sample distance and centre error over time, under one another on one time axis. */
export function createPlots(host: HTMLElement, needs: PlotNeeds): PlotControl {
  const { frames } = needs.scene.doc;
  const specs: readonly PlotSpec[] = [
    {
      key: 'plotHeight',
      column: frames.heightM,
      decimals: 0,
      color: 'track',
      fromZero: false,
      text: (value, speech) => speech.number(value),
    },
    {
      key: 'plotSpeed',
      column: frames.speedMps,
      decimals: 1,
      color: 'track',
      fromZero: false,
      text: (value, speech) => speech.number(value, 1),
    },
    {
      key: 'plotSlant',
      column: frames.slantRangeM,
      decimals: 0,
      color: 'footprint',
      fromZero: false,
      text: (value, speech) => speech.number(value),
    },
    {
      key: 'plotGsd',
      column: frames.gsdM,
      decimals: 2,
      color: 'footprint',
      fromZero: true,
      text: (value, speech) => speech.figures(value, 3),
    },
    {
      key: 'plotCe90',
      column: frames.ce90M,
      decimals: 1,
      color: 'error',
      fromZero: true,
      text: (value, speech) => speech.figures(value, 2),
    },
  ];
  const rows = specs.map((spec) => {
    const name = make('span', { class: 'plot-name' });
    const value = make('output', { class: 'plot-value' });
    const canvas = make('canvas', { role: 'img' });
    host.append(make('div', { class: 'plot' }, make('div', { class: 'plot-head' }, name, value), canvas));
    const pick = (event: PointerEvent): void => {
      const box = canvas.getBoundingClientRect();
      const share = (event.clientX - box.left - left) / Math.max(1, box.width - left - right);
      const [start, end] = timeRange(needs.scene);
      needs.onPick(nearestFrame(frames.timeMs, start + share * (end - start)));
    };
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      pick(event);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (event.buttons === 1) pick(event);
    });
    return { spec, name, value, canvas };
  });
  const axis = make('div', { class: 'plot-axis', 'aria-hidden': 'true' });
  host.append(axis);
  const [start, end] = timeRange(needs.scene);
  for (const time of timeSteps(start, end)) {
    const label = make('span', {}, elapsed(time).replace(/\.0$/, ''));
    label.style.left = `${(100 * (time - start)) / (end - start)}%`;
    axis.append(label);
  }
  const redrawNow = (): void => {
    const speech = needs.speech();
    for (const { spec, value, canvas } of rows) {
      drawPlot(canvas, spec, needs);
      const now = spec.column[needs.selected()];
      value.textContent = typeof now === 'number' ? spec.text(now, speech) : '–';
    }
  };
  const redraw = onceAFrame(redrawNow);
  const relabel = (): void => {
    const speech = needs.speech();
    for (const { spec, name, canvas } of rows) {
      name.textContent = speech.say(spec.key);
      const range = valueRange(spec);
      const values =
        range === undefined
          ? speech.say('noValues')
          : `${speech.figures(range[0], 3)} – ${speech.figures(range[1], 3)}`;
      canvas.setAttribute('aria-label', `${speech.say(spec.key)}: ${values}`);
    }
    redraw();
  };
  new ResizeObserver(redraw).observe(host);
  return { redraw, redrawNow, relabel };
}
