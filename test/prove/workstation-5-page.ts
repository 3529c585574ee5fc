import { loadavg } from 'node:os';
import type { Browser, Page } from 'playwright-core';
import type { Random } from '../../sim/random.ts';
import { demonstrationSortie } from '../../sim/recording.ts';
import { frameCount } from '../../sim/sortie.ts';
import type { OpenFlight } from '../../src/server/flight.ts';
import type { Service } from '../../src/server/service.ts';
import { timeAt } from '../../web/src/observe/timeline/axis.ts';
import { type Painted, type Start, watchFor } from '../browser/painted.ts';
import { type Memory, PlainPage } from '../browser/plain-page.ts';

const firstPictureMs = 3000;
const seekMs = 1000;
const memoryMB = 600;
const links = 5;
const seeks = 40;
const unreadSeeks = 8;
const playS = 180;
const lookS = 30;

/** A line of what was measured, and whether it is within its bar; lines without a bar only tell. */
export type Line = readonly [text: string, ok?: boolean];

export interface Pages {
  readonly browser: Browser;
  /** Where the browser takes orders beside its own driver. */
  readonly port: number;
  readonly service: Service;
  readonly url: string;
  /** The recording. */
  readonly path: string;
  readonly random: Random;
  /** Seconds it is played at most. */
  readonly durationS: number;
  tell(line: Line): void;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const load = (): string => `load ${(loadavg()[0] ?? 0).toFixed(1)}`;
const ms = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(0)} ms` : 'not in time');

function shareOf(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `median ${ms(shareOf(sorted, 0.5))}, 95 % ${ms(shareOf(sorted, 0.95))}, most ${ms(shareOf(sorted, 1))}`;
}

const memoryText = (now: Memory): string =>
  `all processes ${now.browserPssMB.toFixed(0)} MB, of it the page's ${now.rendererPssMB.toFixed(0)} MB ` +
  `(resident ${now.rendererRssMB.toFixed(0)} MB), drawing ${now.drawingPssMB.toFixed(0)} MB; script heap ${now.heapMB.toFixed(0)} MB`;

/** A page of its own, with nothing kept from others. */
async function freshPage({ browser }: Pages): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  return await context.newPage();
}

function watch(page: Page, start: Start, frames: readonly number[], withMap: boolean): Promise<() => Promise<Painted>> {
  return watchFor(page, {
    start,
    stamps: frames.map((frame) => frame % frameCount(demonstrationSortie)),
    frames: withMap ? frames : [],
    columns: 640,
    rows: 480,
    patienceMs: 20_000,
  });
}

/** From the file chosen in the page to its first picture: it is sent to the service meanwhile. */
export async function fileOpened(pages: Pages): Promise<void> {
  const { service, url, path, tell } = pages;
  const page = await freshPage(pages);
  // A listener that stays: Playwright takes file choosers over only while there is one, and is late to begin with it.
  page.on('filechooser', () => undefined);
  await page.goto(url);
  await page.getByRole('button', { name: 'Open a recording' }).first().waitFor();
  const seen = await watch(page, 'file', [0], false);
  const chosen = page.waitForEvent('filechooser');
  await page.keyboard.press('o');
  await (await chosen).setFiles(path);
  const first = (await seen()).pictureMs ?? Number.POSITIVE_INFINITY;
  tell([
    `first picture ${ms(first)} after the file was chosen (${ms(firstPictureMs)}), ${load()}`,
    first <= firstPictureMs,
  ]);
  await page.context().close();
  for (const flight of service.flights.list()) await service.flights.close(flight.id);
}

/** From a link to the picture of its moment, and to its frame on the map. */
export async function linksOpened(pages: Pages, flight: OpenFlight): Promise<Page> {
  const { random, tell, url } = pages;
  const all: Painted[] = [];
  let page = await freshPage(pages);
  for (let i = 0; i < links; i++) {
    if (i > 0) {
      await page.context().close();
      page = await freshPage(pages);
    }
    const frame = Math.floor(random.uniform() * (flight.poses.length - 1));
    const atS = (flight.video.firstPtsS ?? 0) + frame / demonstrationSortie.rateHz + 1e-6;
    await page.goto(`${url}/#flight=${flight.id}&t=${atS.toFixed(6)}`, { waitUntil: 'commit' });
    all.push(await (await watch(page, 'link', [frame - 1, frame, frame + 1], true))());
  }
  const pictures = all.map(({ pictureMs }) => pictureMs ?? Number.POSITIVE_INFINITY);
  const maps = all.map(({ mapMs }) => mapMs ?? Number.POSITIVE_INFINITY);
  tell([
    `first picture of ${links} links: ${spread(pictures)} (${ms(firstPictureMs)}), ${load()}`,
    Math.max(...pictures) <= firstPictureMs,
  ]);
  tell([`the map with it: ${spread(maps)}`]);
  return page;
}

/** Presses the timeline at a share of its length and waits for the picture (and the map) of that moment. */
async function press(page: Page, flight: OpenFlight, share: number, withMap: boolean): Promise<Painted> {
  const axis = page.getByRole('slider', { name: 'Moment' });
  const box = await axis.evaluate((element: HTMLElement) => {
    const { left, top } = element.getBoundingClientRect();
    return { left, top, width: element.clientWidth };
  });
  const x = Math.round(box.left + box.width * share);
  const video = flight.view().video;
  if (video === null) throw new Error('There is no video');
  const atS = timeAt({ fromS: video.firstPtsS, toS: video.lastPtsS }, box.width, x - box.left);
  const frame = Math.floor((atS - video.firstPtsS) * demonstrationSortie.rateHz + 1e-3);
  const seen = await watch(page, 'press', [frame - 1, frame, frame + 1], withMap);
  await page.mouse.click(x, box.top + 5);
  return await seen();
}

