import { canonicalHash } from '../../formats/jcs/canonical.ts';
import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import { instantUs } from '../../model/instant.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { asIs, type Case, type Found, idsFound, refuse, type Workflow } from '../../model/workflow.ts';
import { bindingOf, type Signatories } from '../signatory/state.ts';
import { agreementFaults } from './form.ts';
import {
  type Agreement,
  type AgreementStatus,
  type AgreementVersion,
  agreementFacts,
  type agreementPayloads,
  agreementStream,
  partiesOf,
  versionOf,
} from './state.ts';
import { type AgreementCode, agreementTexts } from './texts.ts';

/** What a decision on an agreement rests on. */
export interface AgreementCase {
  readonly agreement: Agreement;
  readonly signatories: Signatories;
}

export type AgreementCommand = CommandOf<typeof agreementPayloads>;
export type AgreementWorkflow = Workflow<AgreementCode, AgreementStatus, AgreementCase, AgreementCommand>;
type Asked = Case<AgreementCase, AgreementCommand>;

/** The version that a concurrence names. */
const named = ({ state, command }: Asked): AgreementVersion | undefined =>
  command.do === 'concur' ? versionOf(state.agreement, command.version) : undefined;

const duties: AgreementWorkflow['duties'] = [
  {
    code: 'drafter-concurs',
    on: ['concur'],
    forbids: (it) =>
      named(it)?.drafter === it.actor.person ? { en: 'drafted this version', es: 'redactó esta versión' } : undefined,
  },
  {
    code: 'signs-for-two-states',
    on: ['concur'],
    forbids: ({ state, actor }) => {
      const bound = state.signatories.bound[actor.person];
      return bound === undefined || bound === actor.state
        ? undefined
        : { en: `has signed for ${bound}`, es: `ha firmado por ${bound}` };
    },
  },
];

/** The parties, as far as they can be read; in a draft they are those of the document. */
function parties({ state, command }: Asked): readonly string[] {
  return command.do === 'draft' ? command.document.parties.map((one) => one.state) : partiesOf(state.agreement);
}

function isAuthority({ actor, atUs }: Asked, { document }: AgreementVersion): boolean {
  const party = document.parties.find(({ state }) => state === actor.state);
  return (party?.authorities ?? []).some(({ person, window }) => {
    const untilUs = window.until === null ? Number.POSITIVE_INFINITY : (instantUs(window.until) ?? Number.NaN);
    return person === actor.person && (instantUs(window.from) ?? Number.NaN) <= atUs && atUs < untilUs;
  });
}

function outOfTurn({ state, command }: Asked): Found | undefined {
  if (command.do !== 'draft' && command.do !== 'amend') return undefined;
  const { id, version } = command.document;
  const isOwn = command.do === 'draft' || command.agreement === id;
  return isOwn && version === state.agreement.versions.length + 1 ? undefined : asIs(`${id} ${version}`);
}

function otherParties({ state: { agreement }, command }: Asked): Found | undefined {
  if (command.do !== 'amend') return undefined;
  const { host, parties: now } = command.document;
  const sides = now.map(({ state }) => state);
  const isSame = agreement.versions.every(
    ({ document }) => document.host === host && document.parties.every(({ state }) => sides.includes(state)),
  );
  return isSame ? undefined : asIs(`${sides.join(', ')} (${host})`);
}

