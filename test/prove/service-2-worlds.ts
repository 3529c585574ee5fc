import { decidePerson, type PersonWorkflow, personWorkflow } from '../../src/account/people/decide.ts';
import { evolvePerson, noPerson, type Person } from '../../src/account/people/state.ts';
import { decideRule, type RuleWorkflow, ruleWorkflow } from '../../src/account/rules/decide.ts';
import { evolveRule, noRule, type Rule } from '../../src/account/rules/state.ts';
import { decideReport, type ReportWorkflow, reportWorkflow } from '../../src/find/report/decide.ts';
import { evolveReport, noReport, type Report } from '../../src/find/report/state.ts';
import type { ActingPerson, DecidedFact, DecisionContext, Happened } from '../../src/model/command.ts';
import { decidePackage, type PackageWorkflow, packageWorkflow } from '../../src/release/package/decide.ts';
import { evolvePackage, noPackage, type Package } from '../../src/release/package/state.ts';
import { decideMinimisation, minimisationWorkflow } from '../../src/review/minimisation/decide.ts';
import { decideReading, type ReadingWorkflow, readingWorkflow } from '../../src/review/reading/decide.ts';
import { compartment } from '../authority-story.ts';
import { type Ask, atOfSearchUs, type World } from './service-2-search.ts';

export const states = ['USA', 'MEX'] as const;
const hashes = ['1', '2', '3', '4'].map((it) => it.repeat(64));
const hashAt = (i: number): string => hashes[i] ?? '';
const after = (hash: string, versions: number): string | undefined => {
  const next = hashes.indexOf(hash) + 1;
  return next < versions ? hashes[next] : undefined;
};

export const happened = (
  { stream, kind, content }: DecidedFact,
  { role, state, agency }: ActingPerson,
  timeUs = atOfSearchUs,
): Happened => ({
  index: 0,
  stream,
  version: 0,
  kind,
  role,
  state,
  agency,
  timeUs,
  content: { known: true, value: content },
});

export type Records<T> = Readonly<Record<string, T>>;
type Office = readonly [role: string, state: string];

/** Each of some people in each office that may take a step, in each state. */
function* offices(persons: readonly string[], by: readonly string[] | 'anyone'): Generator<ActingPerson> {
  for (const person of persons) {
    for (const state of states) {
      for (const role of by === 'anyone' ? ['inspector'] : by) yield { person, role, state, agency: 'agency' };
    }
  }
}

interface Move {
  readonly by: readonly string[] | 'anyone';
}

/** The asks of one command: by everybody, in every office that may take it. */
export function* asking<Command extends { readonly do: string }>(
  persons: readonly string[],
  moves: Readonly<Record<string, Move>>,
  command: Command,
  newId: string,
  decide: (command: Command, context: DecisionContext) => ReturnType<Ask['decide']>,
): Generator<Ask> {
  for (const actor of offices(persons, moves[command.do]?.by ?? [])) {
    const what = `${actor.person} (${actor.role} ${actor.state}) ${command.do} ${newId}`;
    yield { actor, newId, what, decide: (context) => decide(command, context) };
  }
}

export const people = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `p${i + 1}`);

export interface Findings {
  readonly reports: Records<Report>;
  readonly packages: Records<Package>;
}

export interface FindingOptions {
  readonly reports: number;
  readonly packages: number;
  readonly people: number;
  readonly versions: number;
  readonly report?: ReportWorkflow;
  readonly reading?: ReadingWorkflow;
  readonly package?: PackageWorkflow;
}

/** Every set of some of these, not empty. */
const choices = (ids: readonly string[]): readonly (readonly string[])[] => {
  const [first, ...rest] = ids;
  if (first === undefined) return [];
  const others = choices(rest);
  return [[first], ...others, ...others.map((one) => [first, ...one])];
};

