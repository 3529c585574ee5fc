import { berOidBytes, readBerOid } from './ber.ts';
import { type Codec, type DecodeContext, Special } from './codec.ts';
import { concatBytes } from './encode.ts';
import { floatBytes, isFloatLength, readFloat } from './floats.ts';
import { type ImapMapping, imapDecode, imapEncode, imapMapping, imapMappings, imapSpecialBytes } from './imap.ts';

/** Universal key of the SDCC-FLP (ST 1010.3). */
export const sdccFlpKey = '060e2b34020501010e01030321000000';

/** More variables than any parent set has items; what says more is damaged. */
const maxMatrixSize = 255;

/**
 * How the numbers of a pack are written (ST 1010.3 section 6.3). Mode 1 is one byte: correlations by IMAP, standard
 * deviations as the parent document says. Mode 2 is two bytes and says both.
 */
export interface ParseControl {
  readonly mode: 1 | 2;
  /** True where correlations of zero are left out and a bit for each says which are there. */
  readonly sparse: boolean;
  readonly standardDeviationFormat: 'IEEE' | 'IMAP';
  readonly standardDeviationBytes: number;
  readonly correlationFormat: 'IEEE' | 'IMAP';
  readonly correlationBytes: number;
  /** Bits that the standard reserves, in place; zero unless an encoder set them. */
  readonly reservedBits: number;
}

/**
 * Standard deviations and correlations of the items that stand before the pack in its set: as many as
 * `matrixSize` says, in their order there (ST 1010.3 section 6.1). Units are those of the items.
 */
export interface Sdcc extends ParseControl {
  readonly matrixSize: number;
  /** One an item; empty where the pack has none, `undefined` where only the mapped integer is known (see `mapped`). */
  readonly standardDeviations: readonly (number | Special | undefined)[];
  /** Full symmetric matrix, ones on the diagonal; `undefined` beside it where the pack has no correlations. */
  readonly correlations: readonly (readonly (number | Special | undefined)[])[];
  /** Bits of the sparse form, in bytes, the first correlation in the highest bit. */
  readonly bitVector?: Uint8Array;
  /** Bytes of the standard deviations, where they are mapped by IMAP and the range is not known here. */
  readonly mapped?: readonly Uint8Array[];
  readonly trailing?: Uint8Array;
}

/** Range of a standard deviation that is sent by IMAP, by its place in the pack; from the parent document. */
export type DeviationRange = (index: number) => { readonly min: number; readonly max: number } | undefined;

const correlationMax = 1;
const correlationMappings = imapMappings(-correlationMax, correlationMax);

function parseControlOf(bytes: Uint8Array, at: number, mode1Format: 'IEEE' | 'IMAP'): ParseControl {
  const first = bytes[at]!;
  if (first < 0x80) {
    return {
      mode: 1,
      sparse: (first & 0x08) !== 0,
      standardDeviationFormat: mode1Format,
      standardDeviationBytes: (first >> 4) & 7,
      correlationFormat: 'IMAP',
      correlationBytes: first & 7,
      reservedBits: 0,
    };
  }
  const second = bytes[at + 1]!;
  return {
    mode: 2,
    sparse: (first & 0x20) !== 0,
    standardDeviationFormat: (second & 0x10) !== 0 ? 'IMAP' : 'IEEE',
    standardDeviationBytes: second & 0x0f,
    correlationFormat: (first & 0x10) !== 0 ? 'IMAP' : 'IEEE',
    correlationBytes: first & 0x0f,
    reservedBits: ((first & 0x40) << 8) | (second & 0x60),
  };
}

function parseControlBytes(control: ParseControl): number[] {
  const { sparse, standardDeviationBytes: s, correlationBytes: c } = control;
  if (control.mode === 1) return [(s << 4) | (sparse ? 0x08 : 0) | c];
  const first = 0x80 | (sparse ? 0x20 : 0) | (control.correlationFormat === 'IMAP' ? 0x10 : 0) | c;
  const second = (control.standardDeviationFormat === 'IMAP' ? 0x10 : 0) | s;
  return [first | (control.reservedBits >> 8), second | (control.reservedBits & 0x60)];
}

