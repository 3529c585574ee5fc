import { open } from 'node:fs/promises';
import { TsDemuxer } from '../formats/mpegts/demux.ts';
import { TICK_MODULUS, TICKS_PER_SECOND } from '../formats/mpegts/stream-types.ts';
import { VideoCut } from '../formats/mpegts/video-cut.ts';
import { isVideoEntry, type VideoEntry, type VideoIndex } from '../formats/mpegts/video-index.ts';

/** Read at a time when a place is looked at: holds a picture at 40 Mbit/s and 5 pictures a second. */
const windowBytes = 1024 * 1024;
/** A stretch this long is read through instead of being halved. */
const stretchBytes = 4 * windowBytes;
const wrapS = TICK_MODULUS / TICKS_PER_SECOND;

/** What a stretch of a recording shows of its video. */
interface Glimpse {
  readonly entries: readonly VideoEntry[];
  readonly firstPtsS: number | undefined;
  readonly lastPtsS: number | undefined;
}

/** The file of a recording that has come whole. */
export interface Seekable {
  readonly path: string;
  readonly size: number;
}

async function bytesAt(path: string, at: number, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await file.read(bytes, 0, length, at);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const out = new Uint8Array(bytes.length * times);
  for (let i = 0; i < times; i++) out.set(bytes, i * bytes.length);
  return out;
}

/** Reads a stretch of the recording by itself; its times are brought to the turn of the clock nearest to `nearS`. */
async function glimpse(file: Seekable, video: VideoIndex, at: number, length: number, nearS: number): Promise<Glimpse> {
  const { stream, pcrPid } = video;
  if (stream === undefined) return { entries: [], firstPtsS: undefined, lastPtsS: undefined };
  // The stretch begins anywhere: enough tables stand before it for their rhythm to be known by itself.
  const tables = repeated(new VideoCut({ stream, pcrPid }).push(new Uint8Array(0)), 4);
  const entries: VideoEntry[] = [];
  let firstPtsS: number | undefined;
  let lastPtsS: number | undefined;
  const demuxer = new TsDemuxer({
    onVideoUnit: ({ ptsS: sentS, dtsS: decodedS, offset, pid, randomAccess }, head) => {
      if (sentS === undefined || pid !== stream.pid) return;
      const turnsS = wrapS * Math.round((nearS - sentS) / wrapS);
      const ptsS = sentS + turnsS;
      firstPtsS = Math.min(firstPtsS ?? ptsS, ptsS);
      lastPtsS = Math.max(lastPtsS ?? ptsS, ptsS);
      if (!isVideoEntry(stream.codec, head, randomAccess)) return;
      entries.push({ ptsS, dtsS: (decodedS ?? sentS) + turnsS, offset: at + offset - tables.length });
    },
  });
  const bytes = await bytesAt(file.path, at, length);
  demuxer.push(tables);
  demuxer.push(bytes);
  demuxer.end();
  return { entries, firstPtsS, lastPtsS };
}

/** Presentation time of the last picture of a recording, before all of it is read. */
export async function lastPictureS(file: Seekable, video: VideoIndex): Promise<number | undefined> {
  const at = Math.max(0, file.size - windowBytes);
  return (await glimpse(file, video, at, file.size - at, video.lastPtsS ?? 0)).lastPtsS;
}

/** A place in a recording, and the time of the first picture from there on, where it is known. */
interface Place {
  readonly offset: number;
  readonly ptsS: number | undefined;
}

/** Where to look next between two places: by their times in proportion, and every third time half way, whatever the rate does. */
function placeBetween(low: Place, high: Place, fromS: number, tries: number): number {
  const known = low.ptsS !== undefined && high.ptsS !== undefined && high.ptsS > low.ptsS && tries % 3 !== 2;
  const share = known ? (fromS - low.ptsS) / (high.ptsS - low.ptsS) : 0.5;
  const aim = low.offset + share * (high.offset - low.offset) - (known ? windowBytes / 2 : 0);
  return Math.floor(Math.max(low.offset + windowBytes / 2, Math.min(high.offset - windowBytes / 2, aim)));
}

/**
 * The last entry at or before a time in the part of a recording that is not read yet, by looking at a megabyte here and there: once or
 * twice where the rate is even, some dozen times at worst. `undefined` where none is found after those that are known; times must run
 * on for it to be right.
 * @param endS presentation time of the recording's last picture, where it is known
 */
export async function entryAhead(
  file: Seekable,
  video: VideoIndex,
  fromS: number,
  endS?: number,
): Promise<VideoEntry | undefined> {
  const known = video.entries.at(-1);
  if (known === undefined) return undefined;
  let low: Place = known;
  let high: Place = { offset: file.size, ptsS: endS };
  for (let tries = 0; high.offset - low.offset > stretchBytes; tries++) {
    const offset = placeBetween(low, high, fromS, tries);
    const { entries, firstPtsS, lastPtsS } = await glimpse(file, video, offset, windowBytes, fromS);
    const entry = entries.findLast(({ ptsS }) => ptsS <= fromS);
    // A later picture is in sight too, so that no other entry lies between this one and the time.
    if (entry !== undefined && lastPtsS !== undefined && lastPtsS > fromS) return entry;
    if (firstPtsS !== undefined && firstPtsS <= fromS) low = { offset, ptsS: firstPtsS };
    else high = { offset, ptsS: firstPtsS };
  }
  // The keyframe may lie before the stretch that holds the time: keyframes can be far apart.
  for (let at = low.offset, reach = stretchBytes; ; at = Math.max(known.offset, at - reach), reach *= 2) {
    const { entries } = await glimpse(file, video, at, high.offset - at + windowBytes, fromS);
    const entry = entries.findLast(({ ptsS }) => ptsS <= fromS);
    if (entry !== undefined || at <= known.offset || reach > 8 * stretchBytes) return entry;
  }
}
