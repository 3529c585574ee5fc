import type { JudgedPlan, Span } from '../case/judged.ts';
import { ceilingFindings } from './ceilings.ts';
import { type Finding, type Row, row, rowA, type Under, where } from './row.ts';
import { hoursText, listText, spansText, spanText } from './say.ts';
import { isCovered, joined } from './windows.ts';

const lengthUs = ({ fromUs, untilUs }: Span): number => untilUs - fromUs;

const dutiesOf = (plan: JudgedPlan, role: string): readonly Span[] =>
  plan.crew.filter((one) => one.role === role).map(({ duty }) => duty);

/** Duties of one person that touch or overlap are one duty, whatever their roles. */
function dutyFindings({ judged: { plan }, agreement: { document } }: Under): readonly Finding[] {
  const { mostDutyH } = document.crew;
  if (mostDutyH === null) return [];
  const mostUs = Math.round(mostDutyH * 3.6e9);
  return [...new Set(plan.crew.map(({ person }) => person))].flatMap((person) =>
    joined(plan.crew.filter((one) => one.person === person).map(({ duty }) => duty))
      .filter((duty) => lengthUs(duty) > mostUs)
      .map((duty) => ({
        found: `${person}: ${hoursText(lengthUs(duty))}, ${spanText(duty)}`,
        allowed: `at most ${hoursText(mostUs)}`,
      })),
  );
}

export const crewRows: readonly Row[] = [
  rowA('crew-role-missing', ({ judged: { plan }, agreement: { document } }) =>
    document.crew.roles
      .filter((role) => dutiesOf(plan, role).length === 0)
      .map((role) => ({ found: `nobody is ${role}`, allowed: listText(document.crew.roles) })),
  ),
  rowA('crew-duty-gap', ({ judged: { plan }, agreement: { document } }) =>
    document.crew.roles.flatMap((role) => {
      const duties = dutiesOf(plan, role);
      return where(duties.length > 0 && !isCovered(plan.window, duties), () => ({
        found: `${role}: ${spansText(joined(duties))}`,
        allowed: `without gap ${spanText(plan.window)}`,
      }));
    }),
  ),
  rowA('crew-duty-exceeded', dutyFindings),
  row('endurance-exceeded', ({ plan }) =>
    where(lengthUs(plan.window) > plan.enduranceMin * 60e6, () => ({
      found: hoursText(lengthUs(plan.window)),
      allowed: `at most ${plan.enduranceMin} min`,
    })),
  ),
  rowA('hours-exceeded', ceilingFindings),
];