/** Reports, their readings and minimisation, and packages of them. */
export function findings(options: FindingOptions): World<Findings> {
  const { versions, report = reportWorkflow, reading = readingWorkflow } = options;
  const releasing = options.package ?? packageWorkflow;
  const persons = people(options.people);
  const reportIds = Array.from({ length: options.reports }, (_, i) => `r${i + 1}`);
  const packageIds = Array.from({ length: options.packages }, (_, i) => `k${i + 1}`);
  const streamOf = (id: string): string => `report/${id}`;
  function* onReport(state: Findings, who: readonly string[], id: string): Generator<Ask> {
    const it = state.reports[streamOf(id)] ?? noReport;
    const write = (command: Parameters<typeof decideReport>[1]) =>
      asking(who, report.moves, command, id, (one, context) => decideReport(it, one, context, report));
    if (it.status === 'none') yield* write({ do: 'draft', compartment, documentHash: hashAt(0) });
    const documentHash = after(it.documentHash, versions);
    if (documentHash !== undefined && it.status !== 'none') yield* write({ do: 'revise', report: id, documentHash });
    yield* write({ do: 'submit', report: id });
    const read = (command: Parameters<typeof decideReading>[1]) =>
      asking(who, reading.moves, command, id, (one, context) => decideReading(it, one, context, reading));
    for (const hash of hashes.slice(0, versions)) {
      yield* read({ do: 'accept', report: id, documentHash: hash, note: 'n' });
      yield* read({ do: 'return', report: id, documentHash: hash, note: 'n' });
    }
    const mask = (command: Parameters<typeof decideMinimisation>[1]) =>
      asking(who, minimisationWorkflow.moves, command, id, (one, context) => decideMinimisation(it, one, context));
    yield* mask({ do: 'minimise', report: id, documentHash: it.documentHash, recordHash: hashAt(0) });
    yield* mask({ do: 'reopen', report: id, why: 'w' });
  }
  function* onPackage(state: Findings, who: readonly string[], id: string): Generator<Ask> {
    const own = state.packages[id] ?? noPackage;
    const ask = (command: Parameters<typeof decidePackage>[1]) =>
      asking(who, releasing.moves, command, id, (one, context) =>
        decidePackage({ package: own, reports: state.reports }, one, context, releasing),
      );
    if (own.status === 'none') {
      for (const reports of choices(reportIds)) {
        const to = { reports: [...reports], recipient: { state: 'MEX', agency: 'agency' }, purpose: 'p' };
        const terms = { compartment, ...to, label: 'l', useLimits: ['u'], contentHash: hashAt(0) };
        yield* ask({ do: 'release', ...terms });
        yield* ask({ do: 'disclose', ...terms, untilUs: atOfSearchUs + 1 });
        yield* ask({ do: 'deny', compartment, ...to, why: 'w' });
      }
    }
    yield* ask({ do: 'receive', package: id, contentHash: hashAt(0), receipt: 'r' });
    yield* ask({ do: 'report', package: id, outcome: 'acted', says: 's' });
    yield* ask({ do: 'report', package: id, outcome: 'no-action', says: 's' });
  }
  return {
    name: `${options.reports} reports of ${versions} versions, ${options.packages} packages, ${persons.length} people`,
    initial: {
      reports: Object.fromEntries(reportIds.map((id) => [streamOf(id), noReport])),
      packages: Object.fromEntries(packageIds.map((id) => [id, noPackage])),
    },
    persons,
    alike: true,
    *asks(state, who) {
      for (const id of reportIds) yield* onReport(state, who, id);
      for (const id of packageIds) yield* onPackage(state, who, id);
    },
    evolve(state, fact, actor) {
      const { stream } = fact;
      const it = happened(fact, actor);
      const id = stream.slice(stream.indexOf('/') + 1);
      return stream.startsWith('report/')
        ? { ...state, reports: { ...state.reports, [stream]: evolveReport(state.reports[stream] ?? noReport, it) } }
        : { ...state, packages: { ...state.packages, [id]: evolvePackage(state.packages[id] ?? noPackage, it) } };
    },
  };
}

/** Rules with dates, each of some versions, proposed and signed by people who are all legal advisers. */
export function rules(options: {
  readonly rules: number;
  readonly versions: number;
  readonly people: number;
  readonly workflow?: RuleWorkflow;
}): World<Records<Rule>> {
  const { versions, workflow = ruleWorkflow } = options;
  const ids = Array.from({ length: options.rules }, (_, i) => `u${i + 1}`);
  const persons = people(options.people);
  const text = { document: 1, source: 's', fromUs: atOfSearchUs + 1, untilUs: null };
  return {
    name: `${ids.length} rules of ${versions} versions, ${persons.length} people`,
    initial: Object.fromEntries(ids.map((id) => [id, noRule])),
    persons,
    alike: true,
    *asks(state, who) {
      for (const id of ids) {
        const it = state[id] ?? noRule;
        const ask = (command: Parameters<typeof decideRule>[1]) =>
          asking(who, workflow.moves, command, id, (one, context) => decideRule(it, one, context, workflow));
        if (it.status === 'none') yield* ask({ do: 'propose', ruleKind: 'designations', ...text });
        else if (it.versions.length < versions) yield* ask({ do: 'amend', rule: id, ...text });
        for (let version = 1; version <= versions; version++) {
          yield* ask({ do: 'sign', rule: id, version });
          yield* ask({ do: 'drop', rule: id, version, why: 'w' });
        }
      }
    },
    evolve(state, fact, actor) {
      if (!fact.stream.startsWith('rule/')) return state;
      const id = fact.stream.slice(fact.stream.indexOf('/') + 1);
      return { ...state, [id]: evolveRule(state[id] ?? noRule, happened(fact, actor)) };
    },
  };
}

/** People who are all personnel officers of both states, and grant to each other and to themselves if they can. */
export function standings(options: {
  readonly people: number;
  readonly workflow?: PersonWorkflow;
}): World<Records<Person>> {
  const workflow = options.workflow ?? personWorkflow;
  const persons = people(options.people);
  const granted: readonly Office[] = [
    ['analyst', 'USA'],
    ['authorising-officer', 'MEX'],
  ];
  const serving = (i: number): Person => ({ ...noPerson, status: 'registered', state: states[i % 2] ?? '' });
  return {
    name: `offices and compartments of ${persons.length} people`,
    initial: Object.fromEntries(persons.map((person, i) => [person, serving(i)])),
    persons,
    // Streams are named by persons here, and each serves a state.
    alike: false,
    *asks(state, who) {
      for (const person of persons) {
        const ask = (command: Parameters<typeof decidePerson>[1]) =>
          asking(who, workflow.moves, command, person, (one, context) =>
            decidePerson(state[person] ?? noPerson, one, context, workflow),
          );
        for (const [role, of] of granted) {
          const office = {
            role: role === 'analyst' ? 'analyst' : 'authorising-officer',
            state: of,
            agency: 'a',
          } as const;
          yield* ask({ do: 'grant-office', person, office, why: 'w' });
          yield* ask({ do: 'withdraw-office', person, office, why: 'w' });
        }
        yield* ask({ do: 'grant-compartment', person, compartment, why: 'w' });
        yield* ask({ do: 'withdraw-compartment', person, compartment, why: 'w' });
      }
    },
    evolve(state, fact, actor) {
      const id = fact.stream.slice(fact.stream.indexOf('/') + 1);
      return { ...state, [id]: evolvePerson(state[id] ?? noPerson, happened(fact, actor)) };
    },
  };
}
