import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { asIs, idsFound, refuse, type Workflow } from '../../model/workflow.ts';
import { type PackageCase, type PackageStatus, packageFacts, type packagePayloads, reportStream } from './state.ts';
import { type PackageCode, packageTexts } from './texts.ts';

export type PackageCommand = CommandOf<typeof packagePayloads>;
export type PackageWorkflow = Workflow<PackageCode, PackageStatus, PackageCase, PackageCommand>;

const offered = (command: PackageCommand): readonly string[] => ('reports' in command ? command.reports : []);

const duties: PackageWorkflow['duties'] = [
  {
    code: 'author-discloses',
    on: ['release', 'disclose', 'deny'],
    forbids: ({ state, command, actor }) =>
      idsFound(offered(command).filter((id) => state.reports[reportStream(id)]?.authors.includes(actor.person))),
  },
  {
    code: 'discloser-receives',
    on: ['receive', 'report'],
    forbids: ({ state, actor }) =>
      state.package.officer === actor.person ? { en: 'released it', es: 'lo entregó' } : undefined,
  },
];

const conditions: PackageWorkflow['conditions'] = [
  {
    code: 'report-not-minimised',
    on: ['release', 'disclose', 'deny'],
    forbids: ({ state, command }) =>
      idsFound(offered(command).filter((id) => state.reports[reportStream(id)]?.status !== 'minimised')),
  },
  {
    code: 'other-state-report',
    on: ['release', 'disclose', 'deny'],
    forbids: ({ state, command, actor }) =>
      idsFound(
        offered(command).filter((id) => {
          // Of what state a report is that nobody drafted is not known; that it is not minimised says enough.
          const of = state.reports[reportStream(id)]?.state ?? '';
          return of !== '' && of !== actor.state;
        }),
      ),
  },
  {
    code: 'own-state-recipient',
    on: ['release', 'disclose', 'deny'],
    forbids: ({ command, actor }) =>
      'recipient' in command && command.recipient.state === actor.state ? asIs(actor.state) : undefined,
  },
  {
    code: 'not-the-recipient',
    on: ['receive', 'report'],
    forbids: ({ state: { package: it }, actor }) =>
      it.recipient.state === actor.state && it.recipient.agency === actor.agency
        ? undefined
        : asIs(`${actor.state} ${actor.agency}`),
  },
  {
    code: 'another-content',
    on: ['receive'],
    forbids: ({ state: { package: it }, command }) =>
      command.do === 'receive' && command.contentHash !== it.contentHash ? asIs(command.contentHash) : undefined,
  },
  {
    code: 'time-is-past',
    on: ['disclose'],
    forbids: ({ command, atUs }) =>
      command.do === 'disclose' && command.untilUs <= atUs ? asIs(`${command.untilUs} µs`) : undefined,
  },
];

export const packageWorkflow: PackageWorkflow = {
  texts: packageTexts,
  moves: {
    release: { from: ['none'], by: ['disclosure-officer'] },
    disclose: { from: ['none'], by: ['disclosure-officer'] },
    deny: { from: ['none'], by: ['disclosure-officer'] },
    receive: { from: ['released'], by: ['partner-recipient'] },
    report: { from: ['received'], by: ['partner-recipient'] },
  },
  duties,
  conditions,
  statusOf: (state) => state.package.status,
  veilOf: ({ package: own, reports }) =>
    own.veil ?? Object.values(reports).find(({ veil }) => veil !== undefined)?.veil,
};

const fact = factsOf(packageFacts);

function next(it: PackageCase, command: PackageCommand, context: DecisionContext): readonly DecidedFact[] {
  const { person: by, state } = context.actor;
  const isNew = command.do === 'release' || command.do === 'disclose' || command.do === 'deny';
  const stream = `package/${isNew ? context.newId() : command.package}`;
  const place = { stream, compartment: isNew ? command.compartment : it.package.compartment };
  switch (command.do) {
    case 'release': {
      const { do: _, ...rest } = command;
      return [fact(place, 'release.package-released', { by, state, ...rest })];
    }
    case 'disclose': {
      const { do: _, ...rest } = command;
      return [fact(place, 'release.package-disclosed', { by, state, ...rest })];
    }
    case 'deny': {
      const { do: _, ...rest } = command;
      return [fact(place, 'release.package-denied', { by, state, ...rest })];
    }
    case 'receive': {
      const { contentHash, receipt } = command;
      return [fact(place, 'release.package-received', { by, contentHash, receipt })];
    }
    case 'report':
      return [fact(place, 'release.outcome-reported', { by, outcome: command.outcome, says: command.says })];
  }
}

/** What becomes of a command on a package. */
export function decidePackage(
  state: PackageCase,
  command: PackageCommand,
  context: DecisionContext,
  workflow: PackageWorkflow = packageWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
