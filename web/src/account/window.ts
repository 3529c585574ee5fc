/** Which rows of a long list are drawn. */
export interface ListWindow {
  readonly first: number;
  /** Not taken in. */
  readonly end: number;
}

/** Rows drawn beyond what can be seen, so that a quick turn of the wheel meets no hole. */
const overscan = 12;

/** The rows to draw of `rows`, for a list scrolled to `topPx` and `heightPx` high. */
export function windowOf(topPx: number, heightPx: number, rowPx: number, rows: number): ListWindow {
  const first = Math.max(0, Math.min(rows, Math.floor(topPx / rowPx) - overscan));
  const end = Math.min(rows, Math.ceil((topPx + heightPx) / rowPx) + overscan);
  return { first, end: Math.max(first, end) };
}

/** Rows one list can scroll through: browsers lay out no more than some 16 million pixels. */
export const mostRows = 500_000;

/** The first row of a list too long to scroll through as one, such that `row` (or else the end) can be reached. */
export function baseFor(row: number | null, rows: number): number {
  if (rows <= mostRows) return 0;
  const last = rows - mostRows;
  return row === null ? last : Math.max(0, Math.min(last, row - Math.floor(mostRows / 2)));
}

/** Where to scroll that a row can be seen; null where it can already. */
export function scrollTo(row: number, topPx: number, heightPx: number, rowPx: number): number | null {
  const at = row * rowPx;
  if (at < topPx) return at;
  return at + rowPx > topPx + heightPx ? at + rowPx - heightPx : null;
}

/** A date and time in UTC as people write it (`2026-11-23`, `2026-11-23 14:05`, with or without seconds and Z); undefined where it is none. */
export function utcIn(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?Z?$/.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(ms);
  const same = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour;
  return same && minute < 60 && second < 60 && ms >= 0 ? ms * 1000 : undefined;
}
