import { parseArea } from '../../../src/geo/region/parse-area.ts';
import { AtalayaError } from '../../../src/model/errors.ts';
import type { AreaDocument } from '../../../src/model/region.ts';

/** An area while it is written or drawn: numbers as they were typed. */

export interface FormVertex {
  readonly lat: string;
  readonly lon: string;
  readonly edge: 'geodesic' | 'parallel';
}
export type FormRing = readonly FormVertex[];
export const REFERENCES = ['MSL', 'FL', 'AGL', 'HAE'] as const;
export type Reference = (typeof REFERENCES)[number];
export interface FormLimit {
  readonly reference: Reference;
  readonly value: string;
}
export interface AreaForm {
  readonly id: string;
  readonly outer: FormRing;
  readonly holes: readonly FormRing[];
  readonly lower: FormLimit;
  readonly upper: FormLimit;
}

/** What has to be mended, where in the document, and the place on the ground where there is one. */
export interface Fault {
  readonly pointer: string;
  readonly kind: 'form' | 'inconsistent' | 'band' | 'crossing' | 'hole' | 'ring' | 'edge' | 'large';
  readonly place: { readonly latitudeDeg: number; readonly longitudeDeg: number } | undefined;
}

export const emptyArea = (id: string): AreaForm => ({
  id,
  outer: [],
  holes: [],
  lower: { reference: 'MSL', value: '3000' },
  upper: { reference: 'MSL', value: '7000' },
});

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

function limitOf(value: unknown): FormLimit {
  const limit = isRecord(value) ? value : {};
  const reference = REFERENCES.find((one) => one === limit['reference']) ?? 'MSL';
  return { reference, value: textOf(limit['value'] ?? limit['altitudeM'] ?? limit['flightLevel']) };
}

const ringOf = (value: unknown): FormRing =>
  (Array.isArray(value) ? value : []).filter(isRecord).map((vertex) => ({
    lat: textOf(vertex['lat'] ?? vertex['latitudeDeg']),
    lon: textOf(vertex['lon'] ?? vertex['longitudeDeg']),
    edge: vertex['edge'] === 'parallel' ? 'parallel' : 'geodesic',
  }));

/** The form of an area of a document, or of one that was kept as a form. */
export function areaFormOf(value: object): AreaForm {
  const area: Readonly<Record<string, unknown>> = { ...value };
  const band = isRecord(area['band']) ? area['band'] : area;
  const holes = Array.isArray(area['holes']) ? area['holes'].map(ringOf) : [];
  return {
    id: textOf(area['id']),
    outer: ringOf(area['outer']),
    holes,
    lower: limitOf(band['lower']),
    upper: limitOf(band['upper']),
  };
}

/** A number as people write it, with a point or a comma; NaN where it is none. */
export const degrees = (text: string): number =>
  text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.').replace('−', '-'));

/** What is no number stays a text, so that it is found at fault. */
const numberOr = (text: string): unknown => {
  const value = degrees(text);
  return Number.isFinite(value) ? value : text;
};

const vertexDocument = ({ lat, lon, edge }: FormVertex): object => {
  const at = { latitudeDeg: numberOr(lat), longitudeDeg: numberOr(lon) };
  return edge === 'parallel' ? { ...at, edge } : at;
};
const limitDocument = ({ reference, value }: FormLimit): object =>
  reference === 'FL' ? { reference, flightLevel: numberOr(value) } : { reference, altitudeM: numberOr(value) };

/** The area as a document has it; of its form only where its numbers are. */
export function areaDocument({ id, outer, holes, lower, upper }: AreaForm): object {
  const rings = holes.filter((hole) => hole.length > 0).map((hole) => hole.map(vertexDocument));
  const band = { lower: limitDocument(lower), upper: limitDocument(upper) };
  return { id: id.trim(), outer: outer.map(vertexDocument), ...(rings.length === 0 ? {} : { holes: rings }), band };
}

/** The vertices of a ring that are places, for the map. */
export const placesOf = (ring: FormRing): AreaDocument['outer'] =>
  ring.flatMap(({ lat, lon, edge }) => {
    const [latitudeDeg, longitudeDeg] = [degrees(lat), degrees(lon)];
    const isPlace = Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 180;
    return isPlace ? [edge === 'parallel' ? { latitudeDeg, longitudeDeg, edge } : { latitudeDeg, longitudeDeg }] : [];
  });

const KINDS: readonly (readonly [RegExp, Fault['kind']])[] = [
  [/cross|run together/i, 'crossing'],
  [/hole/i, 'hole'],
  [/encloses nothing|distinct vertices/i, 'ring'],
  [/so large/i, 'large'],
];

/** What the reading of an area says of it, as a fault with its place: `... at 30.100000, -110.200000`. */
export function geometryFault({ message, where }: AtalayaError): Fault {
  const kind = KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? 'edge';
  const pointer = where.replaceAll('.', '/').replaceAll(/\[(\d+)\]/g, '/$1');
  const [, latitude, longitude] = /(-?\d+\.\d+), (-?\d+\.\d+)/.exec(message) ?? [];
  if (latitude === undefined || longitude === undefined) return { pointer, kind, place: undefined };
  return { pointer, kind, place: { latitudeDeg: Number(latitude), longitudeDeg: Number(longitude) } };
}

const bandIsOver = ({ lower, upper }: AreaForm): boolean =>
  lower.reference === upper.reference && degrees(lower.value) > degrees(upper.value);

/** What is wrong with an area beyond the form of its fields; nothing is said of a ring whose numbers are none. */
export function areaFaults(area: AreaForm, pointer: string): readonly Fault[] {
  const faults: Fault[] = bandIsOver(area) ? [{ pointer: `${pointer}/band`, kind: 'band', place: undefined }] : [];
  const rings = [area.outer, ...area.holes.filter((hole) => hole.length > 0)];
  if (rings.some((ring) => placesOf(ring).length !== ring.length)) return faults;
  try {
    parseArea(areaDocument(area), pointer);
  } catch (error) {
    if (!(error instanceof AtalayaError)) throw error;
    faults.push(geometryFault(error));
  }
  return faults;
}
