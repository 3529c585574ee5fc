import { treeRoot, writeTree } from '../evidence-writer.ts';
import type { Logs, Subject } from './log-3-logs.ts';
import type { SeededRandom } from './random.ts';

/** What a mutation did, and what the verifier must name. */
export interface Mutated {
  /** Files to be written (or, `undefined`, removed) in place of what there was. */
  readonly changes: ReadonlyMap<string, Uint8Array | undefined>;
  /** Files that must each be named by a problem. */
  readonly files: readonly string[];
  /** Entries that must each be named by a problem, in the first of `files`. */
  readonly entries: readonly number[];
  /** Kinds of which one must be told; absent: any. */
  readonly kinds?: readonly string[];
  /** A checkpoint that the caller kept. */
  readonly kept?: Uint8Array;
}

/** Damages a subject in one way; `undefined` where it has nothing to be damaged so. */
export type Mutation = (subject: Subject, random: SeededRandom, logs: Logs) => Mutated | undefined;

/** Where the entries of a bundle begin (at their length); the last number is the end of the file. */
function offsetsOf(bundle: Uint8Array): number[] {
  const offsets = [0];
  for (let at = 0; at < bundle.length; offsets.push(at)) at += 2 + bundle[at]! * 256 + bundle[at + 1]!;
  return offsets;
}

const isBundle = (name: string): boolean => name.startsWith('tile/entries/');
const isBlob = (name: string): boolean => name.startsWith('blob/');

function firstEntry(name: string): number {
  return Number(name.replace(/\.p\/\d+$/, '').replaceAll(/\D/g, '')) * 256;
}

/** A file by its class first, so that the few tiles are hit as often as the many blobs. */
function pickFile(
  subject: Subject,
  random: SeededRandom,
  wanted: (name: string) => boolean = () => true,
): string | undefined {
  const classes = new Map<string, string[]>();
  for (const name of subject.files.keys()) {
    if (!wanted(name) || subject.files.get(name)?.length === 0) continue;
    const kind = name
      .split('/')
      .slice(0, isBlob(name) ? 1 : 2)
      .join('/');
    classes.set(kind, [...(classes.get(kind) ?? []), name]);
  }
  return classes.size === 0 ? undefined : random.pick(random.pick([...classes.values()]));
}

/** One file with other bytes; where it is a bundle, the entry at `at` must be named. */
function changed(subject: Subject, name: string, bytes: Uint8Array, at: number | undefined): Mutated {
  const entries: number[] = [];
  if (isBundle(name) && at !== undefined) {
    const offsets = offsetsOf(subject.files.get(name)!);
    entries.push(firstEntry(name) + offsets.findLastIndex((offset) => offset <= at));
  }
  return { changes: new Map([[name, bytes]]), files: [name], entries };
}

function changeAt(subject: Subject, random: SeededRandom, name: string | undefined, change: (byte: number) => number) {
  if (name === undefined) return undefined;
  const bytes = Uint8Array.from(subject.files.get(name)!);
  const at = random.below(bytes.length);
  bytes[at] = change(bytes[at]!);
  return changed(subject, name, bytes, at);
}

const flip = (random: SeededRandom) => (byte: number) => byte ^ (1 << random.below(8));
const other = (random: SeededRandom) => (byte: number) => (byte + random.between(1, 255)) & 0xff;

/** The entries of one bundle put into another order (or number). */
function rearranged(
  subject: Subject,
  random: SeededRandom,
  arrange: (entries: Uint8Array[]) => { readonly to: Uint8Array[]; readonly wrong: readonly number[] } | undefined,
): Mutated | undefined {
  const name = pickFile(subject, random, isBundle);
  if (name === undefined) return undefined;
  const bundle = subject.files.get(name)!;
  const offsets = offsetsOf(bundle);
  const done = arrange(offsets.slice(0, -1).map((offset, i) => bundle.subarray(offset, offsets[i + 1])));
  if (done === undefined) return undefined;
  const entries = done.wrong.map((at) => firstEntry(name) + at);
  return { changes: new Map([[name, Buffer.concat(done.to)]]), files: [name], entries };
}

function swapFiles(subject: Subject, a: string | undefined, b: string | undefined): Mutated | undefined {
  if (a === undefined || b === undefined || a === b) return undefined;
  const [inA, inB] = [subject.files.get(a)!, subject.files.get(b)!];
  if (Buffer.compare(inA, inB) === 0) return undefined;
  // Without a checkpoint that can be read nothing says what the other file should be.
  const files = [a, b].includes('checkpoint') ? ['checkpoint'] : [a, b];
  return {
    changes: new Map([
      [a, inB],
      [b, inA],
    ]),
    files,
    entries: [],
  };
}

