import { mpegts, type Player } from './mpegts-library.ts';
import type { Picture, PictureIndex } from './picture-index.ts';
import { loaderFor } from './stream-loader.ts';

/** Seconds of video kept ahead of and behind the moment. */
const AHEAD_S = 8;
const BEHIND_S = { most: 30, least: 15 } as const;
/** A seek this far beyond what has come in waits for it; further ones enter the stream anew. */
const PATIENCE_S = 1.5;
/** How far before the moment a stream is entered when going backwards, so that there is something to go back to. */
const RUN_UP_S = 8;
/** Least time between two entries while the hand is on the scrubber, milliseconds. */
const ENTRY_PAUSE_MS = 120;
/** A media element that has landed shows its picture within this; where it does not tell, it is asked. */
const PAINT_MS = 300;
/** The service has not read the first keyframe yet (HTTP 409): it is asked again after this, milliseconds. */
const NOT_READY = 409;
const AGAIN_MS = 500;
/** What the engine hears of the media element. `durationchange` tells that the last of a stream is in it. */
const HEARD = ['seeked', 'progress', 'loadeddata', 'canplay', 'timeupdate', 'durationchange'] as const;

export interface EngineEvents {
  /** A picture is on the screen: its presentation time in the flight, seconds. */
  readonly onPicture: (ptsS: number) => void;
  /** Whether the picture on the screen is another than that of the moment asked for. Called before anything else can be seen of it. */
  readonly onWaiting: (waiting: boolean) => void;
  readonly onFailure: (detail: string) => void;
  readonly onEnd: () => void;
}

export interface EngineSource {
  /** Address of the stream from the keyframe at or before a presentation time. */
  readonly url: (fromS: number) => string;
  readonly firstPtsS: number;
  readonly lastPtsS: number;
}

/**
 * Plays a flight's video in a media element and says which picture it shows. Streams are entered at keyframes and left again as the
 * moment moves; the rest of the program only ever speaks of presentation time.
 */
export class VideoEngine {
  readonly #video: HTMLVideoElement;
  readonly #source: EngineSource;
  readonly #events: EngineEvents;
  #player: Player | undefined;
  #pictures: PictureIndex | undefined;
  #entered = { fromS: 0, atMs: Number.NEGATIVE_INFINITY };
  #ended = false;
  /** Where the moment is to go, as soon as it can. */
  #wanted: number | undefined;
  /** The picture the media element is on its way to, until it is on the screen: it may have landed and not painted yet. */
  #landing: number | undefined;
  /** When the media element had landed, milliseconds. */
  #landedMs = Number.POSITIVE_INFINITY;
  #starved = false;
  #waiting: boolean | undefined;
  #shownS: number;
  /** Whether a picture of the stream entered last was shown. */
  #showsStream = false;
  #rate = 0;
  #frameCallback = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #paintTimer: ReturnType<typeof setTimeout> | undefined;
  #backwards: ReturnType<typeof setInterval> | undefined;
  #roomWaiters: (() => void)[] = [];
  #closed = false;

