import { type StageCommand, stageCommands } from '../model/stage-command.ts';
import { type ClearanceWorkflow, clearanceWorkflow, decideClearance } from './clearance/decide.ts';
import {
  clearancePayloads,
  evolveClearanceCase,
  noClearanceCase,
  requirementStream,
  type Signatories,
  signatoryStream,
} from './clearance/state.ts';
import { decideNotice, type NoticeWorkflow, noticeWorkflow } from './notice/decide.ts';
import { evolveNotice, noNotice, noticePayloads } from './notice/state.ts';

/** Who has ever signed for each of two states, and for any other: a policy holds every person to one. */
function signersOf({ bound }: Signatories, firstState: string, secondState: string) {
  const those = (counts: (state: string) => boolean) => Object.keys(bound).filter((it) => counts(bound[it] ?? ''));
  return {
    firstState,
    secondState,
    signersFirst: those((state) => state === firstState),
    signersSecond: those((state) => state === secondState),
    signersElsewhere: those((state) => state !== firstState && state !== secondState),
  };
}

/** The commands on a clearance; with another workflow, for trying what a rule does. */
export const clearanceCommands = (workflow: ClearanceWorkflow = clearanceWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: clearancePayloads,
    rows: {
      propose: { name: 'authorise.propose-plan', stepUp: false },
      replace: { name: 'authorise.replace-plan', stepUp: false },
      concur: { name: 'authorise.concur', stepUp: true },
      refuse: { name: 'authorise.refuse', stepUp: true },
      // What stops a flight waits for nothing, a fresh sign-in neither.
      withdraw: { name: 'authorise.withdraw', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Clearance',
    initial: noClearanceCase,
    evolve: evolveClearanceCase,
    streams: (command, { clearance }) => {
      if (command.do === 'propose') return command.requirements.map(requirementStream);
      const own = `clearance/${command.clearance}`;
      if (command.do !== 'concur') return [own];
      return [own, signatoryStream, ...clearance.requirements.map(requirementStream)];
    },
    resource: (command, { clearance, requirements, signatories }) => {
      const { status, states, compartment, proposers, signers: signed } = clearance;
      if (command.do === 'propose') {
        return { id: 'new', attributes: { status, states: command.states, compartment: command.compartment } };
      }
      const requesters = [...new Set(Object.values(requirements).flatMap((it) => it.requesters))].sort();
      const [firstState = '', secondState = ''] = states;
      const signers = signersOf(signatories, firstState, secondState);
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
    initial: noNotice,
    evolve: evolveNotice,
    streams: (command) => (command.do === 'open' ? [] : [`notice/${command.notice}`]),
    resource: (command, { status, state, compartment }) =>
      command.do === 'open'
        ? { id: 'new', attributes: { status, compartment: command.compartment } }
        : { id: command.notice, attributes: { status, state, compartment } },
    decide: (state, command, context) => decideNotice(state, command, context, workflow),
  });

export const authoriseCommands: readonly StageCommand[] = [...clearanceCommands(), ...noticeCommands()];
