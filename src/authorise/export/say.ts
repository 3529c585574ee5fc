import type { Bilingual } from '../../formats/clearance-pdf/sheet.ts';
import type { AltitudeDocument, BandDocument, OpenWindowDocument } from '../../model/region.ts';

/** How values of documents are written for people. */

export const same = (text: string): Bilingual => ({ en: text, es: text });
export const notKnown: Bilingual = {
  en: 'To be stated by the operator',
  es: 'Debe indicarlo el operador',
};
export const none: Bilingual = { en: 'None', es: 'Ninguno' };

export function altitudeText(at: AltitudeDocument): string {
  return at.reference === 'FL' ? `FL${String(at.flightLevel).padStart(3, '0')}` : `${at.altitudeM} m ${at.reference}`;
}
export const bandText = ({ lower, upper }: BandDocument): string => `${altitudeText(lower)} – ${altitudeText(upper)}`;

/** 2026-12-01 14:00Z; seconds only where there are any. */
export const timeText = (instant: string): string => instant.replace('T', ' ').replace(/:00Z$/, 'Z');
export const windowText = ({ from, until }: OpenWindowDocument): Bilingual =>
  until === null
    ? { en: `from ${timeText(from)}`, es: `desde ${timeText(from)}` }
    : same(`${timeText(from)} – ${timeText(until)}`);

/** 31°06.00'N 110°36.00'W: degrees and minutes to a hundredth, some 18 m. */
export function placeText(latitudeDeg: number, longitudeDeg: number): string {
  const axis = (deg: number, width: number, sides: string): string => {
    const hundredths = Math.round(Math.abs(deg) * 6_000);
    const minutes = ((hundredths % 6_000) / 100).toFixed(2).padStart(5, '0');
    return `${String(Math.floor(hundredths / 6_000)).padStart(width, '0')}°${minutes}'${sides[deg < 0 ? 1 : 0] ?? ''}`;
  };
  return `${axis(latitudeDeg, 2, 'NS')} ${axis(longitudeDeg, 3, 'EW')}`;
}

export const hoursText = (min: number): string => `${Math.floor(min / 60)} h ${String(min % 60).padStart(2, '0')} min`;

/** The first 16 figures of a hash in fours: to be read out and compared; the whole stands beside it. */
export const shortHash = (hash: string): string => (hash.slice(0, 16).match(/.{4}/g) ?? []).join(' ');
