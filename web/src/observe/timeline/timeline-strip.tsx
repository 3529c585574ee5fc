import { Button, HTMLSelect } from '@blueprintjs/core';
import { MinusIcon, PauseIcon, PlayIcon, PlusIcon, StepBackwardIcon, StepForwardIcon } from '@blueprintjs/icons';
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import './timeline.css';
import type { FramesView, QualityView } from '../../../../src/model/views.ts';
import { useWords } from '../../i18n/index.ts';
import { ask, flightPath } from '../../state/api.ts';
import { clock, playOrPause, seek, setRate, useClock } from '../../state/clock.ts';
import { frames, spanOf, step, useOverview, useTimeUs } from '../../state/session.ts';
import { useFlight, useWorkstation } from '../../state/workstation.ts';
import { overviewTimes } from '../map/scene.ts';
import { following, moved, type Span, timeAt, xOf, zoomed } from './axis.ts';
import { type Rows, rowsOf } from './rows.ts';
import { drawStrip, laneOf, ROW_NAMES, stripColors } from './strip.ts';

/** Speeds of play that can be chosen, times real time. */
const RATES = [0.25, 0.5, 1, 2, 4, 8] as const;
/** Seconds an arrow key moves the moment, and with Shift. */
const ARROW_S = { plain: 1, shift: 10 } as const;

/** One axis for the whole flight: what is in it, and the moment that is shown. */
export function TimelineStrip() {
  return (
    <div className="at-strip">
      <Transport />
      <Strip />
    </div>
  );
}

function Transport() {
  const t = useWords();
  const flight = useFlight();
  const playing = useClock(({ mode }) => mode === 'playing');
  const rate = useClock((value) => value.rate);
  const timeUs = useTimeUs();
  const known = RATES.some((one) => one === rate);
  const off = flight === null;
  return (
    <div className="at-strip-transport" role="toolbar" aria-label={t('timeline.transport')}>
      <div className="at-strip-buttons">
        <Button
          icon={<StepBackwardIcon />}
          variant="minimal"
          disabled={off}
          aria-label={t('timeline.stepBack')}
          title={t('timeline.stepBack')}
          onClick={() => step(-1)}
        />
        <Button
          icon={playing ? <PauseIcon /> : <PlayIcon />}
          disabled={off}
          aria-label={t(playing ? 'timeline.pause' : 'timeline.play')}
          title={t(playing ? 'timeline.pause' : 'timeline.play')}
          onClick={playOrPause}
        />
        <Button
          icon={<StepForwardIcon />}
          variant="minimal"
          disabled={off}
          aria-label={t('timeline.stepForward')}
          title={t('timeline.stepForward')}
          onClick={() => step(1)}
        />
        <HTMLSelect
          minimal={true}
          disabled={off}
          aria-label={t('timeline.rate')}
          value={String(rate)}
          onChange={({ currentTarget }) => setRate(Number(currentTarget.value))}
        >
          {RATES.map((one) => (
            <option key={one} value={one}>
              {t('timeline.rate.value', { rate: one })}
            </option>
          ))}
          {known ? null : <option value={rate}>{t('timeline.rate.value', { rate: rate })}</option>}
        </HTMLSelect>
      </div>
      <output className="at-strip-time">{timeUs === null ? ' ' : t.utc(timeUs, 2)}</output>
    </div>
  );
}

/** The quality report of a flight, once it has been read. */
function useQuality(flightId: string | null, ready: boolean): QualityView | null {
  const [quality, setQuality] = useState<{ readonly id: string; readonly value: QualityView } | null>(null);
  useEffect(() => {
    if (flightId === null || !ready) return;
    const abort = new AbortController();
    ask<QualityView>(flightPath(flightId, '/quality'), { signal: abort.signal })
      .then((value) => setQuality({ id: flightId, value }))
      // The strip does without; the quality pane tells what is wrong.
      .catch(() => undefined);
    return () => abort.abort();
  }, [flightId, ready]);
  return quality !== null && quality.id === flightId ? quality.value : null;
}

