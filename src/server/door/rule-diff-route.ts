import { type Static, Type } from 'typebox';
import { evolveRule, noRule, type Rule } from '../../account/rules/state.ts';
import { exactly } from '../../model/facts.ts';
import type { RuleDiffView } from '../../model/log-views.ts';
import type { DataFolder } from '../../store/folder/data-folder.ts';
import { datedCases, type HeldItem, heldItem, sidesOf } from '../policy/dated-cases.ts';
import { type CaseAnswer, differencesOf } from '../policy/diff.ts';
import type { RuleSet } from '../policy/engine.ts';
import type { App } from '../routes.ts';
import type { InspectorsNotes } from './notes.ts';
import type { ReaderRights } from './reader-rights.ts';
import * as schemas from './schemas.ts';
import type { Session } from './session.ts';
import type { SessionOf } from './sessions.ts';
import { happened, readStream } from './streams.ts';

const rulesCompartment = 'rules';
/** Items asked about, and differences told, at most: a person is to read them. */
const mostItems = 2_000;
const mostDifferences = 500;

const Word = Type.String({ pattern: '^[@a-z0-9][A-Za-z0-9:.~-]{0,80}$' });
export const RuleDiffQuery = Type.Object({ a: Type.Optional(Word), b: Word }, exactly);

const Text = Type.String();
const TimeUs = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const RuleKind = Type.Union([
  Type.Literal('designations'),
  Type.Literal('retention'),
  Type.Literal('notices'),
  Type.Literal('releasability'),
]);
const About = Type.Union([
  Type.Object({ ask: Type.Literal('designation'), designated: Text }, exactly),
  Type.Object({ ask: Type.Literal('rules'), ruleKind: RuleKind }, exactly),
  Type.Object(
    { ask: Type.Literal('retention'), itemKind: Text, item: Type.Union([Text, Type.Null()]), collectedUs: TimeUs },
    exactly,
  ),
]);
const bare = ['permitted', 'designated', 'not-designated', 'no-rule', 'rules'] as const;
const Means = Type.Union([
  ...bare.map((is) => Type.Object({ is: Type.Literal(is) }, exactly)),
  Type.Object({ is: Type.Literal('refused'), codes: Type.Array(Text) }, exactly),
  Type.Object({ is: Type.Literal('kept'), evaluateByUs: TimeUs, deleteDueUs: TimeUs }, exactly),
  Type.Object({ is: Type.Literal('fault'), fault: Text }, exactly),
]);
const Answer = Type.Object(
  { means: Means, rules: Type.Array(Type.Object({ id: Text, source: Text, says: Text }, exactly)) },
  exactly,
);
const Side = Type.Object({ atUs: TimeUs }, exactly);
const Count = Type.Integer({ minimum: 0 });
/** `Unsafe` for its type alone: the lists of a view are not to be written to. */
export const RuleDiffSchema = Type.Unsafe<RuleDiffView>(
  Type.Object(
    {
      a: Side,
      b: Side,
      cases: Count,
      closed: Count,
      left: Count,
      differences: Type.Array(
        Type.Object({ about: About, before: Answer, after: Answer, isAnother: Type.Boolean() }, exactly),
      ),
    },
    exactly,
  ),
);

interface Reader {
  readonly session: Session;
  readonly rights: ReaderRights;
}

export interface RuleDiffParts {
  readonly data: Pick<DataFolder, 'memory' | 'log'>;
  readonly policy: RuleSet;
  /** Microseconds since 1970. */
  readonly now: () => number;
  readonly notes: Pick<InspectorsNotes, 'opened'>;
  /** Whoever may browse the log. @throws AtalayaError `not-signed-in`, `not-permitted`. */
  readonly reader: (request: Parameters<SessionOf>[0]) => Promise<Reader>;
}

/** What a rule that waits, or a day to come, answers otherwise than is answered now. For whom the rules are open to. */
export function ruleDiffRoute(app: App, parts: RuleDiffParts): void {
  app.get(
    '/api/rules/diff',
    {
      config: { access: { action: 'read.open-body' } },
      schema: { querystring: RuleDiffQuery, response: { 200: RuleDiffSchema, ...schemas.problems } },
    },
    async (request) => {
      const reader = await parts.reader(request);
      const attributes = { compartment: rulesCompartment, state: reader.session.office.state };
      reader.rights.demand('read.open-body', { type: 'Entry', id: 'any', attributes });
      return diffOf(parts, reader, request.query);
    },
  );
}

/** The rules with dates, as the log has them. */
async function rulesOf({ data, notes }: RuleDiffParts, session: Session): Promise<readonly Rule[]> {
  const streams = new Set<string>();
  for await (const { entry } of data.log.entries(0, { kind: 'account.rule-proposed' })) streams.add(entry.stream);
  const rules: Rule[] = [];
  for (const stream of streams) {
    const { facts } = await readStream(data.memory, stream);
    for (const _ of facts) notes.opened(session, rulesCompartment);
    rules.push(facts.reduce(evolveRule, noRule));
  }
  return rules;
}

interface Items {
  readonly items: readonly HeldItem[];
  readonly closed: number;
  readonly left: number;
}

/** Items that are held, as far as their clocks are open to the session. */
async function itemsOf({ data, notes }: RuleDiffParts, { session, rights }: Reader): Promise<Items> {
  const deleted = new Set<string>();
  for await (const { entry } of data.log.entries(0, { kind: 'account.deletion-ordered' })) deleted.add(entry.stream);
  const items: HeldItem[] = [];
  let [closed, left] = [0, 0];
  for await (const { index, entry } of data.log.entries(0, { kind: 'account.retention-started' })) {
    if (deleted.has(entry.stream)) continue;
    if (!rights.opens(entry.compartment, entry.state)) closed += 1;
    else if (items.length === mostItems) left += 1;
    else {
      const content = await data.memory.open(entry);
      if (content.known === 'no') {
        closed += 1;
        continue;
      }
      notes.opened(session, entry.compartment);
      const item = heldItem([happened({ index, entry, content })]);
      if (item !== undefined && item !== 'closed') items.push(item);
    }
  }
  return { items, closed, left };
}

const answerView = ({ means, rules }: CaseAnswer) => ({ means, rules });

async function diffOf(
  parts: RuleDiffParts,
  reader: Reader,
  { a, b }: Static<typeof RuleDiffQuery>,
): Promise<RuleDiffView> {
  const { policy, now } = parts;
  const rules = await rulesOf(parts, reader.session);
  const { before, after } = sidesOf(a, b, rules, now());
  const { items, closed, left } = await itemsOf(parts, reader);
  const cases = datedCases(rules, items, after.atUs);
  const differences: RuleDiffView['differences'][number][] = [];
  // Others are answered between.
  const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
  const found = differencesOf(cases, { ...before, policies: policy }, { ...after, policies: policy }, turn);
  for await (const { asked, isAnother, ...answers } of found) {
    const view = { about: asked.about, before: answerView(answers.before), after: answerView(answers.after) };
    if (differences.length < mostDifferences) differences.push({ ...view, isAnother });
  }
  return { a: { atUs: before.atUs }, b: { atUs: after.atUs }, cases: cases.length, closed, left, differences };
}
