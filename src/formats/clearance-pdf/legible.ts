/** Letters of the standard PDF fonts beyond ASCII and Latin-1 (WinAnsiEncoding, ISO 32000-1, Annex D). */
const beyondLatin1 = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');

/**
 * A text in the letters that the fonts have, Spanish ones among them. Any other is written out as its code point, so that nothing that was said vanishes and
 * nothing unseen (a mark that turns the direction of reading) stays in.
 */
export function legible(text: string): string {
  let out = '';
  for (const letter of text.normalize('NFC').replaceAll(/\s+/gu, ' ')) {
    const code = letter.codePointAt(0) ?? 0;
    const known =
      (code >= 0x20 && code <= 0x7e) || (code >= 0xa1 && code <= 0xff && code !== 0xad) || beyondLatin1.has(letter);
    out += known ? letter : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  }
  return out;
}