/** UTC at 0 s of the clock, microseconds. */
function originOf(overview: FramesView | null, times: readonly number[]): number | null {
  const first = overview?.timeUs[0];
  return first === undefined ? null : first - (times[0] ?? 0) * 1e6;
}

/** Stretches of time in which the selected place was in view, on the clock. */
function useVisits(): readonly (readonly [number, number])[] {
  const visits = useWorkstation((state) => state.detail.visits);
  const [found, setFound] = useState<readonly (readonly [number, number])[]>([]);
  useEffect(() => {
    let current = true;
    const cache = frames();
    const spans = (visits ?? []).map(async ({ firstFrame, lastFrame }) => {
      const [first, last] = await Promise.all([cache?.load(firstFrame), cache?.load(lastFrame)]);
      return first && last ? ([first.atS, last.atS] as const) : null;
    });
    void Promise.all(spans).then((all) => {
      if (current) setFound(all.filter((one) => one !== null));
    });
    return () => {
      current = false;
    };
  }, [visits]);
  return found;
}

function Strip() {
  const t = useWords();
  const flight = useFlight();
  const overview = useOverview();
  const theme = useWorkstation((state) => state.theme);
  const quality = useQuality(flight?.id ?? null, flight?.state === 'ready');
  const visits = useVisits();
  const bounds = spanOf(flight, overview);
  const [fromS, toS] = [bounds?.[0] ?? 0, Math.max(bounds?.[1] ?? 1, (bounds?.[0] ?? 0) + 0.001)];
  const whole = useMemo<Span>(() => ({ fromS, toS }), [fromS, toS]);
  const [chosen, setChosen] = useState<Span | null>(null);
  const span = chosen ?? whole;
  const times = useMemo(() => (overview === null ? [] : overviewTimes(overview)), [overview]);
  const rows = useMemo<Rows | null>(
    () => (overview === null ? null : rowsOf(overview, times, quality)),
    [overview, times, quality],
  );
  const canvas = useRef<HTMLCanvasElement>(null);
  const needle = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another flight, another axis
  useEffect(() => setChosen(null), [flight?.id]);

  useEffect(() => {
    const holder = canvas.current?.parentElement;
    if (holder === null || holder === undefined) return;
    const sizes = new ResizeObserver(() => setSize({ width: holder.clientWidth, height: holder.clientHeight }));
    sizes.observe(holder);
    return () => sizes.disconnect();
  }, []);

  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!canvas.current || !pen || size.width === 0) return;
    const ratio = window.devicePixelRatio;
    canvas.current.width = Math.round(size.width * ratio);
    canvas.current.height = Math.round(size.height * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const originUs = originOf(overview, times);
    const withTenths = span.toS - span.fromS < 15;
    const utc = (timeUs: number): string => t.utc(timeUs, withTenths ? 1 : 0).slice(11);
    drawStrip(pen, size.width, size.height, { span, rows, visits, originUs, utc }, stripColors[theme]);
  }, [size, span, rows, visits, overview, times, theme, t]);

  // The moment moves at each picture: only its needle does, outside of React.
  useEffect(() => {
    const place = (): void => {
      const { atS, mode } = clock.get();
      if (chosen !== null && mode === 'playing') {
        const next = following(chosen, whole, atS);
        if (next !== chosen) setChosen(next);
      }
      const x = xOf(span, size.width, atS);
      if (needle.current === null) return;
      needle.current.style.transform = `translateX(${x.toFixed(1)}px)`;
      needle.current.hidden = x < 0 || x > size.width;
    };
    place();
    return clock.subscribe(place);
  }, [span, chosen, whole, size.width]);

  const zoom = useCallback(
    (factor: number, aboutS: number): void =>
      setChosen((now) => {
        const next = zoomed(now ?? whole, whole, aboutS, factor);
        return next.toS - next.fromS >= whole.toS - whole.fromS ? null : next;
      }),
    [whole],
  );

  useEffect(() => {
    const holder = canvas.current?.parentElement;
    if (holder === null || holder === undefined) return;
    // A listener of the element itself: React's are passive and could not keep the page from scrolling.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const about = timeAt(span, size.width, event.offsetX);
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
        const by = ((event.deltaX || event.deltaY) / Math.max(1, size.width)) * (span.toS - span.fromS);
        setChosen((now) => (now === null ? null : moved(now, whole, by)));
      } else zoom(event.deltaY > 0 ? 1.25 : 0.8, about);
    };
    holder.addEventListener('wheel', onWheel, { passive: false });
    return () => holder.removeEventListener('wheel', onWheel);
  }, [span, size.width, whole, zoom]);

  const scrub = (event: PointerEvent<HTMLDivElement>): void => {
    const left = event.currentTarget.getBoundingClientRect().left;
    seek(timeAt(span, size.width, event.clientX - left));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const { atS } = clock.get();
    const to = keyTime(event, atS, whole);
    if (to !== undefined) seek(to);
    else if (event.key === 'ArrowUp') zoom(0.5, atS);
    else if (event.key === 'ArrowDown') zoom(2, atS);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div className="at-strip-labels" aria-hidden="true">
        {ROW_NAMES.map((name, row) => {
          const { top, height } = laneOf(row, size.height);
          return (
            <span key={name} style={{ top, height, lineHeight: `${height}px` }}>
              {t(`timeline.row.${name}`)}
            </span>
          );
        })}
      </div>
      <Slider whole={whole} onKeyDown={onKeyDown} onScrub={scrub}>
        <canvas ref={canvas} />
        <div ref={needle} className="at-strip-needle" />
      </Slider>
      <div className="at-strip-zoom">
        <Button
          size="small"
          variant="minimal"
          icon={<PlusIcon />}
          aria-label={t('timeline.zoomIn')}
          title={t('timeline.zoomIn')}
          onClick={() => zoom(0.5, clock.get().atS)}
        />
        <Button
          size="small"
          variant="minimal"
          icon={<MinusIcon />}
          aria-label={t('timeline.zoomOut')}
          title={t('timeline.zoomOut')}
          onClick={() => zoom(2, clock.get().atS)}
        />
      </div>
    </>
  );
}

