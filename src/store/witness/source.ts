import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AtalayaError } from '../../model/errors.ts';
import { isNowhere } from '../absent.ts';

/** Where evidence is copied from: the operator's folder, or its address. Names are those of the evidence. */
export interface Source {
  /** For people: the folder or address. */
  readonly name: string;
  /** A whole object of at most `limitBytes`; undefined where there is none of that name. */
  read(name: string, limitBytes: number): Promise<Uint8Array | undefined>;
  /** An object piece by piece; undefined where there is none of that name. */
  stream(name: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** Time without a byte after which an address is given up; a long recording takes as long as the line needs. */
const IDLE_MS = 20_000;

/** A source from what a person gave: an http(s) address, or a folder. */
export function openSource(place: string, idleMs = IDLE_MS): Source {
  return /^https?:\/\//.test(place) ? addressSource(place, idleMs) : folderSource(resolve(place));
}

function folderSource(folder: string): Source {
  return {
    name: folder,
    read: async (name) => {
      try {
        return await readFile(join(folder, name));
      } catch (error) {
        if (isNowhere(error)) return undefined;
        throw error;
      }
    },
    stream: async (name) => {
      const file = createReadStream(join(folder, name));
      try {
        await new Promise<void>((done, fail) => file.once('open', () => done()).once('error', fail));
      } catch (error) {
        if (isNowhere(error)) return undefined;
        throw error;
      }
      return file;
    },
  };
}

function addressSource(address: string, idleMs: number): Source {
  const prefix = address.endsWith('/') ? address : `${address}/`;
  const open = async (name: string): Promise<AsyncIterable<Uint8Array> | undefined> => {
    const url = new URL(name, prefix);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(new Error(`nothing came for ${idleMs / 1_000} s`)), idleMs);
    try {
      const response = await fetch(url, { redirect: 'error', signal: stop.signal });
      if (response.ok) return pieces(response, url, timer);
      clearTimeout(timer);
      await response.body?.cancel();
      if (response.status === 404) return undefined;
      throw new Error(`the answer is ${response.status}`);
    } catch (error) {
      clearTimeout(timer);
      throw unreachable(url, error instanceof Error ? error.message : String(error));
    }
  };
  return {
    name: prefix,
    read: async (name, limitBytes) => {
      const content = await open(name);
      if (content === undefined) return undefined;
      const parts: Uint8Array[] = [];
      let total = 0;
      for await (const part of content) {
        total += part.length;
        if (total > limitBytes) throw unreachable(new URL(name, prefix), `it is longer than ${limitBytes} bytes`);
        parts.push(part);
      }
      return Buffer.concat(parts);
    },
    stream: open,
  };
}

async function* pieces(response: Response, url: URL, timer: NodeJS.Timeout): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of response.body ?? []) {
      timer.refresh();
      yield piece;
      timer.refresh();
    }
  } catch (error) {
    throw unreachable(url, error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}

function unreachable(url: URL, why: string): AtalayaError {
  return new AtalayaError(
    'not-ready',
    `The evidence could not be fetched: ${why}`,
    url.href,
    "Start the log's service, or give its right address",
  );
}
