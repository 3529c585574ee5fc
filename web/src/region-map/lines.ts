import type { Feature, FeatureCollection, Position } from 'geojson';
import { type Curve, curveBetween, type EdgeKind, surfacePoint } from '../../../src/geo/region/curve.ts';
import { denseCurve, outline } from '../../../src/geo/region/outline.ts';
import type { Leg } from '../../../src/geo/region/route.ts';
import type { AreaPart, PlacePart, RegionPart, RoutePart } from './scene.ts';

/** Lines for the map from areas and ways as documents give them. Nothing is decided by them: also what is no area yet is drawn, as far as it can be. */

/** Between two places of a line a straight one strays less than a pixel at any zoom that shows both. */
const stepM = 20_000;

interface Place {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}
interface Vertex extends Place {
  readonly edge?: EdgeKind;
}

const isPlace = ({ latitudeDeg, longitudeDeg }: Place): boolean =>
  Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 360;

/** Turned to within 180 degrees of the place before, so that a line over the antimeridian runs on. */
function unwrapped(places: readonly Place[], aboutDeg: number): Position[] {
  let last = aboutDeg;
  return places.map(({ latitudeDeg, longitudeDeg }) => {
    last = longitudeDeg + 360 * Math.round((last - longitudeDeg) / 360);
    return [last, latitudeDeg];
  });
}

function curveOf(from: Place, to: Place, edge: EdgeKind | undefined): Curve {
  const kind = edge === 'parallel' && from.latitudeDeg === to.latitudeDeg ? 'parallel' : 'geodesic';
  const start = surfacePoint(from.latitudeDeg, from.longitudeDeg);
  return curveBetween(start, surfacePoint(to.latitudeDeg, to.longitudeDeg), kind);
}

function edgePlaces(from: Place, to: Place, edge: EdgeKind | undefined): readonly Place[] {
  const curve = curveOf(from, to, edge);
  return denseCurve(curve, Math.max(stepM, curve.lengthM / 400));
}

/** A ring as GeoJSON closes it; empty where it has fewer than two places. */
export function ringLine(ring: readonly Vertex[], aboutDeg: number): Position[] {
  const places = ring.filter(isPlace);
  if (places.length < 2) return [];
  const line = places.flatMap((from, i) =>
    edgePlaces(from, places[(i + 1) % places.length] ?? from, from.edge).slice(0, -1),
  );
  const open = unwrapped(line, aboutDeg);
  const [first] = open;
  return first === undefined ? [] : [...open, first];
}

type Properties = Readonly<Record<string, string | boolean>>;
const propertiesOf = (part: RegionPart, role: string): Properties => ({
  id: part.id,
  tone: part.tone,
  role,
  selected: part.selected === true,
});

function areaFeatures(part: AreaPart): Feature[] {
  const about = part.area.outer[0]?.longitudeDeg ?? 0;
  const rings = [part.area.outer, ...(part.area.holes ?? [])].map((ring) => ringLine(ring, about));
  const [outer = [], ...holes] = rings;
  if (outer.length < 2) return [];
  const coordinates = [outer, ...holes.filter((hole) => hole.length > 3)];
  return [{ type: 'Feature', properties: propertiesOf(part, 'area'), geometry: { type: 'Polygon', coordinates } }];
}

/** Outlines of what the legs take up; a leg whose ends cannot be read has none. */
function buffers({ way: { waypoints, legs } }: RoutePart, about: number): Position[][] {
  const swept = legs.flatMap(({ bufferM, edge }, index): Leg[] => {
    const [from, to] = [waypoints[index], waypoints[index + 1]];
    if (from === undefined || to === undefined || !isPlace(from) || !isPlace(to) || !(bufferM > 0)) return [];
    return [{ index, shape: { kind: 'line', curve: curveOf(from, to, edge), bufferM }, band, interval }];
  });
  return outline({ name: '', legs: swept }, stepM).map((ring) => {
    const line = unwrapped(ring, about);
    const [first] = line;
    return first === undefined ? [] : [...line, first];
  });
}
/** The outline on the ground hangs on neither. */
const sea = { reference: 'MSL', altitudeM: 0 } as const;
const band = { lower: sea, upper: sea };
const interval = { fromUs: 0, untilUs: 1 };

function routeFeatures(part: RoutePart): Feature[] {
  const { waypoints, legs } = part.way;
  const about = waypoints[0]?.longitudeDeg ?? 0;
  const places = waypoints.filter(isPlace);
  const last = places.at(-1);
  const line = places
    .slice(0, -1)
    .flatMap((from, i) => edgePlaces(from, places[i + 1] ?? from, legs[i]?.edge).slice(0, -1));
  const coordinates = unwrapped(last === undefined ? line : [...line, last], about);
  const swept: Feature[] = buffers(part, about).map((ring) => ({
    type: 'Feature',
    properties: propertiesOf(part, 'buffer'),
    geometry: { type: 'Polygon', coordinates: [ring] },
  }));
  const dots: Feature[] = unwrapped(places, about).map((at) => ({
    type: 'Feature',
    properties: propertiesOf(part, 'waypoint'),
    geometry: { type: 'Point', coordinates: at },
  }));
  if (coordinates.length < 2) return [...swept, ...dots];
  const flown: Feature = {
    type: 'Feature',
    properties: propertiesOf(part, 'route'),
    geometry: { type: 'LineString', coordinates },
  };
  return [...swept, flown, ...dots];
}

function placeFeatures(part: PlacePart): Feature[] {
  const geometry = { type: 'Point' as const, coordinates: [part.longitudeDeg, part.latitudeDeg] };
  return [{ type: 'Feature', properties: propertiesOf(part, 'place'), geometry }];
}

function featuresOf(part: RegionPart): Feature[] {
  switch (part.kind) {
    case 'area':
      return areaFeatures(part);
    case 'route':
      return routeFeatures(part);
    case 'place':
      return placeFeatures(part);
  }
}

export const collectionOf = (parts: readonly RegionPart[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: parts.flatMap(featuresOf),
});

/** Every place of a part's features. */
export function positionsOf(part: RegionPart): readonly Position[] {
  return featuresOf(part).flatMap(({ geometry }) => {
    switch (geometry.type) {
      case 'Point':
        return [geometry.coordinates];
      case 'LineString':
        return geometry.coordinates;
      case 'Polygon':
        return geometry.coordinates.flat();
      default:
        return [];
    }
  });
}

/** Where the name of a part stands: over the middle of its northern end. */
export function labelPlace(part: RegionPart): Position | undefined {
  const positions = positionsOf(part);
  if (positions.length === 0) return undefined;
  const lons = positions.map(([lon = 0]) => lon);
  const lats = positions.map(([, lat = 0]) => lat);
  return [(Math.min(...lons) + Math.max(...lons)) / 2, Math.max(...lats)];
}
