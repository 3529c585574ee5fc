import { type AgreementWorkflow, agreementWorkflow, decideAgreement } from '../../src/agree/agreement/decide.ts';
import type { AgreementDocument } from '../../src/agree/agreement/document.ts';
import { type Agreement, evolveAgreement, noAgreement } from '../../src/agree/agreement/state.ts';
import { noRequirement, requirementStream } from '../../src/agree/requirement/state.ts';
import { evolveSignatories, noSignatories, type Signatories } from '../../src/agree/signatory/state.ts';
import { type ClearanceWorkflow, clearanceWorkflow, decideClearance } from '../../src/authorise/clearance/decide.ts';
import { noNoticeCase } from '../../src/authorise/notice/case.ts';
import { decideNotice } from '../../src/authorise/notice/decide.ts';
import { evolveListedRules, type ListedRules, noListedRules } from '../../src/authorise/notice/rules.ts';
import {
  evolveListedNotices,
  isOfNotices,
  type ListedNotices,
  noListedNotices,
  noNotice,
  noticeStream,
} from '../../src/authorise/notice/state.ts';
import { evolveRegisters, noRegisters, type Registers } from '../../src/authorise/registers/state.ts';
import { decideSortie, type SortieWorkflow, sortieWorkflow } from '../../src/fly/sortie/decide.ts';
import { evolveSortieCase, noSortieCase, type SortieCase } from '../../src/fly/sortie/state.ts';
import type { ActingPerson, DecidedFact, Decision, DecisionContext, Happened } from '../../src/model/command.ts';
import { instantUs } from '../../src/model/instant.ts';
import { agreementOf, asked, compartment, hashOf, planOf } from '../authority-story.ts';
import { noonUs, officer } from '../chain.ts';
import type { Calendar } from './authority-2-held.ts';
import { rememberedByCase } from './remembered.ts';
import type { Ask, World } from './service-2-search.ts';
import { happened } from './service-2-worlds.ts';

const us = (text: string): number => instantUs(text) ?? Number.NaN;
/** The steps of time: before the second version is valid, at that moment, at the first moment of the plan's window, and at the first after it. */
const steps = ['2026-11-30T00:00:00Z', '2026-12-01T12:00:00Z', '2026-12-01T14:00:00Z', '2026-12-01T22:00:00Z'].map(us);

export const calendar: Calendar = {
  validFrom: { 1: -1, 2: 1 },
  flight: [2, 3],
  stepOf: (at) => steps.findIndex((one) => at <= one),
};

export interface AuthorityState {
  readonly step: number;
  readonly agreement: Agreement;
  readonly own: Pick<SortieCase, 'clearance' | 'sortie'>;
  readonly signatories: Signatories;
  readonly registers: Registers;
  readonly notices: ListedNotices;
}

export interface AuthorityOptions {
  readonly people: number;
  /**
   * `making`: the agreement is made and amended in the search, and notice was given before it. `stopping`: the agreement is in force when it begins, and is
   * suspended, resumed and ended; the notice is given and reopened in it.
   */
  readonly part: 'making' | 'stopping';
  readonly agreement?: AgreementWorkflow;
  readonly clearance?: ClearanceWorkflow;
  readonly sortie?: SortieWorkflow;
}

type Told = readonly [DecidedFact, ActingPerson];

const sortie = 's1';
const notice = 'n1';

/** A rule that asks for notice of the programme before it begins. */
function rulesOfWorld(): ListedRules {
  const document = {
    format: 'atalaya-notice-rule/1',
    ...{ state: 'USA', subject: 'programme', delivery: 'before-start', days: 0 },
    ...{ calendar: 'calendar', holidays: [], urgentDays: null },
  };
  const text = { document, source: 's', fromUs: noonUs, untilUs: null };
  const facts: readonly (readonly [string, string, unknown])[] = [
    ['rule/r1', 'account.rule-proposed', { by: 'x', ruleKind: 'notices', version: 1, ...text }],
    ['rules/register', 'account.rule-listed', { by: 'x', rule: 'r1', ruleKind: 'notices' }],
    ['rule/r1', 'account.rule-signed', { by: 'y', version: 1 }],
    ['rule/r1', 'account.rule-signed', { by: 'z', version: 1 }],
  ];
  const actor = officer('x', 'legal-adviser');
  return facts
    .map(([stream, kind, content]) => happened({ stream, kind, content, compartment: 'rules', item: 'r' }, actor))
    .reduce(evolveListedRules, noListedRules);
}

