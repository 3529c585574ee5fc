import { crc32Mpeg } from './crc32.ts';
import {
  DESCRIPTOR_METADATA,
  DESCRIPTOR_REGISTRATION,
  KLVA,
  STREAM_TYPE_METADATA_PES,
  STREAM_TYPE_PRIVATE_PES,
  streamTypeEntry,
} from './stream-types.ts';
import type { Descriptor, ElementaryStream, IssueSink, KlvMode } from './types.ts';

/** Longest section by its 12-bit length field. */
const MAX_SECTION_BYTES = 3 + 4095;
const STUFFING_TABLE_ID = 0xff;

/** Puts the sections of one PID together from packet payloads: several to a packet, and split over packets (ISO/IEC 13818-1 2.4.4). */
export class SectionAssembler {
  readonly #onSection: (section: Uint8Array, offset: number) => void;
  readonly #onIssue: IssueSink;
  readonly #pid: number;
  readonly #store = new Uint8Array(MAX_SECTION_BYTES);
  #length = 0;
  #needed = 0;
  #active = false;

  /** `section` is only valid during the call. */
  constructor(pid: number, onSection: (section: Uint8Array, offset: number) => void, onIssue: IssueSink) {
    this.#pid = pid;
    this.#onSection = onSection;
    this.#onIssue = onIssue;
  }

  /** Packets were lost: what was begun cannot be finished. */
  gap(): void {
    this.#active = false;
  }

