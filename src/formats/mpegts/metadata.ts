import { STREAM_ID_METADATA, STREAM_ID_PRIVATE_1 } from './stream-types.ts';
import type { IssueSink, KlvMode, MetadataUnit, PesHeader } from './types.ts';

export const CELL_HEADER_BYTES = 5;
/** Key and longest length field of a KLV triplet: with fewer bytes its length may not be known. */
const KLV_HEAD_BYTES = 16 + 7;
const FRAGMENT_FIRST = 2;
const FRAGMENT_LAST = 1;
const FRAGMENT_WHOLE = 3;

/** Whether a SMPTE universal label (06 0E 2B 34) stands at `at`. */
export function startsWithKey(data: Uint8Array, at: number): boolean {
  return data[at] === 0x06 && data[at + 1] === 0x0e && data[at + 2] === 0x2b && data[at + 3] === 0x34;
}

interface Cell {
  readonly serviceId: number;
  readonly sequence: number;
  readonly fragment: number;
  /** Place of the data in the payload; `end` may lie beyond it. */
  readonly start: number;
  readonly end: number;
}

function readCell(data: Uint8Array, at: number): Cell | undefined {
  const start = at + CELL_HEADER_BYTES;
  if (start > data.length) return undefined;
  const length = (data[at + 3]! << 8) | data[at + 4]!;
  return { serviceId: data[at]!, sequence: data[at + 1]!, fragment: data[at + 2]! >> 6, start, end: start + length };
}

/** Whether the payload from `at` is a chain of cells that ends exactly where the payload does. */
function isCellChain(data: Uint8Array, at: number): boolean {
  let next = at;
  while (next < data.length) {
    const cell = readCell(data, next);
    if (cell === undefined) return false;
    next = cell.end;
  }
  return next === data.length && data.length > at;
}

/** Bytes that the last KLV triplet of `data` lacks; 0 where all are whole or it cannot be told. */
function missingKlvBytes(data: Uint8Array): number {
  let at = 0;
  while (at < data.length) {
    if (!startsWithKey(data, at)) return 0;
    if (at + 17 > data.length) return at + 17 - data.length;
    const first = data[at + 16]!;
    const extra = first < 0x80 ? 0 : first & 0x7f;
    if (extra > 6 || at + 17 + extra > data.length) return extra > 6 ? 0 : at + 17 + extra - data.length;
    let length = first < 0x80 ? first : 0;
    for (let index = 0; index < extra; index++) length = length * 256 + data[at + 17 + index]!;
    at += 17 + extra + length;
  }
  return at - data.length;
}

interface Pending {
  readonly header: PesHeader;
  readonly videoPtsS: number | undefined;
  readonly serviceId: number | undefined;
  readonly sequence: number | undefined;
  readonly mode: KlvMode;
  readonly parts: Uint8Array[];
  bytes: number;
  /** Whether the cells of the stream went on without a gap since the last one joined. */
  unbroken: boolean;
}

/** A cell whose data runs on in the next PES packet. */
interface OpenCell {
  readonly cell: Cell;
  readonly header: PesHeader;
  readonly videoPtsS: number | undefined;
  readonly data: Uint8Array;
}

export interface MetadataAssemblerOptions {
  readonly pid: number;
  readonly onUnit: (unit: MetadataUnit) => void;
  readonly onIssue: IssueSink;
  readonly maxUnitBytes: number;
}

/**
 * Turns the PES packets of one PID into metadata units. Bare KLV that does not fit one PES packet, and access units split
 * over cells (ISO/IEC 13818-1 2.12.4), are joined when the parts are proven to follow each other; never otherwise.
 */
export class MetadataAssembler {
  readonly #options: MetadataAssemblerOptions;
  readonly #noted = new Set<string>();
  readonly #units = new Map<number, Pending>();
  #bare: Pending | undefined;
  #bareMissing = 0;
  #openCell: OpenCell | undefined;
  #sawCells = false;
  #lastSequence: number | undefined;
  readonly #lastOfService = new Map<number, number>();
  /** The standard counts the cells of the stream; where a writer is seen to count by service, that is gone by. */
  #countsByService = false;
  unitCount = 0;

