import { describe, expect, it } from 'vitest';
import { issueOf, problemTitle } from './core-texts.ts';

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

  it('stays as it came where the code is not known', () => {
    expect(issueOf({ ...issue, code: 'toString' }, 'es')).toBe(issue.message);
    expect(problemTitle({ code: 'constructor', title: 'T', detail: '', cure: '' }, 'es')).toBe('T');
  });
});
