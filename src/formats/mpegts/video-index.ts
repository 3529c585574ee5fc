import type { ElementaryStream, PesHeader, ProgramMap } from './types.ts';
import { nextStartCode, readVideoHeader } from './video-header.ts';

/** A place where the video can be entered. */
export interface VideoEntry {
  /** Presentation and decoding time of the picture, seconds, unrolled. */
  readonly ptsS: number;
  readonly dtsS: number;
  /** Byte offset of its first transport packet. */
  readonly offset: number;
}

type Verdict = 'entry' | 'no-entry' | 'unknown';

/** H.264: an IDR picture, or any other that brings its parameter sets with it (recovery points; ITU-T H.264 7.4.1.2.1). */
function h264Verdict(head: Uint8Array): Verdict {
  let parameters = false;
  for (let at = nextStartCode(head, 0); at >= 0 && at < head.length; at = nextStartCode(head, at)) {
    const type = head[at]! & 0x1f;
    if (type === 7) parameters = true;
    if (type === 5) return 'entry';
    if (type >= 1 && type <= 4) return parameters ? 'entry' : 'no-entry';
  }
  return 'unknown';
}

/** H.265: intra random access point pictures have types 16 to 23 (ITU-T H.265 table 7-1). */
function h265Verdict(head: Uint8Array): Verdict {
  for (let at = nextStartCode(head, 0); at >= 0 && at < head.length; at = nextStartCode(head, at)) {
    const type = (head[at]! >> 1) & 0x3f;
    if (type < 32) return type >= 16 && type <= 23 ? 'entry' : 'no-entry';
  }
  return 'unknown';
}

/** MPEG-1 and 2: an intra picture (picture_coding_type 1) behind its sequence header (ISO/IEC 13818-2 6.2.2, 6.2.3). */
function mpeg2Verdict(head: Uint8Array): Verdict {
  let sequence = false;
  for (let at = nextStartCode(head, 0); at >= 0 && at + 2 < head.length; at = nextStartCode(head, at)) {
    if (head[at] === 0xb3) sequence = true;
    if (head[at] === 0) return sequence && ((head[at + 2]! >> 3) & 7) === 1 ? 'entry' : 'no-entry';
  }
  return 'unknown';
}

/** Whether decoding can begin with an access unit, by its first bytes; by the marker of its transport packet where they do not tell. */
export function isVideoEntry(codec: string, head: Uint8Array, marked: boolean): boolean {
  const verdict =
    codec === 'H.264'
      ? h264Verdict(head)
      : codec === 'H.265'
        ? h265Verdict(head)
        : codec === 'MPEG-2' || codec === 'MPEG-1'
          ? mpeg2Verdict(head)
          : 'unknown';
  return verdict === 'unknown' ? marked : verdict === 'entry';
}

/** profile_idc, constraint flags and level_idc: the first bytes of a sequence parameter set (ITU-T H.264 7.3.2.1.1). */
export type H264Parameters = readonly [profile: number, constraints: number, level: number];

/** Those of the first sequence parameter set in an H.264 access unit. */
export function h264Parameters(head: Uint8Array): H264Parameters | undefined {
  for (let at = nextStartCode(head, 0); at >= 0 && at + 3 < head.length; at = nextStartCode(head, at)) {
    if ((head[at]! & 0x1f) === 7) return [head[at + 1]!, head[at + 2]!, head[at + 3]!];
  }
  return undefined;
}

/** What is known of a recording's video as it is read: the first video stream that has pictures. About 24 bytes per entry. */
export class VideoIndex {
  #stream: ElementaryStream | undefined;
  #map: ProgramMap | undefined;
  readonly #entries: VideoEntry[] = [];
  #pictures = 0;
  #firstPtsS: number | undefined;
  #lastPtsS: number | undefined;
  #size: { readonly width: number; readonly height: number } | undefined;
  #parameters: H264Parameters | undefined;

  /** The stream, once it has shown a picture. */
  get stream(): ElementaryStream | undefined {
    return this.#stream;
  }

  /** PID that carries the clock of the video's program. */
  get pcrPid(): number | undefined {
    return this.#map?.pcrPid;
  }

  get entries(): readonly VideoEntry[] {
    return this.#entries;
  }

  /** Access units so far: fields count singly. */
  get pictures(): number {
    return this.#pictures;
  }

  get firstPtsS(): number | undefined {
    return this.#firstPtsS;
  }

  get lastPtsS(): number | undefined {
    return this.#lastPtsS;
  }

  get size(): { readonly width: number; readonly height: number } | undefined {
    return this.#size;
  }

  /** For H.264, once they have come. */
  get parameters(): H264Parameters | undefined {
    return this.#parameters;
  }

  addMap(map: ProgramMap): void {
    if (this.#stream === undefined || map.streams.some(({ pid }) => pid === this.#stream?.pid)) this.#map = map;
  }

  /** Takes an access unit with its first bytes (`TsDemuxerOptions.onVideoUnit`). */
  add(header: PesHeader, head: Uint8Array): void {
    const { stream, ptsS } = header;
    if (stream === undefined || (this.#stream !== undefined && stream.pid !== this.#stream.pid)) return;
    this.#stream ??= stream;
    this.#pictures += 1;
    if (ptsS === undefined) return;
    this.#firstPtsS = Math.min(this.#firstPtsS ?? ptsS, ptsS);
    this.#lastPtsS = Math.max(this.#lastPtsS ?? ptsS, ptsS);
    if (!isVideoEntry(stream.codec, head, header.randomAccess)) return;
    const last = this.#entries[this.#entries.length - 1];
    // Times that run backward would make the list useless to search: such an entry is reached by the one before.
    if (last !== undefined && ptsS <= last.ptsS) return;
    this.#entries.push({ ptsS, dtsS: header.dtsS ?? ptsS, offset: header.offset });
    this.#size ??= readVideoHeader(stream.codec, head);
    if (stream.codec === 'H.264') this.#parameters ??= h264Parameters(head);
  }

  /** The last entry at or before a time, else the first there is. */
  entryAt(ptsS: number): VideoEntry | undefined {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#entries[middle]!.ptsS <= ptsS) low = middle + 1;
      else high = middle;
    }
    return this.#entries[Math.max(0, low - 1)];
  }
}
