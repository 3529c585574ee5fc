import { agreementStream } from '../agree/agreement/state.ts';
import { streamsOfPlan } from '../authorise/clearance/case.ts';
import { clearanceStream } from '../authorise/clearance/state.ts';
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
    streams: (command, it) => {
      const own = [clearanceStream(command.sortie), `sortie/${command.sortie}`];
      const { plan } = it.clearance;
      if (plan === undefined) return own;
      // A take-off is judged on everything anew; what flies rests on its clearance and its agreement.
      return [...own, ...(command.do === 'take-off' ? streamsOfPlan(plan, it) : [agreementStream(plan.agreement.id)])];
    },
    resource: ({ sortie: id }, it) => {
      const { states, compartment } = it.clearance;
      return { id, attributes: { status: sortieStatus(it), states, compartment } };
    },
    decide: (state, command, context) => decideSortie(state, command, context, workflow),
  });

export const flyCommands: readonly StageCommand[] = sortieCommands();
