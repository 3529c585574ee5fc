import type { StreamKind } from './stream-types.ts';

/** Troubles a transport stream can have. Counted in the summary and reported one by one to `onIssue`. */
export type TsIssueCode =
  | 'no-packets'
  | 'sync-lost'
  | 'sync-byte'
  | 'truncated-end'
  | 'transport-error'
  | 'packet-header'
  | 'continuity'
  | 'scrambled'
  | 'section-crc'
  | 'section-damaged'
  | 'pes-header'
  | 'pes-truncated'
  | 'pes-excess'
  | 'pes-too-large'
  | 'time-jump'
  | 'klv-undeclared'
  | 'klv-stream-id'
  | 'klv-bare'
  | 'klv-cells'
  | 'klv-key'
  | 'klv-cut'
  | 'cell-damaged'
  | 'cell-sequence'
  | 'cell-orphan'
  | 'unit-too-large';

/** One trouble, and where in the file it is. */
export interface TsIssue {
  readonly code: TsIssueCode;
  /** Byte offset in the stream of the packet concerned. */
  readonly offset: number;
  /** `undefined` where no packet could be read. */
  readonly pid: number | undefined;
  readonly message: string;
}

export type IssueSink = (code: TsIssueCode, offset: number, pid: number | undefined, message: string) => void;

export interface Descriptor {
  readonly tag: number;
  /** The body, without tag and length. */
  readonly data: Uint8Array;
}

/** How a KLV stream is carried (ST 1402): bare in PES, or in metadata access-unit cells. */
export type KlvMode = 'asynchronous' | 'synchronous';

/** One line of a program map. */
export interface ElementaryStream {
  readonly pid: number;
  readonly programNumber: number;
  readonly streamType: number;
  readonly kind: StreamKind;
  /** Codec or content, by stream type and descriptors, e.g. `H.264`, `KLV`. */
  readonly codec: string;
  readonly descriptors: readonly Descriptor[];
  /** How KLV is declared to be carried; `undefined` where none is declared. */
  readonly klv: KlvMode | undefined;
}

export interface ProgramMap {
  readonly programNumber: number;
  readonly pmtPid: number;
  /** `0x1FFF` where the program has no clock. */
  readonly pcrPid: number;
  readonly version: number;
  readonly descriptors: readonly Descriptor[];
  readonly streams: readonly ElementaryStream[];
  /** Byte offset of the packet that completed the map. */
  readonly offset: number;
}

/** What the header of a PES packet says. */
export interface PesHeader {
  readonly pid: number;
  /** `undefined` where no program map names the PID (yet). */
  readonly stream: ElementaryStream | undefined;
  readonly streamId: number;
  /** Presentation time as sent, 90 kHz ticks modulo 2^33. */
  readonly pts: number | undefined;
  /** Presentation time, seconds, wrap and time-base changes taken out. */
  readonly ptsS: number | undefined;
  readonly dts: number | undefined;
  readonly dtsS: number | undefined;
  /** Clock of the program (PCR) when the packet began, seconds on the same scale as `ptsS`. */
  readonly arrivalS: number | undefined;
  /** Byte offset of the first transport packet. */
  readonly offset: number;
  readonly dataAlignment: boolean;
  /** The adaptation field's random access indicator. */
  readonly randomAccess: boolean;
}

/** A PES packet with its payload, which is the receiver's own copy. */
export interface Pes extends PesHeader {
  readonly data: Uint8Array;
  /** False where packets were lost, or the stream ended, before the payload was whole. */
  readonly complete: boolean;
}

/** One unit of KLV metadata as it was sent: the payload of a PES packet, or one access unit put together from its cells. */
export interface MetadataUnit {
  readonly pid: number;
  readonly programNumber: number | undefined;
  readonly streamType: number | undefined;
  readonly streamId: number;
  /** How it was in fact carried. */
  readonly mode: KlvMode;
  /** False where no descriptor announces KLV. */
  readonly declared: boolean;
  /** Of the access-unit cell; `undefined` where there is none. */
  readonly serviceId: number | undefined;
  readonly sequenceNumber: number | undefined;
  readonly pts: number | undefined;
  readonly ptsS: number | undefined;
  readonly arrivalS: number | undefined;
  /** Presentation time of the last video frame that began before, seconds: what an asynchronous unit goes with. */
  readonly videoPtsS: number | undefined;
  readonly offset: number;
  /** One or more KLV triplets; the receiver's own copy. */
  readonly data: Uint8Array;
  /** False where the end is missing: what is there is contiguous from the start. */
  readonly complete: boolean;
}

export interface StreamSummary {
  readonly pid: number;
  readonly programNumber: number | undefined;
  readonly streamType: number | undefined;
  readonly kind: StreamKind;
  readonly codec: string;
  /** PES packets begun. For video of this trade that is one access unit each (ST 1402). */
  readonly pesPackets: number;
  /** Video frames: access units, where two fields of one frame count as one. 0 for what is not video. */
  readonly frames: number;
  /** Bytes of PES packets, headers included. */
  readonly bytes: number;
  readonly firstPtsS: number | undefined;
  readonly lastPtsS: number | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Metadata units delivered. */
  readonly metadataUnits: number;
  readonly scrambledPackets: number;
}

export interface TsSummary {
  readonly bytes: number;
  readonly packets: number;
  readonly nullPackets: number;
  /** Bytes from one sync byte to the next, as last seen; `undefined` where no transport stream was found. */
  readonly packetSize: PacketSize | undefined;
  readonly programs: readonly ProgramMap[];
  readonly streams: readonly StreamSummary[];
  readonly issueCounts: Readonly<Partial<Record<TsIssueCode, number>>>;
}

export type PacketSize = 188 | 192 | 204;
