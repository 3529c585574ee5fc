import type { AgreementDocument } from '../../../src/agree/agreement/document.ts';
import {
  type Agreement,
  agreementStream,
  evolveAgreement,
  noAgreement,
  versionAt,
  versionOf,
} from '../../../src/agree/agreement/state.ts';
import { clearanceStream, evolveClearance, noClearance } from '../../../src/authorise/clearance/state.ts';
import { draftNotice, type NoticeDocument } from '../../../src/authorise/notice/document.ts';
import { type NoticeDue, noticesDue } from '../../../src/authorise/notice/due.ts';
import {
  contactRulesAt,
  evolveListedRules,
  isOfRules,
  type ListedRules,
  type NoticeRule,
  noListedRules,
  noticeRulesAt,
  veilOfRules,
} from '../../../src/authorise/notice/rules.ts';
import {
  evolveNotice,
  type Notice,
  noNotice,
  noticeFacts,
  noticeRegisterStream,
  noticeStream,
} from '../../../src/authorise/notice/state.ts';
import { type NoticeFault, trace } from '../../../src/authorise/notice/trace.ts';
import {
  type Contact,
  type ContactDue,
  type ContactRegister,
  contactFacts,
  contactRegisterStream,
  contactStream,
  contactsDue,
  evolveContact,
  evolveContactRegister,
  noContact,
  noContactRegister,
} from '../../../src/authorise/registers/contacts.ts';
import { canonicalHash } from '../../../src/formats/jcs/canonical.ts';
import type { Happened } from '../../../src/model/command.ts';
import { readFact } from '../../../src/model/facts.ts';
import { sha256 } from '../account/crypto.ts';
import { byStream } from '../account/reading.ts';
import { type ClearanceRead, clearancesIn } from './clearances.ts';

/** A notice as the log has it. */
export interface NoticeRead {
  readonly id: string;
  readonly notice: Notice;
  readonly facts: readonly Happened[];
}

/** A contact as the log has it, with what was said of it where that is open to who asks. */
export interface ContactRead {
  readonly id: string;
  readonly contact: Contact;
  readonly met: { readonly foreignState: string; readonly office: string; readonly subject: string } | null;
  readonly facts: readonly Happened[];
}

/** Notices, contacts, and what is due of both, as far as they can be told by these facts. */
export interface Noticing {
  readonly notices: readonly NoticeRead[];
  readonly contacts: readonly ContactRead[];
  readonly register: ContactRegister;
  readonly due: readonly NoticeDue[];
  readonly contactsDue: readonly ContactDue[];
  readonly rules: readonly NoticeRule[];
  /** Where it cannot be said what is due: the rules cannot be read, or not all notices. */
  readonly unread: readonly ('notice-rules' | 'notices')[];
}

const rulesIn = (facts: readonly Happened[]): ListedRules =>
  facts.filter(({ stream }) => isOfRules(stream)).reduce(evolveListedRules, noListedRules);

export const agreementsIn = (facts: readonly Happened[]): ReadonlyMap<string, Agreement> =>
  new Map([...byStream(facts, agreementStream(''))].map(([id, own]) => [id, own.reduce(evolveAgreement, noAgreement)]));

const noticesIn = (facts: readonly Happened[]): readonly NoticeRead[] =>
  [...byStream(facts, noticeStream(''))].map(([id, own]) => ({
    id,
    notice: own.reduce(evolveNotice, noNotice),
    facts: own,
  }));

function metIn(facts: readonly Happened[]): ContactRead['met'] {
  for (const one of facts) {
    const { fact } = readFact(contactFacts, one);
    if (fact?.kind !== 'authorise.contact-recorded') continue;
    const { foreignState, office, subject } = fact.content;
    return { foreignState, office, subject };
  }
  return null;
}

const contactsIn = (facts: readonly Happened[]): readonly ContactRead[] =>
  [...byStream(facts, contactStream(''))]
    .map(([id, own]) => ({ id, contact: own.reduce(evolveContact, noContact), met: metIn(own), facts: own }))
    .reverse();

/** Plans that were put forward, each with when; and sorties that were halted. */
function toldOf(facts: readonly Happened[]) {
  const clearances = clearancesIn(facts);
  const plans = clearances.flatMap(({ versions }) => versions.map(({ plan, atUs }) => ({ plan, proposedUs: atUs })));
  const halts = facts.filter(({ kind }) => kind === 'fly.halted');
  const incidents = halts.flatMap(({ stream, timeUs }) => {
    const sortie = stream.slice('sortie/'.length);
    const plan = clearances.find(({ id }) => id === sortie)?.clearance.plan;
    return plan === undefined ? [] : [{ sortie, agreement: plan.agreement.id, atUs: timeUs }];
  });
  return { plans, incidents };
}

