import type { SeededRandom } from './random.ts';

/** Bytes damaged in one way; gives its own copy, or the same array changed in place. */
type Mutation = (bytes: Uint8Array, random: SeededRandom, others: readonly Uint8Array[]) => Uint8Array;

const MOST_BYTES = 96 * 1024;

/** Lengths that damage parsers most: none, short forms at their edges, long forms, forms longer than any number. */
const LENGTHS: readonly (readonly number[])[] = [
  [0x00],
  [0x01],
  [0x7f],
  [0x80],
  [0x81, 0x00],
  [0x81, 0xff],
  [0x82, 0x00, 0x01],
  [0x82, 0xff, 0xff],
  [0x83, 0x3f, 0xff, 0xff],
  [0x84, 0x00, 0x00, 0x00, 0x05],
  [0x84, 0x7f, 0xff, 0xff, 0xff],
  [0x84, 0xff, 0xff, 0xff, 0xff],
  [0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xff],
];

function replaced(bytes: Uint8Array, at: number, removed: number, put: Uint8Array | readonly number[]): Uint8Array {
  const end = Math.min(bytes.length, at + removed);
  const out = new Uint8Array(at + put.length + bytes.length - end);
  out.set(bytes.subarray(0, at));
  out.set(put, at);
  out.set(bytes.subarray(end), at + put.length);
  return out;
}

function range(bytes: Uint8Array, random: SeededRandom, most: number): [start: number, end: number] {
  const start = random.below(bytes.length + 1);
  return [start, Math.min(bytes.length, start + random.between(1, most))];
}

function flipBits(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  for (let i = random.between(1, 16); i > 0; i--) {
    const at = random.below(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << random.below(8));
  }
  return bytes;
}

function changeBytes(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  for (let i = random.between(1, 8); i > 0; i--) {
    bytes[random.below(bytes.length)] = random.pick([0x00, 0x7f, 0x80, 0xff, random.below(256)]);
  }
  return bytes;
}

function truncate(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  return random.chance(0.8)
    ? bytes.subarray(0, random.below(bytes.length))
    : bytes.subarray(random.below(bytes.length));
}

function insert(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const put = Array.from({ length: random.between(1, 24) }, () => random.below(256));
  return replaced(bytes, random.below(bytes.length + 1), 0, put);
}

function remove(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const [start, end] = range(bytes, random, 32);
  return replaced(bytes, start, end - start, []);
}

/** A length put where one may well stand: behind the key, or anywhere. */
function corruptLength(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const at = random.chance(0.3) ? Math.min(16, bytes.length) : random.below(bytes.length);
  return replaced(bytes, at, random.chance(0.5) ? 1 : 0, random.pick(LENGTHS));
}

/** A piece wrapped in items again and again, each with a right length: nesting deeper than any standard has. */
function nest(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const [start, end] = range(bytes, random, 200);
  const tag = random.pick([48, 73, 74, 95, 97, 98, 100, 101, 102, 103, 104, 105]);
  let inner: Uint8Array = bytes.slice(start, end);
  for (let depth = random.between(1, 40); depth > 0; depth--) {
    const head = inner.length < 128 ? [tag, inner.length] : [tag, 0x82, inner.length >> 8, inner.length & 0xff];
    inner = replaced(inner, 0, 0, head);
  }
  return replaced(bytes, start, end - start, inner);
}

function splice(bytes: Uint8Array, random: SeededRandom, others: readonly Uint8Array[]): Uint8Array {
  const other = random.pick(others);
  const from = random.below(other.length);
  const piece = other.subarray(from, Math.min(other.length, from + random.between(1, 4096)));
  return replaced(bytes, random.below(bytes.length + 1), random.chance(0.5) ? piece.length : 0, piece);
}

function repeat(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const [start, end] = range(bytes, random, 512);
  return replaced(bytes, random.below(bytes.length + 1), 0, bytes.slice(start, end));
}

function blank(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const [start, end] = range(bytes, random, 400);
  bytes.fill(random.pick([0x00, 0xff, 0x47, 0x06]), start, end);
  return bytes;
}

/** Damage to the headers of transport packets: PID, flags, counter, adaptation field length, table lengths. */
function corruptHeaders(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  for (let i = random.between(1, 6); i > 0; i--) {
    const at =
      random.below(Math.max(1, Math.floor(bytes.length / 188))) * 188 +
      random.pick([0, 1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 12]);
    if (at < bytes.length) bytes[at] = random.pick([0x00, 0x47, 0xff, random.below(256)]);
  }
  return bytes;
}

/** Whole transport packets lost, doubled or out of order. */
function shufflePackets(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const count = Math.floor(bytes.length / 188);
  if (count < 2) return remove(bytes, random);
  const at = random.below(count) * 188;
  const packet = bytes.slice(at, at + 188);
  const elsewhere = random.below(count) * 188;
  switch (random.below(3)) {
    case 0:
      return replaced(bytes, at, 188, []);
    case 1:
      return replaced(bytes, elsewhere, 0, packet);
    default:
      return replaced(replaced(bytes, at, 188, []), elsewhere, 0, packet);
  }
}

export const anyMutations: Readonly<Record<string, Mutation>> = {
  'flip bits': flipBits,
  'change bytes': changeBytes,
  truncate,
  insert,
  remove,
  'corrupt length': corruptLength,
  nest,
  splice,
  repeat,
  blank,
};

export const streamMutations: Readonly<Record<string, Mutation>> = {
  ...anyMutations,
  'corrupt headers': corruptHeaders,
  'shuffle packets': shufflePackets,
};

export interface Mutated {
  readonly bytes: Uint8Array;
  readonly by: readonly string[];
}

/** A copy of `original` damaged one to four times over; never empty, at most 96 KiB. */
export function mutate(
  original: Uint8Array,
  mutations: Readonly<Record<string, Mutation>>,
  random: SeededRandom,
  others: readonly Uint8Array[],
): Mutated {
  const names = Object.keys(mutations);
  const by: string[] = [];
  let bytes: Uint8Array = original.slice();
  for (let i = random.pick([1, 1, 1, 2, 2, 3, 4]); i > 0; i--) {
    const name = random.pick(names);
    by.push(name);
    bytes = mutations[name]!(bytes, random, others).subarray(0, MOST_BYTES);
    if (bytes.length === 0) bytes = Uint8Array.of(random.below(256));
  }
  return { bytes, by };
}
