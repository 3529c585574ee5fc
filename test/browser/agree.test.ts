import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from './chromium.ts';
import { Exercise } from './exercise.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser | undefined;
let why = '';
try {
  browser = await startBrowser();
} catch (error) {
  why = ` (SKIPPED, no browser starts here: ${String(error).split('\n')[0]})`;
}

async function barriersOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate<readonly string[]>(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((it) => it.html).join(' | ')))",
  );
}

const dayMs = 86_400_000;
const soon = new Date(Date.now() + 20 * dayMs).toISOString().slice(0, 10);

/** A box typed in the order of its border, or so that it crosses itself. */
const box = [
  ['29', '-111'],
  ['29', '-109'],
  ['31', '-109'],
  ['31', '-111'],
] as const;
const bow = [box[0], box[2], box[1], box[3]] as const;

describe.skipIf(browser === undefined)(`agreeing in a browser${why}`, () => {
  let exercise: Exercise;
  let requirement = '';
  let organisation = '';
  const pages = new Map<string, Page>();
  const contexts: BrowserContext[] = [];
  const said: string[] = [];

  /** The page of somebody at a machine of their own, at a link; the same again for the same person. */
  const as = async (person: string, hash: string): Promise<Page> => {
    const known = pages.get(person);
    if (known !== undefined) {
      await known.goto(`${exercise.url}/${hash}`);
      return known;
    }
    if (browser === undefined) throw new Error(why);
    const context = await browser.newContext({
      locale: 'en-GB',
      reducedMotion: 'reduce',
      viewport: { width: 1366, height: 768 },
    });
    contexts.push(context);
    const headers = { 'x-atalaya': '1', origin: exercise.url, 'sec-fetch-site': 'same-origin' };
    const answer = await context.request.post(`${exercise.url}/api/session`, { headers, data: { person } });
    if (!answer.ok()) throw new Error(await answer.text());
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(`${exercise.url}/${hash}`);
    pages.set(person, page);
    return page;
  };
  const agreement = '#page=agreements&sel=agreement~agreement-prueba';
  const rowOf = (page: Page) => page.locator('.at-agree-list tbody tr').filter({ hasText: 'agreement-prueba' });
  const done = (page: Page) => page.getByRole('button', { name: /^(Done: entry|Hecho: asiento) \d+/ });

  const typeRing = async (page: Page, ring: readonly (readonly [string, string])[]): Promise<void> => {
    for (const [i, [lat, lon]] of ring.entries()) {
      const latitude = page.getByLabel(`Latitude of vertex ${i + 1}`, { exact: true });
      if ((await latitude.count()) === 0) await page.getByRole('button', { name: 'Add a vertex', exact: true }).click();
      await latitude.fill(lat);
      await page.getByLabel(`Longitude of vertex ${i + 1}`, { exact: true }).fill(lon);
    }
  };
  const addRow = async (
    page: Page,
    list: string,
    row: number,
    cells: Readonly<Record<string, string>>,
  ): Promise<void> => {
    await page.getByRole('button', { name: `Add a row: ${list}` }).click();
    for (const [column, text] of Object.entries(cells)) await page.getByLabel(`${list} ${row}: ${column}`).fill(text);
  };

  beforeAll(async () => {
    if (browser === undefined) throw new Error(why);
    await promisify(execFile)(process.execPath, ['web/build.ts'], { cwd: project });
    exercise = await Exercise.open(join(project, 'web/dist'));
  }, 120_000);
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await exercise?.close();
  });

  it('an agreement is drafted by its form; a border that crosses itself is told with its place, and what is typed outlasts a reload', async () => {
    const page = await as('legal-adviser-usa', '#page=agreements');
    await page.getByText('No agreement is drafted yet').waitFor();
    await page.getByRole('button', { name: 'Draft an agreement' }).click();
    const fields = {
      Id: 'agreement-prueba',
      'Title in English': 'EXERCISE: trial over Sonora',
      'Title in Spanish': 'EJERCICIO: prueba sobre Sonora',
      'Party 1 (three letters)': 'USA',
      'Party 2 (three letters)': 'MEX',
      'Host, over which is flown': 'MEX',
      'Validity: From (UTC)': '2020-01-01',
      'Validity: Until (UTC)': '2099-01-01',
      'Purposes (one a line)': 'laboratories\nwildfire',
      'Sensors (one a line)': 'EO/IR',
      'Roles that are filled (one a line)': 'pilot',
    };
    const form = page.getByRole('form', { name: 'Draft an agreement' });
    for (const [name, text] of Object.entries(fields)) {
      await form
        .getByLabel(new RegExp(`^${name.replaceAll(/[()]/g, '\\$&')}`))
        .first()
        .fill(text);
    }
    for (const [i, state] of ['USA', 'MEX'].entries()) {
      const person = `authorising-officer-${state.toLowerCase()}`;
      await addRow(page, 'Who signs', i + 1, { State: state, Person: person, 'From (UTC)': '2020-01-01' });
    }
    await addRow(page, 'Agencies', 1, { State: 'USA', Agency: 'CBP' });
    await addRow(page, 'Aircraft', 1, { Type: 'MQ-9' });
    await addRow(page, 'Ceilings of hours', 1, { Id: 'day-all', Hours: '20' });
    await typeRing(page, bow);
    await page.getByText(/the border crosses or touches itself or another at 30\.\d+°, -110\.\d+°/).waitFor();
    await page.locator('.at-region-label[data-tone="fault"]').waitFor();
    const send = page
      .getByRole('form', { name: 'Draft an agreement' })
      .getByRole('button', { name: 'Draft an agreement' });
    expect(await send.isDisabled()).toBe(true);
    await typeRing(page, box);
    await page.getByText('The document is whole.').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Draft an agreement' }).click();
    await page.getByText('The document is whole.').waitFor();
    expect(await page.getByLabel('Longitude of vertex 4', { exact: true }).inputValue()).toBe('-111');
  });

  it('an area is drawn by the pointer too: its vertices stand in the table, and the hole is one', async () => {
    const page = await as('legal-adviser-usa', '#page=agreements');
    const form = page.getByRole('form', { name: 'Draft an agreement' });
    if ((await form.count()) === 0) await page.getByRole('button', { name: 'Draft an agreement' }).click();
    const map = page.getByRole('region', { name: 'Map of areas and routes' });
    await map.locator('.maplibregl-canvas').waitFor();
    await page.getByRole('button', { name: 'Show all of it' }).click();
    await page.waitForFunction(() => document.querySelector('.at-region-label') !== null);
    const canvas = await map.locator('.maplibregl-canvas').boundingBox();
    if (canvas === null) throw new Error('The map is not shown');
    const [x, y] = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2];
    await page.getByRole('button', { name: 'Draw a hole on the map' }).click();
    const corners = [
      [-30, -30],
      [30, -30],
      [30, 30],
      [-30, 30],
      [-30, -30],
    ] as const;
    for (const [dx, dy] of corners) {
      await page.mouse.move(x + dx - 2, y + dy);
      await page.mouse.move(x + dx, y + dy);
      await page.mouse.click(x + dx, y + dy);
    }
    await page.getByRole('table', { name: 'Vertices of Hole 1' }).waitFor();
    expect(await page.getByRole('table', { name: 'Vertices of Hole 1' }).locator('tbody tr').count()).toBe(4);
    await page.getByText('The document is whole.').waitFor();
    const latitude = page.getByLabel('Latitude of vertex 1', { exact: true });
    const before = Number(await latitude.inputValue());
    await page.mouse.click(x, y);
    await page.mouse.move(x - 30, y - 30);
    await page.mouse.down();
    for (const step of [2, 8, 14, 20]) await page.mouse.move(x - 30 - step, y - 30 - step);
    await page.mouse.up();
    await page.waitForFunction(
      (was) => Number(document.querySelector<HTMLInputElement>('.at-ring tbody input')?.value) > was,
      before,
    );
    await page.getByText('The document is whole.').waitFor();
    await form.getByRole('button', { name: 'Draft an agreement' }).click();
    await done(page).waitFor();
    await form.getByRole('button', { name: 'Show it' }).click();
    await rowOf(page).getByText('draft').waitFor();
  });

  it('both languages stand side by side, rule by rule', async () => {
    const page = await as('authorising-officer-mex', agreement);
    const table = page.getByRole('table', { name: 'What the document says' });
    await table.getByText('A permitted purpose is: laboratories.').waitFor();
    await table.getByText('Un propósito permitido es: laboratories.').waitFor();
    await table.getByText('EJERCICIO: prueba sobre Sonora').waitFor();
    const [english, spanish] = await Promise.all(['en', 'es'].map((it) => table.locator(`td[lang="${it}"]`).count()));
    expect(english).toBeGreaterThan(20);
    expect(spanish).toBe(english);
  });

  it('whoever drafted it is told before that they may not concur, and after with every reason, in both languages', async () => {
    const page = await as('legal-adviser-usa', agreement);
    await page.getByRole('button', { name: 'Decide', exact: true }).click();
    await page.getByText('As things stand, 3 rules stand against it:').waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Concur with version 1' }).last().click();
    const reasons = page.locator('.at-reasons > li:has(dl)');
    await reasons.first().waitFor();
    const codes = await reasons.locator('dd > code').allTextContents();
    expect(codes).toEqual(expect.arrayContaining(['duty-drafter-does-not-concur']));
    expect(await reasons.filter({ hasText: 'What helps' }).count()).toBe(codes.length);
    await page.getByLabel('Language').selectOption('es');
    await page
      .getByRole('alert')
      .filter({ hasText: /^Rechazad[oa]/ })
      .waitFor();
    await page.getByText('Tal como están las cosas, 3 reglas se oponen:').waitFor();
    await page.getByLabel('Idioma').selectOption('en');
  });

  it('two people of two states concur, each with the exact hash and a fresh sign-in; then it is in force', async () => {
    for (const state of ['usa', 'mex']) {
      const page = await as(`authorising-officer-${state}`, agreement);
      await page.getByRole('button', { name: 'Decide', exact: true }).click();
      await page.getByText('As far as can be told here, nothing stands against it.').waitFor();
      exercise.later(600);
      await page.getByRole('main').getByRole('button', { name: 'Concur with version 1' }).last().click();
      await page.getByRole('button', { name: 'Confirm who I am, and send it again' }).click();
      await done(page).waitFor();
      await rowOf(page)
        .getByText(state === 'usa' ? 'waits for MEX' : 'in force', { exact: true })
        .waitFor();
    }
    const page = await as('authorising-officer-mex', agreement);
    await rowOf(page).getByText('day-all: 20.0 of 20.0 h left (day)').waitFor();
  });

  it('one party suspends it at once, and both see by whom', async () => {
    const page = await as('authorising-officer-mex', agreement);
    await page.getByRole('button', { name: 'Decide', exact: true }).click();
    await page.getByRole('group', { name: 'What is decided' }).getByRole('button', { name: 'Suspend' }).click();
    await page.getByLabel('Reason (stands in the log)').fill('The exercise asks for it');
    await page.getByRole('main').getByRole('button', { name: 'Suspend', exact: true }).last().click();
    await done(page).waitFor();
    const other = await as('authorising-officer-usa', agreement);
    await rowOf(other).getByText('suspended by MEX').waitFor();
    await other.getByRole('complementary').getByText('Suspensions').waitFor();
    await other
      .getByRole('complementary')
      .getByText(/^MEX: from/)
      .waitFor();
    await other.getByRole('button', { name: 'Decide', exact: true }).click();
    await other.getByRole('group', { name: 'What is decided' }).getByRole('button', { name: 'Resume' }).click();
    await other.getByText('nothing-suspended').waitFor();
  });

  it('the next version is written from the last, and says which fields it changes', async () => {
    const page = await as('legal-adviser-usa', agreement);
    await page.getByRole('button', { name: 'Amend', exact: true }).click();
    await page.getByText('The document is whole.').waitFor();
    await page.getByLabel('Purposes (one a line)').fill('laboratories\nsearch and rescue');
    await page.getByRole('main').getByRole('button', { name: 'Write version 2' }).click();
    await done(page).waitFor();
    await page.getByRole('button', { name: 'Versions', exact: true }).click();
    const second = page.getByRole('region', { name: 'version 2', exact: true });
    await second.getByText('Compared with version 1: 1 field changed').waitFor();
    await second.getByText('/purposes/1').waitFor();
    await second.locator('del', { hasText: 'wildfire' }).waitFor();
    await second.locator('ins', { hasText: 'search and rescue' }).waitFor();
  });

  it('a requirement is written, submitted, validated beside what asks the same, and tasked', async () => {
    const area = {
      id: 'valley',
      outer: box.map(([lat, lon]) => ({ latitudeDeg: Number(lat), longitudeDeg: Number(lon) })),
    };
    const asked = {
      ...{
        compartment: 'operations',
        question: 'Is the strip used?',
        purpose: 'laboratories',
        lawfulPurpose: 'Order 7',
      },
      ...{ essentialElements: ['Aircraft on the ground'], indicators: ['Tracks'] },
      area: {
        ...area,
        band: { lower: { reference: 'AGL', altitudeM: 0 }, upper: { reference: 'AGL', altitudeM: 3000 } },
      },
      latestUsefulUs: (Date.now() + 20 * dayMs) * 1_000,
    };
    requirement = await exercise.makes('requester-mex', 'agree.draft-requirement', asked);
    await exercise.does('requester-mex', 'agree.submit-requirement', { requirement });
    const page = await as('requester-usa', '#page=requirements');
    await page.getByRole('button', { name: 'Write a requirement' }).click();
    await page.getByLabel('Question').fill('Is the road used at night?');
    await page.getByLabel(/^Purpose/).fill('laboratories');
    await page.getByLabel('Latest useful time (UTC)').fill(`${soon} 12:00`);
    await page.getByLabel(/^Essential elements/).fill('Vehicles\nWhere they turn off');
    await page.getByLabel(/^Indicators/).fill('Lights');
    await page.getByLabel('Law by which it may be asked').fill('Exercise order 7');
    await typeRing(page, box);
    await page
      .getByRole('form', { name: 'Write a requirement' })
      .getByRole('button', { name: 'Write a requirement' })
      .click();
    await done(page).waitFor();
    await page.getByRole('button', { name: 'Is the road used at night?' }).click();
    await page.getByRole('form', { name: 'Next steps' }).getByRole('button', { name: 'Submit' }).last().click();
    await page.getByRole('form', { name: 'Next steps' }).getByRole('button', { name: /^Done/ }).waitFor();
    const { hash } = new URL(page.url());
    const manager = await as('collection-manager-usa', hash);
    await manager.getByText('1 requirement asks for the same purpose, of an area and a time that overlap.').waitFor();
    expect(await manager.getByRole('checkbox', { name: 'Is the strip used?' }).isChecked()).toBe(true);
    await manager.getByLabel('What is known already').fill('Seen in June by day');
    const steps = manager.getByRole('form', { name: 'Next steps' });
    await steps.getByRole('button', { name: 'Validate' }).last().click();
    await steps.getByRole('button', { name: /^Done/ }).waitFor();
    await manager.getByRole('complementary').getByText('Seen in June by day').waitFor();
    await steps.getByRole('button', { name: 'Task it' }).last().click();
    await manager.locator('.at-agree-list tbody tr').filter({ hasText: 'road' }).getByText('tasked').waitFor();
  });

  it('an organisation is named; what is pending is said to be, and likelihood and confidence stand apart', async () => {
    const page = await as('analyst-usa', '#page=organisations');
    await page.getByText('Organisations only: nothing here names or describes a person.').waitFor();
    await page.getByRole('button', { name: 'Name an organisation' }).click();
    const naming = page.getByRole('form', { name: 'Name an organisation' });
    await naming.getByLabel('Name').fill('Organización Sierra (ficticia)');
    await naming.getByRole('button', { name: 'Name an organisation' }).click();
    await naming.getByRole('button', { name: /^Done/ }).waitFor();
    await page.getByRole('button', { name: 'Organización Sierra (ficticia)' }).click();
    await page.waitForFunction(() => /organisation(~|%7E)/.test(location.hash));
    organisation = /organisation(?:~|%7E)([0-9a-z-]+)/.exec(page.url())?.[1] ?? '';
    for (const [state, from] of [
      ['usa', '2020-01-01T00:00:00Z'],
      ['mex', '2098-03-01T00:00:00Z'],
    ] as const) {
      const status = {
        state: state.toUpperCase(),
        status: 'designated',
        window: { from, until: null },
        source: 'Notice 3',
      };
      await exercise.does(`legal-adviser-${state}`, 'agree.state-legal-status', { organisation, status });
    }
    const row = page.locator('.at-agree-list tbody tr');
    await row.getByText('pending, from 2098-03-01 00:00Z').waitFor();
    const link = page.getByRole('form', { name: 'Link it' });
    await link.getByLabel('Id', { exact: true }).fill(requirement);
    await link.getByLabel('Likelihood').selectOption('likely');
    await link.getByLabel('Confidence').selectOption('low');
    await link.getByLabel('Basis').fill('One report of the exercise');
    await link.getByRole('button', { name: 'Link it' }).click();
    const card = page.locator('.at-judged');
    await card.waitFor();
    expect(await card.locator('dd').allTextContents()).toEqual([
      'likely (55–80 %)',
      'low',
      'One report of the exercise',
    ]);
    // What an analyst may not do is there, and says whose it is.
    await page
      .getByRole('form', { name: 'State its legal status' })
      .getByText(/Done by: legal adviser\. You act as analyst/)
      .waitFor();
  });

  it('lists are walked by the keyboard, and the map is never made anew', async () => {
    const page = await as('analyst-usa', '#page=requirements');
    const buttons = page.locator('.at-agree-list tbody button');
    await buttons.nth(1).waitFor();
    const canvas = page.locator('.at-region-map canvas.maplibregl-canvas');
    await canvas.evaluate((it) => it.setAttribute('data-kept', 'yes'));
    await buttons.first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await buttons.nth(1).evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.includes('sel=requirement'));
    for (const name of ['Agreements', 'Organisations']) await page.getByRole('button', { name, exact: true }).click();
    await page.keyboard.press('Alt+9');
    await page.getByRole('button', { name: 'Clearances' }).waitFor();
    await page.keyboard.press('Alt+1');
    await page.keyboard.press('Alt+6');
    await page.locator('.at-agree-list tbody button').first().waitFor();
    expect(await canvas.getAttribute('data-kept')).toBe('yes');
  });

  it.each(['dark', 'light'])('has no barriers that can be found by machine, %s', async (theme) => {
    const links = [
      'page=agreements&sel=agreement~agreement-prueba',
      `page=requirements&sel=requirement~${requirement}`,
      `page=organisations&sel=organisation~${organisation}`,
    ];
    for (const link of links) {
      const page = await as('authorising-officer-usa', `#${link}&theme=${theme}&lang=en`);
      await page.reload();
      await page.locator('.at-agree-detail h2').waitFor();
      await page.getByRole('complementary').getByRole('heading', { name: 'History' }).waitFor();
      expect(await barriersOf(page)).toEqual([]);
      if (!link.includes('agreement~')) continue;
      for (const tab of ['Versions', 'Decide', 'Amend']) {
        await page.getByRole('button', { name: tab, exact: true }).click();
        expect(await barriersOf(page)).toEqual([]);
      }
    }
  });

  it('threw nothing', () => {
    expect(said).toEqual([]);
  });
});
