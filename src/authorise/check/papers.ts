import type { JudgedCase, JudgedDiplomaticClearance } from '../case/judged.ts';
import { type Row, rowA, type Under, where } from './row.ts';
import { listText, spanText } from './say.ts';
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
    where(document.conditions.diplomaticClearance && plan.diplomaticClearance === null, () => ({ found: 'none' })),
  ),
  rowA('diplomatic-clearance-unknown', (under) => {
    const { plan, diplomaticClearances } = under.judged;
    const { host } = under.agreement.document;
    const known = diplomaticClearances.filter(({ state }) => state === host);
    return where(plan.diplomaticClearance !== null && issued(under) === undefined, () => ({
      found: `${plan.diplomaticClearance}`,
      allowed: `one that ${host} issued: ${listText(known.map(({ number }) => number))}`,
    }));
  }),
  rowA('diplomatic-clearance-other', (under) => {
    const { plan } = under.judged;
    const clearance = issued(under);
    return where(clearance !== undefined && !isForThis(under.judged, clearance), () => ({
      found: `${clearance?.number} is for ${clearance?.registration}, ${clearance?.callSign}`,
      allowed: `${plan.aircraft.registration}, ${plan.callSign}`,
    }));
  }),
  rowA('diplomatic-clearance-not-valid', (under) => {
    const { plan } = under.judged;
    const clearance = issued(under);
    return where(clearance !== undefined && !isWithin(plan.window, clearance.window), () => ({
      found: `the plan's window: ${spanText(plan.window)}`,
      allowed: clearance === undefined ? '' : `within ${spanText(clearance.window)} (${clearance.number})`,
    }));
  }),
  rowA('transponder-off', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.transponderOn && plan.transponder === 'off', () => ({ found: 'off', allowed: 'on' })),
  ),
  rowA('lost-link-missing', ({ judged: { plan }, agreement: { document } }) =>
    where(document.conditions.lostLinkRoute && plan.lostLink === null, () => ({ found: 'none' })),
  ),
  rowA('divert-missing', ({ judged: { plan }, agreement: { document } }) => {
    const { diverts } = document.conditions;
    return where(diverts !== null && plan.diverts.length === 0, () => ({
      found: 'none',
      allowed: listText(diverts ?? []),
    }));
  }),
  rowA('divert-not-permitted', ({ judged: { plan }, agreement: { document } }) => {
    const { diverts } = document.conditions;
    if (diverts === null) return [];
    return plan.diverts
      .filter((one) => !diverts.includes(one))
      .map((one) => ({ found: one, allowed: listText(diverts) }));
  }),
];
