import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { AtalayaError } from '../../model/errors.ts';
import { isRefusal } from '../../model/refusal.ts';
import { loadRules, type RuleSet } from './engine.ts';
import { policyFolder, readRuleSet } from './folder.ts';
import type { PolicyRequest, RequestData } from './request.ts';

const schema = `
entity Person { state: String, agency: String, offices: Set<String>, compartments: Set<String> };
entity Report { state: String, authors: Set<Person>, pages: Long };
type Acting = { office: String, urgent: Bool };
action "writing";
action "draft" in ["writing"] appliesTo { principal: Person, resource: Report, context: Acting };
action "read" appliesTo { principal: Person, resource: Report, context: Acting };
`;
const notes = (id: string): string => `@id("${id}") @source("test") @en("${id}, en") @es("${id}, es")`;
const cure = '@cure_en("cure") @cure_es("cura")';
const permitAll = `${notes('everyone')} permit (principal, action, resource);`;
const load = (...texts: readonly string[]): RuleSet =>
  loadRules(
    texts.map((text, i) => ({ name: `${i}.cedar`, text })),
    schema,
  );

const request = (change: Partial<RequestData> = {}): RequestData => ({
  principal: { id: 'p1', state: 'USA', agency: 'A', offices: ['analyst'], compartments: [] },
  action: 'draft',
  resource: { type: 'Report', id: 'r1', attributes: { state: 'USA', authors: ['p1'], pages: 3 } },
  context: { office: 'analyst', urgent: false },
  ...change,
});

function faultOf(...texts: readonly string[]): string {
  try {
    load(...texts).close();
  } catch (error) {
    if (error instanceof AtalayaError && error.code === 'policy-invalid') return error.message;
    throw error;
  }
  return 'none';
}

describe('a set of rules that is not sound does not load', () => {
  it.each([
    ['a text that does not parse', `${notes('a')} permit (principal, action`],
    [
      'an attribute that the schema lacks',
      `${permitAll} ${notes('b')} ${cure} forbid (principal, action, resource) when { resource.label == "x" };`,
    ],
    [
      'a condition that never holds (only a warning)',
      `${permitAll} ${notes('b')} ${cure} forbid (principal, action, resource) when { false };`,
    ],
    [
      'an action that the schema lacks',
      `${permitAll} ${notes('b')} permit (principal, action == Action::"print", resource);`,
    ],
    [
      'values of two types compared',
      `${permitAll} ${notes('b')} ${cure} forbid (principal, action, resource) when { resource.pages == "x" };`,
    ],
    ['an id that stands twice', `${permitAll} ${permitAll}`],
    ['no id', '@source("s") @en("e") @es("e") permit (principal, action, resource);'],
    ['no source', '@id("a") @en("e") @es("e") permit (principal, action, resource);'],
    ['no Spanish', '@id("a") @source("s") @en("e") permit (principal, action, resource);'],
    ['an empty text', '@id("a") @source("s") @en(" ") @es("e") permit (principal, action, resource);'],
    [
      'an annotation misspelt',
      '@id("a") @source("s") @en("e") @es("e") @soruce("s") permit (principal, action, resource);',
    ],
    [
      'a forbidding rule without a cure',
      `${permitAll} ${notes('b')} forbid (principal, action, resource) when { context.urgent };`,
    ],
    ['a template', `${permitAll} ${notes('b')} permit (principal == ?principal, action, resource);`],
    ['an action that nobody may do', `${notes('a')} permit (principal, action == Action::"draft", resource);`],
    ['nothing', ''],
  ])('%s', (_, text) => expect(faultOf(text)).not.toBe('none'));

  it('and every fault is told', () => {
    const told = faultOf('@id("A!") permit (principal, action, resource);');
    expect(told).toMatch(/0\.cedar.*@id/);
    for (const name of ['@source', '@en', '@es']) expect(told).toContain(name);
    expect(faultOf(`${notes('a')} permit (principal, action == Action::"draft", resource);`)).toBe(
      'no rule permits read to anybody',
    );
  });

  it('a schema that cannot be read is told', () => {
    expect(() => loadRules([{ name: 'a', text: permitAll }], 'entity Person')).toThrow(/schema/);
    const optional = schema.replace('pages: Long', 'pages?: Long');
    expect(() => loadRules([{ name: 'a', text: permitAll }], optional)).toThrow(/pages is optional/);
  });
});

