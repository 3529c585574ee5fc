import { type Codec, Special } from '../codec.ts';
import { concatBytes } from '../encode.ts';
import { scaledUint } from '../numbers.ts';
import { heightRangeM, imapCode, type Mapping } from './mapping.ts';

/** A number of a pack: special where ST 1201 gives a name instead, absent where the pack ends before it. */
export type PackNumber = number | Special | undefined;

/** What all three packs may end with: correlations, and bytes that belong to no field. */
interface Correlations {
  readonly rhoEastNorth?: PackNumber;
  readonly rhoEastUp?: PackNumber;
  readonly rhoNorthUp?: PackNumber;
  /** Bytes after the last field, or of a field that is cut off. */
  readonly unread?: Uint8Array;
}

/** Location of ST 0903 (defined-length truncation pack): WGS84, height above the ellipsoid, one-sigma errors. */
export interface Location extends Correlations {
  readonly latitudeDeg?: PackNumber;
  readonly longitudeDeg?: PackNumber;
  readonly heightM?: PackNumber;
  readonly sigmaEastM?: PackNumber;
  readonly sigmaNorthM?: PackNumber;
  readonly sigmaUpM?: PackNumber;
}

/** Velocity of ST 0903, m/s towards east, north and up. */
export interface Velocity extends Correlations {
  readonly eastMps?: PackNumber;
  readonly northMps?: PackNumber;
  readonly upMps?: PackNumber;
  readonly sigmaEastMps?: PackNumber;
  readonly sigmaNorthMps?: PackNumber;
  readonly sigmaUpMps?: PackNumber;
}

/** Acceleration of ST 0903, m/s^2 towards east, north and up. */
export interface Acceleration extends Correlations {
  readonly eastMps2?: PackNumber;
  readonly northMps2?: PackNumber;
  readonly upMps2?: PackNumber;
  readonly sigmaEastMps2?: PackNumber;
  readonly sigmaNorthMps2?: PackNumber;
  readonly sigmaUpMps2?: PackNumber;
}

interface Column {
  readonly lengthBytes: 2 | 4;
  readonly codec: Codec<number>;
}

function column(mapping: Mapping, min: number, max: number, lengthBytes: 2 | 4): Column {
  return {
    lengthBytes,
    codec: mapping === 'imap' ? imapCode(min, max, lengthBytes) : scaledUint(lengthBytes, min, max),
  };
}

function uncertainty(mapping: Mapping): Column[] {
  const sigma = column(mapping, 0, 650, 2);
  const rho = column(mapping, -1, 1, 2);
  return [sigma, sigma, sigma, rho, rho, rho];
}

/** Fields of a group go together: coordinates, standard deviations, correlations. */
const groupSize = 3;

/** Pack of numbers that ends after any group; `build` and `take` turn the row of numbers into named fields. */
function numberPack<T extends { readonly unread?: Uint8Array }>(
  title: string,
  columns: readonly Column[],
  build: (numbers: readonly PackNumber[]) => T,
  take: (value: T) => readonly PackNumber[],
): Codec<T> {
  return {
    describe: `${title}: ${columns.map((one) => one.codec.describe).join(', ')}`,
    decode(bytes, start, end, context) {
      const numbers: PackNumber[] = [];
      let at = start;
      for (const { lengthBytes, codec } of columns) {
        if (at + lengthBytes > end) break;
        numbers.push(codec.decode(bytes, at, at + lengthBytes, context));
        at += lengthBytes;
      }
      if (at < end) {
        context.report('item-malformed', `${end - at} bytes fill no field of the ${title} pack`, at);
      } else if (numbers.length % groupSize !== 0) {
        context.report('item-malformed', `the ${title} pack ends inside a group`, at);
      }
      const value = build(numbers);
      return at < end ? { ...value, unread: bytes.slice(at, end) } : value;
    },
    encode(value) {
      const parts: Uint8Array[] = [];
      const numbers = take(value);
      for (let i = 0; i < columns.length; i++) {
        const { codec, lengthBytes } = columns[i]!;
        const one = numbers[i];
        if (one === undefined) break;
        parts.push(numberBytes(codec, lengthBytes, one));
      }
      if (value.unread !== undefined) parts.push(value.unread);
      return concatBytes(parts);
    },
  };
}

