import type { JudgedAttestation, JudgedCase } from '../case/judged.ts';
import { type Row, row, rowA, where } from './row.ts';
import { hoursText, timeText } from './say.ts';

/** The attestation, where it was made by now. */
const madeBy = ({ attestation, atUs }: JudgedCase): JudgedAttestation | undefined =>
  attestation !== null && attestation.atUs <= atUs ? attestation : undefined;

const usOfHours = (hours: number): number => Math.round(hours * 3.6e9);

export const attestationRows: readonly Row[] = [
  row('sortie-begun', ({ atUs, plan: { window } }) =>
    where(atUs >= window.fromUs, () => ({
      found: `decided at ${timeText(atUs)}`,
      allowed: `before ${timeText(window.fromUs)}`,
    })),
  ),
  row('attestation-missing', (judged) =>
    where(madeBy(judged) === undefined, () => ({ found: `none by ${timeText(judged.atUs)}` })),
  ),
  row('attestation-other-plan', (judged) => {
    const made = madeBy(judged);
    return where(made !== undefined && made.planHash !== judged.planHash, () => ({
      found: `it is for ${made?.planHash}`,
      allowed: judged.planHash,
    }));
  }),
  row('attestation-other-aircraft', (judged) => {
    const { registration } = judged.plan.aircraft;
    const made = madeBy(judged);
    return where(made !== undefined && made.registration !== registration, () => ({
      found: `it is for ${made?.registration}`,
      allowed: registration,
    }));
  }),
  row('attestation-not-unarmed', (judged) =>
    where(madeBy(judged)?.unarmed === false, () => ({ found: `${judged.attestation?.by} did not attest it` })),
  ),
  rowA('attestation-out-of-time', ({ judged, agreement }) => {
    const { attestedWithinH } = agreement.document.conditions;
    const { fromUs } = judged.plan.window;
    const made = madeBy(judged);
    const isEarly = made !== undefined && made.atUs < fromUs - usOfHours(attestedWithinH);
    const isLate = made !== undefined && made.atUs >= fromUs;
    return where(isEarly || isLate, () => ({
      found: `made at ${timeText(made?.atUs ?? 0)}`,
      allowed: `within ${hoursText(usOfHours(attestedWithinH))} before ${timeText(fromUs)}`,
    }));
  }),
];
