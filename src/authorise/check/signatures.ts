import type { JudgedCase, JudgedConcurrence, JudgedParty } from '../case/judged.ts';
import { isAuthority } from './agreement.ts';
import { conditionFindings } from './conditions.ts';
import { type Finding, type Row, rowA, type Under, where } from './row.ts';
import { listText, spanText, timeText } from './say.ts';

const by = (judged: JudgedCase): readonly JudgedConcurrence[] =>
  judged.concurrences.filter((one) => one.atUs <= judged.atUs);

/** What a party signed by now. */
const of = (judged: JudgedCase, party: JudgedParty): readonly JudgedConcurrence[] =>
  by(judged).filter((one) => one.state === party.state);

/** The latest concurrence of a party with this very plan: the last in the file among equals. */
const latestOf = (judged: JudgedCase, party: JudgedParty): JudgedConcurrence | undefined =>
  of(judged, party)
    .filter((one) => one.planHash === judged.planHash)
    .reduce<JudgedConcurrence | undefined>(
      (latest, one) => (latest === undefined || latest.atUs <= one.atUs ? one : latest),
      undefined,
    );

const withdrawalOf = (judged: JudgedCase, signed: JudgedConcurrence) =>
  judged.withdrawals.find((one) => one.state === signed.state && signed.atUs <= one.atUs && one.atUs <= judged.atUs);

/** The concurrences that count now: of each party the latest, where it was not withdrawn. */
export function liveConcurrences(judged: JudgedCase, parties: readonly JudgedParty[]): readonly JudgedConcurrence[] {
  return parties.flatMap((party) => {
    const latest = latestOf(judged, party);
    return latest === undefined || withdrawalOf(judged, latest) !== undefined ? [] : [latest];
  });
}

const who = (one: JudgedConcurrence): string => `${one.person} for ${one.state} at ${timeText(one.atUs)}`;

function stateFindings({ judged, agreement }: Under): readonly Finding[] {
  const states = agreement.parties.map(({ state }) => state);
  const allowed = `a party: ${listText(states)}`;
  const { plan, planHash } = judged;
  const others = by(judged).filter((one) => one.planHash === planHash && !states.includes(one.state));
  return [
    ...where(!states.includes(plan.state), () => ({ found: `the plan is of ${plan.state}`, allowed })),
    ...others.map((one) => ({ found: `a concurrence of ${one.state}, by ${one.person}`, allowed })),
  ];
}

function twoStatesFindings({ judged, live }: Under): readonly Finding[] {
  const [one, other] = live;
  const same = one !== undefined && one.person === other?.person;
  return [
    ...where(same, () => ({ found: `${listText(live.map(who))}`, allowed: 'two persons' })),
    ...live.flatMap((signed) =>
      judged.signatories
        .filter(({ person, state }) => person === signed.person && state !== signed.state)
        .map(({ state }) => ({
          found: `${who(signed)}, who has signed for ${state}`,
          allowed: `who signed for none but ${signed.state}`,
        })),
    ),
  ];
}

function authorityFindings({ agreement, live }: Under): readonly Finding[] {
  return agreement.parties.flatMap((party) =>
    live
      .filter((one) => one.state === party.state && !isAuthority(party, one.person, one.atUs))
      .map((one) => ({
        found: who(one),
        allowed: listText(party.authorities.map((it) => `${it.person} (${spanText(it.window)})`)),
      })),
  );
}

export const signatureRows: readonly Row[] = [
  rowA('state-not-party', stateFindings),
  rowA('concurrence-missing', ({ judged, agreement }) =>
    agreement.parties
      .filter((party) => of(judged, party).length === 0)
      .map(({ state }) => ({ found: `no concurrence of ${state} by ${timeText(judged.atUs)}` })),
  ),
  rowA('concurrence-other-plan', ({ judged, agreement }) =>
    agreement.parties
      .filter((party) => of(judged, party).length > 0 && latestOf(judged, party) === undefined)
      .map((party) => ({
        found: `${party.state} concurred with ${listText(of(judged, party).map((one) => one.planHash))}`,
        allowed: judged.planHash,
      })),
  ),
  rowA('concurrence-withdrawn', ({ judged, agreement }) =>
    agreement.parties.flatMap((party) => {
      const latest = latestOf(judged, party);
      const withdrawal = latest && withdrawalOf(judged, latest);
      return withdrawal === undefined
        ? []
        : [{ found: `${party.state} withdrew at ${timeText(withdrawal.atUs)}, by ${withdrawal.person}` }];
    }),
  ),
  rowA('one-person-two-states', twoStatesFindings),
  rowA('not-signing-authority', authorityFindings),
  rowA('requester-authorises', ({ judged, live }) =>
    live.flatMap((one) =>
      judged.plan.requirements
        .filter((id) => judged.requirements.get(id)?.requesters.includes(one.person))
        .map((id) => ({ found: `${who(one)}, a requester of ${id}` })),
    ),
  ),
  rowA('proposer-authorises', ({ judged, live }) =>
    live
      .filter((one) => judged.proposers.includes(one.person))
      .map((one) => ({ found: `${who(one)}, who proposed a plan of this sortie` })),
  ),
  rowA('condition-not-accepted', ({ judged, live }) =>
    live.flatMap((one) =>
      one.conditions
        .filter(
          ({ id, kind }) =>
            kind === 'text' &&
            !judged.acceptances.some((it) => it.condition === id && one.atUs <= it.atUs && it.atUs <= judged.atUs),
        )
        .map(({ id }) => ({ found: `${id} of ${one.state}, accepted by nobody` })),
    ),
  ),
  rowA('condition-not-met', conditionFindings),
];