const factOf = (stream: string, kind: string, content: unknown): DecidedFact => ({
  ...{ stream, kind, content, compartment },
  item: stream.replace('/', '-'),
});

/** The notice delivered. */
function toldBefore(agreement: string): readonly Told[] {
  const by = officer('lia', 'legislative-liaison');
  const subjects = [{ kind: 'programme', id: agreement }];
  const about = { agreement, clearance: null, rule: 'r1', subjects, urgent: null, dueUs: noonUs };
  const documentHash = hashOf('notice');
  const facts = [
    factOf(`notice/${notice}`, 'authorise.notice-due', { by: by.person, state: 'USA', compartment, ...about }),
    factOf('notices/register', 'authorise.notice-listed', { by: by.person, notice, agreement }),
    factOf(`notice/${notice}`, 'authorise.notice-drafted', { by: by.person, documentHash }),
    factOf(`notice/${notice}`, 'authorise.notice-delivered', { by: by.person, documentHash, to: 't' }),
  ];
  return facts.map((fact) => [fact, by]);
}

/** The agreement in force. */
function agreedBefore(document: AgreementDocument): readonly Told[] {
  const documentHash = hashOf(document);
  const lawyer = officer('lex', 'legal-adviser');
  const stream = `agreement/${document.id}`;
  const drafted = factOf(stream, 'agree.agreement-drafted', { by: 'lex', compartment, document, documentHash });
  const concurred = (['una', 'mia'] as const).map((by): Told => {
    const state = by === 'una' ? 'USA' : 'MEX';
    const content = { by, state, version: 1, documentHash };
    return [factOf(stream, 'agree.agreement-concurred', content), officer(by, 'authorising-officer', state)];
  });
  return [[drafted, lawyer], ...concurred];
}

/**
 * Agreement, plan, concurrences, withdrawal, amendment, suspension, end, notice and take-off over four steps of time. Some people sign for either state; for what has no duty to
 * keep apart, one officer stands for all.
 */
