import { hash } from 'node:crypto';
import { leadingZeroBits, type Work, workText } from '../src/server/concerns/work.ts';

/** Zero bits that tests ask for. */
export const bits = 8;

/** Does the work, as a page would. */
export function worked(challenge: string, text: string, want = bits): Work {
  for (let i = 0; ; i += 1) {
    const work = { challenge, number: String(i) };
    if (leadingZeroBits(hash('sha256', workText(work, text), 'buffer')) >= want) return work;
  }
}
