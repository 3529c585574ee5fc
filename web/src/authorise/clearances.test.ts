import { describe, expect, it } from 'vitest';
import { readCase } from '../../../src/authorise/case/parse.ts';
import { caseDocumentOf } from '../../../src/authorise/clearance/case-of-log.ts';
import type { Happened } from '../../../src/model/command.ts';
import {
  agreed,
  attest,
  authorising,
  compartment,
  concur,
  plan,
  planHash,
  propose,
  replaceBy,
  second,
  tasked,
} from '../../../test/authority-story.ts';
import { Chain, noonUs, type Step, step } from '../../../test/chain.ts';
import { sha256 } from '../account/crypto.ts';
import { checkLines } from './check-lines.ts';
import { caseIn, clearancesIn, standingOf, statesLacking, unreadOf } from './clearances.ts';

const told = (...story: readonly Step[]): readonly Happened[] => {
  const chain = new Chain();
  for (const it of [...agreed(), ...tasked('i1'), ...story]) chain.must(it);
  return chain.facts;
};
const only = (facts: readonly Happened[]) => {
  const [one] = clearancesIn(facts);
  if (one === undefined) throw new Error('no clearance');
  return one;
};
const withdraw = step(authorising('mia', 'MEX'), 'authorise.withdraw', { clearance: plan.id, why: 'weather' });
const both = [propose(), attest(), concur('una', 'USA'), concur('mia', 'MEX')];

describe('a clearance as the page reads it', () => {
  it('stands as its story has it', () => {
    const standing = (...story: readonly Step[]) => standingOf(only(told(...story)));
    expect(standing(propose())).toBe('proposed');
    expect(standing(propose(), attest(), concur('una', 'USA'))).toBe('waits');
    expect(statesLacking(only(told(propose(), attest(), concur('una', 'USA'))).clearance)).toEqual(['MEX']);
    expect(standing(...both)).toBe('cleared');
    expect(standing(...both, replaceBy(second))).toBe('void');
    expect(standing(propose(), replaceBy(second))).toBe('proposed');
    expect(standing(...both, withdraw)).toBe('withdrawn');
  });

  it('keeps every plan with who signed it while it stood', () => {
    const { versions } = only(told(...both, replaceBy(second)));
    expect(versions.map(({ number, plan: { callSign } }) => [number, callSign])).toEqual([
      [1, plan.callSign],
      [2, second.callSign],
    ]);
    expect(versions.map(({ concurrences }) => concurrences.map(({ person }) => person))).toEqual([['una', 'mia'], []]);
    expect(versions[0]?.hash).toBe(planHash);
  });

  it('is judged on the streams that the door reads, and says what of them cannot be read', () => {
    const facts = told(...both);
    const { it: now, streams } = caseIn(facts, plan.id);
    expect(streams).toEqual(
      expect.arrayContaining([
        `agreement/${plan.agreement.id}`,
        'requirement/i1',
        'signatory/register',
        'airspace/zones',
      ]),
    );
    const reading = readCase(caseDocumentOf(now, plan, noonUs), sha256);
    if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
    const lines = checkLines(reading.judged, unreadOf(now));
    expect(lines.filter(({ outcome }) => outcome !== 'holds')).toEqual([]);

    const closed = facts.map((one): Happened => {
      return one.stream === 'signatory/register' ? { ...one, content: { known: false, why: 'no-key' } } : one;
    });
    expect([...unreadOf(caseIn(closed, plan.id).it)]).toEqual(['signatories']);
  });

  it('whose plan cannot be read says so', () => {
    const facts = told(propose()).map((one): Happened => {
      return one.stream === `clearance/${plan.id}` ? { ...one, content: { known: false, why: 'destroyed' } } : one;
    });
    expect(standingOf(only(facts))).toBe('unread');
    expect(only(facts).versions).toEqual([]);
    expect(caseIn(facts, plan.id).streams).toEqual([`clearance/${plan.id}`, `sortie/${plan.id}`]);
    expect(compartment).toBe(only(told(propose())).clearance.compartment);
  });
});
