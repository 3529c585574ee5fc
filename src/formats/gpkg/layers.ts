import type { Flight, FlightFrame } from '../../model/flight.ts';
import type { Geodetic } from '../../model/geodetic.ts';
import { cutLine, cutPolygon } from '../paths/antimeridian.ts';
import { decimals, degrees, isoTime, isPlaced, metres, significant } from '../paths/numbers.ts';
import { frameOutline } from '../paths/outline.ts';
import type { PolygonRings, Vertex } from '../paths/rings.ts';
import { wrapLongitude } from '../paths/rings.ts';
import { trackSegments } from '../paths/track.ts';
import { ellipseRing } from '../paths/wgs84.ts';
import type { Geometry, Position } from './geometry.ts';

/** Column types of a GeoPackage (OGC 12-128r18, table 1) that are used here. */
export type ColumnType = 'INTEGER' | 'DOUBLE' | 'TEXT' | 'BOOLEAN' | 'DATETIME';
export type CellValue = string | number | null;

export interface LayerRow {
  readonly geometry: Geometry | undefined;
  /** One value per column, in their order. */
  readonly values: readonly CellValue[];
}

/** One table of a GeoPackage: features where it has a geometry, plain attributes else. */
export interface Layer {
  readonly table: string;
  readonly description: string;
  readonly geometry:
    | {
        readonly typeName: 'POINT' | 'LINESTRING' | 'MULTIPOLYGON';
        readonly srsId: 4326 | 4979;
        readonly hasZ: boolean;
      }
    | undefined;
  readonly columns: readonly (readonly [name: string, type: ColumnType])[];
  readonly rows: Iterable<LayerRow>;
}

/** GeoPackage keeps times to the millisecond (table 1, DATETIME). */
function dateTime(timeUs: number): string | null {
  const iso = isoTime(timeUs);
  return iso === undefined ? null : `${iso.slice(0, 23)}Z`;
}

function position(vertex: Vertex): Position {
  const flat: [number, number] = [degrees(vertex[0]), degrees(vertex[1])];
  return vertex[2] === undefined ? flat : [flat[0], flat[1], metres(vertex[2])];
}

function point(place: Geodetic): Geometry {
  return {
    type: 'Point',
    coordinates: position([wrapLongitude(place.longitudeDeg), place.latitudeDeg, place.heightM]),
  };
}

function areal(parts: readonly PolygonRings[]): Geometry {
  return { type: 'MultiPolygon', coordinates: parts.map((polygon) => polygon.map((ring) => ring.map(position))) };
}

/** Iterates anew each time it is asked: a layer's rows are read once per pass, never held. */
function rows(make: () => Generator<LayerRow>): Iterable<LayerRow> {
  return { [Symbol.iterator]: make };
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}

function flightLayer(flight: Flight): Layer {
  const { mission } = flight;
  return {
    table: 'flight',
    description: 'The flight as a whole',
    geometry: undefined,
    columns: [
      ['name', 'TEXT'],
      ['simulated', 'BOOLEAN'],
      ['marking', 'TEXT'],
      ['mission_id', 'TEXT'],
      ['platform', 'TEXT'],
      ['tail', 'TEXT'],
      ['sensor', 'TEXT'],
      ['packets', 'INTEGER'],
      ['duration_s', 'DOUBLE'],
      ['track_km', 'DOUBLE'],
      ['track_bridged_km', 'DOUBLE'],
      ['covered_km2', 'DOUBLE'],
    ],
    rows: rows(function* () {
      yield {
        geometry: undefined,
        values: [
          flight.name,
          flag(flight.simulated),
          flight.simulated ? 'EXERCISE // SIMULATED' : null,
          mission.missionId ?? null,
          mission.platform ?? null,
          mission.tail ?? null,
          mission.sensor ?? null,
          flight.quality.packets,
          decimals(flight.quality.durationS, 3),
          significant(flight.trackKm, 6),
          significant(flight.trackBridgedKm, 6),
          significant(flight.coverage.areaKm2, 6),
        ],
      };
    }),
  };
}

