import { expect, it } from 'vitest';
import { WorkDesk } from '../src/server/concerns/work.ts';
import { progressOf, solver } from '../web/src/account/concern-work.ts';

const bits = 10;
let seed = 1;
const random = (count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed & 255;
  });

it('what the page solves, the service takes: also where a text is long, or not of plain letters', () => {
  const desk = new WorkDesk({ bits, random, mostADay: 100 });
  for (const text of ['a', 'Señal «ñandú» 🛰\n', 'x'.repeat(4_000)]) {
    const challenge = desk.challenge(0);
    const next = solver({ challenge, bits, text });
    let number: string | undefined;
    let calls = 0;
    while (number === undefined) {
      number = next(64);
      calls += 1;
    }
    // It goes on where it stopped: the number lies in the last of its spans.
    expect(Math.floor(Number(number) / 64)).toBe(calls - 1);
    expect(desk.take({ challenge, number: String(Number(number) + 1) }, text, 0)).not.toBe('taken');
    expect(desk.take({ challenge, number }, `${text} `, 0)).not.toBe('taken');
    expect(desk.take({ challenge, number }, text, 0)).toBe('taken');
  }
});

it('progress grows towards the whole, and never says that it is there', () => {
  const shares = [0, 512, 1_024, 4_096].map((tries) => progressOf(tries, bits));
  expect(shares[0]).toBe(0);
  expect(shares[2]).toBeCloseTo(1 - 1 / Math.E);
  expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
  expect(shares.at(-1)).toBeLessThan(1);
});
