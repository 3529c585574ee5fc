import { problemWords } from '../../i18n/core-texts.ts';
import { problemFrom } from '../../state/api.ts';
import { workstation } from '../../state/workstation.ts';
import { type Loader, mpegts } from './mpegts-library.ts';
import { PictureIndex } from './picture-index.ts';
import { VideoFilter } from './video-filter.ts';

/** What a loader tells of its stream, and what it asks. */
export interface StreamWatcher {
  /** The stream has begun: its pictures, growing as it comes in. */
  readonly onStart: (pictures: PictureIndex) => void;
  readonly onEnd: () => void;
  readonly onFailure: (status: number, detail: string) => void;
  /** Resolves when the player has room for more; the server is held back until then. */
  readonly room: () => Promise<void>;
}

/** Says what went wrong, from a problem-details answer where there is one. */
async function failureOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const said = problemWords(problemFrom(JSON.parse(text), response.statusText), workstation.get().language);
    if (said.what !== '') return said.what;
  } catch {
    // Not JSON: the status line has to do.
  }
  return response.statusText;
}

/**
 * A loader class for mpegts.js that reads one stream at the player's pace: bytes are taken only while there is room, so that memory is
 * bounded and the server's reading with it, and only the video is passed on.
 */
export function loaderFor(watcher: StreamWatcher): new () => Loader {
  return class extends mpegts.BaseLoader {
    readonly #abort = new AbortController();

    constructor() {
      super('atalaya-stream');
      this._status = mpegts.LoaderStatus.kIdle;
      this._needStash = false;
    }

    override open(source: { readonly url: string }): void {
      this._status = mpegts.LoaderStatus.kConnecting;
      void this.#read(source.url).catch((fault: unknown) => {
        if (this.#abort.signal.aborted) return;
        this._status = mpegts.LoaderStatus.kError;
        watcher.onFailure(0, fault instanceof Error ? fault.message : String(fault));
      });
    }

    override abort(): void {
      this.#abort.abort();
      this._status = mpegts.LoaderStatus.kComplete;
    }

    override destroy(): void {
      this.abort();
      super.destroy();
    }

    async #read(url: string): Promise<void> {
      const { signal } = this.#abort;
      const response = await fetch(url, { signal, credentials: 'same-origin' });
      const startS = Number(response.headers.get('x-stream-start-s') ?? Number.NaN);
      if (!response.ok || response.body === null || !Number.isFinite(startS)) {
        const detail = await failureOf(response);
        if (!signal.aborted) watcher.onFailure(response.status, detail);
        return;
      }
      const pictures = new PictureIndex(startS);
      const filter = new VideoFilter((pts, dts) => pictures.add(pts, dts));
      watcher.onStart(pictures);
      this._status = mpegts.LoaderStatus.kBuffering;
      const reader = response.body.getReader();
      let sent = 0;
      const pass = (bytes: Uint8Array<ArrayBuffer>): void => {
        if (bytes.length === 0 || signal.aborted) return;
        this.onDataArrival(bytes.buffer, sent, sent + bytes.length);
        sent += bytes.length;
      };
      for (;;) {
        await watcher.room();
        if (signal.aborted) return;
        const { done, value } = await reader.read();
        if (signal.aborted) return;
        if (done) break;
        pass(filter.push(value));
      }
      pass(filter.end());
      this._status = mpegts.LoaderStatus.kComplete;
      this.onComplete(0, sent - 1);
      watcher.onEnd();
    }
  };
}
