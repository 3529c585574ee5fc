import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { VideoCut } from '../formats/mpegts/video-cut.ts';
import type { VideoEntry } from '../formats/mpegts/video-index.ts';
import { troubleOf } from '../model/troubles.ts';
import type { OpenFlight } from './flight.ts';
import { startTranscoding } from './transcoder.ts';
import { entryAhead } from './video-seek.ts';
import { playability } from './video-view.ts';

const chunkBytes = 128 * 1024;

export interface VideoStream {
  readonly entry: VideoEntry;
  readonly body: Readable;
}

async function* cutFrom(flight: OpenFlight, entry: VideoEntry, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { stream, pcrPid } = flight.video;
  if (stream === undefined) return;
  const cut = new VideoCut({ stream, pcrPid });
  for await (const chunk of flight.options.file.chunks(entry.offset, signal, chunkBytes)) {
    const packets = cut.push(chunk);
    if (packets.length > 0) yield packets;
  }
  yield cut.end();
}

/** Runs what is cut through ffmpeg, and ends it when the reader goes. */
async function* transcoded(path: string, cut: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const child = startTranscoding(path);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) return;
  const ended = once(child, 'close').catch(() => undefined);
  // ffmpeg may go before it has read all: that is told by the end of what it writes.
  const fed = pipeline(Readable.from(cut), stdin).catch(() => undefined);
  try {
    for await (const chunk of stdout) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  } finally {
    child.kill('SIGKILL');
    await cut.return(undefined).catch(() => undefined);
    await Promise.all([fed, ended]);
  }
}

/**
 * The video from the keyframe at or before a time on, as a transport stream that a browser plays. It follows a recording that is still
 * being read.
 * @param signal to stop at once, whatever is under way
 * @throws AtalayaError `no-video`, or `not-ready` where no keyframe was found yet
 */
export async function videoFrom(flight: OpenFlight, fromS: number, signal: AbortSignal): Promise<VideoStream> {
  const { name, transcoder, file } = flight.options;
  const { video } = flight;
  const ahead = flight.state === 'reading' && file.ended && fromS > (video.lastPtsS ?? Number.POSITIVE_INFINITY);
  const entry = (ahead ? await entryAhead(file, video, fromS, flight.lastPictureS) : undefined) ?? video.entryAt(fromS);
  if (entry === undefined) {
    throw troubleOf(flight.state === 'reading' ? 'no-keyframe' : 'no-video', name);
  }
  const { playable, reason } = playability(flight.video, transcoder);
  if (reason !== null) throw troubleOf(reason.name, name, reason.values);
  const cut = cutFrom(flight, entry, AbortSignal.any([signal, flight.signal]));
  const chunks = playable === 'transcoded' && transcoder.kind === 'ffmpeg' ? transcoded(transcoder.path, cut) : cut;
  return { entry, body: Readable.from(chunks, { objectMode: false, highWaterMark: chunkBytes }) };
}
