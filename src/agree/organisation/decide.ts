import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import { instantUs } from '../../model/instant.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import {
  asIs,
  type CommonCode,
  commonTexts,
  notState,
  type RuleTable,
  refuse,
  type Workflow,
} from '../../model/workflow.ts';
import {
  type Organisation,
  type OrganisationStatus,
  organisationFacts,
  type organisationPayloads,
  organisationStream,
} from './state.ts';

export type OrganisationCommand = CommandOf<typeof organisationPayloads>;
export type OrganisationCode = CommonCode | 'law-of-another-state' | 'window-without-length' | 'no-such-link';

export const organisationTexts: RuleTable<OrganisationCode> = {
  ...commonTexts,
  'law-of-another-state': {
    source: '8 USC 1189; Ley de Seguridad Nacional, Arts 5 and 68-76: each state designates by its own law',
    en: {
      says: 'What an organisation is in the law of a state is stated by that state.',
      cure: 'Ask a legal adviser of that state.',
    },
    es: {
      says: 'Lo que una organización es en el derecho de un Estado lo declara ese Estado.',
      cure: 'Pídalo a un asesor jurídico de ese Estado.',
    },
  },
  'window-without-length': {
    source: 'Atalaya, rules with dates',
    en: { says: 'A legal status ends after it begins, at moments that exist.', cure: 'Mend the dates.' },
    es: {
      says: 'Una condición jurídica termina después de comenzar, en momentos que existen.',
      cure: 'Corrija las fechas.',
    },
  },
  'no-such-link': {
    source: 'Atalaya, organisations',
    en: {
      says: 'What is taken back is a link that stands.',
      cure: 'Name a link that stands; or nothing is to be done.',
    },
    es: {
      says: 'Se retira un vínculo existente.',
      cure: 'Indique un vínculo existente; si no lo hay, nada hay que hacer.',
    },
  },
};

export type OrganisationWorkflow = Workflow<OrganisationCode, OrganisationStatus, Organisation, OrganisationCommand>;

function isWindow({ from, until }: { readonly from: string; readonly until: string | null }): boolean {
  const fromUs = instantUs(from);
  const untilUs = until === null ? Number.POSITIVE_INFINITY : instantUs(until);
  return fromUs !== undefined && untilUs !== undefined && fromUs < untilUs;
}

export const organisationWorkflow: OrganisationWorkflow = {
  texts: organisationTexts,
  moves: {
    name: { from: ['none'], by: ['analyst', 'legal-adviser'] },
    'state-status': { from: ['standing'], by: ['legal-adviser'] },
    link: { from: ['standing'], by: ['analyst'] },
    unlink: { from: ['standing'], by: ['analyst'] },
  },
  duties: [],
  conditions: [
    {
      code: 'law-of-another-state',
      on: ['state-status'],
      forbids: ({ command, actor }) =>
        command.do === 'state-status' && command.status.state !== actor.state
          ? notState(actor.state, command.status.state)
          : undefined,
    },
    {
      code: 'window-without-length',
      on: ['state-status'],
      forbids: ({ command }) => {
        if (command.do !== 'state-status' || isWindow(command.status.window)) return undefined;
        const { from, until } = command.status.window;
        return asIs(`${from} - ${until}`);
      },
    },
    {
      code: 'no-such-link',
      on: ['unlink'],
      forbids: ({ state, command }) =>
        command.do === 'unlink' && !state.links.some(({ link }) => link === command.link)
          ? asIs(command.link)
          : undefined,
    },
  ],
  statusOf: ({ status }) => status,
  veilOf: ({ veil }) => veil,
};

const fact = factsOf(organisationFacts);

function next(it: Organisation, command: OrganisationCommand, context: DecisionContext): readonly DecidedFact[] {
  const by = context.actor.person;
  if (command.do === 'name') {
    const { compartment, name } = command;
    const place = { stream: organisationStream(context.newId()), compartment };
    return [fact(place, 'agree.organisation-named', { by, compartment, name })];
  }
  const place = { stream: organisationStream(command.organisation), compartment: it.compartment };
  switch (command.do) {
    case 'state-status':
      return [fact(place, 'agree.legal-status-stated', { by, status: command.status })];
    case 'link': {
      const { to, likelihood, confidence, basis } = command;
      const link = context.newId();
      return [fact(place, 'agree.organisation-linked', { by, link, to, likelihood, confidence, basis })];
    }
    case 'unlink':
      return [fact(place, 'agree.organisation-unlinked', { by, link: command.link, why: command.why })];
  }
}

/** What becomes of a command on an organisation. */
export function decideOrganisation(
  state: Organisation,
  command: OrganisationCommand,
  context: DecisionContext,
  workflow: OrganisationWorkflow = organisationWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
