import type { JudgedCase, JudgedDiplomaticClearance } from '../case/judged.ts';
import { type Row, rowA, type Under, where } from './row.ts';
import { both, listed, noneNamed, planWindow, same, within } from './say.ts';
import { isWithin } from './windows.ts';

/** The diplomatic clearance that the plan names, where the host issued it. */
const issued = ({ judged, agreement }: Under): JudgedDiplomaticClearance | undefined =>
  judged.diplomaticClearances.find(
    (one) => one.number === judged.plan.diplomaticClearance && one.state === agreement.document.host,
  );

const isForThis = ({ plan }: JudgedCase, one: JudgedDiplomaticClearance): boolean =>
  one.registration === plan.aircraft.registration && one.callSign === plan.callSign;

export const paperRows: readonly Row[] = [
  rowA('diplomatic-clearance-missing', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.diplomaticClearance && plan.diplomaticClearance === null, () => ({ found: noneNamed })),
  ),
  rowA('diplomatic-clearance-unknown', (under) => {
    const { plan, diplomaticClearances } = under.judged;
    const { host } = under.agreement.document;
    const known = diplomaticClearances.filter(({ state }) => state === host);
    return where(plan.diplomaticClearance !== null && issued(under) === undefined, () => ({
      found: same(`${plan.diplomaticClearance}`),
      allowed: both(
        (say) => `one that ${host} issued: ${say.list(known.map(({ number }) => number))}`,
        (say) => `una que ${host} haya expedido: ${say.list(known.map(({ number }) => number))}`,
      ),
    }));
  }),
  rowA('diplomatic-clearance-other', (under) => {
    const { plan } = under.judged;
    const clearance = issued(under);
    return where(clearance !== undefined && !isForThis(under.judged, clearance), () => ({
      found: both(
        () => `${clearance?.number} is for ${clearance?.registration}, ${clearance?.callSign}`,
        () => `${clearance?.number} es de ${clearance?.registration}, ${clearance?.callSign}`,
      ),
      allowed: same(`${plan.aircraft.registration}, ${plan.callSign}`),
    }));
  }),
  rowA('diplomatic-clearance-not-valid', (under) => {
    const { plan } = under.judged;
    const clearance = issued(under);
    return where(clearance !== undefined && !isWithin(plan.window, clearance.window), () => ({
      found: planWindow(plan.window),
      allowed: within(clearance?.window ?? plan.window),
    }));
  }),
  rowA('transponder-off', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.transponderOn && plan.transponder === 'off', () => ({
      found: both(
        () => `transponder off`,
        () => `transpondedor apagado`,
      ),
      allowed: both(
        () => `transponder on`,
        () => `transpondedor encendido`,
      ),
    })),
  ),
  rowA('lost-link-missing', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.lostLinkRoute && plan.lostLink === null, () => ({ found: noneNamed })),
  ),
  rowA('divert-missing', ({ judged: { plan }, agreement: { document } }) => {
    const { diverts } = document.conditions;
    return where(diverts !== null && plan.diverts.length === 0, () => ({
      found: noneNamed,
      allowed: listed(diverts ?? []),
    }));
  }),
  rowA('divert-not-permitted', ({ judged: { plan }, agreement: { document } }) => {
    const { diverts } = document.conditions;
    if (diverts === null) return [];
    return plan.diverts
      .filter((one) => !diverts.includes(one))
      .map((one) => ({ found: same(one), allowed: listed(diverts) }));
  }),
];