  constructor(options: MetadataAssemblerOptions) {
    this.#options = options;
  }

  /** One PES packet. `videoPtsS` is the presentation time of the last video frame begun. */
  push(header: PesHeader, payload: Uint8Array, complete: boolean, videoPtsS: number | undefined): void {
    const declared = header.stream?.klv;
    const bareKey = startsWithKey(payload, 0);
    if (!this.#acceptsStreamId(header, bareKey)) return;
    if (declared === undefined) this.#noteOnce('klv-undeclared', header, 'KLV that no descriptor announces');
    const cells = !bareKey && (declared === 'synchronous' || this.#looksLikeCells(payload, complete));
    if (cells) {
      if (declared === 'asynchronous') {
        this.#noteOnce('klv-cells', header, 'Access-unit cells in a stream declared as asynchronous');
      }
      this.#sawCells = true;
      this.#flushBare();
      this.#pushCells(header, payload, complete, videoPtsS);
      return;
    }
    if (declared === 'synchronous') {
      this.#noteOnce('klv-bare', header, 'Bare KLV without access-unit cells in a stream declared as synchronous');
    }
    this.#pushBare(header, payload, complete, videoPtsS);
  }

  /** Packets of the PID were lost. What was begun is given out as far as it goes. */
  gap(): void {
    this.#flushBare();
    this.#dropOpenCell('packets were lost');
    for (const unit of this.#units.values()) this.#abandon(unit, 'packets were lost');
    this.#units.clear();
    this.#lastSequence = undefined;
    this.#lastOfService.clear();
  }

  end(): void {
    this.#flushBare();
    this.#dropOpenCell('the stream ended');
    for (const unit of this.#units.values()) this.#abandon(unit, 'the stream ended');
    this.#units.clear();
  }

  #acceptsStreamId(header: PesHeader, bareKey: boolean): boolean {
    const { streamId } = header;
    const synchronous = header.stream?.klv === 'synchronous';
    if (streamId === STREAM_ID_METADATA || (streamId === STREAM_ID_PRIVATE_1 && !synchronous)) return true;
    const known = streamId === STREAM_ID_PRIVATE_1 || bareKey;
    const text = `PES stream id 0x${streamId.toString(16)} ${known ? 'on a KLV stream' : 'and no key: not taken as KLV'}`;
    this.#noteOnce('klv-stream-id', header, text);
    return known;
  }

  /** Where nothing declares cells: once seen they are expected again; a first time they must show a key and fill their packet. */
  #looksLikeCells(payload: Uint8Array, complete: boolean): boolean {
    if (this.#sawCells) return true;
    if (this.#bare !== undefined || !startsWithKey(payload, CELL_HEADER_BYTES)) return false;
    return isCellChain(payload, 0) || !complete;
  }

  #pushBare(header: PesHeader, payload: Uint8Array, complete: boolean, videoPtsS: number | undefined): void {
    const pending = this.#bare;
    if (pending !== undefined) {
      if (this.#followsBare(pending, header, payload)) {
        this.#continueBare(pending, payload, complete);
        return;
      }
      this.#flushBare();
    }
    const unit = startPending(header, videoPtsS, payload, 'asynchronous', undefined);
    const missing = missingKlvBytes(payload);
    if (missing > 0 && complete && payload.length + missing <= this.#options.maxUnitBytes) {
      this.#bare = unit;
      this.#bareMissing = missing;
      return;
    }
    if (!startsWithKey(payload, 0)) {
      this.#options.onIssue('klv-key', header.offset, header.pid, 'A KLV unit does not begin with a universal key');
    } else if (missing > 0) this.#noteCut(header);
    this.#emit(unit, complete && missing === 0);
  }

  /** Whether the payload can only be the next part of the KLV packet under way. */
  #followsBare(pending: Pending, header: PesHeader, payload: Uint8Array): boolean {
    if (startsWithKey(payload, 0) || pending.bytes + payload.length > this.#options.maxUnitBytes) return false;
    if (header.pts !== undefined && header.pts !== pending.header.pts) return false;
    const tail = this.#bareMissing;
    return pending.bytes < KLV_HEAD_BYTES || payload.length <= tail || startsWithKey(payload, tail);
  }

  #continueBare(pending: Pending, payload: Uint8Array, complete: boolean): void {
    const headShort = pending.bytes < KLV_HEAD_BYTES;
    pending.parts.push(payload);
    pending.bytes += payload.length;
    if (headShort) pending.parts.splice(0, pending.parts.length, concat(pending.parts));
    this.#bareMissing = headShort ? missingKlvBytes(concat(pending.parts)) : this.#bareMissing - payload.length;
    if (this.#bareMissing > 0 && complete) return;
    this.#bare = undefined;
    if (this.#bareMissing > 0) this.#noteCut(pending.header);
    this.#emit(pending, this.#bareMissing <= 0 && complete);
  }

  #flushBare(): void {
    const unit = this.#bare;
    if (unit === undefined) return;
    this.#bare = undefined;
    this.#noteCut(unit.header);
    this.#emit(unit, false);
  }

  #noteCut(header: PesHeader): void {
    this.#options.onIssue('klv-cut', header.offset, header.pid, 'A KLV packet ends before its length');
  }

  #pushCells(header: PesHeader, payload: Uint8Array, complete: boolean, videoPtsS: number | undefined): void {
    let at = this.#continueOpenCell(header, payload);
    while (at < payload.length) {
      const cell = readCell(payload, at);
      if (cell === undefined || cell.end > payload.length) {
        const open = { cell, header, videoPtsS, data: payload.subarray(cell?.start ?? at) };
        if (open.cell !== undefined && complete) this.#openCell = { ...open, cell: open.cell };
        else this.#cellDamaged(header, 'A metadata cell is cut off', cell);
        return;
      }
      this.#acceptCell(cell, payload.subarray(cell.start, cell.end), header, videoPtsS);
      at = cell.end;
    }
  }

  /** Returns where the first new cell of the payload begins. */
  #continueOpenCell(header: PesHeader, payload: Uint8Array): number {
    const open = this.#openCell;
    if (open === undefined) return 0;
    this.#openCell = undefined;
    const { cell } = open;
    const missing = cell.end - cell.start - open.data.length;
    const next = readCell(payload, missing);
    const joined =
      !header.dataAlignment &&
      (header.pts === undefined || header.pts === open.header.pts) &&
      !isCellChain(payload, 0) &&
      (missing >= payload.length || (next !== undefined && next.sequence === ((cell.sequence + 1) & 0xff)));
    if (!joined || open.data.length + payload.length > this.#options.maxUnitBytes) {
      this.#cellDamaged(open.header, 'A metadata cell ends before its length', cell);
      return 0;
    }
    const data = concat([open.data, payload.subarray(0, missing)]);
    if (missing > payload.length) this.#openCell = { ...open, data };
    else this.#acceptCell(cell, data, open.header, open.videoPtsS);
    return Math.min(missing, payload.length);
  }

