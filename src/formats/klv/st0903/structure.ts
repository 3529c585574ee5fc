import { readBerLength, readBerOid } from '../ber.ts';
import type { DecodeContext } from '../codec.ts';
import { imapDecode, imapMapping } from '../imap.ts';
import { readInt, readUint } from '../numbers.ts';
import { heightRangeM, type Mapping } from './mapping.ts';

/** Tags that matter for telling the two encodings apart; the VTrack local set numbers its items otherwise. */
export interface Shape {
  readonly version: number;
  readonly series: number;
  /** Fields of view in the outer set. */
  readonly fieldsOfView: readonly number[];
  /** Items of the outer set that no version before ST 0903.4 has. */
  readonly laterOuter: readonly number[];
  readonly offsets: readonly number[];
  readonly height: number | undefined;
  readonly location: number;
  readonly contour: number;
  readonly velocities: readonly number[];
  readonly tracker: number | undefined;
  /** Items of a target that no version before ST 0903.4 has. */
  readonly laterInner: readonly number[];
}

/** First version that writes real numbers by ST 1201. */
const firstImapVersion = 4;

interface Evidence {
  version: number | undefined;
  /** Lengths that IMAPB items never have: only the older encoding leaves leading bytes out. */
  shortItems: number;
  /** Numbers that read by ST 1201 are special or out of range. */
  badImap: number;
  /** Items that older versions do not have. */
  laterItems: number;
  /** Sums of the offsets that fit both encodings, degrees: targets lie near the frame centre. */
  offsetsImapDeg: number;
  offsetsLinearDeg: number;
}

type Visit = (tag: number, start: number, end: number) => void;

function eachItem(bytes: Uint8Array, start: number, end: number, visit: Visit): void {
  for (let at = start; at < end; ) {
    const tag = readBerOid(bytes, at, end);
    const length = tag === undefined ? undefined : readBerLength(bytes, at + tag.size, end);
    if (tag === undefined || length === undefined) return;
    const from = at + tag.size + length.size;
    at = from + length.value;
    if (at > end) return;
    visit(tag.value, from, at);
  }
}

function eachEntry(bytes: Uint8Array, start: number, end: number, visit: (start: number, end: number) => void): void {
  for (let at = start; at < end; ) {
    const length = readBerLength(bytes, at, end);
    if (length === undefined || at + length.size + length.value > end) return;
    const from = at + length.size;
    at = from + length.value;
    visit(from, at);
  }
}

const latitude = imapMapping(-90, 90, 4);
const longitude = imapMapping(-180, 180, 4);
const height = imapMapping(heightRangeM.min, heightRangeM.max, 2);
const axis = imapMapping(-900, 900, 2);
const fieldOfView = imapMapping(0, 180, 2);
const offset = imapMapping(-19.2, 19.2, 3);

class Reading {
  readonly evidence: Evidence = {
    version: undefined,
    shortItems: 0,
    badImap: 0,
    laterItems: 0,
    offsetsImapDeg: 0,
    offsetsLinearDeg: 0,
  };
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  outer(shape: Shape, start: number, end: number): void {
    eachItem(this.#bytes, start, end, (tag, from, to) => {
      if (shape.laterOuter.includes(tag)) this.evidence.laterItems++;
      if (tag === shape.version && to > from && to - from <= 2) {
        this.evidence.version = readUint(this.#bytes, from, to);
      } else if (tag === shape.series) {
        eachEntry(this.#bytes, from, to, (entry, entryEnd) => this.#target(shape, entry, entryEnd));
      } else if (shape.fieldsOfView.includes(tag)) {
        this.#check(fieldOfView, from, to);
      }
    });
  }

  #target(shape: Shape, start: number, end: number): void {
    const id = readBerOid(this.#bytes, start, end);
    if (id === undefined) return;
    eachItem(this.#bytes, start + id.size, end, (tag, from, to) => {
      if (shape.laterInner.includes(tag)) this.evidence.laterItems++;
      if (shape.offsets.includes(tag)) this.#offset(from, to);
      else if (tag === shape.height) this.#height(from, to);
      else if (tag === shape.location) this.#location(from, to);
      else if (tag === shape.contour) eachEntry(this.#bytes, from, to, (a, b) => this.#location(a, b));
      else if (shape.velocities.includes(tag)) this.#velocity(from, to);
      else if (tag === shape.tracker) this.#tracker(from, to);
      else if (shape.fieldsOfView.includes(tag)) this.#check(fieldOfView, from, to);
    });
  }

  #tracker(start: number, end: number): void {
    eachItem(this.#bytes, start, end, (tag, from, to) => {
      if (tag === 5 || tag === 9) eachEntry(this.#bytes, from, to, (a, b) => this.#location(a, b));
      else if (tag === 10 || tag === 11) this.#velocity(from, to);
    });
  }

