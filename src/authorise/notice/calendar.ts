const dayUs = 86_400e6;

/** How days are counted: all of them, or those on which offices work (Monday to Friday, but for the days named, UTC). */
export type CalendarKind = 'calendar' | 'working';

function isOff(atUs: number, holidays: readonly string[]): boolean {
  const date = new Date(Math.floor(atUs / 1_000));
  const weekday = date.getUTCDay();
  return weekday === 0 || weekday === 6 || holidays.includes(date.toISOString().slice(0, 10));
}

/** So many days later (or, below zero, earlier), at the same time of day. Where days off are not counted, neither is the one that it ends on. */
export function daysFrom(atUs: number, days: number, kind: CalendarKind, holidays: readonly string[] = []): number {
  if (kind === 'calendar') return atUs + days * dayUs;
  const step = days < 0 ? -dayUs : dayUs;
  let us = atUs;
  for (let left = Math.abs(days); left > 0; ) {
    us += step;
    if (!isOff(us, holidays)) left--;
  }
  return us;
}

/** The first moment of the month after the one that holds a moment (UTC). */
export function nextMonthUs(atUs: number): number {
  const date = new Date(Math.floor(atUs / 1_000));
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) * 1_000;
}

/** `2026-12`, the month that holds a moment (UTC). */
export const monthOf = (atUs: number): string => new Date(Math.floor(atUs / 1_000)).toISOString().slice(0, 7);
