import { ecefToEnu, toEcef } from '../../src/geo/ellipsoid.ts';
import { groundTrace, placeFrame } from '../../src/geo/footprint.ts';
import { flatTerrain } from '../../src/geo/terrain.ts';
import type { SensorPose } from '../../src/model/flight.ts';
import type { Geodetic } from '../../src/model/geodetic.ts';

/** A packet's pose and the corners it sends itself. Heights are above sea level, as sent; see `measureTruck`. */
export interface PosePacket {
  readonly pose: SensorPose;
  readonly center: Geodetic;
  readonly corners: readonly [Geodetic, Geodetic, Geodetic, Geodetic];
}

const key = Buffer.from('060e2b34020b01010e01030101000000', 'hex');

/**
 * Reads the few ST 0601 items needed here, apart from the decoder of src: items 5-7, 13-20 and 23-33 in their fixed
 * lengths.
 */
export function readPosePackets(bytes: Buffer): readonly PosePacket[] {
  const packets: PosePacket[] = [];
  for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + 1)) {
    const items = readItems(bytes, at + key.length);
    const packet = items && toPacket(items);
    if (packet !== undefined) packets.push(packet);
  }
  return packets;
}

function readItems(bytes: Buffer, start: number): ReadonlyMap<number, Buffer> | undefined {
  let at = start;
  const length = (): number => {
    const first = bytes[at++] ?? 0;
    if (first < 128) return first;
    let value = 0;
    for (let i = 0; i < first - 128; i++) value = value * 256 + (bytes[at++] ?? 0);
    return value;
  };
  const size = length();
  const end = at + size;
  if (end > bytes.length) return undefined;
  const items = new Map<number, Buffer>();
  while (at < end) {
    const tag = bytes[at++] ?? 0;
    const n = length();
    items.set(tag, bytes.subarray(at, at + n));
    at += n;
  }
  return items;
}

function toPacket(items: ReadonlyMap<number, Buffer>): PosePacket | undefined {
  const unsigned = (tag: number, span: number, offset = 0): number => {
    const v = items.get(tag);
    if (v === undefined || v.length === 0) return Number.NaN;
    return (v.readUIntBE(0, v.length) * span) / (2 ** (8 * v.length) - 1) + offset;
  };
  const signed = (tag: number, half: number): number => {
    const v = items.get(tag);
    if (v === undefined || v.length === 0) return Number.NaN;
    return (v.readIntBE(0, v.length) * half) / (2 ** (8 * v.length - 1) - 1);
  };
  const pose: SensorPose = {
    position: { latitudeDeg: signed(13, 90), longitudeDeg: signed(14, 180), heightM: unsigned(15, 19900, -900) },
    platform: { headingDeg: unsigned(5, 360), pitchDeg: signed(6, 20), rollDeg: signed(7, 50) },
    relative: { azimuthDeg: unsigned(18, 360), elevationDeg: signed(19, 180), rollDeg: unsigned(20, 360) },
    horizontalFovDeg: unsigned(16, 180),
    verticalFovDeg: unsigned(17, 180),
  };
  const center = { latitudeDeg: signed(23, 90), longitudeDeg: signed(24, 180), heightM: unsigned(25, 19900, -900) };
  const corner = (tag: number): Geodetic => ({
    latitudeDeg: center.latitudeDeg + signed(tag, 0.075),
    longitudeDeg: center.longitudeDeg + signed(tag + 1, 0.075),
    heightM: center.heightM,
  });
  const corners = [corner(26), corner(28), corner(30), corner(32)] as const;
  const numbers = [pose.position, pose.platform, pose.relative, center, ...corners].flatMap((o) => Object.values(o));
  return numbers.every(Number.isFinite) && pose.horizontalFovDeg > 0 ? { pose, center, corners } : undefined;
}

/** Distances between computed and sent, metres, one per corner (or frame). */
export interface TruckFigures {
  readonly packets: number;
  /** Corners from the full pose against the sent ones. */
  readonly cornersM: readonly number[];
  /** Share of corners within 25 m or 2 % of the slant range, whichever is larger. */
  readonly shareWithin: number;
  /** Centre of the image from the full pose against items 23 and 24. */
  readonly centersM: readonly number[];
  /** Corners with the sent centre as line of sight and the image level with the horizon: how the writer drew them. */
  readonly levelM: readonly number[];
  /**
   * Corners with the sent centre as line of sight and the roll that the pose gives the image: the roll's part alone.
   */
  readonly rolledM: readonly number[];
  /** Roll of the image against the horizon by the pose, degrees. */
  readonly imageRollDeg: readonly number[];
  /** Change of the platform's roll (item 7) to the next packet, degrees, where the centre is off by more than 25 m. */
  readonly rollStepWhereOffDeg: readonly number[];
  /** The same over all packets. */
  readonly rollStepDeg: readonly number[];
}

