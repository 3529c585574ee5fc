import type { H264Parameters, VideoIndex } from '../formats/mpegts/video-index.ts';
import type { VideoSummary } from '../model/flight.ts';
import type { TroubleName } from '../model/troubles.ts';
import type { VideoView } from '../model/views.ts';
import type { Transcoder } from './transcoder.ts';

/** Codecs that an ffmpeg reads and a browser does not. */
const transcodable: ReadonlySet<string> = new Set(['MPEG-1', 'MPEG-2', 'MPEG-4', 'H.264', 'H.265', 'H.266', 'VC-1']);
/** H.264 profiles of 8 bits and 4:2:0: baseline, main, extended and high (ITU-T H.264 annex A.2). */
const browserProfiles: ReadonlySet<number> = new Set([66, 77, 88, 100]);

export interface Playability extends Pick<VideoView, 'playable'> {
  /** Why it is unplayable. */
  readonly reason: { readonly name: TroubleName; readonly values: Readonly<Record<string, string>> } | null;
}

/**
 * Whether a browser plays the video, with the machine's help or without, and if not, why. Other profiles of H.264 are played by some
 * browsers and not by others: where no ffmpeg makes sure of it, the browser is left to say.
 */
export function playability(video: VideoIndex, transcoder: Transcoder): Playability {
  const codec = video.stream?.codec ?? 'unknown';
  const [profile] = video.parameters ?? [];
  const what =
    codec === 'H.264' && profile !== undefined && !browserProfiles.has(profile) ? `H.264 of profile ${profile}` : codec;
  if (what === 'H.264' || (codec === 'H.264' && transcoder.kind === 'none'))
    return { playable: 'direct', reason: null };
  if (!transcodable.has(codec)) {
    return { playable: 'unplayable', reason: { name: 'codec-unknown', values: { codec: what } } };
  }
  if (transcoder.kind === 'ffmpeg') return { playable: 'transcoded', reason: null };
  const { path } = transcoder;
  return {
    playable: 'unplayable',
    reason:
      path === undefined
        ? { name: 'no-ffmpeg', values: { codec: what } }
        : { name: 'no-encoder', values: { codec: what, path } },
  };
}

/** `avc1.` and the three bytes that stand first in the sequence parameter set (RFC 6381 3.3). */
function h264MediaType(parameters: H264Parameters | undefined): string | null {
  if (parameters === undefined) return null;
  const bytes = parameters.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `video/mp4; codecs="avc1.${bytes}"`;
}

/**
 * What is known of the video so far; null where there is none (yet).
 * @param endS when the last picture of the recording is shown, where that is known before all is read
 */
export function videoView(
  video: VideoIndex,
  summary: VideoSummary | undefined,
  transcoder: Transcoder,
  endS?: number,
): VideoView | null {
  const { stream, firstPtsS, lastPtsS, size } = video;
  if (stream === undefined || firstPtsS === undefined || lastPtsS === undefined) return null;
  const frames = summary?.pid === stream.pid ? summary.frames : video.pictures;
  const spanS = lastPtsS - firstPtsS;
  return {
    codec: stream.codec,
    width: summary?.width ?? size?.width ?? null,
    height: summary?.height ?? size?.height ?? null,
    frames,
    frameRateHz: spanS > 0 && frames > 1 ? (frames - 1) / spanS : null,
    firstPtsS,
    mediaType: stream.codec === 'H.264' ? h264MediaType(video.parameters) : null,
    lastPtsS: summary === undefined ? Math.max(lastPtsS, endS ?? lastPtsS) : lastPtsS,
    ...playability(video, transcoder),
  };
}
