/** A number kept to so many decimals, without trailing noise; `null` for what is no finite number (JSON has none). */
export function decimals(value: number | undefined, count: number): number | null {
  if (value === undefined || !Number.isFinite(value)) return null;
  const rounded = Number(value.toFixed(count));
  return rounded === 0 ? 0 : rounded;
}

/** A number kept to so many significant digits; `null` for what is no finite number. */
export function significant(value: number | undefined, digits: number): number | null {
  if (value === undefined || !Number.isFinite(value)) return null;
  return value === 0 ? 0 : Number(value.toPrecision(digits));
}

/** Degrees to seven decimals: 11 mm on the ground, finer than any error met here. */
export function degrees(value: number): number {
  return decimals(value, 7) ?? 0;
}

/** Metres to the centimetre. */
export function metres(value: number): number {
  return decimals(value, 2) ?? 0;
}

/**
 * ISO 8601 UTC with microseconds of a count of microseconds since 1970, or `undefined` outside the years 1 to 9999
 * (a damaged time stamp may lie anywhere).
 */
export function isoTime(timeUs: number): string | undefined {
  if (!Number.isFinite(timeUs)) return undefined;
  const seconds = Math.floor(timeUs / 1e6);
  if (seconds < -62_135_596_800 || seconds > 253_402_300_799) return undefined;
  const microseconds = Math.floor(timeUs - seconds * 1e6);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(microseconds).padStart(6, '0')}Z`;
}

/** Whether a position can be written at all: finite, within the range of latitudes, and no more than a turn of longitude. */
export function isPlaced<
  P extends { readonly latitudeDeg: number; readonly longitudeDeg: number; readonly heightM: number },
>(point: P | undefined): point is P {
  return (
    point !== undefined &&
    Math.abs(point.longitudeDeg) <= 360 &&
    Number.isFinite(point.heightM) &&
    Math.abs(point.latitudeDeg) <= 90
  );
}
