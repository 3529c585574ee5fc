import { distanceM, ecefToEnu, type LatLon, toEcef, toGeodetic, wrapLongitudeDeg } from '../geo/ellipsoid.ts';
import {
  defaultPixels,
  type FrameOnGround,
  type GroundTrace,
  placeFrame,
  type Sight,
  sightAt,
} from '../geo/footprint.ts';
import { undulationM } from '../geo/geoid.ts';
import { castRay } from '../geo/ray.ts';
import { flatTerrain, type Terrain } from '../geo/terrain.ts';
import type { Attitude, Footprint, LevelName, SensorPose, UncountedReason } from '../model/flight.ts';
import type { Ecef, Geodetic } from '../model/geodetic.ts';
import { groundPolygon, isRing, unclaimed } from './ground-polygon.ts';
import type { FourCorners, ObservedPacket } from './packet.ts';

export interface PlaceOptions {
  /** The ground; where there is none, or it is not known, level ground takes its place. */
  readonly terrain?: Terrain;
  /** Ground farther from the sensor than this, measured along the ground, is not counted as seen. */
  readonly maxRangeM: number;
}

/** Where the height of level ground was taken from. */
export type LevelSource = LevelName;

/** One packet placed on the ground: everything but the error, which only frames that are kept need. */
export interface PlacedPacket {
  readonly sensor: Geodetic | undefined;
  readonly heightFromMsl: boolean;
  readonly platform: Attitude | undefined;
  readonly pose: SensorPose | undefined;
  /** True where the relative roll was not sent and taken as zero. */
  readonly rollAssumed: boolean;
  /** True where the pose looks at the centre as sent because its angles are missing or contradict it (`aimedPose`). */
  readonly aimed: boolean;
  /** From the centre as sent to where the angles as sent look, metres; `undefined` where one of them is not known. */
  readonly centerOffM: number | undefined;
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
  /** Why there is no such patch though there is a footprint. */
  readonly uncounted: UncountedReason | undefined;
  /** True where part of what is seen lies on level ground, for want of terrain. */
  readonly onLevel: boolean;
  /** True where that is so though a terrain was given. */
  readonly offTerrain: boolean;
  /** True where a line of sight passed low over ground that the terrain given does not hold. */
  readonly crossedUnknown: boolean;
  /** True where angles and frame centre speak of different ground and nothing tells which is right. */
  readonly contradicted: boolean;
  readonly centerAsSent: Geodetic | undefined;
  /** The line of sight at the centre: by the pose, else from the sensor to the centre as sent. */
  readonly sight: Sight | undefined;
  readonly slantRangeM: number | undefined;
  /** Sample distance at the centre for an image of one pixel, metres: the root of width times height. */
  readonly onePixelGsdM: number | undefined;
  readonly groundHeightM: number | undefined;
}

/** Sensor above the ellipsoid: heights sent so before heights above mean sea level, which the geoid brings over. */
export function sensorPosition(packet: ObservedPacket): { position: Geodetic | undefined; heightFromMsl: boolean } {
  const place = packet.sensorPlace;
  if (place === undefined) return { position: undefined, heightFromMsl: false };
  if (packet.sensorHaeM !== undefined) {
    return { position: { ...place, heightM: packet.sensorHaeM }, heightFromMsl: false };
  }
  if (packet.sensorMslM === undefined) return { position: undefined, heightFromMsl: false };
  const heightM = packet.sensorMslM + undulationM(place.latitudeDeg, place.longitudeDeg);
  return { position: { ...place, heightM }, heightFromMsl: true };
}

const level: Attitude = { headingDeg: 0, pitchDeg: 0, rollDeg: 0 };