interface SliderProps {
  readonly whole: Span;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onScrub: (event: PointerEvent<HTMLDivElement>) => void;
  readonly children: React.ReactNode;
}

/** The strip as a slider of time; what it says of itself changes once a second at most. */
function Slider({ whole, onKeyDown, onScrub, children }: SliderProps) {
  const t = useWords();
  const second = useClock(({ atS }) => Math.floor(atS));
  const timeUs = useTimeUs();
  const dragging = useRef(false);
  return (
    <div
      className="at-strip-axis"
      role="slider"
      tabIndex={0}
      aria-label={t('timeline.moment')}
      aria-valuemin={Math.floor(whole.fromS)}
      aria-valuemax={Math.ceil(whole.toS)}
      aria-valuenow={Math.max(Math.floor(whole.fromS), Math.min(Math.ceil(whole.toS), second))}
      aria-valuetext={t('timeline.value', {
        time: timeUs === null ? '' : t.utc(timeUs),
        at: t.duration(second - whole.fromS),
        whole: t.duration(whole.toS - whole.fromS),
      })}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        onScrub(event);
      }}
      onPointerMove={(event) => {
        if (dragging.current) onScrub(event);
      }}
      onPointerUp={() => {
        dragging.current = false;
      }}
      onPointerCancel={() => {
        dragging.current = false;
      }}
    >
      {children}
    </div>
  );
}

/** Where a key takes the moment; undefined for keys that do not move it. */
function keyTime({ key, shiftKey }: KeyboardEvent, atS: number, whole: Span): number | undefined {
  const kept = (toS: number): number => Math.max(whole.fromS, Math.min(whole.toS, toS));
  const arrowS = shiftKey ? ARROW_S.shift : ARROW_S.plain;
  const pageS = (whole.toS - whole.fromS) / 20;
  if (key === 'ArrowLeft') return kept(atS - arrowS);
  if (key === 'ArrowRight') return kept(atS + arrowS);
  if (key === 'PageUp') return kept(atS - pageS);
  if (key === 'PageDown') return kept(atS + pageS);
  if (key === 'Home') return whole.fromS;
  if (key === 'End') return whole.toS;
  return undefined;
}