  push(buffer: Uint8Array, start: number, end: number, unitStart: boolean, offset: number): void {
    if (!unitStart) {
      if (this.#active) this.#feed(buffer, start, end, offset);
      return;
    }
    const first = start + 1 + (buffer[start] ?? 0);
    if (start >= end || first > end) {
      this.#onIssue('section-damaged', offset, this.#pid, 'The section pointer leads out of the packet');
      this.#active = false;
      return;
    }
    if (this.#active) {
      this.#feed(buffer, start + 1, first, offset);
      if (this.#active) this.#onIssue('section-damaged', offset, this.#pid, 'A section ends before its length');
    }
    let at = first;
    while (at < end && buffer[at] !== STUFFING_TABLE_ID) {
      this.#active = true;
      this.#length = 0;
      this.#needed = 0;
      at = this.#feed(buffer, at, end, offset);
      if (this.#active) return;
    }
  }

  #feed(buffer: Uint8Array, start: number, end: number, offset: number): number {
    let at = start;
    while (at < end && this.#length < 3) this.#store[this.#length++] = buffer[at++]!;
    if (this.#length < 3) return at;
    this.#needed = 3 + (((this.#store[1]! & 0x0f) << 8) | this.#store[2]!);
    const take = Math.min(end - at, this.#needed - this.#length);
    this.#store.set(buffer.subarray(at, at + take), this.#length);
    this.#length += take;
    if (this.#length === this.#needed) {
      this.#active = false;
      this.#onSection(this.#store.subarray(0, this.#length), offset);
    }
    return at + take;
  }
}

/** What a PAT and a PMT section have in common (the long form of the section header). */
export interface SectionHeader {
  readonly tableId: number;
  /** transport_stream_id of a PAT, program_number of a PMT. */
  readonly extension: number;
  readonly version: number;
  readonly current: boolean;
  readonly sectionNumber: number;
  readonly lastSectionNumber: number;
  readonly crcValid: boolean;
  readonly crc: number;
}

/** Reads the head of a long-form section; `undefined` where it is none. */
export function readSectionHeader(section: Uint8Array): SectionHeader | undefined {
  const length = section.length;
  if (length < 12 || (section[1]! & 0x80) === 0) return undefined;
  const crc =
    ((section[length - 4]! << 24) |
      (section[length - 3]! << 16) |
      (section[length - 2]! << 8) |
      section[length - 1]!) >>>
    0;
  return {
    tableId: section[0]!,
    extension: (section[3]! << 8) | section[4]!,
    version: (section[5]! >> 1) & 0x1f,
    current: (section[5]! & 1) === 1,
    sectionNumber: section[6]!,
    lastSectionNumber: section[7]!,
    crcValid: crc32Mpeg(section, 0, length) === 0,
    crc,
  };
}

/** Programs of a PAT section, with the PID of their maps; the network PID (program 0) is left out. */
export function readPatPrograms(section: Uint8Array): { readonly programNumber: number; readonly pid: number }[] {
  const programs = [];
  for (let at = 8; at + 4 <= section.length - 4; at += 4) {
    const programNumber = (section[at]! << 8) | section[at + 1]!;
    const pid = ((section[at + 2]! & 0x1f) << 8) | section[at + 3]!;
    if (programNumber !== 0) programs.push({ programNumber, pid });
  }
  return programs;
}

export interface PmtBody {
  readonly pcrPid: number;
  readonly descriptors: readonly Descriptor[];
  readonly streams: readonly ElementaryStream[];
  /** False where a length leads out of the section: what was read before stands. */
  readonly whole: boolean;
}

/** Reads the body of a PMT section (ISO/IEC 13818-1 2.4.4.9). */
export function readPmt(section: Uint8Array, programNumber: number): PmtBody {
  const end = section.length - 4;
  const streams: ElementaryStream[] = [];
  if (end < 12) return { pcrPid: 0x1fff, descriptors: [], streams, whole: false };
  const pcrPid = ((section[8]! & 0x1f) << 8) | section[9]!;
  let at = 12 + (((section[10]! & 0x0f) << 8) | section[11]!);
  const descriptors = readDescriptors(section, 12, Math.min(at, end));
  while (at + 5 <= end) {
    const streamType = section[at]!;
    const pid = ((section[at + 1]! & 0x1f) << 8) | section[at + 2]!;
    const next = at + 5 + (((section[at + 3]! & 0x0f) << 8) | section[at + 4]!);
    streams.push(describeStream(pid, programNumber, streamType, readDescriptors(section, at + 5, Math.min(next, end))));
    at = next;
  }
  return { pcrPid, descriptors, streams, whole: at === end };
}

function readDescriptors(section: Uint8Array, start: number, end: number): Descriptor[] {
  const descriptors: Descriptor[] = [];
  for (let at = start; at + 2 <= end; ) {
    const next = at + 2 + section[at + 1]!;
    if (next > end) break;
    descriptors.push({ tag: section[at]!, data: section.slice(at + 2, next) });
    at = next;
  }
  return descriptors;
}

function describeStream(
  pid: number,
  programNumber: number,
  streamType: number,
  descriptors: readonly Descriptor[],
): ElementaryStream {
  const klv = declaredKlv(streamType, descriptors);
  const entry = streamTypeEntry(streamType);
  const kind = klv === undefined ? entry.kind : 'metadata';
  return { pid, programNumber, streamType, kind, codec: klv === undefined ? entry.name : 'KLV', descriptors, klv };
}

/** KLV is what a KLVA registration or metadata descriptor says is KLV (ST 1402); the stream type says only how it is carried. */
function declaredKlv(streamType: number, descriptors: readonly Descriptor[]): KlvMode | undefined {
  if (streamType !== STREAM_TYPE_PRIVATE_PES && streamType !== STREAM_TYPE_METADATA_PES) return undefined;
  const declared = descriptors.some(
    ({ tag, data }) =>
      (tag === DESCRIPTOR_REGISTRATION && readFourCharacters(data, 0) === KLVA) ||
      (tag === DESCRIPTOR_METADATA && metadataFormat(data) === KLVA),
  );
  if (!declared) return undefined;
  return streamType === STREAM_TYPE_METADATA_PES ? 'synchronous' : 'asynchronous';
}

/** The format identifier of a metadata descriptor (ISO/IEC 13818-1 2.6.60), where it carries one. */
function metadataFormat(data: Uint8Array): string | undefined {
  if (data.length < 3) return undefined;
  const at = data[0] === 0xff && data[1] === 0xff ? 6 : 2;
  return data[at] === 0xff ? readFourCharacters(data, at + 1) : undefined;
}

function readFourCharacters(data: Uint8Array, at: number): string | undefined {
  return at + 4 <= data.length ? String.fromCharCode(...data.subarray(at, at + 4)) : undefined;
}
