import type { ActingPerson } from './command.ts';
import type { Veil } from './facts.ts';
import { isRole, type Role } from './office.ts';
import { type Reason, type Refusal, refusalOf } from './refusal.ts';
import { type StatusWord, spanishRoles, spanishStatuses, spanishVeils } from './words.es.ts';

/** What a rule says, and what is to be done where it stands against a step. */
export interface RuleText {
  readonly says: string;
  readonly cure: string;
}

export interface RuleEntry {
  /** The instrument it comes from, and the place in it. */
  readonly source: string;
  readonly en: RuleText;
  readonly es: RuleText;
}

/** The rules of a workflow by their codes; a code without its texts in both languages does not compile. */
export type RuleTable<Code extends string> = Readonly<Record<Code, RuleEntry>>;

/** Rules that every workflow has. */
export type CommonCode = 'wrong-state' | 'wrong-role' | 'content-unknown';

/** One asked step: what is known, what is asked, by whom, when. */
export interface Case<State, Command> {
  readonly state: State;
  readonly command: Command;
  readonly actor: ActingPerson;
  readonly atUs: number;
}

/** Where a step starts, and whose it is. */
export interface Move<Status extends string> {
  readonly from: readonly Status[];
  readonly by: readonly Role[] | 'anyone';
  /** True for steps that stop something: they stand even where facts cannot be read. */
  readonly evenUnread?: true;
}

/** The same in both languages. */
export interface Found {
  readonly en: string;
  readonly es: string;
}

/** A value that is the same in every language: an id, a hash, a time, the code of a state. */
export const asIs = (value: string): Found => ({ en: value, es: value });
/** Ids that stand against a step, or undefined where there are none. */
export const idsFound = (ids: readonly string[]): Found | undefined =>
  ids.length === 0 ? undefined : asIs(ids.join(', '));
/** A state's code where another is asked for. */
export const notState = (found: string, asked: string): Found => ({
  en: `${found}, not ${asked}`,
  es: `${found}, no ${asked}`,
});
export const statusFound = (...statuses: readonly StatusWord[]): Found => ({
  en: statuses.join(', '),
  es: statuses.map((status) => spanishStatuses[status]).join(', '),
});
const roleFound = (role: string): Found => (isRole(role) ? rolesFound([role]) : asIs(role));
export const rolesFound = (list: readonly Role[]): Found => ({
  en: list.join(', '),
  es: list.map((role) => spanishRoles[role]).join(', '),
});

/** One rule beside the order of steps: `forbids` says what it found, or undefined where it has nothing against the step. */
export interface Rule<Code extends string, State, Command extends { readonly do: string }> {
  readonly code: Code;
  readonly on: readonly Command['do'][];
  readonly forbids: (it: Case<State, Command>) => Found | undefined;
}

/** A workflow as data: the order of steps, the separation of duties, and the other conditions. */
export interface Workflow<
  Code extends string,
  Status extends StatusWord,
  State,
  Command extends { readonly do: string },
> {
  readonly texts: RuleTable<Code | CommonCode>;
  readonly moves: Readonly<Record<Command['do'], Move<Status>>>;
  /** Separation of duties: who may not do a step because of what they did before. */
  readonly duties: readonly Rule<Code, State, Command>[];
  /** Everything else that must hold. */
  readonly conditions: readonly Rule<Code, State, Command>[];
  readonly statusOf: (state: State) => Status;
  /** What could not be read of all that the step rests on. */
  readonly veilOf: (state: State) => Veil | undefined;
}

const steps = 'Atalaya, order of the chain';

export const commonTexts: RuleTable<CommonCode> = {
  'wrong-state': {
    source: steps,
    en: {
      says: 'This step starts from another state.',
      cure: 'Take the steps before it first, or none if it is done.',
    },
    es: { says: 'Este paso parte de otro estado.', cure: 'Dé antes los pasos previos; si ya está hecho, ninguno.' },
  },
  'wrong-role': {
    source: steps,
    en: { says: 'This step belongs to another office.', cure: 'Ask somebody who holds that office.' },
    es: { says: 'Este paso corresponde a otro cargo.', cure: 'Pídalo a quien ocupe ese cargo.' },
  },
  'content-unknown': {
    source: 'Atalaya, in doubt it is refused',
    en: {
      says: 'Everything that this step rests on can be read.',
      cure: 'Ask for the compartment, or for a newer program; what was deleted does not come back: open a new case.',
    },
    es: {
      says: 'Todo aquello en que se apoya este paso es legible.',
      cure: 'Pida el compartimento o un programa más nuevo; lo eliminado no vuelve: abra un caso nuevo.',
    },
  },
};

/** A reason by its code. `allowed` is said where the rule's own sentence is not enough. */
export function reasonBy<Code extends string>(
  texts: RuleTable<Code>,
  code: Code,
  found: Found,
  allowed?: Found,
): Reason {
  const { source, en, es } = texts[code];
  return {
    code,
    source,
    found: found.en,
    allowed: allowed?.en ?? en.says,
    cure: en.cure,
    es: { found: found.es, allowed: allowed?.es ?? es.says, cure: es.cure },
  };
}

/** Everything that stands against a step; undefined where nothing does. */
export function refuse<Code extends string, Status extends StatusWord, State, Command extends { readonly do: string }>(
  workflow: Workflow<Code, Status, State, Command>,
  it: Case<State, Command>,
): Refusal | undefined {
  const { texts, moves, duties, conditions, statusOf, veilOf } = workflow;
  // cast: `do` of a command is a key of the moves by their type
  const move: Move<Status> = moves[it.command.do as Command['do']];
  const { from, by } = move;
  const reasons: Reason[] = [];
  const veil = move.evenUnread === true ? undefined : veilOf(it.state);
  if (veil !== undefined) {
    const { why, kind, stream, version } = veil;
    const en = `${why}: ${kind}, ${stream} version ${version}`;
    const es = `${spanishVeils[why]}: ${kind}, ${stream} versión ${version}`;
    reasons.push(reasonBy(texts, 'content-unknown', { en, es }));
  }
  const status = statusOf(it.state);
  if (!from.includes(status)) reasons.push(reasonBy(texts, 'wrong-state', statusFound(status), statusFound(...from)));
  if (by !== 'anyone' && !by.some((role) => role === it.actor.role)) {
    reasons.push(reasonBy(texts, 'wrong-role', roleFound(it.actor.role), rolesFound(by)));
  }
  for (const rule of [...duties, ...conditions]) {
    if (!rule.on.some((step) => step === it.command.do)) continue;
    const found = rule.forbids(it);
    if (found !== undefined) reasons.push(reasonBy(texts, rule.code, found));
  }
  return refusalOf(reasons);
}
