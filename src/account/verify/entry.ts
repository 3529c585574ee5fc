import {
  bodyInBlob,
  bodyOpen,
  bodySealed,
  entryFormat,
  entryItems,
  hashBytes,
  kindPattern,
  openKinds,
  streamPattern,
  tokenPattern,
} from '../format.ts';
import type { Sha256 } from '../hash.ts';
import { quoted } from './bytes.ts';
import { CborReader } from './cbor.ts';

const ID_BYTES = 16;
const NONCE_BYTES = 12;
/** Bytes of the SHA-256 of a stream's name that stand for it: two names with the same 24 bytes are not to be found. */
export const streamKeyBytes = 24;
export const commandBytes = ID_BYTES;
const DESTROYED = 'account.key-destroyed';

/** An attachment of an entry, copied out of it. */
export interface AttachmentRead {
  readonly sha256: Uint8Array;
  readonly sizeBytes: number;
  readonly keyId: Uint8Array;
}

/** What the checks need of an entry; the reader fills the same one each time. */
export interface EnvelopeRead {
  version: number;
  timeUs: number;
  part: number;
  parts: number;
  /** First 24 bytes of the SHA-256 of the stream's name. */
  stream: Uint8Array;
  /** Where the 16 bytes of the command stand in the bundle. */
  commandAt: number;
  attachments: AttachmentRead[];
  /** Ids of the keys whose destruction the entry proves. */
  destroyed: Uint8Array[];
}

interface Known<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

const CACHE_SLOTS = 4096;
const LONGEST_TEXT = 96;

/** Texts seen lately, by their bytes, with what is known of them: most texts of a log are few and come again and again. */
class TextCache<T> {
  readonly #slots: (Known<T> | undefined)[] = new Array(CACHE_SLOTS).fill(undefined);
  readonly #learn: (text: string, bytes: Uint8Array) => T;

  constructor(learn: (text: string, bytes: Uint8Array) => T) {
    this.#learn = learn;
  }

  get(bytes: Uint8Array, start: number, end: number): T {
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (CACHE_SLOTS - 1);
    const held = this.#slots[slot];
    if (held !== undefined && held.bytes.length === end - start) {
      let i = 0;
      while (i < held.bytes.length && held.bytes[i] === bytes[start + i]) i++;
      if (i === held.bytes.length) return held.value;
    }
    const copy = bytes.slice(start, end);
    const value = this.#learn(String.fromCharCode(...copy), copy);
    this.#slots[slot] = { bytes: copy, value };
    return value;
  }
}

