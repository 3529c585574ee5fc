import { kindPattern, streamPattern, tokenPattern } from '../../../src/account/format.ts';

/** Which entries are looked for; null stands for all. */
export interface LogFilter {
  readonly kind: string | null;
  readonly stream: string | null;
  readonly state: string | null;
  readonly compartment: string | null;
  /** Microseconds since 1970; from is taken in, to is not. */
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

export const NO_FILTER: LogFilter = {
  kind: null,
  stream: null,
  state: null,
  compartment: null,
  fromUs: null,
  toUs: null,
};

export const isFiltered = (filter: LogFilter): boolean => Object.values(filter).some((value) => value !== null);

/** `next`, or `now` where both say the same: what was read for it need not be read anew. */
export const sameFilter = (now: LogFilter, next: LogFilter): LogFilter =>
  Object.entries(next).every(([name, value]) => Reflect.get(now, name) === value) ? now : next;

/** Names in a link; a selection and a page have names of their own. */
const PATTERNS = { kind: kindPattern, stream: streamPattern, state: tokenPattern, compartment: tokenPattern } as const;
const TEXTS = ['kind', 'stream', 'state', 'compartment'] as const;

const timeText = (timeUs: number): string => new Date(Math.floor(timeUs / 1000)).toISOString().replace('.000Z', 'Z');

function timeIn(text: string | null): number | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isFinite(ms) && ms >= 0 ? ms * 1000 : null;
}

/** Writes a filter into the parts of a link; what is not filtered is left out. */
export function writeFilter(parts: URLSearchParams, filter: LogFilter): void {
  for (const name of TEXTS) {
    const value = filter[name];
    if (value !== null) parts.set(name, value);
  }
  if (filter.fromUs !== null) parts.set('from', timeText(filter.fromUs));
  if (filter.toUs !== null) parts.set('to', timeText(filter.toUs));
}

/** The filter of a link; what cannot be read filters nothing. */
export function readFilter(parts: URLSearchParams): LogFilter {
  const text = (name: (typeof TEXTS)[number]): string | null => {
    const value = parts.get(name);
    return value !== null && PATTERNS[name].test(value) ? value : null;
  };
  return {
    kind: text('kind'),
    stream: text('stream'),
    state: text('state'),
    compartment: text('compartment'),
    fromUs: timeIn(parts.get('from')),
    toUs: timeIn(parts.get('to')),
  };
}
