import type { Coverage, Flight, FlightFrame } from '../../model/flight.ts';
import type { Geodetic } from '../../model/geodetic.ts';
import { cutPolygon } from '../paths/antimeridian.ts';
import { decimals, degrees, isoTime, isPlaced, significant } from '../paths/numbers.ts';
import { frameOutline, uncountedWords } from '../paths/outline.ts';
import type { PolygonRings, Ring, Vertex } from '../paths/rings.ts';
import { wrapLongitude } from '../paths/rings.ts';
import type { PlacedFrame } from '../paths/track.ts';
import { trackSegments } from '../paths/track.ts';
import { depressionDeg, ellipseRing } from '../paths/wgs84.ts';
import { gsdColor, kmlColor } from './colors.ts';
import { xmlText } from './xml.ts';

/** Height of the geoid (EGM96) above the WGS84 ellipsoid at a place, metres. */
export type GeoidHeight = (latitudeDeg: number, longitudeDeg: number) => number;

export interface KmlOptions {
  /** KML counts absolute altitudes above mean sea level by EGM96 (OGC 07-147r2, 9.20); heights come above the ellipsoid. */
  readonly geoidHeightM: GeoidHeight;
  /** Footprints are drawn for at most this many frames, evenly chosen; viewers stall on many thousands. Default 1,000. */
  readonly maxFootprints?: number;
}

const markingText = 'EXERCISE // SIMULATED';

function coordinate(vertex: Vertex, separator = ','): string {
  const flat = [degrees(vertex[0]), degrees(vertex[1])];
  return (vertex[2] === undefined ? flat : [...flat, decimals(vertex[2], 1) ?? 0]).join(separator);
}

function mslVertex(point: Geodetic, geoidHeightM: GeoidHeight): Vertex {
  const longitudeDeg = wrapLongitude(point.longitudeDeg);
  return [longitudeDeg, point.latitudeDeg, point.heightM - geoidHeightM(point.latitudeDeg, longitudeDeg)];
}

function linearRing(ring: Ring): string {
  return `<LinearRing><coordinates>${ring.map((vertex) => coordinate([vertex[0], vertex[1]])).join(' ')}</coordinates></LinearRing>`;
}

/** Areas are laid on the viewer's own terrain: ours may differ from it, and a polygon half under ground cannot be read. */
function polygonKml(polygon: PolygonRings): string {
  const [outer, ...holes] = polygon;
  if (outer === undefined) return '';
  const inner = holes.map((hole) => `<innerBoundaryIs>${linearRing(hole)}</innerBoundaryIs>`).join('');
  return `<Polygon><tessellate>1</tessellate><altitudeMode>clampToGround</altitudeMode><outerBoundaryIs>${linearRing(outer)}</outerBoundaryIs>${inner}</Polygon>`;
}

function multi(parts: readonly PolygonRings[]): string {
  return parts.length === 1
    ? polygonKml(parts[0]!)
    : `<MultiGeometry>${parts.map(polygonKml).join('')}</MultiGeometry>`;
}

function data(entries: readonly (readonly [name: string, value: string | number | null | undefined])[]): string {
  const cells = entries
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `<Data name="${xmlText(name)}"><value>${xmlText(String(value))}</value></Data>`);
  return cells.length === 0 ? '' : `<ExtendedData>${cells.join('')}</ExtendedData>`;
}

function timeSpan(beginUs: number, endUs: number): string {
  const begin = isoTime(beginUs);
  const end = isoTime(endUs);
  if (begin === undefined || end === undefined || endUs < beginUs) return '';
  return `<TimeSpan><begin>${begin}</begin><end>${end}</end></TimeSpan>`;
}

/** The look of the sensor as a viewpoint: heading and tilt of its line of sight (tilt 0 looks straight down, 90 at the horizon). */
function camera(frame: FlightFrame, options: KmlOptions): string {
  if (!isPlaced(frame.sensor) || frame.lookAzimuthDeg === undefined || !Number.isFinite(frame.lookAzimuthDeg))
    return '';
  const center = isPlaced(frame.center) ? frame.center : isPlaced(frame.centerAsSent) ? frame.centerAsSent : undefined;
  if (center === undefined) return '';
  const tilt = 90 - depressionDeg(frame.sensor, center);
  const [longitude, latitude, altitude] = mslVertex(frame.sensor, options.geoidHeightM);
  const time = isoTime(frame.timeUs);
  const stamp = time === undefined ? '' : `<gx:TimeStamp><when>${time}</when></gx:TimeStamp>`;
  const heading = ((frame.lookAzimuthDeg % 360) + 360) % 360;
  return (
    `<Camera>${stamp}<longitude>${degrees(longitude)}</longitude><latitude>${degrees(latitude)}</latitude>` +
    `<altitude>${decimals(altitude, 1) ?? 0}</altitude><heading>${decimals(heading, 2)}</heading>` +
    `<tilt>${decimals(Math.max(0, Math.min(180, tilt)), 2)}</tilt><roll>0</roll><altitudeMode>absolute</altitudeMode></Camera>`
  );
}

