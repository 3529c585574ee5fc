import { createHash, createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto';
import { SeededRandom } from './prove/random.ts';

/**
 * Writes evidence of a made-up log, straight from the specifications (RFC 6962, C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature,
 * docs/adr/0006-the-log.md) and with none of the project's code, so that the verifier is not tested by what it shares with the log.
 */

export type Item = number | string | Uint8Array | readonly Item[];

const head = (major: number, value: number): Buffer => {
  const top = major << 5;
  if (value < 24) return Buffer.of(top | value);
  if (value < 0x100) return Buffer.of(top | 24, value);
  if (value < 0x10000) return Buffer.of(top | 25, value >> 8, value & 0xff);
  const wide = Buffer.alloc(value < 2 ** 32 ? 5 : 9);
  wide[0] = top | (value < 2 ** 32 ? 26 : 27);
  if (value < 2 ** 32) wide.writeUInt32BE(value, 1);
  else wide.writeBigUInt64BE(BigInt(value), 1);
  return wide;
};

/** Deterministic CBOR (RFC 8949 section 4.2.1). */
export function cbor(item: Item): Buffer {
  if (typeof item === 'number') return head(0, item);
  if (typeof item === 'string') return Buffer.concat([head(3, Buffer.byteLength(item)), Buffer.from(item)]);
  if (item instanceof Uint8Array) return Buffer.concat([head(2, item.length), item]);
  return Buffer.concat([head(4, item.length), ...item.map(cbor)]);
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const all = createHash('sha256');
  for (const part of parts) all.update(part);
  return all.digest();
};
export const leafHash = (entry: Uint8Array): Buffer => hash('sha256', Buffer.concat([Buffer.of(0), entry]), 'buffer');

/** Merkle Tree Hash by the recursion of RFC 6962 section 2.1, of hashes from `start` to `end`. */
export function treeRoot(leaves: readonly Uint8Array[], start = 0, end = leaves.length): Buffer {
  if (end === start) return sha256();
  if (end - start === 1) return Buffer.from(leaves[start]!);
  let split = 1;
  while (split * 2 < end - start) split *= 2;
  return sha256(Buffer.of(1), treeRoot(leaves, start, start + split), treeRoot(leaves, start + split, end));
}

/** A key pair of a log (type 1) or a witness (type 4), made from a text. */
export class Signer {
  readonly name: string;
  readonly vkey: string;
  readonly #type: number;
  readonly #keyId: Buffer;
  readonly #key: KeyObject;

  constructor(name: string, type: 1 | 4, secret: string) {
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), sha256(Buffer.from(secret))]);
    this.#key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const raw = createPublicKey(this.#key).export({ format: 'der', type: 'spki' }).subarray(-32);
    const typed = Buffer.concat([Buffer.of(type), raw]);
    this.name = name;
    this.#type = type;
    this.#keyId = sha256(Buffer.from(`${name}\n`), typed).subarray(0, 4);
    this.vkey = `${name}+${this.#keyId.toString('hex')}+${typed.toString('base64')}`;
  }

  /** The signature line over a note's text. */
  line(text: string, timeS = 1_790_000_000): string {
    if (this.#type === 1) return this.#signatureLine(sign(null, Buffer.from(text), this.#key));
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(timeS));
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${timeS}\n${text}`), this.#key);
    return this.#signatureLine(Buffer.concat([time, signature]));
  }

  #signatureLine(bytes: Buffer): string {
    return `\u2014 ${this.name} ${Buffer.concat([this.#keyId, bytes]).toString('base64')}\n`;
  }
}

export const checkpointText = (origin: string, size: number, root: Uint8Array): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;

export function tilePath(folder: string, index: number, width: number): string {
  const digits = String(index).padStart(Math.ceil(Math.max(1, String(index).length) / 3) * 3, '0');
  const groups = digits.match(/\d{3}/g) ?? [];
  const path = groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/');
  return `tile/${folder}/${path}${width === 256 ? '' : `.p/${width}`}`;
}

export type Sink = (name: string, bytes: Uint8Array) => void;

/** Writes bundles and tiles at every level of given entries; gives the hashes of the leaves. */
export function writeTree(entries: Iterable<Uint8Array>, sink: Sink): Buffer[] {
  const leaves: Buffer[] = [];
  let bundle: Uint8Array[] = [];
  const flush = (width: number): void => {
    sink(tilePath('entries', Math.floor((leaves.length - 1) / 256), width), Buffer.concat(bundle));
    bundle = [];
  };
  for (const entry of entries) {
    bundle.push(Buffer.of(entry.length >> 8, entry.length & 0xff), entry);
    leaves.push(leafHash(entry));
    if (leaves.length % 256 === 0) flush(256);
  }
  if (leaves.length % 256 !== 0) flush(leaves.length % 256);
  let hashes = leaves;
  for (let level = 0; hashes.length > 0; level++) {
    const above: Buffer[] = [];
    for (let start = 0; start < hashes.length; start += 256) {
      const tile = hashes.slice(start, start + 256);
      sink(tilePath(String(level), start / 256, tile.length), Buffer.concat(tile));
      if (tile.length === 256) above.push(treeRoot(tile));
    }
    hashes = above;
  }
  return leaves;
}

/** The parts of an entry that a test may want to set. */
export interface Fields {
  format?: number;
  stream: string;
  version: number;
  kind: string;
  timeUs: number;
  role?: string;
  state?: string;
  agency?: string;
  command: Uint8Array;
  part: number;
  parts: number;
  compartment?: string;
  commitment?: Uint8Array;
  attachments?: readonly Item[];
  body: Item;
}

export function encodeEntry(fields: Fields): Buffer {
  const { role = 'analyst', state = 'MEX', agency = 'CNA', compartment = 'joint' } = fields;
  return cbor([
    fields.format ?? 1,
    fields.stream,
    fields.version,
    fields.kind,
    fields.timeUs,
    role,
    state,
    agency,
    fields.command,
    fields.part,
    fields.parts,
    compartment,
    fields.commitment ?? new Uint8Array(32),
    fields.attachments ?? [],
    fields.body,
  ]);
}

const KINDS = ['fly.launched', 'observe.seen', 'find.detected', 'review.second-read', 'release.released'];
const STAGES = ['fly', 'observe', 'find', 'review', 'release'];

export interface MadeOptions {
  readonly seed: number;
  readonly entries: number;
  /** About how many bytes a sealed body has. */
  readonly bodyBytes?: number;
  /** Share of entries that have a blob. */
  readonly blobs?: number;
}

/** Entries of a made-up log, one after another, and their blobs into `sink`. Some blobs are absent, their keys' destruction proved. */
export function* madeEntries(options: MadeOptions, sink: Sink): Generator<Buffer> {
  const random = new SeededRandom(options.seed);
  const pool = Buffer.from(Array.from({ length: 1 << 16 }, () => random.below(256)));
  const bytes = (length: number): Buffer => {
    const at = random.below(pool.length - length);
    return pool.subarray(at, at + length);
  };
  const versions = new Map<string, number>();
  const streams: string[] = [];
  const lost: Buffer[] = [];
  let timeUs = 1_790_000_000_000_000;
  for (let made = 0; made < options.entries; ) {
    const parts = Math.min(options.entries - made, random.chance(0.8) ? 1 : random.between(2, 5));
    const command = sha256(Buffer.from(`${options.seed} ${made}`)).subarray(0, 16);
    timeUs += random.below(3) * 500_000;
    for (let part = 0; part < parts; part++, made++) {
      if (streams.length === 0 || random.chance(0.05)) streams.push(`${random.pick(STAGES)}/${made.toString(36)}-x`);
      const stream = random.pick(streams.slice(-200));
      const version = (versions.get(stream) ?? 0) + 1;
      versions.set(stream, version);
      const common = { stream, version, timeUs, command, part, parts, commitment: bytes(32) };
      if (lost.length > 0 && random.chance(0.2)) {
        const content = cbor([lost.splice(0), [['joint', 3]], 'order 7/2026']);
        yield encodeEntry({ ...common, kind: 'account.key-destroyed', body: [2, content] });
        continue;
      }
      // Whoever is lost must still be told of: none in the last entries.
      const hasBlob = random.chance(options.blobs ?? 0.03);
      if (!hasBlob) {
        const length = random.between(60, 2 * (options.bodyBytes ?? 200));
        yield encodeEntry({ ...common, kind: random.pick(KINDS), body: [0, bytes(16), bytes(12), bytes(length)] });
        continue;
      }
      const keyId = sha256(Buffer.from(`key ${made}`)).subarray(0, 16);
      const blob = Buffer.concat([bytes(random.between(1, 9000)), Buffer.from(String(made))]);
      const name = sha256(blob).toString('hex');
      if (made < options.entries - 100 && random.chance(0.2)) lost.push(keyId);
      else sink(`blob/${name.slice(0, 2)}/${name}`, blob);
      const body = random.chance(0.5) ? [1] : [0, keyId, bytes(12), bytes(100)];
      const attachments = [[Buffer.from(name, 'hex'), blob.length, keyId]];
      yield encodeEntry({ ...common, kind: random.pick(KINDS), attachments, body });
    }
  }
}

/** A log, its witnesses, and what they sign. */
export class Authorities {
  readonly log: Signer;
  readonly witnesses: readonly Signer[];

  constructor(seed: number, witnesses = 2, origin = 'log.example/mx-us') {
    this.log = new Signer(origin, 1, `log ${seed}`);
    this.witnesses = Array.from(
      { length: witnesses },
      (_, i) => new Signer(`w${i}.example`, 4, `witness ${i} ${seed}`),
    );
  }

  get keysText(): string {
    return `# who is trusted\n\n${[this.log, ...this.witnesses].map(({ vkey }) => `${vkey}\n`).join('')}`;
  }

  checkpoint(size: number, root: Uint8Array, signers: readonly Signer[] = [this.log, ...this.witnesses]): Buffer {
    const text = checkpointText(this.log.name, size, root);
    return Buffer.from(`${text}\n${signers.map((signer) => signer.line(text)).join('')}`);
  }
}

export interface MadeLog {
  readonly files: Map<string, Uint8Array>;
  readonly authorities: Authorities;
  readonly leaves: readonly Buffer[];
}

/** Whole evidence of a made-up log, in memory. */
export function madeLog(options: MadeOptions & { readonly witnesses?: number }): MadeLog {
  const files = new Map<string, Uint8Array>();
  const sink: Sink = (name, bytes) => void files.set(name, bytes);
  const leaves = writeTree(madeEntries(options, sink), sink);
  const authorities = new Authorities(options.seed, options.witnesses);
  files.set('checkpoint', authorities.checkpoint(leaves.length, treeRoot(leaves)));
  return { files, authorities, leaves };
}