function trackLayer(flight: Flight): Layer {
  return {
    table: 'track',
    description: 'Path of the sensor, a line per stretch without a gap; heights in metres above the WGS84 ellipsoid',
    geometry: { typeName: 'LINESTRING', srsId: 4979, hasZ: true },
    columns: [
      ['segment', 'INTEGER'],
      ['start_utc', 'DATETIME'],
      ['end_utc', 'DATETIME'],
      ['positions', 'INTEGER'],
      ['simulated', 'BOOLEAN'],
    ],
    rows: rows(function* () {
      let index = 0;
      for (const { frames } of trackSegments(flight.frames)) {
        const values = [
          index++,
          dateTime(frames[0]!.frame.timeUs),
          dateTime(frames.at(-1)!.frame.timeUs),
          frames.length,
          flag(flight.simulated),
        ];
        // A lone position is no line; it is in track_points.
        if (frames.length < 2) continue;
        const line = frames.map(({ sensor }): Vertex => [sensor.longitudeDeg, sensor.latitudeDeg, sensor.heightM]);
        for (const piece of cutLine(line)) {
          yield { geometry: { type: 'LineString', coordinates: piece.vertices.map(position) }, values };
        }
      }
    }),
  };
}

function trackPointLayer(flight: Flight): Layer {
  return {
    table: 'track_points',
    description:
      'Sensor position of each packet; heights in metres above the WGS84 ellipsoid; the track leaves out those doubted, which no aircraft could have come to',
    geometry: { typeName: 'POINT', srsId: 4979, hasZ: true },
    columns: [
      ['packet_index', 'INTEGER'],
      ['time_utc', 'DATETIME'],
      ['time_us', 'INTEGER'],
      ['pts_s', 'DOUBLE'],
      ['height_m', 'DOUBLE'],
      ['height_from_msl', 'BOOLEAN'],
      ['doubted', 'BOOLEAN'],
      ['ground_speed_mps', 'DOUBLE'],
      ['heading_deg', 'DOUBLE'],
      ['pitch_deg', 'DOUBLE'],
      ['roll_deg', 'DOUBLE'],
      ['simulated', 'BOOLEAN'],
    ],
    rows: rows(function* () {
      for (const frame of flight.frames) {
        if (!isPlaced(frame.sensor)) continue;
        yield {
          geometry: point(frame.sensor),
          values: [
            frame.packetIndex,
            dateTime(frame.timeUs),
            decimals(frame.timeUs, 0),
            decimals(frame.ptsS, 6),
            decimals(frame.sensor.heightM, 2),
            flag(frame.heightFromMsl),
            flag(frame.positionDoubted === true),
            decimals(frame.groundSpeedMps, 2),
            decimals(frame.platform?.headingDeg, 3),
            decimals(frame.platform?.pitchDeg, 3),
            decimals(frame.platform?.rollDeg, 3),
            flag(flight.simulated),
          ],
        };
      }
    }),
  };
}

const lookColumns: readonly (readonly [string, ColumnType])[] = [
  ['packet_index', 'INTEGER'],
  ['time_utc', 'DATETIME'],
  ['gsd_m', 'DOUBLE'],
  ['grazing_deg', 'DOUBLE'],
  ['slant_range_m', 'DOUBLE'],
  ['look_azimuth_deg', 'DOUBLE'],
  ['ce90_m', 'DOUBLE'],
  ['le90_m', 'DOUBLE'],
];

function lookValues(frame: FlightFrame): readonly CellValue[] {
  return [
    frame.packetIndex,
    dateTime(frame.timeUs),
    significant(frame.gsdM, 3),
    decimals(frame.grazingDeg, 2),
    decimals(frame.slantRangeM, 1),
    decimals(frame.lookAzimuthDeg, 2),
    significant(frame.center?.ce90M, 3),
    significant(frame.center?.le90M, 3),
  ];
}

function footprintLayer(flight: Flight): Layer {
  return {
    table: 'footprints',
    description:
      'Ground seen by each frame; those counted make up the coverage, the others say why not; ce90_m and le90_m hold 90 % of the error of the image centre',
    geometry: { typeName: 'MULTIPOLYGON', srsId: 4979, hasZ: true },
    columns: [
      ...lookColumns,
      ['source', 'TEXT'],
      ['counted', 'BOOLEAN'],
      ['reason', 'TEXT'],
      ['clipped', 'BOOLEAN'],
      ['corners_on_ground', 'INTEGER'],
      ['simulated', 'BOOLEAN'],
    ],
    rows: rows(function* () {
      for (const frame of flight.frames) {
        const outline = frameOutline(frame);
        if (outline === undefined) continue;
        yield {
          geometry: areal(cutPolygon([outline.ring])),
          values: [
            ...lookValues(frame),
            frame.footprint?.source ?? null,
            flag(outline.counted),
            outline.reason,
            flag(outline.clipped),
            outline.cornersOnGround,
            flag(flight.simulated),
          ],
        };
      }
    }),
  };
}

