import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked } from '../authority-story.ts';
import { startBrowser } from './chromium.ts';
import { Exercise } from './exercise.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const requirement = {
  compartment: 'operations',
  ...asked,
  question: 'Is the strip in use?',
  latestUsefulUs: (Date.now() + 86_400_000) * 1_000,
};

let browser: Browser | undefined;
let why = '';
try {
  browser = await startBrowser();
} catch (error) {
  why = ` (SKIPPED, no browser starts here: ${String(error).split('\n')[0]})`;
}

/** What is shown of a list that draws only what is in view: the indexes of the entries, from above. */
const indexes = (page: Page) =>
  page.locator('tr.at-log-row[id] td:first-child').evaluateAll((those) => those.map((one) => Number(one.textContent)));

const outcomes = (page: Page) =>
  page.locator('.at-proof li').evaluateAll((those) => those.map((one) => one.getAttribute('data-outcome')));

describe.skipIf(browser === undefined)(`the log and its people in a browser${why}`, () => {
  let exercise: Exercise;
  let context: BrowserContext;
  let page: Page;
  const said: string[] = [];

  const open = async (hash: string, from = context): Promise<Page> => {
    const opened = await from.newPage();
    opened.setDefaultTimeout(10_000);
    opened.on('pageerror', (error) => said.push(String(error)));
    await opened.goto(`${exercise.url}/${hash}`);
    return opened;
  };
  /** Chooses by the keyboard alone whom to be. */
  const be = async (search: string, who: RegExp): Promise<void> => {
    await page.keyboard.press('w');
    const field = page.getByRole('combobox', { name: /Act as|Actuar como/ });
    await field.fill(search);
    await field.press('Enter');
    await page.getByRole('button', { name: who }).waitFor();
    await field.waitFor({ state: 'detached' });
  };

  beforeAll(async () => {
    if (browser === undefined) throw new Error(why);
    await promisify(execFile)(process.execPath, ['web/build.ts'], { cwd: project });
    exercise = await Exercise.open(join(project, 'web/dist'));
    context = await browser.newContext({
      locale: 'en-GB',
      reducedMotion: 'reduce',
      viewport: { width: 1366, height: 768 },
    });
    page = await open('#page=log');
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await exercise?.close();
  });

  it('is an exercise: whoever sits there is whom they choose, by the keyboard', async () => {
    await page.getByText('EXERCISE // SIMULATED').first().waitFor();
    await page.getByRole('heading', { name: 'Sign in to read the log' }).waitFor();
    await page.keyboard.press('w');
    const options = page.getByRole('option');
    await options.nth(20).waitFor();
    expect(await page.getByRole('group', { name: 'MEX' }).getByRole('option').count()).toBe(10);
    await page.keyboard.press('Escape');
    await be('personnel usa', /^you: personnel officer, USA/);
    await page.getByRole('button', { name: /^log 100 cosigned USA MEX$/ }).waitFor();
  });

  it('a filter lives in the link: opened again it shows the same, and back shows what was before', async () => {
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('account.office-granted');
    await page.getByRole('textbox', { name: 'State' }).fill('MEX');
    await page.getByRole('textbox', { name: 'State' }).press('Enter');
    await page.getByText('10 entries found').waitFor();
    await page
      .getByRole('row', { name: /Office granted/ })
      .nth(3)
      .click();
    const shown = await indexes(page);
    expect(shown).toHaveLength(10);
    const { hash } = new URL(page.url());
    const again = await open(hash);
    await again.locator('tr[aria-selected="true"]').waitFor();
    expect(await indexes(again)).toEqual(shown);
    expect(await again.locator('tr[aria-selected="true"] td').first().textContent()).toBe(String(shown[3]));
    await again.close();
    for (let i = 0; i < 3; i++) await page.goBack();
    await page.getByText('100 entries', { exact: true }).waitFor();
  });

  it('the proof of an entry is checked in the page to the last signature, and so is what it says', async () => {
    await page
      .getByRole('row', { name: /Office granted/ })
      .last()
      .click();
    await page.getByText('Proved: this entry stands in the log').waitFor();
    // Entry, leaf, checkpoint, path, the log's signature, and a cosignature of each state.
    expect(await outcomes(page)).toEqual(Array.from({ length: 7 }, () => 'checked'));
    await page.getByText('Checked here: this is what the entry was committed to.').waitFor();
    await page.locator('.at-checkpoint summary').click();
    const rows = page.locator('.at-checkpoint-table tbody tr');
    expect(await rows.count()).toBe(3);
    for (const state of ['USA', 'MEX']) {
      await rows
        .filter({ hasText: state })
        .filter({ hasText: /checked.*100.*\d{4}-\d{2}-\d{2}/ })
        .waitFor();
    }
    await page.locator('.at-checkpoint summary').click();
  });

  it('walks by the keyboard; what comes meanwhile waits below, and is a key away', async () => {
    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.locator('tr[aria-selected="true"]', { hasText: 'Person registered' }).waitFor();
    const before = await indexes(page);
    for (let i = 0; i < 2; i++) await exercise.does('requester-usa', 'agree.draft-requirement', requirement);
    await page.getByRole('button', { name: '2 new entries below' }).waitFor();
    expect(await indexes(page)).toEqual(before);
    await page.keyboard.press('n');
    await page
      .getByRole('row', { name: /Requirement drafted/ })
      .last()
      .waitFor();
    expect((await indexes(page)).at(-1)).toBe(101);
    await page.getByRole('button', { name: /^log 102 cosigned USA MEX$/ }).waitFor();
  });

  it('a log that goes on is said to; one that is rolled back, in red', async () => {
    const goesOn = await open('#page=log');
    await goesOn.getByText(/as this browser saw it|goes on from the/).waitFor();
    const kept = (await goesOn.evaluate(() => localStorage.getItem('atalaya.seen'))) ?? '';
    // Written while the page is not there: it notes what it sees itself.
    const openHavingSeen = async (text: string): Promise<void> => {
      await goesOn.goto(`${exercise.url}/icon.svg`);
      await goesOn.evaluate((seen) => localStorage.setItem('atalaya.seen', seen), text);
      await goesOn.goto(`${exercise.url}/#page=log`);
    };
    const size = Number(/"size":(\d+)/.exec(kept)?.[1]);
    await openHavingSeen(kept.replace(/"size":\d+/, `"size":${size + 100}`));
    await goesOn.getByRole('alert').filter({ hasText: 'THE LOG WAS ROLLED BACK' }).waitFor();
    await goesOn.getByText('LOG ROLLED BACK', { exact: true }).waitFor();
    // A tree of the same size with another root was never a beginning of this one.
    await openHavingSeen(kept.replace(/"root":"./, (text) => `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`));
    await goesOn.getByText('THE LOG WAS REWRITTEN').waitFor();
    await openHavingSeen(kept);
    await goesOn.close();
  });

  it('a grant is made, and names its entry; what was typed outlasts a reload', async () => {
    await page.getByRole('button', { name: 'People and compartments' }).click();
    await page.getByRole('button', { name: 'analyst-usa' }).click();
    await page.getByLabel('Compartment', { exact: true }).fill('notices');
    await page.getByLabel('Reason (stands in the log)').fill('The exercise asks for it');
    await page.reload();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    expect(await page.getByLabel('Reason (stands in the log)').inputValue()).toBe('The exercise asks for it');
    await page.getByRole('button', { name: 'Grant a compartment' }).click();
    await page.getByRole('button', { name: 'Done: entry 102 of the log' }).waitFor();
    await page.getByText('notices; by personnel-officer-usa: The exercise asks for it').waitFor();
  });

  it('an old sign-in is renewed on the spot, and the same is sent again', async () => {
    exercise.later(600);
    await page.getByLabel('Compartment', { exact: true }).fill('rules');
    await page.getByLabel('Reason (stands in the log)').fill('Ten minutes later');
    await page.getByRole('button', { name: 'Grant a compartment' }).click();
    const refused = page.getByRole('alert').filter({ hasText: 'acting-freshly-signed-in' });
    await refused.getByRole('button', { name: 'Confirm who I am, and send it again' }).click();
    await page.getByRole('button', { name: /^Done: entry \d+ of the log/ }).waitFor();
    await page.getByText('rules; by personnel-officer-usa: Ten minutes later').waitFor();
  });

  it('whoever may not is told so before, and after with every reason, in both languages', async () => {
    await be('inspector mex', /^you: inspector, MEX/);
    exercise.later(600);
    await page.getByRole('button', { name: 'pilot-usa' }).click();
    await page.getByText(/Done by: personnel officer\. You act as inspector/).waitFor();
    await page.getByLabel('Compartment', { exact: true }).fill('rules');
    await page.getByLabel('Reason (stands in the log)').fill('Curiosity');
    await page.getByRole('button', { name: 'Grant a compartment' }).click();
    const reasons = page.locator('.at-reasons > li:has(dl)');
    await reasons.first().waitFor();
    const count = await reasons.count();
    expect(count).toBeGreaterThan(1);
    const codes = await reasons.locator('code').allTextContents();
    expect(codes).toEqual(expect.arrayContaining(['acting-on-what-is-of-own-state', 'acting-freshly-signed-in']));
    const helps = await reasons.filter({ hasText: 'What helps' }).count();
    expect(helps).toBe(count);
    await page.getByLabel('Language').selectOption('es');
    await page
      .getByRole('alert')
      .filter({ hasText: /^Rechazado/ })
      .waitFor();
    await reasons.filter({ hasText: /Solicítelo al Estado al que pertenece/ }).waitFor();
    expect(await page.getByLabel('Motivo (consta en el registro)').inputValue()).toBe('Curiosity');
    await page.getByRole('button', { name: 'Registro', exact: true }).click();
    await page
      .getByRole('row', { name: /Orden rechazada|Cargo otorgado/ })
      .first()
      .waitFor();
    await page.getByLabel('Idioma').selectOption('en');
  });

  it.each([
    ['log', 'dark'],
    ['log', 'light'],
    ['people', 'dark'],
    ['people', 'light'],
  ])('has no barrier that axe knows: %s, %s', async (name, theme) => {
    const sel = name === 'log' ? 'entry~3' : 'person~pilot-usa';
    const other = await open(`#page=${name}&sel=${sel}&theme=${theme}&lang=en`);
    await other
      .locator(name === 'log' ? '.at-proof li' : '.at-visits li')
      .first()
      .waitFor();
    await other.keyboard.press('w');
    await other.getByRole('listbox').getByRole('option').first().waitFor();
    await other.evaluate(axe);
    const violations = await other.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((it) => it.html).join(' | ')))",
    );
    expect(violations).toEqual([]);
    await other.close();
  });

  it('threw nothing', () => {
    expect(said).toEqual([]);
  });
});
