/** A stretch of the flight's time on a strip, seconds. */
export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

/** Shortest stretch a strip shows, seconds. */
const LEAST_S = 2;

/** A moment as a place on a strip `width` wide. */
export const xOf = (span: Span, width: number, atS: number): number =>
  ((atS - span.fromS) / (span.toS - span.fromS)) * width;

/** A place on the strip as a moment, kept within the stretch. */
export const timeAt = (span: Span, width: number, x: number): number =>
  span.fromS + Math.max(0, Math.min(1, x / width)) * (span.toS - span.fromS);

/** The stretch seen after zooming by `factor` (below 1: closer) about a moment, which keeps its place; within the whole. */
export function zoomed(span: Span, whole: Span, aboutS: number, factor: number): Span {
  const wholeS = whole.toS - whole.fromS;
  const lengthS = Math.min(wholeS, Math.max(Math.min(LEAST_S, wholeS), (span.toS - span.fromS) * factor));
  const share = (aboutS - span.fromS) / (span.toS - span.fromS);
  return within({ fromS: aboutS - share * lengthS, toS: aboutS + (1 - share) * lengthS }, whole);
}

/** The stretch moved by `byS`, within the whole. */
export const moved = (span: Span, whole: Span, byS: number): Span =>
  within({ fromS: span.fromS + byS, toS: span.toS + byS }, whole);

/** The stretch, turned on like a page where a moment has left it; the same object where it has not. */
export function following(span: Span, whole: Span, atS: number): Span {
  const lengthS = span.toS - span.fromS;
  if (atS >= span.fromS && atS <= span.toS) return span;
  return within({ fromS: atS - lengthS * 0.1, toS: atS + lengthS * 0.9 }, whole);
}

function within(span: Span, whole: Span): Span {
  const lengthS = Math.min(span.toS - span.fromS, whole.toS - whole.fromS);
  const fromS = Math.max(whole.fromS, Math.min(whole.toS - lengthS, span.fromS));
  return { fromS, toS: fromS + lengthS };
}

/** Steps between marks that people read with ease, seconds. */
const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Marks of an axis, as offsets of round time in UTC: `originUs` is the time at 0 s. At least `leastPx` apart. */
export function marks(span: Span, width: number, originUs: number, leastPx = 90): { atS: number; timeUs: number }[] {
  const perPx = (span.toS - span.fromS) / Math.max(1, width);
  const stepS = steps.find((step) => step >= leastPx * perPx) ?? 86_400;
  const stepUs = Math.round(stepS * 1e6);
  const found: { atS: number; timeUs: number }[] = [];
  let timeUs = Math.ceil((originUs + span.fromS * 1e6) / stepUs) * stepUs;
  for (; timeUs <= originUs + span.toS * 1e6 && found.length < 200; timeUs += stepUs) {
    found.push({ atS: (timeUs - originUs) / 1e6, timeUs });
  }
  return found;
}
