import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { ConditionDocument } from '../../../src/authorise/case/document.ts';
import { type CaseFault, schemaFaults } from '../../../src/authorise/case/faults.ts';
import { instantText, instantUs } from '../../../src/model/instant.ts';
import type { AltitudeDocument } from '../../../src/model/region.ts';
import { utcIn } from '../account/window.ts';

/** A condition as somebody writes it in a form, all fields as text; those that its kind has no use for stay as they are. */
export interface WrittenCondition {
  readonly kind: ConditionDocument['kind'];
  readonly text: string;
  readonly from: string;
  readonly until: string;
  readonly lower: string;
  readonly upper: string;
  readonly area: string;
  /** A place a line: latitude and longitude in degrees. */
  readonly places: string;
  readonly sensor: string;
}

export const conditionKinds = ['text', 'window', 'band', 'excluded-area', 'excluded-sensor'] as const;

export const blankCondition = (kind: ConditionDocument['kind']): WrittenCondition => ({
  kind,
  text: '',
  from: '',
  until: '',
  lower: '',
  upper: '',
  area: '',
  places: '',
  sensor: '',
});

/** `FL180`, `5000 m MSL`, `5000 MSL`: an altitude as documents show it; undefined for what is none. */
export function altitudeIn(text: string): AltitudeDocument | undefined {
  const level = /^FL\s?(\d{1,3}(?:\.\d+)?)$/i.exec(text.trim());
  if (level !== null) return { reference: 'FL', flightLevel: Number(level[1]) };
  const metres = /^(-?\d+(?:\.\d+)?)\s*m?\s+(MSL|HAE|AGL)$/i.exec(text.trim());
  if (metres === null) return undefined;
  const reference = metres[2]?.toUpperCase();
  if (reference !== 'MSL' && reference !== 'HAE' && reference !== 'AGL') return undefined;
  return { reference, altitudeM: Number(metres[1]) };
}

const moment = (text: string): string => {
  const us = utcIn(text);
  return us === undefined ? text : instantText(us);
};

/** What is no place stands as the text it is, so that it is found at its own line. */
const places = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [latitudeDeg, longitudeDeg, ...rest] = line
        .trim()
        .split(/[\s,;]+/)
        .map(Number);
      return rest.length === 0 && Number.isFinite(latitudeDeg) && Number.isFinite(longitudeDeg)
        ? { latitudeDeg, longitudeDeg }
        : line;
    });

function documentOf(it: WrittenCondition, id: string): unknown {
  const { kind } = it;
  const band = { lower: altitudeIn(it.lower) ?? it.lower, upper: altitudeIn(it.upper) ?? it.upper };
  switch (kind) {
    case 'text':
      return { id, kind, text: it.text };
    case 'window':
      return { id, kind, window: { from: moment(it.from), until: moment(it.until) } };
    case 'band':
      return { id, kind, band };
    case 'excluded-area':
      return { id, kind, area: { id: it.area, outer: places(it.places), band } };
    case 'excluded-sensor':
      return { id, kind, sensor: it.sensor };
  }
}

/** The form of one kind of condition: what is wrong is then told of that kind, and not of another. */
const formOf = (kind: ConditionDocument['kind']): TSchema =>
  ConditionDocument.anyOf.find(({ properties }) => properties.kind.const === kind) ?? ConditionDocument;

/** What the form of conditions cannot see in one field alone. */
function odd(document: ConditionDocument, pointer: string): readonly CaseFault[] {
  if (document.kind !== 'window') return [];
  const { from, until } = document.window;
  const isRight = (instantUs(from) ?? Number.NaN) < (instantUs(until) ?? Number.NaN);
  return isRight ? [] : [{ pointer: `${pointer}/window/until`, found: until, allowed: `later than ${from}` }];
}

export type ConditionsRead =
  | { readonly conditions: readonly ConditionDocument[] }
  | { readonly faults: readonly CaseFault[] };

/** Conditions as documents, their ids made of the state's and their numbers; or everything that is wrong with them. */
export function readConditions(written: readonly WrittenCondition[], state: string): ConditionsRead {
  const conditions: ConditionDocument[] = [];
  const faults: CaseFault[] = [];
  for (const [i, one] of written.entries()) {
    const document = documentOf(one, `${state.toLowerCase()}-${i + 1}`);
    const pointer = `/${i + 1}`;
    const found = schemaFaults(formOf(one.kind), document);
    faults.push(...found.map((fault) => ({ ...fault, pointer: pointer + fault.pointer })));
    if (found.length > 0 || !Value.Check(ConditionDocument, document)) continue;
    faults.push(...odd(document, pointer));
    conditions.push(document);
  }
  return faults.length > 0 ? { faults } : { conditions };
}

const isWritten = (value: unknown): value is WrittenCondition =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(blankCondition('text')).every((key) => key in value) &&
  Object.values(value).every((one) => typeof one === 'string') &&
  'kind' in value &&
  conditionKinds.some((kind) => kind === value.kind);

/** Conditions as a draft keeps them; a draft that cannot be read is none. */
export function writtenIn(draft: string): readonly WrittenCondition[] {
  try {
    const value: unknown = JSON.parse(draft === '' ? '[]' : draft);
    return Array.isArray(value) ? value.filter(isWritten) : [];
  } catch {
    return [];
  }
}
