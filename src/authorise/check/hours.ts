import type { HoursDocument } from '../../agree/agreement/document.ts';
import type { Span } from '../case/judged.ts';
import { both, type Said } from './say.ts';
import { isWithin, joined } from './windows.ts';

const minuteUs = 60e6;
const dayUs = 86_400e6;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Daily hours within one day and the next, those that run over midnight to their end; what touches is one. */
function hoursOf({ daily }: HoursDocument): readonly Span[] {
  const windows = daily.flatMap(({ from, until }) => {
    const fromUs = minutesOf(from) * minuteUs;
    const ownUs = minutesOf(until) * minuteUs;
    const untilUs = ownUs > fromUs ? ownUs : ownUs + dayUs;
    // Yesterday's hours may run into today, and today's into tomorrow.
    return [-1, 0, 1].map((day) => ({ fromUs: fromUs + day * dayUs, untilUs: untilUs + day * dayUs }));
  });
  return joined(windows);
}

/** Whether a window lies within daily hours, whole. */
export function isInHours(window: Span, hours: HoursDocument): boolean {
  const open = hoursOf(hours);
  // Hours that leave no gap from one midnight to the next leave none at all.
  if (open.some((one) => isWithin({ fromUs: 0, untilUs: dayUs }, one))) return true;
  const localUs = window.fromUs + hours.utcOffsetMin * minuteUs;
  const fromUs = localUs - Math.floor(localUs / dayUs) * dayUs;
  const local = { fromUs, untilUs: fromUs + window.untilUs - window.fromUs };
  return open.some((one) => isWithin(local, one));
}

export const hoursSaid = ({ utcOffsetMin, daily }: HoursDocument): Said => {
  const sign = utcOffsetMin < 0 ? '-' : '+';
  const minutes = Math.abs(utcOffsetMin);
  const two = (number: number): string => String(number).padStart(2, '0');
  const offset = `${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return both(
    () => `${daily.map(({ from, until }) => `${from} to ${until}`).join(', ')} at UTC${offset}`,
    () => `${daily.map(({ from, until }) => `${from} a ${until}`).join(', ')} en UTC${offset}`,
  );
};
