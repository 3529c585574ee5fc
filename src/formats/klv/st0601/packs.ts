import { berOidBytes, readBerOid } from '../ber.ts';
import type { Codec, Special } from '../codec.ts';
import { concatBytes } from '../encode.ts';
import { imap } from '../imap.ts';
import { intFixed, scaledInt, timeUs, uintFixed } from '../numbers.ts';
import { fixed, oid, type PackValue, pack, prefixed, rest, series } from '../pack.ts';
import { blob, enumeration, flagBits, text } from '../text.ts';

/** Packs and lists of MISB ST 0601.17, section 8: each is named after its item. */

const location = pack(
  {
    latitudeDeg: fixed(4, imap(-90, 90, 4)),
    longitudeDeg: fixed(4, imap(-180, 180, 4)),
    heightM: fixed(3, imap(-900, 9000, 3)),
  },
  2,
);

const offEarth = 'N/A (Off-Earth)';

/** Item 81: where the horizon leaves the image (percent of width and height), and those two points on the ground. */
export const imageHorizonPixels = pack(
  {
    x0Percent: fixed(1, uintFixed(1)),
    y0Percent: fixed(1, uintFixed(1)),
    x1Percent: fixed(1, uintFixed(1)),
    y1Percent: fixed(1, uintFixed(1)),
    latitude0Deg: fixed(4, scaledInt(4, 90, offEarth)),
    longitude0Deg: fixed(4, scaledInt(4, 180, offEarth)),
    latitude1Deg: fixed(4, scaledInt(4, 90, offEarth)),
    longitude1Deg: fixed(4, scaledInt(4, 180, offEarth)),
  },
  4,
);

/** Item 115: a command sent to the aircraft. */
export const controlCommand = pack({ id: oid, command: prefixed(text(127)), timeUs: fixed(8, timeUs(8)) }, 2);

/** Items 116 and 121: a list of identifiers. */
export const idList = series(oid);

const codingMethods = enumeration({
  1: 'ISO-3166 two letter',
  2: 'ISO-3166 three letter',
  3: 'FIPS 10-4 two letter',
  4: 'FIPS 10-4 four letter',
  5: 'ISO-3166 numeric',
  6: 'STANAG 1059 two letter',
  7: 'STANAG 1059 three letter',
  10: 'FIPS 10-4 mixed',
  11: 'ISO-3166 mixed',
  12: 'STANAG 1059 mixed',
  13: 'GENC two letter',
  14: 'GENC three letter',
  15: 'GENC numeric',
  16: 'GENC mixed',
});

/** Item 122: countries of overflight, operator and manufacture. */
export const countryCodes = pack(
  {
    codingMethod: prefixed(codingMethods),
    overflightCountry: prefixed(text(20)),
    operatorCountry: prefixed(text(20)),
    countryOfManufacture: prefixed(text(20)),
  },
  2,
);

/** Item 124: bits in the order of the standard. */
export const positioningMethods = flagBits([
  'on-board INS',
  'GPS',
  'Galileo',
  'QZSS',
  'NAVIC',
  'GLONASS',
  'BeiDou-1',
  'BeiDou-2',
]);

/** Item 127: frames per second as numerator over denominator (1 where absent). */
export const frameRate = pack({ numerator: oid, denominator: oid }, 1);

const wavelengthRecord = pack(
  {
    id: oid,
    minimumNm: fixed(4, imap(0, 1e9, 4)),
    maximumNm: fixed(4, imap(0, 1e9, 4)),
    name: rest(text(127)),
  },
  3,
);
export const wavelengths = series(prefixed(wavelengthRecord));

/** Item 130: take-off and recovery; the recovery is absent where it is the take-off place. */
export const airbaseLocations = pack({ takeOff: prefixed(location), recovery: prefixed(location) }, 1);

const payloadRecord = pack({ id: oid, type: oid, name: prefixed(text(127)) }, 3);
type Payload = PackValue<{ id: typeof oid; type: typeof oid; name: ReturnType<typeof prefixed<string>> }>;
const payloadSeries = series(prefixed(payloadRecord));

/** Item 138: type 0 electro-optical, 1 LIDAR, 2 RADAR, 3 SIGINT. */
export interface PayloadList {
  readonly count: number;
  readonly payloads: readonly (Payload | Special)[];
}

