import { AtalayaError } from '../../model/errors.ts';
import { faultOfItem18, faultOfOther, forms } from './grammar.ts';
import {
  type Change,
  type FlightPlanMessage,
  type Level,
  longestMessageChars,
  type Point,
  type RouteElement,
  type Speed,
} from './message.ts';

/** Characters of a line on the aeronautical fixed network (Annex 10, Volume II). */
const lineChars = 69;

/** Words of item 15 that name no point. */
const reserved: ReadonlySet<string> = new Set(['DCT', 'IFR', 'VFR']);

function refuse(what: string, item: number): AtalayaError {
  return new AtalayaError('value-out-of-range', what, `flight plan, item ${item}`, 'See ICAO Doc 4444, Appendix 2');
}

function digits(value: number, count: number, what: string, item: number): string {
  if (!Number.isInteger(value) || value < 0 || value >= 10 ** count) throw refuse(`${what} ${value}`, item);
  return String(value).padStart(count, '0');
}

const hoursMinutes = (min: number, what: string, item: number): string =>
  digits(Math.floor(min / 60), 2, what, item) + digits(min % 60, 2, what, item);

export function speedText({ unit, value }: Speed): string {
  switch (unit) {
    case 'kt':
      return `N${digits(value, 4, 'Speed', 15)}`;
    case 'km/h':
      return `K${digits(value, 4, 'Speed', 15)}`;
    case 'mach':
      return `M${digits(value, 3, 'Mach number', 15)}`;
  }
}

export function levelText(level: Level): string {
  switch (level.kind) {
    case 'VFR':
      return 'VFR';
    case 'F':
    case 'A':
      return level.kind + digits(level.value, 3, 'Level', 15);
    case 'S':
    case 'M':
      return level.kind + digits(level.value, 4, 'Level', 15);
  }
}

const changeText = ({ speed, level }: Change): string => speedText(speed) + levelText(level);

/** One axis of a place: figures of degrees, minutes where the form has them, and the letter of its side. */
function axisText(min: number, most: number, width: number, sides: string, form: 'degrees' | 'minutes'): string {
  if (!Number.isInteger(min) || Math.abs(min) > most * 60) throw refuse(`Place at ${min} minutes`, 15);
  if (form === 'degrees' && min % 60 !== 0) throw refuse(`${min} minutes as whole degrees`, 15);
  const size = Math.abs(min);
  const degrees = digits(Math.floor(size / 60), width, 'Degrees', 15);
  return degrees + (form === 'degrees' ? '' : digits(size % 60, 2, 'Minutes', 15)) + (sides[min < 0 ? 1 : 0] ?? '');
}

export function pointText(point: Point): string {
  switch (point.kind) {
    case 'coordinates':
      return (
        axisText(point.latitudeMin, 90, 2, 'NS', point.form) + axisText(point.longitudeMin, 180, 3, 'EW', point.form)
      );
    case 'designator':
      if (!forms.designator.test(point.name) || reserved.has(point.name))
        throw refuse(`Designator "${point.name}"`, 15);
      return point.name;
    case 'bearing':
      if (!/^[A-Z][A-Z0-9]{1,4}$/.test(point.name) || point.bearingDeg > 360) throw refuse('Bearing', 15);
      return point.name + digits(point.bearingDeg, 3, 'Bearing', 15) + digits(point.distanceNm, 3, 'Distance', 15);
  }
}

function elementText(element: RouteElement): string {
  switch (element.kind) {
    case 'point':
      return pointText(element.point) + (element.change === null ? '' : `/${changeText(element.change)}`);
    case 'cruise-climb': {
      const upTo = element.upTo === 'PLUS' ? 'PLUS' : levelText(element.upTo);
      if (element.change.level.kind === 'VFR' || upTo === 'VFR') throw refuse('A cruise climb without a level', 15);
      return `C/${pointText(element.point)}/${changeText(element.change)}${upTo}`;
    }
    case 'direct':
      return 'DCT';
    case 'rules':
      return element.rules;
    case 'truncated':
      return 'T';
  }
}

function shaped(text: string, form: RegExp, what: string, item: number): string {
  if (text === '' || !form.test(text)) throw refuse(`${what} "${text}"`, item);
  return text;
}

/** Blanks become line ends where a line would be longer than the network carries. */
function wrapped(text: string): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1] ?? '';
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= lineChars) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

function item18(message: FlightPlanMessage): string {
  for (const { indicator, text } of message.other) {
    const fault = faultOfOther(indicator, text);
    if (fault !== undefined) throw refuse(fault, 18);
  }
  const fault = faultOfItem18(
    message.other.map((it) => it.indicator),
    {
      type: message.aircraft.type === 'ZZZZ',
      departure: message.departure.aerodrome === 'ZZZZ',
      destination: message.destination.aerodrome === 'ZZZZ',
      alternate: message.destination.alternates.includes('ZZZZ'),
    },
  );
  if (fault !== undefined) throw refuse(fault, 18);
  return message.other.length === 0 ? '0' : message.other.map((it) => `${it.indicator}/${it.text}`).join(' ');
}

/**
 * The message as text, fields on lines of their own, lines of at most 69 characters where blanks allow it, LF between them. Errors: `value-out-of-range` for
 * what has no form in Doc 4444, with the item; `too-large` above 64 KiB.
 */
export function encodeFlightPlan(message: FlightPlanMessage): string {
  const { aircraft, equipment, departure, destination } = message;
  if (aircraft.count < 1) throw refuse(`${aircraft.count} aircraft`, 9);
  if (departure.timeMin >= 24 * 60) throw refuse(`Minute ${departure.timeMin} of the day`, 13);
  if (destination.alternates.length > 2) throw refuse('More than two destination alternates', 16);
  if (message.route.slice(0, -1).some((it) => it.kind === 'truncated')) throw refuse('T before the end', 15);
  const place = (it: string, item: number): string => shaped(it, forms.aerodrome, 'Aerodrome', item);
  const count = aircraft.count === 1 ? '' : digits(aircraft.count, aircraft.count > 9 ? 2 : 1, 'Number', 9);
  const fields = [
    `(FPL-${shaped(message.aircraftId, forms.aircraftId, 'Aircraft identification', 7)}-${message.flightRules}${message.flightType}`,
    `${count}${shaped(aircraft.type, forms.aircraftType, 'Type', 9)}/${aircraft.wake}-${shaped(equipment.radio, forms.radio, 'Equipment', 10)}/${shaped(equipment.surveillance, forms.surveillance, 'Surveillance', 10)}`,
    `${place(departure.aerodrome, 13)}${hoursMinutes(departure.timeMin, 'Time', 13)}`,
    [changeText(message.cruise), ...message.route.map(elementText)].join(' '),
    [
      `${place(destination.aerodrome, 16)}${hoursMinutes(destination.elapsedMin, 'Elapsed time', 16)}`,
      ...destination.alternates.map((it) => place(it, 16)),
    ].join(' '),
    item18(message),
  ];
  const text = `${fields.map(wrapped).join('\n-')})\n`;
  if (text.length > longestMessageChars) {
    const what = `The message has ${text.length} characters`;
    throw new AtalayaError('too-large', what, 'flight plan', 'File the route in parts, or with fewer points');
  }
  return text;
}
