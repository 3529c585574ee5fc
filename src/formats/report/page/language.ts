import type { AreaName } from '../basemap.ts';
import type { WordKey, Words } from '../words.ts';
import { english, spanish } from '../words.ts';

export type Language = 'en' | 'es';

/** Words, numbers and names in one language. */
export interface Speech {
  readonly language: Language;
  readonly say: (key: WordKey, values?: Readonly<Record<string, string | number>>) => string;
  readonly number: (value: number, decimals?: number) => string;
  /** To so many significant digits. */
  readonly figures: (value: number, digits: number) => string;
  readonly country: (area: AreaName) => string;
  /** Compass point of an azimuth in degrees. */
  readonly direction: (azimuthDeg: number) => string;
}

/** `name` of a region by the browser's own tables where it knows the code (ECMA-402 resolves ISO 3166 numbers), else as on the map. */
function regionName(names: Intl.DisplayNames, area: AreaName): string {
  if (area.id === undefined || area.name.startsWith('Ashmore')) return area.name;
  try {
    const region = new Intl.Locale(`und-${area.id}`).region;
    if (region === undefined || !/^[A-Z]{2}$/.test(region)) return area.name;
    return names.of(region) ?? area.name;
  } catch {
    return area.name;
  }
}

export function speech(language: Language): Speech {
  const words: Words = language === 'en' ? english : spanish;
  const locale = language === 'en' ? 'en-GB' : 'es-MX';
  // Making a formatter costs more than using it a hundred times.
  const forms = new Map<string, Intl.NumberFormat>();
  const form = (key: string, digits: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const known = forms.get(key) ?? new Intl.NumberFormat(locale, { ...digits, useGrouping: 'always' });
    forms.set(key, known);
    return known;
  };
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return {
    language,
    say: (key, values = {}) =>
      words[key].replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = values[name];
        return value === undefined ? whole : String(value);
      }),
    // What was no finite number is null in the data block.
    number: (value, decimals = 0) =>
      Number.isFinite(value)
        ? form(`d${decimals}`, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value)
        : '–',
    figures: (value, digits) =>
      Number.isFinite(value) ? form(`s${digits}`, { maximumSignificantDigits: digits }).format(value) : '–',
    country: (area) => regionName(names, area),
    direction: (azimuthDeg) => {
      const points = words.directions.split(' ');
      return points[Math.round(azimuthDeg / 22.5) % 16] ?? '';
    },
  };
}