const conditions: AgreementWorkflow['conditions'] = [
  {
    code: 'state-not-party',
    on: ['draft', 'amend', 'concur', 'suspend', 'resume', 'end'],
    // Where the parties cannot be read, what stops stands for any state: doubt leads to the ground.
    forbids: (it) => {
      const known = parties(it);
      const stops = it.command.do === 'suspend' || it.command.do === 'end';
      if (known.length === 0 && stops) return undefined;
      return known.includes(it.actor.state) ? undefined : asIs(it.actor.state);
    },
  },
  {
    code: 'not-signing-authority',
    on: ['concur'],
    forbids: (it) => {
      const version = named(it);
      return version === undefined || isAuthority(it, version) ? undefined : asIs(it.actor.person);
    },
  },
  {
    code: 'state-has-concurred',
    on: ['concur'],
    forbids: (it) =>
      named(it)?.concurrences.some(({ state }) => state === it.actor.state) ? asIs(it.actor.state) : undefined,
  },
  {
    code: 'another-document',
    on: ['concur'],
    forbids: (it) =>
      it.command.do === 'concur' && named(it)?.documentHash !== it.command.documentHash
        ? asIs(`${it.command.version} ${it.command.documentHash}`)
        : undefined,
  },
  {
    code: 'overtaken-draft',
    on: ['concur'],
    forbids: ({ state: { agreement }, command }) => {
      const latest = agreement.versions.at(-1)?.document.version;
      return command.do === 'concur' && latest !== undefined && command.version < latest
        ? asIs(`${command.version} < ${latest}`)
        : undefined;
    },
  },
  {
    code: 'document-inconsistent',
    on: ['draft', 'amend'],
    forbids: ({ command }) => ('document' in command ? idsFound(agreementFaults(command.document)) : undefined),
  },
  { code: 'version-out-of-turn', on: ['draft', 'amend'], forbids: outOfTurn },
  { code: 'other-parties', on: ['amend'], forbids: otherParties },
  {
    code: 'nothing-suspended',
    on: ['resume'],
    forbids: ({ state, actor, atUs }) =>
      state.agreement.suspensions.some((one) => one.state === actor.state && one.untilUs > atUs)
        ? undefined
        : asIs(actor.state),
  },
  {
    code: 'ends-before-it-begins',
    on: ['suspend'],
    forbids: ({ command, atUs }) =>
      command.do === 'suspend' && command.untilUs !== null && command.untilUs <= Math.max(command.fromUs ?? 0, atUs)
        ? asIs(`${command.untilUs} µs`)
        : undefined,
  },
];

export const agreementWorkflow: AgreementWorkflow = {
  texts: agreementTexts,
  moves: {
    draft: { from: ['none'], by: ['legal-adviser'] },
    amend: { from: ['draft', 'adopted'], by: ['legal-adviser'] },
    concur: { from: ['draft', 'adopted'], by: ['authorising-officer'] },
    suspend: { from: ['draft', 'adopted'], by: ['authorising-officer'], evenUnread: true },
    resume: { from: ['draft', 'adopted'], by: ['authorising-officer'] },
    end: { from: ['draft', 'adopted'], by: ['authorising-officer'], evenUnread: true },
  },
  duties,
  conditions,
  statusOf: ({ agreement }) => agreement.status,
  veilOf: ({ agreement, signatories }) => agreement.veil ?? signatories.veil,
};

const fact = factsOf(agreementFacts);
/** Where an agreement cannot be read its compartment is not known either: what stops it is written where operations stand. */
const fallbackCompartment = 'operations';

function next(
  { agreement, signatories }: AgreementCase,
  command: AgreementCommand,
  context: DecisionContext,
): readonly DecidedFact[] {
  const { person: by, state } = context.actor;
  if (command.do === 'draft') {
    const { compartment, document } = command;
    const place = { stream: agreementStream(document.id), compartment };
    const documentHash = canonicalHash(document, context.sha256);
    return [fact(place, 'agree.agreement-drafted', { by, compartment, document, documentHash })];
  }
  const compartment = agreement.compartment === '' ? fallbackCompartment : agreement.compartment;
  const place = { stream: agreementStream(command.agreement), compartment };
  switch (command.do) {
    case 'amend': {
      const { document } = command;
      const documentHash = canonicalHash(document, context.sha256);
      return [fact(place, 'agree.agreement-amended', { by, document, documentHash })];
    }
    case 'concur': {
      const { version, documentHash } = command;
      const concurred = fact(place, 'agree.agreement-concurred', { by, state, version, documentHash });
      return [concurred, ...bindingOf(signatories, by, state)];
    }
    case 'suspend': {
      const { untilUs, why } = command;
      const fromUs = Math.max(command.fromUs ?? 0, context.atUs);
      return [fact(place, 'agree.agreement-suspended', { by, state, fromUs, untilUs, why })];
    }
    case 'resume':
      return [fact(place, 'agree.agreement-resumed', { by, state })];
    case 'end':
      return [fact(place, 'agree.agreement-ended', { by, state, why: command.why })];
  }
}

/** What becomes of a command on an agreement. */
export function decideAgreement(
  state: AgreementCase,
  command: AgreementCommand,
  context: DecisionContext,
  workflow: AgreementWorkflow = agreementWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
