import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCase } from '../../../src/authorise/case/parse.ts';
import { checkCase } from '../../../src/authorise/check/check.ts';
import { rows } from '../../../src/authorise/check/table.ts';
import { sha256 } from '../account/crypto.ts';
import { checkLines, type Source } from './check-lines.ts';

function judgedOf(name: string) {
  const text = readFileSync(new URL(`../../../examples/cases/${name}.json`, import.meta.url), 'utf8');
  const reading = readCase(JSON.parse(text), sha256);
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.judged;
}
const none: ReadonlySet<Source> = new Set();

describe('the table of checks on a case', () => {
  it('has every row once, in its order, and holds throughout where the case is cleared', () => {
    const lines = checkLines(judgedOf('01-cleared'), none);
    expect(lines.map(({ code }) => code)).toEqual(rows.map(({ code }) => code));
    expect(new Set(lines.map(({ outcome }) => outcome))).toEqual(new Set(['holds']));
  });

  it('tells every reason that the check tells', () => {
    const judged = judgedOf('02-nothing-in-order');
    const lines = checkLines(judged, none);
    expect(lines.flatMap(({ reasons }) => reasons)).toEqual(checkCase(judged).reasons);
    expect(lines.filter(({ outcome }) => outcome === 'against').every(({ reasons }) => reasons.length > 0)).toBe(true);
  });

  it('does not say that a check holds where what it rests on is broken, or cannot be read here', () => {
    const unknown = checkLines(judgedOf('03-agreement-unknown'), none);
    const of = (code: string) => unknown.find((line) => line.code === code)?.outcome;
    expect([of('agreement-unknown'), of('outside-area'), of('endurance-exceeded')]).toEqual([
      'against',
      'silent',
      'holds',
    ]);
    const misshapen = checkLines(judgedOf('39-geometry-invalid'), none);
    expect(misshapen.find(({ code }) => code === 'restricted-zone')?.outcome).toBe('silent');
    const unread = checkLines(judgedOf('19-notices'), new Set(['notices']));
    expect(unread.filter(({ outcome }) => outcome === 'unread').map(({ code }) => code)).toEqual([
      'notice-missing',
      'notice-not-delivered',
      'notice-overdue',
    ]);
  });
});
