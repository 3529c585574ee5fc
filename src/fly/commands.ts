import { type StageCommand, stageCommands } from '../model/stage-command.ts';
import { decideSortie, type SortieWorkflow, sortieWorkflow } from './sortie/decide.ts';
import { evolveSortieCase, noSortieCase, sortiePayloads, sortieStatus } from './sortie/state.ts';

/** The commands of flying; with another workflow, for trying what a rule does. */
export const sortieCommands = (workflow: SortieWorkflow = sortieWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: sortiePayloads,
    rows: {
      'take-off': { name: 'fly.take-off', stepUp: false },
      'on-station': { name: 'fly.report-on-station', stepUp: false },
      recover: { name: 'fly.recover', stepUp: false },
      halt: { name: 'fly.halt', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Sortie',
    initial: noSortieCase,
    evolve: evolveSortieCase,
    streams: ({ sortie }) => [`clearance/${sortie}`, `sortie/${sortie}`],
    resource: ({ sortie: id }, it) => {
      const { states, compartment } = it.clearance;
      return { id, attributes: { status: sortieStatus(it), states, compartment } };
    },
    decide: (state, command, context) => decideSortie(state, command, context, workflow),
  });

export const flyCommands: readonly StageCommand[] = sortieCommands();
