import type { JudgedPlan, Span } from '../case/judged.ts';
import { ceilingFindings } from './ceilings.ts';
import { type Finding, type Row, row, rowA, type Under, where } from './row.ts';
import { both, hoursText, listed, same } from './say.ts';
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
        found: both(
          (say) => `${person}: ${hoursText(lengthUs(duty))}, ${say.span(duty)}`,
          (say) => `${person}: ${hoursText(lengthUs(duty))}, ${say.span(duty)}`,
        ),
        allowed: both(
          () => `at most ${hoursText(mostUs)}`,
          () => `como máximo ${hoursText(mostUs)}`,
        ),
      })),
  );
}

export const crewRows: readonly Row[] = [
  rowA('crew-role-missing', ({ judged: { plan }, agreement: { document } }) =>
    document.crew.roles
      .filter((role) => dutiesOf(plan, role).length === 0)
      .map((role) => ({
        found: both(
          () => `nobody is ${role}`,
          () => `nadie es ${role}`,
        ),
        allowed: listed(document.crew.roles),
      })),
  ),
  rowA('crew-duty-gap', ({ judged: { plan }, agreement: { document } }) =>
    document.crew.roles.flatMap((role) => {
      const duties = dutiesOf(plan, role);
      return where(duties.length > 0 && !isCovered(plan.window, duties), () => ({
        found: both(
          (say) => `${role}: ${say.spans(joined(duties))}`,
          (say) => `${role}: ${say.spans(joined(duties))}`,
        ),
        allowed: both(
          (say) => `without gap ${say.span(plan.window)}`,
          (say) => `sin huecos ${say.span(plan.window)}`,
        ),
      }));
    }),
  ),
  rowA('crew-duty-exceeded', dutyFindings),
  row('endurance-exceeded', ({ plan }) =>
    where(lengthUs(plan.window) > plan.enduranceMin * 60e6, () => ({
      found: same(hoursText(lengthUs(plan.window))),
      allowed: both(
        () => `at most ${plan.enduranceMin} min`,
        () => `como máximo ${plan.enduranceMin} min`,
      ),
    })),
  ),
  rowA('hours-exceeded', ceilingFindings),
];
