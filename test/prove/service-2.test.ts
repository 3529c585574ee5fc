import { describe, expect, it } from 'vitest';
import { personWorkflow } from '../../src/account/people/decide.ts';
import { ruleWorkflow } from '../../src/account/rules/decide.ts';
import { clearanceWorkflow } from '../../src/authorise/clearance/decide.ts';
import { reportWorkflow } from '../../src/find/report/decide.ts';
import { packageWorkflow } from '../../src/release/package/decide.ts';
import { readingWorkflow } from '../../src/review/reading/decide.ts';
import { flights } from './service-2-flights.ts';
import { Canon, type Found, search } from './service-2-search.ts';
import { type FindingOptions, findings, rules, standings } from './service-2-worlds.ts';

const enough = 50_000;
const sorties = { items: 1, people: 3, plans: 2, whole: true } as const;
const shared = { items: 2, people: 2, plans: 1, whole: false } as const;
const reports: FindingOptions = { reports: 1, packages: 1, people: 4, versions: 2 };
const without = <W extends { readonly duties: readonly { readonly code: string }[] }>(
  workflow: W,
  code: string,
): W => ({
  ...workflow,
  duties: workflow.duties.filter((it) => it.code !== code),
});
/** The check of a case, blind to some of what it finds. */
const blindTo = (...codes: readonly string[]): typeof clearanceWorkflow => ({
  ...clearanceWorkflow,
  check: (file, sha256) => {
    const { reasons, ...rest } = clearanceWorkflow.check(file, sha256);
    return { ...rest, reasons: reasons.filter(({ code }) => !codes.includes(code)) };
  },
});

describe('a search of small worlds', () => {
  it.each<[string, () => Found, readonly string[]]>([
    ['sorties', () => search(flights(sorties), enough), ['fly.on-station', 'authorise.withdrawn', 'fly.recovered']],
    ['clearances', () => search(flights(shared), enough), ['authorise.signatory-bound', 'authorise.refused']],
    ['reports', () => search(findings(reports), enough), ['release.outcome-reported', 'review.privacy-reopened']],
    ['rules', () => search(rules({ rules: 1, versions: 2, people: 4 }), enough), ['account.rule-dropped']],
    ['people', () => search(standings({ people: 3 }), enough), ['account.compartment-withdrawn']],
  ])('finds no breach among all states of %s', (_, run, kinds) => {
    const found = run();
    expect(found).toMatchObject({ whole: true, breach: undefined });
    expect([...found.kinds.keys()]).toEqual(expect.arrayContaining([...kinds]));
  });

  it.each<[string, () => Found]>([
    ['requester-authorises', () => search(flights({ ...sorties, workflow: blindTo('requester-authorises') }), enough)],
    ['proposer-authorises', () => search(flights({ ...sorties, workflow: blindTo('proposer-authorises') }), enough)],
    [
      'authoriser-proposes',
      () => search(flights({ ...sorties, workflow: without(clearanceWorkflow, 'authoriser-proposes') }), enough),
    ],
    ['one-person-two-states', () => search(flights({ ...shared, workflow: blindTo('one-person-two-states') }), enough)],
    ['reader-writes', () => search(findings({ ...reports, report: without(reportWorkflow, 'reader-writes') }), enough)],
    ['author-reads', () => search(findings({ ...reports, reading: without(readingWorkflow, 'author-reads') }), enough)],
    [
      'author-discloses',
      () => search(findings({ ...reports, package: without(packageWorkflow, 'author-discloses') }), enough),
    ],
    [
      'discloser-receives',
      () => search(findings({ ...reports, package: without(packageWorkflow, 'discloser-receives') }), enough),
    ],
    [
      'proposer-adopts',
      () =>
        search(rules({ rules: 1, versions: 1, people: 4, workflow: without(ruleWorkflow, 'proposer-adopts') }), enough),
    ],
    [
      'grants-to-self',
      () => search(standings({ people: 2, workflow: without(personWorkflow, 'grants-to-self') }), enough),
    ],
  ])('finds the breach where the duty %s is taken out', (_, run) => {
    const { breach, states } = run();
    expect(breach).toMatch(/ by p\d/);
    expect(states).toBeLessThan(enough);
  });

  it('says so where it was not whole', () => {
    expect(search(flights(sorties), 100)).toMatchObject({ whole: false, breach: undefined, states: 100 });
  });

  it('tells states apart by what persons did, not by what they are called', () => {
    const canon = new Canon(['p1', 'p2', 'p3'], true);
    const key = (value: object) => canon.of([value]).key;
    expect(key({ a: 'p1', b: ['p1', 'p2'] })).toBe(key({ a: 'p3', b: ['p1', 'p3'] }));
    expect(key({ a: 'p1', b: ['p1', 'p2'] })).not.toBe(key({ a: 'p3', b: ['p1', 'p2'] }));
    expect(key({ a: { p1: 'USA', p2: 'MEX' } })).toBe(key({ a: { p2: 'USA', p3: 'MEX' } }));
    expect(key({ a: { p1: 'USA' }, b: 'p1' })).not.toBe(key({ a: { p1: 'USA' }, b: 'p2' }));
    expect(key({ a: { p1: 'USA' }, b: 'p1' })).not.toBe(key({ a: { p1: 'MEX' }, b: 'p1' }));
    expect(canon.of([{ a: 'p1' }]).representatives).toEqual(['p1', 'p2']);
    expect(new Canon(['p1', 'p2'], false).of([{ a: 'p1' }]).representatives).toEqual(['p1', 'p2']);
  });
});
