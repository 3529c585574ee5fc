import type { Span } from '../case/judged.ts';

/** Half-open windows: each holds its first moment and not its last. */

export const isAt = (window: Span, atUs: number): boolean => window.fromUs <= atUs && atUs < window.untilUs;

export const isWithin = (inner: Span, outer: Span): boolean =>
  outer.fromUs <= inner.fromUs && inner.untilUs <= outer.untilUs;

/** Two that touch do not overlap; one without length overlaps nothing. */
export const overlapUs = (a: Span, b: Span): number =>
  Math.max(0, Math.min(a.untilUs, b.untilUs) - Math.max(a.fromUs, b.fromUs));

export const isOverlap = (a: Span, b: Span): boolean => overlapUs(a, b) > 0;

/** Windows that touch or overlap become one. */
export function joined(windows: readonly Span[]): readonly Span[] {
  const whole: Span[] = [];
  for (const window of windows.toSorted((a, b) => a.fromUs - b.fromUs)) {
    const last = whole.at(-1);
    if (last === undefined || last.untilUs < window.fromUs) whole.push(window);
    else whole[whole.length - 1] = { fromUs: last.fromUs, untilUs: Math.max(last.untilUs, window.untilUs) };
  }
  return whole;
}

/** Whether windows hold another together, without gap. */
export const isCovered = (window: Span, by: readonly Span[]): boolean =>
  joined(by).some((one) => isWithin(window, one));