describe('an answer', () => {
  const set = load(
    `${notes('analysts')} permit (principal, action in Action::"writing", resource) when { context.office == "analyst" };
     ${notes('readers')} permit (principal, action == Action::"read", resource);
     ${notes('urgent')} permit (principal, action == Action::"draft", resource) when { context.urgent };`,
    `${notes('own')} ${cure} forbid (principal, action, resource) unless { resource.state == principal.state };
     ${notes('long')} ${cure} forbid (principal, action, resource) when { resource.pages > 100 };
     ${notes('huge')} ${cure} forbid (principal, action, resource) when { resource.pages * 4611686018427387904 == 4611686018427387904 };`,
  );
  afterAll(() => set.close());
  const report = (attributes: object): object => ({ type: 'Report', id: 'r1', attributes });

  it('that permits names every rule that does', () => {
    const answer = set.authorise(
      request({
        context: { office: 'analyst', urgent: true },
        resource: report({ state: 'USA', authors: [], pages: 0 }),
      }),
    );
    expect(answer.allowed && answer.rules.map(({ id }) => id)).toEqual(['analysts', 'urgent']);
  });

  it('that forbids cites every rule that does, with source, text and cure', () => {
    const answer = set.authorise(request({ resource: report({ state: 'MEX', authors: [], pages: 1 }) }));
    if (answer.allowed) throw new Error('allowed');
    expect(isRefusal(answer)).toBe(true);
    expect(answer.why).toBe('forbidden');
    expect(answer.reasons.map(({ code }) => code)).toEqual(['huge', 'own']);
    expect(answer.reasons[1]).toEqual({
      code: 'own',
      source: 'test',
      found: 'draft on Report r1 by analyst of USA',
      allowed: 'own, en',
      cure: 'cure',
      es: { found: 'draft sobre Report r1 por analista de USA', allowed: 'own, es', cure: 'cura' },
    });
    expect(answer.rules.map(({ es }) => es)).toEqual(['huge, es', 'own, es']);
  });

  it('where nothing permits names the rules that could', () => {
    const answer = set.authorise(
      request({
        context: { office: 'pilot', urgent: false },
        resource: report({ state: 'USA', authors: [], pages: 0 }),
      }),
    );
    expect(!answer.allowed && answer.why).toBe('not-permitted');
    expect(answer.rules.map(({ id }) => id)).toEqual(['analysts', 'urgent']);
    expect(!answer.allowed && answer.reasons.map(({ allowed }) => allowed)).toEqual([
      'analysts: analysts, en',
      'urgent: urgent, en',
    ]);
    expect(!answer.allowed && answer.reasons.map(({ es }) => es.allowed)).toEqual([
      'analysts: analysts, es',
      'urgent: urgent, es',
    ]);
  });

  it('refuses where a rule fails, though another permits: Cedar would leave the rule out', () => {
    const answer = set.authorise(request({ resource: report({ state: 'USA', authors: [], pages: 3 }) }));
    expect(!answer.allowed && answer.why).toBe('policy-error');
    expect(!answer.allowed && answer.reasons[0]).toMatchObject({
      code: 'policy-error',
      found: expect.stringMatching(/^huge: .*overflow/),
    });
  });

  const base = { state: 'USA', authors: [], pages: 0 };
  it.each<[string, Partial<RequestData>]>([
    ['an unknown action', { action: 'print' }],
    ['a group of actions', { action: 'writing' }],
    ['an action of Object itself', { action: 'constructor' }],
    ['a resource of another type', { resource: { type: 'Person', id: 'x', attributes: base } }],
    ['a resource without id', { resource: { type: 'Report', id: '', attributes: base } }],
    ['a resource without attributes', { resource: { type: 'Report', id: 'x' } }],
    ['a resource with more than those', { resource: { type: 'Report', id: 'x', attributes: base, parents: [] } }],
    ['a missing attribute', { resource: report({ state: 'USA', authors: [] }) }],
    ['an attribute too many', { resource: report({ ...base, label: 'x' }) }],
    ['an undefined attribute', { resource: report({ ...base, state: undefined }) }],
    ['a fraction', { resource: report({ ...base, pages: 1.5 }) }],
    ['a person who is none', { resource: report({ ...base, authors: [7] }) }],
    ['a person smuggled in', { resource: report({ ...base, authors: [{ __entity: { type: 'Person', id: 'p' } }] }) }],
    ['no person', { principal: { state: 'USA', agency: 'A', offices: [], compartments: [] } }],
    ['an incomplete person', { principal: { id: 'p1', state: 'USA' } }],
    ['a context that lacks something', { context: { office: 'analyst' } }],
    ['a context with something more', { context: { office: 'analyst', urgent: false, sudo: true } }],
  ])('refuses %s', (_, change) => {
    const good = set.authorise(request({ resource: report(base) }));
    expect(good.allowed).toBe(true);
    const answer = set.authorise(request({ resource: report(base), ...change }));
    expect(!answer.allowed && answer.why).toBe('policy-error');
  });

  it('never throws, whatever is asked, and permits nothing that does not fit', () => {
    const anything = fc.record({
      principal: fc.object(),
      action: fc.string(),
      resource: fc.object(),
      context: fc.object(),
    });
    fc.assert(
      fc.property(anything, (asked) => {
        const answer = set.authorise(asked);
        expect(!answer.allowed && answer.why).toBe('policy-error');
      }),
    );
  });

  it('of a closed set refuses, and its memory serves the next', () => {
    const one = load(permitAll);
    expect(one.authorise(request()).allowed).toBe(true);
    one.close();
    one.close();
    const two = load(
      `${permitAll} ${notes('never')} ${cure} forbid (principal, action, resource) when { context.office == "analyst" };`,
    );
    expect(two.authorise(request()).allowed).toBe(false);
    const closed = one.authorise(request());
    expect(!closed.allowed && closed.why).toBe('policy-error');
    two.close();
  });
});

