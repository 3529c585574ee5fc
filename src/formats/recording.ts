import type { KlvPacket } from './klv/packet.ts';
import { KlvScanner } from './klv/scanner.ts';
import { TsDemuxer } from './mpegts/demux.ts';
import { detectPacketing } from './mpegts/framing.ts';
import type { StreamSummary, TsIssue, TsSummary } from './mpegts/types.ts';

/** Bytes looked at before it is decided what a recording is. */
const sniffBytes = 8192;

export type Container = 'mpegts' | 'klv';

export interface RecordingOptions {
  readonly onPacket: (packet: KlvPacket) => void;
  readonly onTsIssue?: (issue: TsIssue) => void;
}

/** What a recording turned out to be. */
export interface RecordingSummary {
  readonly container: Container;
  readonly bytes: number;
  readonly packets: number;
  /** Bytes of metadata streams (or of a bare file) that belong to no packet. */
  readonly skippedBytes: number;
  readonly transport: TsSummary | undefined;
  readonly video: StreamSummary | undefined;
}

/**
 * Reads a recording of unknown kind, told apart by its content: an MPEG transport stream with KLV metadata, or bare
 * KLV. Push chunks of any size, then `end()`. Packets come in stream order, with one running index over all streams.
 * Memory is bounded (a metadata packet is waited for up to 4 MiB a stream).
 */
export class RecordingReader {
  readonly #options: RecordingOptions;
  #head: Uint8Array | undefined = new Uint8Array(0);
  #demuxer: TsDemuxer | undefined;
  readonly #scanners = new Map<number, KlvScanner>();
  #bytes = 0;
  #packets = 0;

  constructor(options: RecordingOptions) {
    this.#options = options;
  }

  /** Takes in a chunk, which may be written over afterwards. */
  push(chunk: Uint8Array): void {
    const offset = this.#bytes;
    this.#bytes += chunk.length;
    if (this.#head === undefined) {
      this.#feed(chunk, offset);
      return;
    }
    const head = new Uint8Array(this.#head.length + chunk.length);
    head.set(this.#head);
    head.set(chunk, this.#head.length);
    this.#head = head;
    if (head.length >= sniffBytes) this.#decide(head);
  }

  end(): RecordingSummary {
    if (this.#head !== undefined) this.#decide(this.#head);
    const transport = this.#demuxer?.end();
    let skippedBytes = 0;
    for (const scanner of this.#scanners.values()) {
      scanner.end();
      skippedBytes += scanner.skippedBytes;
    }
    return {
      container: this.#demuxer === undefined ? 'klv' : 'mpegts',
      bytes: this.#bytes,
      packets: this.#packets,
      skippedBytes,
      transport,
      video: transport?.streams.find((stream) => stream.kind === 'video' && stream.pesPackets > 0),
    };
  }

  #decide(head: Uint8Array): void {
    this.#head = undefined;
    if (detectPacketing(head) !== undefined) this.#demuxer = this.#openTransport();
    if (head.length > 0) this.#feed(head, 0);
  }

  #feed(chunk: Uint8Array, offset: number): void {
    if (this.#demuxer !== undefined) this.#demuxer.push(chunk);
    // The demultiplexer copies what it needs; packets of bare KLV are views of what they are read from.
    else this.#scanner(-1).push(chunk.slice(), { offset, contiguous: true });
  }

  #openTransport(): TsDemuxer {
    const { onTsIssue } = this.#options;
    return new TsDemuxer({
      wantPes: () => false,
      ...(onTsIssue === undefined ? {} : { onIssue: onTsIssue }),
      onMetadata: (unit) => {
        const { pts, offset, data } = unit;
        // Asynchronous units without a time of their own go with the frame that was on when they came.
        const ptsS = unit.ptsS ?? unit.videoPtsS;
        this.#scanner(unit.pid).push(data, { offset, pts, ptsS, contiguous: false });
      },
    });
  }

  #scanner(pid: number): KlvScanner {
    let scanner = this.#scanners.get(pid);
    if (scanner === undefined) {
      scanner = new KlvScanner({
        ...(pid < 0 ? {} : { pid }),
        nextIndex: () => this.#packets++,
        onPacket: this.#options.onPacket,
      });
      this.#scanners.set(pid, scanner);
    }
    return scanner;
  }
}
