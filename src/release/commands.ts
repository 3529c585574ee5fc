import { type StageCommand, stageCommands } from '../model/stage-command.ts';
import { decidePackage, type PackageWorkflow, packageWorkflow } from './package/decide.ts';
import { evolvePackageCase, noPackageCase, packagePayloads, reportStream } from './package/state.ts';

/** The commands of releasing; with another workflow, for trying what a rule does. */
export const packageCommands = (workflow: PackageWorkflow = packageWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: packagePayloads,
    rows: {
      release: { name: 'release.release-package', stepUp: true },
      disclose: { name: 'release.disclose-package', stepUp: true },
      deny: { name: 'release.deny-package', stepUp: true },
      receive: { name: 'release.receive-package', stepUp: true },
      report: { name: 'release.report-outcome', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Package',
    initial: noPackageCase,
    evolve: evolvePackageCase,
    streams: (command) => ('reports' in command ? command.reports.map(reportStream) : [`package/${command.package}`]),
    resource: (command, { package: own, reports }) => {
      const authors = [...new Set(Object.values(reports).flatMap((it) => it.authors))].sort();
      if ('reports' in command) {
        const { compartment, recipient } = command;
        const attributes = { status: own.status, compartment, recipientState: recipient.state, authors };
        return { id: 'new', attributes: { ...attributes, recipientAgency: recipient.agency } };
      }
      const { status, state, compartment, recipient, officer } = own;
      const attributes = { status, state, compartment, recipientState: recipient.state, officer };
      return { id: command.package, attributes: { ...attributes, recipientAgency: recipient.agency } };
    },
    decide: (state, command, context) => decidePackage(state, command, context, workflow),
  });

export const releaseCommands: readonly StageCommand[] = packageCommands();
