import { type Static, Type } from 'typebox';
import type { Happened } from '../../model/command.ts';
import { exactly, Hash, Id, readFact, TimeUs, Token, type Veil, Words } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { NoticeSubjectKind } from './rules.ts';

const NoticeSubject = Type.Object(
  { kind: NoticeSubjectKind, id: Type.String({ minLength: 1, maxLength: 64, pattern: '\\S' }) },
  exactly,
);
export type NoticeSubject = Readonly<Static<typeof NoticeSubject>>;

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(of: T) => Type.Union([of, Type.Null()]);
const about = {
  /** The agreement it tells of, and the clearance that gives rise to it, where one does. */
  agreement: Id,
  clearance: orNull(Id),
  /** The rule in force that asks for it. */
  rule: Id,
  subjects: Type.Array(NoticeSubject, { minItems: 1, maxItems: 500 }),
  /** Why it could not be given in the time that the rule asks; null where it can. */
  urgent: orNull(Words),
};

/** What happens to a notice to a legislature. */
export const noticeFacts = {
  'authorise.notice-due': Type.Object({ by: Id, state: Token, compartment: Token, ...about, dueUs: TimeUs }, exactly),
  'authorise.notice-drafted': Type.Object({ by: Id, documentHash: Hash }, exactly),
  'authorise.notice-delivered': Type.Object({ by: Id, documentHash: Hash, to: Words }, exactly),
  'authorise.notice-acknowledged': Type.Object({ by: Id, receipt: Words }, exactly),
  'authorise.notice-reopened': Type.Object({ by: Id, why: Words, dueUs: TimeUs }, exactly),
} as const;

export type NoticeStatus = 'none' | 'due' | 'drafted' | 'delivered' | 'acknowledged';

export interface Notice {
  readonly status: NoticeStatus;
  /** The state whose legislature is told. */
  readonly state: string;
  readonly compartment: string;
  readonly agreement: string;
  readonly clearance: string | null;
  readonly rule: string;
  readonly subjects: readonly NoticeSubject[];
  readonly urgent: string | null;
  readonly dueUs: number;
  readonly documentHash: string;
  /** Null where it was not, or was reopened since. */
  readonly deliveredUs: number | null;
  readonly veil: Veil | undefined;
}

export const noNotice: Notice = {
  status: 'none',
  state: '',
  compartment: '',
  agreement: '',
  clearance: null,
  rule: '',
  subjects: [],
  urgent: null,
  dueUs: 0,
  documentHash: '',
  deliveredUs: null,
  veil: undefined,
};

const statusAfter: Readonly<Record<keyof typeof noticeFacts, NoticeStatus>> = {
  'authorise.notice-due': 'due',
  'authorise.notice-drafted': 'drafted',
  'authorise.notice-delivered': 'delivered',
  'authorise.notice-acknowledged': 'acknowledged',
  'authorise.notice-reopened': 'due',
};

/** The notice after a fact of its stream. A delivery that cannot be read is none. */
export function evolveNotice(before: Notice, happened: Happened): Notice {
  const { kind, fact, veil } = readFact(noticeFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  const moved = { ...state, status: statusAfter[kind] };
  if (fact === undefined)
    return { ...moved, deliveredUs: kind === 'authorise.notice-reopened' ? null : state.deliveredUs };
  switch (fact.kind) {
    case 'authorise.notice-due': {
      const { by: _, ...rest } = fact.content;
      return { ...moved, ...rest };
    }
    case 'authorise.notice-drafted':
      return { ...moved, documentHash: fact.content.documentHash };
    case 'authorise.notice-reopened':
      return { ...moved, dueUs: fact.content.dueUs, documentHash: '', deliveredUs: null };
    case 'authorise.notice-delivered':
      return { ...moved, deliveredUs: happened.timeUs };
    case 'authorise.notice-acknowledged':
      return moved;
  }
}

/** The one stream that lists all notices; what stands in them is in their own, each in the compartment of its state. */
export const noticeRegisterStream = 'notices/register';
export const noticeRegisterFacts = {
  'authorise.notice-listed': Type.Object({ by: Id, notice: Id, agreement: Id }, exactly),
} as const;

/** The notices as the log has them. */
export interface ListedNotices {
  readonly listed: readonly { readonly notice: string; readonly agreement: string }[];
  readonly veil: Veil | undefined;
  /** By stream. */
  readonly notices: Readonly<Record<string, Notice>>;
}

export const noListedNotices: ListedNotices = { listed: [], veil: undefined, notices: {} };
export const noticeStream = (id: string): string => `notice/${id}`;
export const isOfNotices = (stream: string): boolean => stream === noticeRegisterStream || stream.startsWith('notice/');

/** The streams that the notices of an agreement stand in, as far as is known by now. */
export const streamsOfNotices = ({ listed }: ListedNotices, agreement: string): readonly string[] => [
  noticeRegisterStream,
  ...listed.filter((one) => one.agreement === agreement).map(({ notice }) => noticeStream(notice)),
];

/** After a fact of the register of notices, or of a notice. */
export function evolveListedNotices(before: ListedNotices, happened: Happened): ListedNotices {
  const { stream } = happened;
  if (stream !== noticeRegisterStream) {
    const notice = evolveNotice(before.notices[stream] ?? noNotice, happened);
    return { ...before, notices: { ...before.notices, [stream]: notice } };
  }
  const { fact, veil } = readFact(noticeRegisterFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (fact === undefined) return state;
  const { notice, agreement } = fact.content;
  return { ...state, listed: [...state.listed, { notice, agreement }] };
}

export const veilOfNotices = ({ veil, notices }: ListedNotices): Veil | undefined =>
  veil ?? Object.values(notices).find((one) => one.veil !== undefined)?.veil;

/** By their ids. */
export const noticesById = ({ notices }: ListedNotices): ReadonlyMap<string, Notice> =>
  new Map(Object.entries(notices).map(([stream, notice]) => [stream.slice(noticeStream('').length), notice]));

/** The payloads of the commands on a notice. */
export const noticePayloads = {
  open: Type.Object({ compartment: Token, ...about }, exactly),
  draft: Type.Object({ notice: Id, documentHash: Hash }, exactly),
  deliver: Type.Object({ notice: Id, documentHash: Hash, to: Words }, exactly),
  acknowledge: Type.Object({ notice: Id, receipt: Words }, exactly),
  reopen: Type.Object({ notice: Id, why: Words, dueUs: TimeUs }, exactly),
} as const;

export type NoticeCommand = CommandOf<typeof noticePayloads>;
