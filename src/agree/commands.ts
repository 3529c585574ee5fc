import { type StageCommand, stageCommands } from '../model/stage-command.ts';
import { type AgreementCase, type AgreementWorkflow, agreementWorkflow, decideAgreement } from './agreement/decide.ts';
import {
  agreementPayloads,
  agreementStream,
  evolveAgreement,
  noAgreement,
  partiesOf,
  versionOf,
} from './agreement/state.ts';
import { decideOrganisation, type OrganisationWorkflow, organisationWorkflow } from './organisation/decide.ts';
import { evolveOrganisation, noOrganisation, organisationPayloads, organisationStream } from './organisation/state.ts';
import {
  decideRequirement,
  type RequirementCase,
  type RequirementWorkflow,
  requirementWorkflow,
} from './requirement/decide.ts';
import { evolveRequirement, noRequirement, requirementPayloads, requirementStream } from './requirement/state.ts';
import { evolveSignatories, noSignatories, signatoryStream, signersOf } from './signatory/state.ts';

const noRequirementCase: RequirementCase = { requirement: noRequirement, others: {} };

/** The commands of agreeing on what is asked; with another workflow, for trying what a rule does. */
export const requirementCommands = (workflow: RequirementWorkflow = requirementWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: requirementPayloads,
    rows: {
      draft: { name: 'agree.draft-requirement', stepUp: false },
      revise: { name: 'agree.revise-requirement', stepUp: false },
      submit: { name: 'agree.submit-requirement', stepUp: false },
      validate: { name: 'agree.validate-requirement', stepUp: false },
      task: { name: 'agree.task-requirement', stepUp: false },
      decline: { name: 'agree.decline-requirement', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Requirement',
    initial: noRequirementCase,
    evolve: ({ requirement, others }, happened, command) => {
      const { stream } = happened;
      const isOwn = command.do !== 'draft' && stream === requirementStream(command.requirement);
      if (isOwn) return { requirement: evolveRequirement(requirement, happened), others };
      return {
        requirement,
        others: { ...others, [stream]: evolveRequirement(others[stream] ?? noRequirement, happened) },
      };
    },
    streams: (command) => {
      if (command.do === 'draft') return [];
      const own = requirementStream(command.requirement);
      return command.do === 'validate' ? [...new Set([own, ...command.duplicates.map(requirementStream)])] : [own];
    },
    resource: (command, { requirement: { status, state, compartment, requesters } }) =>
      command.do === 'draft'
        ? { id: 'new', attributes: { status, compartment: command.compartment, requesters } }
        : { id: command.requirement, attributes: { status, state, compartment, requesters } },
    decide: (state, command, context) => decideRequirement(state, command, context, workflow),
  });

const noAgreementCase: AgreementCase = { agreement: noAgreement, signatories: noSignatories };

/** The commands on an agreement between two states. */
export const agreementCommands = (workflow: AgreementWorkflow = agreementWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: agreementPayloads,
    rows: {
      draft: { name: 'agree.draft-agreement', stepUp: false },
      amend: { name: 'agree.amend-agreement', stepUp: false },
      concur: { name: 'agree.concur-agreement', stepUp: true },
      // What stops flights waits for nothing, a fresh sign-in neither.
      suspend: { name: 'agree.suspend-agreement', stepUp: false },
      resume: { name: 'agree.resume-agreement', stepUp: true },
      end: { name: 'agree.end-agreement', stepUp: true },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Agreement',
    initial: noAgreementCase,
    evolve: ({ agreement, signatories }, happened) =>
      happened.stream === signatoryStream
        ? { agreement, signatories: evolveSignatories(signatories, happened) }
        : { agreement: evolveAgreement(agreement, happened), signatories },
    streams: (command) => {
      if (command.do === 'draft') return [agreementStream(command.document.id)];
      const own = agreementStream(command.agreement);
      return command.do === 'concur' ? [own, signatoryStream] : [own];
    },
    resource: (command, { agreement, signatories }) => {
      const { status, versions } = agreement;
      const states = command.do === 'draft' ? command.document.parties.map(({ state }) => state) : partiesOf(agreement);
      const version = command.do === 'concur' ? versionOf(agreement, command.version) : versions.at(-1);
      const drafters = version === undefined ? [] : [version.drafter];
      const compartment = command.do === 'draft' ? command.compartment : agreement.compartment;
      return {
        id: command.do === 'draft' ? 'new' : command.agreement,
        attributes: { status, states, compartment, drafters, ...signersOf(signatories, states) },
      };
    },
    decide: (state, command, context) => decideAgreement(state, command, context, workflow),
  });

/** The commands on an organisation that may be observed. */
export const organisationCommands = (workflow: OrganisationWorkflow = organisationWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: organisationPayloads,
    rows: {
      name: { name: 'agree.name-organisation', stepUp: false },
      'state-status': { name: 'agree.state-legal-status', stepUp: false },
      link: { name: 'agree.link-organisation', stepUp: false },
      unlink: { name: 'agree.unlink-organisation', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Organisation',
    initial: noOrganisation,
    evolve: evolveOrganisation,
    streams: (command) => (command.do === 'name' ? [] : [organisationStream(command.organisation)]),
    resource: (command, { status, compartment }) => {
      if (command.do === 'name')
        return { id: 'new', attributes: { status, compartment: command.compartment, law: '' } };
      const law = command.do === 'state-status' ? command.status.state : '';
      return { id: command.organisation, attributes: { status, compartment, law } };
    },
    decide: (state, command, context) => decideOrganisation(state, command, context, workflow),
  });

export const agreeCommands: readonly StageCommand[] = [
  ...requirementCommands(),
  ...agreementCommands(),
  ...organisationCommands(),
];