/** What keeps the numbers from being read, or nothing. */
function unreadable(control: ParseControl): string | undefined {
  const { standardDeviationBytes: s, correlationBytes: c } = control;
  if (control.standardDeviationFormat === 'IEEE' && s !== 0 && !isFloatLength(s)) return `no float has ${s} bytes`;
  if (control.correlationFormat === 'IEEE' && c !== 0 && !isFloatLength(c)) return `no float has ${c} bytes`;
  return s > 8 || c > 8 ? `numbers of ${Math.max(s, c)} bytes` : undefined;
}

/** A float where there is no mapping. */
function readNumber(
  bytes: Uint8Array,
  at: number,
  length: number,
  mapping: ImapMapping | undefined,
): number | Special | undefined {
  if (mapping !== undefined) return imapDecode(mapping, bytes, at, at + length);
  return isFloatLength(length) ? readFloat(bytes, at, length) : undefined;
}

function writeNumber(
  value: number | Special | undefined,
  length: number,
  mapping: ImapMapping | undefined,
): Uint8Array {
  if (value === undefined) throw new RangeError('a standard deviation or a correlation is missing');
  if (mapping === undefined) {
    if (!isFloatLength(length)) throw new RangeError(`no float has ${length} bytes`);
    return floatBytes(value, length);
  }
  if (typeof value === 'number') return imapEncode(mapping, value, true);
  const special = imapSpecialBytes(value, length);
  if (special === undefined) throw new RangeError(`no IMAP bytes stand for "${value.name}"`);
  return special;
}

function correlationMapping(control: ParseControl): ImapMapping | undefined {
  return control.correlationFormat === 'IMAP' ? correlationMappings[control.correlationBytes] : undefined;
}

function deviationMapping(range: ReturnType<DeviationRange>, lengthBytes: number): ImapMapping | undefined {
  return range === undefined ? undefined : imapMapping(range.min, range.max, lengthBytes);
}

function bitAt(bits: Uint8Array, index: number): boolean {
  return (bits[index >> 3]! & (0x80 >> (index & 7))) !== 0;
}

function popCount(bits: Uint8Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += bitAt(bits, i) ? 1 : 0;
  return sum;
}

function readCorrelations(
  bytes: Uint8Array,
  start: number,
  size: number,
  control: ParseControl,
  bits: Uint8Array | undefined,
): { readonly matrix: (number | Special | undefined)[][]; readonly next: number } {
  const length = control.correlationBytes;
  const mapping = correlationMapping(control);
  const matrix: (number | Special | undefined)[][] = Array.from({ length: size }, () =>
    new Array(size).fill(undefined),
  );
  let at = start;
  let index = 0;
  for (let row = 0; row < size; row++) {
    matrix[row]![row] = 1;
    for (let column = row + 1; column < size; column++, index++) {
      if (length === 0) continue;
      let value: number | Special | undefined = 0;
      if (bits === undefined || bitAt(bits, index)) {
        value = readNumber(bytes, at, length, mapping);
        at += length;
      }
      matrix[row]![column] = value;
      matrix[column]![row] = value;
    }
  }
  return { matrix, next: at };
}

interface Deviations {
  readonly values: (number | Special | undefined)[];
  readonly mapped: Uint8Array[] | undefined;
  readonly next: number;
}

function readDeviations(
  bytes: Uint8Array,
  start: number,
  size: number,
  control: ParseControl,
  rangeOf: DeviationRange,
): Deviations {
  const { standardDeviationBytes: length, standardDeviationFormat: format } = control;
  const values: (number | Special | undefined)[] = [];
  const count = length === 0 ? 0 : size;
  let isKnown = true;
  for (let i = 0; i < count; i++) {
    const range = format === 'IMAP' ? rangeOf(i) : undefined;
    if (format === 'IMAP' && range === undefined) {
      isKnown = false;
      values.push(undefined);
    } else {
      values.push(readNumber(bytes, start + i * length, length, deviationMapping(range, length)));
    }
  }
  const next = start + count * length;
  if (isKnown) return { values, mapped: undefined, next };
  const mapped = values.map((_, i) => bytes.slice(start + i * length, start + (i + 1) * length));
  return { values, mapped, next };
}