/** All that a ray needs, or nothing: an angle or a field of view that was not sent is never made up (but for the roll). */
function poseOf(packet: ObservedPacket, position: Geodetic, attitude: Attitude | undefined): SensorPose | undefined {
  const { relativeAzimuthDeg, relativeElevationDeg, horizontalFovDeg, verticalFovDeg, absolute } = packet;
  if (!isFov(horizontalFovDeg) || !isFov(verticalFovDeg)) return undefined;
  if (absolute !== undefined)
    return { position, platform: level, relative: absolute, horizontalFovDeg, verticalFovDeg };
  if (attitude === undefined || relativeAzimuthDeg === undefined || relativeElevationDeg === undefined)
    return undefined;
  const relative = {
    azimuthDeg: relativeAzimuthDeg,
    elevationDeg: relativeElevationDeg,
    rollDeg: packet.relativeRollDeg ?? 0,
  };
  return { position, platform: attitude, relative, horizontalFovDeg, verticalFovDeg };
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
  const center = packet.centerPlace;
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

/**
 * The terrain, and level ground wherever it ends or has a void: a sensor that stands off outside the tiles sees the ground
 * within them all the same. `crossed` is told of lines of sight that come to the terrain low over ground it does not hold.
 */
function traceOver(terrain: Terrain | undefined, levelM: number, crossed: () => void): GroundTrace {
  const level = flatTerrain(levelM);
  // All rays of a packet start at one sensor, whose coordinates need not be turned back for each.
  let last: Ecef = { xM: Number.NaN, yM: 0, zM: 0 };
  let start: Geodetic = { latitudeDeg: 0, longitudeDeg: 0, heightM: 0 };
  return (origin, direction) => {
    if (origin.xM !== last.xM || origin.yM !== last.yM || origin.zM !== last.zM) {
      start = toGeodetic(origin);
      last = origin;
    }
    if (terrain === undefined) return castRay(level, start, direction);
    const met = castRay(terrain, start, direction, { unknownGround: 'clear' });
    if (met.kind === 'below-ground' || (met.kind === 'hit' && !met.crossedUnknown)) return met;
    const filled = castRay(level, start, direction);
    if (filled.kind === 'hit') {
      if (met.kind === 'void') return filled;
      const known = terrain.heightM(filled.point.latitudeDeg, filled.point.longitudeDeg) !== undefined;
      if (!known && (met.kind !== 'hit' || filled.rangeM < met.rangeM)) return filled;
    }
    if (met.kind === 'hit') crossed();
    return met;
  };
}

function sentFootprint(packet: ObservedPacket, heightAt: (place: LatLon) => number): Footprint | undefined {
  const lift = (place: LatLon | undefined): Geodetic | undefined =>
    place === undefined
      ? undefined
      : { latitudeDeg: place.latitudeDeg, longitudeDeg: place.longitudeDeg, heightM: heightAt(place) };
  const lifted = (four: FourCorners<LatLon>): Footprint['corners'] => [
    lift(four[0]),
    lift(four[1]),
    lift(four[2]),
    lift(four[3]),
  ];
  if (packet.fullCorners !== undefined) return { source: 'full-corners', corners: lifted(packet.fullCorners) };
  const { cornerOffsets, centerPlace } = packet;
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

/** The line of sight from the sensor to a centre that was sent; `undefined` where it would pass through the earth. */
function sightTo(sensor: Geodetic, center: Geodetic): Sight | undefined {
  const from = toEcef(sensor);
  const to = toEcef(center);
  const [x, y, z] = [to.xM - from.xM, to.yM - from.yM, to.zM - from.zM];
  const rangeM = Math.hypot(x, y, z);
  if (!(rangeM > 0)) return undefined;
  const sight = sightAt(center, { x: x / rangeM, y: y / rangeM, z: z / rangeM }, rangeM);
  return sight.grazingDeg > 0 ? sight : undefined;
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

/** How far the centre as sent may lie from where the angles look: metres, or a share of the slant range. */
export const centerTolerance = { leastM: 150, share: 0.1 } as const;
/** How far the slant range may lie from the distance between the positions as sent. */
export const rangeTolerance = { leastM: 100, share: 0.05 } as const;

/** A centre farther than this share of the range from where the angles look: neither is known to be right. */
const contradictionShare = 0.5;

function within(offM: number, scaleM: number, tolerance: { readonly leastM: number; readonly share: number }): boolean {
  return offM <= Math.max(tolerance.leastM, tolerance.share * scaleM);
}

/**
 * Some encoders send the line of sight's true azimuth as the relative one, or no angles at all. Where the slant range as
 * sent bears out the positions of sensor and frame centre, and the angles do not lead there, the centre is believed: a line
 * of sight to it, its roll taken as zero. `undefined` where the angles stand, or nothing better is known.
 */
function aimedPose(
  packet: ObservedPacket,
  sensor: Geodetic,
  center: Geodetic,
  centerOffM: number | undefined,
): SensorPose | undefined {
  const { slantRangeM, horizontalFovDeg, verticalFovDeg } = packet;
  if (!isFov(horizontalFovDeg) || !isFov(verticalFovDeg)) return undefined;
  const apart = apartM(sensor, center);
  if (!(apart > 1) || center.heightM >= sensor.heightM) return undefined;
  if (slantRangeM !== undefined && !within(Math.abs(slantRangeM - apart), slantRangeM, rangeTolerance))
    return undefined;
  if (centerOffM !== undefined && (slantRangeM === undefined || within(centerOffM, slantRangeM, centerTolerance))) {
    return undefined;
  }
  const { eastM, northM, upM } = ecefToEnu(sensor, toEcef(center));
  const relative = {
    azimuthDeg: (Math.atan2(eastM, northM) * 180) / Math.PI,
    elevationDeg: (Math.atan2(upM, Math.hypot(eastM, northM)) * 180) / Math.PI,
    rollDeg: 0,
  };
  return { position: sensor, platform: level, relative, horizontalFovDeg, verticalFovDeg };
}

function isFov(fovDeg: number | undefined): fovDeg is number {
  return fovDeg !== undefined && fovDeg > 0 && fovDeg < 179;
}

/** Straight distance: for comparing places it is as good as the geodesic and a hundred times faster. */
export function apartM(a: Geodetic, b: Geodetic): number {
  const p = toEcef(a);
  const q = toEcef(b);
  return Math.hypot(p.xM - q.xM, p.yM - q.yM, p.zM - q.zM);
}

/** The pose of a packet, and what it sees. */
interface PosedPacket {
  readonly pose: SensorPose | undefined;
  readonly fromPose: FrameOnGround | undefined;
  readonly aimed: boolean;
  readonly centerOffM: number | undefined;
}

function posed(
  packet: ObservedPacket,
  sensor: Geodetic | undefined,
  attitude: Attitude | undefined,
  center: Geodetic | undefined,
  trace: GroundTrace,
): PosedPacket {
  if (sensor === undefined) return { pose: undefined, fromPose: undefined, aimed: false, centerOffM: undefined };
  const see = (pose: SensorPose): FrameOnGround => placeFrame(pose, trace, { pixels: defaultPixels });
  const pose = poseOf(packet, sensor, attitude);
  const fromPose = pose === undefined ? undefined : see(pose);
  const looksAt = fromPose?.center?.point;
  // Angles that lead to no ground at all contradict any centre.
  const missed = fromPose !== undefined && looksAt === undefined ? Number.POSITIVE_INFINITY : undefined;
  const offM = center === undefined || looksAt === undefined ? missed : apartM(center, looksAt);
  const centerOffM = offM === Number.POSITIVE_INFINITY ? undefined : offM;
  const aimed = center === undefined ? undefined : aimedPose(packet, sensor, center, offM);
  if (aimed !== undefined) return { pose: aimed, fromPose: see(aimed), aimed: true, centerOffM };
  return { pose, fromPose, aimed: false, centerOffM };
}

/**
 * Places one packet, whose numbers are sound (`soundPacket`). Corners as sent (items 82-89, else 26-33) are the footprint;
 * where none were sent it comes from the pose. The pose is placed in any case, to be compared.
 */
export function placePacket(packet: ObservedPacket, options: PlaceOptions): PlacedPacket {
  const { terrain } = options;
  const { position: sensor, heightFromMsl } = sensorPosition(packet);
  const platform = attitudeOf(packet);
  const base = levelHeight(packet, sensor, terrain);
  let crossedUnknown = false;
  const trace = traceOver(terrain, base.heightM, () => {
    crossedUnknown = true;
  });
  const heightAt = (place: LatLon): number => terrain?.heightM(place.latitudeDeg, place.longitudeDeg) ?? base.heightM;
  const centerAsSent = liftCenter(packet.centerPlace, base, heightAt);
  const { pose, fromPose, aimed, centerOffM } = posed(packet, sensor, platform, centerAsSent, trace);
  const sent = sentFootprint(packet, heightAt);
  const contradicted =
    !aimed && centerOffM !== undefined && centerOffM > contradictionShare * (fromPose?.center?.slantRangeM ?? 0);
  const believed = contradicted ? undefined : fromPose;
  const sight =
    believed?.center ??
    (sensor === undefined || centerAsSent === undefined ? undefined : sightTo(sensor, centerAsSent));
  const footprint = usable(sent) ?? (fromPose === undefined ? sent : fromPose.footprint);
  const doubted = contradicted && footprint?.source === 'pose';
  const polygon = { footprint, pose, sensor, trace, maxRangeM: options.maxRangeM };
  const patch = doubted ? undefined : groundPolygon(polygon);
  const unknown = (place: LatLon): boolean => terrain?.heightM(place.latitudeDeg, place.longitudeDeg) === undefined;
  const seen = [...(patch?.ring ?? []), ...(patch === undefined || sight === undefined ? [] : [sight.point])];
  const onLevel = seen.some(unknown);
  return {
    sensor,
    heightFromMsl,
    platform,
    pose,
    rollAssumed: pose !== undefined && (aimed || (packet.absolute ?? packet.relativeRollDeg) === undefined),
    aimed,
    centerOffM,
    trace,
    levelSource: base.source,
    fromPose,
    footprint,
    seen: patch?.ring,
    clipped: patch?.clipped ?? false,
    uncounted: patch !== undefined ? undefined : doubted ? 'contradicted' : unclaimed(polygon),
    onLevel,
    offTerrain: terrain !== undefined && onLevel,
    crossedUnknown,
    contradicted,
    centerAsSent,
    sight,
    slantRangeM: sight?.slantRangeM ?? packet.slantRangeM,
    onePixelGsdM: onePixelGsd(believed, doubted ? undefined : footprint),
    groundHeightM: sensor === undefined ? undefined : terrain?.heightM(sensor.latitudeDeg, sensor.longitudeDeg),
  };
}

function liftCenter(
  center: LatLon | undefined,
  base: { readonly heightM: number; readonly source: LevelSource },
  heightAt: (place: LatLon) => number,
): Geodetic | undefined {
  if (center === undefined) return undefined;
  const { latitudeDeg, longitudeDeg } = center;
  return { latitudeDeg, longitudeDeg, heightM: base.source === 'center-sent' ? base.heightM : heightAt(center) };
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
