import type { JudgedAgreement, JudgedParty, Signed } from '../case/judged.ts';
import { type Finding, type Row, row, rowA, where } from './row.ts';
import { listText, spanText, timeText } from './say.ts';
import { isAt, isOverlap, isWithin } from './windows.ts';

/** Whether a person signs for a party at a moment. */
export const isAuthority = (party: JudgedParty, person: string, atUs: number): boolean =>
  party.authorities.some((one) => one.person === person && isAt(one.window, atUs));

/** Who has concurred with an agreement for a party, as its authority, by a moment. */
const signersOf = (agreement: JudgedAgreement, party: JudgedParty, atUs: number): readonly Signed[] =>
  agreement.concurrences.filter(
    (one) => one.state === party.state && one.atUs <= atUs && isAuthority(party, one.person, one.atUs),
  );

/** Parties without a concurrence that counts. Who concurred for both counts for neither. */
function withoutConcurrence(agreement: JudgedAgreement, atUs: number): readonly JudgedParty[] {
  const isForAnother = (party: JudgedParty, person: string): boolean =>
    agreement.parties.some(
      (other) => other.state !== party.state && signersOf(agreement, other, atUs).some((one) => one.person === person),
    );
  return agreement.parties.filter((party) =>
    signersOf(agreement, party, atUs).every((one) => isForAnother(party, one.person)),
  );
}

export const nameOf = ({ document }: JudgedAgreement): string => `${document.id} version ${document.version}`;

export const agreementRows: readonly Row[] = [
  row('agreement-unknown', ({ agreements, plan }) =>
    where(
      !agreements.some(
        ({ document }) => document.id === plan.agreement.id && document.version === plan.agreement.version,
      ),
      () => ({
        found: `${plan.agreement.id} version ${plan.agreement.version}`,
        allowed: `one that is known: ${listText(agreements.map(nameOf))}`,
      }),
    ),
  ),
  rowA('agreement-not-concurred', ({ agreement, judged }) =>
    withoutConcurrence(agreement, judged.atUs).map((party): Finding => {
      return {
        found: `${nameOf(agreement)}: no concurrence of ${party.state} by ${timeText(judged.atUs)} that counts`,
        allowed: `one by ${listText(party.authorities.map((one) => `${one.person} (${spanText(one.window)})`))}`,
      };
    }),
  ),
  rowA('agreement-not-valid', ({ agreement, judged: { plan } }) =>
    where(!isWithin(plan.window, agreement.validity), () => ({
      found: `the plan's window: ${spanText(plan.window)}`,
      allowed: `within ${spanText(agreement.validity)}`,
    })),
  ),
  rowA('agreement-suspended', ({ agreement, judged: { atUs, plan } }) =>
    agreement.suspensions
      .filter(({ window }) => isOverlap(window, { fromUs: atUs, untilUs: plan.window.untilUs }))
      .map(({ state, window }) => ({
        found: `suspended by ${state}: ${spanText(window)}`,
        allowed: `no suspension from ${timeText(atUs)} to ${timeText(plan.window.untilUs)}`,
      })),
  ),
  rowA('agreement-ended', ({ agreement: { endedUs }, judged: { plan } }) =>
    where(endedUs !== null && endedUs < plan.window.untilUs, () => ({
      found: `ended at ${timeText(endedUs ?? 0)}`,
      allowed: `an end not before ${timeText(plan.window.untilUs)}`,
    })),
  ),
  rowA('agreement-superseded', ({ agreement, judged: { agreements, atUs, plan } }) =>
    agreements
      .filter(
        (other) =>
          other.document.id === agreement.document.id &&
          other.document.version > agreement.document.version &&
          other.validity.fromUs < plan.window.untilUs &&
          withoutConcurrence(other, atUs).length === 0,
      )
      .map((other) => ({
        found: `${nameOf(other)}, concurred by both, is valid from ${timeText(other.validity.fromUs)}`,
        allowed: `version ${agreement.document.version} until then; after it the newer`,
      })),
  ),
];
