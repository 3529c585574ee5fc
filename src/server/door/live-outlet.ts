import { Readable } from 'node:stream';

/** What one reader is sent: bytes are handed on as they come, and whoever tells learns when the connection takes no more for now. */
export class Outlet extends Readable {
  #wanted = true;
  #waiting: (() => void)[] = [];

  override _read(): void {
    this.#wanted = true;
    this.#wake();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#wake();
    done(error);
  }

  /** Whether the connection keeps up. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** Sends bytes, which nobody changes any more; gives whether the connection keeps up. */
  tell(bytes: Uint8Array): boolean {
    if (!this.destroyed && !this.push(bytes)) this.#wanted = false;
    return this.#wanted;
  }

  /** No more is told. */
  end(): void {
    if (!this.destroyed) this.push(null);
  }

  /** Resolves when more is wanted, or the connection is gone. */
  drained(): Promise<void> {
    if (this.#wanted || this.destroyed) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
