import { Type } from 'typebox';
import { evolveReport, noReport, type Report } from '../../find/report/state.ts';
import type { Happened } from '../../model/command.ts';
import { exactly, Hash, Id, readFact, TimeUs, Token, type Veil, Words } from '../../model/facts.ts';

const reports = Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true });
const Recipient = Type.Object({ state: Token, agency: Token }, exactly);
/** Nothing leaves without these. The label is computed from the portions of what is in the package. */
const terms = {
  reports,
  recipient: Recipient,
  purpose: Words,
  label: Words,
  useLimits: Type.Array(Words, { minItems: 1, maxItems: 50 }),
  contentHash: Hash,
};
/** ICD 403: what is shown and not kept is shown for a stated time. */
const shown = { ...terms, untilUs: TimeUs };
const denied = { reports, recipient: Recipient, purpose: Words, why: Words };
const Outcome = Type.Union([Type.Literal('acted'), Type.Literal('no-action')]);

/** What happens to a package: what is offered to a government, under which terms. */
export const packageFacts = {
  'release.package-released': Type.Object({ by: Id, state: Token, compartment: Token, ...terms }, exactly),
  'release.package-disclosed': Type.Object({ by: Id, state: Token, compartment: Token, ...shown }, exactly),
  'release.package-denied': Type.Object({ by: Id, state: Token, compartment: Token, ...denied }, exactly),
  'release.package-received': Type.Object({ by: Id, contentHash: Hash, receipt: Words }, exactly),
  'release.outcome-reported': Type.Object({ by: Id, outcome: Outcome, says: Words }, exactly),
} as const;

export type PackageStatus = 'none' | 'released' | 'disclosed' | 'denied' | 'received' | 'acted' | 'no-action';

export interface Package {
  readonly status: PackageStatus;
  readonly state: string;
  readonly compartment: string;
  readonly reports: readonly string[];
  readonly recipient: { readonly state: string; readonly agency: string };
  /** Who released, disclosed or denied it. */
  readonly officer: string;
  readonly contentHash: string;
  readonly veil: Veil | undefined;
}

export const noPackage: Package = {
  status: 'none',
  state: '',
  compartment: '',
  reports: [],
  recipient: { state: '', agency: '' },
  officer: '',
  contentHash: '',
  veil: undefined,
};

const statusAfter: Readonly<Record<keyof typeof packageFacts, PackageStatus>> = {
  'release.package-released': 'released',
  'release.package-disclosed': 'disclosed',
  'release.package-denied': 'denied',
  'release.package-received': 'received',
  // Which one is in the content; unread, it is known only to be the end.
  'release.outcome-reported': 'no-action',
};

/** The package after a fact of its stream. */
export function evolvePackage(before: Package, happened: Happened): Package {
  const { kind, fact, veil } = readFact(packageFacts, happened);
  const it = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return it;
  const moved = { ...it, status: statusAfter[kind] };
  if (fact === undefined) return moved;
  switch (fact.kind) {
    case 'release.package-released':
    case 'release.package-disclosed': {
      const { by: officer, state, compartment, reports: of, recipient, contentHash } = fact.content;
      return { ...moved, officer, state, compartment, reports: of, recipient, contentHash };
    }
    case 'release.package-denied': {
      const { by: officer, state, compartment, reports: of, recipient } = fact.content;
      return { ...moved, officer, state, compartment, reports: of, recipient };
    }
    case 'release.package-received':
      return moved;
    case 'release.outcome-reported':
      return { ...moved, status: fact.content.outcome };
  }
}

/** What a decision on a package rests on. */
export interface PackageCase {
  readonly package: Package;
  /** By stream. */
  readonly reports: Readonly<Record<string, Report>>;
}

export const noPackageCase: PackageCase = { package: noPackage, reports: {} };

export const reportStream = (id: string): string => `report/${id}`;

export function evolvePackageCase(before: PackageCase, happened: Happened): PackageCase {
  const { stream } = happened;
  if (!stream.startsWith('report/')) return { ...before, package: evolvePackage(before.package, happened) };
  const report = evolveReport(before.reports[stream] ?? noReport, happened);
  return { ...before, reports: { ...before.reports, [stream]: report } };
}

/** The payloads of the commands on a package. */
export const packagePayloads = {
  release: Type.Object({ compartment: Token, ...terms }, exactly),
  disclose: Type.Object({ compartment: Token, ...shown }, exactly),
  deny: Type.Object({ compartment: Token, ...denied }, exactly),
  receive: Type.Object({ package: Id, contentHash: Hash, receipt: Words }, exactly),
  report: Type.Object({ package: Id, outcome: Outcome, says: Words }, exactly),
} as const;
