import type { JudgedAgreement, JudgedParty, Signed } from '../case/judged.ts';
import { type Finding, type Row, row, rowA, where } from './row.ts';
import { both, planWindow, type Said, type Say, timeText, within } from './say.ts';
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

export const nameOf = ({ document: { id, version } }: JudgedAgreement): Said =>
  both(
    () => `${id} version ${version}`,
    () => `${id} versión ${version}`,
  );

const authoritiesOf = ({ authorities }: JudgedParty, say: Say): string =>
  say.list(authorities.map((one) => `${one.person} (${say.span(one.window)})`));
/** Who signs for a party, and when. */
export const authoritiesSaid = (party: JudgedParty): Said =>
  both(
    (say) => authoritiesOf(party, say),
    (say) => authoritiesOf(party, say),
  );

export const agreementRows: readonly Row[] = [
  row('agreement-unknown', ({ agreements, plan }) =>
    where(
      !agreements.some(
        ({ document }) => document.id === plan.agreement.id && document.version === plan.agreement.version,
      ),
      () => ({
        found: both(
          () => `${plan.agreement.id} version ${plan.agreement.version}`,
          () => `${plan.agreement.id} versión ${plan.agreement.version}`,
        ),
        allowed: both(
          (say) => `one that is known: ${say.list(agreements.map((one) => say.it(nameOf(one))))}`,
          (say) => `uno conocido: ${say.list(agreements.map((one) => say.it(nameOf(one))))}`,
        ),
      }),
    ),
  ),
  rowA('agreement-not-concurred', ({ agreement, judged }) =>
    withoutConcurrence(agreement, judged.atUs).map((party): Finding => {
      return {
        found: both(
          (say) =>
            `${say.it(nameOf(agreement))}: no concurrence of ${party.state} by ${timeText(judged.atUs)} that counts`,
          (say) =>
            `${say.it(nameOf(agreement))}: ninguna conformidad de ${party.state} que cuente hasta ${timeText(judged.atUs)}`,
        ),
        allowed: both(
          (say) => `one by ${say.it(authoritiesSaid(party))}`,
          (say) => `una de ${say.it(authoritiesSaid(party))}`,
        ),
      };
    }),
  ),
  rowA('agreement-not-valid', ({ agreement, judged: { plan } }) =>
    where(!isWithin(plan.window, agreement.validity), () => ({
      found: planWindow(plan.window),
      allowed: within(agreement.validity),
    })),
  ),
  rowA('agreement-suspended', ({ agreement, judged: { atUs, plan } }) =>
    agreement.suspensions
      .filter(({ window }) => isOverlap(window, { fromUs: atUs, untilUs: plan.window.untilUs }))
      .map(({ state, window }) => ({
        found: both(
          (say) => `suspended by ${state}: ${say.span(window)}`,
          (say) => `suspendido por ${state}: ${say.span(window)}`,
        ),
        allowed: both(
          () => `no suspension from ${timeText(atUs)} to ${timeText(plan.window.untilUs)}`,
          () => `ninguna suspensión de ${timeText(atUs)} a ${timeText(plan.window.untilUs)}`,
        ),
      })),
  ),
  rowA('agreement-ended', ({ agreement: { endedUs }, judged: { plan } }) =>
    where(endedUs !== null && endedUs < plan.window.untilUs, () => ({
      found: both(
        () => `ended at ${timeText(endedUs ?? 0)}`,
        () => `terminado a las ${timeText(endedUs ?? 0)}`,
      ),
      allowed: both(
        () => `an end not before ${timeText(plan.window.untilUs)}`,
        () => `un fin no anterior a ${timeText(plan.window.untilUs)}`,
      ),
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
        found: both(
          (say) => `${say.it(nameOf(other))}, concurred by both, is valid from ${timeText(other.validity.fromUs)}`,
          (say) =>
            `${say.it(nameOf(other))}, con la conformidad de ambas partes, es válida desde ${timeText(other.validity.fromUs)}`,
        ),
        allowed: both(
          () => `version ${agreement.document.version} until then; after it the newer`,
          () => `la versión ${agreement.document.version} hasta entonces; después, la más nueva`,
        ),
      })),
  ),
];
