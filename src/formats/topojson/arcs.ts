/** A document in UTF-8 about the value of one member. */
export interface MemberSpan {
  readonly before: Uint8Array;
  readonly value: Uint8Array;
  readonly after: Uint8Array;
}

/** Arcs as running sums of what was sent. */
export interface PackedArcs {
  /** Vertices of all arcs one after the other, x and y in turn. */
  readonly positions: Int32Array;
  /** For each arc the number of its first vertex, and last the number of all vertices. */
  readonly starts: Uint32Array;
}

const code = (character: string): number => character.charCodeAt(0);
const quote = code('"');
const backslash = code('\\');
const colon = code(':');
const comma = code(',');
const openBracket = code('[');
const closeBracket = code(']');
const openBrace = code('{');
const closeBrace = code('}');
const minus = code('-');
const zero = code('0');

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Where the text that opens at `at` has its closing quote. */
function closingQuote(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== quote) end += bytes[end] === backslash ? 2 : 1;
  return end;
}

/** Whether the text that closes at `end` is a member's name: a colon follows. Gives the place of the colon. */
function colonAfter(bytes: Uint8Array, end: number): number | undefined {
  let at = end + 1;
  while (at < bytes.length && isSpace(bytes[at]!)) at++;
  return bytes[at] === colon ? at : undefined;
}

function spells(bytes: Uint8Array, from: number, to: number, name: string): boolean {
  if (to - from !== name.length) return false;
  for (let index = 0; index < name.length; index++) if (bytes[from + index] !== name.charCodeAt(index)) return false;
  return true;
}

/**
 * Where in a JSON object, in UTF-8, the value of a member of the outermost level stands; the name as it stands, without escapes. What is no
 * JSON may have any answer: the parts around the value are for a parser to judge.
 */
export function memberSpan(bytes: Uint8Array, name: string): MemberSpan | undefined {
  let depth = 0;
  let from: number | undefined;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === quote) {
      const end = closingQuote(bytes, at);
      const named = depth === 1 && from === undefined && spells(bytes, at + 1, end, name);
      const colonAt = named ? colonAfter(bytes, end) : undefined;
      if (colonAt !== undefined) from = colonAt + 1;
      at = colonAt ?? end;
    } else if (byte === openBracket || byte === openBrace) depth++;
    else if (byte === closeBracket || byte === closeBrace) depth--;
    const over = depth === 0 || (depth === 1 && byte === comma);
    if (from !== undefined && over) {
      return { before: bytes.subarray(0, from), value: bytes.subarray(from, at), after: bytes.subarray(at) };
    }
  }
  return undefined;
}

/**
 * Reads quantised, delta-encoded arcs, `[[[x, y], [dx, dy], ...], ...]` with whole numbers (TopoJSON format specification, 2.1.3), straight
 * from their bytes; what a position holds beyond x and y is passed over. Gives `undefined` where they are anything else.
 */
export function packedArcs(bytes: Uint8Array): PackedArcs | undefined {
  // `[0,0]` and a comma: the shortest position. What stays unused of this is never touched.
  const positions = new Int32Array(2 * Math.ceil((bytes.length + 1) / 6));
  const starts: number[] = [];
  let [count, depth, coordinate, x, y] = [0, 0, 0, 0, 0];
  let last: 'open' | 'value' | 'comma' = 'comma';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (isSpace(byte)) continue;
    if (byte === comma) {
      if (last !== 'value' || depth === 0) return undefined;
      last = 'comma';
    } else if (byte === closeBracket) {
      if (last === 'comma' || depth === 0) return undefined;
      if (depth === 3) {
        if (coordinate < 2) return undefined;
        positions[2 * count] = x;
        positions[2 * count + 1] = y;
        count++;
      }
      depth--;
      last = 'value';
    } else if (last === 'value') return undefined;
    else if (byte === openBracket) {
      depth++;
      if (depth > 3) return undefined;
      if (depth === 2) {
        starts.push(count);
        [x, y] = [0, 0];
      }
      coordinate = 0;
      last = 'open';
    } else {
      const end = numberEnd(bytes, at);
      if (depth !== 3 || end === undefined) return undefined;
      const delta = wholeNumber(bytes, at, end);
      if (coordinate === 0) x += delta;
      else if (coordinate === 1) y += delta;
      if (Math.abs(x) > 0x7fffffff || Math.abs(y) > 0x7fffffff) return undefined;
      coordinate++;
      at = end - 1;
      last = 'value';
    }
  }
  if (depth !== 0 || last !== 'value') return undefined;
  return { positions: positions.subarray(0, 2 * count), starts: Uint32Array.from([...starts, count]) };
}

/** Where the whole number that begins at `at` ends, if one does. */
function numberEnd(bytes: Uint8Array, at: number): number | undefined {
  const first = bytes[at] === minus ? at + 1 : at;
  let end = first;
  while (end < bytes.length && bytes[end]! >= zero && bytes[end]! <= zero + 9) end++;
  return end === first ? undefined : end;
}

function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === minus;
  let value = 0;
  for (let at = negative ? from + 1 : from; at < to; at++) value = 10 * value + bytes[at]! - zero;
  return negative ? -value : value;
}
