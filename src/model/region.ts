import { type Static, Type } from 'typebox';
import { exactly } from './facts.ts';

/** How places, areas, altitudes, times and routes stand in documents (docs/check.md). What the numbers mean is in src/geo/region. */

const metres = (least: number, most: number) => Type.Number({ minimum: least, maximum: most });

export const instantPattern = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?Z$';
/** UTC, RFC 3339 with Z, at most microseconds; whether there is such a day is looked at when it is read. */
export const Instant = Type.String({ pattern: instantPattern });

/** Half-open: from the first moment, up to but without the second. */
export const WindowDocument = Type.Object({ from: Instant, until: Instant }, exactly);
/** One that may have no end. */
export const OpenWindowDocument = Type.Object({ from: Instant, until: Type.Union([Instant, Type.Null()]) }, exactly);

const latitudeDeg = Type.Number({ minimum: -90, maximum: 90 });
const longitudeDeg = Type.Number({ minimum: -180, maximum: 180 });
export const PlaceDocument = Type.Object({ latitudeDeg, longitudeDeg }, exactly);

/** The line to the next vertex: the shortest line on the ellipsoid, or along the parallel where both lie on one. */
export const EdgeKind = Type.Union([Type.Literal('geodesic'), Type.Literal('parallel')]);
export const VertexDocument = Type.Object({ latitudeDeg, longitudeDeg, edge: Type.Optional(EdgeKind) }, exactly);
/** Closed by itself: the last vertex is not the first again (where it is, it counts once). */
export const RingDocument = Type.Array(VertexDocument, { minItems: 3, maxItems: 5_000 });

export const AltitudeDocument = Type.Union([
  Type.Object({ reference: Type.Literal('FL'), flightLevel: Type.Number({ minimum: 0, maximum: 1_000 }) }, exactly),
  Type.Object(
    {
      reference: Type.Union([Type.Literal('MSL'), Type.Literal('HAE'), Type.Literal('AGL')]),
      altitudeM: metres(-1_000, 40_000),
    },
    exactly,
  ),
]);
/** Both ends belong to it. */
export const BandDocument = Type.Object({ lower: AltitudeDocument, upper: AltitudeDocument }, exactly);

/** An area in the air: what is inside the outer ring and outside its holes, within the band. */
export const AreaDocument = Type.Object(
  {
    id: Type.String({ pattern: '^[0-9a-z][0-9a-z-]{0,63}$' }),
    outer: RingDocument,
    holes: Type.Optional(Type.Array(RingDocument, { maxItems: 200 })),
    band: BandDocument,
  },
  exactly,
);

/** A leg begins at a waypoint and ends at the next; it takes all of its band, within its buffer to all sides, from its start to its end. */
export const LegDocument = Type.Object(
  { band: BandDocument, bufferM: metres(0, 200_000), edge: Type.Optional(EdgeKind) },
  exactly,
);
export const WaypointDocument = Type.Object({ latitudeDeg, longitudeDeg, at: Instant }, exactly);
/** One leg fewer than waypoints. */
export const RouteDocument = Type.Object(
  {
    waypoints: Type.Array(WaypointDocument, { minItems: 2, maxItems: 2_000 }),
    legs: Type.Array(LegDocument, { minItems: 1, maxItems: 1_999 }),
    /** How much sooner or later than stated each waypoint may be passed; the swept volume holds it. */
    timeToleranceS: Type.Optional(Type.Number({ minimum: 0, maximum: 86_400 })),
  },
  exactly,
);
/** A way without times. */
export const PathDocument = Type.Object(
  {
    waypoints: Type.Array(PlaceDocument, { minItems: 2, maxItems: 2_000 }),
    legs: Type.Array(LegDocument, { minItems: 1, maxItems: 1_999 }),
  },
  exactly,
);
/** An area that is stayed in for a time. */
export const StayDocument = Type.Object({ area: AreaDocument, window: WindowDocument }, exactly);

/** Lowest and highest ground under everything that the case speaks of. */
export const TerrainRange = Type.Object({ lowestMslM: metres(-500, 9_000), highestMslM: metres(-500, 9_000) }, exactly);
/** What the air may be like: pressure reduced to sea level, and departure from the standard atmosphere's temperature. */
export const AtmosphereRange = Type.Object(
  {
    lowestQnhHpa: Type.Number({ minimum: 870, maximum: 1_090 }),
    highestQnhHpa: Type.Number({ minimum: 870, maximum: 1_090 }),
    lowestIsaDeviationK: Type.Number({ minimum: -60, maximum: 60 }),
    highestIsaDeviationK: Type.Number({ minimum: -60, maximum: 60 }),
  },
  exactly,
);

export type WindowDocument = Static<typeof WindowDocument>;
export type OpenWindowDocument = Static<typeof OpenWindowDocument>;
export type PlaceDocument = Static<typeof PlaceDocument>;
export type RingDocument = Static<typeof RingDocument>;
export type AltitudeDocument = Static<typeof AltitudeDocument>;
export type BandDocument = Static<typeof BandDocument>;
export type AreaDocument = Static<typeof AreaDocument>;
export type RouteDocument = Static<typeof RouteDocument>;
export type PathDocument = Static<typeof PathDocument>;
export type StayDocument = Static<typeof StayDocument>;
export type TerrainRange = Static<typeof TerrainRange>;
export type AtmosphereRange = Static<typeof AtmosphereRange>;
