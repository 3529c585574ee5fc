const SHAPE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?Z$/;

/**
 * Microseconds since 1970 of a UTC time of RFC 3339 with Z and at most six decimals; undefined where it is of another shape or there is no such moment (30
 * February, 24:00, second 60). Exact until the year 2255; later ones are rounded to 32 microseconds at most.
 */
export function instantUs(text: string): number | undefined {
  const [, seconds, decimals = ''] = SHAPE.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  const ms = Date.parse(`${seconds}Z`);
  // A day that does not exist is read as one that does: only what is written the same again was there.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== seconds) return undefined;
  return ms * 1_000 + Number(decimals.padEnd(6, '0'));
}

/** The shortest text of a moment: `2026-12-01T14:00:00Z`, with decimals of a second only where there are any. Years 0 to 9999. */
export function instantText(us: number): string {
  const wholeS = Math.floor(us / 1e6);
  const decimals = String(us - wholeS * 1e6).padStart(6, '0');
  const text = new Date(wholeS * 1_000).toISOString().slice(0, 19);
  return `${text}${`.${decimals}`.replace(/\.?0*$/, '')}Z`;
}
