import type { DrawnRing } from '../region-map/area-drawing.ts';
import { type AreaForm, degrees, type FormRing, type FormVertex, placesOf } from './area-form.ts';

/** Between an area of a form and its rings as the map draws them. */

/** As the drawing rounds, to about 0.1 m. */
const rounded = (value: number): number => Number(value.toFixed(6));

const ringPositions = (ring: FormRing): DrawnRing =>
  placesOf(ring).map(({ longitudeDeg, latitudeDeg }) => [longitudeDeg, latitudeDeg]);

/** The outer ring, then the holes. */
export const positionsOf = ({ outer, holes }: AreaForm): readonly DrawnRing[] => [outer, ...holes].map(ringPositions);

const isAt = ({ lat, lon }: FormVertex, [longitudeDeg = 0, latitudeDeg = 0]: readonly number[]): boolean =>
  rounded(degrees(lat)) === rounded(latitudeDeg) && rounded(degrees(lon)) === rounded(longitudeDeg);

/** A ring as it was drawn; a vertex that stayed where it was keeps what was typed, and one that moved the kind of its edge. */
function formRing(drawn: DrawnRing, before: FormRing): FormRing {
  return drawn.map((at, i) => {
    const same = before.find((vertex) => isAt(vertex, at));
    if (same !== undefined) return same;
    const edge = drawn.length === before.length ? (before[i]?.edge ?? 'geodesic') : 'geodesic';
    const [longitudeDeg = 0, latitudeDeg = 0] = at;
    return { lat: String(rounded(latitudeDeg)), lon: String(rounded(longitudeDeg)), edge };
  });
}

/** The area with rings as they were drawn; a hole without vertices is gone. */
export function withRings(area: AreaForm, rings: readonly DrawnRing[]): AreaForm {
  const [outer = [], ...holes] = rings;
  return {
    ...area,
    outer: formRing(outer, area.outer),
    holes: holes.map((hole, i) => formRing(hole, area.holes[i] ?? [])).filter((hole) => hole.length > 0),
  };
}
