import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { EvidenceSource } from '../account/verify/source.ts';
import { AtalayaError } from '../model/errors.ts';

/** How a web server is asked. Times in milliseconds. */
export interface UrlOptions {
  readonly concurrency: number;
  /** Without a byte for so long, a request has failed. */
  readonly idleMs: number;
  readonly retries: number;
  readonly retryMs: number;
  readonly settleMs: number;
}

export const urlDefaults: UrlOptions = { concurrency: 16, idleMs: 20_000, retries: 3, retryMs: 500, settleMs: 2_000 };

export const isUrl = (place: string): boolean => /^https?:\/\//i.test(place);

/**
 * Evidence on a web server, below one prefix (tlog-tiles, "APIs"). Redirects are refused; what is not there is missing; a server
 * that fails is asked again, then given up.
 * @throws AtalayaError `usage` for a URL that is no plain prefix; reading throws `not-reachable` where the server cannot be asked.
 */
export function urlSource(place: string, signal: AbortSignal, options: UrlOptions = urlDefaults): EvidenceSource {
  const prefix = prefixOf(place);
  const limit = limiter(options.concurrency);

  const ask = <T>(name: string, use: (response: Response, alive: () => void) => Promise<T>): Promise<T | undefined> =>
    limit(async () => {
      const url = prefix + name;
      for (let attempt = 0; ; attempt++) {
        try {
          return await once(url, signal, options.idleMs, use);
        } catch (error) {
          if (error instanceof AtalayaError || signal.aborted) throw error;
          if (attempt >= options.retries) throw notReachable(url, error);
          await wait(options.retryMs * 2 ** attempt, undefined, { signal });
        }
      }
    });

  return {
    async read(name, limitBytes) {
      const bytes = await ask(name, async (response, alive) => {
        const parts: Uint8Array[] = [];
        await eachChunk(response, limitBytes, alive, (chunk) => parts.push(chunk));
        return new Uint8Array(await new Blob(parts.map((part) => new Uint8Array(part))).arrayBuffer());
      });
      if (bytes === undefined) return { outcome: 'missing' };
      return { outcome: 'read', bytes: bytes.slice(0, limitBytes), goesOn: bytes.length > limitBytes };
    },
    async hash(name, limitBytes) {
      const found = await ask(name, async (response, alive) => {
        const hash = createHash('sha256');
        let sizeBytes = 0;
        await eachChunk(response, limitBytes, alive, (chunk) => {
          hash.update(chunk);
          sizeBytes += chunk.length;
        });
        return { sha256: hash.digest(), sizeBytes };
      });
      return found === undefined ? { outcome: 'missing' } : { outcome: 'read', ...found };
    },
    settle: () => wait(options.settleMs),
  };
}

function prefixOf(place: string): string {
  const url = URL.canParse(place) ? new URL(place) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url === undefined || !isPlain) {
    throw new AtalayaError(
      'usage',
      'This is no plain URL',
      place,
      'Name the prefix of the evidence, without user, ? and #',
    );
  }
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

function notReachable(url: string, error: unknown): AtalayaError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AtalayaError(
    'not-reachable',
    `The server cannot be asked: ${why}`,
    url,
    'Check the address and the network',
  );
}

/** One request; `undefined` where there is no such thing (404, 410). */
async function once<T>(
  url: string,
  signal: AbortSignal,
  idleMs: number,
  use: (response: Response, alive: () => void) => Promise<T>,
): Promise<T | undefined> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error(`no answer for ${idleMs / 1000} s`)), idleMs);
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, stop.signal]),
      headers: { 'accept-encoding': 'gzip, identity' },
    });
    if (response.status === 200) return await use(response, () => timer.refresh());
    await response.body?.cancel();
    if (response.status === 404 || response.status === 410) return undefined;
    if (response.status >= 300 && response.status < 400) {
      const cure = 'Name the place itself: evidence is read from one prefix only';
      throw new AtalayaError('request-refused', `The server points elsewhere (${response.status})`, url, cure);
    }
    throw new Error(`it answers ${response.status}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Hands on the chunks of a body until it ends, or more than `limitBytes` bytes came. */
async function eachChunk(
  response: Response,
  limitBytes: number,
  alive: () => void,
  onChunk: (chunk: Uint8Array) => void,
): Promise<void> {
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    alive();
    onChunk(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) break; // which cancels the rest
  }
}

/** Lets `most` tasks run at a time. */
function limiter(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
