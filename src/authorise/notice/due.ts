import { type Agreement, type AgreementVersion, isConcurred } from '../../agree/agreement/state.ts';
import { instantUs } from '../../model/instant.ts';
import type { SortiePlanDocument } from '../../plan/sortie/document.ts';
import { daysFrom } from './calendar.ts';
import type { NoticeRule } from './rules.ts';
import type { Notice, NoticeSubject } from './state.ts';

/** A plan that was put forward. */
export interface ProposedPlan {
  readonly plan: SortiePlanDocument;
  readonly proposedUs: number;
}

/** A sortie that was halted. */
export interface Incident {
  readonly sortie: string;
  readonly agreement: string;
  readonly atUs: number;
}

/** What notices are due of. */
export interface Noticed {
  /** By their ids. */
  readonly agreements: ReadonlyMap<string, Agreement>;
  readonly plans: readonly ProposedPlan[];
  readonly incidents: readonly Incident[];
  /** By their ids. */
  readonly notices: ReadonlyMap<string, Notice>;
}

/** One thing that one rule asks to be told of one agreement. */
export interface NoticeDue {
  readonly rule: string;
  readonly state: string;
  readonly agreement: string;
  readonly subject: NoticeSubject;
  readonly dueUs: number;
  /** `missing`: nobody opened a notice; `open`: one was opened and not delivered. Either is overdue once `dueUs` has come. */
  readonly standing: 'missing' | 'open' | 'delivered';
  readonly isOverdue: boolean;
  /** Notices of it, by their ids. */
  readonly notices: readonly string[];
}

interface Subject {
  readonly id: string;
  readonly startUs: number;
  readonly cameAboutUs: number;
}

/** Of several of one id the one that begins first. */
function earliest(subjects: readonly Subject[]): readonly Subject[] {
  const byId = new Map<string, Subject>();
  for (const one of subjects) {
    const known = byId.get(one.id);
    if (known === undefined || one.startUs < known.startUs) byId.set(one.id, one);
  }
  return [...byId.values()];
}

/** Versions that hold or may come to: a draft that was overtaken never does. */
const telling = ({ versions }: Agreement): readonly AgreementVersion[] =>
  versions.filter((one, i) => i === versions.length - 1 || isConcurred(one));

/** What there is of a kind, with when it begins and when it came about. A new version is a significant change, and so are its new areas; a plan may bring others. */
function subjectsOf(kind: NoticeSubject['kind'], id: string, agreement: Agreement, it: Noticed): readonly Subject[] {
  const ofVersions = (idsOf: (version: AgreementVersion) => readonly string[]): readonly Subject[] =>
    earliest(
      telling(agreement).flatMap((version) => {
        const startUs = instantUs(version.document.validity.from) ?? Number.NaN;
        return idsOf(version).map((one) => ({ id: one, startUs, cameAboutUs: version.draftedUs }));
      }),
    );
  const ofPlans = (idsOf: (plan: SortiePlanDocument) => readonly string[]): readonly Subject[] =>
    earliest(
      it.plans
        .filter(({ plan }) => plan.agreement.id === id)
        .flatMap(({ plan, proposedUs }) => {
          const startUs = instantUs(plan.window.from) ?? Number.NaN;
          return idsOf(plan).map((one) => ({ id: one, startUs, cameAboutUs: proposedUs }));
        }),
    );
  switch (kind) {
    case 'programme':
      return ofVersions(() => [id]);
    case 'version':
      return ofVersions(({ document }) => [String(document.version)]);
    case 'area':
      return ofVersions(({ document }) => document.areas.map((area) => area.id));
    case 'aircraft-type':
      return ofPlans(({ aircraft }) => [aircraft.type]);
    case 'agency':
      return ofPlans(({ agency }) => [agency]);
    case 'organisation':
      return ofPlans(({ organisations }) => organisations);
    case 'incident':
      return it.incidents
        .filter((one) => one.agreement === id)
        .map(({ sortie, atUs }) => ({ id: sortie, startUs: atUs, cameAboutUs: atUs }));
  }
}

function dueUsOf({ document }: NoticeRule, { startUs, cameAboutUs }: Subject): number {
  const { delivery, days, calendar, holidays } = document;
  return delivery === 'before-start'
    ? daysFrom(startUs, -days, calendar, holidays)
    : daysFrom(cameAboutUs, days, calendar, holidays);
}

/**
 * Everything that the rules in force ask to be told, delivered or not, soonest first. A notice that was opened in urgency has a due time of its own, which
 * counts in place of the rule's.
 */
export function noticesDue(rules: readonly NoticeRule[], it: Noticed, atUs: number): readonly NoticeDue[] {
  const due = rules.flatMap((rule) =>
    [...it.agreements].flatMap(([id, agreement]) =>
      subjectsOf(rule.document.subject, id, agreement, it).map((subject): NoticeDue => {
        const told = { kind: rule.document.subject, id: subject.id };
        const own = [...it.notices].filter(
          ([, one]) =>
            one.state === rule.document.state &&
            one.agreement === id &&
            one.subjects.some((other) => other.kind === told.kind && other.id === told.id),
        );
        const isDelivered = own.some(([, { deliveredUs }]) => deliveredUs !== null && deliveredUs <= atUs);
        const urgent = own.flatMap(([, one]) => (one.urgent === null ? [] : [one.dueUs]));
        const dueUs = urgent.length > 0 ? Math.min(...urgent) : dueUsOf(rule, subject);
        const standing = isDelivered ? 'delivered' : own.length === 0 ? 'missing' : 'open';
        return {
          rule: rule.id,
          state: rule.document.state,
          agreement: id,
          subject: told,
          dueUs,
          standing,
          isOverdue: standing !== 'delivered' && dueUs <= atUs,
          notices: own.map(([notice]) => notice),
        };
      }),
    ),
  );
  return due.sort((a, b) => a.dueUs - b.dueUs);
}
