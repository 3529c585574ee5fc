import type { Page } from 'playwright-core';
import { createRandom, type Random } from '../../sim/random.ts';
import { type Shown, shownOn } from './shown.ts';
import { settled } from './workstation.ts';

const ways = ['playing', 'seeking', 'stepping'] as const;

export interface Moment extends Shown {
  readonly way: (typeof ways)[number];
  /** When it was first looked at, the page said that the picture was still to come. */
  readonly announced: boolean;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Clicks the timeline at a share of its length. */
async function clickTimeline(page: Page, share: number): Promise<void> {
  const axis = page.getByRole('slider', { name: 'Moment' });
  const box = await axis.boundingBox();
  if (box === null) throw new Error('The timeline is not to be seen');
  await axis.click({ position: { x: box.width * share, y: box.height / 2 } });
}

async function moment(page: Page, random: Random): Promise<Moment> {
  const way = ways[Math.floor(random.uniform() * ways.length)] ?? 'playing';
  if (way === 'seeking') {
    await clickTimeline(page, 0.02 + 0.96 * random.uniform());
    await pause(50 * random.uniform());
  } else if (way === 'playing') {
    await clickTimeline(page, 0.02 + 0.6 * random.uniform());
    await page.keyboard.press('Space');
    await pause(500 * random.uniform());
  } else {
    const times = 1 + Math.floor(3 * random.uniform());
    const key = random.uniform() < 0.5 ? '.' : ',';
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
  }
  let shown = await shownOn(page);
  const announced = shown.waiting;
  if (announced || shown.picture === undefined) {
    // The page says that the picture is still to come: what counts is the one that comes.
    await settled(page);
    shown = await shownOn(page);
  }
  await page.keyboard.press('k');
  return { way, announced, ...shown };
}

/** What picture and map show at `n` random moments of playing, seeking and stepping. */
export async function momentsInUse(page: Page, n: number, seed: number): Promise<readonly Moment[]> {
  const random = createRandom(seed);
  const moments: Moment[] = [];
  for (let i = 0; i < n; i++) moments.push(await moment(page, random));
  return moments;
}

/** Whether the map shows the frame of the picture, or one beside it. */
export function isInStep({ picture, map }: Shown): boolean {
  return picture !== undefined && map !== undefined && Math.abs(picture - map) <= 1;
}
