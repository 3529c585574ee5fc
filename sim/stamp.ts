/**
 * The frame number in the picture, for machines: two rows of black and white squares in the lower left corner. Each square
 * is a macroblock of H.264 (16 pixels), so that it survives the encoder, scaling and a screenshot. A row begins with a
 * guard (white-black above, black-white below); then come 18 bits of the number and 6 check bits, most significant first.
 */

const columnsOfStamp = 14;
const rowsOfStamp = 2;
const squarePixels = 16;
/** Each square has an edge: at speeds above 1 the encoder was seen to leave out changes of squares that are all of one level. */
const edgePixels = 2;
const edgeLevel = 72;
const numberBits = 18;
const checkBits = 6;
const guards = [
  [1, 0],
  [0, 1],
] as const;

/** Numbers run from 0 to this, and then anew. */
export const stampModulus = 2 ** numberBits;

/** Remainder by x^6 + x + 1, from a start of all ones, so that a black corner is no number. */
function check(value: number): number {
  let rest = 0b111111;
  for (let bit = numberBits - 1; bit >= 0; bit--) {
    const carry = ((rest >> (checkBits - 1)) ^ (value >> bit)) & 1;
    rest = (rest << 1) & 0b111111;
    if (carry === 1) rest ^= 0b000011;
  }
  return rest;
}

/** Squares of a frame's stamp row by row, 1 for white: in the order of `stampPlaces`. */
export function stampSquares(frameNumber: number): readonly number[] {
  const value = frameNumber % stampModulus;
  const bits: number[] = [];
  for (let bit = numberBits - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  const rest = check(value);
  for (let bit = checkBits - 1; bit >= 0; bit--) bits.push((rest >> bit) & 1);
  const half = bits.length / 2;
  return [...guards[0], ...bits.slice(0, half), ...guards[1], ...bits.slice(half)];
}

/** Draws the stamp into a picture of luminances. */
export function drawStamp(luma: Uint8Array, columns: number, rows: number, frameNumber: number): void {
  const top = rows - rowsOfStamp * squarePixels;
  for (const [i, white] of stampSquares(frameNumber).entries()) {
    const left = (i % columnsOfStamp) * squarePixels;
    const upper = top + Math.floor(i / columnsOfStamp) * squarePixels;
    for (let row = upper; row < upper + squarePixels; row++) {
      luma.fill(edgeLevel, row * columns + left, row * columns + left + squarePixels);
      if (row < upper + edgePixels || row >= upper + squarePixels - edgePixels) continue;
      const inner = row * columns + left + edgePixels;
      luma.fill(white === 1 ? 235 : 16, inner, inner + squarePixels - 2 * edgePixels);
    }
  }
}

/** Middles of the squares, row by row, as shares of the picture's width and height: where a reader is to look. */
export function stampPlaces(columns: number, rows: number): readonly { readonly x: number; readonly y: number }[] {
  return Array.from({ length: columnsOfStamp * rowsOfStamp }, (_, i) => ({
    x: (((i % columnsOfStamp) + 0.5) * squarePixels) / columns,
    y: 1 - ((rowsOfStamp - Math.floor(i / columnsOfStamp) - 0.5) * squarePixels) / rows,
  }));
}

/**
 * The frame number from the brightness at `stampPlaces`, on any scale; `undefined` where no whole stamp is seen (another
 * picture, or one half way to the next).
 */
export function readStamp(levels: readonly number[]): number | undefined {
  if (levels.length !== columnsOfStamp * rowsOfStamp) return undefined;
  const [dark, bright] = [Math.min(...levels), Math.max(...levels)];
  if (!(bright > dark)) return undefined;
  const seen = levels.map((level) => (level > (dark + bright) / 2 ? 1 : 0));
  let value = 0;
  for (const [i, bit] of seen.entries()) {
    if (i % columnsOfStamp > 1 && dataIndex(i) < numberBits) value = value * 2 + bit;
  }
  return stampSquares(value).every((square, i) => square === seen[i]) ? value : undefined;
}

/** Index among the bits of a square that is no guard. */
function dataIndex(square: number): number {
  return square - 2 * (1 + Math.floor(square / columnsOfStamp));
}
