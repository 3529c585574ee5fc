import {
  beginsKlvCell,
  beginsUnit,
  CELL_HEADER_BYTES,
  type Cell,
  FRAGMENT_FIRST,
  FRAGMENT_LAST,
  FRAGMENT_MIDDLE,
  FRAGMENT_WHOLE,
  findKlvCell,
  holdsKlvCell,
  isCellChain,
  isKlvChain,
  isStuffing,
  klvChainEnd,
  mayBeginKlvCell,
  readCell,
  startsWithKey,
} from './cells.ts';
import { concat, type PendingUnit, startPending, type UnitOrigin } from './pending-unit.ts';
import type { IssueSink } from './types.ts';

/** Bytes from the start of a cell to the end of what a key is known by. */
const KEYED_BYTES = CELL_HEADER_BYTES + 4;

/** A cell that runs on in the next PES packet. */
interface OpenCell extends UnitOrigin {
  /** Header and data so far. */
  readonly parts: Uint8Array[];
  bytes: number;
  /** Places counted from the first byte of its header; `undefined` while the header is cut. */
  cell: Cell | undefined;
  /** Bytes from the start that are sure to follow each other. */
  provenBytes: number;
}

export interface CellAssemblerOptions {
  readonly onUnit: (unit: PendingUnit, complete: boolean) => void;
  readonly onIssue: IssueSink;
  readonly maxUnitBytes: number;
}

/**
 * Turns the payloads of a stream of metadata access-unit cells (ISO/IEC 13818-1 2.12.4) into access units. The payloads are
 * one stream of bytes: writers cut cells, even their headers, where a PES packet happens to end. Where a length or a
 * header is damaged, the next cell is found again by the KLV in it, and what lies between is given out as it is.
 */
export class CellAssembler {
  readonly #options: CellAssemblerOptions;
  readonly #units = new Map<number, PendingUnit>();
  #open: OpenCell | undefined;
  #lastSequence: number | undefined;
  readonly #lastOfService = new Map<number, number>();
  /** The standard counts the cells of the stream; where a writer is seen to count by service, that is gone by. */
  #countsByService = false;
  /** Whether a sequence number was ever other than the one before: some writers leave it at 0. */
  #counts = false;
  /** Whether one was ever the same as the one before. */
  #repeats = false;
  readonly #noted = new Set<string>();

  constructor(options: CellAssemblerOptions) {
    this.#options = options;
  }

  /** Whether the payload goes on with a cell that was cut. */
  continues(payload: Uint8Array): boolean {
    return this.#open !== undefined && this.#follows(this.#open, payload) !== 'no';
  }

  push(origin: UnitOrigin, payload: Uint8Array, complete: boolean): void {
    let at = this.#resume(payload, complete);
    while (at < payload.length) at = this.#next(origin, payload, at, complete);
  }

