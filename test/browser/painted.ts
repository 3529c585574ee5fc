import type { Page } from 'playwright-core';
import { stampPlaces, stampSquares } from '../../sim/stamp.ts';

/** What the time begins with: the page's own start (a link), a file chosen in it, or a press of the pointer. */
export type Start = 'link' | 'file' | 'press';

export interface Wanted {
  readonly start: Start;
  /** Stamps of which one is to be in the picture; any where there are none. */
  readonly stamps: readonly number[];
  /** Frames of which one is to be on the map; where there are none the map is not waited for. */
  readonly frames: readonly number[];
  readonly columns: number;
  readonly rows: number;
  readonly patienceMs: number;
}

/** When the page had painted what was asked for, milliseconds from the start; null where it had not in the time given. */
export interface Painted {
  readonly pictureMs: number | null;
  readonly mapMs: number | null;
}

/**
 * Watches a page until the picture asked for is painted, and then until the map is. Await it before what starts the time, which is an
 * event of the page itself; the function it gives then waits for the painting. A look is taken in the task after each frame of the screen, so that what is told was on the
 * screen; it costs a copy of the picture's corner with the stamp.
 */
export async function watchFor(
  page: Page,
  { start, stamps, frames, columns, rows, patienceMs }: Wanted,
): Promise<() => Promise<Painted>> {
  const order = {
    event: { link: '', file: 'change', press: 'pointerdown' }[start],
    places: stampPlaces(columns, rows),
    patterns: stamps.map((stamp) => stampSquares(stamp).join('')),
    frames: frames.map(String),
    patienceMs,
  };
  const watch = await page.evaluateHandle(({ event, places, patterns, frames: wanted, patienceMs: patience }) => {
    const canvas = document.createElement('canvas');
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    let startMs = event === '' ? 0 : Number.POSITIVE_INFINITY;
    if (event !== '') {
      const begin = ({ timeStamp }: Event): void => {
        startMs = timeStamp;
      };
      document.addEventListener(event, begin, { capture: true, once: true });
    }
    const isShown = (video: HTMLVideoElement): boolean => {
      if (pen === null || video.videoWidth === 0) return false;
      if (patterns.length === 0) return true;
      const { videoWidth, videoHeight } = video;
      const cornerTop = Math.floor(top * videoHeight);
      canvas.width = Math.ceil(right * videoWidth);
      canvas.height = videoHeight - cornerTop;
      const { width, height } = canvas;
      pen.drawImage(video, 0, cornerTop, width, height, 0, 0, width, height);
      const levels = places.map(
        ({ x, y }) =>
          pen.getImageData(Math.floor(x * videoWidth), Math.floor(y * videoHeight) - cornerTop, 1, 1).data[1] ?? 0,
      );
      const middle = (Math.min(...levels) + Math.max(...levels)) / 2;
      return patterns.includes(levels.map((level) => (level > middle ? 1 : 0)).join(''));
    };
    const right = Math.min(1, 2 * Math.max(...places.map(({ x }) => x)));
    const top = Math.max(0, 1 - 2 * Math.max(...places.map(({ y }) => 1 - y)));
    const looking = async (): Promise<Painted> => {
      const endMs = performance.now() + patience;
      let pictureMs: number | null = null;
      while (performance.now() < endMs) {
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        const nowMs = performance.now();
        const video = document.querySelector('video');
        if (video === null || nowMs < startMs) continue;
        const isSettled = video.closest('[data-waiting="false"]') !== null;
        if (pictureMs === null && isSettled && isShown(video)) pictureMs = nowMs - startMs;
        if (pictureMs === null) continue;
        const frame = document.querySelector<HTMLElement>('canvas[data-frame]')?.dataset['frame'] ?? '';
        if (wanted.length === 0) return { pictureMs, mapMs: null };
        if (wanted.includes(frame)) return { pictureMs, mapMs: nowMs - startMs };
      }
      return { pictureMs, mapMs: null };
    };
    // In an object of its own: a promise itself would be waited for here.
    return { painted: looking() };
  }, order);
  return () => watch.evaluate(({ painted }) => painted);
}