  constructor(video: HTMLVideoElement, source: EngineSource, events: EngineEvents, fromS: number) {
    this.#video = video;
    this.#source = source;
    this.#events = events;
    this.#shownS = fromS;
    video.addEventListener('seeked', this.#onSeeked);
    for (const name of HEARD) video.addEventListener(name, this.#advance);
    video.addEventListener('waiting', this.#onStarved);
    video.addEventListener('playing', this.#onFed);
    video.addEventListener('ended', this.#onEnded);
    this.#watchFrames();
    this.seek(fromS);
  }

  /** Presentation time of the picture on the screen, seconds. */
  get shownS(): number {
    return this.#shownS;
  }

  get rate(): number {
    return this.#rate;
  }

  destroy(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#paintTimer);
    clearInterval(this.#backwards);
    this.#video.cancelVideoFrameCallback(this.#frameCallback);
    this.#video.removeEventListener('seeked', this.#onSeeked);
    for (const name of HEARD) this.#video.removeEventListener(name, this.#advance);
    this.#video.removeEventListener('waiting', this.#onStarved);
    this.#video.removeEventListener('playing', this.#onFed);
    this.#video.removeEventListener('ended', this.#onEnded);
    this.#leave();
  }

  /** Goes to the picture at a presentation time, seconds. */
  seek(ptsS: number): void {
    this.#wanted = Math.max(this.#source.firstPtsS, Math.min(this.#source.lastPtsS, ptsS));
    this.#advance();
    this.#tellWaiting();
  }

  /** Runs at a rate: 0 stands still, negative goes backwards. */
  run(rate: number): void {
    clearInterval(this.#backwards);
    this.#backwards = undefined;
    this.#rate = rate;
    if (rate > 0) {
      if (this.#shownS >= this.#source.lastPtsS - 0.001 && this.#wanted === undefined)
        this.seek(this.#source.firstPtsS);
      this.#video.playbackRate = rate;
      this.#play();
      return;
    }
    this.#video.pause();
    if (rate < 0) this.#runBackwards();
  }

  /** Pictures on, or back where negative; stands still afterwards. */
  step(count: number): void {
    if (this.#rate !== 0) this.run(0);
    const fromS = this.#wanted ?? this.#shownS;
    const next = this.#pictures?.step(fromS, count);
    if (next !== undefined) this.seek(next.ptsS);
    // Beyond what has come in: the time of the picture is not known yet, so go just across the border.
    else this.seek(fromS + count * this.#frameS() + (count > 0 ? 1e-3 : -1e-3));
  }

  #play(): void {
    this.#video.play().catch((fault: unknown) => {
      // A new entry interrupts the promise of the old one; it is played on once it is there.
      if (fault instanceof DOMException && fault.name === 'AbortError') return;
      this.#rate = 0;
      this.#events.onEnd();
    });
  }

  #frameS(): number {
    const picture = this.#pictures?.atPts(this.#shownS);
    return picture === undefined ? 0.04 : (this.#pictures?.durationS(picture) ?? 0.04);
  }

  #runBackwards(): void {
    let before = performance.now();
    let atS = this.#wanted ?? this.#shownS;
    this.#backwards = setInterval(() => {
      const now = performance.now();
      const goneS = (now - before) / 1000;
      before = now;
      if (this.#wanted !== undefined || this.#landing !== undefined) return;
      atS = Math.min(atS, this.#shownS) + this.#rate * goneS;
      if (atS <= this.#source.firstPtsS) {
        this.seek(this.#source.firstPtsS);
        this.run(0);
      } else this.seek(atS);
    }, 40);
  }

  #watchFrames(): void {
    this.#frameCallback = this.#video.requestVideoFrameCallback((_now, { mediaTime, presentationTime }) => {
      if (this.#closed) return;
      const picture = this.#pictures?.atMedia(mediaTime);
      if (picture !== undefined && !this.#isStale(picture, presentationTime)) this.#show(picture, mediaTime);
      this.#watchFrames();
    });
  }

  #show(picture: Picture, mediaS: number): void {
    this.#shownS = picture.ptsS;
    this.#showsStream = true;
    this.#landing = undefined;
    this.#pictures?.forgetBefore(mediaS - 2 * BEHIND_S.most);
    this.#events.onPicture(picture.ptsS);
    this.#tellWaiting();
  }

  /** A picture of where the element was: while a seek is under way, and for a moment after, it still hands them over. */
  #isStale(picture: Picture, presentedMs: number): boolean {
    if (this.#wanted !== undefined) return true;
    if (this.#landing === undefined) return false;
    const beyondS = picture.ptsS - this.#landing;
    if (Math.abs(beyondS) < this.#frameS() / 2) return false;
    if (this.#video.seeking || presentedMs < this.#landedMs) return true;
    // It has landed, and this was painted since: whatever was meant, this is what is seen. While it plays, it may be further on already.
    return this.#rate > 0 && (beyondS < 0 || beyondS > 1);
  }

  /** A picture that was painted unseen (in a page that is hidden, none is told): a still element shows the one of its time (HTML 4.8.11). */
  readonly #onSeeked = (): void => {
    this.#landedMs = performance.now();
    clearTimeout(this.#paintTimer);
    this.#paintTimer = setTimeout(() => {
      const { seeking, readyState, currentTime } = this.#video;
      if (this.#landing === undefined || this.#wanted !== undefined || seeking || readyState < 2) return;
      const picture = this.#pictures?.atMedia(currentTime);
      if (picture !== undefined) this.#show(picture, currentTime);
    }, PAINT_MS);
  };

  #tellWaiting(): void {
    const waiting = this.#starved || this.#wanted !== undefined || this.#landing !== undefined || !this.#showsStream;
    if (waiting === this.#waiting) return;
    this.#waiting = waiting;
    this.#events.onWaiting(waiting);
  }

  readonly #onStarved = (): void => {
    this.#starved = true;
    this.#tellWaiting();
  };
  readonly #onFed = (): void => {
    this.#starved = false;
    this.#tellWaiting();
  };

  readonly #onEnded = (): void => {
    if (this.#rate > 0) this.run(0);
    this.#events.onEnd();
  };

  /** Does what can be done now towards the moment that is wanted. */
  readonly #advance = (): void => {
    if (this.#closed) return;
    this.#tellRoom();
    const wanted = this.#wanted;
    if (this.#video.readyState > 2) this.#starved = false;
    if (wanted === undefined || this.#video.seeking) return;
    const pictures = this.#pictures;
    const asked = pictures?.atPts(wanted);
    if (pictures === undefined || asked === undefined || !this.#covers(pictures, wanted)) {
      if (!this.#isComing(wanted)) this.#enterSoon(wanted);
      return;
    }
    const picture = this.#landable(pictures, asked);
    if (picture === undefined) return;
    const at = mediaTimeIn(pictures, picture);
    this.#wanted = undefined;
    const isShown = this.#showsStream && this.#landing === undefined && this.#shownS === picture.ptsS;
    if (isShown && this.#video.paused) this.#show(picture, at);
    else if (Math.abs(this.#video.currentTime - at) > 1e-6 || this.#landing !== undefined || !this.#showsStream) {
      this.#landing = picture.ptsS;
      this.#landedMs = Number.POSITIVE_INFINITY;
      this.#video.currentTime = at;
    }
    this.#tellWaiting();
    if (this.#rate > 0 && this.#video.paused) this.#play();
  };

  /** The picture, where the media element holds it; of the last, where it has all of the stream and that one is not in it, the one before. */
  #landable(pictures: PictureIndex, picture: Picture): Picture | undefined {
    if (this.#isBuffered(mediaTimeIn(pictures, picture))) return picture;
    const isWhole = this.#ended && Number.isFinite(this.#video.duration);
    if (!isWhole || picture.ptsS !== pictures.lastPtsS) return undefined;
    const before = pictures.step(picture.ptsS, -1);
    return before !== undefined && this.#isBuffered(mediaTimeIn(pictures, before)) ? before : undefined;
  }

  /** Whether the stream holds the picture of a moment for certain: one at or before it, and one after it or the end. */
  #covers(pictures: PictureIndex, ptsS: number): boolean {
    const { firstPtsS, lastPtsS } = pictures;
    if (firstPtsS === undefined || lastPtsS === undefined || ptsS < firstPtsS - 1e-6) return false;
    return ptsS < lastPtsS - 1e-6 || (this.#ended && ptsS <= this.#source.lastPtsS + 1e-6);
  }

  /** Whether the stream entered last is about to reach a moment. */
  #isComing(ptsS: number): boolean {
    if (this.#player === undefined || this.#ended) return false;
    const pictures = this.#pictures;
    if (pictures?.lastPtsS === undefined)
      return Math.abs(ptsS - this.#entered.fromS) < PATIENCE_S && ptsS >= this.#entered.fromS;
    const reachedS = Math.max(pictures.lastPtsS, this.#entered.fromS);
    return ptsS >= (pictures.firstPtsS ?? 0) - 1e-6 && ptsS <= reachedS + PATIENCE_S;
  }

  #isBuffered(mediaS: number): boolean {
    const { buffered } = this.#video;
    for (let at = 0; at < buffered.length; at++) {
      if (mediaS >= buffered.start(at) - 0.001 && mediaS < buffered.end(at)) return true;
    }
    return false;
  }

  #enterSoon(ptsS: number): void {
    const pauseMs = this.#entered.atMs + ENTRY_PAUSE_MS - performance.now();
    clearTimeout(this.#timer);
    if (pauseMs > 0) this.#timer = setTimeout(this.#advance, pauseMs);
    else this.#enter(ptsS);
  }

  #enter(ptsS: number): void {
    const backwards = this.#rate < 0 || (ptsS < this.#shownS && this.#shownS - ptsS < 1);
    const fromS = Math.max(this.#source.firstPtsS, backwards ? ptsS - RUN_UP_S : ptsS);
    this.#leave();
    this.#entered = { fromS: ptsS, atMs: performance.now() };
    this.#ended = false;
    this.#tellWaiting();
    const customLoader = loaderFor({
      onStart: (pictures) => {
        this.#pictures = pictures;
      },
      onEnd: () => {
        this.#ended = true;
        this.#advance();
      },
      onFailure: (status, detail) => {
        if (status === NOT_READY) {
          clearTimeout(this.#timer);
          this.#timer = setTimeout(() => this.#enter(this.#wanted ?? ptsS), AGAIN_MS);
          return;
        }
        this.#wanted = undefined;
        this.#events.onFailure(detail);
      },
      room: () => this.#room(),
    });
    const player = mpegts.createPlayer(
      // As a live stream: mpegts.js then neither keeps a list of all it has seen nor asks for other ranges.
      { type: 'mpegts', isLive: true, url: new URL(this.#source.url(fromS), document.baseURI).href },
      {
        customLoader,
        enableWorker: false,
        enableStashBuffer: false,
        lazyLoad: false,
        autoCleanupSourceBuffer: true,
        autoCleanupMaxBackwardDuration: BEHIND_S.most,
        autoCleanupMinBackwardDuration: BEHIND_S.least,
        liveBufferLatencyChasing: false,
      },
    );
    player.on(mpegts.Events.ERROR, (_type: unknown, detail: unknown, info: unknown) => {
      if (player !== this.#player) return;
      const said = typeof info === 'object' && info !== null && 'msg' in info ? String(info.msg) : '';
      this.#events.onFailure([String(detail), said].filter((part) => part !== '').join(': '));
    });
    this.#player = player;
    player.attachMediaElement(this.#video);
    player.load();
    if (this.#rate > 0) this.#video.playbackRate = this.#rate;
  }

  #leave(): void {
    const player = this.#player;
    this.#player = undefined;
    this.#pictures = undefined;
    this.#landing = undefined;
    this.#showsStream = false;
    if (player !== undefined) player.destroy();
    this.#tellRoom(true);
  }

  #room(): Promise<void> {
    if (this.#hasRoom()) return Promise.resolve();
    return new Promise((resolve) => this.#roomWaiters.push(resolve));
  }

  /** Counted by what has come in, not by what the media element says it holds: that lags behind what is handed to it. */
  #hasRoom(): boolean {
    const pictures = this.#pictures;
    if (pictures?.lastPtsS === undefined) return true;
    const reachedS = pictures.atPts(pictures.lastPtsS)?.mediaS ?? 0;
    const wantedS = this.#wanted === undefined ? undefined : pictures.atPts(this.#wanted)?.mediaS;
    const from = Math.max(this.#video.currentTime, wantedS ?? 0);
    return reachedS - from < AHEAD_S * Math.max(1, this.#rate / 2);
  }

  #tellRoom(always = false): void {
    if (this.#roomWaiters.length === 0 || !(always || this.#hasRoom())) return;
    const waiters = this.#roomWaiters;
    this.#roomWaiters = [];
    for (const tell of waiters) tell();
  }
}

/**
 * A media time at which an element surely shows the picture: a little after it begins. The last of a stream lasts but a microsecond where
 * the stream does not tell its rate: it is met at its very beginning.
 */
function mediaTimeIn(pictures: PictureIndex, picture: Picture): number {
  if (picture.ptsS === pictures.lastPtsS) return picture.mediaS + 5e-7;
  return picture.mediaS + Math.min(0.002, pictures.durationS(picture) / 4);
}
