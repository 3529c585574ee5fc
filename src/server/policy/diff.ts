import { decide } from '../../account/retention/decide.ts';
import { evolve, type ItemClock, type RetentionFact } from '../../account/retention/state.ts';
import type { DatedRule, Rule as RuleWithDates } from '../../account/rules/state.ts';
import { type EnglishReason, isRefusal, type Refusal } from '../../model/refusal.ts';
import { datedAt, designating, retentionOf } from './dated.ts';
import type { RuleSet } from './engine.ts';
import type { OpenCase } from './open-cases.ts';

/** Rules to answer by, at a moment. */
export interface Side {
  readonly policies: RuleSet;
  readonly dated: readonly RuleWithDates[];
  readonly atUs: number;
  /** The moment that decisions are taken at by these rules, where it is not the same. */
  readonly decidedUs?: number;
}

export interface CitedRule {
  readonly id: string;
  readonly source: string;
  readonly says: string;
}

/** An answer as data, for whoever puts it in words of their own. */
export type Meaning =
  | { readonly is: 'permitted' | 'designated' | 'not-designated' | 'no-rule' | 'rules' }
  | { readonly is: 'refused'; readonly codes: readonly string[] }
  | { readonly is: 'kept'; readonly evaluateByUs: number; readonly deleteDueUs: number }
  | { readonly is: 'fault'; readonly fault: string };

/** What one side says of a case, and the rules it rests on. */
export interface CaseAnswer {
  /** Two answers are the same where this text is. */
  readonly answer: string;
  readonly means: Meaning;
  readonly rules: readonly CitedRule[];
}

export interface Difference {
  readonly name: string;
  readonly before: CaseAnswer;
  readonly after: CaseAnswer;
  /** False where only the rules differ that the same answer rests on. */
  readonly isAnother: boolean;
}

const day = (timeUs: number): string => new Date(timeUs / 1_000).toISOString().slice(0, 16).replace('T', ' ');

function citedDated({ id, version }: DatedRule): CitedRule {
  return { id: `${id} v${version.version}`, source: version.source, says: JSON.stringify(version.document) };
}

function byReasons({ reasons }: Refusal<EnglishReason>): CaseAnswer {
  const codes = reasons.map(({ code }) => code);
  const rules = reasons.map(({ code, source, allowed }) => ({ id: code, source, says: allowed }));
  return { answer: `refused: ${codes.join(', ')}`, means: { is: 'refused', codes }, rules };
}

/** Anything that keeps a rule from answering is an answer of its own: nothing would be done. */
const faulty = (fault: string): CaseAnswer => ({
  answer: `error: ${fault}`,
  means: { is: 'fault', fault },
  rules: [],
});

function actAnswer({ policies }: Side, request: OpenCase & { ask: 'act' }): CaseAnswer {
  const answer = policies.authorise(request.request);
  const rules = answer.rules.map(({ id, source, en }) => ({ id, source, says: en }));
  if (answer.allowed) return { answer: 'permitted', means: { is: 'permitted' }, rules };
  if (answer.why === 'policy-error') return faulty(answer.reasons.map(({ found }) => found).join('; '));
  return { answer: 'refused', means: { is: 'refused', codes: rules.map(({ id }) => id) }, rules };
}

/** The clock that an item would get on that day, and how long it would be kept if it were found to be needed. */
function retentionAnswer(
  { dated, atUs, decidedUs = atUs }: Side,
  { itemKind, collectedUs }: OpenCase & { ask: 'retention' },
): CaseAnswer {
  const inForce = datedAt(dated, 'retention', atUs);
  const policies = retentionOf(inForce);
  if ('fault' in policies) return faulty(policies.fault);
  const item = 'case';
  const start = { do: 'start', item, compartment: 'case', itemKind, collectedUs } as const;
  const started = decide(undefined, start, decidedUs, policies);
  if (isRefusal(started)) return byReasons(started);
  const clock = started.reduce<ItemClock | undefined>((it, fact: RetentionFact) => evolve(it, fact), undefined);
  const evaluated = decide(clock, { do: 'evaluate', item, outcome: 'keep', why: 'asked' }, decidedUs, policies);
  if (clock === undefined || isRefusal(evaluated))
    return isRefusal(evaluated) ? byReasons(evaluated) : faulty('no clock');
  const after = evaluated.reduce<ItemClock | undefined>((it, fact: RetentionFact) => evolve(it, fact), clock);
  if (after === undefined) return faulty('no clock');
  return {
    answer: `to be evaluated by ${day(clock.evaluateByUs)}, kept until ${day(after.deleteDueUs)}`,
    means: { is: 'kept', evaluateByUs: clock.evaluateByUs, deleteDueUs: after.deleteDueUs },
    rules: [{ id: after.basis.ruleId, source: after.basis.source, says: after.basis.ruleId }],
  };
}

function designationAnswer({ dated, atUs }: Side, { designated }: OpenCase & { ask: 'designation' }): CaseAnswer {
  const rules = designating(datedAt(dated, 'designations', atUs), designated);
  if ('fault' in rules) return faulty(rules.fault);
  return rules.length === 0
    ? { answer: 'not designated', means: { is: 'not-designated' }, rules: [] }
    : { answer: 'designated', means: { is: 'designated' }, rules: rules.map(citedDated) };
}

/** What one side answers. */
export function answerCase(side: Side, one: OpenCase): CaseAnswer {
  switch (one.ask) {
    case 'act':
      return actAnswer(side, one);
    case 'retention':
      return retentionAnswer(side, one);
    case 'designation':
      return designationAnswer(side, one);
    case 'rules': {
      const rules = datedAt(side.dated, one.ruleKind, side.atUs).map(citedDated);
      const documents = rules.map(({ id, says }) => `${id} ${says}`);
      return documents.length === 0
        ? { answer: 'no rule in force', means: { is: 'no-rule' }, rules }
        : { answer: documents.join('; '), means: { is: 'rules' }, rules };
    }
  }
}

const ids = ({ rules }: CaseAnswer): string => rules.map(({ id }) => id).join(' ');

/** The difference of one case; undefined where the answer and all that it rests on are the same. */
export function differenceOf(one: OpenCase, before: Side, after: Side): Difference | undefined {
  const answers = { before: answerCase(before, one), after: answerCase(after, one) };
  const isAnother = answers.before.answer !== answers.after.answer;
  return isAnother || ids(answers.before) !== ids(answers.after)
    ? { name: one.name, ...answers, isAnother }
    : undefined;
}

/** Cases asked before others have their turn. */
const turnEvery = 200;

/**
 * The cases of a list that two sides answer otherwise, or by other rules; each with what is known of it beside what is asked. Decisions are taken at one moment by both, the later one:
 * a term that only begins on another day is no change of the rules. `turn` is waited for now and then.
 */
export async function* differencesOf<Case extends { readonly open: OpenCase }>(
  cases: Iterable<Case>,
  before: Side,
  after: Side,
  turn: (asked: number) => Promise<void>,
): AsyncGenerator<Difference & { readonly asked: Case }> {
  const decidedUs = Math.max(before.atUs, after.atUs);
  let count = 0;
  for (const asked of cases) {
    if (count % turnEvery === 0) await turn(count);
    count += 1;
    const difference = differenceOf(asked.open, { ...before, decidedUs }, { ...after, decidedUs });
    if (difference !== undefined) yield { ...difference, asked };
  }
}