function bandText(minGsdM: number, maxGsdM: number): string {
  if (!(minGsdM > 0) && !Number.isFinite(maxGsdM)) return 'not known';
  const from = significant(minGsdM, 3);
  const to = significant(maxGsdM, 3);
  return to === null ? `from ${from ?? 0} m` : `${from ?? 0} to ${to} m`;
}

function legend(flight: Flight): string {
  const rows = flight.coverage.bands.map((band, index) => {
    const color = gsdColor(index, flight.coverage.bands.length);
    return `<tr><td style="background:${color};width:2em">&nbsp;</td><td>${bandText(band.minGsdM, band.maxGsdM)}</td><td>${significant(band.areaKm2, 4) ?? 0} km2</td></tr>`;
  });
  return (
    `${flight.simulated ? `<p><b>${markingText}</b></p>` : ''}` +
    '<p>Altitudes are above mean sea level (EGM96), as KML counts them; the flight was recorded or computed above the WGS84 ellipsoid and converted. ' +
    'Footprints lie on the terrain of the viewer. Circles and ellipses hold 90 % of the error.</p>' +
    (rows.length === 0
      ? '<p>No ground was covered, or it could not be computed.</p>'
      : `<p>Best ground sample distance, metres per pixel:</p><table>${rows.join('')}</table>`)
  );
}

function* styles(coverage: Coverage): Generator<string> {
  yield `<Style id="track"><LineStyle><color>${kmlColor('#56b4e9', 1)}</color><width>3</width></LineStyle><IconStyle><scale>0.6</scale></IconStyle><LabelStyle><scale>0.7</scale></LabelStyle></Style>\n`;
  yield `<Style id="footprint"><LineStyle><color>${kmlColor('#f0e442', 1)}</color><width>1.5</width></LineStyle><PolyStyle><color>${kmlColor('#f0e442', 0.15)}</color></PolyStyle></Style>\n`;
  yield `<Style id="uncounted"><LineStyle><color>${kmlColor('#cc79a7', 1)}</color><width>1</width></LineStyle><PolyStyle><fill>0</fill></PolyStyle></Style>\n`;
  yield `<Style id="error"><LineStyle><color>${kmlColor('#e69f00', 1)}</color><width>2</width></LineStyle><PolyStyle><fill>0</fill></PolyStyle></Style>\n`;
  for (let index = 0; index < coverage.bands.length; index++) {
    const color = kmlColor(gsdColor(index, coverage.bands.length), 0.55);
    yield `<Style id="gsd${index}"><LineStyle><color>${color}</color><width>1</width></LineStyle><PolyStyle><color>${color}</color></PolyStyle></Style>\n`;
  }
}

function* trackPart(frames: readonly PlacedFrame[], options: KmlOptions): Generator<string> {
  const timed = frames.filter(({ frame }) => isoTime(frame.timeUs) !== undefined);
  if (timed.length === 0) return;
  yield '<gx:Track><altitudeMode>absolute</altitudeMode>\n';
  for (const { frame } of timed) yield `<when>${isoTime(frame.timeUs)}</when>\n`;
  for (const { sensor } of timed)
    yield `<gx:coord>${coordinate(mslVertex(sensor, options.geoidHeightM), ' ')}</gx:coord>\n`;
  const attitudes = timed.map(({ frame }) => frame.platform);
  if (attitudes.every((attitude) => attitude !== undefined && Object.values(attitude).every(Number.isFinite))) {
    for (const attitude of attitudes) {
      if (attitude === undefined) continue;
      yield `<gx:angles>${[attitude.headingDeg, attitude.pitchDeg, attitude.rollDeg].map((angle) => decimals(angle, 2) ?? 0).join(' ')}</gx:angles>\n`;
    }
  }
  yield '</gx:Track>\n';
}

function* trackFolder(flight: Flight, options: KmlOptions): Generator<string> {
  if (!flight.frames.some((frame) => isPlaced(frame.sensor) && isoTime(frame.timeUs) !== undefined)) return;
  const firstLook = flight.frames.find((frame) => camera(frame, options) !== '');
  yield '<Placemark><name>Track</name>';
  if (firstLook !== undefined) yield camera(firstLook, options);
  yield '<styleUrl>#track</styleUrl>\n';
  yield data([
    ['trackKm', significant(flight.trackKm, 5)],
    ['simulated', String(flight.simulated)],
  ]);
  // Zero: nothing is drawn over a pause, where nobody knows the path.
  yield '<gx:MultiTrack><altitudeMode>absolute</altitudeMode><gx:interpolate>0</gx:interpolate>\n';
  for (const segment of trackSegments(flight.frames)) yield* trackPart(segment.frames, options);
  yield '</gx:MultiTrack></Placemark>\n';
}