/** Decodes entries (docs/adr/0006-the-log.md, "Entry"), demanding the one canonical form. One for each thread. */
export class EntryReader {
  readonly #cbor = new CborReader();
  readonly #body = new CborReader();
  readonly #streams: TextCache<Uint8Array | undefined>;
  readonly #kinds = new TextCache((text) =>
    kindPattern.test(text)
      ? { open: openKinds.some((kind) => kind === text), destroyed: text === DESTROYED }
      : undefined,
  );
  readonly #tokens = new TextCache((text) => tokenPattern.test(text));
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });
  readonly read: EnvelopeRead = {
    version: 0,
    timeUs: 0,
    part: 0,
    parts: 0,
    stream: new Uint8Array(streamKeyBytes),
    commandAt: 0,
    attachments: [],
    destroyed: [],
  };

  constructor(sha256: Sha256) {
    this.#streams = new TextCache((text, bytes) =>
      streamPattern.test(text) ? sha256(bytes).slice(0, streamKeyBytes) : undefined,
    );
  }

  /**
   * Decodes the entry at [start, end) into `read`.
   * @throws CborFault where it is not exactly what the layout demands.
   */
  decode(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const { read } = this;
    const cbor = this.#cbor;
    cbor.open(bytes, start, end);
    cbor.fixedArray(entryItems);
    const formatAt = cbor.at;
    if (cbor.uint() !== entryFormat) throw cbor.fault(formatAt, `not format ${entryFormat}`);
    read.stream = this.#text(bytes, 'stream', this.#streams);
    read.version = this.#least('version', 1);
    const kind = this.#text(bytes, 'kind', this.#kinds);
    read.timeUs = cbor.uint();
    this.#token(bytes, 'role');
    this.#token(bytes, 'state');
    this.#token(bytes, 'agency');
    read.commandAt = cbor.fixedBytes(ID_BYTES);
    const partAt = cbor.at;
    read.part = cbor.uint();
    read.parts = this.#least('parts', 1);
    if (read.part >= read.parts) throw cbor.fault(partAt, `part ${read.part} of ${read.parts}`);
    this.#token(bytes, 'compartment');
    cbor.fixedBytes(hashBytes);
    this.#attachments(bytes);
    this.#decodeBody(bytes, kind);
    cbor.finish();
  }

  #text<T>(bytes: Uint8Array, what: string, cache: TextCache<T | undefined>): T {
    const at = this.#cbor.at;
    const length = this.#cbor.text();
    const start = this.#cbor.at - length;
    const known = length <= LONGEST_TEXT ? cache.get(bytes, start, start + length) : undefined;
    if (known === undefined) {
      const shown = quoted(String.fromCharCode(...bytes.subarray(start, start + Math.min(length, LONGEST_TEXT))));
      throw this.#cbor.fault(at, `${shown} is no ${what}`);
    }
    return known;
  }

  #token(bytes: Uint8Array, what: string): void {
    const at = this.#cbor.at;
    const length = this.#cbor.text();
    const start = this.#cbor.at - length;
    if (length > LONGEST_TEXT || !this.#tokens.get(bytes, start, start + length)) {
      const shown = quoted(String.fromCharCode(...bytes.subarray(start, start + Math.min(length, LONGEST_TEXT))));
      throw this.#cbor.fault(at, `${shown} is no ${what}`);
    }
  }

  #least(what: string, least: number): number {
    const at = this.#cbor.at;
    const value = this.#cbor.uint();
    if (value < least) throw this.#cbor.fault(at, `${what} ${value} is below ${least}`);
    return value;
  }

  #attachments(bytes: Uint8Array): void {
    const cbor = this.#cbor;
    const count = cbor.array();
    if (count === 0) {
      if (this.read.attachments.length > 0) this.read.attachments = [];
      return;
    }
    const attachments: AttachmentRead[] = [];
    this.read.attachments = attachments;
    // No allocation by a number that only claims to be a length: each item is read before the next is believed.
    for (let i = 0; i < count; i++) {
      cbor.fixedArray(3);
      const hashAt = cbor.fixedBytes(hashBytes);
      const sizeBytes = cbor.uint();
      const keyAt = cbor.fixedBytes(ID_BYTES);
      attachments.push({
        sha256: bytes.slice(hashAt, hashAt + hashBytes),
        sizeBytes,
        keyId: bytes.slice(keyAt, keyAt + ID_BYTES),
      });
    }
  }

  #decodeBody(bytes: Uint8Array<ArrayBuffer>, kind: { readonly open: boolean; readonly destroyed: boolean }): void {
    const cbor = this.#cbor;
    const at = cbor.at;
    const items = cbor.array();
    const form = items === 0 ? -1 : cbor.uint();
    if (this.read.destroyed.length > 0) this.read.destroyed = [];
    if (kind.destroyed && form !== bodyOpen) throw cbor.fault(at, `the body of ${DESTROYED} is not open`);
    if (form === bodySealed && items === 4) {
      cbor.fixedBytes(ID_BYTES);
      cbor.fixedBytes(NONCE_BYTES);
      cbor.byteString();
    } else if (form === bodyInBlob && items === 1) {
      if (this.read.attachments.length === 0) throw cbor.fault(at, 'the body is in a blob, but none is attached');
    } else if (form === bodyOpen && items === 2) {
      if (!kind.open) throw cbor.fault(at, 'an open body, which entries of this kind must not have');
      const length = cbor.byteString();
      if (kind.destroyed) this.#destroyed(bytes, cbor.at - length, cbor.at);
    } else {
      throw cbor.fault(at, `a body of ${items} items, form ${form}`);
    }
  }

  /** The proof of a destruction: [[keyId, ...], [[compartment, epoch], ...], authority]; see format.ts. */
  #destroyed(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const body = this.#body;
    body.open(bytes, start, end);
    body.fixedArray(3);
    const destroyed: Uint8Array[] = [];
    for (let left = body.array(); left > 0; left--) {
      const at = body.fixedBytes(ID_BYTES);
      destroyed.push(bytes.slice(at, at + ID_BYTES));
    }
    for (let left = body.array(); left > 0; left--) {
      body.fixedArray(2);
      const at = body.at;
      const length = body.text();
      if (length > LONGEST_TEXT || !this.#tokens.get(bytes, body.at - length, body.at)) {
        throw body.fault(at, 'no compartment');
      }
      body.uint();
    }
    const at = body.at;
    const length = body.text();
    try {
      this.#utf8.decode(bytes.subarray(body.at - length, body.at));
    } catch {
      throw body.fault(at, 'the authority is not UTF-8');
    }
    body.finish();
    this.read.destroyed = destroyed;
  }
}
