/** Letters of 5 by 7 dots, as far as the picture's own words need them; a row is five bits, the leftmost highest. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '3': [31, 2, 4, 2, 1, 17, 14],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  S: [15, 16, 16, 14, 1, 1, 30],
  I: [14, 4, 4, 4, 4, 4, 14],
  M: [17, 27, 21, 21, 17, 17, 17],
  U: [17, 17, 17, 17, 17, 17, 14],
  L: [16, 16, 16, 16, 16, 16, 31],
  A: [14, 17, 17, 31, 17, 17, 17],
  T: [31, 4, 4, 4, 4, 4, 4],
  E: [31, 16, 16, 30, 16, 16, 31],
  D: [30, 17, 17, 17, 17, 17, 30],
};

const widthDots = 6;
const heightDots = 7;

/** Writes `text` (digits and the letters of SIMULATED) in white on a dark strip, its upper left corner at a pixel. */
export function drawText(
  luma: Uint8Array,
  columns: number,
  text: string,
  left: number,
  top: number,
  dot: number,
): void {
  const width = (text.length * widthDots + 1) * dot;
  for (let row = top - dot; row < top + (heightDots + 1) * dot; row++) {
    luma.fill(24, row * columns + left - dot, row * columns + left - dot + width);
  }
  for (const [i, letter] of [...text].entries()) {
    const glyph = glyphs[letter];
    if (glyph === undefined) continue;
    for (let y = 0; y < heightDots * dot; y++) {
      const bits = glyph[Math.floor(y / dot)] ?? 0;
      for (let x = 0; x < 5; x++) {
        if (((bits >> (4 - x)) & 1) === 0) continue;
        const from = (top + y) * columns + left + (i * widthDots + x) * dot;
        luma.fill(226, from, from + dot);
      }
    }
  }
}
