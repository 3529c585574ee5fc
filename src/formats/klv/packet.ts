import { crc32Mpeg } from '../mpegts/crc32.ts';
import { readBerLength } from './ber.ts';
import { runningSum16 } from './checksum.ts';
import { crc16Ccitt } from './crc16.ts';
import type { Items, SetDescriptor, SetTable } from './descriptor.ts';
import { hexOf } from './hex.ts';
import { type Issue, remarkCodes } from './issue.ts';
import { placesOf, type RegisteredId, registered, registeredAt } from './registry.ts';
import { type DecodedSet, decodeSet, PacketContext } from './set.ts';

export type ChecksumState = 'valid' | 'invalid' | 'absent';

/** Where a packet stood in its recording. */
export interface PacketOrigin {
  readonly index: number;
  /** Byte offset in the recording. */
  readonly offset: number;
  readonly pid: number | undefined;
  /** Presentation time, 90 kHz ticks as sent. */
  readonly pts: number | undefined;
  /** Presentation time, seconds, wraps undone. */
  readonly ptsS: number | undefined;
}

interface PacketBase extends PacketOrigin {
  /** Universal key, 32 hex digits. */
  readonly key: string;
  readonly checksum: ChecksumState;
  readonly issues: readonly Issue[];
  /** The whole packet, key included. */
  readonly bytes: Uint8Array;
}

/** A packet whose set is decoded here. */
export interface SetPacket<Id extends string, T extends SetTable> extends PacketBase {
  readonly set: Id;
  readonly data: DecodedSet<T>;
  /** `packet.items.sensorLatitudeDeg` is a number, or absent. */
  readonly items: Items<T>;
}

/** A packet with a key that is in no table: kept as bytes. */
export interface UnknownPacket extends PacketBase {
  readonly set: 'unknown';
  readonly data: undefined;
}

type TableOf<Id extends RegisteredId> = (typeof registered)[Id]['descriptor']['table'];
export type RegisteredPacket = { [Id in RegisteredId]: SetPacket<Id, TableOf<Id>> }[RegisteredId];
export type KlvPacket = RegisteredPacket | UnknownPacket;
export type St0601Packet = SetPacket<'ST0601', TableOf<'ST0601'>>;
export type Eg0104Packet = SetPacket<'EG0104', TableOf<'EG0104'>>;

class Decoded {
  readonly index: number;
  readonly offset: number;
  readonly pid: number | undefined;
  readonly pts: number | undefined;
  readonly ptsS: number | undefined;
  readonly set: RegisteredId;
  readonly data: DecodedSet;
  readonly checksum: ChecksumState;
  readonly issues: readonly Issue[];
  readonly bytes: Uint8Array;

  constructor(
    origin: PacketOrigin,
    set: RegisteredId,
    data: DecodedSet,
    checksum: ChecksumState,
    issues: readonly Issue[],
    bytes: Uint8Array,
  ) {
    this.index = origin.index;
    this.offset = origin.offset;
    this.pid = origin.pid;
    this.pts = origin.pts;
    this.ptsS = origin.ptsS;
    this.set = set;
    this.data = data;
    this.checksum = checksum;
    this.issues = issues;
    this.bytes = bytes;
  }

  get key(): string {
    return hexOf(this.bytes, 0, 16);
  }

  get items(): Items<SetTable> {
    return this.data.items;
  }
}

const checksumBytes = { 'running-sum-16': 2, 'crc-16-ccitt': 2, 'crc-32-mpeg': 4 } as const;

/** Checksum over `bytes[0, end)`, which ends with the length of the checksum item. */
function checksumOf(kind: keyof typeof checksumBytes, bytes: Uint8Array, end: number): number {
  switch (kind) {
    case 'running-sum-16':
      return runningSum16(bytes, 0, end);
    case 'crc-16-ccitt':
      return crc16Ccitt(bytes, 0, end);
    case 'crc-32-mpeg':
      return crc32Mpeg(bytes, 0, end);
  }
}

