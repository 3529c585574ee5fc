/**
 * Text made safe for XML 1.0 content and attributes. Characters that XML 1.0 cannot hold at all (section 2.2: most control
 * characters, lone surrogates, U+FFFE and U+FFFF) become U+FFFD, so that the loss shows.
 */
export function xmlText(text: string): string {
  let out = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const allowed =
      code === 0x9 ||
      code === 0xa ||
      code === 0xd ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      code >= 0x10000;
    if (!allowed) out += '\uFFFD';
    else if (character === '&') out += '&amp;';
    else if (character === '<') out += '&lt;';
    else if (character === '>') out += '&gt;';
    else if (character === '"') out += '&quot;';
    else if (character === "'") out += '&#39;';
    // A bare carriage return would be read back as a line feed (section 2.11).
    else if (character === '\r') out += '&#13;';
    else out += character;
  }
  return out;
}
