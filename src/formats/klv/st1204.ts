import { berOidBytes, readBerOid } from './ber.ts';
import type { Codec } from './codec.ts';
import { concatBytes } from './encode.ts';
import type { Enumerated } from './text.ts';
import { readUuid, uuidToBytes } from './uuid.ts';

/** Universal key of the Core Identifier (ST 1204.3 section 7.3). */
export const miidKey = '060e2b34010101010e01040503000000';

/** How a device's identifier came to be (ST 1204.3, table 1): two bits of the usage byte each. */
const deviceIdTypes = ['None', 'Managed', 'Virtual', 'Physical'] as const;

/** MISB ST 1204 Motion Imagery Identification System, Core Identifier. */
export interface CoreIdentifier {
  readonly version: number;
  /** Usage byte: types of the device identifiers, and which identifiers follow. */
  readonly usage: number;
  readonly sensorIdType: Enumerated;
  readonly platformIdType: Enumerated;
  readonly sensorId?: string;
  readonly platformId?: string;
  readonly windowId?: string;
  readonly minorId?: string;
  /** The identifier as people quote it: version and usage, UUIDs in groups of four digits, check byte. */
  readonly text: string;
  /** Bytes after the last identifier, where the item is longer than its usage byte says. */
  readonly trailing?: Uint8Array;
}

/** What it takes to make a core identifier; the usage byte follows from it. */
export interface CoreIdentifierParts {
  readonly version?: number;
  readonly sensorIdType?: 'Managed' | 'Virtual' | 'Physical';
  readonly sensorId?: string;
  readonly platformIdType?: 'Managed' | 'Virtual' | 'Physical';
  readonly platformId?: string;
  readonly windowId?: string;
  readonly minorId?: string;
}

const idFields = ['sensorId', 'platformId', 'windowId', 'minorId'] as const;
type IdField = (typeof idFields)[number];

/** Whether the usage byte announces the identifier. */
function announces(usage: number, field: IdField): boolean {
  switch (field) {
    case 'sensorId':
      return (usage & 0x60) !== 0;
    case 'platformId':
      return (usage & 0x18) !== 0;
    case 'windowId':
      return (usage & 0x04) !== 0;
    case 'minorId':
      return (usage & 0x02) !== 0;
  }
}

function typeOf(code: number): Enumerated {
  return { code, meaning: deviceIdTypes[code]! };
}

/** Multiplies a digit by the element that generates the first permutation of the check (ST 1204.3 appendix B). */
function permuteP(digit: number): number {
  const [a, b, c, d] = bitsOf(digit);
  return ((a ^ b) << 3) | (c << 2) | (d << 1) | a;
}

function permuteQ(digit: number): number {
  const [a, b, c, d] = bitsOf(digit);
  return (d << 3) | ((a ^ d) << 2) | (b << 1) | c;
}

function bitsOf(digit: number): [number, number, number, number] {
  return [(digit >> 3) & 1, (digit >> 2) & 1, (digit >> 1) & 1, digit & 1];
}

/**
 * Check byte over the hex digits of `text` (anything else is skipped): each digit is permuted as often as its place,
 * counted from one, modulo 15, says, and all are added without carry, by two different permutations
 * (ST 1204.3 appendix B).
 */
export function miidCheckByte(text: string): number {
  let p = 0;
  let q = 0;
  let place = 0;
  for (const letter of text) {
    const digit = Number.parseInt(letter, 16);
    if (Number.isNaN(digit)) continue;
    place = (place + 1) % 15;
    let byP = digit;
    let byQ = digit;
    for (let i = 0; i < place; i++) {
      byP = permuteP(byP);
      byQ = permuteQ(byQ);
    }
    p ^= byP;
    q ^= byQ;
  }
  return (p << 4) | q;
}

function hexByte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}

/** Text form of ST 1204.3 section 7.2: `0170:F592-F023-…/16B7-4341-…:D3`. */
function textOf(version: number, usage: number, ids: readonly string[]): string {
  const quoted = ids.map((id) =>
    id
      .replaceAll('-', '')
      .toUpperCase()
      .replace(/.{4}(?=.)/g, '$&-'),
  );
  const head = `${hexByte(version)}${hexByte(usage)}:${quoted.join('/')}:`;
  return head + hexByte(miidCheckByte(head));
}