/** The lines of the checkpoint with one of its signatures changed. */
function signatures(subject: Subject, change: (lines: string[]) => string[]): Mutated {
  const note = Buffer.from(subject.files.get('checkpoint')!).toString();
  const split = note.indexOf('\n\n') + 2;
  const lines = change(note.slice(split).trimEnd().split('\n'));
  const bytes = Buffer.from(`${note.slice(0, split)}${lines.map((line) => `${line}\n`).join('')}`);
  return { changes: new Map([['checkpoint', bytes]]), files: ['checkpoint'], entries: [] };
}

const whole = (subject: Subject, files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array | undefined> =>
  new Map([...[...subject.files.keys()].map((name) => [name, undefined] as const), ...files]);

/** The log as it was at an earlier size, its files and its checkpoint, with the blobs of today. */
function earlier(subject: Subject, size: number): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  writeTree(subject.entries.slice(0, size), (name, bytes) => files.set(name, bytes));
  files.set('checkpoint', subject.authorities.checkpoint(size, treeRoot(subject.leaves, 0, size)));
  return files;
}

const STRAY = [
  'checkpoint.tmp',
  'checkpoint~',
  '.tmp-4711',
  'tile/0/000.tmp',
  'tile/00/000',
  'tile/0/0',
  'tile/0/x000/001',
  'tile/64/000',
  'tile/entries/000.p/0',
  'tile/0/000.p/256',
  'tile/entries/x001/000',
  'tile/3/000',
  'tile/0/999',
  'blob/ab/abc',
  'evidence/checkpoint',
  'note.txt',
  `blob/00/${'0'.repeat(64)}`,
  `blob/0a/${'0b'.repeat(32)}`,
];

