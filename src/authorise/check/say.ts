import { instantText } from '../../model/instant.ts';
import type { AltitudeDocument, BandDocument } from '../../model/region.ts';
import type { Span } from '../case/judged.ts';

/** How what was found is said: ids, numbers with their units, places, times. Words only; nothing here decides. */

/** One text in both languages. */
export interface Said {
  readonly en: string;
  readonly es: string;
}
type Language = keyof Said;

/** What needs no words: ids, numbers with their units. */
export const same = (text: string): Said => ({ en: text, es: text });

const words = {
  en: { always: 'always', from: 'from', until: 'until', to: 'to', none: 'none' },
  es: { always: 'siempre', from: 'desde', until: 'hasta', to: 'a', none: 'ninguno' },
} as const satisfies Record<Language, Record<string, string>>;

const farthestUs = Date.UTC(9999, 11, 31, 23, 59, 59) * 1_000;

export const timeText = (us: number): string => instantText(us);

/** Values as they stand in a sentence of one language. */
export interface Say {
  /** A window; one without beginning, or end, says so. */
  readonly span: (span: Span) => string;
  readonly spans: (spans: readonly Span[]) => string;
  readonly list: (items: readonly string[]) => string;
  readonly band: (band: BandDocument) => string;
  /** What was said in both languages already, in this one. */
  readonly it: (said: Said) => string;
}

function sayIn(language: Language): Say {
  const own = words[language];
  const span = ({ fromUs, untilUs }: Span): string => {
    const begins = fromUs !== Number.NEGATIVE_INFINITY;
    if (untilUs > farthestUs) return begins ? `${own.from} ${timeText(fromUs)}` : own.always;
    return begins ? `${timeText(fromUs)} ${own.to} ${timeText(untilUs)}` : `${own.until} ${timeText(untilUs)}`;
  };
  return {
    span,
    spans: (spans) => spans.map(span).join(', ') || own.none,
    list: (items) => items.join(', ') || own.none,
    band: ({ lower, upper }) => `${altitudeText(lower)} ${own.to} ${altitudeText(upper)}`,
    it: (said) => said[language],
  };
}
const says: Readonly<Record<Language, Say>> = { en: sayIn('en'), es: sayIn('es') };

/** A text in both languages, each told how values are said in it. */
export const both = (en: (say: Say) => string, es: (say: Say) => string): Said => ({
  en: en(says.en),
  es: es(says.es),
});

/** Items, or that there are none. */
export const listed = (items: readonly string[]): Said =>
  both(
    (say) => say.list(items),
    (say) => say.list(items),
  );

/** A length of time; hours to the second. */
export const hoursText = (us: number): string => `${Number((us / 3.6e9).toFixed(4))} h`;

export function altitudeText(altitude: AltitudeDocument): string {
  return altitude.reference === 'FL'
    ? `FL${String(altitude.flightLevel).padStart(3, '0')}`
    : `${altitude.altitudeM} m ${altitude.reference}`;
}

/** Degrees with a letter, to about 0.1 m. */
export function placeText({ latitudeDeg, longitudeDeg }: { latitudeDeg: number; longitudeDeg: number }): string {
  const latitude = `${Math.abs(latitudeDeg).toFixed(6)} ${latitudeDeg < 0 ? 'S' : 'N'}`;
  return `${latitude} ${Math.abs(longitudeDeg).toFixed(6)} ${longitudeDeg < 0 ? 'W' : 'E'}`;
}

/** The window of a plan, and a window that something has to lie in: said by several checks. */
export const planWindow = (window: Span): Said =>
  both(
    (say) => `the plan's window: ${say.span(window)}`,
    (say) => `la ventana del plan: ${say.span(window)}`,
  );
export const within = (window: Span): Said =>
  both(
    (say) => `within ${say.span(window)}`,
    (say) => `dentro de ${say.span(window)}`,
  );
export const noneNamed: Said = { en: 'the plan names none', es: 'el plan no indica ninguno' };