function numberBytes(codec: Codec<number>, lengthBytes: number, value: number | Special): Uint8Array {
  if (!(value instanceof Special)) return codec.encode(value, lengthBytes);
  const bytes = codec.encodeSpecial?.(value, lengthBytes);
  if (bytes === undefined) throw new RangeError(`no bytes stand for "${value.name}"`);
  return bytes;
}

function correlations(numbers: readonly PackNumber[]): Correlations {
  const [, , , , , , rhoEastNorth, rhoEastUp, rhoNorthUp] = numbers;
  return rhoEastNorth === undefined ? {} : { rhoEastNorth, rhoEastUp, rhoNorthUp };
}

export function location(mapping: Mapping): Codec<Location> {
  const columns = [
    column(mapping, -90, 90, 4),
    column(mapping, -180, 180, 4),
    column(mapping, heightRangeM.min, heightRangeM.max, 2),
    ...uncertainty(mapping),
  ];
  return numberPack<Location>(
    'Location',
    columns,
    (numbers) => {
      const [latitudeDeg, longitudeDeg, heightM, sigmaEastM, sigmaNorthM, sigmaUpM] = numbers;
      const sigmas = sigmaEastM === undefined ? {} : { sigmaEastM, sigmaNorthM, sigmaUpM };
      return { latitudeDeg, longitudeDeg, heightM, ...sigmas, ...correlations(numbers) };
    },
    (v) => [
      v.latitudeDeg,
      v.longitudeDeg,
      v.heightM,
      v.sigmaEastM,
      v.sigmaNorthM,
      v.sigmaUpM,
      v.rhoEastNorth,
      v.rhoEastUp,
      v.rhoNorthUp,
    ],
  );
}

export function velocity(mapping: Mapping): Codec<Velocity> {
  const axis = column(mapping, -900, 900, 2);
  return numberPack<Velocity>(
    'Velocity',
    [axis, axis, axis, ...uncertainty(mapping)],
    (numbers) => {
      const [eastMps, northMps, upMps, sigmaEastMps, sigmaNorthMps, sigmaUpMps] = numbers;
      const sigmas = sigmaEastMps === undefined ? {} : { sigmaEastMps, sigmaNorthMps, sigmaUpMps };
      return { eastMps, northMps, upMps, ...sigmas, ...correlations(numbers) };
    },
    (v) => [
      v.eastMps,
      v.northMps,
      v.upMps,
      v.sigmaEastMps,
      v.sigmaNorthMps,
      v.sigmaUpMps,
      v.rhoEastNorth,
      v.rhoEastUp,
      v.rhoNorthUp,
    ],
  );
}

export function acceleration(mapping: Mapping): Codec<Acceleration> {
  const axis = column(mapping, -900, 900, 2);
  return numberPack<Acceleration>(
    'Acceleration',
    [axis, axis, axis, ...uncertainty(mapping)],
    (numbers) => {
      const [eastMps2, northMps2, upMps2, sigmaEastMps2, sigmaNorthMps2, sigmaUpMps2] = numbers;
      const sigmas = sigmaEastMps2 === undefined ? {} : { sigmaEastMps2, sigmaNorthMps2, sigmaUpMps2 };
      return { eastMps2, northMps2, upMps2, ...sigmas, ...correlations(numbers) };
    },
    (v) => [
      v.eastMps2,
      v.northMps2,
      v.upMps2,
      v.sigmaEastMps2,
      v.sigmaNorthMps2,
      v.sigmaUpMps2,
      v.rhoEastNorth,
      v.rhoEastUp,
      v.rhoNorthUp,
    ],
  );
}