function reportNumbers(
  deviations: Deviations,
  matrix: readonly (readonly (number | Special | undefined)[])[],
  control: ParseControl,
  at: number,
  context: DecodeContext,
): void {
  if (control.reservedBits !== 0) context.report('value-reserved', 'reserved bits of the parse control are set', at);
  if (deviations.mapped !== undefined) {
    context.report('item-malformed', 'standard deviations are mapped by IMAP, for which their set names no range', at);
  }
  for (const [i, value] of deviations.values.entries()) {
    if (value instanceof Special) context.report('special-value', `standard deviation ${i}: "${value.name}"`, at);
    else if (value !== undefined && value < 0)
      context.report('value-out-of-range', `standard deviation ${i} is ${value}`, at);
  }
  for (const [row, values] of matrix.entries()) {
    for (let column = row + 1; column < values.length; column++) {
      const value = values[column];
      if (value instanceof Special)
        context.report('special-value', `correlation ${row}, ${column}: "${value.name}"`, at);
      else if (value !== undefined && Math.abs(value) > correlationMax)
        context.report('value-out-of-range', `correlation ${row}, ${column} is ${value}`, at);
    }
  }
}

/** Bytes that the pack's body takes. */
function bodyBytes(size: number, control: ParseControl, bits: Uint8Array | undefined): number {
  const pairs = (size * (size - 1)) / 2;
  const sent = bits === undefined ? pairs : popCount(bits, pairs);
  return size * control.standardDeviationBytes + sent * control.correlationBytes;
}

/** SDCC-FLP for a parent document that has standard deviations by IMAP, or other than floats in mode 1. */
export function sdccFlpFor(rangeOf: DeviationRange, mode1Format: 'IEEE' | 'IMAP' = 'IEEE'): Codec<Sdcc> {
  return {
    describe: 'SDCC-FLP: matrix size, parse control, bit vector, standard deviations, correlations',
    cacheable: true,
    decode(bytes, start, end, context) {
      const size = readBerOid(bytes, start, end);
      const controlAt = start + (size?.size ?? 0);
      const mode2 = controlAt < end && bytes[controlAt]! >= 0x80;
      const bodyAt = controlAt + (mode2 ? 2 : 1);
      if (size === undefined || bodyAt > end || (mode2 && bytes[controlAt + 1]! >= 0x80)) {
        context.report('item-malformed', 'no readable matrix size and parse control', start);
        return undefined;
      }
      const control = parseControlOf(bytes, controlAt, mode1Format);
      const trouble = size.value > maxMatrixSize ? `a matrix of ${size.value}` : unreadable(control);
      if (trouble !== undefined || size.size !== berOidBytes(size.value).length) {
        context.report('item-malformed', trouble ?? 'matrix size in more bytes than it needs', start);
        return undefined;
      }
      const vectorBytes = control.sparse ? Math.ceil((size.value * (size.value - 1)) / 16) : 0;
      const bits = control.sparse ? bytes.slice(bodyAt, bodyAt + vectorBytes) : undefined;
      const numbersAt = bodyAt + vectorBytes;
      if (numbersAt > end || numbersAt + bodyBytes(size.value, control, bits) > end) {
        context.report('item-malformed', `${end - bodyAt} bytes do not hold what the parse control says`, bodyAt);
        return undefined;
      }
      const deviations = readDeviations(bytes, numbersAt, size.value, control, rangeOf);
      const { matrix, next } = readCorrelations(bytes, deviations.next, size.value, control, bits);
      reportNumbers(deviations, matrix, control, start, context);
      if (next < end) context.report('item-malformed', `${end - next} bytes stand after the last number`, next);
      return {
        matrixSize: size.value,
        ...control,
        standardDeviations: deviations.values,
        correlations: matrix,
        ...(bits === undefined ? {} : { bitVector: bits }),
        ...(deviations.mapped === undefined ? {} : { mapped: deviations.mapped }),
        ...(next < end ? { trailing: bytes.slice(next, end) } : {}),
      };
    },
    encode: (value) => encodeSdcc(value, rangeOf),
  };
}

