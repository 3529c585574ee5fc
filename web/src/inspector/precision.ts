/** Decimals of a degree that mean something under an error of `errorM` metres: a degree of latitude is 111 km. */
export function degreeDigits(errorM: number | null): number {
  if (errorM === null || !(errorM > 0)) return 5;
  return Math.min(7, Math.max(0, Math.floor(Math.log10(111_320 / errorM)) + 1));
}

/** What an error that nobody states is taken to be where digits are chosen, metres: a receiver's of everyday quality. */
export const UNSTATED_ERROR_M = 15;

/** Decimals of metres that mean something under an error of `errorM` metres: none where it is a metre or more. */
export const metreDigits = (errorM: number | null): number => (errorM !== null && errorM < 1 ? 1 : 0);

/** A military grid reference cut to the digits its error allows (10 m of error: no single metres). */
export function mgrsWithin(mgrs: string, errorM: number): string {
  const match = /^(\d{1,2}[A-Z]|[A-Z])\s*([A-Z]{2})\s*(\d*)\s*(\d*)$/.exec(mgrs);
  const digits = `${match?.[3] ?? ''}${match?.[4] ?? ''}`;
  if (match === null || digits.length % 2 !== 0) return mgrs;
  const half = digits.length / 2;
  const kept = Math.max(1, half - Math.max(0, Math.floor(Math.log10(Math.max(1, errorM)))));
  const cut = Math.min(half, kept);
  return `${match[1]} ${match[2]} ${digits.slice(0, cut)} ${digits.slice(half, half + cut)}`.trim();
}

/** Latitude and longitude with their hemispheres. */
export function positionText(latitudeDeg: number, longitudeDeg: number, digits: number): string {
  const one = (value: number, positive: string, negative: string): string =>
    `${Math.abs(value).toFixed(digits)}° ${value < 0 ? negative : positive}`;
  return `${one(latitudeDeg, 'N', 'S')}, ${one(longitudeDeg, 'E', 'W')}`;
}