describe('what stages give', () => {
  const set = readRuleSet(policyFolder);
  afterAll(() => set.close());
  const asked: PolicyRequest = {
    principal: {
      id: 'p1',
      state: 'USA',
      agency: 'A',
      offices: ['analyst', 'authorising-officer'],
      compartments: ['ops'],
    },
    action: 'find.draft-report',
    resource: {
      type: 'Report',
      id: 'new',
      attributes: { status: 'none', compartment: 'ops', authors: [], readers: [] },
    },
    context: { office: 'analyst', state: 'USA', signedInBy: 'oidc', signedInAgoS: 1, exercise: false },
  };

  it('of what is about to be made need not say its state; of what stands it must', () => {
    expect(set.authorise(asked).allowed).toBe(true);
    const standing = set.authorise({ ...asked, resource: { ...asked.resource, id: 'r1' } });
    expect(!standing.allowed && standing.reasons[0].found).toMatch(/resource lacks state/);
    const bare = set.authorise({
      ...asked,
      resource: { ...asked.resource, attributes: { status: 'none', readers: [] } },
    });
    expect(!bare.allowed && bare.reasons[0].found).toMatch(/resource lacks authors, compartment/);
  });

  it('may not give what is derived', () => {
    const attributes = { status: 'x', state: 'USA', compartment: 'people', subject: 'p2' };
    const record = { type: 'PersonRecord', id: 'p1', attributes };
    const answer = set.authorise({ ...asked, action: 'account.grant-office', resource: record });
    expect(!answer.allowed && answer.why).toBe('policy-error');
  });
});