  #dropOpenCell(reason: string): void {
    const open = this.#openCell;
    if (open === undefined) return;
    this.#openCell = undefined;
    this.#cellDamaged(open.header, `A metadata cell is cut off: ${reason}`, open.cell);
  }

  #cellDamaged(header: PesHeader, message: string, cell: Cell | undefined): void {
    this.#options.onIssue('cell-damaged', header.offset, header.pid, message);
    const unit = cell === undefined ? undefined : this.#units.get(cell.serviceId);
    if (cell === undefined || unit === undefined) return;
    this.#units.delete(cell.serviceId);
    this.#abandon(unit, 'a cell of it is damaged');
  }

  #acceptCell(cell: Cell, data: Uint8Array, header: PesHeader, videoPtsS: number | undefined): void {
    const { serviceId, sequence } = cell;
    const unit = this.#units.get(serviceId);
    const counted = this.#count(serviceId, sequence);
    const follows = counted === 'next-of-service' || (counted === 'next-of-stream' && (unit?.unbroken ?? true));
    const starts = cell.fragment === FRAGMENT_WHOLE || cell.fragment === FRAGMENT_FIRST;
    if (unit !== undefined && (starts || !follows)) {
      this.#units.delete(serviceId);
      this.#abandon(unit, starts ? 'another begins' : `cells before cell ${sequence} are missing`);
    }
    if (starts) {
      if (unit === undefined && counted === 'gap') {
        const message = `Metadata cells before cell ${sequence} are missing`;
        this.#options.onIssue('cell-sequence', header.offset, header.pid, message);
      }
      const begun = startPending(header, videoPtsS, data, 'synchronous', cell);
      if (cell.fragment === FRAGMENT_WHOLE) this.#emit(begun, true);
      else this.#units.set(serviceId, begun);
      return;
    }
    if (unit === undefined || !follows) {
      const message = `Cell ${sequence} continues an access unit whose beginning is not there`;
      this.#options.onIssue('cell-orphan', header.offset, header.pid, message);
      return;
    }
    this.#joinCell(unit, cell, data);
  }

  /** What the cell is to those before it, by its sequence number. */
  #count(serviceId: number, sequence: number): 'first' | 'next-of-service' | 'next-of-stream' | 'gap' {
    const previous = this.#lastSequence;
    const ofService = this.#lastOfService.get(serviceId);
    this.#lastSequence = sequence;
    this.#lastOfService.set(serviceId, sequence);
    const inStream = previous !== undefined && sequence === ((previous + 1) & 0xff);
    if (!inStream) for (const unit of this.#units.values()) unit.unbroken = false;
    if (ofService !== undefined && sequence === ((ofService + 1) & 0xff)) {
      if (!inStream) this.#countsByService = true;
      return 'next-of-service';
    }
    if (inStream && !this.#countsByService) return 'next-of-stream';
    return ofService === undefined ? 'first' : 'gap';
  }

  #joinCell(unit: Pending, cell: Cell, data: Uint8Array): void {
    if (unit.bytes + data.length > this.#options.maxUnitBytes) {
      this.#units.delete(cell.serviceId);
      this.#abandon(unit, `it is larger than ${this.#options.maxUnitBytes} bytes`);
      return;
    }
    unit.parts.push(data);
    unit.bytes += data.length;
    if (cell.fragment !== FRAGMENT_LAST) return;
    this.#units.delete(cell.serviceId);
    this.#emit(unit, true);
  }

  #abandon(unit: Pending, reason: string): void {
    const message = `An access unit ends after ${unit.bytes} bytes: ${reason}`;
    this.#options.onIssue('cell-sequence', unit.header.offset, unit.header.pid, message);
    this.#emit(unit, false);
  }

  #noteOnce(
    code: 'klv-undeclared' | 'klv-stream-id' | 'klv-cells' | 'klv-bare',
    header: PesHeader,
    text: string,
  ): void {
    if (this.#noted.has(code)) return;
    this.#noted.add(code);
    this.#options.onIssue(code, header.offset, header.pid, text);
  }

  #emit(unit: Pending, complete: boolean): void {
    const { header } = unit;
    this.unitCount++;
    this.#options.onUnit({
      pid: header.pid,
      programNumber: header.stream?.programNumber,
      streamType: header.stream?.streamType,
      streamId: header.streamId,
      mode: unit.mode,
      declared: header.stream?.klv !== undefined,
      serviceId: unit.serviceId,
      sequenceNumber: unit.sequence,
      pts: header.pts,
      ptsS: header.ptsS,
      arrivalS: header.arrivalS,
      videoPtsS: unit.videoPtsS,
      offset: header.offset,
      data: concat(unit.parts),
      complete,
    });
  }
}

function startPending(
  header: PesHeader,
  videoPtsS: number | undefined,
  data: Uint8Array,
  mode: KlvMode,
  cell: Cell | undefined,
): Pending {
  const serviceId = cell?.serviceId;
  const sequence = cell?.sequence;
  return { header, videoPtsS, serviceId, sequence, mode, parts: [data], bytes: data.length, unbroken: true };
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
