import { describe, expect, it } from 'vitest';
import { englishTroubles } from '../../../src/model/troubles.ts';
import { issueOf, problemTitle, problemWords, troubleText } from './core-texts.ts';

describe('what the core says by codes', () => {
  const issue = { tag: '5', offset: 3, code: 'length-wrong', message: '3 bytes where the standard says 2' };

  it('is in the language of the page, with what the decoder met', () => {
    expect(issueOf(issue, 'en')).toBe(issue.message);
    expect(issueOf(issue, 'es')).toBe(
      'La longitud difiere de la norma; aun así el valor pudo leerse [3 bytes where the standard says 2]',
    );
    const problem = { code: 'no-ground', title: 'The place could not be found on the ground', detail: '', cure: '' };
    expect(problemTitle(problem, 'es')).toBe('No se pudo hallar el lugar en el terreno');
    expect(problemTitle(problem, 'en')).toBe(problem.title);
  });

  it('tells a problem and its cure in the language of the page, or that it is in English', () => {
    const problem = {
      code: 'no-metadata',
      title: 'The file holds no motion imagery metadata',
      detail: 'The transport stream holds no KLV metadata (H.264 on PID 65)',
      cure: 'Ask for it',
      reason: { name: 'no-klv', values: { streams: 'H.264 on PID 65' } },
    };
    expect(problemWords(problem, 'es')).toMatchObject({
      what: 'El flujo de transporte no contiene metadatos KLV (H.264 on PID 65)',
      language: 'es',
    });
    expect(problemWords(problem, 'en').what).toBe(problem.detail);
    const { reason, ...bare } = problem;
    expect(problemWords(bare, 'es')).toEqual({ what: bare.detail, cure: bare.cure, language: 'en' });
    expect(problemWords({ ...bare, reason: { ...reason, name: 'toString' } }, 'es').language).toBe('en');
  });

  it('has the same places in both languages', () => {
    const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();
    for (const [name, { what }] of Object.entries(englishTroubles)) {
      expect(places(troubleText({ name, values: {} }, 'es')?.what ?? ''), name).toEqual(places(what));
    }
  });

  it('stays as it came where the code is not known', () => {
    expect(issueOf({ ...issue, code: 'toString' }, 'es')).toBe(issue.message);
    expect(problemTitle({ code: 'constructor', title: 'T', detail: '', cure: '' }, 'es')).toBe('T');
  });
});
