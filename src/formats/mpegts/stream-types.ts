/**
 * Numbers of ISO/IEC 13818-1 (MPEG-2 systems) and MISB ST 1402 that more than one file here needs.
 */

export const SYNC_BYTE = 0x47;
/** Bytes of a transport packet; M2TS adds 4 before each, DVB/ATSC with Reed-Solomon parity 16 after. */
export const PACKET_BYTES = 188;
export const NULL_PID = 0x1fff;
export const PAT_PID = 0x0000;
/** Ticks a second of PTS, DTS and the PCR base. */
export const TICKS_PER_SECOND = 90_000;
/** PTS, DTS and PCR base are counted modulo this. */
export const TICK_MODULUS = 2 ** 33;

export const STREAM_TYPE_PRIVATE_PES = 0x06;
export const STREAM_TYPE_METADATA_PES = 0x15;
export const STREAM_ID_PRIVATE_1 = 0xbd;
export const STREAM_ID_METADATA = 0xfc;
export const DESCRIPTOR_REGISTRATION = 0x05;
export const DESCRIPTOR_METADATA_POINTER = 0x25;
export const DESCRIPTOR_METADATA = 0x26;
export const DESCRIPTOR_METADATA_STD = 0x27;
/** 'KLVA', the format identifier registered for SMPTE 336 data. */
export const KLVA = 'KLVA';

export type StreamKind = 'video' | 'audio' | 'metadata' | 'other';
/** Video codecs whose headers are read here; others are carried by name only. */
export type VideoCodec = 'MPEG-1' | 'MPEG-2' | 'MPEG-4' | 'H.264' | 'H.265' | 'H.266' | 'JPEG 2000' | 'AVS' | 'VC-1';

interface StreamTypeEntry {
  readonly kind: StreamKind;
  readonly name: string;
}

/** ISO/IEC 13818-1 table 2-34, and the user-private types that are common in the wild. */
const streamTypes: Readonly<Record<number, StreamTypeEntry>> = {
  1: { kind: 'video', name: 'MPEG-1' },
  2: { kind: 'video', name: 'MPEG-2' },
  3: { kind: 'audio', name: 'MPEG-1 audio' },
  4: { kind: 'audio', name: 'MPEG-2 audio' },
  5: { kind: 'other', name: 'private sections' },
  6: { kind: 'other', name: 'private PES' },
  11: { kind: 'other', name: 'DSM-CC' },
  15: { kind: 'audio', name: 'AAC (ADTS)' },
  16: { kind: 'video', name: 'MPEG-4' },
  17: { kind: 'audio', name: 'AAC (LATM)' },
  21: { kind: 'metadata', name: 'metadata in PES' },
  22: { kind: 'metadata', name: 'metadata in sections' },
  27: { kind: 'video', name: 'H.264' },
  28: { kind: 'audio', name: 'MPEG-4 audio' },
  33: { kind: 'video', name: 'JPEG 2000' },
  36: { kind: 'video', name: 'H.265' },
  51: { kind: 'video', name: 'H.266' },
  66: { kind: 'video', name: 'AVS' },
  129: { kind: 'audio', name: 'AC-3' },
  135: { kind: 'audio', name: 'E-AC-3' },
  234: { kind: 'video', name: 'VC-1' },
};

const unknownType: StreamTypeEntry = { kind: 'other', name: 'unknown' };

/** What a stream type says of a stream by itself. */
export function streamTypeEntry(streamType: number): StreamTypeEntry {
  return streamTypes[streamType] ?? unknownType;
}
