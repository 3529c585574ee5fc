import { useMemo } from 'react';
import { type Language, useWorkstation } from '../state/workstation.ts';
import { en } from './en.ts';
import { es } from './es.ts';

export type MessageKey = keyof typeof en;
/** Every text of the page in one language. */
export type Messages = { readonly [K in MessageKey]: string };

type ParamsOf<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamsOf<Rest> : never;
/** What a text asks for; nothing where it asks for nothing. */
type Arguments<K extends MessageKey> = [ParamsOf<(typeof en)[K]>] extends [never]
  ? []
  : [values: { readonly [P in ParamsOf<(typeof en)[K]>]: string | number }];
/** Keys whose texts ask for nothing. */
export type PlainKey = { [K in MessageKey]: [ParamsOf<(typeof en)[K]>] extends [never] ? K : never }[MessageKey];
/** Keys that are chosen by number: those with `.one` and `.other`. */
export type PluralKey = { [K in MessageKey]: K extends `${infer Base}.one` ? Base : never }[MessageKey];

const MESSAGES: { readonly [L in Language]: Messages } = { en, es };
const LOCALES: { readonly [L in Language]: string } = { en: 'en-GB', es: 'es-MX' };

/** What an error is made of: the core's own names of contributors (src/geo/budget.ts) that have a text here. */
type Contributor = MessageKey extends infer K ? (K extends `contributor.${infer Name}` ? Name : never) : never;
const isContributor = (name: string): name is Contributor => Object.hasOwn(en, `contributor.${name}`);

/** The name of a contributor to an error; one that has no text here stays as the core names it. */
export const contributorName = (name: string, t: Words): string =>
  isContributor(name) ? t(`contributor.${name}`) : name;

/** Texts, numbers and dates of one language. */
export interface Words {
  readonly language: Language;
  <K extends MessageKey>(key: K, ...values: Arguments<K>): string;
  /** The text for `n` things, which stands in it as `{n}`. */
  count(key: PluralKey, n: number): string;
  number(value: number, digits?: number): string;
  percent(share: number): string;
  /** A quantity and its unit, with as many digits as are meant. */
  quantity(value: number, unit: string, digits?: number): string;
  bytes(count: number): string;
  /** Hours, minutes and seconds, `1:02:03.4`. */
  duration(seconds: number, digits?: number): string;
  /** Date and time in UTC, from microseconds since 1970, ending in Z. */
  utc(timeUs: number, digits?: number): string;
  /** Time of day where this machine stands. */
  local(timeUs: number): string;
}

function plainText(template: string, values: Readonly<Record<string, string | number>>, locale: string): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : (value ?? whole);
  });
}

export function wordsOf(language: Language): Words {
  const messages = MESSAGES[language];
  const locale = LOCALES[language];
  const plural = new Intl.PluralRules(locale);
  const number = (value: number, digits = 0): string =>
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      // No minus before what rounds to nothing.
      signDisplay: 'negative',
    }).format(value);
  const say = <K extends MessageKey>(key: K, ...values: Arguments<K>): string =>
    plainText(messages[key], values[0] ?? {}, locale);
  return Object.assign(say, {
    language,
    count: (key: PluralKey, n: number): string =>
      plainText(
        messages[plural.select(n) === 'one' ? (`${key}.one` as const) : (`${key}.other` as const)],
        { n },
        locale,
      ),
    number,
    percent: (share: number): string =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share),
    quantity: (value: number, unit: string, digits = 0): string =>
      unit === '°' ? `${number(value, digits)}°` : `${number(value, digits)} ${unit}`,
    bytes: (count: number): string => bytesText(count, number),
    duration: durationText,
    utc: utcText,
    local: (timeUs: number): string =>
      new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(timeUs / 1000),
  });
}

function bytesText(count: number, number: (value: number, digits?: number) => string): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let place = 0;
  while (value >= 1000 && place < units.length - 1) {
    value /= 1000;
    place++;
  }
  return `${number(value, place > 0 && value < 10 ? 1 : 0)} ${units[place] ?? ''}`;
}

function durationText(seconds: number, digits = 0): string {
  const scale = 10 ** digits;
  const units = Math.floor(Math.abs(seconds) * scale + 1e-6);
  const whole = Math.floor(units / scale);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const head = hours > 0 ? `${hours}:${two(minutes)}` : `${minutes}`;
  const tail = digits > 0 ? `.${String(units % scale).padStart(digits, '0')}` : '';
  return `${seconds < 0 ? '−' : ''}${head}:${two(whole % 60)}${tail}`;
}

function utcText(timeUs: number, digits = 0): string {
  const text = new Date(Math.floor(timeUs / 1000)).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${digits > 0 ? text.slice(19, 20 + digits) : ''}Z`;
}

const WORDS: { readonly [L in Language]: Words } = { en: wordsOf('en'), es: wordsOf('es') };

/** The words of the language that is chosen. */
export function useWords(): Words {
  const language = useWorkstation((state) => state.language);
  return useMemo(() => WORDS[language], [language]);
}

/** The same outside of components. */
export const wordsNow = (language: Language): Words => WORDS[language];
