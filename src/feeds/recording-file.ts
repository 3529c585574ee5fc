import { open, stat } from 'node:fs/promises';
import type { KlvPacket } from '../formats/klv/packet.ts';
import type { TsIssue } from '../formats/mpegts/types.ts';
import { RecordingReader, type RecordingSummary } from '../formats/recording.ts';
import type { AtalayaError } from '../model/errors.ts';
import { troubleOf } from '../model/troubles.ts';

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
  if (summary.bytes === 0) return troubleOf('file-empty', path);
  if (summary.transport === undefined) return troubleOf(summary.hasKey ? 'packets-cut' : 'no-recording', path);
  const streams = summary.transport.streams.map((s) => `${s.codec} on PID ${s.pid}`).join(', ');
  return streams === '' ? troubleOf('no-streams', path) : troubleOf('no-klv', path, { streams });
}