export async function seeksIn(pages: Pages, page: Page, flight: OpenFlight): Promise<void> {
  const { random, tell } = pages;
  const all: Painted[] = [];
  for (let i = 0; i < seeks; i++) {
    all.push(await press(page, flight, 0.01 + 0.98 * random.uniform(), true));
    await pause(100 + 400 * random.uniform());
  }
  const pictures = all.map(({ pictureMs }) => pictureMs ?? Number.POSITIVE_INFINITY);
  const maps = all.map(({ mapMs }) => mapMs ?? Number.POSITIVE_INFINITY);
  tell([
    `${seeks} seeks, to the picture: ${spread(pictures)} (${ms(seekMs)}), ${load()}`,
    Math.max(...pictures) <= seekMs,
  ]);
  tell([`to picture and map: ${spread(maps)}`]);
}

/** While the recording is still read: its far parts are entered, and the page says that their metadata is to come. */
export async function seeksUnread(pages: Pages, flight: OpenFlight): Promise<void> {
  const { random, tell, url } = pages;
  const page = await freshPage(pages);
  while (flight.poses.length === 0 && flight.state === 'reading') await pause(10);
  await page.goto(`${url}/#flight=${flight.id}`, { waitUntil: 'commit' });
  const { pictureMs } = await (await watch(page, 'link', [0, 1], false))();
  tell([`first picture ${ms(pictureMs ?? Number.POSITIVE_INFINITY)} after the link, while it is read, ${load()}`]);
  const pictures: number[] = [];
  let said = 0;
  for (let i = 0; i < unreadSeeks && flight.state === 'reading'; i++) {
    const read = flight.progress().bytesRead / flight.progress().bytesTotal;
    if (read > 0.85) break;
    const share = Math.max(read + 0.1, 0.9 + 0.09 * random.uniform());
    const { pictureMs: shownMs } = await press(page, flight, share, false);
    pictures.push(shownMs ?? Number.POSITIVE_INFINITY);
    const told = await page.locator('.at-unread').getByText('This moment is still being read').isVisible();
    // Nothing of another moment may stand on the map instead.
    if (told && (await page.locator('canvas[data-frame=""]').count()) === 1) said += 1;
  }
  await page.context().close();
  if (pictures.length === 0) {
    tell(['no seek into the unread part: it was read too fast']);
    return;
  }
  tell([
    `${pictures.length} seeks beyond what is read: ${spread(pictures)} (${ms(seekMs)}), ${load()}`,
    Math.max(...pictures) <= seekMs,
  ]);
  tell([`the page said that the metadata is to come: ${said} of ${pictures.length}`, said === pictures.length]);
}

/** Memory after opening, after seeks and while the recording plays; the bar is on all the browser's processes together. */
export async function memoryOver({ port, random, url, durationS, tell }: Pages, flight: OpenFlight): Promise<void> {
  const atS = (flight.video.firstPtsS ?? 0) + 0.1 * durationS;
  const page = await PlainPage.open(port, `${url}/#flight=${flight.id}&t=${atS}`);
  const looks: Memory[] = [];
  const look = async (when: string): Promise<void> => {
    const now = await page.memory();
    looks.push(now);
    tell([`memory ${when}: ${memoryText(now)}`]);
  };
  await pause(6000);
  await look('after opening');
  const axis = String(
    await page.value(
      `(({ left, top, width }) => [left, top, width].join(' '))(document.querySelector('.at-strip-axis').getBoundingClientRect())`,
    ),
  );
  const [left = 0, top = 0, width = 0] = axis.split(' ').map(Number);
  const clickAt = (share: number): Promise<void> => page.click(Math.round(left + width * share), top + 5);
  for (let i = 0; i < 2 * seeks; i++) {
    await clickAt(0.01 + 0.98 * random.uniform());
    await pause(seekMs);
    if (i === seeks - 1) await look(`after ${seeks} seeks`);
  }
  await look(`after ${2 * seeks} seeks`);
  await clickAt(0.05);
  await pause(seekMs);
  const shownS = async (): Promise<number> => Number(await page.value(`document.querySelector('video').dataset.ptsS`));
  const fromS = await shownS();
  await page.pressSpace();
  const secondsPlayed = Math.min(playS, durationS / 2);
  for (let goneS = lookS; goneS <= secondsPlayed; goneS += lookS) {
    await pause(lookS * 1000);
    await look(`after playing ${goneS} s`);
  }
  tell([`played ${((await shownS()) - fromS).toFixed(0)} s of the recording, ${load()}`]);
  page.close();
  const most = Math.max(...looks.map(({ browserPssMB }) => browserPssMB));
  const mostPage = Math.max(...looks.map(({ rendererPssMB }) => rendererPssMB));
  tell([`the page's process held ${mostPage.toFixed(0)} MB at most`]);
  tell([`all processes of the browser held ${most.toFixed(0)} MB at most (${memoryMB} MB)`, most <= memoryMB]);
}
