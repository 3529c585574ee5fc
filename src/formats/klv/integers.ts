import { berOidBytes, readBerOid } from './ber.ts';
import type { Codec } from './codec.ts';
import { uintVariable } from './numbers.ts';

/** BER-OID integer (ST 0107) that fills its item: a document version, a count of sections. */
export function berOid(): Codec<number> {
  return {
    describe: 'BER-OID integer',
    decode(bytes, start, end, context) {
      const found = readBerOid(bytes, start, end);
      if (found === undefined || start + found.size !== end) {
        context.report('item-malformed', `${end - start} bytes are no single BER-OID integer`, start);
        return undefined;
      }
      return found.value;
    },
    encode(value, lengthBytes = 1) {
      if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no BER-OID integer`);
      return Uint8Array.from(berOidBytes(value, lengthBytes));
    },
  };
}

/** Unsigned integer of a fixed length that is no power of two, such as the three bytes of an MGRS easting. */
export function uintOfBytes(lengthBytes: number): Codec<number> {
  const inner = uintVariable(lengthBytes);
  return {
    ...inner,
    describe: `uint${8 * lengthBytes}`,
    decode(bytes, start, end, context) {
      if (end - start < lengthBytes)
        context.report('length-wrong', `${end - start} bytes where the standard says ${lengthBytes}`, start);
      return inner.decode(bytes, start, end, context);
    },
    encode(value, length = lengthBytes) {
      if (!(value < 256 ** length)) throw new RangeError(`${value} does not fit ${length} bytes`);
      return inner.encode(value, length);
    },
  };
}
