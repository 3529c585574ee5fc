import { distanceM, ecefToEnu, type LatLon, toEcef, wrapLongitudeDeg } from '../geo/ellipsoid.ts';
import {
  defaultPixels,
  type FrameOnGround,
  type GroundTrace,
  groundTrace,
  placeFrame,
  type Sight,
  sightAt,
} from '../geo/footprint.ts';
import { undulationM } from '../geo/geoid.ts';
import { flatTerrain, type Terrain } from '../geo/terrain.ts';
import type { Attitude, Footprint, SensorPose } from '../model/flight.ts';
import type { Geodetic } from '../model/geodetic.ts';
import { groundPolygon, isRing } from './ground-polygon.ts';
import type { FourCorners, ObservedPacket } from './packet.ts';

export interface PlaceOptions {
  /** The ground; where there is none, or it is not known, level ground takes its place. */
  readonly terrain?: Terrain;
  /** Ground farther from the sensor than this, measured along the ground, is not counted as seen. */
  readonly maxRangeM: number;
}

/** Where the height of level ground was taken from. */
export type LevelSource = 'center-sent' | 'slant-range' | 'sea-level' | 'terrain';

/** One packet placed on the ground: everything but the error, which only frames that are kept need. */
export interface PlacedPacket {
  readonly sensor: Geodetic | undefined;
  readonly heightFromMsl: boolean;
  readonly platform: Attitude | undefined;
  readonly pose: SensorPose | undefined;
  /** True where the relative roll was not sent and taken as zero. */
  readonly rollAssumed: boolean;
  readonly trace: GroundTrace;
  readonly levelSource: LevelSource;
  /** What the pose gives, whatever was sent. */
  readonly fromPose: FrameOnGround | undefined;
  /** What was sent, else what the pose gives. */
  readonly footprint: Footprint | undefined;
  /** The patch that counts as seen: convex order, cut at the greatest range; `undefined` where there is none. */
  readonly seen: readonly Geodetic[] | undefined;
  /** True where corners were missing or too far, and the patch was cut. */
  readonly clipped: boolean;
  readonly centerAsSent: Geodetic | undefined;
  /** The line of sight at the centre: by the pose, else from the sensor to the centre as sent. */
  readonly sight: Sight | undefined;
  readonly slantRangeM: number | undefined;
  /** Sample distance at the centre for an image of one pixel, metres: the root of width times height. */
  readonly onePixelGsdM: number | undefined;
  readonly groundHeightM: number | undefined;
}

/** Universal sets carry floating point numbers, which can be anything. */
function isOnEarth({ latitudeDeg, longitudeDeg }: LatLon): boolean {
  return Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 360;
}

function centerOf(packet: ObservedPacket): LatLon | undefined {
  return packet.centerPlace !== undefined && isOnEarth(packet.centerPlace) ? packet.centerPlace : undefined;
}

/** Sensor above the ellipsoid: heights sent so before heights above mean sea level, which the geoid brings over. */
export function sensorPosition(packet: ObservedPacket): { position: Geodetic | undefined; heightFromMsl: boolean } {
  const place = packet.sensorPlace;
  if (place === undefined || !isOnEarth(place)) return { position: undefined, heightFromMsl: false };
  if (packet.sensorHaeM !== undefined) {
    return { position: { ...place, heightM: packet.sensorHaeM }, heightFromMsl: false };
  }
  if (packet.sensorMslM === undefined) return { position: undefined, heightFromMsl: false };
  const heightM = packet.sensorMslM + undulationM(place.latitudeDeg, place.longitudeDeg);
  return { position: { ...place, heightM }, heightFromMsl: true };
}

/** All that a ray needs, or nothing: an angle or a field of view that was not sent is never made up (but for the roll). */
function poseOf(packet: ObservedPacket, position: Geodetic, platform: Attitude): SensorPose | undefined {
  const { relativeAzimuthDeg, relativeElevationDeg, horizontalFovDeg, verticalFovDeg } = packet;
  if (relativeAzimuthDeg === undefined || relativeElevationDeg === undefined) return undefined;
  if (horizontalFovDeg === undefined || verticalFovDeg === undefined) return undefined;
  if (!(horizontalFovDeg > 0 && horizontalFovDeg < 179 && verticalFovDeg > 0 && verticalFovDeg < 179)) return undefined;
  const relative = {
    azimuthDeg: relativeAzimuthDeg,
    elevationDeg: relativeElevationDeg,
    rollDeg: packet.relativeRollDeg ?? 0,
  };
  return { position, platform, relative, horizontalFovDeg, verticalFovDeg };
}

