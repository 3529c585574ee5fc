import { Type } from 'typebox';
import type { Happened } from '../../model/command.ts';
import { exactly, Hash, Id, readFact, TimeUs, Token, type Veil, Words } from '../../model/facts.ts';

const about = { concerning: Id, rule: Id, dueUs: TimeUs };

/** What happens to a notice to a legislature. */
export const noticeFacts = {
  'authorise.notice-due': Type.Object({ by: Id, state: Token, compartment: Token, ...about }, exactly),
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
  /** The clearance it tells of. */
  readonly concerning: string;
  /** The rule in force that asks for it. */
  readonly rule: string;
  readonly dueUs: number;
  readonly documentHash: string;
  readonly veil: Veil | undefined;
}

export const noNotice: Notice = {
  status: 'none',
  state: '',
  compartment: '',
  concerning: '',
  rule: '',
  dueUs: 0,
  documentHash: '',
  veil: undefined,
};

const statusAfter: Readonly<Record<keyof typeof noticeFacts, NoticeStatus>> = {
  'authorise.notice-due': 'due',
  'authorise.notice-drafted': 'drafted',
  'authorise.notice-delivered': 'delivered',
  'authorise.notice-acknowledged': 'acknowledged',
  'authorise.notice-reopened': 'due',
};

/** The notice after a fact of its stream. */
export function evolveNotice(before: Notice, happened: Happened): Notice {
  const { kind, fact, veil } = readFact(noticeFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  const moved = { ...state, status: statusAfter[kind] };
  if (fact === undefined) return moved;
  switch (fact.kind) {
    case 'authorise.notice-due': {
      const { by: _, ...rest } = fact.content;
      return { ...moved, ...rest };
    }
    case 'authorise.notice-drafted':
      return { ...moved, documentHash: fact.content.documentHash };
    case 'authorise.notice-reopened':
      return { ...moved, dueUs: fact.content.dueUs, documentHash: '' };
    case 'authorise.notice-delivered':
    case 'authorise.notice-acknowledged':
      return moved;
  }
}

/** The payloads of the commands on a notice. */
export const noticePayloads = {
  open: Type.Object({ compartment: Token, ...about }, exactly),
  draft: Type.Object({ notice: Id, documentHash: Hash }, exactly),
  deliver: Type.Object({ notice: Id, documentHash: Hash, to: Words }, exactly),
  acknowledge: Type.Object({ notice: Id, receipt: Words }, exactly),
  reopen: Type.Object({ notice: Id, why: Words, dueUs: TimeUs }, exactly),
} as const;
