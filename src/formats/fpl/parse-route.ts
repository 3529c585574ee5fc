import type { Change, Coordinates, Level, Point, RouteElement, Speed } from './message.ts';

const level = String.raw`(?:[FA]\d{3}|[SM]\d{4}|VFR)`;
const CHANGE = new RegExp(String.raw`^([NK]\d{4}|M\d{3})(${level})$`);
const CLIMB = /^C\/([^/]+)\/([NK]\d{4}|M\d{3})([FA]\d{3}|[SM]\d{4})([FA]\d{3}|[SM]\d{4}|PLUS)$/;
const PLACE = /^(\d{2})(\d{2})?([NS])(\d{3})(\d{2})?([EW])$/;

function speedOf(text: string): Speed {
  const value = Number(text.slice(1));
  return { unit: text[0] === 'N' ? 'kt' : text[0] === 'K' ? 'km/h' : 'mach', value };
}

function levelOf(text: string): Level {
  const value = Number(text.slice(1));
  switch (text[0]) {
    case 'F':
    case 'A':
    case 'S':
    case 'M':
      return { kind: text[0], value };
    default:
      return { kind: 'VFR' };
  }
}

/** Item 15 (a) and (b): a speed and a level, with nothing between them. */
export function parseChange(text: string): Change | undefined {
  const [, speed, at] = CHANGE.exec(text) ?? [];
  return speed === undefined || at === undefined ? undefined : { speed: speedOf(speed), level: levelOf(at) };
}

function coordinatesOf(text: string): Coordinates | undefined {
  const [, latDeg, latMin, latSide, lonDeg, lonMin, lonSide] = PLACE.exec(text) ?? [];
  if (latDeg === undefined || lonDeg === undefined || (latMin === undefined) !== (lonMin === undefined))
    return undefined;
  if (Number(latMin ?? 0) > 59 || Number(lonMin ?? 0) > 59) return undefined;
  const latitude = Number(latDeg) * 60 + Number(latMin ?? 0);
  const longitude = Number(lonDeg) * 60 + Number(lonMin ?? 0);
  if (latitude > 90 * 60 || longitude > 180 * 60) return undefined;
  // Minus zero is zero: 0000S is where 0000N is.
  return {
    kind: 'coordinates',
    latitudeMin: latSide === 'S' ? 0 - latitude : latitude,
    longitudeMin: lonSide === 'W' ? 0 - longitude : longitude,
    form: latMin === undefined ? 'degrees' : 'minutes',
  };
}

export function parsePoint(text: string): Point | undefined {
  const place = coordinatesOf(text);
  if (place !== undefined) return place;
  const [, name, bearing, distance] = /^([A-Z][A-Z0-9]{1,4})(\d{3})(\d{3})$/.exec(text) ?? [];
  if (/^[A-Z][A-Z0-9]{1,6}$/.test(text)) return { kind: 'designator', name: text };
  if (name === undefined || Number(bearing) > 360) return undefined;
  return { kind: 'bearing', name, bearingDeg: Number(bearing), distanceNm: Number(distance) };
}

function climbOf(text: string): RouteElement | undefined {
  const [, at, speed, from, upTo] = CLIMB.exec(text) ?? [];
  const point = at === undefined ? undefined : parsePoint(at);
  if (point === undefined || speed === undefined || from === undefined || upTo === undefined) return undefined;
  const change = { speed: speedOf(speed), level: levelOf(from) };
  return { kind: 'cruise-climb', point, change, upTo: upTo === 'PLUS' ? 'PLUS' : levelOf(upTo) };
}

/** One piece of item 15 (c); undefined where it is none. */
export function parseElement(text: string): RouteElement | undefined {
  if (text === 'DCT') return { kind: 'direct' };
  if (text === 'IFR' || text === 'VFR') return { kind: 'rules', rules: text };
  if (text === 'T') return { kind: 'truncated' };
  if (text.startsWith('C/')) return climbOf(text);
  const stroke = text.indexOf('/');
  const point = parsePoint(stroke < 0 ? text : text.slice(0, stroke));
  if (point === undefined) return undefined;
  if (stroke < 0) return { kind: 'point', point, change: null };
  const change = parseChange(text.slice(stroke + 1));
  return change === undefined ? undefined : { kind: 'point', point, change };
}
