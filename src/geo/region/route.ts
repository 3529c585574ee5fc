import { type Band, parseBand } from './altitude.ts';
import type { Area } from './area.ts';
import { always, type Interval, joined, parseInterval } from './interval.ts';
import { parseArea } from './parse-area.ts';
import { readCurve, readList, readNumber, readRecord, readVertex, refuse } from './read.ts';
import type { Shape } from './shape.ts';

/** One leg of a route with all that it sweeps: every place of the shape, every altitude of the band, all the while. */
export interface Leg {
  /** Counted from 0, in the order of flight. */
  readonly index: number;
  readonly shape: Shape;
  readonly band: Band;
  readonly interval: Interval;
}

/** A route swept whole: the union of what its legs sweep. A stay in an area is a route of one leg. */
export interface Route {
  readonly name: string;
  readonly legs: readonly Leg[];
}

/** Where, how high and when something is permitted, or forbidden. */
export interface Zone {
  readonly name: string;
  readonly area: Area;
  readonly band: Band;
  /** In order and apart; empty means never. */
  readonly windows: readonly Interval[];
}

/** The widest buffer: there straight lines through the earth tell the distance to 17 cm; to 2 cm at 100 km, to 1 mm at 25 km. */
export const widestBufferM = 200_000;
const mostWaypoints = 10_000;
const mostWindows = 10_000;

/**
 * Reads a route: `{ name?, waypoints: [vertex, ...], legs }`, where `legs` is `{ bufferM, band, interval }` for all legs, or a
 * list of one for each. Waypoints are vertices as of `parseArea`: `edge` says how the leg from it runs. A single waypoint is
 * one leg without length: a place that is circled within the buffer.
 */
export function parseRoute(value: unknown, where = 'route'): Route {
  const record = readRecord(value, where);
  const list = readList(record['waypoints'], `${where}.waypoints`, 'List the waypoints in the order of flight.');
  if (list.length === 0 || list.length > mostWaypoints) {
    refuse(`There are ${list.length} waypoints`, `${where}.waypoints`, `Give 1 to ${mostWaypoints}.`);
  }
  const waypoints = list.map((waypoint, i) => readVertex(waypoint, `${where}.waypoints[${i}]`));
  const starts = waypoints.length === 1 ? waypoints : waypoints.slice(0, -1);
  const given = record['legs'];
  if (Array.isArray(given) && given.length !== starts.length) {
    const count = `${given.length} legs for ${list.length} waypoints`;
    refuse(`There are ${count}`, `${where}.legs`, 'Give one leg less than waypoints, or one for all.');
  }
  const legs = starts.map((from, index) => {
    const own = Array.isArray(given) ? `${where}.legs[${index}]` : `${where}.legs`;
    const leg = readRecord(Array.isArray(given) ? given[index] : given, own);
    return {
      index,
      shape: {
        kind: 'line' as const,
        curve: readCurve(from, waypoints[index + 1] ?? from, `${where}.waypoints[${index}]`),
        bufferM: readNumber(leg['bufferM'], 0, widestBufferM, `${own}.bufferM`),
      },
      band: parseBand(leg['band'], `${own}.band`),
      interval: parseInterval(leg['interval'], `${own}.interval`),
    };
  });
  return { name: typeof record['name'] === 'string' ? record['name'] : where, legs };
}

/** Reads a stay: `{ name?, area, band, interval }`, all of the area and the band all the while. */
export function parseStay(value: unknown, where = 'stay'): Route {
  const record = readRecord(value, where);
  const area = parseArea(record['area'], `${where}.area`);
  const band = parseBand(record['band'], `${where}.band`);
  const interval = parseInterval(record['interval'], `${where}.interval`);
  const name = typeof record['name'] === 'string' ? record['name'] : where;
  return { name, legs: [{ index: 0, shape: { kind: 'area', area }, band, interval }] };
}

/**
 * Reads a zone: `{ name?, area, band, windows }`; windows that meet or overlap are joined. For daily hours make the windows with
 * `dailyWindows`. An empty list of windows is refused: nothing would ever be in it.
 */
export function parseZone(value: unknown, where = 'zone'): Zone {
  const record = readRecord(value, where);
  const list = readList(record['windows'], `${where}.windows`, 'List the windows of time.');
  if (list.length === 0 || list.length > mostWindows) {
    refuse(`There are ${list.length} windows`, `${where}.windows`, `Give 1 to ${mostWindows}.`);
  }
  const windows = list.map((window, i) => parseInterval(window, `${where}.windows[${i}]`));
  const name = typeof record['name'] === 'string' ? record['name'] : where;
  return {
    name,
    area: { ...parseArea(record['area'], `${where}.area`), name },
    band: parseBand(record['band'], `${where}.band`),
    windows: joined(windows, always),
  };
}
