import { pointerStep } from './canonical.ts';

/** A key that stands twice in one object, by its JSON pointer. */
export interface TwiceSaid {
  readonly pointer: string;
}

interface Open {
  readonly pointer: string;
  /** Keys seen; undefined in a list. */
  readonly keys: Set<string> | undefined;
  index: number;
  key: string | undefined;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/**
 * Keys that stand twice in an object of a text that is JSON: `JSON.parse` keeps the last of them and says nothing (RFC 8259 section 4), and RFC 8785
 * asks for JSON without. For a text that is no JSON the answer means nothing.
 */
export function keysTwice(text: string): readonly TwiceSaid[] {
  const found: TwiceSaid[] = [];
  const open: Open[] = [];
  let word: string | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    const inner = open.at(-1);
    const pointer = inner === undefined ? '' : inner.pointer + pointerStep(inner.key ?? inner.index);
    switch (token) {
      case '{':
        open.push({ pointer, keys: new Set(), index: 0, key: undefined });
        break;
      case '[':
        open.push({ pointer, keys: undefined, index: 0, key: undefined });
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        if (inner !== undefined) inner.index++;
        break;
      case ':':
        if (inner?.keys !== undefined && word !== undefined) {
          if (inner.keys.has(word)) found.push({ pointer: inner.pointer + pointerStep(word) });
          inner.keys.add(word);
          inner.key = word;
        }
        break;
      default:
        word = unquoted(token);
    }
  }
  return found;
}

function unquoted(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
