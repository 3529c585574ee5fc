import { type Agreement, agreementStream, evolveAgreement, noAgreement } from '../../agree/agreement/state.ts';
import type { Happened } from '../../model/command.ts';
import type { Veil } from '../../model/facts.ts';
import { type Clearance, clearanceStream, evolveClearance, noClearance } from '../clearance/state.ts';
import { type NoticeDue, noticesDue } from './due.ts';
import {
  evolveListedRules,
  isOfRules,
  type ListedRules,
  noListedRules,
  noticeRulesAt,
  streamsOfRules,
  veilOfRules,
} from './rules.ts';
import {
  evolveListedNotices,
  evolveNotice,
  isOfNotices,
  type ListedNotices,
  type Notice,
  type NoticeCommand,
  noListedNotices,
  noNotice,
  noticeStream,
  noticesById,
  streamsOfNotices,
  veilOfNotices,
} from './state.ts';

/** What a decision on a notice rests on: itself, and where it is to be opened, what the rules ask. */
export interface NoticeCase {
  /** The notice that a command is about; where it opens one, none yet. */
  readonly own: Notice;
  readonly notices: ListedNotices;
  readonly rules: ListedRules;
  readonly agreement: Agreement;
  readonly clearance: Clearance;
  /** When the sortie of that clearance was halted. */
  readonly haltedUs: readonly number[];
}

export const noNoticeCase: NoticeCase = {
  own: noNotice,
  notices: noListedNotices,
  rules: noListedRules,
  agreement: noAgreement,
  clearance: noClearance,
  haltedUs: [],
};

export function streamsOfNotice(command: NoticeCommand, { rules, notices }: NoticeCase): readonly string[] {
  if (command.do !== 'open') return [noticeStream(command.notice)];
  const { agreement, clearance } = command;
  const sortie = clearance === null ? [] : [clearanceStream(clearance), `sortie/${clearance}`];
  return [agreementStream(agreement), ...sortie, ...streamsOfRules(rules), ...streamsOfNotices(notices, agreement)];
}

/** The case after a fact of any of its streams. */
export function evolveNoticeCase(before: NoticeCase, happened: Happened, command: NoticeCommand): NoticeCase {
  const { stream, kind, timeUs } = happened;
  if (command.do !== 'open') return { ...before, own: evolveNotice(before.own, happened) };
  if (isOfRules(stream)) return { ...before, rules: evolveListedRules(before.rules, happened) };
  if (isOfNotices(stream)) return { ...before, notices: evolveListedNotices(before.notices, happened) };
  if (stream.startsWith('agreement/')) return { ...before, agreement: evolveAgreement(before.agreement, happened) };
  if (stream.startsWith('clearance/')) return { ...before, clearance: evolveClearance(before.clearance, happened) };
  return kind === 'fly.halted' ? { ...before, haltedUs: [...before.haltedUs, timeUs] } : before;
}

export const veilOfNoticeCase = (it: NoticeCase): Veil | undefined =>
  it.own.veil ?? veilOfNotices(it.notices) ?? it.agreement.veil ?? it.clearance.veil ?? veilOfRules(it.rules);

/** What is due of the agreement and the clearance that an opening names. */
export function dueFor(it: NoticeCase, agreement: string, atUs: number): readonly NoticeDue[] {
  const { clearance } = it;
  const plans = clearance.plan === undefined ? [] : [{ plan: clearance.plan, proposedUs: clearance.proposedUs }];
  const incidents = plans.flatMap(({ plan }) =>
    it.haltedUs.map((haltedUs) => ({ sortie: plan.id, agreement: plan.agreement.id, atUs: haltedUs })),
  );
  const agreements = it.agreement.status === 'none' ? [] : [[agreement, it.agreement] as const];
  const noticed = { agreements: new Map(agreements), plans, incidents, notices: noticesById(it.notices) };
  return noticesDue(noticeRulesAt(it.rules, atUs), noticed, atUs);
}
