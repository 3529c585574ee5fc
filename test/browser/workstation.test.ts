import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { framePtsTicks } from '../../sim/recording.ts';
import { pictureBox, placeOf } from '../../web/src/observe/player/picture-box.ts';
import { referenceFile } from '../reference-data.ts';
import { badFiles, soundPacket } from './bad-files.ts';
import { startBrowser } from './chromium.ts';
import { drag } from './drop.ts';
import { isInStep, momentsInUse } from './in-step.ts';
import { shownOn } from './shown.ts';
import { complaintsOf, settled, sortie, Workstation } from './workstation.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser | undefined;
let why = '';
try {
  browser = await startBrowser();
} catch (error) {
  why = ` (SKIPPED, no browser starts here: ${String(error).split('\n')[0]})`;
}

describe.skipIf(browser === undefined)(`the workstation in a browser${why}`, () => {
  let workstation: Workstation;
  let page: Page;

  beforeAll(async () => {
    if (browser === undefined) throw new Error(why);
    workstation = await Workstation.open(browser);
    page = await workstation.flown();
  }, 90_000);

  afterAll(async () => {
    await workstation?.close();
  });

  /** Goes back to a known state: paused, at the share of the timeline, nothing selected. */
  const goTo = async (share: number): Promise<number> => {
    await page.keyboard.press('k');
    const axis = page.getByRole('slider', { name: 'Moment' });
    const box = await axis.boundingBox();
    await axis.click({ position: { x: (box?.width ?? 0) * share, y: 5 } });
    await settled(page);
    const { picture } = await shownOn(page);
    if (picture === undefined) throw new Error('No picture');
    return picture;
  };
  const pictureBecomes = (expected: (picture: number) => boolean): Promise<void> =>
    expect
      .poll(async () => expected((await shownOn(page)).picture ?? Number.NaN), { timeout: 15_000, interval: 100 })
      .toBe(true);

  describe('in step', () => {
    it('shows on the map the frame of the picture, or one beside it, while playing, seeking and stepping', async () => {
      const moments = await momentsInUse(page, 30, 20_260_115);
      expect(moments.length).toBe(30);
      expect(moments.filter((moment) => !isInStep(moment))).toEqual([]);
    }, 90_000);

    it('says at once that the picture is not yet that of the clock, and then shows no other as if it were', async () => {
      await goTo(0.2);
      const axis = await page.getByRole('slider', { name: 'Moment' }).boundingBox();
      // Watched from within the page, at each frame of the screen, until the picture of another moment stands still.
      const seen = page.evaluate(async () => {
        const stage = document.querySelector<HTMLElement>('[data-waiting]:has(video)');
        const look = (): { clock: string; pts: string; waiting: boolean } => ({
          clock: document.querySelector<HTMLElement>('canvas[data-frame]')?.dataset['frame'] ?? '',
          pts: document.querySelector<HTMLElement>('video')?.dataset['ptsS'] ?? '',
          waiting: stage?.dataset['waiting'] === 'true',
        });
        const lines = [look()];
        // On a busy machine the picture may be there at the next frame of the screen: that it was announced is heard all the same.
        let announced = false;
        const observer = new MutationObserver((changes) => {
          announced ||= changes.some(({ oldValue }) => oldValue === 'true') || look().waiting;
        });
        if (stage !== null)
          observer.observe(stage, { attributes: true, attributeFilter: ['data-waiting'], attributeOldValue: true });
        const until = performance.now() + 10_000;
        let still = 0;
        while (performance.now() < until && still < 5) {
          await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
          const now = look();
          lines.push(now);
          still = now.pts !== lines[0]?.pts && !now.waiting ? still + 1 : 0;
        }
        observer.disconnect();
        return { lines, announced };
      });
      await page.mouse.click((axis?.x ?? 0) + 0.85 * (axis?.width ?? 0), (axis?.y ?? 0) + 5);
      const { lines, announced } = await seen;
      const frameOf = (pts: string): number =>
        Math.round((Number(pts) - framePtsTicks(sortie, 0) / 90_000) * sortie.rateHz);
      const apart = lines.filter(({ clock, pts }) => Math.abs(Number(clock) - frameOf(pts)) > 1);
      expect(lines.at(-1)?.pts, 'the seek was seen').not.toBe(lines[0]?.pts);
      expect(announced).toBe(true);
      expect(apart.filter(({ waiting }) => !waiting)).toEqual([]);
      expect(lines.at(-1)?.waiting).toBe(false);
    });

    it('numbers the frames as the simulation does', async () => {
      const { poses } = workstation.service.flights.get(workstation.flightId);
      expect(poses.length).toBe(sortie.durationS * sortie.rateHz);
      const answer = await fetch(`${workstation.url}/api/flights/${workstation.flightId}/frames?from=37`);
      const columns: unknown = await answer.json();
      expect(columns).toMatchObject({
        from: 37,
        ptsS: expect.arrayContaining([expect.closeTo(framePtsTicks(sortie, 37) / 90_000, 4)]),
      });
    });
  });

  describe('by keyboard', () => {
    it('plays and pauses with space', async () => {
      const before = await goTo(0.1);
      await page.keyboard.press('Space');
      await page.getByText('playing 1×').waitFor();
      await pictureBecomes((picture) => picture > before);
      await page.keyboard.press('Space');
      await page.getByText('paused', { exact: true }).waitFor();
    });

    it('steps a frame with full stop and comma', async () => {
      const before = await goTo(0.4);
      await page.keyboard.press('.');
      await pictureBecomes((picture) => picture === before + 1);
      await page.keyboard.press(',');
      await pictureBecomes((picture) => picture === before);
    });

    it('shuttles with J, K and L', async () => {
      const before = await goTo(0.6);
      await page.keyboard.press('j');
      await pictureBecomes((picture) => picture < before);
      await page.keyboard.press('k');
      await page.getByText('paused', { exact: true }).waitFor();
      await page.keyboard.press('l');
      await page.keyboard.press('l');
      await page.getByText('playing 2×').waitFor();
      await page.keyboard.press('k');
    });

    it('takes the lines of latitude and longitude off the map with R, and puts them back', async () => {
      await goTo(0.5);
      const drawn = (): Promise<string> =>
        page
          .locator('canvas[data-frame]')
          .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
      const before = await drawn();
      await page.keyboard.press('r');
      await expect.poll(drawn).not.toBe(before);
      await page.keyboard.press('r');
      await expect.poll(drawn).toBe(before);
    });

    it('goes to the beginning and the end', async () => {
      await goTo(0.5);
      await page.keyboard.press('Home');
      await pictureBecomes((picture) => picture === 0);
      await page.keyboard.press('End');
      await pictureBecomes((picture) => picture === workstation.frames - 1);
      await page.keyboard.press(',');
      await pictureBecomes((picture) => picture === workstation.frames - 2);
      await page.keyboard.press('.');
      await pictureBecomes((picture) => picture === workstation.frames - 1);
    });

    it('searches the metadata after a slash, and types there without moving the time', async () => {
      const before = await goTo(0.3);
      const search = page.getByRole('searchbox', { name: 'Search items' });
      await page.keyboard.press('/');
      await expect.poll(() => search.evaluate((field) => field === document.activeElement)).toBe(true);
      await page.keyboard.type('heading.');
      expect((await shownOn(page)).picture).toBe(before);
      await search.fill('');
      await search.blur();
    });

    it('lists its keys after a question mark', async () => {
      await page.keyboard.press('?');
      const dialog = page.getByRole('dialog', { name: 'Keys of this page' });
      await dialog.waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    });

    it('keeps the moment, the map and the video through language and theme', async () => {
      const before = await goTo(0.45);
      const kept = await page.locator('video, canvas[data-frame]').elementHandles();
      await page.keyboard.press('e');
      await page.getByRole('slider', { name: 'Momento' }).waitFor();
      await page.keyboard.press('d');
      await page.locator('html[lang="es"][data-theme="light"]').waitFor();
      expect((await shownOn(page)).picture).toBe(before);
      expect(kept.length).toBe(2);
      for (const handle of kept) expect(await handle.evaluate((element) => element.isConnected)).toBe(true);
      await page.keyboard.press('d');
      await page.keyboard.press('e');
      await page.locator('html[lang="en"][data-theme="dark"]').waitFor();
    });
  });

  describe('what is found', () => {
    it('places a click on the video on the ground, with its error and reasons; the link reopens both', async () => {
      const before = await goTo(0.55);
      const inspector = page.getByRole('complementary', { name: 'Inspector' });
      const asked: string[] = [];
      const note = (request: Request): void => {
        if (request.url().endsWith('/ground')) asked.push(request.url());
      };
      page.on('request', note);
      await page.getByRole('application').click({ position: { x: 250, y: 120 } });
      await inspector.getByText('Why so large').waitFor();
      const told = await inspector.getByText('CE90').first().locator('..').innerText();
      expect(told).toMatch(/\d+(\.\d+)? m/);
      const hash = await page.evaluate(() => location.hash);
      expect(hash).toContain('sel=pixel');
      const other = await workstation.page('', {});
      other.on('request', note);
      await other.goto(`${workstation.url}/?again${hash}`);
      await settled(other);
      await other.getByRole('complementary', { name: 'Inspector' }).getByText('Why so large').waitFor();
      expect(await shownOn(other)).toMatchObject({ picture: before });
      expect(await other.evaluate(() => location.hash)).toBe(hash);
      expect(asked.length, 'each asked the service once').toBe(2);
      expect(complaintsOf(other)).toEqual([]);
      await other.context().close();
      await page.keyboard.press('Escape');
    });

    it('selects a moving object by a click on its box, and says where, how sure and since when; the link reopens it', async () => {
      const frame = await goTo(0.35);
      const { poses, pixels } = workstation.service.flights.get(workstation.flightId);
      const { detections } = poses.stretch(frame, 1, pixels);
      const [one] = detections;
      const box = await page.getByRole('application').boundingBox();
      if (one?.at === undefined || one.at === null || box === null) throw new Error('Nothing moves in this frame');
      const within = pictureBox(box.width, box.height, 640, 480);
      const [x, y] = placeOf(within, one.at[0], one.at[1]);
      await page.getByRole('application').click({ position: { x, y } });
      const said = async (where: Page): Promise<string> => {
        const inspector = where.getByRole('complementary', { name: 'Inspector' });
        await inspector.getByText('Why so large').waitFor();
        return inspector.innerText();
      };
      const text = await said(page);
      expect(text).toContain(`VMTI detection ${one.id}`);
      expect(text).toMatch(/Reported since\s+2026-01-15 15:00:\d\d\.\d{3}Z/);
      expect(text).toMatch(/Ellipse, 90 %\s+\d+ m × \d+ m/);
      const hash = await page.evaluate(() => location.hash);
      expect(decodeURIComponent(hash)).toContain(`sel=detection~${frame}~${one.id}`);
      const other = await workstation.flown(hash);
      expect(await said(other)).toBe(text);
      expect(complaintsOf(other)).toEqual([]);
      await other.context().close();
      await page.keyboard.press('Escape');
    });

    it('tells its findings in the language of the page', async () => {
      const panes = 'panes=video.right+quality.below';
      for (const [lang, sentence] of [
        ['en', 'Items of the minimum metadata set (ST 0902) are never sent'],
        ['es', 'Nunca se envían elementos del conjunto mínimo de metadatos (ST 0902)'],
      ] as const) {
        const other = await workstation.flown(`#flight=${workstation.flightId}&lang=${lang}&${panes}`);
        await other.getByText(sentence).first().waitFor();
        expect(complaintsOf(other)).toEqual([]);
        await other.context().close();
      }
    });

    it('saves the picture and a record whose hash fits it', async () => {
      const before = await goTo(0.25);
      const files = new Map<string, Buffer>();
      const both = new Promise<void>((resolve) => {
        page.on('download', async (download) => {
          files.set(download.suggestedFilename().replace(/^.*\./, ''), readFileSync(await download.path()));
          if (files.size === 2) resolve();
        });
      });
      await page.getByRole('button', { name: 'Snapshot' }).click();
      await both;
      const png = files.get('png') ?? Buffer.alloc(0);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      const record: unknown = JSON.parse(String(files.get('json')));
      expect(record).toMatchObject({
        frame: before,
        picture: { sha256: createHash('sha256').update(png).digest('hex') },
        flight: { simulated: true },
      });
    });
  });

  describe('for everyone', () => {
    it.each([
      ['dark', 'en'],
      ['light', 'en'],
      ['dark', 'es'],
      ['light', 'es'],
    ])('has no barrier that axe knows: %s, %s', async (theme, lang) => {
      const other = await workstation.flown(
        `#flight=${workstation.flightId}&lang=${lang}&theme=${theme}&t=13&panes=video.right+table.right+quality.below`,
      );
      await other.locator(`html[lang="${lang}"][data-theme="${theme}"]`).waitFor();
      await other.evaluate(axe);
      const found = await other.evaluate<readonly string[]>(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((it) => it.html).join(' | ')))",
      );
      expect(found).toEqual([]);
      expect(complaintsOf(other)).toEqual([]);
      await other.context().close();
    });

    it('fits at 200 %: the page itself does not scroll sideways', async () => {
      const viewport = { width: 683, height: 384 };
      const other = await workstation.flown('', { viewport, deviceScaleFactor: 2 });
      const widths = await other.evaluate(() => [
        document.documentElement.scrollWidth,
        document.body.scrollWidth,
        innerWidth,
      ]);
      expect(widths).toEqual([683, 683, 683]);
      await other.context().close();
    });
  });

  describe('opens what is dropped', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'atalaya-drop-test-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const drop = async (...paths: string[]): Promise<void> => (await drag(page, paths)).drop();
    const opened = async (name: string): Promise<void> => {
      await expect.poll(() => page.title(), { timeout: 15_000 }).toContain(name);
    };
    const problem = async (name: string): Promise<string> => {
      const said = page.getByRole('alert').filter({ hasText: name }).first();
      await said.waitFor();
      return said.innerText();
    };

    const recordings = [
      ['vmti_sim_flight.ts', true],
      ['h264_klv.ts', true],
      ['aphill_short.ts', true],
      ['truck_flight_2012.klv', false],
    ] as const;
    for (const [name, plays] of recordings) {
      const path = referenceFile(`fmv/${name}`);
      it.skipIf(path === undefined)(name, async () => {
        await drop(path ?? '');
        await opened(name);
        await page.getByText(/^frame [\d,]+ of [\d,]+$/).waitFor();
        await expect
          .poll(() => page.getByRole('treegrid').getByRole('row').count(), { timeout: 10_000 })
          .toBeGreaterThan(3);
        if (plays) await settled(page);
        else await page.getByText('This flight has no video').waitFor();
        expect(await page.getByRole('alert').allInnerTexts()).toEqual([]);
      });
    }

    const silent = referenceFile('fmv/h264_no_klv.ts');
    it.skipIf(silent === undefined)('h264_no_klv.ts: plays, and says that it has no metadata', async () => {
      await drop(silent ?? '');
      await opened('h264_no_klv.ts');
      expect(await problem('h264_no_klv.ts')).toContain('holds no KLV metadata');
      const pts = (): Promise<number> => page.locator('video').evaluate((video) => Number(video.dataset['ptsS']));
      await page.locator('[data-waiting="false"] video[data-pts-s]').waitFor({ state: 'attached' });
      const before = await pts();
      await page.keyboard.press('Space');
      await expect.poll(pts).toBeGreaterThan(before + 0.2);
      await page.keyboard.press('k');
    });

    it('tells where to let go while files are over the page, and is as it was when they leave', async () => {
      const path = join(folder, 'over.ts');
      await writeFile(path, 'x');
      const { leave } = await drag(page, [path]);
      await page.getByText('Drop the recording to open it').waitFor();
      await leave();
      await page.getByText('Drop the recording to open it').waitFor({ state: 'hidden' });
    });

    it.each(badFiles)('%s not, or not without a sentence on what is wrong with it', async (name, bytes, says) => {
      const path = join(folder, name);
      await writeFile(path, bytes);
      await drop(path);
      const text = await problem(name);
      expect(text).toMatch(says);
      // And what a person may do about it.
      expect(text).toMatch(/^(Check|Ask|Give) [a-z]+ .+\.$/m);
    });

    it('not a folder, and says what to drop instead', async () => {
      const path = join(folder, 'recordings');
      await mkdir(path);
      await drop(path);
      expect(await problem('recordings')).toContain(
        'This is a folder. Open it, and drop the recordings that are in it.',
      );
    });

    it('two at once, the good one whatever the other is', async () => {
      const [good, other] = [join(folder, 'good.klv'), join(folder, 'other.klv')];
      await writeFile(good, soundPacket);
      await writeFile(other, 'no KLV at all');
      await drop(other, good);
      // Whichever of the two is shown at the end, what is wrong with the other is said.
      expect(await problem('other.klv')).toContain('neither an MPEG transport stream nor KLV');
      await page.getByRole('combobox', { name: 'Flight shown' }).selectOption('good.klv');
      await opened('good.klv');
      expect(await problem('other.klv')).toContain('Give a .ts recording');
      await page
        .getByRole('button', { name: /: other\.klv$/ })
        .first()
        .click();
    });

    it('what is chosen in a dialog', async () => {
      const chooser = page.waitForEvent('filechooser');
      await page.keyboard.press('o');
      const name = 'chosen.klv';
      await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(soundPacket) });
      await opened(name);
    });
  });

  it('had nothing to complain of', () => {
    expect(complaintsOf(page)).toEqual([]);
  });
});
