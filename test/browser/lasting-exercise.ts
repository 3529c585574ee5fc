import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { exerciseStates } from '../../sim/people.ts';
import { openExercise, openPlatform, type Platform } from '../../src/platform.ts';
import { Flights } from '../../src/server/flights.ts';
import { listenNear } from '../../src/server/http.ts';
import { loopbackAddress } from '../../src/server/identity/cookies.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** The whole service over an exercise of its own, as `atalaya start` opens it, that lasts over days: it can be started again, at a later time. */
export class LastingExercise {
  readonly #folder: string;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  #platform: Platform | undefined;
  #aheadUs = 0;
  url = '';

  private constructor(browser: Browser, folder: string) {
    this.#browser = browser;
    this.#folder = folder;
  }

  static async open(browser: Browser): Promise<LastingExercise> {
    await promisify(execFile)(process.execPath, ['web/build.ts'], { cwd: project });
    const exercise = new LastingExercise(browser, await mkdtemp(join(tmpdir(), 'atalaya-lasting-exercise-')));
    await exercise.#start();
    return exercise;
  }

  /** Moves the service's clock on; what waits for a time by a timer still waits. */
  wait(seconds: number): void {
    this.#aheadUs += seconds * 1e6;
  }

  /** Closes the service and opens it again so much later, over the same folder, at another address. Whoever was signed in is not any more. */
  async restart(afterSeconds: number): Promise<void> {
    await this.#platform?.close();
    this.wait(afterSeconds);
    await this.#start();
  }

  async #start(): Promise<void> {
    const now = (): number => Date.now() * 1_000 + this.#aheadUs;
    const folder = join(this.#folder, 'exercise');
    this.#platform = await openPlatform({
      data: await openExercise(folder, now),
      folder,
      signIn: { exercise: true, address: loopbackAddress },
      states: exerciseStates,
      now,
      say: () => undefined,
      workstation: { flights: new Flights({ transcoder: { kind: 'none' } }), pages: join(project, 'web/dist') },
    });
    this.url = await listenNear(this.#platform.service.http, 0, 1);
  }

  /** A browser's context of its own; signed in as a person of the exercise where one is named. */
  async context(person?: string, options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      viewport: { width: 1366, height: 768 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...options,
    });
    this.#contexts.push(context);
    if (person !== undefined) await this.send(context, 'POST', '/api/session', { person });
    return context;
  }

  /** Asks as the page of a context would. @throws where the service refuses. */
  async send(context: BrowserContext, method: 'POST' | 'PUT', path: string, data: object): Promise<void> {
    const headers = { 'x-atalaya': '1', origin: this.url, 'sec-fetch-site': 'same-origin' };
    const answer = await context.request.fetch(this.url + path, { method, data, headers });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  }

  /** A page at a link, in a context. */
  async page(context: BrowserContext, hash: string): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${this.url}/${hash}`);
    return page;
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    await this.#platform?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