function build(version: number, usage: number, ids: Readonly<Partial<Record<IdField, string>>>): CoreIdentifier {
  const present = idFields.flatMap((field) => ids[field] ?? []);
  return {
    version,
    usage,
    sensorIdType: typeOf((usage >> 5) & 3),
    platformIdType: typeOf((usage >> 3) & 3),
    ...ids,
    text: textOf(version, usage, present),
  };
}

/**
 * Makes a core identifier from its parts.
 *
 * @throws RangeError where an identifier is no UUID.
 */
export function coreIdentifier(parts: CoreIdentifierParts): CoreIdentifier {
  const ids: Partial<Record<IdField, string>> = {};
  for (const field of idFields) {
    const given = parts[field];
    if (given !== undefined) ids[field] = readUuid(uuidToBytes(given), 0);
  }
  const sensorType = parts.sensorId === undefined ? 0 : deviceIdTypes.indexOf(parts.sensorIdType ?? 'Virtual');
  const platformType = parts.platformId === undefined ? 0 : deviceIdTypes.indexOf(parts.platformIdType ?? 'Virtual');
  const window = parts.windowId === undefined ? 0 : 0x04;
  const minor = parts.minorId === undefined ? 0 : 0x02;
  return build(parts.version ?? 1, (sensorType << 5) | (platformType << 3) | window | minor, ids);
}

/**
 * Reads the text form back. The check byte may be missing; where it stands it must be right.
 *
 * @returns `undefined` where the text is no core identifier.
 */
export function parseCoreIdentifier(text: string): CoreIdentifier | undefined {
  const match = /^([0-9a-f]{2})([0-9a-f]{2}):([0-9a-f/-]*)(?::([0-9a-f]{2}))?$/i.exec(text.trim());
  if (match === null) return undefined;
  const [, version = '', usage = '', quoted = '', check] = match;
  const code = Number.parseInt(usage, 16);
  const fields = idFields.filter((field) => announces(code, field));
  const given = quoted === '' ? [] : quoted.split('/');
  if (given.length !== fields.length) return undefined;
  const ids: Partial<Record<IdField, string>> = {};
  for (const [i, field] of fields.entries()) {
    const digits = given[i]!.replaceAll('-', '');
    if (digits.length !== 32) return undefined;
    ids[field] = readUuid(uuidToBytes(digits), 0);
  }
  const found = build(Number.parseInt(version, 16), code, ids);
  return check === undefined || found.text.endsWith(check.toUpperCase()) ? found : undefined;
}

/** MISB ST 1204.3 Core Identifier in its binary form (section 7.1): version (BER-OID), usage byte, UUIDs. */
export const miid: Codec<CoreIdentifier> = {
  describe: 'MIIS Core Identifier: version, usage, then sensor, platform, window and minor UUID as announced',
  cacheable: true,
  decode(bytes, start, end, context) {
    const version = readBerOid(bytes, start, end);
    const usageAt = start + (version?.size ?? 0);
    if (version === undefined || usageAt >= end || version.size !== berOidBytes(version.value).length) {
      context.report('item-malformed', 'no readable version and usage', start);
      return undefined;
    }
    const usage = bytes[usageAt]!;
    const ids: Partial<Record<IdField, string>> = {};
    let at = usageAt + 1;
    for (const field of idFields) {
      if (!announces(usage, field)) continue;
      if (at + 16 > end) {
        context.report('item-malformed', `${end - at} bytes are left for "${field}", which takes 16`, at);
        return undefined;
      }
      ids[field] = readUuid(bytes, at);
      at += 16;
    }
    const found = build(version.value, usage, ids);
    if ((usage & 0x81) !== 0)
      context.report('value-reserved', `reserved bits of the usage byte are set (${hexByte(usage)})`, usageAt);
    if (at === end) return found;
    context.report('item-malformed', `${end - at} bytes stand after the last identifier`, at);
    return { ...found, trailing: bytes.slice(at, end) };
  },
  encode(value) {
    const ids = idFields
      .filter((field) => announces(value.usage, field))
      .map((field) => uuidToBytes(value[field] ?? ''));
    return concatBytes([berOidBytes(value.version), [value.usage], ...ids, value.trailing ?? []]);
  },
};