/**
 * Footprints from the truck flight's pose against its own corner items. Ground: level at the frame centre's elevation
 * (item 25). Items 15 and 25 are both above sea level; the same datum on both sides leaves their difference, which is
 * all that level ground needs, so the geoid (-16 m there) drops out.
 */
export function measureTruck(packets: readonly PosePacket[]): TruckFigures {
  const cornersM: number[] = [];
  const centersM: number[] = [];
  const levelM: number[] = [];
  const rolledM: number[] = [];
  const imageRollDeg: number[] = [];
  const rollStepDeg: number[] = [];
  const rollStepWhereOffDeg: number[] = [];
  let within = 0;
  for (const [i, packet] of packets.entries()) {
    const trace = groundTrace(flatTerrain(packet.center.heightM));
    const frame = placeFrame(packet.pose, trace);
    const away = cornerDistances(frame.footprint.corners, packet.corners);
    cornersM.push(...away);
    const rangeM = frame.center?.slantRangeM ?? 0;
    within += away.filter((d) => d <= Math.max(25, 0.02 * rangeM)).length;
    const offM = frame.center && horizontalM(packet.center, frame.center.point);
    if (offM !== undefined) centersM.push(offM);
    const next = packets[i + 1] ?? packet;
    const step = Math.abs(next.pose.platform.rollDeg - packet.pose.platform.rollDeg);
    rollStepDeg.push(step);
    if (offM !== undefined && offM > 25) rollStepWhereOffDeg.push(step);
    const roll = imageRoll(packet.pose);
    imageRollDeg.push(roll);
    levelM.push(...cornerDistances(placeFrame(towards(packet, 0), trace).footprint.corners, packet.corners));
    rolledM.push(...cornerDistances(placeFrame(towards(packet, roll), trace).footprint.corners, packet.corners));
  }
  const shareWithin = within / Math.max(1, cornersM.length);
  return {
    packets: packets.length,
    cornersM,
    shareWithin,
    centersM,
    levelM,
    rolledM,
    imageRollDeg,
    rollStepWhereOffDeg,
    rollStepDeg,
  };
}

/** A corner that meets no ground is infinitely far from the one sent: it must not vanish from the figures. */
function cornerDistances(computed: readonly (Geodetic | undefined)[], sent: readonly Geodetic[]): readonly number[] {
  return sent.map((s, i) => {
    const c = computed[i];
    return c === undefined ? Number.POSITIVE_INFINITY : horizontalM(s, c);
  });
}

function horizontalM(from: Geodetic, to: Geodetic): number {
  const v = ecefToEnu(from, toEcef({ ...to, heightM: from.heightM }));
  return Math.hypot(v.eastM, v.northM);
}

/** The pose turned so that the camera looks at the sent centre, with a given roll of the image against the horizon. */
function towards(packet: PosePacket, rollDeg: number): SensorPose {
  const v = ecefToEnu(packet.pose.position, toEcef(packet.center));
  const headingDeg = (Math.atan2(v.eastM, v.northM) * 180) / Math.PI;
  const elevationDeg = (Math.atan2(v.upM, Math.hypot(v.eastM, v.northM)) * 180) / Math.PI;
  return {
    ...packet.pose,
    platform: { headingDeg, pitchDeg: 0, rollDeg: 0 },
    relative: { azimuthDeg: 0, elevationDeg, rollDeg },
  };
}

/** Roll of the image's rows against the horizon: found where a step to the right in the image gains no height. */
function imageRoll(pose: SensorPose): number {
  const { platform: p, relative: r } = pose;
  const rad = Math.PI / 180;
  const [sp, cp] = [Math.sin(p.pitchDeg * rad), Math.cos(p.pitchDeg * rad)];
  const [sr, cr] = [Math.sin(p.rollDeg * rad), Math.cos(p.rollDeg * rad)];
  const [sa, ca] = [Math.sin(r.azimuthDeg * rad), Math.cos(r.azimuthDeg * rad)];
  const [se, ce] = [Math.sin(r.elevationDeg * rad), Math.cos(r.elevationDeg * rad)];
  // Downward parts of the camera's right and down axes, for a camera without roll of its own.
  const rightDown = sa * sp + ca * sr * cp;
  const downDown = -ca * se * sp + sa * se * sr * cp + ce * cr * cp;
  return Math.atan2(rightDown, downDown) / rad + r.rollDeg;
}
