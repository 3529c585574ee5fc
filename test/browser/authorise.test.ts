import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalHash } from '../../src/formats/jcs/canonical.ts';
import { sha256 } from '../../src/store/hashing.ts';
import { agreed, planToday, ruled } from './authority.ts';
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

describe.skipIf(browser === undefined)(`authorising in a browser${why}`, () => {
  let exercise: Exercise;
  let requirement = '';
  const contexts: BrowserContext[] = [];
  const said: string[] = [];

  /** A page of somebody at a machine of their own. */
  const open = async (person: string, hash = '#page=clearances', width = 1366, height = 768): Promise<Page> => {
    if (browser === undefined) throw new Error(why);
    const context = await browser.newContext({
      locale: 'en-GB',
      reducedMotion: 'reduce',
      viewport: { width, height },
      acceptDownloads: true,
    });
    contexts.push(context);
    const headers = { 'x-atalaya': '1', origin: exercise.url, 'sec-fetch-site': 'same-origin' };
    const answer = await context.request.post(`${exercise.url}/api/session`, { headers, data: { person } });
    if (!answer.ok()) throw new Error(await answer.text());
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(`${exercise.url}/${hash}`);
    return page;
  };
  const facts = (page: Page) => page.getByRole('complementary', { name: /^Inspector/ });
  const sign = async (page: Page, state: string): Promise<void> => {
    await facts(page).getByLabel('Relying on').fill('The agreement and every check');
    await facts(page)
      .getByRole('button', { name: `Concur for ${state}` })
      .click();
    await facts(page)
      .getByRole('button', { name: /^Done: entry/ })
      .waitFor();
  };

  beforeAll(async () => {
    if (browser === undefined) throw new Error(why);
    await promisify(execFile)(process.execPath, ['web/build.ts'], { cwd: project });
    exercise = await Exercise.open(join(project, 'web/dist'));
    requirement = await agreed(exercise);
  }, 120_000);
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await exercise?.close();
  });

  it('says what would stand where nothing does, and takes a plan that is pasted, with every fault at its place', async () => {
    const page = await open('mission-coordinator-usa');
    await page.getByText('No plan was put forward yet').waitFor();
    await page.getByRole('button', { name: 'Propose a plan' }).click();
    const field = page.getByLabel('Plan or case, as JSON');
    const plan = planToday(requirement);
    await field.fill(JSON.stringify({ ...plan, callSign: 'much too long', cruiseKt: 'fast', remark: 1 }));
    const faults = page.locator('.at-fault-list li');
    expect(await faults.locator('code').allTextContents()).toEqual(['/callSign', '/cruiseKt', '/remark']);
    const send = page.getByRole('form', { name: 'Propose a plan' }).getByRole('button', { name: 'Propose a plan' });
    expect(await send.isDisabled()).toBe(true);
    await field.fill(JSON.stringify({ format: 'atalaya-case/1', plan }));
    await page.getByText(`This is the plan of a case: ${plan.id}`).waitFor();
    const shown = (await page.locator('.at-plan-form .at-hash').textContent()) ?? '';
    expect(shown.replaceAll(' ', '')).toBe(canonicalHash(plan, sha256));
    await page.reload();
    await page.getByRole('button', { name: 'Propose a plan' }).click();
    await page.getByText(`This is the plan of a case: ${plan.id}`).waitFor();
    await send.click();
    await page.getByRole('list', { name: 'Clearances' }).getByText(plan.id).waitFor();
  });

  it('shows the plan, its full hash and every check with its outcome, and the link brings it back', async () => {
    const page = await open('authorising-officer-usa');
    const plan = planToday(requirement);
    await page.getByRole('list', { name: 'Clearances' }).getByRole('button').first().click();
    const view = page.getByRole('article', { name: plan.id });
    await view
      .getByText('No attestation')
      .or(view.getByRole('button', { name: 'Checks' }))
      .first()
      .waitFor();
    const hash = (await view.locator('.at-hash').first().textContent()) ?? '';
    expect(hash.replaceAll(/[^0-9a-f]/g, '').slice(-64)).toBe(canonicalHash(plan, sha256));
    expect(await view.getByRole('region', { name: 'Route' }).getByRole('row').count()).toBe(4);
    await view.getByRole('button', { name: 'Checks', exact: true }).click();
    const row = view.locator('[data-code="attestation-missing"]');
    await row.getByText('stands against').waitFor();
    await row.getByText('What helps').waitFor();
    expect(await view.locator('[data-code="outside-area"]').getAttribute('data-outcome')).toBe('holds');
    // An authorising officer is not told who has signed what: the page says so instead of passing the check.
    expect(await view.locator('[data-code="one-person-two-states"]').getAttribute('data-outcome')).toBe('unread');
    const { hash: link } = new URL(page.url());
    expect(link).toContain(`sel=clearance%7E${plan.id}`);
    const again = await open('authorising-officer-usa', link);
    await again.getByRole('article', { name: plan.id }).waitFor();
  });

  it('a refused concurrence shows every reason, each with its cure', async () => {
    const page = await open('authorising-officer-usa', '#page=clearances&sel=clearance~sortie-1201');
    await facts(page).getByLabel('Relying on').fill('Nothing yet');
    await facts(page).getByLabel('Add a condition').selectOption('band');
    await facts(page).getByLabel('Not below').fill('6000 m MSL');
    await facts(page).getByLabel('Not above').fill('7000 m MSL');
    await facts(page).getByRole('button', { name: 'Concur for USA' }).click();
    const reasons = facts(page).locator('.at-reasons > li:has(dl)');
    await reasons.first().waitFor();
    const codes = await reasons.locator('code').allTextContents();
    expect(codes).toEqual(expect.arrayContaining(['attestation-missing', 'condition-not-met']));
    expect(await reasons.filter({ hasText: 'What helps' }).count()).toBe(await reasons.count());
    await page.getByLabel('Language').selectOption('es');
    await facts(page).getByText('Qué ayuda').first().waitFor();
    await page.getByLabel('Idioma').selectOption('en');
  });

  it('is cleared by two people of two states, of whom one adds a condition that the crew accepts', async () => {
    const pilot = await open('pilot-usa', '#page=clearances&sel=clearance~sortie-1201');
    await facts(pilot).getByRole('button', { name: 'Attest: CBP-113 is unarmed' }).click();
    await facts(pilot)
      .getByRole('button', { name: /^Done: entry/ })
      .waitFor();

    const usa = await open('authorising-officer-usa', '#page=clearances&sel=clearance~sortie-1201');
    await sign(usa, 'USA');
    await usa.getByRole('article').getByText('waits for MEX').waitFor();

    const mex = await open('authorising-officer-mex', '#page=clearances&sel=clearance~sortie-1201');
    await facts(mex).getByLabel('Add a condition').selectOption('text');
    await facts(mex).getByLabel('What the crew has to accept').fill('Report to Hermosillo on entry');
    await sign(mex, 'MEX');
    await mex.getByRole('list', { name: 'Clearances' }).getByText('cleared', { exact: true }).waitFor();
    const columns = mex.locator('.at-signatures > section');
    expect(await columns.count()).toBe(2);
    await columns.filter({ hasText: 'authorising-officer-mex' }).getByText('not accepted yet').waitFor();

    await facts(pilot).getByRole('button', { name: 'Accept mex-1' }).click();
    await columns.getByText(/accepted by pilot-usa/).waitFor();
    await usa.getByRole('button', { name: 'Export', exact: true }).click();
    await usa.getByRole('button', { name: 'Show: Flight plan (ICAO FPL)' }).click();
    await usa.getByText(/\(FPL-OMAHA21/).waitFor();
  });

  it('of a plan that is replaced both concurrences are void, and every field that differs is shown', async () => {
    const page = await open('mission-coordinator-usa', '#page=clearances&sel=clearance~sortie-1201');
    await page.getByRole('button', { name: 'Replace', exact: true }).click();
    const changed = planToday(requirement, { callSign: 'OMAHA22', cruiseKt: 185 });
    await page.getByLabel('Plan or case, as JSON').fill(JSON.stringify(changed));
    await page.getByText('Both concurrences with the plan before it are void').waitFor();
    await page
      .getByRole('form', { name: 'Replace the plan' })
      .getByRole('button', { name: 'Replace the plan' })
      .click();
    await page.getByRole('article').getByText('void: plan changed').waitFor();
    await page.getByRole('button', { name: 'Versions 2' }).click();
    const rows = page.getByRole('region', { name: 'Plan 2' }).locator('tbody tr');
    expect(await rows.locator('th').allTextContents()).toEqual(['/callSign', '/cruiseKt']);
    expect(await rows.first().locator('td').allTextContents()).toEqual(['OMAHA21', 'OMAHA22']);
    await page.getByRole('region', { name: 'Plan 2' }).getByText('authorising-officer-mex').waitFor();
  });

  it('what a role may not do is there and says why; withdrawal is never hidden', async () => {
    const page = await open('authorising-officer-mex', '#page=clearances&sel=clearance~sortie-1201');
    await facts(page)
      .locator('[data-step="attest"]')
      .getByText(/You act as authorising officer/)
      .waitFor();
    await facts(page)
      .locator('[data-step="withdraw"]')
      .getByLabel(/Reason/)
      .fill('The exercise ends here');
    await facts(page).getByRole('button', { name: 'Withdraw', exact: true }).click();
    await page.getByRole('article').getByText('withdrawn', { exact: true }).first().waitFor();
    await facts(page).getByText('The exercise ends here').waitFor();
  });

  it('walks the list by the keyboard', async () => {
    await exercise.does('mission-coordinator-usa', 'authorise.propose-plan', {
      compartment: 'operations',
      plan: planToday(requirement, { id: 'sortie-1202' }),
    });
    const page = await open('authorising-officer-usa');
    const rows = page.getByRole('list', { name: 'Clearances' }).getByRole('button');
    await rows.nth(1).waitFor();
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'sortie-1201' }).waitFor();
  });

  describe('notices and contacts', () => {
    const hourUs = 3_600e6;

    it('what a rule asks is due in red and in words; a notice is drawn with each statement traced to its source', async () => {
      await ruled(exercise);
      await exercise.does('mission-coordinator-usa', 'authorise.propose-plan', {
        compartment: 'operations',
        plan: planToday(requirement, { id: 'sortie-1203' }),
      });
      const page = await open('legislative-liaison-usa', '#page=notices');
      await page.getByText('yours in notices-USA. You hold it.').waitFor();
      const due = page.getByRole('list', { name: 'What is due' });
      const programme = due.locator('.at-due-row').filter({ hasText: 'programme agreement-norte' });
      await programme.getByText('overdue', { exact: true }).waitFor();
      await programme.getByLabel('Why it could not be told in time').fill('The rule is younger than the agreement');
      await programme.getByRole('button', { name: 'Open a notice' }).click();
      await programme.getByRole('button', { name: /^Notice / }).click();
      const statements = facts(page).locator('.at-statements > li');
      await statements.first().waitFor();
      const count = await statements.count();
      await facts(page).getByText(`${count} statements, each held against its source: all stand.`).waitFor();
      expect(await statements.getByRole('button').count()).toBe(count);
      await facts(page).getByRole('button', { name: 'Draft it' }).click();
      await facts(page).getByText('it has the hash that was drafted').waitFor();
      await facts(page).getByLabel('To whom it was delivered').fill('Both committees');
      await facts(page).getByRole('button', { name: 'Deliver it' }).click();
      await facts(page).getByLabel('Receipt').fill('Folio 12');
      await facts(page).getByRole('button', { name: 'Acknowledge it' }).click();
      await facts(page).getByRole('heading', { name: 'acknowledged' }).waitFor();
      await programme.getByText('delivered', { exact: true }).waitFor();
      await statements.first().getByRole('button').click();
      await page.waitForURL(/page=agreements.*sel=agreement(~|%7E)agreement-norte/);
    });

    it('a contact is recorded by its office alone, is due to be reported, and enters the log by the hash of its report', async () => {
      const page = await open('legislative-liaison-usa', '#page=notices');
      await page.getByRole('button', { name: 'Contacts' }).click();
      await page.getByLabel('Of which state').fill('MEX');
      await page
        .getByLabel('When (UTC)')
        .fill(new Date(Date.now() - hourUs / 1_000).toISOString().slice(0, 16).replace('T', ' '));
      await page.getByLabel('Office met, no name').fill('Liaison desk');
      await page.getByLabel('What it was about').fill('Next week');
      await page.reload();
      await page.getByRole('button', { name: 'Contacts' }).click();
      expect(await page.getByLabel('Office met, no name').inputValue()).toBe('Liaison desk');
      await page.getByRole('button', { name: 'Record a contact' }).click();
      await page
        .getByRole('list', { name: 'To be reported' })
        .getByText(/^contact /)
        .waitFor();
      const contact = page.getByRole('list', { name: 'Register of contacts' }).getByRole('listitem');
      await contact.getByText('Liaison desk of MEX').waitFor();
      await contact.getByText('Report it in writing').click();
      const report = Buffer.from('A report of the exercise');
      await contact
        .locator('input[type="file"]')
        .setInputFiles({ name: 'report.txt', mimeType: 'text/plain', buffer: report });
      await contact.getByLabel('To whom it was handed').fill('The ministry');
      await contact.getByRole('button', { name: 'Report it in writing' }).click();
      await contact.getByText('reported', { exact: true }).waitFor();
    });
  });

  it.each([
    ['dark', 'en'],
    ['light', 'es'],
  ])('has no barrier that axe knows: %s, %s', async (theme, lang) => {
    const page = await open(
      'authorising-officer-usa',
      `#page=clearances&sel=clearance~sortie-1202&theme=${theme}&lang=${lang}`,
    );
    const sides = page.locator('.at-sides button');
    await sides.first().waitFor();
    for (let i = 0; i < (await sides.count()); i++) {
      await sides.nth(i).click();
      await page.locator(`html[lang="${lang}"][data-theme="${theme}"]`).waitFor();
      expect(await barriersOf(page), `side ${i}`).toEqual([]);
    }
    const told = await open('legislative-liaison-usa', `#page=notices&theme=${theme}&lang=${lang}`);
    const tabs = told.locator('.at-authorise > .at-account-tools button');
    await tabs.first().waitFor();
    for (let i = 0; i < (await tabs.count()); i++) {
      await tabs.nth(i).click();
      if (i === 1) await told.locator('.at-notices button').first().click();
      if (i === 1) await facts(told).locator('.at-statements').waitFor();
      expect(await barriersOf(told), `notices ${i}`).toEqual([]);
    }
    expect(said).toEqual([]);
  });
});
