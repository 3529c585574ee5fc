/** A JSON value of RFC 8259. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One feature of RFC 7946; a geometry of `null` is a feature without a place (section 3.2). */
export interface Feature {
  readonly geometry: { readonly type: string; readonly coordinates: Json } | null;
  readonly properties: { readonly [key: string]: Json };
  /** West, south, east, north (section 5); west is greater than east where the feature spans the antimeridian. */
  readonly bbox?: readonly [number, number, number, number];
}

/**
 * A FeatureCollection as chunks of text, one feature at a time, a feature to a line, so that memory is bounded by the largest feature.
 * `head` adds members beside `features` (foreign members, section 6.1).
 */
export function* featureCollection(
  features: Iterable<Feature>,
  head: { readonly [key: string]: Json } = {},
): Generator<string> {
  const members = Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)},`);
  yield `{"type":"FeatureCollection",${members.join('')}"features":[`;
  let separator = '\n';
  for (const { geometry, properties, bbox } of features) {
    const box = bbox === undefined ? '' : `"bbox":${JSON.stringify(bbox)},`;
    yield `${separator}{"type":"Feature",${box}"geometry":${JSON.stringify(geometry)},"properties":${JSON.stringify(properties)}}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}