const errorColumns: readonly (readonly [string, ColumnType])[] = [
  ['semi_major_90_m', 'DOUBLE'],
  ['semi_minor_90_m', 'DOUBLE'],
  ['orientation_deg', 'DOUBLE'],
  ['error_source', 'TEXT'],
];

function centerRows(flight: Flight, asEllipse: boolean): Iterable<LayerRow> {
  return rows(function* () {
    for (const frame of flight.frames) {
      const { center } = frame;
      if (!isPlaced(center)) continue;
      const { ellipse90: ellipse } = center;
      if (asEllipse && !Number.isFinite(ellipse.semiMajorM + ellipse.semiMinorM + ellipse.orientationDeg)) continue;
      const geometry = asEllipse ? areal(cutPolygon([ellipseRing(center, ellipse)])) : point(center);
      if (geometry.coordinates?.length === 0) continue;
      yield {
        geometry,
        values: [
          ...lookValues(frame),
          significant(ellipse.semiMajorM, 3),
          significant(ellipse.semiMinorM, 3),
          decimals(ellipse.orientationDeg, 1),
          center.errorSource,
          flag(flight.simulated),
        ],
      };
    }
  });
}

function coverageLayer(flight: Flight): Layer {
  return {
    table: 'coverage',
    description: 'Ground covered, by the best ground sample distance it was seen at',
    geometry: { typeName: 'MULTIPOLYGON', srsId: 4326, hasZ: false },
    columns: [
      ['min_gsd_m', 'DOUBLE'],
      ['max_gsd_m', 'DOUBLE'],
      ['area_km2', 'DOUBLE'],
      ['simulated', 'BOOLEAN'],
    ],
    rows: rows(function* () {
      for (const band of flight.coverage.bands) {
        const parts = band.polygons.flatMap((polygon) => cutPolygon(polygon));
        if (parts.length === 0) continue;
        yield {
          geometry: areal(parts),
          values: [
            significant(band.minGsdM, 4),
            significant(band.maxGsdM, 4),
            significant(band.areaKm2, 5),
            flag(flight.simulated),
          ],
        };
      }
    }),
  };
}

function vmtiLayer(flight: Flight): Layer {
  return {
    table: 'vmti',
    description:
      'VMTI detections (MISB ST 0903) as sent; the place is empty where only the pixel was sent; no error is stated by the source',
    geometry: { typeName: 'POINT', srsId: 4979, hasZ: true },
    columns: [
      ['packet_index', 'INTEGER'],
      ['time_utc', 'DATETIME'],
      ['vmti_id', 'INTEGER'],
      ['pixel_row', 'DOUBLE'],
      ['pixel_column', 'DOUBLE'],
      ['simulated', 'BOOLEAN'],
    ],
    rows: rows(function* () {
      for (const frame of flight.frames) {
        for (const target of frame.detections) {
          yield {
            geometry: isPlaced(target.position) ? point(target.position) : undefined,
            values: [
              frame.packetIndex,
              dateTime(frame.timeUs),
              target.id,
              decimals(target.pixel?.row, 1),
              decimals(target.pixel?.column, 1),
              flag(flight.simulated),
            ],
          };
        }
      }
    }),
  };
}

/** The layers of a flight, in the order in which a reader should meet them. */
export function flightLayers(flight: Flight): readonly Layer[] {
  return [
    flightLayer(flight),
    trackLayer(flight),
    trackPointLayer(flight),
    footprintLayer(flight),
    {
      table: 'frame_centers',
      description: 'Ground at the middle of each image, with the ellipse that holds 90 % of its horizontal error',
      geometry: { typeName: 'POINT', srsId: 4979, hasZ: true },
      columns: [...lookColumns, ...errorColumns, ['simulated', 'BOOLEAN']],
      rows: centerRows(flight, false),
    },
    {
      table: 'center_error_ellipses',
      description: 'The ellipses of frame_centers drawn to scale: 90 % of the horizontal error lies inside',
      geometry: { typeName: 'MULTIPOLYGON', srsId: 4326, hasZ: false },
      columns: [...lookColumns, ...errorColumns, ['simulated', 'BOOLEAN']],
      rows: centerRows(flight, true),
    },
    coverageLayer(flight),
    vmtiLayer(flight),
  ];
}
