import { faultOfItem18, faultOfOther, forms } from './grammar.ts';
import { type FlightPlanMessage, longestMessageChars, type OtherInformation } from './message.ts';
import { parseChange, parseElement } from './parse-route.ts';

/** What is wrong with a message, and where: the item, and the character of the text from 0. */
export interface FlightPlanIssue {
  readonly item: number | null;
  readonly offset: number;
  readonly message: string;
}

export type FlightPlanReading =
  | { readonly message: FlightPlanMessage }
  | { readonly issues: readonly FlightPlanIssue[] };

interface Field {
  readonly text: string;
  readonly offset: number;
}

/** Words of a field with the places they stand at. */
function wordsOf({ text, offset }: Field): readonly Field[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], offset: offset + match.index }));
}

const joined = (words: readonly Field[]): string => words.map((it) => it.text).join(' ');
/** Items in the order of their fields. */
const order = [7, 8, 9, 10, 13, 15, 16, 18] as const;
type Item = (typeof order)[number];
const minutesOf = (hours: string, minutes: string): number => Number(hours) * 60 + Number(minutes);

/** Collects issues while the items are read. */
class Reader {
  readonly issues: FlightPlanIssue[] = [];
  readonly #fields: ReadonlyMap<Item, Field>;

  constructor(fields: ReadonlyMap<Item, Field>) {
    this.#fields = fields;
  }

  field(item: Item): Field {
    return this.#fields.get(item) ?? { text: '', offset: 0 };
  }

  issue(item: Item, offset: number, message: string): undefined {
    this.issues.push({ item, offset, message });
    return undefined;
  }

  /** The groups of an item that is one pattern. */
  groups(item: Item, form: RegExp, expected: string): readonly string[] | undefined {
    const field = this.field(item);
    const match = form.exec(joined(wordsOf(field)));
    if (match === null) return this.issue(item, field.offset, `Expected ${expected}`);
    return match.slice(1).map((it) => it ?? '');
  }
}

type Part<K extends keyof FlightPlanMessage> = Pick<FlightPlanMessage, K> | undefined;
const oneOf = <T extends string>(all: readonly T[], text: string | undefined): T | undefined =>
  all.find((it) => it === text);

function readHead(reader: Reader): Part<'aircraftId' | 'flightRules' | 'flightType' | 'aircraft' | 'equipment'> {
  const [aircraftId] = reader.groups(7, /^([A-Z0-9]{1,7})$/, 'one to seven letters and figures') ?? [];
  const [rules, type] =
    reader.groups(8, /^([IVYZ])([SNGMX])$/, 'flight rules (I, V, Y, Z) and type (S, N, G, M, X)') ?? [];
  const nine = reader.groups(
    9,
    /^([2-9]|[1-9]\d)?([A-Z][A-Z0-9]{1,3})\/([LMHJ])$/,
    'a type and its wake, such as B350/L',
  );
  const ten = reader.groups(10, /^([A-Z0-9]+)\/([A-Z0-9]+)$/, 'equipment and surveillance, such as SDFG/S');
  const [radio = '', surveillance = ''] = ten ?? [];
  if (ten !== undefined && !(forms.radio.test(radio) && forms.surveillance.test(surveillance))) {
    reader.issue(10, reader.field(10).offset, 'Equipment codes that Doc 4444 does not have');
  }
  const flightRules = oneOf(['I', 'V', 'Y', 'Z'], rules);
  const flightType = oneOf(['S', 'N', 'G', 'M', 'X'], type);
  const wake = oneOf(['L', 'M', 'H', 'J'], nine?.[2]);
  if (aircraftId === undefined || flightRules === undefined || flightType === undefined || wake === undefined)
    return undefined;
  const aircraft = { count: Number(nine?.[0] || '1'), type: nine?.[1] ?? '', wake };
  return { aircraftId, flightRules, flightType, aircraft, equipment: { radio, surveillance } };
}

function readRoute(reader: Reader): Part<'cruise' | 'route'> {
  const field = reader.field(15);
  const [first, ...rest] = wordsOf(field);
  const cruise = first === undefined ? undefined : parseChange(first.text);
  if (cruise === undefined) return reader.issue(15, field.offset, 'Expected a speed and a level, such as N0200F180');
  const route = rest.flatMap((word) => {
    const element = parseElement(word.text);
    if (element === undefined) reader.issue(15, word.offset, `"${word.text.slice(0, 20)}" is no part of a route`);
    return element === undefined ? [] : [element];
  });
  const cut = route.findIndex((it) => it.kind === 'truncated');
  if (cut >= 0 && cut < route.length - 1)
    reader.issue(15, rest[cut]?.offset ?? field.offset, 'T stands only at the end');
  return { cruise, route };
}

