import { crc32Mpeg } from './crc32.ts';
import {
  DESCRIPTOR_METADATA,
  DESCRIPTOR_METADATA_POINTER,
  DESCRIPTOR_METADATA_STD,
  DESCRIPTOR_REGISTRATION,
} from './stream-types.ts';
import type { Descriptor, KlvMode } from './types.ts';

const klva: readonly number[] = [0x4b, 0x4c, 0x56, 0x41];
/** metadata_application_format 0x0100 (general), metadata_format 0xFF: named by the identifier that follows (ST 1402). */
const metadataFormat: readonly number[] = [0x01, 0x00, 0xff, ...klva];
const METADATA_SERVICE_ID = 0;
/** Units of 400 bit/s: 1 Mbit/s. */
const INPUT_LEAK_RATE = 2500;
/** Units of 1024 bytes. */
const METADATA_BUFFER_SIZE = 1024;

/** Descriptors that announce a KLV stream in the program map (ISO/IEC 13818-1 2.6.8, 2.6.60, 2.6.62; ST 1402). */
export function klvDescriptors(mode: KlvMode): readonly Descriptor[] {
  if (mode === 'asynchronous') return [{ tag: DESCRIPTOR_REGISTRATION, data: Uint8Array.from(klva) }];
  const noDecoderConfig = 0x0f;
  const leak = [...reserved22(INPUT_LEAK_RATE), ...reserved22(METADATA_BUFFER_SIZE), ...reserved22(0)];
  return [
    { tag: DESCRIPTOR_METADATA, data: Uint8Array.from([...metadataFormat, METADATA_SERVICE_ID, noDecoderConfig]) },
    { tag: DESCRIPTOR_METADATA_STD, data: Uint8Array.from(leak) },
  ];
}

/** The program-level descriptor that points to synchronous metadata of the same program (ISO/IEC 13818-1 2.6.58). */
export function metadataPointer(programNumber: number): Descriptor {
  const sameStream = 0x1f;
  const body = [...metadataFormat, METADATA_SERVICE_ID, sameStream, programNumber >> 8, programNumber & 0xff];
  return { tag: DESCRIPTOR_METADATA_POINTER, data: Uint8Array.from(body) };
}

function reserved22(value: number): number[] {
  return [0xc0 | (value >> 16), (value >> 8) & 0xff, value & 0xff];
}

/** A PAT section with one program. */
export function patSection(programNumber: number, pmtPid: number): Uint8Array {
  return section(0x00, 1, [programNumber >> 8, programNumber & 0xff, 0xe0 | (pmtPid >> 8), pmtPid & 0xff]);
}

export interface PmtStream {
  readonly pid: number;
  readonly streamType: number;
  readonly descriptors: readonly Descriptor[];
}

/** A PMT section. */
export function pmtSection(
  programNumber: number,
  pcrPid: number,
  descriptors: readonly Descriptor[],
  streams: readonly PmtStream[],
): Uint8Array {
  const program = descriptorBytes(descriptors);
  const body = [0xe0 | (pcrPid >> 8), pcrPid & 0xff, 0xf0 | (program.length >> 8), program.length & 0xff, ...program];
  for (const stream of streams) {
    const info = descriptorBytes(stream.descriptors);
    body.push(stream.streamType, 0xe0 | (stream.pid >> 8), stream.pid & 0xff);
    body.push(0xf0 | (info.length >> 8), info.length & 0xff, ...info);
  }
  return section(0x02, programNumber, body);
}

function descriptorBytes(descriptors: readonly Descriptor[]): number[] {
  return descriptors.flatMap(({ tag, data }) => [tag, data.length, ...data]);
}

/** A long-form section, version 0, current, the only one of its table, with its CRC-32. */
export function section(tableId: number, extension: number, body: readonly number[]): Uint8Array {
  const length = 5 + body.length + 4;
  const head = [tableId, 0xb0 | (length >> 8), length & 0xff, extension >> 8, extension & 0xff, 0xc1, 0, 0];
  const bytes = Uint8Array.from([...head, ...body, 0, 0, 0, 0]);
  const crc = crc32Mpeg(bytes, 0, bytes.length - 4);
  new DataView(bytes.buffer).setUint32(bytes.length - 4, crc);
  return bytes;
}
