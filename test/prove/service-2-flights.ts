import { bandOf } from '../../sim/authority/base-case.ts';
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
import { decideSortie, sortieWorkflow } from '../../src/fly/sortie/decide.ts';
import { evolveSortieCase, noSortieCase, type SortieCase } from '../../src/fly/sortie/state.ts';
import type { DecisionContext } from '../../src/model/command.ts';
import type { SortiePlanDocument } from '../../src/plan/sortie/document.ts';
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

import { asking, happened, people, type Records } from './service-2-worlds.ts';

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
