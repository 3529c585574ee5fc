import type { JudgedCase, JudgedRequirement } from '../case/judged.ts';
import { type Row, row, rowA, where } from './row.ts';
import { timeText } from './say.ts';

const known = ({ plan, requirements }: JudgedCase): readonly JudgedRequirement[] =>
  plan.requirements.flatMap((id) => requirements.get(id) ?? []);

export const requirementRows: readonly Row[] = [
  row('requirement-unknown', ({ plan, requirements }) =>
    plan.requirements.filter((id) => !requirements.has(id)).map((id) => ({ found: id })),
  ),
  row('requirement-not-validated', (judged) =>
    known(judged)
      .filter(({ status }) => status !== 'validated' && status !== 'tasked')
      .map(({ id, status }) => ({ found: `${id} is ${status}`, allowed: 'validated or tasked' })),
  ),
  row('requirement-too-late', (judged) => {
    const startUs = judged.plan.route.waypoints[0]?.atUs ?? Number.POSITIVE_INFINITY;
    return known(judged)
      .filter(({ latestUsefulUs }) => latestUsefulUs <= startUs)
      .map(({ id, latestUsefulUs }) => ({
        found: `the route begins at ${timeText(startUs)}`,
        allowed: `before ${timeText(latestUsefulUs)} (${id})`,
      }));
  }),
  row('requirement-other-purpose', (judged) =>
    known(judged)
      .filter(({ purpose }) => purpose !== judged.plan.purpose)
      .map(({ id, purpose }) => ({ found: `${judged.plan.purpose}, for ${id}`, allowed: purpose })),
  ),
  rowA('host-request-missing', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.hostRequest && plan.hostRequest === null, () => ({ found: 'none' })),
  ),
  rowA('capability-gap-missing', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.capabilityGapStated && plan.capabilityGap === null, () => ({ found: 'none' })),
  ),
  rowA('observer-missing', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.partnerObserver && plan.observer === null, () => ({ found: 'none' })),
  ),
  rowA('observer-not-of-host', ({ judged: { plan }, agreement: { document } }) =>
    where(plan.observer !== null && plan.observer.state !== document.host, () => ({
      found: `${plan.observer?.person} of ${plan.observer?.state}`,
      allowed: `of ${document.host}`,
    })),
  ),
];
