import { agreementStream, partiesOf } from '../agree/agreement/state.ts';
import { requirementStream } from '../agree/requirement/state.ts';
import { signersOf } from '../agree/signatory/state.ts';
import { type StageCommand, stageCommands } from '../model/stage-command.ts';
import { evolveClearanceCase, noClearanceCase, streamsOfPlan } from './clearance/case.ts';
import { type ClearanceWorkflow, clearanceWorkflow, decideClearance } from './clearance/decide.ts';
import { clearancePayloads, clearanceStream } from './clearance/state.ts';
import { evolveNoticeCase, noNoticeCase, streamsOfNotice } from './notice/case.ts';
import { decideNotice, type NoticeWorkflow, noticeWorkflow } from './notice/decide.ts';
import { noticePayloads } from './notice/state.ts';
import {
  type ContactWorkflow,
  contactPayloads,
  contactRegisterStream,
  contactStream,
  contactWorkflow,
  decideContact,
  evolveContact,
  evolveContactRegister,
  noContactCase,
} from './registers/contacts.ts';
import {
  compartmentOfRegisters,
  decideRegisters,
  type RegisterWorkflow,
  registerWorkflow,
} from './registers/decide.ts';
import {
  airspaceStream,
  diplomaticStream,
  evolveRegisters,
  noRegisters,
  registerPayloads,
  surroundingsStream,
  zonesStream,
} from './registers/state.ts';

/** The commands on a clearance; with another workflow, for trying what a rule does. */
export const clearanceCommands = (workflow: ClearanceWorkflow = clearanceWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: clearancePayloads,
    rows: {
      propose: { name: 'authorise.propose-plan', stepUp: false },
      replace: { name: 'authorise.replace-plan', stepUp: false },
      attest: { name: 'authorise.attest-unarmed', stepUp: true },
      concur: { name: 'authorise.concur', stepUp: true },
      accept: { name: 'authorise.accept-condition', stepUp: false },
      refuse: { name: 'authorise.refuse', stepUp: true },
      // What stops a flight waits for nothing, a fresh sign-in neither.
      withdraw: { name: 'authorise.withdraw', stepUp: false },
      release: { name: 'authorise.release-volume', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Clearance',
    initial: noClearanceCase,
    evolve: evolveClearanceCase,
    streams: (command, it) => {
      const own = clearanceStream(command.do === 'propose' ? command.plan.id : command.clearance);
      switch (command.do) {
        case 'propose':
        case 'replace': {
          const { agreement, requirements } = command.plan;
          return [own, agreementStream(agreement.id), ...requirements.map(requirementStream)];
        }
        case 'concur':
          return it.clearance.plan === undefined ? [own] : [own, ...streamsOfPlan(it.clearance.plan, it)];
        case 'release':
          return [own, airspaceStream, `sortie/${command.clearance}`];
        case 'attest':
        case 'accept':
        case 'refuse':
        case 'withdraw':
          return [own];
      }
    },
    resource: (command, { clearance, requirements, signatories, agreement }) => {
      const { status, states, compartment, proposers, signers: signed } = clearance;
      if (command.do === 'propose') {
        const { compartment: proposed } = command;
        return { id: 'new', attributes: { status, states: partiesOf(agreement), compartment: proposed } };
      }
      const requesters = [...new Set(Object.values(requirements).flatMap((it) => it.requesters))].sort();
      const signers = signersOf(signatories, states);
      return {
        id: command.clearance,
        attributes: { status, states, compartment, proposers, signed, requesters, ...signers },
      };
    },
    decide: (state, command, context) => decideClearance(state, command, context, workflow),
  });

/** The commands on a notice to a legislature. */
export const noticeCommands = (workflow: NoticeWorkflow = noticeWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: noticePayloads,
    rows: {
      open: { name: 'authorise.open-notice', stepUp: false },
      draft: { name: 'authorise.draft-notice', stepUp: false },
      deliver: { name: 'authorise.deliver-notice', stepUp: true },
      acknowledge: { name: 'authorise.acknowledge-notice', stepUp: false },
      reopen: { name: 'authorise.reopen-notice', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Notice',
    initial: noNoticeCase,
    evolve: evolveNoticeCase,
    streams: streamsOfNotice,
    resource: (command, { own: { status, state, compartment } }) =>
      command.do === 'open'
        ? { id: 'new', attributes: { status, compartment: command.compartment } }
        : { id: command.notice, attributes: { status, state, compartment } },
    decide: (state, command, context) => decideNotice(state, command, context, workflow),
  });

/** The commands on what clearances of all sorties share: zones, diplomatic clearances, ranges of ground and air. */
export const registerCommands = (workflow: RegisterWorkflow = registerWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: registerPayloads,
    rows: {
      'declare-zone': { name: 'authorise.declare-zone', stepUp: false },
      'lift-zone': { name: 'authorise.lift-zone', stepUp: true },
      'issue-paper': { name: 'authorise.issue-diplomatic-clearance', stepUp: true },
      'revoke-paper': { name: 'authorise.revoke-diplomatic-clearance', stepUp: false },
      'state-surroundings': { name: 'authorise.state-surroundings', stepUp: true },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Airspace',
    initial: noRegisters,
    evolve: evolveRegisters,
    streams: (command) => {
      switch (command.do) {
        case 'declare-zone':
        case 'lift-zone':
          return [zonesStream];
        case 'issue-paper':
        case 'revoke-paper':
          return [diplomaticStream];
        case 'state-surroundings':
          return [surroundingsStream];
      }
    },
    resource: () => ({ id: 'register', attributes: { status: 'standing', compartment: compartmentOfRegisters } }),
    decide: (state, command, context) => decideRegisters(state, command, context, workflow),
  });

/** The commands on contacts with officials of another state. */
export const contactCommands = (workflow: ContactWorkflow = contactWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: contactPayloads,
    rows: {
      record: { name: 'authorise.record-contact', stepUp: false },
      report: { name: 'authorise.report-contact', stepUp: false },
      'report-month': { name: 'authorise.report-contact-month', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Contact',
    initial: noContactCase,
    evolve: ({ contact, register }, happened) =>
      happened.stream === contactRegisterStream
        ? { contact, register: evolveContactRegister(register, happened) }
        : { contact: evolveContact(contact, happened), register },
    streams: (command) => [command.do === 'report' ? contactStream(command.contact) : contactRegisterStream],
    resource: (command, { contact: { status, state, compartment } }) =>
      command.do === 'report'
        ? { id: command.contact, attributes: { status, state, compartment } }
        : { id: 'new', attributes: { status, compartment: command.compartment } },
    decide: (state, command, context) => decideContact(state, command, context, workflow),
  });

export const authoriseCommands: readonly StageCommand[] = [
  ...clearanceCommands(),
  ...noticeCommands(),
  ...registerCommands(),
  ...contactCommands(),
];
