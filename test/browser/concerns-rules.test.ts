import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from './chromium.ts';
import { LastingExercise } from './lasting-exercise.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser | undefined;
let why = '';
try {
  browser = await startBrowser();
} catch (error) {
  why = ` (SKIPPED, no browser starts here: ${String(error).split('\n')[0]})`;
}

const secret = 'The log of the 14th was written after the flight.';
const receiptPattern = /^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/;
/** Far enough that the test is not a matter of the day. */
const from = '2099-01-01';

async function barriersOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate<readonly string[]>(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((it) => it.html).join(' | ')))",
  );
}

/** Every text that the browser keeps for the page. */
const stored = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));

describe.skipIf(browser === undefined)(`concerns and rules in a browser${why}`, () => {
  let exercise: LastingExercise;
  beforeAll(async () => {
    if (browser === undefined) throw new Error(why);
    exercise = await LastingExercise.open(browser);
  }, 90_000);
  afterAll(async () => {
    await exercise?.close();
    await browser?.close();
  });

  const open = async (person: string | undefined, hash: string) => {
    const context = await exercise.context(person);
    return { context, page: await exercise.page(context, hash) };
  };

  describe('an anonymous concern', () => {
    let receipt = '';

    it('can be raised by whoever is not signed in, who is told first what is kept and what is not', async () => {
      const { context, page } = await open(undefined, '#page=concerns');
      await page.getByRole('heading', { name: 'What is not kept' }).waitFor();
      await page.getByText('no session, no cookie, no address').waitFor();
      expect(await page.getByLabel('To the inspectors of').locator('option').allTextContents()).toEqual(['USA', 'MEX']);
      await context.close();
    });

    it('is sent without the session of whoever is signed in, after work, and leaves nothing behind', async () => {
      const { context, page } = await open('analyst-usa', '#page=concerns');
      const asked: Request[] = [];
      page.on('request', (request) => {
        if (new URL(request.url()).pathname.startsWith('/api/concerns/')) asked.push(request);
      });
      await page.getByRole('button', { name: 'Anonymously' }).click();
      await page.getByText('nothing of that is sent').waitFor();
      await page.getByLabel('To the inspectors of').selectOption('MEX');
      await page.getByLabel('What is the concern').fill(secret);
      expect(await stored(page)).not.toContain(secret.slice(0, 20));
      await page.getByRole('button', { name: 'Raise it anonymously' }).click();
      receipt = (await page.locator('.at-receipt').textContent({ timeout: 60_000 })) ?? '';
      expect(receipt).toMatch(receiptPattern);
      const post = asked.find((request) => request.method() === 'POST');
      expect(Object.keys(post?.postDataJSON()).sort()).toEqual(['challenge', 'number', 'says', 'to']);
      // The session's cookie is there, and goes with the page's own requests.
      expect((await context.cookies()).map(({ name }) => name)).toContain('atalaya');
      for (const request of asked) {
        const headers = await request.allHeaders();
        expect(Object.keys(headers)).not.toContain('cookie');
        expect(Object.keys(headers)).not.toContain('referer');
      }
      expect(await stored(page)).not.toMatch(new RegExp(`${secret.slice(0, 20)}|${receipt}`));
      await page.getByRole('button', { name: 'I have it' }).click();
      expect(await page.getByLabel('What is the concern').inputValue()).toBe('');
      expect(await page.content()).not.toContain(receipt);
      await context.close();
    }, 90_000);

    it('is read by the inspectors it was raised to, from the next day on, who answer; the receipt reads that, and adds', async () => {
      await exercise.restart(86_400);
      const { context, page } = await open('inspector-mex', '#page=concerns');
      const row = page.getByRole('button', { name: new RegExp(secret) });
      await row.click();
      expect(await row.textContent()).toMatch(/raised\d{4}-\d\d-\d\dnobody that is known/);
      const facts = page.getByRole('complementary', { name: 'Inspector' });
      await facts.getByLabel('Answer, read by whoever').fill('We have asked for the sheets.');
      await facts.getByRole('button', { name: 'Answer', exact: true }).click();
      await facts.getByRole('button', { name: /^Done: entry/ }).waitFor();
      await context.close();

      const other = await open(undefined, '#page=concerns&lang=es');
      await other.page.getByRole('button', { name: 'Con mi recibo' }).click();
      await other.page.getByLabel('Su recibo').fill(receipt.toLowerCase().replaceAll('-', ' '));
      await other.page.getByRole('button', { name: 'Leer las respuestas' }).click();
      await other.page.getByText('We have asked for the sheets.').waitFor({ timeout: 60_000 });
      await other.page.getByText('1 respuesta').waitFor();
      await other.page.getByLabel('Añadir algo').fill('Look at the fuel as well.');
      await other.page.getByRole('button', { name: 'Añadirlo' }).click();
      await other.page.getByText('Recibido: los inspectores').waitFor({ timeout: 60_000 });
      expect(await stored(other.page)).not.toMatch(/fuel|sheets/);
      await other.context.close();
    }, 150_000);
  });

  describe('a concern with a name', () => {
    it('is kept while it is written, read by the inspectors it is raised to alone, and moved by them', async () => {
      const raiser = await open('pilot-usa', '#page=concerns');
      await raiser.page.getByLabel('To the inspectors of').selectOption('MEX');
      await raiser.page.getByLabel('What is the concern').fill('We were asked to fly before the clearance.');
      await raiser.page.reload();
      expect(await raiser.page.getByLabel('What is the concern').inputValue()).toMatch(/^We were asked/);
      // The next at this machine is not shown it; the person finds it again.
      await exercise.send(raiser.context, 'POST', '/api/session', { person: 'analyst-usa' });
      await raiser.page.reload();
      await raiser.page.getByText('Only inspectors of a state read').waitFor();
      expect(await raiser.page.getByLabel('What is the concern').inputValue()).toBe('');
      await exercise.send(raiser.context, 'POST', '/api/session', { person: 'pilot-usa' });
      await raiser.page.reload();
      await raiser.page.getByLabel('To the inspectors of').selectOption('MEX');
      await raiser.page.getByRole('button', { name: 'Raise it', exact: true }).click();
      await raiser.page.getByRole('button', { name: /^Done: entry/ }).waitFor();
      expect(await stored(raiser.page)).not.toContain('We were asked');

      const inspector = await open('inspector-mex', '#page=concerns');
      await inspector.page.getByRole('button', { name: /We were asked to fly/ }).click();
      const facts = inspector.page.getByRole('complementary', { name: 'Inspector' });
      await facts.getByText('pilot-usa').waitFor();
      await facts.getByLabel('To whom it is reported').fill('The oversight board');
      await facts.getByRole('button', { name: 'Report it' }).click();
      await facts.getByLabel('What came of it').fill('The clearance was late; the crew was right.');
      await facts.getByRole('button', { name: 'Close it' }).click();
      await facts.getByText('Closed: nothing follows.').waitFor();
      await inspector.page.getByRole('button', { name: 'closed 1' }).waitFor();

      const other = await open('inspector-usa', '#page=concerns');
      await other.page.getByText('None, or none that this office opens').waitFor();
      expect(await other.page.content()).not.toContain('We were asked');
      for (const { context } of [raiser, inspector, other]) await context.close();
    });
  });

  describe('a rule with dates', () => {
    const cartel = 'Organisation of the test';
    const proposedBy = async (): Promise<BrowserContext> => {
      const { context, page } = await open('legal-adviser-usa', '#page=rules');
      await page.getByRole('button', { name: 'Propose a rule' }).click();
      await page.getByLabel('Names designated, one a line').fill(cartel);
      await page.getByLabel('Source: the instrument').fill('A made-up instrument, article 3');
      await page.getByLabel('In force from (UTC)').fill('2099-13-01');
      await page.getByText('Not a date').waitFor();
      await page.getByLabel('In force from (UTC)').fill(from);
      await page.reload();
      await page.getByRole('button', { name: 'Propose a rule' }).click();
      expect(await page.getByLabel('Names designated, one a line').inputValue()).toBe(cartel);
      await page.getByRole('button', { name: 'Propose a rule' }).nth(1).click();
      await page.getByRole('button', { name: /^Done: entry/ }).waitFor();
      return context;
    };
    /** Opens the rule as somebody, who is shown what waits. */
    const shown = async (person: string, hash = '#page=rules') => {
      const it = await open(person, hash);
      await it.page.getByRole('button', { name: new RegExp(cartel) }).click();
      return { ...it, facts: it.page.locator('.at-inspector') };
    };

    it('is proposed, and shown with what it would change', async () => {
      const proposer = await proposedBy();
      const { context, page, facts } = await shown('legal-adviser-mex');
      await facts.getByText('Lacks 2 signatures').waitFor();
      await facts.getByRole('button', { name: 'What would it change?' }).click();
      const row = page.getByRole('row', { name: new RegExp(`Is “${cartel}” designated`) });
      expect(await row.getByRole('cell').nth(0).textContent()).toBe('not designated');
      expect(await row.getByRole('cell').nth(1).textContent()).toMatch(/^designated *A made-up instrument, article 3/);
      await page.getByText('2 of 2 open cases are answered otherwise.').waitFor();
      await context.close();
      await proposer.close();
    });

    it('is signed by people of two states; who signs twice is refused with every reason, in both languages', async () => {
      const mex = await shown('legal-adviser-mex');
      // Past the five minutes in which one may sign.
      exercise.wait(400);
      await mex.facts.getByRole('button', { name: 'Sign version 1' }).click();
      await mex.facts.getByText('acting-freshly-signed-in').waitFor();
      await mex.facts.getByRole('button', { name: 'Confirm who I am, and send it again' }).click();
      await mex.facts.getByRole('button', { name: /^Done: entry/ }).waitFor();
      await mex.facts.getByText('Lacks 1 signature').waitFor();
      await mex.facts.getByRole('button', { name: 'Sign version 1' }).click();
      const refused = mex.facts.getByRole('alert');
      await refused.getByText('duty-second-adopter-is-another').waitFor();
      await refused.getByText('Ask a second legal adviser.').waitFor();
      await mex.page.getByLabel('Language').selectOption('es');
      await refused.getByText('Pídalo a un segundo asesor jurídico.').waitFor();
      expect(await refused.textContent()).not.toMatch(/Ask|adopted by/);
      await mex.context.close();

      // The proposer cannot sign: a state's other adviser does.
      const usa = await exercise.context('legal-adviser-2-usa');
      const page = await exercise.page(usa, '#page=rules');
      await page.getByRole('button', { name: new RegExp(cartel) }).click();
      expect(new URL(page.url()).hash).toMatch(/sel=dated-rule/);
      const facts = page.locator('.at-inspector');
      await facts.getByRole('button', { name: 'Sign version 1' }).click();
      await facts.getByText('pending', { exact: true }).waitFor();
      const history = await facts.getByRole('list', { name: 'History' }).textContent();
      expect(history).toMatch(
        /proposed.*USA JTF.*legal-adviser-usa.*signed.*MEX CENAPI.*signed.*USA JTF.*legal-adviser-2-usa/,
      );
      await usa.close();
    });
  });

  it('rules of the policies are found by words, act and office, and read whole by their link', async () => {
    const { context, page } = await open('analyst-usa', '#page=rules');
    await page.getByRole('heading', { name: 'The rules with dates are not open to you' }).waitFor();
    await page.getByRole('button', { name: 'Who may do what' }).click();
    const list = page.getByRole('list', { name: 'Rules of who may do what' });
    await expect.poll(() => list.getByRole('listitem').count()).toBeGreaterThan(40);
    await page.getByLabel('Act', { exact: true }).selectOption('account.sign-rule');
    await page.getByLabel('Office', { exact: true }).selectOption('legal-adviser');
    await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
    await list.getByRole('listitem').nth(0).getByRole('button').click();
    const facts = page.locator('.at-inspector');
    await facts.getByText('when { context.office == "legal-adviser" }').waitFor();
    const { hash } = new URL(page.url());
    expect(decodeURIComponent(hash)).toContain('sel=rule~legal-adviser-keeps-the-rules');
    const again = await exercise.page(context, hash);
    await again.locator('.at-inspector').getByText('A legal adviser proposes, amends, signs').waitFor();
    await page.getByRole('searchbox').fill('no such words');
    await page.getByText('No rule is as the search asks.').waitFor();
    await context.close();
  });

  it.each([
    ['dark', 'en'],
    ['light', 'es'],
  ])('has no barrier that axe knows: %s, %s', async (theme, lang) => {
    const context = await exercise.context('inspector-mex');
    for (const place of ['page=concerns', 'page=rules', 'page=rules&sel=rule~acting-freshly-signed-in']) {
      const page = await exercise.page(context, `#${place}&theme=${theme}&lang=${lang}`);
      await page.locator(`html[lang="${lang}"][data-theme="${theme}"] .at-account-page`).waitFor();
      await page.locator('.at-account-list li').first().waitFor();
      if (place === 'page=concerns') {
        await page.locator('.at-account-list button').first().click();
        await page.locator('.at-concern-text').waitFor();
      }
      expect(await barriersOf(page), place).toEqual([]);
      if (place === 'page=concerns') {
        await page.locator('.at-concern-write .bp6-button').nth(1).click();
        await page.locator('.at-kept').waitFor();
      }
      if (place === 'page=rules') {
        await page.locator('.at-account-list button').first().click();
        await page.locator('.at-version').waitFor();
      }
      expect(await barriersOf(page), `${place}, further in`).toEqual([]);
      await page.close();
    }
    await context.close();
  });
});
