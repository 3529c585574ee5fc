import type { ConditionDocument } from '../../../src/authorise/case/document.ts';
import { altitudeText, placeText } from '../../../src/authorise/check/say.ts';
import { instantUs } from '../../../src/model/instant.ts';
import type { BandDocument, OpenWindowDocument } from '../../../src/model/region.ts';
import type { Words } from '../i18n/index.ts';

/** How values of plans are written in the page: the numbers as the documents have them, the words of the page's language. */
export { altitudeText, placeText };

export const bandText = ({ lower, upper }: BandDocument): string => `${altitudeText(lower)} – ${altitudeText(upper)}`;

/** A moment of a document, to the minute where it has no seconds; what is no moment as it is written. */
export function momentText(instant: string, t: Words): string {
  const us = instantUs(instant);
  return us === undefined ? instant : t.utc(us).replace(/:00Z$/, 'Z');
}

/** Of a window within one day the day stands once. */
export function windowText({ from, until }: OpenWindowDocument, t: Words): string {
  const begins = momentText(from, t);
  if (until === null) return t('sortie.from', { from: begins });
  const ends = momentText(until, t);
  const day = begins.slice(0, 11);
  return `${begins} – ${ends.startsWith(day) ? ends.slice(day.length) : ends}`;
}

/** A hash in groups of eight, to be compared by eye; the whole of it. */
export const groupedHash = (hash: string): string => (hash.match(/.{1,8}/g) ?? []).join(' ');

/** What a condition asks, in words. What was written by somebody stays as it was written. */
export function conditionText(it: ConditionDocument, t: Words): string {
  switch (it.kind) {
    case 'text':
      return it.text;
    case 'window':
      return t('condition.says.window', { window: windowText(it.window, t) });
    case 'band':
      return t('condition.says.band', { band: bandText(it.band) });
    case 'excluded-area':
      return t('condition.says.excluded-area', { area: it.area.id, band: bandText(it.area.band) });
    case 'excluded-sensor':
      return t('condition.says.excluded-sensor', { sensor: it.sensor });
  }
}

/** The beginning of an id that was given out by chance, enough to tell it from others beside it. */
export const shortId = (id: string): string => (/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(id) ? `${id.slice(0, 8)}…` : id);

/** A value of JSON in one line. */
export const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
