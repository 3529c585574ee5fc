/** [longitude, latitude], degrees. */
type LonLat = readonly [number, number];

/** An area: its rings, each closed (the first vertex again at the end), whether outer or hole. */
export interface Outline {
  readonly name: string;
  readonly rings: readonly (readonly LonLat[])[];
}

/** A line that parts two areas. */
export interface SharedEdge {
  readonly a: string;
  readonly b: string;
  readonly line: readonly LonLat[];
}

const keyOf = ([lon, lat]: LonLat): string => `${lon} ${lat}`;

/**
 * The lines that two areas have in common: stretches whose vertices stand in the rings of both, in either direction, bit for bit (areas cut
 * from one map). Coasts and outer borders, which one area has alone, are left out. Each stretch comes once, as the later of the two areas runs it.
 */
export function* sharedEdges(areas: readonly Outline[]): Generator<SharedEdge> {
  const owners = new Map<string, number>();
  for (const [index, { rings }] of areas.entries()) {
    let open: { readonly owner: number; readonly line: LonLat[] } | undefined;
    const close = function* (): Generator<SharedEdge> {
      if (open === undefined) return;
      yield { a: areas[open.owner]?.name ?? '', b: areas[index]?.name ?? '', line: open.line };
      open = undefined;
    };
    for (const ring of rings) {
      for (let at = 1; at < ring.length; at++) {
        const [from, to] = [ring[at - 1], ring[at]];
        if (from === undefined || to === undefined) continue;
        const [first, second] = [keyOf(from), keyOf(to)];
        const segment = first < second ? `${first} ${second}` : `${second} ${first}`;
        const owner = owners.get(segment);
        if (owner === undefined) owners.set(segment, index);
        if (owner === undefined || owner === index) {
          yield* close();
        } else if (open !== undefined && open.owner === owner) {
          open.line.push(to);
        } else {
          yield* close();
          open = { owner, line: [from, to] };
        }
      }
      yield* close();
    }
  }
}
