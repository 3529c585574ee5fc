import type { Page } from 'playwright-core';
import { readStamp, stampPlaces } from '../../sim/stamp.ts';

/** What is on the screen at one moment, taken together. */
export interface Shown {
  /** Frame by the stamp in the picture; `undefined` where none is seen. */
  readonly picture: number | undefined;
  /** Frame whose pose is drawn on the map. */
  readonly map: number | undefined;
  /** The picture is about to be replaced, and the page says so. */
  readonly waiting: boolean;
}

/**
 * Reads picture and map in one task of the page, so that nothing can move in between: the task after a frame of the screen, since a
 * picture can be read from the video element before it is painted, and the page hears of it when it is.
 */
export async function shownOn(page: Page): Promise<Shown> {
  const size = await page.locator('video').evaluate((video: HTMLVideoElement) => [video.videoWidth, video.videoHeight]);
  const places = stampPlaces(size[0] ?? 0, size[1] ?? 0);
  const seen = await page.evaluate(async (looked) => {
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    const video = document.querySelector('video');
    if (video === null || video.videoWidth === 0) return { levels: [], map: '', waiting: true };
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    pen?.drawImage(video, 0, 0);
    const levels = looked.map(
      ({ x, y }) => pen?.getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data[1] ?? 0,
    );
    return {
      levels,
      map: document.querySelector<HTMLElement>('canvas[data-frame]')?.dataset['frame'] ?? '',
      waiting: video.closest('[data-waiting="true"]') !== null,
    };
  }, places);
  return {
    picture: readStamp(seen.levels),
    map: seen.map === '' ? undefined : Number(seen.map),
    waiting: seen.waiting,
  };
}
