import type { JudgedAgreement, JudgedPlan, JudgedStatus } from '../case/judged.ts';
import { type Finding, type Row, row, rowA, type Under, where } from './row.ts';
import { both, listed, type Said, same } from './say.ts';
import { isCovered, isOverlap, isWithin } from './windows.ts';

const typesOf = ({ document }: JudgedAgreement, plan: JudgedPlan) =>
  document.aircraft.filter(({ type }) => type === plan.aircraft.type);

/** The states in whose law the agreement asks for a designation: where several entries name the organisation, those of the time of the plan speak. */
function designatingStates({ judged, agreement }: Under, organisation: string): readonly string[] {
  const named = agreement.organisations.filter((one) => one.organisation === organisation);
  const current = named.filter(({ window }) => isOverlap(window, judged.plan.window));
  const speaking = current.length > 0 ? current : named;
  return [...new Set(speaking.flatMap(({ designatedBy }) => designatedBy ?? []))];
}

const standings: Readonly<Record<JudgedStatus['status'], Said>> = {
  designated: { en: 'designated', es: 'designada' },
  'not-designated': { en: 'not designated', es: 'no designada' },
};

function statusFindings({ judged }: Under, organisation: string, state: string, statuses: readonly JudgedStatus[]) {
  const { window } = judged.plan;
  const ofState = statuses.filter((one) => one.state === state);
  const isDesignated = ofState.some((one) => one.status === 'designated' && isWithin(window, one.window));
  const isNot = ofState.some((one) => one.status === 'not-designated' && isOverlap(window, one.window));
  return where(!isDesignated || isNot, () => ({
    found: both(
      (say) =>
        `${organisation}, in the law of ${state}: ${say.list(ofState.map((one) => `${say.it(standings[one.status])} ${say.span(one.window)}`))}`,
      (say) =>
        `${organisation}, en el derecho de ${state}: ${say.list(ofState.map((one) => `${say.it(standings[one.status])} ${say.span(one.window)}`))}`,
    ),
    allowed: both(
      (say) => `designated ${say.span(window)}`,
      (say) => `designada ${say.span(window)}`,
    ),
  }));
}

function designationFindings(under: Under): readonly Finding[] {
  return under.judged.plan.organisations.flatMap((id) => {
    const organisation = under.judged.organisations.get(id);
    if (organisation === undefined) return [];
    return designatingStates(under, id).flatMap((state) => statusFindings(under, id, state, organisation.statuses));
  });
}

export const permissionRows: readonly Row[] = [
  rowA('agency-not-permitted', ({ judged: { plan }, agreement: { document } }) =>
    where(!document.agencies.some((one) => one.state === plan.state && one.agency === plan.agency), () => ({
      found: both(
        () => `${plan.agency} of ${plan.state}`,
        () => `${plan.agency} de ${plan.state}`,
      ),
      allowed: both(
        (say) => `${say.list(document.agencies.map((one) => `${one.agency} of ${one.state}`))}`,
        (say) => `${say.list(document.agencies.map((one) => `${one.agency} de ${one.state}`))}`,
      ),
    })),
  ),
  rowA('purpose-not-permitted', ({ judged: { plan }, agreement: { document } }) =>
    where(!document.purposes.includes(plan.purpose), () => ({
      found: same(plan.purpose),
      allowed: listed(document.purposes),
    })),
  ),
  rowA('aircraft-type-not-permitted', ({ judged: { plan }, agreement }) =>
    where(typesOf(agreement, plan).length === 0, () => ({
      found: same(plan.aircraft.type),
      allowed: listed(agreement.document.aircraft.map(({ type }) => type)),
    })),
  ),
  rowA('registration-not-permitted', ({ judged: { plan }, agreement }) => {
    const types = typesOf(agreement, plan);
    const { registration } = plan.aircraft;
    const isListed = types.some((one) => one.registrations === null || one.registrations.includes(registration));
    return where(types.length > 0 && !isListed, () => ({
      found: same(`${registration} (${plan.aircraft.type})`),
      allowed: listed(types.flatMap((one) => one.registrations ?? [])),
    }));
  }),
  rowA('sensor-not-permitted', ({ judged: { plan }, agreement: { document } }) =>
    plan.aircraft.sensors
      .filter((sensor) => !document.sensors.includes(sensor))
      .map((sensor) => ({ found: same(sensor), allowed: listed(document.sensors) })),
  ),
  row('organisation-unknown', ({ plan, organisations }) =>
    plan.organisations.filter((id) => !organisations.has(id)).map((id) => ({ found: same(id) })),
  ),
  rowA('organisation-not-permitted', ({ judged: { plan }, agreement }) =>
    plan.organisations.flatMap((id) => {
      const windows = agreement.organisations.filter((one) => one.organisation === id).map(({ window }) => window);
      return where(!isCovered(plan.window, windows), () => ({
        found: both(
          (say) => `${id}, named for: ${say.spans(windows)}`,
          (say) => `${id}, nombrada para: ${say.spans(windows)}`,
        ),
        allowed: both(
          (say) => `named for ${say.span(plan.window)}`,
          (say) => `nombrada para ${say.span(plan.window)}`,
        ),
      }));
    }),
  ),
  rowA('organisation-not-designated', designationFindings),
];
