import type { JudgedCase, JudgedRequirement } from '../case/judged.ts';
import { type Row, row, rowA, where } from './row.ts';
import { both, noneNamed, type Said, same, timeText } from './say.ts';

const known = ({ plan, requirements }: JudgedCase): readonly JudgedRequirement[] =>
  plan.requirements.flatMap((id) => requirements.get(id) ?? []);

const statuses: Readonly<Record<JudgedRequirement['status'], Said>> = {
  draft: { en: 'draft', es: 'en borrador' },
  submitted: { en: 'submitted', es: 'presentado' },
  validated: { en: 'validated', es: 'validado' },
  tasked: { en: 'tasked', es: 'asignado' },
  declined: { en: 'declined', es: 'rechazado' },
};

export const requirementRows: readonly Row[] = [
  row('requirement-unknown', ({ plan, requirements }) =>
    plan.requirements.filter((id) => !requirements.has(id)).map((id) => ({ found: same(id) })),
  ),
  row('requirement-not-validated', (judged) =>
    known(judged)
      .filter(({ status }) => status !== 'validated' && status !== 'tasked')
      .map(({ id, status }) => ({
        found: both(
          () => `${id} is ${statuses[status].en}`,
          () => `${id} está ${statuses[status].es}`,
        ),
        allowed: both(
          () => `validated or tasked`,
          () => `validado o asignado`,
        ),
      })),
  ),
  row('requirement-too-late', (judged) => {
    const startUs = judged.plan.route.waypoints[0]?.atUs ?? Number.POSITIVE_INFINITY;
    return known(judged)
      .filter(({ latestUsefulUs }) => latestUsefulUs <= startUs)
      .map(({ id, latestUsefulUs }) => ({
        found: both(
          () => `the route begins at ${timeText(startUs)}`,
          () => `la ruta empieza a las ${timeText(startUs)}`,
        ),
        allowed: both(
          () => `before ${timeText(latestUsefulUs)} (${id})`,
          () => `antes de ${timeText(latestUsefulUs)} (${id})`,
        ),
      }));
  }),
  row('requirement-other-purpose', (judged) =>
    known(judged)
      .filter(({ purpose }) => purpose !== judged.plan.purpose)
      .map(({ id, purpose }) => ({
        found: both(
          () => `${judged.plan.purpose}, for ${id}`,
          () => `${judged.plan.purpose}, para ${id}`,
        ),
        allowed: same(purpose),
      })),
  ),
  rowA('host-request-missing', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.hostRequest && plan.hostRequest === null, () => ({ found: noneNamed })),
  ),
  rowA('capability-gap-missing', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.capabilityGapStated && plan.capabilityGap === null, () => ({ found: noneNamed })),
  ),
  rowA('observer-missing', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.partnerObserver && plan.observer === null, () => ({ found: noneNamed })),
  ),
  rowA('observer-not-of-host', ({ judged: { plan }, agreement: { document } }) =>
    where(plan.observer !== null && plan.observer.state !== document.host, () => ({
      found: both(
        () => `${plan.observer?.person} of ${plan.observer?.state}`,
        () => `${plan.observer?.person} de ${plan.observer?.state}`,
      ),
      allowed: both(
        () => `of ${document.host}`,
        () => `de ${document.host}`,
      ),
    })),
  ),
];
