import mgrs from 'mgrs';
import type { Place } from './geometry.ts';

/** MGRS to a metre count that the error allows (DMA TM 8358.1): 1, 10, 100 or 1000 m; undefined beyond the grid's reach (poles). */
export function mgrsText([longitudeDeg, latitudeDeg]: Place, errorM = 1): string | undefined {
  if (Math.abs(latitudeDeg) >= 84 || latitudeDeg < -80) return undefined;
  const digits = errorM < 3 ? 5 : errorM < 30 ? 4 : errorM < 300 ? 3 : 2;
  const text = mgrs.forward([wrap(longitudeDeg), latitudeDeg], digits);
  const parts = /^(\d{1,2}[A-Z])([A-Z]{2})(\d*)$/.exec(text);
  const figures = parts?.[3];
  if (parts === null || figures === undefined) return text;
  const half = figures.length / 2;
  return [parts[1], parts[2], figures.slice(0, half), figures.slice(half)].filter((part) => part !== '').join(' ');
}

const wrap = (longitudeDeg: number): number => longitudeDeg - 360 * Math.floor((longitudeDeg + 180) / 360);

/** Decimal degrees with hemisphere letters, to the digits that an error allows (1e-5 degrees are a metre). */
export function latLonText([longitudeDeg, latitudeDeg]: Place, errorM = 1): string {
  const digits = errorM < 3 ? 5 : errorM < 30 ? 4 : errorM < 300 ? 3 : 2;
  const longitude = wrap(longitudeDeg);
  const north = `${Math.abs(latitudeDeg).toFixed(digits)}° ${latitudeDeg < 0 ? 'S' : 'N'}`;
  return `${north} ${Math.abs(longitude).toFixed(digits)}° ${longitude < 0 ? 'W' : 'E'}`;
}

/** A length as people read it: three significant digits, metres below 1 km. */
export function lengthText(lengthM: number, locale: string): string {
  const [value, unit] = lengthM < 1000 ? [lengthM, 'm'] : [lengthM / 1000, 'km'];
  return `${value.toLocaleString(locale, { maximumSignificantDigits: 3 })} ${unit}`;
}

/** The longest round length (1, 2 or 5 times a power of ten) that is not longer than `mostM`, metres. */
export function roundLengthM(mostM: number): number {
  const power = 10 ** Math.floor(Math.log10(mostM));
  const lead = mostM / power;
  return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
}