  /** No more comes of the cell that was cut. */
  closeCell(reason: string): void {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) this.#giveUp(open, reason);
  }

  /** Packets were lost. What was begun is given out as far as it goes. */
  gap(): void {
    this.#close('packets were lost');
    this.#lastSequence = undefined;
    this.#lastOfService.clear();
  }

  end(): void {
    this.#close('the stream ended');
  }

  #close(reason: string): void {
    this.closeCell(reason);
    for (const unit of this.#units.values()) this.#abandon(unit, reason);
    this.#units.clear();
  }

  /** Whether the payload goes on with the cell, and whether that is sure; a new cell where it begins speaks against it. */
  #follows(open: OpenCell, payload: Uint8Array): 'proven' | 'likely' | 'no' {
    const fresh = beginsKlvCell(payload, 0);
    const wholeCells = fresh && isCellChain(payload, 0);
    const headShort = open.bytes < KEYED_BYTES;
    const head = headShort ? concat([...open.parts, payload.subarray(0, KEYED_BYTES)]) : undefined;
    const cell = open.cell ?? (head === undefined ? undefined : readCell(head, 0));
    if (head !== undefined && mayBeginKlvCell(head, 0)) {
      if (head.length < KEYED_BYTES || cell === undefined) return fresh ? 'no' : 'likely';
      if (wholeCells || contradicts(concat([...open.parts, payload]), cell)) return 'no';
      if (open.bytes <= CELL_HEADER_BYTES + 1) return 'proven';
      // The last byte or two of a key may be there by chance.
    } else if (headShort && cell !== undefined && beginsUnit(cell)) return 'no';
    if (cell === undefined) return 'likely';
    const missing = cell.end - open.bytes;
    if (missing < payload.length && beginsKlvCell(payload, missing)) {
      return wholeCells || !this.#isDue(payload, missing, cell) ? 'no' : 'proven';
    }
    if (fresh || startsWithKey(payload, 0)) return 'no';
    const fits = missing === payload.length && cell.fragment === FRAGMENT_WHOLE;
    if (fits && isKlvChain(concat([...open.parts, payload]).subarray(CELL_HEADER_BYTES))) return 'proven';
    if (isCellChain(payload, 0) && this.#isDue(payload, 0, cell)) return 'no';
    if (missing < payload.length) {
      return isStuffing(payload, missing) || this.#isDue(payload, missing, cell) ? 'likely' : 'no';
    }
    return holdsKlvCell(payload, 0) ? 'no' : 'likely';
  }

  /** Goes on with the cell that was cut, if there is one. Returns where the first new cell of the payload begins. */
  #resume(payload: Uint8Array, complete: boolean): number {
    const open = this.#open;
    if (open === undefined) return 0;
    this.#open = undefined;
    const follows = this.#follows(open, payload);
    if (follows === 'no') {
      this.#giveUp(open, 'what follows does not go on with it');
      return 0;
    }
    open.cell ??= readCell(concat([...open.parts, payload.subarray(0, CELL_HEADER_BYTES)]), 0);
    const { cell } = open;
    const take = Math.min(payload.length, (cell?.end ?? CELL_HEADER_BYTES) - open.bytes);
    open.parts.push(payload.subarray(0, take));
    open.bytes += take;
    if (follows === 'proven') open.provenBytes = open.bytes;
    if (cell !== undefined && open.bytes === cell.end) {
      this.#accept(cell, concat(open.parts).subarray(CELL_HEADER_BYTES), true, open);
    } else if (complete) this.#open = open;
    else this.#giveUp(open, 'packets were lost');
    return take;
  }

  /** Takes what stands at `at`; returns where the next begins. */
  #next(origin: UnitOrigin, payload: Uint8Array, at: number, complete: boolean): number {
    const { length } = payload;
    if (isStuffing(payload, at)) {
      this.#noteOnce('cell-damaged', origin, `${length - at} bytes of stuffing where a metadata cell could begin`);
      return length;
    }
    if (!this.#mayStand(payload, at, undefined)) return this.#skipToCell(origin, payload, at);
    const cell = readCell(payload, at);
    const end = cell === undefined ? length + 1 : this.#endOf(payload, cell);
    if (cell !== undefined && end === undefined) return this.#cutAtNextCell(origin, payload, cell);
    if (cell === undefined || end === undefined || end > length) {
      const rest = payload.subarray(at);
      const placed = cell === undefined ? undefined : { ...cell, start: cell.start - at, end: cell.end - at };
      const open = { ...origin, parts: [rest], bytes: rest.length, cell: placed, provenBytes: rest.length };
      if (complete) this.#open = open;
      else this.#giveUp(open, 'packets were lost');
      return length;
    }
    if (end !== cell.end) {
      const text = `The length of cell ${cell.sequence} is ${cell.end - cell.start}, that of its KLV ${end - cell.start}`;
      this.#damaged(origin, text);
    }
    this.#accept(cell, payload.subarray(cell.start, end), true, origin);
    return end;
  }

  /** Where the data of a cell ends: by its length or, where that is seen to be wrong, by the KLV in it; `undefined` where neither fits. */
  #endOf(payload: Uint8Array, cell: Cell): number | undefined {
    const { start, end } = cell;
    const klvEnd = cell.fragment === FRAGMENT_WHOLE ? klvChainEnd(payload, start) : undefined;
    if (klvEnd === end) return end;
    if (klvEnd !== undefined) {
      const fillsPayload = klvEnd === payload.length && end < klvEnd;
      if (fillsPayload || beginsKlvCell(payload, klvEnd)) return klvEnd;
    }
    // A cell within it shows the length to be too great.
    if (end > payload.length) return holdsKlvCell(payload, start) ? undefined : end;
    return this.#mayStand(payload, end, cell) ? end : undefined;
  }

  /** Whether what stands at `at` can be a cell, or stuffing, or nothing. `before` is a cell before it not yet taken. */
  #mayStand(payload: Uint8Array, at: number, before: Cell | undefined): boolean {
    if (beginsKlvCell(payload, at) || isStuffing(payload, at) || isCellChain(payload, at)) return true;
    // Too little to tell, at the end of the payload.
    if (before === undefined && this.#lastSequence === undefined && mayBeginKlvCell(payload, at)) return true;
    return this.#isDue(payload, at, before);
  }

  /** Whether the cell at `at`, as far as it is there, is the one due by its sequence number and fragment. `before` is a cell not yet taken. */
  #isDue(payload: Uint8Array, at: number, before: Cell | undefined): boolean {
    const serviceId = payload[at];
    const sequence = payload[at + 1];
    const fragment = payload[at + 2];
    if (serviceId === undefined || sequence === undefined) return true;
    const continues = fragment !== undefined && fragment < 0x80;
    if (continues ? !this.#isUnderWay(serviceId, before) : !mayBeginKlvCell(payload, at)) return false;
    const ofService = this.#lastOfService.get(serviceId);
    const last = before?.sequence ?? this.#lastSequence;
    if ([last, ofService].some((one) => one !== undefined && sequence === ((one + 1) & 0xff))) return true;
    // A cell by itself may be the first that shows that they are not counted.
    const uncounted = this.#repeats || (!continues && startsWithKey(payload, at + CELL_HEADER_BYTES));
    return uncounted && !this.#counts && (sequence === ofService || sequence === last);
  }

  /** Whether a cell that continues an access unit of the service can come. */
  #isUnderWay(serviceId: number, before: Cell | undefined): boolean {
    if (before?.serviceId !== serviceId) return this.#units.has(serviceId);
    return before.fragment === FRAGMENT_FIRST || (before.fragment === FRAGMENT_MIDDLE && this.#units.has(serviceId));
  }

  /** No cell stands at `at`: what lies before the next is given out as it is. */
  #skipToCell(origin: UnitOrigin, payload: Uint8Array, at: number): number {
    const end = findKlvCell(payload, at + 1);
    this.#damaged(origin, `No metadata cell where one should begin: ${end - at} bytes are read without`);
    this.#options.onUnit(startPending(origin, payload.subarray(at, end), 'synchronous', undefined), false);
    return end;
  }

  /** The length of the cell is wrong: what lies before the next is taken as its data. */
  #cutAtNextCell(origin: UnitOrigin, payload: Uint8Array, cell: Cell): number {
    const end = findKlvCell(payload, cell.start);
    this.#damaged(origin, `The length of cell ${cell.sequence} is wrong; ${end - cell.start} bytes are read of it`);
    this.#accept(cell, payload.subarray(cell.start, end), false, origin);
    return end;
  }

  /** Gives out what is sure of a cell whose rest is not there. */
  #giveUp(open: OpenCell, reason: string): void {
    this.#damaged(open, `A metadata cell is cut off: ${reason}`);
    if (open.cell !== undefined) {
      this.#accept(open.cell, concat(open.parts).subarray(CELL_HEADER_BYTES, open.provenBytes), false, open);
    }
  }

  #damaged({ header }: UnitOrigin, message: string): void {
    this.#options.onIssue('cell-damaged', header.offset, header.pid, message);
  }

  /** A cell with its data; `whole` is false where the end of it is missing. */
  #accept(cell: Cell, data: Uint8Array, whole: boolean, origin: UnitOrigin): void {
    const { serviceId, sequence } = cell;
    const { header } = origin;
    const unit = this.#units.get(serviceId);
    const counted = this.#count(serviceId, sequence);
    if (counted === 'uncounted') this.#noteOnce('cell-sequence', origin, 'The metadata cells are not counted');
    const follows =
      counted === 'next-of-stream' ? (unit?.unbroken ?? true) : counted.startsWith('next') || counted === 'uncounted';
    const starts = beginsUnit(cell);
    if (unit !== undefined && (starts || !follows)) {
      this.#units.delete(serviceId);
      this.#abandon(unit, starts ? 'another begins' : `cells before cell ${sequence} are missing`);
    }
    if (starts) {
      if (unit === undefined && counted === 'gap') {
        const message = `Metadata cells before cell ${sequence} are missing`;
        this.#options.onIssue('cell-sequence', header.offset, header.pid, message);
      }
      this.#begin(startPending(origin, data, 'synchronous', cell), cell, whole);
    } else if (unit === undefined || !follows) {
      const message = `Cell ${sequence} continues an access unit whose beginning is not there`;
      this.#options.onIssue('cell-orphan', header.offset, header.pid, message);
    } else this.#join(unit, cell, data, whole, counted !== 'uncounted');
  }

  #begin(unit: PendingUnit, cell: Cell, whole: boolean): void {
    if (!whole) {
      if (unit.bytes > 0) this.#options.onUnit(unit, false);
    } else if (cell.fragment === FRAGMENT_WHOLE) this.#options.onUnit(unit, true);
    else this.#units.set(cell.serviceId, unit);
  }

  /** What the cell is to those before it, by its sequence number. */
  #count(serviceId: number, sequence: number): 'first' | 'next-of-service' | 'next-of-stream' | 'uncounted' | 'gap' {
    const previous = this.#lastSequence;
    const ofService = this.#lastOfService.get(serviceId);
    this.#lastSequence = sequence;
    this.#lastOfService.set(serviceId, sequence);
    if (ofService === sequence) this.#repeats = true;
    if (ofService === sequence && !this.#counts) return 'uncounted';
    if (ofService !== undefined) this.#counts = true;
    const inStream = previous !== undefined && sequence === ((previous + 1) & 0xff);
    if (!inStream) for (const unit of this.#units.values()) unit.unbroken = false;
    if (ofService !== undefined && sequence === ((ofService + 1) & 0xff)) {
      if (!inStream) this.#countsByService = true;
      return 'next-of-service';
    }
    if (inStream && !this.#countsByService) return 'next-of-stream';
    return ofService === undefined ? 'first' : 'gap';
  }

  #join(unit: PendingUnit, cell: Cell, data: Uint8Array, whole: boolean, counted: boolean): void {
    const last = cell.fragment === FRAGMENT_LAST;
    if (unit.bytes + data.length > this.#options.maxUnitBytes) {
      this.#units.delete(cell.serviceId);
      this.#abandon(unit, `it is larger than ${this.#options.maxUnitBytes} bytes`);
      return;
    }
    if (counted && unit.provenBytes === unit.bytes) unit.provenBytes += data.length;
    unit.parts.push(data);
    unit.bytes += data.length;
    if (whole && !last) return;
    this.#units.delete(cell.serviceId);
    if (!whole) this.#abandon(unit, 'a cell of it is cut off');
    // Uncounted cells may have lost one between them: the length of the KLV tells.
    else if (unit.provenBytes < unit.bytes && !isKlvChain(concat(unit.parts))) {
      this.#abandon(unit, 'its cells are not counted, and do not make up the length of its KLV');
    } else this.#options.onUnit(unit, true);
  }

  #abandon(unit: PendingUnit, reason: string): void {
    const message = `An access unit ends after ${unit.provenBytes} bytes: ${reason}`;
    this.#options.onIssue('cell-sequence', unit.header.offset, unit.header.pid, message);
    unit.parts.splice(0, unit.parts.length, concat(unit.parts).subarray(0, unit.provenBytes));
    this.#options.onUnit(unit, false);
  }

  #noteOnce(code: 'cell-damaged' | 'cell-sequence', { header }: UnitOrigin, message: string): void {
    if (this.#noted.has(code)) return;
    this.#noted.add(code);
    this.#options.onIssue(code, header.offset, header.pid, message);
  }
}

/** Whether the KLV in the cell that begins `data` does not end where a whole cell does. */
function contradicts(data: Uint8Array, cell: Cell): boolean {
  if (cell.fragment !== FRAGMENT_WHOLE) return false;
  const end = klvChainEnd(data, cell.start);
  return end !== undefined && (end > cell.end || (end < cell.end && end < data.length));
}
