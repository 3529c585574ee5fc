import { AtalayaError } from '../model/errors.ts';

export interface ByteRange {
  readonly start: number;
  /** Last byte, included. */
  readonly end: number;
}

/**
 * The bytes that a Range header asks for (RFC 9110 section 14). `undefined` where the whole is to be sent: there is no header, it is
 * of another unit, damaged, or of several ranges.
 * @throws AtalayaError `value-out-of-range` where the range lies outside (status 416)
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last));
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start >= size || (first === '' && Number(last) === 0)) {
    throw new AtalayaError('value-out-of-range', `The file has ${size} bytes`, 'Range', 'Ask for bytes within it');
  }
  return { start, end };
}
