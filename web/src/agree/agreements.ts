import {
  type Agreement,
  type AgreementStanding,
  type AgreementVersion,
  agreementStream,
  evolveAgreement,
  isConcurred,
  noAgreement,
  standingAt,
  versionAt,
} from '../../../src/agree/agreement/state.ts';
import { periodAt } from '../../../src/authorise/check/ceilings.ts';
import {
  type ClearedVolume,
  evolveRegisters,
  noRegisters,
  registerStreams,
} from '../../../src/authorise/registers/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { instantUs } from '../../../src/model/instant.ts';
import { byStream } from '../account/reading.ts';

/** An agreement with all that happened to it. */
export interface AgreementRead {
  readonly id: string;
  readonly agreement: Agreement;
  readonly history: readonly Happened[];
}

export const agreementsIn = (facts: readonly Happened[]): readonly AgreementRead[] =>
  [...byStream(facts, agreementStream(''))].map(([id, history]) => ({
    id,
    history,
    agreement: history.reduce(evolveAgreement, noAgreement),
  }));

/** `waits`: one party has concurred with the latest draft, and no version is adopted yet. */
export const standings = ['in-force', 'waits', 'draft', 'pending', 'suspended', 'expired', 'ended', 'unread'] as const;
export type Standing = (typeof standings)[number];

export interface Stands {
  readonly is: Standing;
  /** Those that are waited for, or that suspended. */
  readonly states: readonly string[];
}

/** States that have not concurred with a version. */
export const lackingOf = ({ document, concurrences }: AgreementVersion): readonly string[] =>
  document.parties.map(({ state }) => state).filter((state) => !concurrences.some((one) => one.state === state));

/** The latest version, where not all have concurred with it. */
export function waitingOf({ versions, status }: Agreement): AgreementVersion | undefined {
  const latest = versions.at(-1);
  return latest === undefined || status === 'ended' || isConcurred(latest) ? undefined : latest;
}

/** States whose suspension holds at a moment. */
export const suspendedBy = ({ suspensions }: Agreement, atUs: number): readonly string[] => [
  ...new Set(suspensions.filter(({ fromUs, untilUs }) => fromUs <= atUs && atUs < untilUs).map(({ state }) => state)),
];

/** How an agreement stands at a moment, as a list says it. */
export function standsAt(agreement: Agreement, atUs: number): Stands {
  const standing: AgreementStanding = standingAt(agreement, atUs);
  const none: readonly string[] = [];
  switch (standing) {
    case 'none':
      return { is: 'unread', states: none };
    case 'draft': {
      const waiting = waitingOf(agreement);
      if (waiting === undefined) return { is: 'unread', states: none };
      return waiting.concurrences.length > 0
        ? { is: 'waits', states: lackingOf(waiting) }
        : { is: 'draft', states: none };
    }
    case 'adopted':
      // `standingAt` says of what is adopted how it stands.
      return { is: 'in-force', states: none };
    case 'suspended':
      return { is: 'suspended', states: suspendedBy(agreement, atUs) };
    case 'pending':
    case 'in-force':
    case 'expired':
    case 'ended':
      return { is: standing, states: none };
  }
}

/** The version that is shown where none is chosen: the one in force, else the latest. */
export const versionShown = (agreement: Agreement, atUs: number): AgreementVersion | undefined =>
  versionAt(agreement, atUs) ?? agreement.versions.at(-1);

/** What is left of a ceiling of hours in the period of a moment. */
export interface HoursLeft {
  readonly id: string;
  readonly period: 'day' | 'week' | 'month' | 'validity';
  readonly hours: number;
  readonly leftH: number;
}

/** The hours that were cleared or flown; each sortie has one block. */
export const blocksIn = (facts: readonly Happened[]): readonly ClearedVolume[] =>
  facts.filter(({ stream }) => registerStreams.some((one) => one === stream)).reduce(evolveRegisters, noRegisters)
    .volumes;

const usOf = (instant: string): number => instantUs(instant) ?? Number.NaN;

/** What is left of each ceiling of an agreement at a moment; blocks count under every version of it. */
export function hoursLeft(
  { document }: AgreementVersion,
  blocks: readonly Pick<ClearedVolume, 'agreement' | 'agency' | 'window'>[],
  atUs: number,
): readonly HoursLeft[] {
  const validity = { fromUs: usOf(document.validity.from), untilUs: usOf(document.validity.until) };
  return document.ceilings.map(({ id, agency, period, hours }) => {
    const { fromUs, untilUs } = periodAt(period, atUs, validity);
    const takenUs = blocks
      .filter((one) => one.agreement === document.id && (agency === null || one.agency === agency))
      .reduce(
        (sum, { window }) =>
          sum + Math.max(0, Math.min(untilUs, usOf(window.until)) - Math.max(fromUs, usOf(window.from))),
        0,
      );
    return { id, period, hours, leftH: hours - takenUs / 3.6e9 };
  });
}