/** The mutations, by what they do. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'bit flipped': (subject, random) => changeAt(subject, random, pickFile(subject, random), flip(random)),
  'byte changed': (subject, random) => changeAt(subject, random, pickFile(subject, random), other(random)),
  'byte of a bundle changed': (subject, random) =>
    changeAt(subject, random, pickFile(subject, random, isBundle), other(random)),
  'byte of the checkpoint changed': (subject, random) => changeAt(subject, random, 'checkpoint', other(random)),
  'blob changed': (subject, random) => changeAt(subject, random, pickFile(subject, random, isBlob), flip(random)),
  truncated: (subject, random) => {
    const name = pickFile(subject, random);
    if (name === undefined) return undefined;
    const bytes = subject.files.get(name)!;
    const length = random.below(bytes.length);
    return changed(subject, name, bytes.subarray(0, length), length);
  },
  extended: (subject, random) => {
    const name = pickFile(subject, random);
    if (name === undefined) return undefined;
    const more = Uint8Array.from({ length: random.between(1, 40) }, () => random.below(256));
    return changed(subject, name, Buffer.concat([subject.files.get(name)!, more]), undefined);
  },
  'file removed': (subject, random) => {
    const name = pickFile(subject, random);
    return name === undefined ? undefined : { changes: new Map([[name, undefined]]), files: [name], entries: [] };
  },
  'files swapped': (subject, random) => swapFiles(subject, pickFile(subject, random), pickFile(subject, random)),
  'bundles swapped': (subject, random) => {
    const isFull = (name: string): boolean => isBundle(name) && !name.includes('.p/');
    const [a, b] = [pickFile(subject, random, isFull), pickFile(subject, random, isFull)];
    const swapped = swapFiles(subject, a, b);
    return swapped === undefined || a === undefined ? undefined : { ...swapped, entries: [firstEntry(a)] };
  },
  'entries swapped': (subject, random) =>
    rearranged(subject, random, (entries) => {
      const [a, b] = [random.below(entries.length), random.below(entries.length)];
      if (a === b) return undefined;
      const to = [...entries];
      [to[a], to[b]] = [entries[b]!, entries[a]!];
      return { to, wrong: [a, b] };
    }),
  'entries reordered': (subject, random) =>
    rearranged(subject, random, (entries) => {
      if (entries.length < 3) return undefined;
      const from = random.below(entries.length - 2);
      const end = random.between(from + 2, entries.length);
      const turned = [...entries.slice(from + 1, end), entries[from]!];
      return { to: [...entries.slice(0, from), ...turned, ...entries.slice(end)], wrong: [from] };
    }),
  'entry left out': (subject, random) =>
    rearranged(subject, random, (entries) => {
      const at = random.below(entries.length);
      return { to: entries.toSpliced(at, 1), wrong: [at] };
    }),
  'entry doubled': (subject, random) =>
    rearranged(subject, random, (entries) => {
      const at = random.below(entries.length);
      return { to: entries.toSpliced(at, 0, entries[at]!), wrong: at + 1 < entries.length ? [at + 1] : [] };
    }),
  'entry and its hash changed': (subject, random) => {
    const bundle = pickFile(subject, random, isBundle);
    const inBundle = changeAt(subject, random, bundle, other(random));
    if (bundle === undefined || inBundle === undefined) return undefined;
    const tile = bundle.replace('/entries/', '/0/');
    const hashes = Buffer.from(subject.files.get(tile)!);
    // The hash of the entry as it is now: bundle and tile agree with each other, and with nothing above.
    const at = inBundle.entries[0]! - firstEntry(bundle);
    hashes[at * 32] = hashes[at * 32]! ^ 1;
    return {
      changes: new Map([...inBundle.changes, [tile, hashes]]),
      files: [bundle, tile],
      entries: inBundle.entries,
    };
  },
  'older checkpoint': (subject, random) => {
    const size = random.below(subject.entries.length);
    if (subject.entries.length === 0) return undefined;
    const old = subject.authorities.checkpoint(size, treeRoot(subject.leaves, 0, size));
    const kept = subject.files.get('checkpoint')!;
    return {
      changes: new Map([['checkpoint', old]]),
      files: ['checkpoint'],
      entries: [],
      kinds: ['rolled-back'],
      kept,
    };
  },
  'rolled back whole': (subject, random) => {
    if (subject.entries.length === 0) return undefined;
    const changes = whole(subject, earlier(subject, random.below(subject.entries.length)));
    const kept = subject.files.get('checkpoint')!;
    return { changes, files: ['checkpoint'], entries: [], kinds: ['rolled-back'], kept };
  },
  'other history, same keys': (subject, random) => {
    const size = subject.entries.length;
    if (size < 2) return undefined;
    const entries = subject.entries.toSpliced(random.below(size), 1);
    const files = new Map<string, Uint8Array>();
    const leaves = writeTree(entries, (name, bytes) => files.set(name, bytes));
    files.set('checkpoint', subject.authorities.checkpoint(leaves.length, treeRoot(leaves)));
    const keptSize = size - 1;
    const kept = subject.authorities.checkpoint(keptSize, treeRoot(subject.leaves, 0, keptSize));
    // The same entry may have been the last: then it is the same history, only shorter.
    if (Buffer.compare(treeRoot(leaves), treeRoot(subject.leaves, 0, keptSize)) === 0) return undefined;
    return { changes: whole(subject, files), files: ['checkpoint'], entries: [], kinds: ['forked'], kept };
  },
  'checkpoint of another log': (subject, _random, { foreign }) => {
    const size = subject.entries.length;
    const [log, ...witnesses] = [foreign.authorities.log, ...subject.authorities.witnesses];
    const note = subject.authorities.checkpoint(size, treeRoot(subject.leaves), [log!, ...witnesses]);
    return {
      changes: new Map([['checkpoint', note]]),
      files: ['checkpoint'],
      entries: [],
      kinds: ['log-signature-missing'],
    };
  },
  'cosignature removed': (subject, random) => ({
    ...signatures(subject, (lines) => lines.toSpliced(random.between(1, lines.length - 1), 1)),
    kinds: ['cosignature-missing'],
  }),
  'cosignature of another time': (subject, random) => ({
    ...signatures(subject, (lines) => {
      const at = random.between(1, lines.length - 1);
      const [dash, name, text = ''] = lines[at]!.split(' ');
      const bytes = Buffer.from(text, 'base64');
      bytes[11] = bytes[11]! ^ (1 << random.below(8));
      return lines.with(at, `${dash} ${name} ${bytes.toString('base64')}`);
    }),
    kinds: ['cosignature-invalid'],
  }),
  'stray file': (subject, random) => {
    const name = random.pick(STRAY);
    if (subject.files.has(name)) return undefined;
    const bytes = Uint8Array.from({ length: random.below(100) }, () => random.below(256));
    return { changes: new Map([[name, bytes]]), files: [name], entries: [] };
  },
  'stray partial': (subject, random) => {
    const name = pickFile(subject, random, (one) => one.startsWith('tile/') && !one.includes('.p/'));
    if (name === undefined) return undefined;
    const stray = `${name}.p/${random.between(1, 255)}`;
    const bytes = Uint8Array.from({ length: random.between(1, 9000) }, () => random.below(256));
    return { changes: new Map([[stray, bytes]]), files: [stray], entries: [], kinds: ['partial-changed'] };
  },
};
