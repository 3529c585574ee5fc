import type { FeatureCollection, GeoJsonProperties } from 'geojson';
import { viridis } from '../../../../src/formats/paths/viridis.ts';

/** A band of ground sample distance on the map, and its colour: finer is brighter. */
export interface Band {
  readonly minGsdM: number;
  readonly maxGsdM: number;
  readonly areaKm2: number | null;
  readonly color: string;
}

export interface Coverage {
  readonly data: FeatureCollection;
  /** Finest first. */
  readonly bands: readonly Band[];
}

const numberIn = (properties: GeoJsonProperties, name: string): number | null => {
  const value: unknown = properties?.[name];
  return typeof value === 'number' ? value : null;
};

/** The dark end of the scale is left out: it cannot be told from the ground of a dark map. */
const DARKEST = 0.3;

/** Gives each band of the service's coverage a colour of the viridis scale, by its place among the bands. */
export function colored(collection: FeatureCollection): Coverage {
  const limits = [
    ...new Set(
      collection.features.map(({ properties }) => numberIn(properties, 'maxGsdM') ?? Number.POSITIVE_INFINITY),
    ),
  ].sort((a, b) => a - b);
  const colorOf = (maxGsdM: number): string =>
    viridis(limits.length < 2 ? 1 : 1 - ((1 - DARKEST) * limits.indexOf(maxGsdM)) / (limits.length - 1));
  const bands: Band[] = [];
  const features = collection.features.map((feature) => {
    const maxGsdM = numberIn(feature.properties, 'maxGsdM') ?? Number.POSITIVE_INFINITY;
    const minGsdM = numberIn(feature.properties, 'minGsdM') ?? 0;
    const color = colorOf(maxGsdM);
    bands.push({ minGsdM, maxGsdM, areaKm2: numberIn(feature.properties, 'areaKm2'), color });
    return { ...feature, properties: { ...feature.properties, color } };
  });
  bands.sort((a, b) => a.minGsdM - b.minGsdM);
  return { data: { ...collection, features }, bands };
}
