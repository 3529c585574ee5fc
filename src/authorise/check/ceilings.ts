import type { CeilingDocument } from '../../agree/agreement/document.ts';
import { instantText } from '../../model/instant.ts';
import type { Span } from '../case/judged.ts';
import type { Finding, Under } from './row.ts';
import { both, hoursText, type Said } from './say.ts';
import { isOverlap, overlapUs } from './windows.ts';

const dayUs = 86_400e6;
/** 1970-01-05 was a Monday. */
const firstMondayUs = 4 * dayUs;

const monthUs = (year: number, month: number): number => {
  const first = new Date(0);
  first.setUTCFullYear(year, month, 1);
  return first.getTime() * 1_000;
};

const periodsSaid: Readonly<Record<CeilingDocument['period'], Said>> = {
  day: { en: 'a day', es: 'al día' },
  week: { en: 'a week', es: 'a la semana' },
  month: { en: 'a month', es: 'al mes' },
  validity: { en: 'in the whole validity', es: 'en toda la vigencia' },
};

/** The period that holds a moment (UTC). */
export function periodAt(kind: CeilingDocument['period'], atUs: number, validity: Span): Span {
  switch (kind) {
    case 'day': {
      const fromUs = Math.floor(atUs / dayUs) * dayUs;
      return { fromUs, untilUs: fromUs + dayUs };
    }
    case 'week': {
      const fromUs = Math.floor((atUs - firstMondayUs) / (7 * dayUs)) * 7 * dayUs + firstMondayUs;
      return { fromUs, untilUs: fromUs + 7 * dayUs };
    }
    case 'month': {
      const [year, month] = instantText(atUs).split('-');
      return { fromUs: monthUs(Number(year), Number(month) - 1), untilUs: monthUs(Number(year), Number(month)) };
    }
    case 'validity':
      return validity;
  }
}

/**
 * The periods that have to be looked at: those in which a block or the plan begins or ends, and the ones after these. In all others hours are flown as in
 * the one before.
 */
function periodsOf(
  { judged: { plan }, agreement }: Under,
  ceiling: CeilingDocument,
  blocks: readonly Span[],
): readonly Span[] {
  const periods = new Map<number, Span>();
  for (const { fromUs, untilUs } of [plan.window, ...blocks]) {
    for (const momentUs of [fromUs, untilUs]) {
      const period = periodAt(ceiling.period, momentUs, agreement.validity);
      for (const one of [period, periodAt(ceiling.period, period.untilUs, agreement.validity)]) {
        if (isOverlap(one, plan.window)) periods.set(one.fromUs, one);
      }
    }
  }
  return [...periods.values()];
}

/** Ceilings of hours that the plan would break, each with the period. */
export function ceilingFindings(under: Under): readonly Finding[] {
  const { judged, agreement } = under;
  const { plan } = judged;
  return agreement.document.ceilings
    .filter(({ agency }) => agency === null || agency === plan.agency)
    .flatMap((ceiling) => {
      const blocks = judged.blocks
        .filter((one) => one.agreement === plan.agreement.id)
        .filter((one) => ceiling.agency === null || one.agency === ceiling.agency)
        .map(({ window }) => window);
      const mostUs = Math.round(ceiling.hours * 3.6e9);
      return periodsOf(under, ceiling, blocks).flatMap((period) => {
        const plannedUs = overlapUs(plan.window, period);
        const flownUs = blocks.reduce((sum, block) => sum + overlapUs(block, period), 0);
        if (flownUs + plannedUs <= mostUs) return [];
        return [
          {
            found: both(
              (say) =>
                `${ceiling.id}, ${say.span(period)}: ${hoursText(flownUs)} flown or cleared and ${hoursText(plannedUs)} planned`,
              (say) =>
                `${ceiling.id}, ${say.span(period)}: ${hoursText(flownUs)} voladas o autorizadas y ${hoursText(plannedUs)} planificadas`,
            ),
            allowed: both(
              () =>
                `at most ${hoursText(mostUs)} ${periodsSaid[ceiling.period].en} of ${ceiling.agency ?? 'all agencies together'}`,
              () =>
                `como máximo ${hoursText(mostUs)} ${periodsSaid[ceiling.period].es} de ${ceiling.agency ?? 'todos los organismos juntos'}`,
            ),
          },
        ];
      });
    });
}
