import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Happened } from '../../model/command.ts';
import {
  evolveRule,
  evolveRuleRegister,
  noRule,
  noRuleRegister,
  type Rule,
  type RuleRegister,
  ruleRegisterStream,
  rulesAt,
} from '../../model/dated-rules.ts';
import { exactly, Token, type Veil } from '../../model/facts.ts';
import { NoticeRuleRecord } from '../case/document.ts';

const calendar = Type.Union([Type.Literal('calendar'), Type.Literal('working')]);
const days = Type.Integer({ minimum: 0, maximum: 366 });
const holidays = Type.Array(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), { maxItems: 200, uniqueItems: true });
const { subject, delivery } = NoticeRuleRecord.properties;

/** What a notice tells of; an incident is a sortie that was halted. */
export const NoticeSubjectKind = Type.Union([...subject.anyOf, Type.Literal('incident')]);

/** When a legislature is told, as data of a rule with dates of kind `notices`: `atalaya-notice-rule/1`. */
export const NoticeRuleDocument = Type.Object(
  {
    format: Type.Literal('atalaya-notice-rule/1'),
    /** The state whose legislature is told. */
    state: Token,
    subject: NoticeSubjectKind,
    delivery,
    /** `before-start`: so many days before what it tells of begins; `by-due`: so many days after it came about. */
    days,
    calendar,
    holidays,
    /** Where there is no time for that, and the reasons are stated: so many days after the notice is opened. Null: there is no such way. */
    urgentDays: Type.Union([days, Type.Null()]),
  },
  exactly,
);

/** When contacts with foreign officials are reported: `atalaya-contact-rule/1`, a rule of kind `notices` too. */
export const ContactRuleDocument = Type.Object(
  {
    format: Type.Literal('atalaya-contact-rule/1'),
    state: Token,
    reportDays: days,
    calendar,
    holidays,
    /** So many days after a month's end its contacts are reported together. */
    monthlyDays: days,
  },
  exactly,
);

/** A rule of which it is known when it is in force. */
export interface InForce<Document> {
  readonly id: string;
  readonly source: string;
  readonly fromUs: number;
  readonly endsUs: number | undefined;
  readonly document: Document;
}
export type NoticeRule = InForce<Readonly<Static<typeof NoticeRuleDocument>>>;
export type ContactRule = InForce<Readonly<Static<typeof ContactRuleDocument>>>;

/** The rules of a kind as the log has them: those that the register lists. */
export interface ListedRules {
  readonly register: RuleRegister;
  /** By stream. */
  readonly rules: Readonly<Record<string, Rule>>;
}

export const noListedRules: ListedRules = { register: noRuleRegister, rules: {} };

export const isOfRules = (stream: string): boolean => stream === ruleRegisterStream || stream.startsWith('rule/');

/** The streams that notice rules stand in, as far as is known by now. */
export const streamsOfRules = ({ register }: ListedRules): readonly string[] => [
  ruleRegisterStream,
  ...register.listed.filter(({ ruleKind }) => ruleKind === 'notices').map(({ rule }) => `rule/${rule}`),
];

/** After a fact of the register of rules, or of a rule. */
export function evolveListedRules(before: ListedRules, happened: Happened): ListedRules {
  const { stream } = happened;
  if (stream === ruleRegisterStream) return { ...before, register: evolveRuleRegister(before.register, happened) };
  return { ...before, rules: { ...before.rules, [stream]: evolveRule(before.rules[stream] ?? noRule, happened) } };
}

const isKnownForm = (document: unknown): boolean =>
  document === null || Value.Check(NoticeRuleDocument, document) || Value.Check(ContactRuleDocument, document);

/** What could not be read, or was adopted in a form that is not known here: what a rule asks for is then not known either. */
export function veilOfRules({ register, rules }: ListedRules): Veil | undefined {
  if (register.veil !== undefined) return register.veil;
  for (const [stream, { veil, versions }] of Object.entries(rules)) {
    if (veil !== undefined) return veil;
    const odd = versions.find(({ status, document }) => status === 'adopted' && !isKnownForm(document));
    if (odd !== undefined) return { why: 'malformed', stream, version: odd.version, kind: 'account.rule-proposed' };
  }
  return undefined;
}

function inForce<T extends TSchema>(schema: T, { rules }: ListedRules, atUs: number): readonly InForce<Static<T>>[] {
  return rulesAt(Object.values(rules), atUs).flatMap(({ id, ruleKind, version, endsUs }) => {
    const { document, source, fromUs } = version;
    if (ruleKind !== 'notices' || !Value.Check(schema, document)) return [];
    return [{ id, source, fromUs, endsUs, document }];
  });
}

export const noticeRulesAt = (listed: ListedRules, atUs: number): readonly NoticeRule[] =>
  inForce(NoticeRuleDocument, listed, atUs);
export const contactRulesAt = (listed: ListedRules, atUs: number): readonly ContactRule[] =>
  inForce(ContactRuleDocument, listed, atUs);