export function authority(options: AuthorityOptions): World<AuthorityState> & { readonly before: readonly Told[] } {
  const persons = Array.from({ length: options.people }, (_, i) => `p${i + 1}`);
  const agreeing = options.agreement ?? agreementWorkflow;
  const clearing = { ...(options.clearance ?? clearanceWorkflow) };
  clearing.check = rememberedByCase(clearing.check);
  const flying = { ...(options.sortie ?? sortieWorkflow) };
  flying.check = rememberedByCase(flying.check);
  const authorities = { USA: [...persons, 'una'], MEX: [...persons, 'mia'] };
  const first = agreementOf(authorities);
  const next = agreementOf(authorities, {
    version: 2,
    validity: { from: '2026-12-01T12:00:00Z', until: first.validity.until },
  });
  const documents = [first, next];
  const isMaking = options.part === 'making';
  const plans = [
    planOf({ callSign: 'SIGN1' }),
    planOf({ callSign: 'SIGN2', agreement: { id: first.id, version: isMaking ? 2 : 1 } }),
  ];
  const hashes = plans.map(hashOf);
  const rules = rulesOfWorld();
  const requirement = {
    ...noRequirement,
    ...{ status: 'tasked' as const, state: 'USA', compartment, requesters: ['ana'] },
    ...{ purpose: asked.purpose, latestUsefulUs: asked.latestUsefulUs },
  };
  const requirements = { [requirementStream('i1')]: requirement };
  const caseOf = (it: AuthorityState): SortieCase => {
    const { agreement, signatories, registers, notices } = it;
    return { ...noSortieCase, agreement, signatories, registers, notices, rules, requirements, ...it.own };
  };
  const atOf = ({ step }: AuthorityState): number => steps[step] ?? Number.NaN;

  function askOf(
    state: AuthorityState,
    actor: ActingPerson,
    what: string,
    decide: (context: DecisionContext) => Decision,
  ): Ask {
    const atUs = atOf(state);
    return {
      actor,
      newId: notice,
      what: `${actor.person} ${actor.state} ${what}`,
      decide: (it) => decide({ ...it, atUs }),
    };
  }
  const lawyer = officer('lex', 'legal-adviser');
  const stopper = officer('sue', 'authorising-officer', 'MEX');
  const planner = officer('max', 'mission-coordinator');
  const pilot = officer('pia', 'pilot');
  const liaison = officer('lia', 'legislative-liaison');

  function* onAgreement(state: AuthorityState, who: readonly string[]): Generator<Ask> {
    const { agreement, signatories } = state;
    const it = { agreement, signatories };
    const ask = (actor: ActingPerson, command: Parameters<typeof decideAgreement>[1]) =>
      askOf(state, actor, command.do, (context) => decideAgreement(it, command, context, agreeing));
    const id = first.id;
    if (!isMaking) {
      yield* onStop(state, ask);
      return;
    }
    if (agreement.status === 'none') yield ask(lawyer, { do: 'draft', compartment, document: first });
    else yield ask(lawyer, { do: 'amend', agreement: id, document: next });
    for (const document of documents.slice(0, agreement.versions.length)) {
      const { version } = document;
      for (const person of who) {
        for (const side of ['USA', 'MEX']) {
          const command = { do: 'concur', agreement: id, version, documentHash: hashOf(document) } as const;
          yield ask(officer(person, 'authorising-officer', side), command);
        }
      }
    }
  }
  function* onStop(
    { agreement }: AuthorityState,
    ask: (actor: ActingPerson, command: Parameters<typeof decideAgreement>[1]) => Ask,
  ): Generator<Ask> {
    const id = first.id;
    if (agreement.suspensions.length === 0) {
      yield ask(stopper, { do: 'suspend', agreement: id, fromUs: null, untilUs: null, why: 'w' });
      yield ask(stopper, { do: 'suspend', agreement: id, fromUs: steps[3] ?? 0, untilUs: null, why: 'w' });
    }
    yield ask(stopper, { do: 'resume', agreement: id });
    yield ask(stopper, { do: 'end', agreement: id, why: 'w' });
  }
  function* onClearance(state: AuthorityState, who: readonly string[]): Generator<Ask> {
    const it = caseOf(state);
    const { clearance } = it;
    const ask = (actor: ActingPerson, command: Parameters<typeof decideClearance>[1]) =>
      askOf(state, actor, command.do, (context) => decideClearance(it, command, context, clearing));
    for (const plan of plans) {
      if (clearance.status === 'none') yield ask(planner, { do: 'propose', compartment, plan });
      else if (plan.callSign > (clearance.plan?.callSign ?? ''))
        yield ask(planner, { do: 'replace', clearance: sortie, plan });
    }
    const { registration = '' } = clearance.plan?.aircraft ?? {};
    for (const planHash of hashes) {
      if (clearance.attestation === undefined) {
        yield ask(pilot, { do: 'attest', clearance: sortie, planHash, registration, unarmed: true });
      }
      for (const person of who) {
        for (const side of ['USA', 'MEX']) {
          const signing = officer(person, 'authorising-officer', side);
          yield ask(signing, { do: 'concur', clearance: sortie, planHash, relyingOn: 'r', conditions: [] });
        }
      }
    }
    yield ask(stopper, { do: 'withdraw', clearance: sortie, why: 'w' });
  }
  function* onNotice(state: AuthorityState): Generator<Ask> {
    const own = state.notices.notices[noticeStream(notice)] ?? noNotice;
    const it = { ...noNoticeCase, own, notices: state.notices, rules, agreement: state.agreement };
    const ask = (command: Parameters<typeof decideNotice>[1]) =>
      askOf(state, liaison, `${command.do} notice`, (context) => decideNotice(it, command, context));
    if (own.status === 'none') {
      const subjects = [{ kind: 'programme' as const, id: first.id }];
      const opening = { do: 'open', compartment: 'notices-USA', agreement: first.id, rule: 'r1' } as const;
      yield ask({ ...opening, clearance: null, subjects, urgent: null });
    } else {
      const documentHash = hashOf('notice');
      if (own.status === 'due') yield ask({ do: 'draft', notice, documentHash });
      yield ask({ do: 'deliver', notice, documentHash, to: 't' });
      yield ask({ do: 'reopen', notice, why: 'w', dueUs: noonUs });
    }
  }
  function* onSortie(state: AuthorityState): Generator<Ask> {
    const it = caseOf(state);
    const ask = (actor: ActingPerson, command: Parameters<typeof decideSortie>[1]) =>
      askOf(state, actor, command.do, (context) => decideSortie(it, command, context, flying));
    for (const planHash of hashes) yield ask(pilot, { do: 'take-off', sortie, planHash });
    yield ask(pilot, { do: 'on-station', sortie });
    yield ask(pilot, { do: 'recover', sortie });
  }
  const evolveOwn = (state: AuthorityState, it: Happened): AuthorityState => {
    const { clearance, sortie: own } = evolveSortieCase(caseOf(state), it);
    return { ...state, own: { clearance, sortie: own } };
  };
  const evolve: World<AuthorityState>['evolve'] = (state, fact, actor) => {
    // Of a signature or delivery nothing asks but whether it came by now, which it did: one moment stands for all, or states would differ by nothing else.
    const isDated = fact.stream.startsWith('sortie/') || /suspended|resumed|ended/.test(fact.kind);
    const it = happened(fact, actor, isDated ? atOf(state) : steps[0]);
    const { stream } = fact;
    if (stream.startsWith('clock/')) return { ...state, step: state.step + 1 };
    if (stream.startsWith('agreement/')) {
      return { ...evolveOwn(state, it), agreement: evolveAgreement(state.agreement, it) };
    }
    if (isOfNotices(stream)) return { ...state, notices: evolveListedNotices(state.notices, it) };
    if (stream.startsWith('signatory/')) return { ...state, signatories: evolveSignatories(state.signatories, it) };
    if (stream.startsWith('airspace/')) return { ...state, registers: evolveRegisters(state.registers, it) };
    return evolveOwn(state, it);
  };
  const before = isMaking ? toldBefore(first.id) : agreedBefore(first);
  const nothing: AuthorityState = {
    step: 0,
    agreement: noAgreement,
    own: { clearance: noSortieCase.clearance, sortie: noSortieCase.sortie },
    signatories: noSignatories,
    registers: noRegisters,
    notices: noListedNotices,
  };
  return {
    before,
    name: `${options.part}: an agreement, 2 plans, a notice, ${steps.length} steps of time, ${persons.length} people of either state`,
    initial: before.reduce((state, [fact, actor]) => evolve(state, fact, actor), nothing),
    persons,
    alike: true,
    documents: new Map<object, string>([
      ...plans.flatMap((plan, i): [object, string][] => [
        [plan, hashes[i] ?? ''],
        [plan.route, `route ${i}`],
        [plan.stays, `stays ${i}`],
      ]),
      ...documents.map((document): [object, string] => [document, `version ${document.version}`]),
    ]),
    *asks(state, who) {
      const step = state.step + 1;
      const ticked = { stream: 'clock/c', kind: 'clock.ticked', compartment, item: 'c', content: { step } };
      if (step < steps.length) yield askOf(state, officer('clock', 'none'), `tick ${step}`, () => [ticked]);
      yield* onAgreement(state, who);
      yield* onClearance(state, who);
      if (!isMaking) yield* onNotice(state);
      yield* onSortie(state);
    },
    evolve,
  };
}
