import { describe, expect, it } from 'vitest';
import { type ClearanceWorkflow, clearanceWorkflow } from '../../src/authorise/clearance/decide.ts';
import { authorityReader } from './authority-2-held.ts';
import { type AuthorityOptions, authority, calendar } from './authority-2-world.ts';
import { searchBy } from './service-2-search.ts';

const enough = 6_000;
/** The check of a case, blind to some of what it finds. */
const blindTo = (...codes: readonly string[]): ClearanceWorkflow => ({
  ...clearanceWorkflow,
  check: (file, sha256) => {
    const { reasons, ...rest } = clearanceWorkflow.check(file, sha256);
    return { ...rest, reasons: reasons.filter(({ code }) => !codes.includes(code)) };
  },
});
const search = (options: AuthorityOptions, most = enough) => {
  const world = authority(options);
  return searchBy(world, most, authorityReader(calendar, world.before));
};

describe('a search of authority (prove authority.2 searches all of it)', () => {
  it.each<[string, AuthorityOptions, RegExp]>([
    [
      'clears under an agreement that was not concurred with',
      { people: 2, part: 'making', clearance: blindTo('agreement-not-concurred') },
      /cleared without .*an agreement that both concurred with/,
    ],
    [
      'clears without notice',
      { people: 2, part: 'stopping', clearance: blindTo('notice-missing', 'notice-not-delivered') },
      /cleared without the notice delivered/,
    ],
  ])('finds a workflow that %s', (_, options, breach) => {
    expect(search(options).breach).toMatch(breach);
  });

  it.each(['making', 'stopping'] as const)('finds no breach in the first states of %s', (part) => {
    expect(search({ people: 2, part }, 250)).toMatchObject({ breach: undefined, states: 250 });
  });
});
