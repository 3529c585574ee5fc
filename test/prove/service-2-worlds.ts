import { bandOf } from '../../sim/authority/base-case.ts';
import { decidePerson, type PersonWorkflow, personWorkflow } from '../../src/account/people/decide.ts';
import { evolvePerson, noPerson, type Person } from '../../src/account/people/state.ts';
import { decideRule, type RuleWorkflow, ruleWorkflow } from '../../src/account/rules/decide.ts';
import { evolveRule, noRule, type Rule } from '../../src/account/rules/state.ts';
import { evolveAgreement, noAgreement } from '../../src/agree/agreement/state.ts';
import { decideRequirement, requirementWorkflow } from '../../src/agree/requirement/decide.ts';
import {
  evolveRequirement,
  noRequirement,
  type Requirement,
  requirementStream,
} from '../../src/agree/requirement/state.ts';
import { evolveSignatories, noSignatories, type Signatories } from '../../src/agree/signatory/state.ts';
import { type ClearanceWorkflow, clearanceWorkflow, decideClearance } from '../../src/authorise/clearance/decide.ts';
import { evolveRegisters, noRegisters, type Registers } from '../../src/authorise/registers/state.ts';
import { decideReport, type ReportWorkflow, reportWorkflow } from '../../src/find/report/decide.ts';
import { evolveReport, noReport, type Report } from '../../src/find/report/state.ts';
import { decideSortie, sortieWorkflow } from '../../src/fly/sortie/decide.ts';
import { evolveSortieCase, noSortieCase, type SortieCase } from '../../src/fly/sortie/state.ts';
import type { ActingPerson, DecidedFact, DecisionContext, Happened } from '../../src/model/command.ts';
import type { SortiePlanDocument } from '../../src/plan/sortie/document.ts';
import { decidePackage, type PackageWorkflow, packageWorkflow } from '../../src/release/package/decide.ts';
import { evolvePackage, noPackage, type Package } from '../../src/release/package/state.ts';
import { decideMinimisation, minimisationWorkflow } from '../../src/review/minimisation/decide.ts';
import { decideReading, type ReadingWorkflow, readingWorkflow } from '../../src/review/reading/decide.ts';
import {
  agreementOf,
  asked as askedFor,
  attest,
  compartment,
  concurAgreement,
  draftAgreement,
  hashOf,
  planOf,
  takeOffUs,
} from '../authority-story.ts';
import { Chain } from '../chain.ts';
import { rememberedByCase } from './remembered.ts';
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

type Records<T> = Readonly<Record<string, T>>;
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
function* asking<Command extends { readonly do: string }>(
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

export interface Flights {
  readonly requirements: Records<Requirement>;
  readonly sorties: Records<Pick<SortieCase, 'clearance' | 'sortie'>>;
  readonly signatories: Signatories;
  readonly registers: Registers;
}

export interface FlightOptions {
  readonly items: number;
  readonly people: number;
  /** Plans that each clearance may have, one after the other. */
  readonly plans: number;
  /** Whether requirements are written in the search too, and sorties flown; else they are tasked, each asked for by a person of its own. */
  readonly whole: boolean;
  readonly workflow?: ClearanceWorkflow;
}

const people = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `p${i + 1}`);

/** In force, and everybody signs for either state. */
function agreedBy(persons: readonly string[]) {
  const document = agreementOf({ USA: [...persons, 'una'], MEX: [...persons, 'mia'] });
  const chain = new Chain();
  const story = [
    draftAgreement(document),
    concurAgreement('una', 'USA', document),
    concurAgreement('mia', 'MEX', document),
  ];
  for (const it of story) chain.must(it);
  return chain.facts.filter(({ stream }) => stream.startsWith('agreement/')).reduce(evolveAgreement, noAgreement);
}

/** Plans of one item keep apart from those of the other by their altitudes. */
function plansOf(items: number, plans: number): ReadonlyMap<string, SortiePlanDocument> {
  const ids = Array.from({ length: items }, (_, i) => `${i + 1}`);
  const sets = items > 1 ? [...ids.map((id) => [id]), ids] : [ids];
  const { route, stays } = planOf();
  const made = ids.flatMap((id, i) => {
    const band = bandOf(4_000 + 1_500 * i, 5_000 + 1_500 * i);
    const at = {
      id,
      route: { ...route, legs: route.legs.map((leg) => ({ ...leg, band })) },
      stays: stays.map((stay) => ({ ...stay, area: { ...stay.area, band } })),
    };
    return Array.from({ length: plans }, (_, k) => k).flatMap((k) =>
      sets.map((requirements) => planOf({ ...at, callSign: `SIGN${k}`, requirements })),
    );
  });
  return new Map(made.map((plan) => [hashOf(plan), plan]));
}

