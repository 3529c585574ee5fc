import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bits, worked } from '../../../test/concern-work.ts';
import { dayEnd } from '../../store/concerns/spool.ts';
import { concernOf, newReceipt } from './receipt.ts';
import { leadingZeroBits, WorkDesk } from './work.ts';

const morningUs = Date.UTC(2026, 10, 23, 9, 17, 23, 456) * 1_000;
const says = 'The unit flies over the school without a clearance.';

describe('the work', () => {
  const desk = (): WorkDesk => new WorkDesk({ bits, mostADay: 3, random: randomBytes });

  it('is taken once, for its text, on its day or the next', () => {
    const one = desk();
    const challenge = one.challenge(morningUs);
    const work = worked(challenge, says);
    expect(one.take(work, says, morningUs + 172_800e6)).toBe('unknown');
    expect(one.take(work, says, dayEnd(morningUs) + 5)).toBe('taken');
    expect(one.take(work, says, dayEnd(morningUs) + 6)).toBe('used');
    expect(desk().take(work, says, morningUs)).toBe('unknown');
    const next = one.challenge(morningUs);
    expect(one.take(worked(next, says), `${says} And more.`, morningUs)).toBe('too-little');
  });

  it('used yesterday is not taken today', () => {
    const one = desk();
    const work = worked(one.challenge(morningUs), says);
    expect(one.take(work, says, morningUs)).toBe('taken');
    expect(one.take(work, says, dayEnd(morningUs) + 1)).toBe('used');
  });

  it('takes no challenge that was not given', () => {
    const one = desk();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 36, maxLength: 36 }), (bytes) => {
        const challenge = Buffer.from(bytes).toString('base64url');
        expect(one.take({ challenge, number: '0' }, says, morningUs)).toBe('unknown');
      }),
    );
  });

  it('can be asked for within bounds only', () => {
    for (const wrong of [7, 25, Number.NaN])
      expect(() => new WorkDesk({ bits: wrong, mostADay: 1, random: randomBytes })).toThrow(RangeError);
  });

  it.each([
    [[0x80], 0],
    [[0x01], 7],
    [[0, 0xff], 8],
    [[0, 0x0f, 0xff], 12],
    [[0, 0, 0], 24],
  ])('%s begins with %i zero bits', (bytes, count) => expect(leadingZeroBits(Uint8Array.from(bytes))).toBe(count));
});

describe('the receipt', () => {
  it('leads to one concern, however it was written down', () => {
    const [mine, other] = [newReceipt(randomBytes), newReceipt(randomBytes)];
    expect(mine).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(concernOf(mine)).toMatch(/^[0-9a-f]{32}$/);
    expect(concernOf(mine.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(
      concernOf(mine),
    );
    expect(concernOf(other)).not.toBe(concernOf(mine));
  });
});
