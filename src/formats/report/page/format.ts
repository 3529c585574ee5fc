import { forward } from 'mgrs';
import type { Speech } from './language.ts';

/** An error of this size is taken where none is stated: positions are then shown to about 10 m. */
export const unstatedErrorM = 10;

/** Decimals of a degree whose last digit is of the size of the error: 30 m gives 4 (11 m), 200 m gives 3 (111 m). */
export function degreeDecimals(errorM: number): number {
  if (!(errorM > 0)) return 4;
  return Math.max(0, Math.min(6, Math.ceil(Math.log10(111_000 / errorM) - 0.1)));
}

/** `31.3601° N 110.5223° W`, with digits by the error of the place. */
export function latLon(latitudeDeg: number, longitudeDeg: number, errorM: number, speech: Speech): string {
  const decimals = degreeDecimals(errorM);
  const west = speech.language === 'es' ? 'O' : 'W';
  // No-break spaces: a line may end between latitude and longitude, not within them.
  const latitude = `${Math.abs(latitudeDeg).toFixed(decimals)}°\u00a0${latitudeDeg < 0 ? 'S' : 'N'}`;
  return `${latitude} ${Math.abs(longitudeDeg).toFixed(decimals)}°\u00a0${longitudeDeg < 0 ? west : 'E'}`;
}

/** `12R WV 4520 7021`, the square no finer than the error; empty beyond UTM (80 S, 84 N). */
export function mgrsText(latitudeDeg: number, longitudeDeg: number, errorM: number): string {
  if (latitudeDeg < -80 || latitudeDeg > 84) return '';
  const digits = Math.max(0, Math.min(5, 5 - Math.floor(Math.log10(Math.max(1, errorM)) + 0.04)));
  const longitude = longitudeDeg >= 180 ? longitudeDeg - 360 : longitudeDeg;
  const text = forward([longitude, latitudeDeg], digits);
  const parts = /^(\d{1,2}[A-Z])([A-Z]{2})(\d*)$/.exec(text);
  if (parts === null) return text;
  const [, zone = '', square = '', rest = ''] = parts;
  const half = rest.length / 2;
  return [zone, square, rest.slice(0, half), rest.slice(half)].filter((part) => part !== '').join('\u00a0');
}

/** `14:05:31.2Z` of milliseconds since 1970. */
export function clock(ms: number, tenths = true): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '';
  return `${date.toISOString().slice(11, tenths ? 21 : 19)}Z`;
}

/** `2026-01-01` of milliseconds since 1970. */
export function day(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

/** `1:02:03` or `2:03.4` of milliseconds. */
export function elapsed(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = hours > 0 ? '' : `.${Math.floor(Math.abs(ms) / 100) % 10}`;
  return `${ms < 0 ? '-' : ''}${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}${tail}`;
}

/** Steps that read well on a scale: 1, 2 or 5 times a power of ten, the largest that is not above the value. */
export function niceBelow(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const head = value / power;
  return (head >= 5 ? 5 : head >= 2 ? 2 : 1) * power;
}

/** The smallest of 1, 2 or 5 times a power of ten that is not below the value. */
export function niceAbove(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const head = value / power;
  return (head > 5 ? 10 : head > 2 ? 5 : head > 1 ? 2 : 1) * power;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const niceTimes = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * hour),
];

/** Four to six whole moments between two times, milliseconds. */
export function timeSteps(startMs: number, endMs: number): readonly number[] {
  const step = niceTimes.find((time) => (endMs - startMs) / time <= 5.5) ?? (endMs - startMs) / 4;
  const out: number[] = [];
  for (let time = Math.ceil(startMs / step) * step; time <= endMs; time += step) out.push(time);
  return out;
}

/** A length as `5 km` or `200 m`. */
export function lengthText(valueM: number, speech: Speech): string {
  return valueM >= 1000 ? `${speech.figures(valueM / 1000, 3)} km` : `${speech.figures(valueM, 3)} m`;
}