/** Requirements, clearances and sorties; everybody holds every office in both states, so that nothing but the rules keeps duties apart. */
export function flights(options: FlightOptions): World<Flights> {
  const { items, whole } = options;
  const workflow = { ...(options.workflow ?? clearanceWorkflow) };
  workflow.check = rememberedByCase(workflow.check);
  const flying = { ...sortieWorkflow, check: workflow.check };
  const persons = people(options.people);
  const agreement = agreedBy(persons);
  const ids = Array.from({ length: items }, (_, i) => `${i + 1}`);
  const plans = plansOf(items, options.plans);
  const ofItem = (id: string) => [...plans].filter(([, plan]) => plan.id === id);
  const asked = { ...askedFor, compartment };
  const before = (i: number): Requirement =>
    whole
      ? noRequirement
      : {
          ...noRequirement,
          ...{ status: 'tasked', state: 'USA', compartment, requesters: [persons[i] ?? ''] },
          ...{ purpose: asked.purpose, latestUsefulUs: asked.latestUsefulUs },
        };
  const caseOf = ({ requirements, signatories, registers, sorties }: Flights, id: string): SortieCase => {
    return { ...noSortieCase, agreement, requirements, signatories, registers, ...sorties[id] };
  };
  function* onRequirement(state: Flights, who: readonly string[], id: string): Generator<Ask> {
    const requirement = state.requirements[requirementStream(id)] ?? noRequirement;
    const decide = (command: Parameters<typeof decideRequirement>[1], context: DecisionContext) =>
      decideRequirement({ requirement, others: {} }, command, context);
    const ask = (command: Parameters<typeof decideRequirement>[1]) =>
      asking(who, requirementWorkflow.moves, command, id, decide);
    if (requirement.status === 'none') yield* ask({ do: 'draft', ...asked });
    else yield* ask({ do: 'revise', requirement: id, ...askedFor });
    yield* ask({ do: 'submit', requirement: id });
    yield* ask({ do: 'validate', requirement: id, known: 'k', duplicates: [] });
    yield* ask({ do: 'task', requirement: id });
    yield* ask({ do: 'decline', requirement: id, why: 'w' });
  }
  function* onClearance(state: Flights, who: readonly string[], id: string): Generator<Ask> {
    const it = caseOf(state, id);
    const { clearance } = it;
    const decide = (one: Parameters<typeof decideClearance>[1], context: DecisionContext) =>
      decideClearance(it, one, context, workflow);
    const ask = (command: Parameters<typeof decideClearance>[1]) => asking(who, workflow.moves, command, id, decide);
    const own = ofItem(id);
    if (clearance.status === 'none') {
      for (const [, plan] of own) if (plan.callSign === 'SIGN0') yield* ask({ do: 'propose', compartment, plan });
      return;
    }
    const next = own.find(([, plan]) => plan.callSign > (clearance.plan?.callSign ?? ''));
    if (next !== undefined) yield* ask({ do: 'replace', clearance: id, plan: next[1] });
    if (clearance.attestation === undefined && clearance.plan !== undefined) {
      const { as: actor, payload } = attest(clearance.plan);
      const { registration } = clearance.plan.aircraft;
      const command = {
        do: 'attest',
        clearance: id,
        planHash: clearance.planHash,
        registration,
        unarmed: true,
      } as const;
      yield { actor, newId: id, what: `attest ${payload['clearance']}`, decide: (context) => decide(command, context) };
    }
    for (const [planHash] of own) {
      yield* ask({ do: 'concur', clearance: id, planHash, relyingOn: 'r', conditions: [] });
    }
    // Who stops it has no duty that could be joined to another: one officer stands for all.
    for (const stop of ['refuse', 'withdraw'] as const) {
      const actor = { person: 'stopper', role: 'authorising-officer', state: 'USA', agency: 'agency' };
      const command = { do: stop, clearance: id, why: 'w' } as const;
      yield { actor, newId: id, what: `${stop} ${id}`, decide: (context) => decide(command, context) };
    }
  }
  function* onSortie(state: Flights, who: readonly string[], id: string): Generator<Ask> {
    const it = caseOf(state, id);
    const ask = (command: Parameters<typeof decideSortie>[1]) =>
      asking(who, sortieWorkflow.moves, command, id, (one, context) =>
        decideSortie(it, one, { ...context, atUs: takeOffUs }, flying),
      );
    for (const [planHash] of ofItem(id)) yield* ask({ do: 'take-off', sortie: id, planHash });
    yield* ask({ do: 'on-station', sortie: id });
    yield* ask({ do: 'recover', sortie: id });
    yield* ask({ do: 'halt', sortie: id, why: 'w' });
  }
  return {
    name: `${items} ${whole ? 'whole sorties' : 'clearances of tasked requirements'}, ${options.plans} plans each, ${persons.length} people`,
    initial: {
      requirements: Object.fromEntries(ids.map((id, i) => [requirementStream(id), before(i)])),
      sorties: Object.fromEntries(ids.map((id) => [id, noSorties])),
      signatories: noSignatories,
      registers: noRegisters,
    },
    persons,
    alike: true,
    documents: new Map<object, string>([
      ...[...plans].flatMap(([hash, plan]): [object, string][] => [
        [plan, hash],
        [plan.route, `${hash}/route`],
        [plan.stays, `${hash}/stays`],
      ]),
      [asked.area, 'area'],
    ]),
    *asks(state, who) {
      for (const id of ids) {
        if (whole) yield* onRequirement(state, who, id);
        yield* onClearance(state, who, id);
        if (whole) yield* onSortie(state, who, id);
      }
    },
    evolve(state, fact, actor) {
      const { stream } = fact;
      const it = happened(fact, actor, stream.startsWith('sortie/') ? takeOffUs : atOfSearchUs);
      if (stream.startsWith('signatory/')) {
        return { ...state, signatories: evolveSignatories(state.signatories, it) };
      }
      if (stream.startsWith('airspace/')) return { ...state, registers: evolveRegisters(state.registers, it) };
      if (stream.startsWith('requirement/')) {
        const requirement = evolveRequirement(state.requirements[stream] ?? noRequirement, it);
        return { ...state, requirements: { ...state.requirements, [stream]: requirement } };
      }
      const id = stream.slice(stream.indexOf('/') + 1);
      const { clearance, sortie } = evolveSortieCase(caseOf(state, id), it);
      return { ...state, sorties: { ...state.sorties, [id]: { clearance, sortie } } };
    },
  };
}

const noSorties = { clearance: noSortieCase.clearance, sortie: noSortieCase.sortie };

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
