import { AtalayaError } from '../../model/errors.ts';

/** What JSON holds. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

function uncanonical(what: string, pointer: string): AtalayaError {
  const cure = 'Give finite numbers, whole text, lists, and objects of these';
  return new AtalayaError('value-out-of-range', what, pointer === '' ? 'JSON' : pointer, cure);
}

/** One step of a JSON pointer (RFC 6901). */
export const pointerStep = (key: string | number): string =>
  `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** RFC 8785 section 3.2.2.2 takes the escapes of ECMAScript, which is what `JSON.stringify` writes. */
function canonicalText(text: string, pointer: string): string {
  if (!text.isWellFormed()) throw uncanonical('A text holds half a surrogate pair', pointer);
  return JSON.stringify(text);
}

function write(value: unknown, pointer: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalText(value, pointer);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw uncanonical(`${value} is no number of JSON`, pointer);
    // Section 3.2.2.3: as ECMAScript writes numbers; minus zero is 0.
    return String(value);
  }
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return `[${Array.from(items, (item, i) => write(item, pointer + pointerStep(i))).join(',')}]`;
  }
  if (typeof value !== 'object') throw uncanonical(`${typeof value} is no value of JSON`, pointer);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // Section 3.2.3: by UTF-16 code units, which is how ECMAScript compares texts.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => {
      const at = pointer + pointerStep(key);
      return `${canonicalText(key, at)}:${write(member, at)}`;
    });
  return `{${members.join(',')}}`;
}

/**
 * The canonical form of a JSON value (RFC 8785, JCS): no blanks, keys sorted, numbers and texts as ECMAScript writes them. A member that is undefined is
 * absent. Errors: `value-out-of-range` for NaN, infinities, half surrogate pairs and what JSON does not hold, with the JSON pointer.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '');
}

/** SHA-256 over the canonical form in UTF-8, in lower-case hexadecimal. SHA-256 itself is handed in. */
export function canonicalHash(value: unknown, sha256: (bytes: Uint8Array) => Uint8Array): string {
  const digest = sha256(new TextEncoder().encode(canonicalJson(value)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