function attitudeOf(packet: ObservedPacket): Attitude | undefined {
  const { platformHeadingDeg, platformPitchDeg, platformRollDeg } = packet;
  if (platformHeadingDeg === undefined || platformPitchDeg === undefined || platformRollDeg === undefined) {
    return undefined;
  }
  return { headingDeg: platformHeadingDeg, pitchDeg: platformPitchDeg, rollDeg: platformRollDeg };
}

/** Height of the ground to fall back on where no terrain is met: as sent with the centre, else the sea's. */
function levelHeight(
  packet: ObservedPacket,
  sensor: Geodetic | undefined,
  terrain: Terrain | undefined,
): { readonly heightM: number; readonly source: LevelSource } {
  const center = centerOf(packet);
  const near = center ?? sensor;
  if (packet.centerHaeM !== undefined) return { heightM: packet.centerHaeM, source: 'center-sent' };
  if (packet.centerMslM !== undefined && near !== undefined) {
    return { heightM: packet.centerMslM + undulationM(near.latitudeDeg, near.longitudeDeg), source: 'center-sent' };
  }
  if (near === undefined) return { heightM: 0, source: 'sea-level' };
  const terrainM = terrain?.heightM(near.latitudeDeg, near.longitudeDeg);
  if (terrainM !== undefined) return { heightM: terrainM, source: 'terrain' };
  if (sensor !== undefined && center !== undefined && packet.slantRangeM !== undefined) {
    const acrossM = distanceM(sensor, center);
    const belowM = Math.sqrt(packet.slantRangeM ** 2 - acrossM ** 2);
    if (Number.isFinite(belowM)) return { heightM: sensor.heightM - belowM, source: 'slant-range' };
  }
  return { heightM: undulationM(near.latitudeDeg, near.longitudeDeg), source: 'sea-level' };
}

/** The terrain, and level ground wherever it ends or has a void. */
function traceOver(terrain: Terrain | undefined, levelM: number): GroundTrace {
  const level = groundTrace(flatTerrain(levelM));
  if (terrain === undefined) return level;
  const known = groundTrace(terrain);
  return (origin, direction) => {
    const meeting = known(origin, direction);
    return meeting.kind === 'void' ? level(origin, direction) : meeting;
  };
}

function sentFootprint(packet: ObservedPacket, heightAt: (place: LatLon) => number): Footprint | undefined {
  const lift = (place: LatLon | undefined): Geodetic | undefined =>
    place === undefined || !isOnEarth(place)
      ? undefined
      : { latitudeDeg: place.latitudeDeg, longitudeDeg: place.longitudeDeg, heightM: heightAt(place) };
  const lifted = (four: FourCorners<LatLon>): Footprint['corners'] => [
    lift(four[0]),
    lift(four[1]),
    lift(four[2]),
    lift(four[3]),
  ];
  if (packet.fullCorners !== undefined) return { source: 'full-corners', corners: lifted(packet.fullCorners) };
  const { cornerOffsets } = packet;
  const centerPlace = centerOf(packet);
  if (cornerOffsets === undefined || centerPlace === undefined) return undefined;
  const moved = (offset: LatLon | undefined): LatLon | undefined =>
    offset === undefined
      ? undefined
      : {
          latitudeDeg: centerPlace.latitudeDeg + offset.latitudeDeg,
          longitudeDeg: wrapLongitudeDeg(centerPlace.longitudeDeg + offset.longitudeDeg),
        };
  const [a, b, c, d] = cornerOffsets;
  return { source: 'corner-offsets', corners: lifted([moved(a), moved(b), moved(c), moved(d)]) };
}

