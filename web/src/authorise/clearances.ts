import { requirementStream } from '../../../src/agree/requirement/state.ts';
import {
  type ClearanceCase,
  evolveClearanceCase,
  noClearanceCase,
  streamsOfPlan,
} from '../../../src/authorise/clearance/case.ts';
import {
  type Clearance,
  clearanceFacts,
  clearanceStream,
  evolveClearance,
  noClearance,
} from '../../../src/authorise/clearance/state.ts';
import { veilOfRules } from '../../../src/authorise/notice/rules.ts';
import { veilOfNotices } from '../../../src/authorise/notice/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { readFact } from '../../../src/model/facts.ts';
import type { SortiePlanDocument } from '../../../src/plan/sortie/document.ts';
import { byStream } from '../account/reading.ts';
import type { Source } from './check-lines.ts';

/** One plan of a sortie, and who signed it while it stood. */
export interface PlanVersion {
  readonly number: number;
  readonly plan: SortiePlanDocument;
  readonly hash: string;
  readonly by: string;
  readonly atUs: number;
  readonly index: number;
  readonly concurrences: readonly { readonly state: string; readonly person: string; readonly atUs: number }[];
}

/** A clearance as the log has it, with every plan that stood. */
export interface ClearanceRead {
  /** The sortie's. */
  readonly id: string;
  readonly clearance: Clearance;
  /** Oldest first; those that can be read. */
  readonly versions: readonly PlanVersion[];
  readonly facts: readonly Happened[];
}

function versionsOf(facts: readonly Happened[]): readonly PlanVersion[] {
  const versions: PlanVersion[] = [];
  for (const happened of facts) {
    const { fact } = readFact(clearanceFacts, happened);
    const { timeUs: atUs, index } = happened;
    const last = versions.at(-1);
    if (fact?.kind === 'authorise.plan-proposed' || fact?.kind === 'authorise.plan-replaced') {
      const { plan, planHash: hash, by } = fact.content;
      versions.push({ number: versions.length + 1, plan, hash, by, atUs, index, concurrences: [] });
    } else if (fact?.kind === 'authorise.concurred' && last !== undefined) {
      const { state, by: person } = fact.content;
      versions[versions.length - 1] = { ...last, concurrences: [...last.concurrences, { state, person, atUs }] };
    }
  }
  return versions;
}

/** Every clearance among the facts, the newest first. */
export const clearancesIn = (facts: readonly Happened[]): readonly ClearanceRead[] =>
  [...byStream(facts, clearanceStream(''))]
    .map(([id, own]) => ({
      id,
      clearance: own.reduce(evolveClearance, noClearance),
      versions: versionsOf(own),
      facts: own,
    }))
    .reverse();

/** `void`: the plan was changed after a state had concurred, so that nothing stands; `waits`: for the other state. */
export const standings = ['proposed', 'void', 'waits', 'cleared', 'refused', 'withdrawn', 'unread'] as const;
export type Standing = (typeof standings)[number];

export function standingOf({ clearance, versions }: ClearanceRead): Standing {
  const { status, concurrences, plan } = clearance;
  if (status === 'cleared' || status === 'refused' || status === 'withdrawn') return status;
  if (plan === undefined) return 'unread';
  if (concurrences.length > 0) return 'waits';
  return versions.slice(0, -1).some((one) => one.concurrences.length > 0) ? 'void' : 'proposed';
}

/** States that have not concurred with the plan that stands. */
export const statesLacking = ({ states, concurrences }: Clearance): readonly string[] =>
  states.filter((state) => !concurrences.some((one) => one.state === state));

/**
 * The case of a clearance as far as it can be told by these facts: the streams that the door itself reads, in the log's order. `streams` are all that it asks for.
 */
export function caseIn(
  facts: readonly Happened[],
  id: string,
): { readonly it: ClearanceCase; readonly streams: readonly string[] } {
  let streams: readonly string[] = [clearanceStream(id), `sortie/${id}`];
  for (;;) {
    const wanted = new Set(streams);
    const it = facts.filter(({ stream }) => wanted.has(stream)).reduce(evolveClearanceCase, noClearanceCase);
    const { plan } = it.clearance;
    const all = [...new Set([...streams, ...(plan === undefined ? [] : streamsOfPlan(plan, it))])];
    if (all.length === streams.length) return { it, streams };
    streams = all;
  }
}

/** What of a case cannot be read by who asks. */
export function unreadOf(it: ClearanceCase): ReadonlySet<Source> {
  const unread = new Set<Source>();
  if (veilOfRules(it.rules) !== undefined) unread.add('notice-rules');
  if (veilOfNotices(it.notices) !== undefined) unread.add('notices');
  if (it.signatories.veil !== undefined) unread.add('signatories');
  if (it.registers.veil !== undefined) unread.add('registers');
  if (Object.values(it.requirements).some(({ veil }) => veil !== undefined)) unread.add('requirements');
  if (Object.values(it.organisations).some(({ veil }) => veil !== undefined)) unread.add('organisations');
  return unread;
}

/** Requirements of a plan that are not known, or not tasked. */
export const untasked = ({ requirements }: ClearanceCase, plan: SortiePlanDocument): readonly string[] =>
  plan.requirements.filter((id) => requirements[requirementStream(id)]?.status !== 'tasked');
