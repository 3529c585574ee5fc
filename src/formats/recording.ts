import type { KlvPacket } from './klv/packet.ts';
import { registeredAt } from './klv/registry.ts';
import { KlvScanner } from './klv/scanner.ts';
import { TsDemuxer } from './mpegts/demux.ts';
import { detectPacketing, findPacketing } from './mpegts/framing.ts';
import type { PesHeader, ProgramMap, StreamSummary, TsIssue, TsSummary } from './mpegts/types.ts';

/** Bytes looked at before it is decided what a recording is. */
const sniffBytes = 8192;
/** Where these do not tell, as many more at most: recorders leave zeros or the end of something else before a stream. */
const longestSniffBytes = 1024 * 1024;

export type Container = 'mpegts' | 'klv';

export interface RecordingOptions {
  readonly onPacket: (packet: KlvPacket) => void;
  readonly onTsIssue?: (issue: TsIssue) => void;
  readonly onProgramMap?: (map: ProgramMap) => void;
  /** See `TsDemuxerOptions.onVideoUnit`. */
  readonly onVideoUnit?: (header: PesHeader, head: Uint8Array) => void;
}

/** What a recording turned out to be. */
export interface RecordingSummary {
  readonly container: Container;
  readonly bytes: number;
  readonly packets: number;
  /** Bytes of metadata streams (or of a bare file) that belong to no packet. */
  readonly skippedBytes: number;
  /** Whether a universal key stands in it: without a packet, what is left of one. */
  readonly hasKey: boolean;
  readonly transport: TsSummary | undefined;
  readonly video: StreamSummary | undefined;
}

/**
 * Reads a recording of unknown kind, told apart by its content: an MPEG transport stream with KLV metadata, or bare
 * KLV. Push chunks of any size, then `end()`. Packets come in stream order, with one running index over all streams.
 * What stands before the stream is passed over, up to 1 MiB of it. Memory is bounded (a metadata packet is waited for up
 * to 4 MiB a stream).
 */
export class RecordingReader {
  readonly #options: RecordingOptions;
  /** Bytes held until it is decided what they are. */
  #head: Uint8Array | undefined = new Uint8Array(2 * sniffBytes);
  #headLength = 0;
  /** With as many bytes it is tried to decide. */
  #enough = sniffBytes;
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
    const needed = this.#headLength + chunk.length;
    if (needed > this.#head.length) {
      const grown = new Uint8Array(2 * needed);
      grown.set(this.#head.subarray(0, this.#headLength));
      this.#head = grown;
    }
    this.#head.set(chunk, this.#headLength);
    this.#headLength = needed;
    if (needed < this.#enough) return;
    this.#enough = 2 * needed;
    this.#decide(this.#head.subarray(0, needed), needed >= longestSniffBytes);
  }

  end(): RecordingSummary {
    if (this.#head !== undefined) this.#decide(this.#head.subarray(0, this.#headLength), true);
    const transport = this.#demuxer?.end();
    let skippedBytes = 0;
    let hasKey = false;
    for (const scanner of this.#scanners.values()) {
      scanner.end();
      skippedBytes += scanner.skippedBytes;
      hasKey ||= scanner.hasKey;
    }
    return {
      container: this.#demuxer === undefined ? 'klv' : 'mpegts',
      bytes: this.#bytes,
      packets: this.#packets,
      skippedBytes,
      hasKey,
      transport,
      video: transport?.streams.find((stream) => stream.kind === 'video' && stream.pesPackets > 0),
    };
  }

  #decide(head: Uint8Array, final: boolean): void {
    const container = containerOf(head.subarray(0, longestSniffBytes)) ?? (final ? 'klv' : undefined);
    if (container === undefined) return;
    this.#head = undefined;
    if (container === 'mpegts') this.#demuxer = this.#openTransport();
    if (head.length > 0) this.#feed(head, 0);
  }

  #feed(chunk: Uint8Array, offset: number): void {
    if (this.#demuxer !== undefined) this.#demuxer.push(chunk);
    // The demultiplexer copies what it needs; packets of bare KLV are views of what they are read from.
    else this.#scanner(-1).push(chunk.slice(), { offset, contiguous: true });
  }

  #openTransport(): TsDemuxer {
    const { onTsIssue, onProgramMap, onVideoUnit } = this.#options;
    return new TsDemuxer({
      wantPes: () => false,
      ...(onTsIssue === undefined ? {} : { onIssue: onTsIssue }),
      ...(onProgramMap === undefined ? {} : { onProgramMap }),
      ...(onVideoUnit === undefined ? {} : { onVideoUnit }),
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

/** What a recording is that begins with `head`; `undefined` where neither transport packets nor a sound KLV packet stand in it. */
function containerOf(head: Uint8Array): Container | undefined {
  // A few sync bytes may stand in step in a short packet by chance: a key at the very front outweighs them.
  if (registeredAt(head, 0) !== undefined && findPacketing(head) === undefined) return 'klv';
  if (detectPacketing(head) !== undefined) return 'mpegts';
  const transportAt = findPacketing(head);
  // Small KLV packets are whole even within transport packets: what comes first tells.
  const before = head.subarray(0, transportAt ?? head.length);
  let sound = false;
  const onPacket = ({ checksum }: KlvPacket): void => {
    sound ||= checksum === 'valid';
  };
  const scanner = new KlvScanner({ nextIndex: () => 0, onPacket });
  for (let offset = 0; offset < before.length && !sound; offset += sniffBytes) {
    scanner.push(before.subarray(offset, offset + sniffBytes), { offset, contiguous: true });
  }
  if (!sound) scanner.end();
  if (sound) return 'klv';
  return transportAt === undefined ? undefined : 'mpegts';
}