function checksumState(
  id: RegisteredId,
  data: DecodedSet,
  bytes: Uint8Array,
  valueAt: number,
  context: PacketContext,
): ChecksumState {
  const { checksum: kind, checksumTag } = placesOf(id);
  if (kind === 'none') return 'absent';
  const { layout } = data;
  const position = layout.positionOf(checksumTag);
  if (position < 0 || layout.lengths[position] !== checksumBytes[kind]) {
    context.reportOn('', 'checksum-absent', 'the set has no checksum', valueAt);
    return 'absent';
  }
  const at = valueAt + layout.starts[position]!;
  if (position !== layout.count - 1) {
    context.reportOn(
      String(checksumTag),
      'checksum-misplaced',
      'the checksum is not the last item; bytes after it are not covered',
      at,
    );
  }
  const sum = checksumOf(kind, bytes, at);
  const stored = data.values[position];
  if (stored === sum) return 'valid';
  context.reportOn(String(checksumTag), 'checksum-invalid', `stored ${String(stored)}, computed ${sum}`, at);
  return 'invalid';
}

function noteTime(data: DecodedSet, context: PacketContext, valueAt: number): void {
  const { timeTag } = placesOf('ST0601');
  if (data.layout.tags[0] === timeTag) return;
  if (data.has(timeTag)) context.reportOn('2', 'time-misplaced', 'the time stamp is not the first item', valueAt);
  else context.reportOn('', 'time-absent', 'the set has no precision time stamp', valueAt);
}

/**
 * Decodes one packet: key, BER length, set. `bytes` is the packet alone, or what is left of it. Never throws for
 * bad bytes.
 */
export function decodePacket(bytes: Uint8Array, origin: PacketOrigin, found: readonly Issue[] = []): KlvPacket {
  const id = bytes.length > 16 ? registeredAt(bytes, 0) : undefined;
  const length = readBerLength(bytes, 16, bytes.length);
  const context = new PacketContext(0);
  if (id === undefined || length === undefined) {
    const key = hexOf(bytes, 0, Math.min(16, bytes.length));
    context.reportOn('', 'set-unknown', `no table for the key ${key}`, 0);
    return {
      ...origin,
      set: 'unknown',
      data: undefined,
      key,
      checksum: 'absent',
      issues: [...found, ...context.issues],
      bytes,
    };
  }
  const valueAt = 16 + length.size;
  if (valueAt + length.value > bytes.length) {
    context.reportOn('', 'packet-truncated', `says ${length.value} bytes, ${bytes.length - valueAt} are there`, 16);
  }
  const end = Math.min(bytes.length, valueAt + length.value);
  const descriptor: SetDescriptor = registered[id].descriptor;
  const data = decodeSet(descriptor, bytes, valueAt, end, context);
  const checksum = checksumState(id, data, bytes, valueAt, context);
  if (id === 'ST0601') noteTime(data, context, valueAt);
  const issues = found.length === 0 ? context.issues : [...found, ...context.issues];
  const decoded = new Decoded(origin, id, data, checksum, issues, bytes);
  // cast: `data` was decoded by the descriptor registered under `id`
  return decoded as unknown as RegisteredPacket;
}

/** Precision time stamp of a packet, microseconds since 1970 (MISB time), where it carries one. */
export function packetTimeUs(packet: KlvPacket): number | undefined {
  const time = packet.set === 'unknown' ? undefined : packet.data.value(placesOf(packet.set).timeTag);
  return typeof time === 'number' ? time : undefined;
}

/**
 * What strict mode refuses a packet for: every issue that is no mere remark, and a checksum that is not valid where
 * the set has one by its standard. Empty: the packet follows the standard.
 */
export function violations(packet: KlvPacket): readonly Issue[] {
  return packet.issues.filter((issue) => !remarkCodes.has(issue.code));
}
