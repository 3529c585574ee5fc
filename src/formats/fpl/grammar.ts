import { otherIndicators, specialHandling } from './message.ts';

/** What each item may be, by Doc 4444, Appendices 2 and 3: the encoder refuses what the parser would not read. */
export const forms = {
  aircraftId: /^[A-Z0-9]{1,7}$/,
  aircraftType: /^[A-Z][A-Z0-9]{1,3}$/,
  radio: /^(?:N|S?(?:[ABCDFGHIKLORTUVWXYZ]|E[1-3]|J[1-7]|M[1-3]|P[1-9])*)$/,
  surveillance: /^(?:N|[ACEHILPSX]?(?:B[12]|U[12]|V[12]|D1|G1)*)$/,
  aerodrome: /^[A-Z]{4}$/,
  designator: /^[A-Z][A-Z0-9]{1,6}$/,
  /** Item 18: what AFTN carries, without the hyphen that begins a field and the stroke that ends an indicator. */
  otherText: /^[A-Z0-9.,+?:'=]+(?: [A-Z0-9.,+?:'=]+)*$/,
  dateOfFlight: /^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/,
} as const;

const indicators: ReadonlySet<string> = new Set(otherIndicators);
const handling: ReadonlySet<string> = new Set(specialHandling);

const point = String.raw`(?:\d{2}[NS]\d{3}[EW]|\d{4}[NS]\d{5}[EW]|[A-Z][A-Z0-9]{1,4}(?:\d{6})?)`;
const pointAndTime = new RegExp(String.raw`^${point}\d{2}[0-5]\d$`);
const checksOfText: Readonly<Record<string, (text: string) => boolean>> = {
  STS: (text) => text.split(' ').every((word) => handling.has(word)),
  DOF: (text) => forms.dateOfFlight.test(text),
  REG: (text) => /^[A-Z0-9]+$/.test(text),
  SEL: (text) => /^[A-S]{4}$/.test(text),
  CODE: (text) => /^[0-9A-F]{6}$/.test(text),
  PER: (text) => /^[ABCDEH]$/.test(text),
  EET: (text) => text.split(' ').every((one) => /^[A-Z]{4}\d{2}[0-5]\d$/.test(one) || pointAndTime.test(one)),
  DLE: (text) => text.split(' ').every((one) => pointAndTime.test(one)),
};

/** What is wrong with one piece of item 18; undefined where nothing is. */
export function faultOfOther(indicator: string, text: string): string | undefined {
  if (!indicators.has(indicator)) return `${indicator}/ is no indicator of item 18`;
  if (!forms.otherText.test(text)) return `${indicator}/ is followed by nothing, or by what has no place there`;
  return checksOfText[indicator]?.(text) === false ? `What follows ${indicator}/ is not of its form` : undefined;
}

/** Item 18 as a whole: each indicator once, and what ZZZZ asks for. */
export function faultOfItem18(
  indicatorsThere: readonly string[],
  zzzz: {
    readonly type: boolean;
    readonly departure: boolean;
    readonly destination: boolean;
    readonly alternate: boolean;
  },
): string | undefined {
  const twice = indicatorsThere.find((one, i) => indicatorsThere.indexOf(one) < i);
  if (twice !== undefined) return `${twice}/ stands twice`;
  const asked = { TYP: zzzz.type, DEP: zzzz.departure, DEST: zzzz.destination, ALTN: zzzz.alternate };
  const missing = Object.entries(asked).find(([name, needed]) => needed && !indicatorsThere.includes(name));
  return missing === undefined ? undefined : `ZZZZ is filed, and ${missing[0]}/ does not say what it stands for`;
}
