/**
 * A recogniser of the filed flight plan message, written from Doc 4444, Appendices 2 and 3, item by item, and sharing nothing with src/formats/fpl: it says
 * which items of a text are not of their form.
 */

const LATITUDE = '(?:[0-8][0-9]|90)';
const LONGITUDE = '(?:0[0-9]{2}|1[0-7][0-9]|180)';
const MINUTES = '[0-5][0-9]';
/** 46N078W, or 4620N07805W. */
const PLACE = `(?:${LATITUDE}[NS]${LONGITUDE}[EW]|${LATITUDE}${MINUTES}[NS]${LONGITUDE}${MINUTES}[EW])`;
/** LN, MAY, HADDY; or a bearing and distance from one: DUB180040. */
const NAMED = '[A-Z][A-Z0-9]{1,4}(?:(?:[0-2][0-9]{2}|3[0-5][0-9]|360)[0-9]{3})?';
const POINT = `(?:${PLACE}|${NAMED})`;
const SPEED = '(?:K[0-9]{4}|N[0-9]{4}|M[0-9]{3})';
const LEVEL = '(?:F[0-9]{3}|S[0-9]{4}|A[0-9]{3}|M[0-9]{4})';
const ROUTE = [
  '[A-Z][A-Z0-9]{1,6}', // an ATS route
  POINT,
  `${POINT}/${SPEED}(?:${LEVEL}|VFR)`,
  'DCT',
  'VFR',
  'IFR',
  `C/${POINT}/${SPEED}${LEVEL}(?:${LEVEL}|PLUS)`,
].join('|');
const CLOCK = `(?:[01][0-9]|2[0-3])${MINUTES}`;
const ELAPSED = `[0-9]{2}${MINUTES}`;

const ITEM_10A = '(?:N|S|S?(?:A|B|C|D|E[123]|F|G|H|I|J[1-7]|K|L|M[123]|O|P[1-9]|R|T|U|V|W|X|Y|Z)+)';
const ITEM_10B = '(?:N|[ACEHILPSX](?:B[12]|U[12]|V[12]|D1|G1)*|(?:B[12]|U[12]|V[12]|D1|G1)+)';

const ITEMS: readonly (readonly [item: number, form: string])[] = [
  [7, '[A-Z0-9]{1,7}'],
  [8, '[IVYZ][SNGMX]'],
  [9, '(?:[2-9]|[1-9][0-9])?(?:[A-Z][A-Z0-9]{1,3})/[HMLJ]'],
  [10, `${ITEM_10A}/${ITEM_10B}`],
  [13, `[A-Z]{4}${CLOCK}`],
  [15, `${SPEED}(?:${LEVEL}|VFR)(?: (?:${ROUTE}))*(?: T)?`],
  [16, `[A-Z]{4}${ELAPSED}(?: [A-Z]{4}){0,2}`],
];

const FREE = "[A-Z0-9.,+?:'=]+(?: [A-Z0-9.,+?:'=]+)*";
const STATUS = '(?:ALTRV|ATFMX|FFR|FLTCK|HAZMAT|HEAD|HOSP|HUM|MARSA|MEDEVAC|NONRVSM|SAR|STATE)';
/** Item 18, each indicator at most once, in the order of Appendix 2. */
const OTHER: readonly (readonly [indicator: string, form: string])[] = [
  ['STS', `${STATUS}(?: ${STATUS})*`],
  ...(['PBN', 'NAV', 'COM', 'DAT', 'SUR', 'DEP', 'DEST'] as const).map((it) => [it, FREE] as const),
  ['DOF', '[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])'],
  ['REG', '[A-Z0-9]+'],
  ['EET', `(?:[A-Z]{4}|${POINT})${ELAPSED}(?: (?:[A-Z]{4}|${POINT})${ELAPSED})*`],
  ['SEL', '[A-S]{4}'],
  ['TYP', FREE],
  ['CODE', '[0-9A-F]{6}'],
  ['DLE', `${POINT}${ELAPSED}(?: ${POINT}${ELAPSED})*`],
  ['OPR', FREE],
  ['ORGN', FREE],
  ['PER', '[ABCDEH]'],
  ...(['ALTN', 'RALT', 'TALT', 'RIF', 'RMK'] as const).map((it) => [it, FREE] as const),
];
const ITEM_18 = `0|${OTHER.map(([name, form]) => `(?:${name}/${form}(?: |$))?`).join('')}`;

/** Items of a message that are not of their form; 0 where the message as a whole is not. Empty: it is one. */
export function itemsAmiss(text: string): readonly number[] {
  const message = /^\(FPL-([^()]*)\)$/.exec(text.replaceAll(/\s+/g, ' ').trim())?.[1];
  const fields = message?.split('-').map((it) => it.trim()) ?? [];
  if (fields.length !== ITEMS.length + 1) return [0];
  const amiss = ITEMS.filter(([, form], i) => !new RegExp(`^(?:${form})$`).test(fields[i] ?? '')).map(([item]) => item);
  const other = fields[ITEMS.length] ?? '';
  const zzzz = [
    [/^ZZZZ\//, fields[2], 'TYP'],
    [/^ZZZZ/, fields[4], 'DEP'],
    [/^ZZZZ/, fields[6], 'DEST'],
  ] as const;
  const explained = zzzz.every(([form, field, name]) => !form.test(field ?? '') || other.includes(`${name}/`));
  return new RegExp(`^(?:${ITEM_18})$`).test(other) && other !== '' && explained ? amiss : [...amiss, 18];
}