/** The line of sight from the sensor to a centre that was sent. */
function sightTo(sensor: Geodetic, center: Geodetic): Sight | undefined {
  const from = toEcef(sensor);
  const to = toEcef(center);
  const [x, y, z] = [to.xM - from.xM, to.yM - from.yM, to.zM - from.zM];
  const rangeM = Math.hypot(x, y, z);
  if (!(rangeM > 0)) return undefined;
  return sightAt(center, { x: x / rangeM, y: y / rangeM, z: z / rangeM }, rangeM);
}

/** Area of the quadrangle of four corners, m^2, on the plane that touches the ground at the first. */
function cornersAreaM2(corners: readonly Geodetic[]): number {
  const origin = corners[0];
  if (origin === undefined) return 0;
  const flat = corners.map((corner) => ecefToEnu(origin, toEcef(corner)));
  let twice = 0;
  flat.forEach((p, i) => {
    const q = flat[(i + 1) % flat.length] ?? p;
    twice += p.eastM * q.northM - q.eastM * p.northM;
  });
  return Math.abs(twice) / 2;
}

/**
 * Places one packet. Corners as sent (items 82-89, else 26-33) are the footprint; where none were sent it comes from the
 * pose. The pose is placed in any case, to be compared.
 */
export function placePacket(packet: ObservedPacket, options: PlaceOptions): PlacedPacket {
  const { terrain } = options;
  const { position: sensor, heightFromMsl } = sensorPosition(packet);
  const platform = attitudeOf(packet);
  const pose = sensor === undefined || platform === undefined ? undefined : poseOf(packet, sensor, platform);
  const level = levelHeight(packet, sensor, terrain);
  const trace = traceOver(terrain, level.heightM);
  const heightAt = (place: LatLon): number => terrain?.heightM(place.latitudeDeg, place.longitudeDeg) ?? level.heightM;
  const fromPose = pose === undefined ? undefined : placeFrame(pose, trace, { pixels: defaultPixels });
  const sent = sentFootprint(packet, heightAt);
  const center = centerOf(packet);
  const centerAsSent =
    center === undefined
      ? undefined
      : {
          latitudeDeg: center.latitudeDeg,
          longitudeDeg: center.longitudeDeg,
          heightM: level.source === 'center-sent' ? level.heightM : heightAt(center),
        };
  const sight =
    fromPose?.center ??
    (sensor === undefined || centerAsSent === undefined ? undefined : sightTo(sensor, centerAsSent));
  const footprint = usable(sent) ?? (fromPose === undefined ? sent : fromPose.footprint);
  const patch = groundPolygon({ footprint, pose, sensor, trace, center: sight?.point, maxRangeM: options.maxRangeM });
  return {
    sensor,
    heightFromMsl,
    platform,
    pose,
    rollAssumed: pose !== undefined && packet.relativeRollDeg === undefined,
    trace,
    levelSource: level.source,
    fromPose,
    footprint,
    seen: patch?.ring,
    clipped: patch?.clipped ?? false,
    centerAsSent,
    sight,
    slantRangeM: sight?.slantRangeM ?? packet.slantRangeM,
    onePixelGsdM: onePixelGsd(fromPose, footprint),
    groundHeightM: sensor === undefined ? undefined : terrain?.heightM(sensor.latitudeDeg, sensor.longitudeDeg),
  };
}

/** Sent corners stand where they make a patch; four equal corners are a filler, not a footprint. */
function usable(sent: Footprint | undefined): Footprint | undefined {
  if (sent === undefined) return undefined;
  const there = sent.corners.filter((corner) => corner !== undefined);
  return there.length < 4 || !isRing(there) ? undefined : sent;
}

/** By the pose, else what the area of the footprint says of the mean over the image. */
function onePixelGsd(fromPose: FrameOnGround | undefined, footprint: Footprint | undefined): number | undefined {
  const meanM = fromPose?.gsd?.meanM;
  if (meanM !== undefined) return meanM * Math.sqrt(defaultPixels.columns * defaultPixels.rows);
  const there = footprint?.corners.filter((corner) => corner !== undefined) ?? [];
  const areaM2 = there.length === 4 ? cornersAreaM2(there) : 0;
  return areaM2 > 0 ? Math.sqrt(areaM2) : undefined;
}
