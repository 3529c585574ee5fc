import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { ruleRegisterFacts, ruleRegisterStream } from '../../model/dated-rules.ts';
import { factsOf } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import {
  asIs,
  type CommonCode,
  commonTexts,
  type RuleTable,
  refuse,
  statusFound,
  type Workflow,
} from '../../model/workflow.ts';
import { type Rule, type RuleStatus, type RuleVersion, ruleFacts, type rulePayloads } from './state.ts';

export type RuleCommand = CommandOf<typeof rulePayloads>;
export type RuleCode =
  | CommonCode
  | 'proposer-adopts'
  | 'signs-twice'
  | 'not-proposed'
  | 'in-force-in-past'
  | 'ends-before-it-begins'
  | 'not-the-proposer';

const own = 'Atalaya, rules with dates';

export const ruleTexts: RuleTable<RuleCode> = {
  ...commonTexts,
  'proposer-adopts': {
    source: 'Atalaya, separation of duties: a rule is adopted by two persons, neither of whom proposed it',
    en: { says: 'Whoever proposed a version does not adopt it.', cure: 'Ask two other legal advisers.' },
    es: { says: 'Quien propuso una versión no la adopta.', cure: 'Pídalo a otros dos asesores jurídicos.' },
  },
  'signs-twice': {
    source: 'Atalaya, separation of duties: a rule is adopted by two persons',
    en: { says: 'Each person signs a version once.', cure: 'Ask a second legal adviser.' },
    es: { says: 'Cada persona firma una versión una vez.', cure: 'Pídalo a un segundo asesor jurídico.' },
  },
  'not-proposed': {
    source: own,
    en: { says: 'The version is proposed, and not adopted or dropped.', cure: 'Propose a new version.' },
    es: { says: 'La versión está propuesta, y no adoptada ni desechada.', cure: 'Proponga una versión nueva.' },
  },
  'in-force-in-past': {
    source: `${own}: no rule takes force backwards`,
    en: { says: 'A rule takes force at a time to come.', cure: 'Propose it with a later date.' },
    es: { says: 'Una regla entra en vigor en un momento futuro.', cure: 'Propóngala con una fecha posterior.' },
  },
  'ends-before-it-begins': {
    source: own,
    en: { says: 'A rule ends after it begins.', cure: 'Mend the dates.' },
    es: { says: 'Una regla termina después de comenzar.', cure: 'Corrija las fechas.' },
  },
  'not-the-proposer': {
    source: own,
    en: {
      says: 'A proposal is dropped by whoever proposed it.',
      cure: 'Ask the proposer; what nobody signs takes no force.',
    },
    es: {
      says: 'Una propuesta la desecha quien la propuso.',
      cure: 'Pídalo a quien la propuso; lo que nadie firma no entra en vigor.',
    },
  },
};

export type RuleWorkflow = Workflow<RuleCode, RuleStatus, Rule, RuleCommand>;

function named(rule: Rule, command: RuleCommand): RuleVersion | undefined {
  return 'version' in command ? rule.versions.find(({ version }) => version === command.version) : undefined;
}

export const ruleWorkflow: RuleWorkflow = {
  texts: ruleTexts,
  moves: {
    propose: { from: ['none'], by: ['legal-adviser'] },
    amend: { from: ['standing'], by: ['legal-adviser'] },
    sign: { from: ['standing'], by: ['legal-adviser'] },
    drop: { from: ['standing'], by: ['legal-adviser'] },
  },
  duties: [
    {
      code: 'proposer-adopts',
      on: ['sign'],
      forbids: ({ state, command, actor }) =>
        named(state, command)?.proposer === actor.person
          ? { en: 'proposed this version', es: 'propuso esta versión' }
          : undefined,
    },
    {
      code: 'signs-twice',
      on: ['sign'],
      forbids: ({ state, command, actor }) =>
        named(state, command)?.signers.includes(actor.person) === true
          ? { en: 'has signed this version', es: 'ya firmó esta versión' }
          : undefined,
    },
  ],
  conditions: [
    {
      code: 'not-proposed',
      on: ['sign', 'drop'],
      forbids: ({ state, command }) => {
        const status = named(state, command)?.status ?? 'none';
        return status === 'proposed' ? undefined : statusFound(status);
      },
    },
    {
      code: 'in-force-in-past',
      on: ['propose', 'amend', 'sign'],
      forbids: ({ state, command, atUs }) => {
        const fromUs = 'fromUs' in command ? command.fromUs : named(state, command)?.fromUs;
        return fromUs !== undefined && fromUs <= atUs ? asIs(`${fromUs} µs`) : undefined;
      },
    },
    {
      code: 'ends-before-it-begins',
      on: ['propose', 'amend'],
      forbids: ({ command }) =>
        'untilUs' in command && command.untilUs !== null && command.untilUs <= command.fromUs
          ? asIs(`${command.untilUs} µs`)
          : undefined,
    },
    {
      code: 'not-the-proposer',
      on: ['drop'],
      forbids: ({ state, command, actor }) =>
        named(state, command)?.proposer === actor.person
          ? undefined
          : { en: 'another person proposed it', es: 'la propuso otra persona' },
    },
  ],
  statusOf: ({ status }) => status,
  veilOf: ({ veil }) => veil,
};

const fact = factsOf(ruleFacts);
const listing = factsOf(ruleRegisterFacts);
const compartmentOfRules = 'rules';

function next(state: Rule, command: RuleCommand, context: DecisionContext): readonly DecidedFact[] {
  const by = context.actor.person;
  const id = command.do === 'propose' ? context.newId() : command.rule;
  const place = { stream: `rule/${id}`, compartment: compartmentOfRules };
  switch (command.do) {
    case 'propose': {
      const { do: _, ...rest } = command;
      const register = { stream: ruleRegisterStream, compartment: compartmentOfRules };
      return [
        fact(place, 'account.rule-proposed', { by, version: 1, ...rest }),
        listing(register, 'account.rule-listed', { by, rule: id, ruleKind: command.ruleKind }),
      ];
    }
    case 'amend': {
      const { do: _, rule: __, ...rest } = command;
      const version = state.versions.length + 1;
      // A rule that stands has its kind from its first version on.
      const ruleKind = state.ruleKind ?? 'designations';
      return [fact(place, 'account.rule-proposed', { by, ruleKind, version, ...rest })];
    }
    case 'sign':
      return [fact(place, 'account.rule-signed', { by, version: command.version })];
    case 'drop':
      return [fact(place, 'account.rule-dropped', { by, version: command.version, why: command.why })];
  }
}

/** What becomes of a command on a rule. */
export function decideRule(
  state: Rule,
  command: RuleCommand,
  context: DecisionContext,
  workflow: RuleWorkflow = ruleWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