  #offset(from: number, to: number): void {
    if (this.#short(from, to, 3) || to - from !== 3) return;
    const imap = imapDecode(offset, this.#bytes, from, to);
    if (typeof imap !== 'number' || Math.abs(imap) > 19.2 + offset.reverseScale) {
      this.evidence.badImap++;
      return;
    }
    this.evidence.offsetsImapDeg += Math.abs(imap);
    this.evidence.offsetsLinearDeg += Math.abs((readInt(this.#bytes, from, to) * 19.2) / (2 ** 23 - 1));
  }

  #height(from: number, to: number): void {
    if (!this.#short(from, to, 2)) this.#check(height, from, to);
  }

  #location(from: number, to: number): void {
    if (to - from < 10) return;
    this.#check(latitude, from, from + 4);
    this.#check(longitude, from + 4, from + 8);
    this.#check(height, from + 8, from + 10);
  }

  #velocity(from: number, to: number): void {
    for (let at = from; at + 2 <= Math.min(to, from + 6); at += 2) this.#check(axis, at, at + 2);
  }

  #short(from: number, to: number, lengthBytes: number): boolean {
    if (to === from || to - from >= lengthBytes) return false;
    this.evidence.shortItems++;
    return true;
  }

  #check(mapping: ReturnType<typeof imapMapping>, from: number, to: number): void {
    if (to - from !== mapping.lengthBytes) return;
    const value = imapDecode(mapping, this.#bytes, from, to);
    const { min, max, reverseScale } = mapping;
    if (typeof value !== 'number' || value < min - reverseScale || value > max + reverseScale) this.evidence.badImap++;
  }
}

function mappingByStructure(evidence: Evidence): Mapping {
  if (evidence.shortItems > 0) return 'linear';
  if (evidence.laterItems > 0) return 'imap';
  if (evidence.badImap > 0) return 'linear';
  return evidence.offsetsLinearDeg < evidence.offsetsImapDeg ? 'linear' : 'imap';
}

/**
 * Which encoding a set is in: the one of the version it declares, unless lengths or items say that this cannot be;
 * without a version, the one that its structure fits. Anything but plain ST 0903.4 or later is reported.
 */
export function mappingOf(
  shape: Shape,
  bytes: Uint8Array,
  start: number,
  end: number,
  context: DecodeContext,
): Mapping {
  const reading = new Reading(bytes);
  reading.outer(shape, start, end);
  const { evidence } = reading;
  const { version, shortItems, badImap, laterItems } = evidence;
  if (version === undefined) {
    const found = mappingByStructure(evidence);
    if (found === 'linear') {
      context.report('version-old', 'no version item; encoded as in ST 0903.3 or older by its structure', start);
    }
    return found;
  }
  if (version < firstImapVersion) {
    const contradicted = laterItems > 0 && shortItems === 0 && badImap === 0;
    const how = contradicted ? 'but carries items of ST 0903.4 or later: read as these' : 'an older encoding';
    context.report('version-old', `declares version ${version}, ${how}`, start);
    return contradicted ? 'imap' : 'linear';
  }
  const contradicted = shortItems > 0 && laterItems === 0;
  if (contradicted) {
    context.report('version-old', `declares version ${version}, but is encoded as in ST 0903.3 or older`, start);
  }
  return contradicted ? 'linear' : 'imap';
}
