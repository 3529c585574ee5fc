import { CellAssembler } from './cell-assembler.ts';
import {
  beginsKlvCell,
  holdsKlvCell,
  isCellChain,
  klvChainEnd,
  missingKlvBytes,
  readCell,
  startsWithKey,
} from './cells.ts';
import { concat, type PendingUnit, startPending } from './pending-unit.ts';
import { STREAM_ID_METADATA, STREAM_ID_PRIVATE_1 } from './stream-types.ts';
import type { IssueSink, MetadataUnit, PesHeader } from './types.ts';

/** Key and longest length field of a KLV triplet: with fewer bytes its length may not be known. */
const KLV_HEAD_BYTES = 16 + 7;

export interface MetadataAssemblerOptions {
  readonly pid: number;
  readonly onUnit: (unit: MetadataUnit) => void;
  readonly onIssue: IssueSink;
  readonly maxUnitBytes: number;
}

/**
 * Turns the PES packets of one PID into metadata units. Bare KLV that does not fit one PES packet, and access units in cells
 * (ISO/IEC 13818-1 2.12.4), are joined when the parts are seen to follow each other; never otherwise. What is damaged is
 * given out as far as it goes, since the checksum of the KLV tells what it is worth.
 */
export class MetadataAssembler {
  readonly #options: MetadataAssemblerOptions;
  readonly #noted = new Set<string>();
  readonly #cells: CellAssembler;
  #bare: PendingUnit | undefined;
  #bareMissing = 0;
  #sawCells = false;
  unitCount = 0;

  constructor(options: MetadataAssemblerOptions) {
    this.#options = options;
    this.#cells = new CellAssembler({
      maxUnitBytes: options.maxUnitBytes,
      onIssue: options.onIssue,
      onUnit: (unit, complete) => this.#emit(unit, complete),
    });
  }

  /** One PES packet. `videoPtsS` is the presentation time of the last video frame begun. */
  push(header: PesHeader, payload: Uint8Array, complete: boolean, videoPtsS: number | undefined): void {
    const declared = header.stream?.klv;
    const bareKey = startsWithKey(payload, 0);
    if (!this.#acceptsStreamId(header, bareKey)) return;
    if (declared === undefined) this.#noteOnce('klv-undeclared', header, 'KLV that no descriptor announces');
    // A cell cut right after its header goes on with a key.
    const continued = this.#cells.continues(payload);
    const bare = bareKey && !(this.#sawCells && holdsKlvCell(payload, 0));
    const cells = continued || (!bare && (declared === 'synchronous' || this.#looksLikeCells(payload, complete)));
    if (cells) {
      if (declared === 'asynchronous') {
        this.#noteOnce('klv-cells', header, 'Access-unit cells in a stream declared as asynchronous');
      }
      this.#sawCells = true;
      this.#flushBare();
      this.#cells.push({ header, videoPtsS }, payload, complete);
      return;
    }
    this.#cells.closeCell('bare KLV follows');
    if (declared === 'synchronous') {
      this.#noteOnce('klv-bare', header, 'Bare KLV without access-unit cells in a stream declared as synchronous');
    }
    this.#pushBare(header, payload, complete, videoPtsS);
  }

  /** Packets of the PID were lost. What was begun is given out as far as it goes. */
  gap(): void {
    this.#flushBare();
    this.#cells.gap();
  }

  end(): void {
    this.#flushBare();
    this.#cells.end();
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

  /** Where nothing declares cells: once seen they are expected again; a first time they must show a key and have a length that is borne out. */
  #looksLikeCells(payload: Uint8Array, complete: boolean): boolean {
    if (this.#sawCells) return true;
    if (this.#bare !== undefined || !beginsKlvCell(payload, 0)) return false;
    const cell = readCell(payload, 0);
    return (
      isCellChain(payload, 0) || !complete || (cell !== undefined && klvChainEnd(payload, cell.start) === cell.end)
    );
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
    const unit = startPending({ header, videoPtsS }, payload, 'asynchronous', undefined);
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
  #followsBare(pending: PendingUnit, header: PesHeader, payload: Uint8Array): boolean {
    if (startsWithKey(payload, 0) || pending.bytes + payload.length > this.#options.maxUnitBytes) return false;
    if (header.pts !== undefined && header.pts !== pending.header.pts) return false;
    const tail = this.#bareMissing;
    return pending.bytes < KLV_HEAD_BYTES || payload.length <= tail || startsWithKey(payload, tail);
  }

  #continueBare(pending: PendingUnit, payload: Uint8Array, complete: boolean): void {
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

  #noteOnce(
    code: 'klv-undeclared' | 'klv-stream-id' | 'klv-cells' | 'klv-bare',
    header: PesHeader,
    text: string,
  ): void {
    if (this.#noted.has(code)) return;
    this.#noted.add(code);
    this.#options.onIssue(code, header.offset, header.pid, text);
  }

  #emit(unit: PendingUnit, complete: boolean): void {
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
