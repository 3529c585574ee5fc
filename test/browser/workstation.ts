import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { simulatedBudget } from '../../sim/errors.ts';
import { simulatedVideoRecording } from '../../sim/recording.ts';
import type { SortieOptions } from '../../sim/sortie.ts';
import { createService, type Service } from '../../src/server/service.ts';
import { startBrowser } from './chromium.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

export const sortie: SortieOptions = {
  seed: 11,
  durationS: 12,
  rateHz: 10,
  startTimeUs: Date.UTC(2026, 0, 15, 15) * 1000,
};

/** What a page under test complained of: errors thrown, and those on its console. */
const complaints = new WeakMap<Page, string[]>();

/** The browser says each of these by itself, though nothing is amiss: what it says, and why that is no fault. All else is one. */
export const accepted: readonly { readonly says: RegExp; readonly why: string }[] = [
  {
    says: /status of 409 \(Conflict\) \S+\/api\/flights\/[\w-]+\/video\?fromS=/,
    why: 'a recording that is still read has no keyframe yet: the page waits, and asks again',
  },
  {
    says: /status of 404 \(Not Found\) \S+\/api\/identity$/,
    why: 'the workstation alone keeps no log: the page asks once whether there is a door, and goes on without',
  },
];

export function complaintsOf(page: Page): readonly string[] {
  return (complaints.get(page) ?? []).filter((said) => !accepted.some(({ says }) => says.test(said)));
}

/** The workstation with a short simulated sortie open in it, and a browser to look at it. */
export class Workstation {
  readonly url: string;
  readonly flightId: string;
  readonly frames: number;
  readonly service: Service;
  readonly #browser: Browser;
  readonly #folder: string;

  private constructor(service: Service, browser: Browser, url: string, flightId: string, folder: string) {
    this.service = service;
    this.#browser = browser;
    this.url = url;
    this.flightId = flightId;
    this.frames = service.flights.get(flightId).poses.length;
    this.#folder = folder;
  }

  static async open(browser: Browser, sizes: Partial<SortieOptions> = {}): Promise<Workstation> {
    await promisify(execFile)(process.execPath, ['web/build.ts'], { cwd: project });
    const folder = await mkdtemp(join(tmpdir(), 'atalaya-browser-test-'));
    const path = join(folder, 'sortie.ts');
    const { terrain, chunks } = simulatedVideoRecording({ ...sortie, ...sizes });
    const bytes: Uint8Array[] = [];
    for await (const chunk of chunks) bytes.push(chunk);
    await writeFile(path, Buffer.concat(bytes));
    const service = await createService({
      transcoder: { kind: 'none' },
      say: () => undefined,
      pages: join(project, 'web/dist'),
    });
    const flight = await service.flights.openLocal({ path, simulated: true, terrain, budget: simulatedBudget });
    await flight.read();
    return new Workstation(service, browser, await service.listen(0), flight.id, folder);
  }

  /** Browser, service and flight; what failed is told by the first that does. */
  static async start(sizes: Partial<SortieOptions> = {}): Promise<Workstation> {
    const browser = await startBrowser();
    try {
      return await Workstation.open(browser, sizes);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.service.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A page of its own, at a link. */
  async page(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: 1366, height: 768 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    // A listener that stays: Playwright takes file choosers over only while there is one, and is late to begin with it.
    page.on('filechooser', () => undefined);
    const said: string[] = [];
    complaints.set(page, said);
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') said.push(`${message.text()} ${message.location().url}`);
    });
    await page.goto(`${this.url}/${hash}`);
    return page;
  }

  /** A page with the flight shown, its first picture on the screen and the frame drawn on the map. */
  async flown(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.page(hash === '' ? `#flight=${this.flightId}` : hash, options);
    await settled(page);
    return page;
  }
}

/** Waits until a picture is shown that is not about to be replaced, and its frame is on the map. */
export async function settled(page: Page): Promise<void> {
  await page.locator('[data-waiting="false"] video[data-pts-s]').waitFor({ state: 'attached' });
  await page.locator('canvas[data-frame]:not([data-frame=""])').waitFor({ state: 'attached' });
}
