import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AtalayaError } from '../../model/errors.ts';

/** Where evidence is copied from: the operator's folder, or its address. Names are those of the evidence. */
export interface Source {
  /** For people: the folder or address. */
  readonly name: string;
  /** A whole object of at most `limitBytes`; undefined where there is none of that name. */
  read(name: string, limitBytes: number): Promise<Uint8Array | undefined>;
  /** An object piece by piece; undefined where there is none of that name. */
  stream(name: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

const timeoutMs = 20_000;

/** A source from what a person gave: an http(s) address, or a folder. */
export function openSource(place: string): Source {
  return /^https?:\/\//.test(place) ? addressSource(place) : folderSource(resolve(place));
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

function folderSource(folder: string): Source {
  return {
    name: folder,
    read: async (name) => {
      try {
        return await readFile(join(folder, name));
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    },
    stream: async (name) => {
      const file = createReadStream(join(folder, name));
      try {
        await new Promise<void>((done, fail) => file.once('open', () => done()).once('error', fail));
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
      return file;
    },
  };
}

function addressSource(address: string): Source {
  const prefix = address.endsWith('/') ? address : `${address}/`;
  const open = async (name: string): Promise<Response | undefined> => {
    const url = new URL(name, prefix);
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch(
      (error: unknown) => {
        throw unreachable(url, error instanceof Error ? error.message : String(error));
      },
    );
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) throw unreachable(url, `the answer is ${response.status}`);
    return response;
  };
  return {
    name: prefix,
    read: async (name, limitBytes) => {
      const response = await open(name);
      if (response?.body == null) return response === undefined ? undefined : new Uint8Array(0);
      const parts: Uint8Array[] = [];
      let total = 0;
      for await (const part of response.body) {
        total += part.length;
        if (total > limitBytes) throw unreachable(new URL(name, prefix), `it is longer than ${limitBytes} bytes`);
        parts.push(part);
      }
      return Buffer.concat(parts);
    },
    stream: async (name) => (await open(name))?.body ?? undefined,
  };
}

function unreachable(url: URL, why: string): AtalayaError {
  return new AtalayaError(
    'not-ready',
    `The evidence could not be fetched: ${why}`,
    url.href,
    "Start the log's service, or give its right address",
  );
}