function framePlacemarks(frame: FlightFrame, endUs: number, simulated: boolean, options: KmlOptions): string {
  const outline = frameOutline(frame);
  const parts = outline === undefined ? [] : cutPolygon([outline.ring]);
  if (outline === undefined || parts.length === 0) return '';
  const center = isPlaced(frame.center) ? frame.center : undefined;
  const span = timeSpan(frame.timeUs, endUs);
  const details = data([
    ['packetIndex', frame.packetIndex],
    ['source', frame.footprint?.source],
    ['counted', String(outline.counted)],
    ['reason', outline.reason === null ? null : uncountedWords[outline.reason]],
    ['gsdM', significant(frame.gsdM, 3)],
    ['slantRangeM', significant(frame.slantRangeM, 5)],
    ['grazingDeg', decimals(frame.grazingDeg, 1)],
    ['centerCe90M', significant(center?.ce90M, 2)],
    ['centerLe90M', significant(center?.le90M, 2)],
    ['simulated', String(simulated)],
  ]);
  const ellipse =
    center === undefined || !Number.isFinite(center.ellipse90.semiMajorM + center.ellipse90.semiMinorM)
      ? []
      : cutPolygon([ellipseRing(center, center.ellipse90, 32)]);
  const error =
    ellipse.length === 0
      ? ''
      : `<Placemark><name>Centre error (90 %) of packet ${frame.packetIndex}</name>${span}<styleUrl>#error</styleUrl>${multi(ellipse)}</Placemark>\n`;
  return `<Placemark><name>Packet ${frame.packetIndex}${outline.counted ? '' : ', not counted as seen'}</name>${camera(frame, options)}${span}<styleUrl>#${outline.counted ? 'footprint' : 'uncounted'}</styleUrl>${details}${multi(parts)}</Placemark>\n${error}`;
}

/** At most `limit` of the frames that have a footprint, evenly chosen, the first and the last among them. */
function chosenFrames(frames: readonly FlightFrame[], limit: number): readonly FlightFrame[] {
  const seen = frames.filter((frame) => frameOutline(frame) !== undefined);
  if (seen.length <= limit) return seen;
  return Array.from({ length: limit }, (_, index) => seen[Math.round((index * (seen.length - 1)) / (limit - 1))]!);
}

function* footprintFolder(flight: Flight, options: KmlOptions): Generator<string> {
  const chosen = chosenFrames(flight.frames, Math.max(2, options.maxFootprints ?? 1000));
  const total = flight.frames.filter((frame) => frameOutline(frame) !== undefined).length;
  yield `<Folder><name>Footprints</name><visibility>1</visibility><description>${chosen.length} of ${total} footprints; all of them are in footprints.geojson.</description>\n`;
  for (const [index, frame] of chosen.entries()) {
    const next = chosen[index + 1];
    yield framePlacemarks(
      frame,
      next === undefined ? frame.timeUs + 1_000_000 : next.timeUs,
      flight.simulated,
      options,
    );
  }
  yield '</Folder>\n';
}

function* coverageFolder(flight: Flight): Generator<string> {
  yield '<Folder><name>Coverage by ground sample distance</name>\n';
  for (const [index, band] of flight.coverage.bands.entries()) {
    const parts = band.polygons.flatMap((polygon) => cutPolygon(polygon));
    if (parts.length === 0) continue;
    const details = data([
      ['minGsdM', significant(band.minGsdM, 4)],
      ['maxGsdM', significant(band.maxGsdM, 4)],
      ['areaKm2', significant(band.areaKm2, 5)],
    ]);
    yield `<Placemark><name>${bandText(band.minGsdM, band.maxGsdM)} per pixel</name><styleUrl>#gsd${index}</styleUrl>${details}<MultiGeometry>`;
    for (const part of parts) yield polygonKml(part);
    yield '</MultiGeometry></Placemark>\n';
  }
  yield '</Folder>\n';
}

/**
 * The flight as KML 2.2 (OGC 07-147r2) with Google's track extension: the track with its times, footprints and the error of their
 * centres with the time they held, and the ground covered. Text comes in chunks. Colours are safe for colour-blind eyes.
 */
export function* flightKml(flight: Flight, options: KmlOptions): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">\n<Document>\n';
  yield `<name>${flight.simulated ? `${markingText} - ` : ''}${xmlText(flight.name)}</name><open>1</open>\n`;
  yield `<description>${xmlText(legend(flight))}</description>\n`;
  yield* styles(flight.coverage);
  yield data([
    ['missionId', flight.mission.missionId],
    ['platform', flight.mission.platform],
    ['tail', flight.mission.tail],
    ['sensor', flight.mission.sensor],
    ['simulated', String(flight.simulated)],
  ]);
  yield* coverageFolder(flight);
  yield* trackFolder(flight, options);
  yield* footprintFolder(flight, options);
  yield '</Document>\n</kml>\n';
}