export const payloadList: Codec<PayloadList> = {
  describe: `count (BER-OID), then ${payloadSeries.describe}`,
  cacheable: true,
  decode(bytes, start, end, context) {
    const count = readBerOid(bytes, start, end);
    const payloads = count === undefined ? undefined : payloadSeries.decode(bytes, start + count.size, end, context);
    if (count === undefined || payloads === undefined || !Array.isArray(payloads)) {
      context.report('item-malformed', 'no payload list can be read', start);
      return undefined;
    }
    if (count.value !== payloads.length) {
      context.report('item-malformed', `${count.value} payloads are announced, ${payloads.length} are there`, start);
    }
    return { count: count.value, payloads };
  },
  encode: (value) => concatBytes([berOidBytes(value.count), payloadSeries.encode(value.payloads)]),
};

/** Item 139: identifiers of the active payloads, from a bit mask (bit 0, the lowest of the last byte, is payload 0). */
export const activePayloads: Codec<readonly number[]> = {
  describe: 'bit mask of payload identifiers',
  decode(bytes, start, end) {
    const ids: number[] = [];
    for (let i = end - 1, id = 0; i >= start; i--) {
      for (let bit = 0; bit < 8; bit++, id++) {
        if ((bytes[i]! >> bit) & 1) ids.push(id);
      }
    }
    return ids;
  },
  encode(value, lengthBytes) {
    const length = lengthBytes ?? Math.floor(Math.max(0, ...value) / 8) + 1;
    const out = new Uint8Array(length);
    for (const id of value) {
      const at = length - 1 - (id >> 3);
      out[at] = out[at]! | (1 << (id & 7));
    }
    return out;
  },
};

/** General status is the low byte of `status`, engagement bits are above it. Read so that an unarmed attestation can be checked. */
const weaponRecord = pack(
  { stationId: oid, hardpointId: oid, carriageId: oid, storeId: oid, status: oid, type: prefixed(text(127)) },
  6,
);
export const weaponStores = series(prefixed(weaponRecord));

const waypointRecord = pack(
  { id: oid, order: fixed(2, intFixed(2)), info: fixed(1, flagBits(['manual', 'ad hoc'])), location: rest(location) },
  2,
);
export const waypoints = series(prefixed(waypointRecord));

/** Half the bytes hold the start of the interval, half its extent, both by IMAPB. */
function interval(min: number, max: number): Codec<Interval> {
  const extents = imap(0, 360, 2);
  const starts = imap(min, max, 2);
  return {
    describe: `start in [${min}, ${max}] and range in [0, 360], degrees`,
    decode(bytes, start, end, context) {
      const half = (end - start) / 2;
      if (!Number.isInteger(half) || half < 1) {
        context.report('item-malformed', `${end - start} bytes cannot hold two numbers of one length`, start);
        return undefined;
      }
      const from = starts.decode(bytes, start, start + half, context);
      const range = extents.decode(bytes, start + half, end, context);
      if (from === undefined || range === undefined) return undefined;
      return { startDeg: from, rangeDeg: range, lengthBytes: half };
    },
    encode(value) {
      const part = (codec: Codec<number>, one: number | Special): Uint8Array => {
        const bytes =
          typeof one === 'number'
            ? codec.encode(one, value.lengthBytes)
            : codec.encodeSpecial?.(one, value.lengthBytes);
        if (bytes === undefined) throw new RangeError('no bytes stand for this special value');
        return bytes;
      };
      return concatBytes([part(starts, value.startDeg), part(extents, value.rangeDeg)]);
    },
  };
}

/** One interval of the view domain; `lengthBytes` is the length of each of its two numbers. */
export interface Interval {
  readonly startDeg: number | Special;
  readonly rangeDeg: number | Special;
  readonly lengthBytes: number;
}

/** Item 142: what the sensor can point at. */
export const viewDomain = pack(
  { azimuth: prefixed(interval(0, 360)), elevation: prefixed(interval(-180, 180)), roll: prefixed(interval(0, 360)) },
  1,
);

/** Item 143: a number for the substream and, where it is known to all, its UUID. */
export const metadataSubstreamId = pack({ localId: oid, universalId: fixed(16, blob()) }, 1);
