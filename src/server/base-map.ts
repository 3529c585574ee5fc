import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Feature, featureCollection, type Json } from '../formats/geojson/write.ts';
import { cutLine, cutPolygon } from '../formats/paths/antimeridian.ts';
import {
  arcCount,
  arcOf,
  arcOwners,
  type LonLat,
  readTopology,
  ringOf,
  type Topology,
} from '../formats/topojson/topology.ts';

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

/** A line an arc, as mexico-states.ts made them. */
function* mexicanStates(): Generator<Feature> {
  const map = readTopology(readFileSync(new URL('maps/mexico-states.topojson', import.meta.url)), 'states');
  for (let index = 0; index < arcCount(map); index++) {
    yield { geometry: { type: 'LineString', coordinates: arcOf(map, index).map(position) }, properties: {} };
  }
}

function* stateFeatures(): Generator<Feature> {
  yield* borderFeatures(topology('us-atlas/states-10m.json', 'states'));
  yield* mexicanStates();
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
