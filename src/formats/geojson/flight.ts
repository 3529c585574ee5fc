import type { Flight, FlightFrame } from '../../model/flight.ts';
import { cutLine, cutPolygon } from '../paths/antimeridian.ts';
import { decimals, degrees, isoTime, isPlaced, metres, significant } from '../paths/numbers.ts';
import { frameOutline } from '../paths/outline.ts';
import type { PolygonRings, Vertex } from '../paths/rings.ts';
import type { TrackSegment } from '../paths/track.ts';
import { gapLimitS, trackSegments } from '../paths/track.ts';
import type { Feature, Json } from './write.ts';
import { featureCollection } from './write.ts';

/** What every feature says of the flight it belongs to. A layer may be cut up and passed on: the mark goes with each piece. */
function provenance(flight: Flight): { [key: string]: Json } {
  return {
    flight: flight.name,
    simulated: flight.simulated,
    ...(flight.mission.missionId === undefined ? {} : { missionId: flight.mission.missionId }),
    ...(flight.mission.platform === undefined ? {} : { platform: flight.mission.platform }),
  };
}

function head(flight: Flight, note: string): { [key: string]: Json } {
  return { ...(flight.simulated ? { marking: 'EXERCISE // SIMULATED' } : {}), name: flight.name, note };
}

function position(vertex: Vertex): Json {
  const flat = [degrees(vertex[0]), degrees(vertex[1])];
  return vertex[2] === undefined ? flat : [...flat, metres(vertex[2])];
}

function polygonCoordinates(polygon: PolygonRings): Json {
  return polygon.map((ring) => ring.map(position));
}

/** Parts as a Polygon, or a MultiPolygon where the antimeridian cut them; `null` where there is none. */
function areal(parts: readonly PolygonRings[]): Feature['geometry'] {
  const [first, second] = parts;
  if (first === undefined) return null;
  if (second === undefined) return { type: 'Polygon', coordinates: polygonCoordinates(first) };
  return { type: 'MultiPolygon', coordinates: parts.map(polygonCoordinates) };
}

function timeOf(frame: FlightFrame): string | null {
  return isoTime(frame.timeUs) ?? null;
}

function segmentFeature(
  segment: TrackSegment,
  index: number,
  limitS: number,
  common: { [key: string]: Json },
): Feature {
  const { frames } = segment;
  const line = frames.map(({ sensor }): Vertex => [sensor.longitudeDeg, sensor.latitudeDeg, sensor.heightM]);
  const pieces = cutLine(line);
  // A cut adds a vertex that no packet stands for: its time is null.
  const times = pieces.map((piece) => piece.indices.map((at) => (at === undefined ? null : timeOf(frames[at]!.frame))));
  const lines = pieces.map((piece) => piece.vertices.map(position));
  const first = frames[0]!.frame;
  const last = frames.at(-1)!.frame;
  const single = pieces.length === 1;
  return {
    geometry:
      frames.length === 1
        ? { type: 'Point', coordinates: lines[0]![0]! }
        : single
          ? { type: 'LineString', coordinates: lines[0]! }
          : { type: 'MultiLineString', coordinates: lines },
    properties: {
      ...common,
      kind: 'track',
      segment: index,
      positions: frames.length,
      startUtc: timeOf(first),
      endUtc: timeOf(last),
      durationS: decimals((last.timeUs - first.timeUs) / 1e6, 3),
      firstPacketIndex: first.packetIndex,
      lastPacketIndex: last.packetIndex,
      splitAfterGapS: decimals(limitS, 3),
      coordTimes: single ? times[0]! : times,
    },
  };
}

/**
 * The path of the sensor (RFC 7946): a LineString per stretch without a gap, [lon, lat, height above the WGS84 ellipsoid]. The member
 * `coordTimes` holds the UTC of each vertex, in the form that GIS tools know from GPX conversions. A stretch that crosses the
 * antimeridian is a MultiLineString, a lone position a Point.
 */
export function trackGeoJson(flight: Flight): Generator<string> {
  const limitS = gapLimitS(flight.frames);
  function* features(): Generator<Feature> {
    let index = 0;
    const common = provenance(flight);
    for (const segment of trackSegments(flight.frames, limitS)) yield segmentFeature(segment, index++, limitS, common);
  }
  return featureCollection(
    features(),
    head(flight, 'Sensor position; heights in metres above the WGS84 ellipsoid; a stretch ends where positions pause.'),
  );
}

function footprintFeature(frame: FlightFrame, common: { [key: string]: Json }): Feature | undefined {
  const outline = frameOutline(frame);
  if (outline === undefined) return undefined;
  const parts = cutPolygon([outline.ring]);
  if (parts.length === 0) return undefined;
  const center = isPlaced(frame.center) ? frame.center : undefined;
  return {
    geometry: areal(parts),
    properties: {
      ...common,
      kind: 'footprint',
      packetIndex: frame.packetIndex,
      timeUtc: timeOf(frame),
      source: frame.footprint?.source ?? null,
      counted: outline.counted,
      reason: outline.reason,
      clipped: outline.clipped,
      cornersOnGround: outline.cornersOnGround,
      gsdM: significant(frame.gsdM, 3),
      grazingDeg: decimals(frame.grazingDeg, 2),
      slantRangeM: decimals(frame.slantRangeM, 1),
      lookAzimuthDeg: decimals(frame.lookAzimuthDeg, 2),
      centerLongitudeDeg: center === undefined ? null : degrees(center.longitudeDeg),
      centerLatitudeDeg: center === undefined ? null : degrees(center.latitudeDeg),
      centerHeightM: decimals(center?.heightM, 2),
      centerCe90M: significant(center?.ce90M, 3),
      centerLe90M: significant(center?.le90M, 3),
      centerErrorSource: center?.errorSource ?? null,
    },
  };
}

/**
 * The ground each frame saw (RFC 7946): a Polygon per frame, counter-clockwise, heights above the WGS84 ellipsoid. Where `counted`
 * is true it is the patch that counts as seen, and the coverage is the union of these over all packets; `clipped` then says that
 * the image saw farther. Where it is false the footprint as sent or computed is drawn, and `reason` says why it is not believed.
 */
export function footprintsGeoJson(flight: Flight): Generator<string> {
  function* features(): Generator<Feature> {
    const common = provenance(flight);
    for (const frame of flight.frames) {
      const feature = footprintFeature(frame, common);
      if (feature !== undefined) yield feature;
    }
  }
  return featureCollection(
    features(),
    head(
      flight,
      'Image footprints on the ground, those with counted = true making up the coverage; CE90 and LE90 are metres and hold 90 % of the error of the image centre.',
    ),
  );
}

/** The ground covered (RFC 7946): a MultiPolygon per band of sample distance, finest first as handed in. */
export function coverageGeoJson(flight: Flight): Generator<string> {
  function* features(): Generator<Feature> {
    const common = provenance(flight);
    for (const band of flight.coverage.bands) {
      const parts = band.polygons.flatMap((polygon) => cutPolygon(polygon));
      if (parts.length === 0) continue;
      yield {
        geometry: { type: 'MultiPolygon', coordinates: parts.map(polygonCoordinates) },
        properties: {
          ...common,
          kind: 'coverage',
          minGsdM: significant(band.minGsdM, 4),
          maxGsdM: significant(band.maxGsdM, 4),
          areaKm2: significant(band.areaKm2, 5),
          cellSizeM: significant(flight.coverage.cellSizeM, 4),
        },
      };
    }
  }
  return featureCollection(
    features(),
    head(flight, 'Ground covered, by the best ground sample distance it was seen at, metres per pixel.'),
  );
}
