import { readNumber, readRecord, refuse } from './read.ts';

/** A window of time: from its first instant up to but without its last, microseconds since 1970 (UTC). */
export interface Interval {
  readonly fromUs: number;
  readonly untilUs: number;
}

const dayUs = 86_400_000_000;
const minuteUs = 60_000_000;
/** More windows than ten years of days. */
const mostDays = 3700;

/** Reads `{ fromUs, untilUs }`; the end must lie after the beginning. */
export function parseInterval(value: unknown, where = 'interval'): Interval {
  const record = readRecord(value, where);
  const [fromUs, untilUs] = ['fromUs', 'untilUs'].map((name) => {
    const us = readNumber(record[name], 0, Number.MAX_SAFE_INTEGER, `${where}.${name}`);
    if (!Number.isInteger(us)) refuse(`${us} is no whole number`, `${where}.${name}`, 'Give whole microseconds.');
    return us;
  });
  return intervalOf(fromUs ?? Number.NaN, untilUs ?? Number.NaN, where);
}

function intervalOf(fromUs: number, untilUs: number, where: string): Interval {
  if (!(untilUs > fromUs)) refuse('The window ends before it begins', where, 'Give an end after the beginning.');
  return { fromUs, untilUs };
}

/** Whether two windows share an instant: one that ends as the other begins does not. */
export function intervalsOverlap(a: Interval, b: Interval): boolean {
  return a.fromUs < b.untilUs && b.fromUs < a.untilUs;
}

/** What of `windows` is within `frame`, in order, with windows that meet or overlap made one. */
export function joined(windows: readonly Interval[], frame: Interval = always): Interval[] {
  const cut = windows
    .map((w) => ({ fromUs: Math.max(w.fromUs, frame.fromUs), untilUs: Math.min(w.untilUs, frame.untilUs) }))
    .filter((w) => w.fromUs < w.untilUs)
    .sort((a, b) => a.fromUs - b.fromUs);
  const out: Interval[] = [];
  for (const window of cut) {
    const last = out.at(-1);
    if (last === undefined || window.fromUs > last.untilUs) out.push(window);
    else out[out.length - 1] = { fromUs: last.fromUs, untilUs: Math.max(last.untilUs, window.untilUs) };
  }
  return out;
}

export const always: Interval = { fromUs: Number.NEGATIVE_INFINITY, untilUs: Number.POSITIVE_INFINITY };

/** What of `inner` no window covers; empty if it lies within them whole. */
export function uncovered(inner: Interval, windows: readonly Interval[]): Interval[] {
  const gaps: Interval[] = [];
  let fromUs = inner.fromUs;
  for (const window of joined(windows, inner)) {
    if (window.fromUs > fromUs) gaps.push({ fromUs, untilUs: window.fromUs });
    fromUs = window.untilUs;
  }
  if (fromUs < inner.untilUs) gaps.push({ fromUs, untilUs: inner.untilUs });
  return gaps;
}

export function intervalInside(inner: Interval, windows: readonly Interval[]): boolean {
  return uncovered(inner, windows).length === 0;
}

/** Hours of every day at a fixed offset from UTC; hours that end before they begin run past midnight. */
export interface DailyHours {
  /** Minutes since midnight, 0 to 1439. */
  readonly fromMinute: number;
  /** Minutes since midnight, 1 to 1440. */
  readonly untilMinute: number;
  /** Minutes that local time is ahead of UTC (-360 for UTC-06:00). */
  readonly offsetMinutes: number;
}

const hours =
  /^([01]\d|2[0-3]):?([0-5]\d) ?- ?(2400|24:00|([01]\d|2[0-3]):?([0-5]\d))(?: ?(Z|UTC|[+-]([01]\d):?([0-5]\d)))$/;

/**
 * Reads daily hours such as `0600-1800 -07:00`, `13:00-01:00 UTC` or `0000-2400Z`. The offset from UTC must be given: hours
 * of a zone that changes its clocks are for whoever knows the date to turn into these.
 */
export function parseDailyHours(text: unknown, where = 'hours'): DailyHours {
  const cure = 'Write for example 0600-1800 -07:00, or 1300-0100 UTC.';
  const match = typeof text === 'string' ? hours.exec(text.trim()) : null;
  if (match === null) refuse('These are no daily hours with an offset from UTC', where, cure);
  const [, fromHour, fromMinutes, until, untilHour, untilMinutes, zone, zoneHours, zoneMinutes] = match;
  const fromMinute = Number(fromHour) * 60 + Number(fromMinutes);
  const untilMinute = until?.startsWith('24') ? 1440 : Number(untilHour) * 60 + Number(untilMinutes);
  const offset = zoneHours === undefined ? 0 : Number(zoneHours) * 60 + Number(zoneMinutes);
  if (offset > 14 * 60) refuse(`No place is ${zone} from UTC`, where, cure);
  if (fromMinute === untilMinute) refuse('The hours end as they begin', where, 'For the whole day write 0000-2400.');
  // 24:00 is the next day's beginning; 0:00 as an end means the same.
  return {
    fromMinute,
    untilMinute: untilMinute === 0 ? 1440 : untilMinute,
    offsetMinutes: zone?.startsWith('-') ? 0 - offset : offset,
  };
}

/** The windows that daily hours make within a frame, in order; those that meet at midnight are one. */
export function dailyWindows(daily: DailyHours, frame: Interval, where = 'hours'): Interval[] {
  const localUs = frame.fromUs + daily.offsetMinutes * minuteUs;
  // Hours that run past midnight may reach in from the day before.
  const firstDay = Math.floor(localUs / dayUs) - 1;
  const lastDay = Math.floor((frame.untilUs + daily.offsetMinutes * minuteUs) / dayUs);
  if (!(lastDay - firstDay <= mostDays)) {
    refuse('The hours are asked for over too many days', where, `Give a window of ${mostDays} days at most.`);
  }
  const lastsMinutes = daily.untilMinute - daily.fromMinute + (daily.untilMinute <= daily.fromMinute ? 1440 : 0);
  const windows: Interval[] = [];
  for (let day = firstDay; day <= lastDay; day++) {
    const fromUs = day * dayUs + (daily.fromMinute - daily.offsetMinutes) * minuteUs;
    windows.push({ fromUs, untilUs: fromUs + lastsMinutes * minuteUs });
  }
  return joined(windows, frame);
}