/** All of it at a moment. */
export function noticingIn(facts: readonly Happened[], atUs: number): Noticing {
  const listed = rulesIn(facts);
  const rules = noticeRulesAt(listed, atUs);
  const notices = noticesIn(facts);
  const contacts = contactsIn(facts);
  const register = facts
    .filter(({ stream }) => stream === contactRegisterStream)
    .reduce(evolveContactRegister, noContactRegister);
  const byId = new Map(notices.map(({ id, notice }) => [id, notice]));
  const hidden = facts.some(({ stream, content }) => stream === noticeRegisterStream && !content.known);
  const closed = hidden || notices.some(({ notice }) => notice.veil !== undefined);
  return {
    notices,
    contacts,
    register,
    rules,
    due: noticesDue(rules, { agreements: agreementsIn(facts), ...toldOf(facts), notices: byId }, atUs),
    contactsDue: contactsDue(
      contactRulesAt(listed, atUs),
      new Map(contacts.map(({ id, contact }) => [id, contact])),
      register.months,
      atUs,
    ),
    unread: [
      ...(veilOfRules(listed) === undefined ? [] : (['notice-rules'] as const)),
      ...(closed ? (['notices'] as const) : []),
    ],
  };
}

/** The clearance whose plan brings a subject under an agreement; null where the agreement itself does. */
export function clearanceBringing(
  facts: readonly Happened[],
  { kind, id }: NoticeDue['subject'],
  agreement: string,
): string | null {
  const brings = ({ clearance: { plan } }: ClearanceRead): boolean => {
    if (plan?.agreement.id !== agreement) return false;
    switch (kind) {
      case 'programme':
      case 'version':
      case 'area':
        return false;
      case 'aircraft-type':
        return plan.aircraft.type === id;
      case 'agency':
        return plan.agency === id;
      case 'organisation':
        return plan.organisations.includes(id);
      case 'incident':
        return plan.id === id;
    }
  };
  return clearancesIn(facts).find(brings)?.id ?? null;
}

/** A notice drawn from its sources, held against them. */
export interface Drawn {
  readonly document: NoticeDocument;
  readonly hash: string;
  readonly agreement: AgreementDocument;
  readonly faults: readonly NoticeFault[];
}

/** The entry that a notice was last drafted by. */
export const draftedBy = ({ facts }: NoticeRead): Happened | undefined =>
  facts.findLast((one) => readFact(noticeFacts, one).kind === 'authorise.notice-drafted');

/**
 * A notice as it is drawn from the agreement and from what happened to its clearance; undefined where the agreement cannot be read. Of one that is drafted, as its
 * sources stood when it was: the log keeps its hash, and this is what has it.
 */
export function drawnFrom(facts: readonly Happened[], read: NoticeRead, atUs: number): Drawn | undefined {
  const { id, notice } = read;
  const drafted = notice.documentHash === '' ? undefined : draftedBy(read);
  const known = drafted === undefined ? facts : facts.filter(({ index }) => index < drafted.index);
  const agreement = agreementsIn(known).get(notice.agreement);
  const entries =
    notice.clearance === null ? [] : known.filter(({ stream }) => stream === clearanceStream(notice.clearance ?? ''));
  const { plan } = entries.reduce(evolveClearance, noClearance);
  const version =
    agreement &&
    ((plan && versionOf(agreement, plan.agreement.version)) ??
      versionAt(agreement, drafted?.timeUs ?? atUs) ??
      agreement.versions.at(-1));
  if (version === undefined) return undefined;
  const document = draftNotice({ id, state: notice.state }, version.document, entries);
  const faults = trace(document, version.document, entries);
  return { document, hash: canonicalHash(document, sha256), agreement: version.document, faults };
}

/** Contacts of a month (`2026-12`) of a state, as they are reported together. */
export function monthReport(contacts: readonly ContactRead[], state: string, month: string) {
  const own = contacts.filter(
    ({ contact }) => contact.state === state && new Date(contact.metUs / 1_000).toISOString().startsWith(month),
  );
  return {
    format: 'atalaya-contact-month/1',
    state,
    month,
    contacts: own
      .toSorted((a, b) => a.contact.metUs - b.contact.metUs)
      .map(({ id, contact, met }) => ({
        id,
        met: new Date(contact.metUs / 1_000).toISOString(),
        by: contact.by,
        foreignState: met?.foreignState ?? null,
        office: met?.office ?? null,
        subject: met?.subject ?? null,
        reported: contact.reportedUs === null ? null : new Date(contact.reportedUs / 1_000).toISOString(),
      })),
  };
}
