import { berLengthBytes, berLengthSize, berOidBytes, readBerLength, readBerOid } from './ber.ts';
import type { Codec, DecodeContext } from './codec.ts';
import { Special } from './codec.ts';
import { defineSet, item, repeated } from './descriptor.ts';
import { concatBytes, nestedSet } from './encode.ts';
import { floatOfLength } from './floats.ts';
import { berOid } from './integers.ts';
import { floatElements, type MultiArray, mdap } from './mdap.ts';
import { timeUs, uintFixed } from './numbers.ts';
import { st1202 } from './st1202.ts';
import type { Enumerated } from './text.ts';

/** Universal key of the Range Image Local Set (ST 1002). */
export const st1002Key = '060e2b34020b01010e0103030c000000';

/** What the range image is (ST 1002 item 12, one BER-OID integer of three fields). */
export interface RangeImageEnumerations {
  readonly code: number;
  readonly compressionMethod: Enumerated;
  readonly dataType: Enumerated;
  readonly source: Enumerated;
}

const compressionMethods = ['No Compression', 'Planar Fit'] as const;
const dataTypes = ['Perspective Range Image', 'Depth Range Image'] as const;
const sources = ['Computationally Extracted', 'Range Sensor'] as const;

function named(meanings: readonly string[], code: number): Enumerated {
  return { code, meaning: meanings[code] ?? 'Reserved' };
}

const oidItem = berOid();

const rangeImageEnumerations: Codec<RangeImageEnumerations> = {
  describe: 'BER-OID integer: compression method (3 bits), data type (3 bits), source (1 bit)',
  decode(bytes, start, end, context) {
    const code = oidItem.decode(bytes, start, end, context);
    if (typeof code !== 'number') return undefined;
    const value = {
      code,
      compressionMethod: named(compressionMethods, code % 8),
      dataType: named(dataTypes, Math.floor(code / 8) % 8),
      source: named(sources, Math.floor(code / 64) % 2),
    };
    if (code >= 128 || value.compressionMethod.code > 1 || value.dataType.code > 1) {
      context.report('value-reserved', `code ${code} has parts that are not assigned`, start);
    }
    return value;
  },
  encode: (value, lengthBytes) => oidItem.encode(value.code, lengthBytes),
};

/** Code of item 12 from its parts. */
export function rangeImageCode(compressionMethod: 0 | 1, dataType: 0 | 1, source: 0 | 1): RangeImageEnumerations {
  return {
    code: (source << 6) | (dataType << 3) | compressionMethod,
    compressionMethod: named(compressionMethods, compressionMethod),
    dataType: named(dataTypes, dataType),
    source: named(sources, source),
  };
}

/** A section of the range image (ST 1002 section 6.4). Ranges and their uncertainty are in metres. */
export interface RangeSection {
  readonly sectionX: number;
  readonly sectionY: number;
  readonly ranges: MultiArray;
  readonly uncertainty?: MultiArray;
  /** Plane that was taken from the ranges before they were sent (planar fit): z = x scale, y scale, constant. */
  readonly planeX?: PlaneTerm;
  readonly planeY?: PlaneTerm;
  readonly planeConstant?: PlaneTerm;
  /** How many of the seven fields were sent; those that are sent empty count. */
  readonly fieldCount: number;
  readonly trailing?: Uint8Array;
}

export interface PlaneTerm {
  readonly value: number | Special;
  readonly lengthBytes: 4 | 8;
}

const rangeArray = mdap(floatElements);
const planeTerm = floatOfLength(4);
const fieldLimit = 7;
const requiredFields = 3;

interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Places of the length-prefixed fields; `undefined` where one runs out of the pack or has an unusual length form. */
function fieldExtents(bytes: Uint8Array, start: number, end: number): Extent[] | undefined {
  const found: Extent[] = [];
  let at = start;
  while (at < end && found.length < fieldLimit) {
    const length = readBerLength(bytes, at, end);
    if (length === undefined || length.size !== berLengthSize(length.value)) return undefined;
    const from = at + length.size;
    if (from + length.value > end) return undefined;
    found.push({ start: from, end: from + length.value });
    at = from + length.value;
  }
  return found;
}

function readIndex(bytes: Uint8Array, extent: Extent | undefined): number | undefined {
  if (extent === undefined) return undefined;
  const found = readBerOid(bytes, extent.start, extent.end);
  const whole = found !== undefined && extent.start + found.size === extent.end;
  return whole && berOidBytes(found.value).length === found.size ? found.value : undefined;
}

function readPlane(bytes: Uint8Array, extent: Extent, context: DecodeContext): PlaneTerm | undefined {
  const length = extent.end - extent.start;
  const value = planeTerm.decode(bytes, extent.start, extent.end, context);
  return value === undefined || (length !== 4 && length !== 8) ? undefined : { value, lengthBytes: length };
}

