import { ruleRegisterStream } from '../model/dated-rules.ts';
import { type StageCommand, stageCommands } from '../model/stage-command.ts';
import { type ConcernWorkflow, concernWorkflow, decideConcern } from './concern/decide.ts';
import { concernPayloads, concernsOf, evolveConcern, noConcern } from './concern/state.ts';
import { decidePerson, type PersonWorkflow, personWorkflow } from './people/decide.ts';
import { evolvePerson, noPerson, personPayloads } from './people/state.ts';
import { decideRule, type RuleWorkflow, ruleWorkflow } from './rules/decide.ts';
import { evolveRule, noRule, rulePayloads } from './rules/state.ts';

/** The commands on a concern; with another workflow, for trying what a rule does. */
export const concernCommands = (workflow: ConcernWorkflow = concernWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: concernPayloads,
    rows: {
      raise: { name: 'account.raise-concern', stepUp: false },
      answer: { name: 'account.answer-concern', stepUp: false },
      report: { name: 'account.report-concern', stepUp: false },
      close: { name: 'account.close-concern', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Concern',
    initial: noConcern,
    evolve: evolveConcern,
    streams: (command) => (command.do === 'raise' ? [] : [`concern/${command.concern}`]),
    resource: (command, { status, to }) =>
      command.do === 'raise'
        ? { id: 'new', attributes: { status, state: command.to, compartment: concernsOf(command.to) } }
        : { id: command.concern, attributes: { status, state: to, compartment: concernsOf(to) } },
    decide: (state, command, context) => decideConcern(state, command, context, workflow),
  });

/** The commands on people's offices and compartments. */
export const personCommands = (workflow: PersonWorkflow = personWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: personPayloads,
    rows: {
      register: { name: 'account.register-person', stepUp: false },
      'grant-office': { name: 'account.grant-office', stepUp: true },
      'withdraw-office': { name: 'account.withdraw-office', stepUp: false },
      'grant-compartment': { name: 'account.grant-compartment', stepUp: true },
      'withdraw-compartment': { name: 'account.withdraw-compartment', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'PersonRecord',
    initial: noPerson,
    evolve: evolvePerson,
    streams: (command) => (command.do === 'register' ? [] : [`person/${command.person}`]),
    resource: (command, { status, state }) =>
      command.do === 'register'
        ? { id: 'new', attributes: { status, state: command.state, compartment: 'people' } }
        : { id: command.person, attributes: { status, state, compartment: 'people' } },
    decide: (state, command, context) => decidePerson(state, command, context, workflow),
  });

/** The commands on rules with dates. */
export const ruleCommands = (workflow: RuleWorkflow = ruleWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: rulePayloads,
    rows: {
      propose: { name: 'account.propose-rule', stepUp: false },
      amend: { name: 'account.amend-rule', stepUp: false },
      sign: { name: 'account.sign-rule', stepUp: true },
      drop: { name: 'account.drop-rule', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Rule',
    initial: noRule,
    // The register of rules is written, and of it nothing but its version is read here.
    evolve: (state, happened) => (happened.stream === ruleRegisterStream ? state : evolveRule(state, happened)),
    streams: (command) => (command.do === 'propose' ? [ruleRegisterStream] : [`rule/${command.rule}`]),
    resource: (command, { status, versions }) => {
      const one = 'version' in command ? versions.find(({ version }) => version === command.version) : undefined;
      const signed = one === undefined ? {} : { proposer: one.proposer, signers: one.signers };
      return {
        id: command.do === 'propose' ? 'new' : command.rule,
        attributes: { status, compartment: 'rules', ...signed },
      };
    },
    decide: (state, command, context) => decideRule(state, command, context, workflow),
  });

export const accountCommands: readonly StageCommand[] = [...concernCommands(), ...personCommands(), ...ruleCommands()];
