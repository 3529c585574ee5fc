import type { JudgedAttestation, JudgedCase } from '../case/judged.ts';
import { type Row, row, rowA, where } from './row.ts';
import { both, hoursText, same, timeText } from './say.ts';

/** The attestation, where it was made by now. */
const madeBy = ({ attestation, atUs }: JudgedCase): JudgedAttestation | undefined =>
  attestation !== null && attestation.atUs <= atUs ? attestation : undefined;

const usOfHours = (hours: number): number => Math.round(hours * 3.6e9);

export const attestationRows: readonly Row[] = [
  row('sortie-begun', ({ atUs, plan: { window } }) =>
    where(atUs >= window.fromUs, () => ({
      found: both(
        () => `decided at ${timeText(atUs)}`,
        () => `decidido a las ${timeText(atUs)}`,
      ),
      allowed: both(
        () => `before ${timeText(window.fromUs)}`,
        () => `antes de ${timeText(window.fromUs)}`,
      ),
    })),
  ),
  row('attestation-missing', (judged) =>
    where(madeBy(judged) === undefined, () => ({
      found: both(
        () => `none by ${timeText(judged.atUs)}`,
        () => `ninguna hasta ${timeText(judged.atUs)}`,
      ),
    })),
  ),
  row('attestation-other-plan', (judged) => {
    const made = madeBy(judged);
    return where(made !== undefined && made.planHash !== judged.planHash, () => ({
      found: both(
        () => `it is for the plan ${made?.planHash}`,
        () => `es del plan ${made?.planHash}`,
      ),
      allowed: same(judged.planHash),
    }));
  }),
  row('attestation-other-aircraft', (judged) => {
    const { registration } = judged.plan.aircraft;
    const made = madeBy(judged);
    return where(made !== undefined && made.registration !== registration, () => ({
      found: both(
        () => `it is for ${made?.registration}`,
        () => `es de ${made?.registration}`,
      ),
      allowed: same(registration),
    }));
  }),
  row('attestation-not-unarmed', (judged) =>
    where(madeBy(judged)?.unarmed === false, () => ({
      found: both(
        () => `${judged.attestation?.by} attested that the aircraft is not unarmed`,
        () => `${judged.attestation?.by} certificó que la aeronave no está desarmada`,
      ),
    })),
  ),
  rowA('attestation-out-of-time', ({ judged, agreement }) => {
    const { attestedWithinH } = agreement.document.conditions;
    const { fromUs } = judged.plan.window;
    const made = madeBy(judged);
    const isEarly = made !== undefined && made.atUs < fromUs - usOfHours(attestedWithinH);
    const isLate = made !== undefined && made.atUs >= fromUs;
    return where(isEarly || isLate, () => ({
      found: both(
        () => `made at ${timeText(made?.atUs ?? 0)}`,
        () => `hecha a las ${timeText(made?.atUs ?? 0)}`,
      ),
      allowed: both(
        () => `within ${hoursText(usOfHours(attestedWithinH))} before ${timeText(fromUs)}`,
        () => `en las ${hoursText(usOfHours(attestedWithinH))} antes de ${timeText(fromUs)}`,
      ),
    }));
  }),
];
