import type { JudgedCase, JudgedConcurrence, JudgedParty } from '../case/judged.ts';
import { authoritiesSaid, isAuthority } from './agreement.ts';
import { conditionFindings } from './conditions.ts';
import { type Finding, type Row, rowA, type Under, where } from './row.ts';
import { both, type Said, same, timeText } from './say.ts';

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

const who = ({ person, state, atUs }: JudgedConcurrence): Said =>
  both(
    () => `${person} for ${state} at ${timeText(atUs)}`,
    () => `${person} por ${state} a las ${timeText(atUs)}`,
  );

function stateFindings({ judged, agreement }: Under): readonly Finding[] {
  const states = agreement.parties.map(({ state }) => state);
  const allowed = both(
    (say) => `a party: ${say.list(states)}`,
    (say) => `una parte: ${say.list(states)}`,
  );
  const { plan, planHash } = judged;
  const others = by(judged).filter((one) => one.planHash === planHash && !states.includes(one.state));
  return [
    ...where(!states.includes(plan.state), () => ({
      found: both(
        () => `the plan is of ${plan.state}`,
        () => `el plan es de ${plan.state}`,
      ),
      allowed,
    })),
    ...others.map((one) => ({
      found: both(
        () => `a concurrence of ${one.state}, by ${one.person}`,
        () => `una conformidad de ${one.state}, por ${one.person}`,
      ),
      allowed,
    })),
  ];
}

function twoStatesFindings({ judged, live }: Under): readonly Finding[] {
  const [one, other] = live;
  const same = one !== undefined && one.person === other?.person;
  return [
    ...where(same, () => ({
      found: both(
        (say) => `${say.list(live.map((it) => say.it(who(it))))}`,
        (say) => `${say.list(live.map((it) => say.it(who(it))))}`,
      ),
      allowed: both(
        () => `two persons`,
        () => `dos personas`,
      ),
    })),
    ...live.flatMap((signed) =>
      judged.signatories
        .filter(({ person, state }) => person === signed.person && state !== signed.state)
        .map(({ state }) => ({
          found: both(
            (say) => `${say.it(who(signed))}, who has signed for ${state}`,
            (say) => `${say.it(who(signed))}, quien ha firmado por ${state}`,
          ),
          allowed: both(
            () => `who signed for none but ${signed.state}`,
            () => `quien solo haya firmado por ${signed.state}`,
          ),
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
        allowed: authoritiesSaid(party),
      })),
  );
}

export const signatureRows: readonly Row[] = [
  rowA('state-not-party', stateFindings),
  rowA('concurrence-missing', ({ judged, agreement }) =>
    agreement.parties
      .filter((party) => of(judged, party).length === 0)
      .map(({ state }) => ({
        found: both(
          () => `no concurrence of ${state} by ${timeText(judged.atUs)}`,
          () => `ninguna conformidad de ${state} hasta ${timeText(judged.atUs)}`,
        ),
      })),
  ),
  rowA('concurrence-other-plan', ({ judged, agreement }) =>
    agreement.parties
      .filter((party) => of(judged, party).length > 0 && latestOf(judged, party) === undefined)
      .map((party) => ({
        found: both(
          (say) => `${party.state} concurred with ${say.list(of(judged, party).map((one) => one.planHash))}`,
          (say) => `${party.state} dio su conformidad a ${say.list(of(judged, party).map((one) => one.planHash))}`,
        ),
        allowed: same(judged.planHash),
      })),
  ),
  rowA('concurrence-withdrawn', ({ judged, agreement }) =>
    agreement.parties.flatMap((party) => {
      const latest = latestOf(judged, party);
      const withdrawal = latest && withdrawalOf(judged, latest);
      return withdrawal === undefined
        ? []
        : [
            {
              found: both(
                () => `${party.state} withdrew at ${timeText(withdrawal.atUs)}, by ${withdrawal.person}`,
                () => `${party.state} la retiró a las ${timeText(withdrawal.atUs)}, por ${withdrawal.person}`,
              ),
            },
          ];
    }),
  ),
  rowA('one-person-two-states', twoStatesFindings),
  rowA('not-signing-authority', authorityFindings),
  rowA('requester-authorises', ({ judged, live }) =>
    live.flatMap((one) =>
      judged.plan.requirements
        .filter((id) => judged.requirements.get(id)?.requesters.includes(one.person))
        .map((id) => ({
          found: both(
            (say) => `${say.it(who(one))}, a requester of ${id}`,
            (say) => `${say.it(who(one))}, solicitante de ${id}`,
          ),
        })),
    ),
  ),
  rowA('proposer-authorises', ({ judged, live }) =>
    live
      .filter((one) => judged.proposers.includes(one.person))
      .map((one) => ({
        found: both(
          (say) => `${say.it(who(one))}, who proposed a plan of this sortie`,
          (say) => `${say.it(who(one))}, quien propuso un plan de esta salida`,
        ),
      })),
  ),
  rowA('condition-not-accepted', ({ judged, live }) =>
    live.flatMap((one) =>
      one.conditions
        .filter(
          ({ id, kind }) =>
            kind === 'text' &&
            !judged.acceptances.some((it) => it.condition === id && one.atUs <= it.atUs && it.atUs <= judged.atUs),
        )
        .map(({ id }) => ({
          found: both(
            () => `${id} of ${one.state}, accepted by nobody`,
            () => `${id} de ${one.state}, no aceptada por nadie`,
          ),
        })),
    ),
  ),
  rowA('condition-not-met', conditionFindings),
];
