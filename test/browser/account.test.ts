import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DoorClient, players } from '../door.ts';
import { startBrowser } from './chromium.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const address = 'http://127.0.0.1:8400';
const person = 'pilar';

let browser: Browser | undefined;
let why = '';
try {
  browser = await startBrowser();
} catch (error) {
  why = ` (SKIPPED, no browser starts here: ${String(error).split('\n')[0]})`;
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

/** The page as a service with a door gives it. */
const withDoor = (page: Buffer): Buffer =>
  Buffer.from(page.toString('utf8').replace('name="atalaya-door" content="no"', 'name="atalaya-door" content="yes"'));

/** The built page, over the door of a test; who is signed in is said here, as its sessions would. */
async function answer(route: Route, door: DoorClient): Promise<void> {
  const { pathname, search } = new URL(route.request().url());
  if (!pathname.startsWith('/api')) {
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const file = await readFile(join(project, 'web/dist', name));
    const body = name === 'index.html' ? withDoor(file) : file;
    return route.fulfill({ body, contentType: types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream' });
  }
  if (pathname === '/api/identity') {
    const office = players[person]?.office;
    const session = { person, office, offices: [office], compartments: [], signedInAgoS: 1, stepUpAgoS: null };
    return route.fulfill({ json: { signInBy: 'chooser', session } });
  }
  if (pathname === '/api/identity/players') return route.fulfill({ json: [] });
  if (pathname === '/api/events') return route.fulfill({ contentType: 'text/event-stream', body: ': entries\n\n' });
  const body: unknown = route.request().postDataJSON();
  const got = await (body === null
    ? door.get(person, pathname + search)
    : door.post(person, pathname, body, { 'x-atalaya': (await route.request().allHeaders())['x-atalaya'] ?? '' }));
  return route.fulfill({ status: got.statusCode, body: got.body, contentType: String(got.headers['content-type']) });
}

describe.skipIf(browser === undefined)(`the log in a browser${why}`, () => {
  let door: DoorClient;
  let page: Page;
  beforeAll(async () => {
    if (browser === undefined) throw new Error(why);
    await promisify(execFile)(process.execPath, ['web/build.ts'], { cwd: project });
    door = await DoorClient.open();
    await door.data.log.publish();
    page = await browser.newPage({ locale: 'en-GB', reducedMotion: 'reduce', viewport: { width: 1366, height: 768 } });
    page.setDefaultTimeout(10_000);
    await page.route('**/*', (route) => answer(route, door));
    await page.goto(`${address}/#page=log`);
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await door?.close();
  });

  it('lists the entries, and checks the proof of the one that is chosen', async () => {
    await page
      .getByRole('row', { name: /Office granted/ })
      .first()
      .click();
    await page.locator('.at-proof li[data-outcome="checked"]').nth(3).waitFor();
    const steps = await page.locator('.at-proof li').evaluateAll((those) => those.map((one) => one.dataset['outcome']));
    // No key of the log is known to this page: its signature alone is open.
    expect(steps).toEqual(['checked', 'checked', 'checked', 'checked', 'open']);
    expect(new URL(page.url()).hash).toMatch(/sel=entry/);
  });

  it('takes a concern, and names its entry', async () => {
    await page.getByRole('button', { name: 'Concerns' }).click();
    await page.getByLabel('What is the concern').fill('A test of the way to the inspectors');
    await page.getByRole('button', { name: 'Raise it' }).click();
    await page.getByRole('button', { name: /^Done: entry/ }).waitFor();
  });

  it('says the same in Spanish', async () => {
    await page.getByLabel('Language').selectOption('es');
    await page.getByRole('button', { name: 'Registro', exact: true }).click();
    await page
      .getByRole('row', { name: /Cargo otorgado/ })
      .first()
      .waitFor();
  });
});
