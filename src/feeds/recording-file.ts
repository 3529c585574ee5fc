import { open, stat } from 'node:fs/promises';
import type { KlvPacket } from '../formats/klv/packet.ts';
import type { TsIssue } from '../formats/mpegts/types.ts';
import { RecordingReader, type RecordingSummary } from '../formats/recording.ts';
import { AtalayaError } from '../model/errors.ts';

const chunkBytes = 256 * 1024;

export interface ReadOptions {
  /** Called for each packet, in stream order; a promise it gives is waited for, which bounds memory. */
  readonly onPacket: (packet: KlvPacket) => void;
  /** Called between chunks: the place to wait for slow readers. */
  readonly onChunk?: (bytesDone: number, bytesTotal: number) => Promise<void> | void;
  readonly onTsIssue?: (issue: TsIssue) => void;
  readonly signal?: AbortSignal;
}

/**
 * The bytes of a file in chunks. Each stands where the one before stood: a buffer of its own for each would wait for the garbage collector
 * by the dozen.
 */
export async function* fileChunks(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const chunk = new Uint8Array(chunkBytes);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, null).catch((error: unknown) => {
        throw naming(error, path);
      });
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** The error with the file it is about: the system names none where a file that is open cannot be read. */
function naming(error: unknown, path: string): unknown {
  return error instanceof Error && !('path' in error) ? Object.assign(error, { path }) : error;
}

/**
 * Reads a recording from a file, chunk by chunk.
 * @throws AtalayaError `format-unknown` or `no-metadata` where the file holds no packet; the system's errors where it cannot be read.
 */
export async function readRecordingFile(path: string, options: ReadOptions): Promise<RecordingSummary> {
  const { size } = await stat(path);
  const reader = new RecordingReader(options);
  let done = 0;
  for await (const chunk of fileChunks(path, options.signal)) {
    reader.push(chunk);
    done += chunk.length;
    await options.onChunk?.(done, Math.max(size, done));
  }
  const summary = reader.end();
  if (summary.packets === 0) throw noPackets(path, summary);
  return summary;
}

/**
 * The packets of a recording one after the other, read as they are asked for.
 * @throws AtalayaError as `readRecordingFile`.
 */
export async function* recordingPackets(path: string, signal?: AbortSignal): AsyncGenerator<KlvPacket> {
  let waiting: KlvPacket[] = [];
  const reader = new RecordingReader({ onPacket: (packet) => waiting.push(packet) });
  const taken = (): KlvPacket[] => {
    const packets = waiting;
    waiting = [];
    return packets;
  };
  for await (const chunk of fileChunks(path, signal)) {
    reader.push(chunk);
    yield* taken();
  }
  const summary = reader.end();
  yield* taken();
  if (summary.packets === 0) throw noPackets(path, summary);
}

/** Why a recording without a packet is none, as an error. `path` is what a person calls it. */
export function noPackets(path: string, summary: RecordingSummary): AtalayaError {
  if (summary.bytes === 0) {
    return new AtalayaError('format-unknown', 'The file is empty', path, 'Check that the recording was copied whole');
  }
  if (summary.transport === undefined) {
    if (summary.hasKey) {
      return new AtalayaError(
        'format-damaged',
        'A KLV key (06 0E 2B 34) stands in the file, but no packet that is whole',
        path,
        'Check that the recording was copied whole, or ask for it again',
      );
    }
    return new AtalayaError(
      'format-unknown',
      'The file is neither an MPEG transport stream nor KLV: no universal key (06 0E 2B 34) stands in it',
      path,
      'Give a .ts recording with MISB metadata, or the bare KLV of one',
    );
  }
  const streams = summary.transport.streams.map((s) => `${s.codec} on PID ${s.pid}`).join(', ');
  if (streams === '') {
    return new AtalayaError(
      'no-metadata',
      'The transport stream announces no stream: it is too short, or its tables (PAT, PMT) are lost',
      path,
      'Check that the recording was copied whole',
    );
  }
  return new AtalayaError(
    'no-metadata',
    `The transport stream holds no KLV metadata (${streams})`,
    path,
    'Ask for the recording with its metadata stream, or join one with: atalaya mux VIDEO KLV --out FILE.ts',
  );
}
