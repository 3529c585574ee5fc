import { instantText } from '../../model/instant.ts';
import type { AltitudeDocument, BandDocument } from '../../model/region.ts';
import type { Span } from '../case/judged.ts';

/** How what was found is said: ids, numbers with their units, places, times. Words only; nothing here decides. */

const farthestUs = Date.UTC(9999, 11, 31, 23, 59, 59) * 1_000;

export function timeText(us: number): string {
  if (us === Number.NEGATIVE_INFINITY) return 'always';
  return us > farthestUs ? 'without end' : instantText(us);
}

export const spanText = ({ fromUs, untilUs }: Span): string => `${timeText(fromUs)} to ${timeText(untilUs)}`;

export const spansText = (spans: readonly Span[]): string => spans.map(spanText).join(', ') || 'none';

/** A length of time; hours to the second. */
export const hoursText = (us: number): string => `${Number((us / 3.6e9).toFixed(4))} h`;

export const listText = (items: readonly string[]): string => items.join(', ') || 'none';

export function altitudeText(altitude: AltitudeDocument): string {
  return altitude.reference === 'FL'
    ? `FL${String(altitude.flightLevel).padStart(3, '0')}`
    : `${altitude.altitudeM} m ${altitude.reference}`;
}

export const bandText = ({ lower, upper }: BandDocument): string => `${altitudeText(lower)} to ${altitudeText(upper)}`;

/** Degrees with a letter, to about 0.1 m. */
export function placeText({ latitudeDeg, longitudeDeg }: { latitudeDeg: number; longitudeDeg: number }): string {
  const latitude = `${Math.abs(latitudeDeg).toFixed(6)} ${latitudeDeg < 0 ? 'S' : 'N'}`;
  return `${latitude} ${Math.abs(longitudeDeg).toFixed(6)} ${longitudeDeg < 0 ? 'W' : 'E'}`;
}