function encodeSdcc(value: Sdcc, rangeOf: DeviationRange): Uint8Array {
  const { matrixSize: size, standardDeviationBytes, standardDeviationFormat, correlationBytes } = value;
  const parts: (Uint8Array | number[])[] = [berOidBytes(size), parseControlBytes(value)];
  const bits = value.sparse ? (value.bitVector ?? bitVectorOf(value)) : undefined;
  if (bits !== undefined) parts.push(bits);
  for (let i = 0; i < (standardDeviationBytes === 0 ? 0 : size); i++) {
    const isMapped = standardDeviationFormat === 'IMAP';
    const range = isMapped ? rangeOf(i) : undefined;
    const raw = isMapped && range === undefined ? value.mapped?.[i] : undefined;
    const one = isMapped && range === undefined ? undefined : value.standardDeviations[i];
    parts.push(raw ?? writeNumber(one, standardDeviationBytes, deviationMapping(range, standardDeviationBytes)));
  }
  let index = 0;
  for (let row = 0; row < size; row++) {
    for (let column = row + 1; column < size; column++, index++) {
      if (correlationBytes === 0 || (bits !== undefined && !bitAt(bits, index))) continue;
      const correlation = value.correlations[row]?.[column];
      parts.push(writeNumber(correlation, correlationBytes, correlationMapping(value)));
    }
  }
  return concatBytes([...parts, value.trailing ?? []]);
}

/** Bit vector that leaves out every correlation of zero. */
function bitVectorOf(value: Sdcc): Uint8Array {
  const size = value.matrixSize;
  const bits = new Uint8Array(Math.ceil((size * (size - 1)) / 16));
  let index = 0;
  for (let row = 0; row < size; row++) {
    for (let column = row + 1; column < size; column++, index++) {
      if (value.correlations[row]?.[column] !== 0) bits[index >> 3]! |= 0x80 >> (index & 7);
    }
  }
  return bits;
}

/**
 * MISB ST 1010.3 Standard Deviation and Correlation Coefficient Floating Length Pack, as ST 0601, ST 0903 and ST 1202
 * use it: standard deviations as floats.
 */
export const sdccFlp: Codec<Sdcc> = sdccFlpFor(() => undefined);

/** A covariance matrix over named quantities; entries are `undefined` where the pack does not say. */
export interface NamedCovariance {
  readonly names: readonly string[];
  /** Row by row; units are the product of the two quantities' units. */
  readonly covariance: readonly (readonly (number | undefined)[])[];
}

/**
 * Covariance of the quantities that a pack speaks of. `namesInOrder` are the items that stand before the pack in its
 * set, in stream order (its meaning is in that order alone: ST 1010.3 section 6.1).
 *
 * @throws RangeError where there are not as many names as the pack has variables.
 */
export function covarianceOf(value: Sdcc, namesInOrder: readonly string[]): NamedCovariance {
  if (namesInOrder.length !== value.matrixSize) {
    throw new RangeError(`${namesInOrder.length} names for a matrix of ${value.matrixSize}`);
  }
  const deviation = (i: number): number | undefined => numberOrNothing(value.standardDeviations[i]);
  const covariance = value.correlations.map((row, i) =>
    row.map((entry, j) => {
      const correlation = i === j ? 1 : numberOrNothing(entry);
      const one = deviation(i);
      const other = deviation(j);
      return one === undefined || other === undefined || correlation === undefined
        ? undefined
        : one * other * correlation;
    }),
  );
  return { names: [...namesInOrder], covariance };
}

function numberOrNothing(value: number | Special | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Choices for a pack made here; floats of four bytes and IMAP of two unless told otherwise. */
export type SdccChoices = Partial<Omit<ParseControl, 'reservedBits'>>;

/**
 * Makes a pack from standard deviations and a full correlation matrix (mode 2, sparse where asked for).
 *
 * @throws RangeError where the matrix is not as large as the list.
 */
export function makeSdcc(
  standardDeviations: readonly number[],
  correlations: readonly (readonly number[])[],
  choices: SdccChoices = {},
): Sdcc {
  const size = standardDeviations.length;
  if (correlations.length !== size || correlations.some((row) => row.length !== size)) {
    throw new RangeError(`correlations are not ${size} by ${size}`);
  }
  return {
    mode: 2,
    sparse: false,
    standardDeviationFormat: 'IEEE',
    standardDeviationBytes: 4,
    correlationFormat: 'IMAP',
    correlationBytes: 2,
    reservedBits: 0,
    ...choices,
    matrixSize: size,
    standardDeviations: [...standardDeviations],
    correlations: correlations.map((row) => [...row]),
  };
}