function readPlaces(reader: Reader): Part<'departure' | 'destination'> {
  const from = reader.groups(13, /^([A-Z]{4})([01]\d|2[0-3])([0-5]\d)$/, 'an aerodrome and a time, such as KTUS1400');
  const to = reader.groups(
    16,
    /^([A-Z]{4})(\d{2})([0-5]\d)((?: [A-Z]{4}){0,2})$/,
    'an aerodrome, an elapsed time, and at most two alternates, such as KTUS0630 KDMA',
  );
  const [departure, fromHours, fromMinutes] = from ?? [];
  const [destination, hours, minutes, alternates = ''] = to ?? [];
  if (departure === undefined || fromHours === undefined || fromMinutes === undefined) return undefined;
  if (destination === undefined || hours === undefined || minutes === undefined) return undefined;
  return {
    departure: { aerodrome: departure, timeMin: minutesOf(fromHours, fromMinutes) },
    destination: {
      aerodrome: destination,
      elapsedMin: minutesOf(hours, minutes),
      alternates: alternates.split(' ').filter((it) => it !== ''),
    },
  };
}

function readOther(reader: Reader): readonly OtherInformation[] {
  const words = wordsOf(reader.field(18));
  if (words.length === 1 && words[0]?.text === '0') return [];
  const found: { readonly indicator: string; readonly words: string[]; readonly offset: number }[] = [];
  for (const { text, offset } of words) {
    const stroke = text.indexOf('/');
    const last = found[found.length - 1];
    if (stroke > 0) found.push({ indicator: text.slice(0, stroke), words: [text.slice(stroke + 1)], offset });
    else if (last === undefined) reader.issue(18, offset, 'Expected 0, or an indicator such as DOF/');
    else last.words.push(text);
  }
  if (words.length === 0) reader.issue(18, reader.field(18).offset, 'Expected 0, or an indicator such as DOF/');
  return found.map(({ indicator, words: said, offset }) => {
    const text = said.join(' ').trim();
    const fault = faultOfOther(indicator.slice(0, 20), text);
    if (fault !== undefined) reader.issue(18, offset, fault);
    return { indicator, text };
  });
}

/** The fields of the text by their items, or why there are none. */
function fieldsOf(text: string): { readonly fields: ReadonlyMap<Item, Field> } | { readonly issue: FlightPlanIssue } {
  const wrong = (offset: number, message: string) => ({ issue: { item: null, offset, message } });
  if (text.length > longestMessageChars)
    return wrong(longestMessageChars, `Longer than ${longestMessageChars} characters`);
  const start = text.search(/\S/);
  const head = '(FPL-';
  if (start < 0 || !text.startsWith(head, start)) return wrong(Math.max(start, 0), 'Expected (FPL- at the beginning');
  const end = text.trimEnd().length - 1;
  if (text[end] !== ')') return wrong(end, 'Expected ) at the end');
  const fields: Field[] = [];
  let offset = start + head.length;
  for (const part of text.slice(offset, end).split('-')) {
    fields.push({ text: part, offset });
    offset += part.length + 1;
  }
  if (fields.length !== order.length) {
    return wrong(fields[order.length]?.offset ?? end, `Expected ${order.length} fields, found ${fields.length}`);
  }
  return { fields: new Map(order.flatMap((item, i) => (fields[i] === undefined ? [] : [[item, fields[i]] as const]))) };
}

/**
 * Reads a filed flight plan message. Takes any text, never throws over it; work is linear in its length, and what is longer than 64 KiB is not read. Blanks
 * and line ends count as one blank. What is optional in Doc 4444 and not written by us (SSR code in item 7, item 19) is an issue.
 */
export function parseFlightPlan(text: string): FlightPlanReading {
  const split = fieldsOf(text);
  if ('issue' in split) return { issues: [split.issue] };
  const reader = new Reader(split.fields);
  const head = readHead(reader);
  const places = readPlaces(reader);
  const way = readRoute(reader);
  const other = readOther(reader);
  if (head !== undefined && places !== undefined) {
    const fault = faultOfItem18(
      other.map((it) => it.indicator),
      {
        type: head.aircraft.type === 'ZZZZ',
        departure: places.departure.aerodrome === 'ZZZZ',
        destination: places.destination.aerodrome === 'ZZZZ',
        alternate: places.destination.alternates.includes('ZZZZ'),
      },
    );
    if (fault !== undefined) reader.issue(18, reader.field(18).offset, fault);
  }
  if (reader.issues.length > 0 || head === undefined || places === undefined || way === undefined) {
    return { issues: reader.issues };
  }
  return { message: { ...head, ...places, ...way, other } };
}
