import { type StageCommand, stageCommands } from '../model/stage-command.ts';
import { decideRequirement, type RequirementWorkflow, requirementWorkflow } from './requirement/decide.ts';
import { evolveRequirement, noRequirement, requirementPayloads } from './requirement/state.ts';

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
    initial: noRequirement,
    evolve: evolveRequirement,
    streams: (command) => (command.do === 'draft' ? [] : [`requirement/${command.requirement}`]),
    resource: (command, { status, state, compartment, requesters }) =>
      command.do === 'draft'
        ? { id: 'new', attributes: { status, compartment: command.compartment, requesters } }
        : { id: command.requirement, attributes: { status, state, compartment, requesters } },
    decide: (state, command, context) => decideRequirement(state, command, context, workflow),
  });

export const agreeCommands: readonly StageCommand[] = requirementCommands();