/** Optional fields of the pack; `undefined` where one is there but cannot be read. */
function readOptional(
  bytes: Uint8Array,
  extents: readonly Extent[],
  context: DecodeContext,
): Partial<RangeSection> | undefined {
  const out: { -readonly [K in keyof RangeSection]?: RangeSection[K] } = {};
  for (const [i, extent] of extents.entries()) {
    if (i < requiredFields || extent.start === extent.end) continue;
    if (i === requiredFields) {
      const value = rangeArray.decode(bytes, extent.start, extent.end, context);
      if (value === undefined || value instanceof Special) return undefined;
      out.uncertainty = value;
      continue;
    }
    const value = readPlane(bytes, extent, context);
    if (value === undefined) return undefined;
    out[i === 4 ? 'planeX' : i === 5 ? 'planeY' : 'planeConstant'] = value;
  }
  return out;
}

const rangeSection: Codec<RangeSection> = {
  describe:
    'pack of length-prefixed fields: section x and y (BER-OID), ranges and uncertainty (ST 1303 arrays), plane terms (floats)',
  decode(bytes, start, end, context) {
    const extents = fieldExtents(bytes, start, end);
    const sectionX = readIndex(bytes, extents?.[0]);
    const sectionY = readIndex(bytes, extents?.[1]);
    const rangesAt = extents?.[2];
    if (extents === undefined || rangesAt === undefined || sectionX === undefined || sectionY === undefined) {
      context.report('item-malformed', 'the bytes are no section data pack', start);
      return undefined;
    }
    const ranges = rangeArray.decode(bytes, rangesAt.start, rangesAt.end, context);
    const optional = readOptional(bytes, extents, context);
    if (ranges === undefined || ranges instanceof Special || optional === undefined) return undefined;
    const value = { sectionX, sectionY, ranges, ...optional, fieldCount: extents.length };
    const last = extents.at(-1)?.end ?? end;
    if (last === end) return value;
    context.report('item-malformed', `${end - last} bytes stand after the last field`, last);
    return { ...value, trailing: bytes.slice(last, end) };
  },
  encode(value) {
    const plane = (term: PlaneTerm | undefined): Uint8Array => {
      if (term === undefined) return new Uint8Array(0);
      if (typeof term.value === 'number') return planeTerm.encode(term.value, term.lengthBytes);
      const special = planeTerm.encodeSpecial?.(term.value, term.lengthBytes);
      if (special === undefined) throw new RangeError(`no float stands for "${term.value.name}"`);
      return special;
    };
    const fields: (Uint8Array | number[])[] = [
      berOidBytes(value.sectionX),
      berOidBytes(value.sectionY),
      rangeArray.encode(value.ranges),
      value.uncertainty === undefined ? [] : rangeArray.encode(value.uncertainty),
      plane(value.planeX),
      plane(value.planeY),
      plane(value.planeConstant),
    ];
    const sent = fields.slice(0, Math.max(value.fieldCount, requiredFields));
    const parts = sent.flatMap((field) => [berLengthBytes(field.length), field]);
    return concatBytes([...parts, value.trailing ?? []]);
  },
};

/** MISB ST 1002, Range Image Local Set. Ranges are in metres, image coordinates in pixels. */
export const st1002 = defineSet(
  'ST1002',
  'Range Motion Imagery Local Set',
  {
    1: item('timeUs', 'Precision Time Stamp', 'us', timeUs()),
    11: item('documentVersion', 'Document Version', '', berOid()),
    12: item('rangeImage', 'Range Image Enumerations', '', rangeImageEnumerations),
    13: item('rangeMeasurementM', 'Single Point Range Measurement (SPRM)', 'm', floatOfLength(4)),
    14: item('rangeUncertaintyM', 'Single Point Range Measurement (SPRM) Uncertainty', 'm', floatOfLength(4)),
    15: item('rangeRowPixels', 'Single Point Range Measurement (SPRM) Row Coordinate', 'px', floatOfLength(4)),
    16: item('rangeColumnPixels', 'Single Point Range Measurement (SPRM) Column Coordinate', 'px', floatOfLength(4)),
    17: item('sectionsInX', 'Number of Sections in X', '', berOid()),
    18: item('sectionsInY', 'Number of Sections in Y', '', berOid()),
    19: item(
      'transformation',
      'Generalized Transformation Local Set',
      '',
      nestedSet(() => st1202),
    ),
    20: repeated('sections', 'Section Data Variable Length Pack', '', rangeSection),
    21: item('crc16', 'CRC-16-CCITT', '', uintFixed(2)),
  },
  { versionTag: 11 },
);
