import { describe, expect, it } from 'vitest';
import { baseAgreement, boxOf } from '../../../sim/authority/base-case.ts';
import type { AgreementDocument } from '../../../src/agree/agreement/document.ts';
import { wordsNow } from '../i18n/index.ts';
import { fieldText, SECTIONS, sentencesOf } from './sentences.ts';

const base = baseAgreement();
const bare: AgreementDocument = {
  ...base,
  ...{ hours: null, organisations: [], ceilings: [], useLimits: [], sharing: [], markings: [] },
  crew: { roles: [], mostDutyH: null },
  conditions: { ...base.conditions, diverts: null, transponderOn: false },
};
const [first, ...others] = base.areas;
const holed: AgreementDocument = {
  ...base,
  areas: first === undefined ? [] : [{ ...first, holes: [boxOf(29.9, -110.1, 30, -110)] }, ...others],
};
const [en, es] = [wordsNow('en'), wordsNow('es')];

describe('an agreement as sentences', () => {
  it.each([base, bare, holed])('says every rule in both languages, sentence by sentence', (document) => {
    for (const section of SECTIONS) {
      const [english, spanish] = [sentencesOf(document, section, en), sentencesOf(document, section, es)];
      expect(english.length).toBeGreaterThan(0);
      expect(spanish.length).toBe(english.length);
      for (const [i, { says, asWritten }] of english.entries()) {
        expect(says).not.toMatch(/\{\w+\}/);
        expect(spanish[i]?.says).not.toMatch(/\{\w+\}/);
        if (asWritten !== true) expect(spanish[i]?.says).not.toBe(says);
      }
    }
  });

  it('tells every value of the document', () => {
    const told = SECTIONS.flatMap((section) => sentencesOf(base, section, en))
      .map(({ says }) => says)
      .join('\n');
    const values = [
      ...[base.host, ...base.purposes, ...base.sensors, ...base.useLimits, ...base.sharing],
      ...base.agencies.flatMap(({ state, agency }) => [state, agency]),
      ...base.aircraft.flatMap(({ type, registrations }) => [type, ...(registrations ?? [])]),
      ...base.organisations.flatMap(({ organisation, ground }) => [organisation, ground]),
      ...base.ceilings.map(({ id, hours }) => `${id}: at most ${hours} h`),
      ...base.parties.flatMap(({ authorities }) => authorities.map(({ person }) => person)),
      ...(base.conditions.diverts ?? []),
      ...base.crew.roles,
      ...['06:00', '20:00', 'UTC−07:00', '3000 m MSL', '7500 m MSL', 'CONFIDENCIAL'],
    ];
    for (const value of values) expect(told).toContain(value);
  });

  it('says of a condition that is not laid down that it is not', () => {
    expect(sentencesOf(bare, 'conditions', en).map(({ says }) => says)).toContain('The transponder may be off.');
    expect(sentencesOf(bare, 'hours', es).map(({ says }) => says)).toEqual([
      'Se puede volar a cualquier hora del día.',
    ]);
  });

  it('names fields by what they are', () => {
    expect(fieldText('/areas/0/outer/2', en)).toBe('Areas › 1 › outer › 3');
    expect(fieldText('/purposes/2', es)).toBe('Propósitos › 3');
  });
});
