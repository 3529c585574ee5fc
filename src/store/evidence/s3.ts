import { type FileHandle, open } from 'node:fs/promises';
import { checkpointFile, pendingCheckpointFile } from '../../account/format.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Evidence } from './evidence.ts';
import { elements, S3Client, type S3Place } from './s3-client.ts';

const namePattern = /^[0-9a-z]+(?:[./][0-9a-z]+)*$/;
const prefixPattern = /^(?:[0-9A-Za-z._-]+\/)*$/;

/** Files above this are sent in parts, so that a broken connection costs one part. */
const partBytes = 16 * 2 ** 20;
/** Parts of an upload (S3 "Multipart upload limits"). */
const partLimit = 10_000;

/** The evidence as objects of a bucket. */
export interface S3Evidence extends Evidence {
  /** Stores a file of known length and SHA-256 under an immutable name, in parts where it is large; nothing is left where it breaks off. */
  writeFile(name: string, path: string): Promise<void>;
  has(name: string): Promise<boolean>;
  close(): void;
}

export interface S3EvidenceOptions extends S3Place {
  /** Where in the bucket the evidence lies: empty, or path elements each ended by a slash. */
  readonly prefix: string;
}

/**
 * Evidence on storage that speaks S3's interface. Every answered write is durable by the storage's own promise, so `sync` has nothing to
 * do. An immutable name is looked up before it is written, and written on the condition that it is not there (`If-None-Match: *`);
 * storage that does not know the condition leaves only the look to protect it, which is why one publisher alone may write.
 * Errors: `log-failed` while the storage cannot be reached, `log-damaged` where an immutable name holds other bytes.
 */
export function openS3Evidence(options: S3EvidenceOptions): S3Evidence {
  if (!prefixPattern.test(options.prefix)) {
    throw new AtalayaError(
      'usage',
      'This is no prefix of objects',
      options.prefix,
      'End each path element with a slash.',
    );
  }
  return new Bucket(new S3Client(options), options.prefix);
}

class Bucket implements S3Evidence {
  readonly #client: S3Client;
  readonly #prefix: string;
  /** Cleared when the storage says that it does not know conditional writes. */
  #conditional = true;

  constructor(client: S3Client, prefix: string) {
    this.#client = client;
    this.#prefix = prefix;
  }

  close(): void {
    this.#client.close();
  }

  #key(name: string): string {
    if (!namePattern.test(name)) {
      throw new AtalayaError('value-out-of-range', 'This is no name of the evidence', name, 'Use names of tlog-tiles.');
    }
    return `${this.#prefix}${name}`;
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    const answer = await this.#client.send({ method: 'GET', key: this.#key(name), expect: [200, 404] });
    return answer.status === 404 ? undefined : answer.body;
  }

  async readRange(name: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    if (length <= 0) return (await this.has(name)) ? new Uint8Array() : undefined;
    const answer = await this.#client.send({
      method: 'GET',
      key: this.#key(name),
      headers: { range: `bytes=${offset}-${offset + length - 1}` },
      expect: [200, 206, 404, 416],
    });
    switch (answer.status) {
      case 404:
        return undefined;
      case 416:
        return new Uint8Array();
      case 200:
        // RFC 9110, 14.2: a server may pass over the range and send all.
        return answer.body.subarray(offset, offset + length);
      default:
        // Some servers take the range's end for none when it is 0.
        return answer.body.subarray(0, length);
    }
  }

  async has(name: string): Promise<boolean> {
    const answer = await this.#client.send({ method: 'HEAD', key: this.#key(name), expect: [200, 404] });
    return answer.status === 200;
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    if (name === checkpointFile || name === pendingCheckpointFile) return this.replace(name, bytes);
    if (await this.has(name)) return this.#compare(name, bytes);
    const status = await this.#create('PUT', name, {}, bytes);
    // Written between the look and the write, perhaps by an earlier attempt whose answer was lost.
    if (status === 412) await this.#compare(name, bytes);
  }

  async #compare(name: string, bytes: Uint8Array): Promise<void> {
    const there = await this.read(name);
    if (there !== undefined && Buffer.compare(there, bytes) === 0) return;
    throw this.#otherBytes(name);
  }

  #otherBytes(name: string): AtalayaError {
    return new AtalayaError(
      'log-damaged',
      'A published object of the evidence holds other bytes than the log gives for it',
      this.#client.where(this.#key(name)),
      'Restore the evidence from a replica or a backup.',
    );
  }

  /** A write that must not replace anything; gives its status, 412 where the name is taken, 404 where its upload is gone. */
  async #create(
    method: 'PUT' | 'POST',
    name: string,
    query: Readonly<Record<string, string>>,
    body: Uint8Array,
  ): Promise<number> {
    const request = { method, key: this.#key(name), query, body } as const;
    const gone = method === 'POST' ? [404] : [];
    if (this.#conditional) {
      const headers = { 'if-none-match': '*' };
      const { status } = await this.#client.send({ ...request, headers, expect: [200, 412, 501, ...gone] });
      if (status !== 501) return status;
      this.#conditional = false;
    }
    return (await this.#client.send({ ...request, expect: [200, ...gone] })).status;
  }

  async replace(name: string, bytes: Uint8Array): Promise<void> {
    await this.#client.send({ method: 'PUT', key: this.#key(name), body: bytes, expect: [200] });
  }

  async remove(name: string): Promise<void> {
    await this.#client.send({ method: 'DELETE', key: this.#key(name), expect: [200, 204, 404] });
  }

  async *list(prefix: string): AsyncIterable<string> {
    let token: string | undefined;
    do {
      const answer = await this.#client.send({
        method: 'GET',
        key: '',
        query: {
          'list-type': '2',
          prefix: `${this.#prefix}${prefix}`,
          ...(token === undefined ? {} : { 'continuation-token': token }),
        },
        expect: [200],
      });
      const xml = new TextDecoder().decode(answer.body);
      for (const key of elements(xml, 'Key')) yield key.slice(this.#prefix.length);
      token = elements(xml, 'IsTruncated')[0] === 'true' ? elements(xml, 'NextContinuationToken')[0] : undefined;
    } while (token !== undefined);
  }

  async sync(): Promise<void> {}

  async writeFile(name: string, path: string): Promise<void> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (await this.has(name)) return await this.#compareFile(name, file, size);
      if (size <= partBytes) return await this.write(name, await part(file, 0, size));
      await this.#upload(name, file, size);
    } finally {
      await file.close();
    }
  }

  async #compareFile(name: string, file: FileHandle, size: number): Promise<void> {
    for (let at = 0; at <= size; at += partBytes) {
      // One byte more than the file has at its end shows an object that is longer.
      const there = await this.readRange(name, at, Math.min(partBytes, size - at + 1));
      const ours = await part(file, at, Math.min(partBytes, size - at));
      if (there === undefined || Buffer.compare(there, ours) !== 0) throw this.#otherBytes(name);
    }
  }

  async #upload(name: string, file: FileHandle, size: number): Promise<void> {
    const key = this.#key(name);
    const begun = await this.#client.send({ method: 'POST', key, query: { uploads: '' }, expect: [200] });
    const uploadId = elements(new TextDecoder().decode(begun.body), 'UploadId')[0] ?? '';
    const step = Math.max(partBytes, Math.ceil(size / partLimit));
    try {
      const tags: string[] = [];
      for (let at = 0; at < size; at += step) {
        const query = { partNumber: String(tags.length + 1), uploadId };
        const body = await part(file, at, Math.min(step, size - at));
        const { headers } = await this.#client.send({ method: 'PUT', key, query, body, expect: [200] });
        tags.push(headers.etag ?? '');
      }
      const parts = tags.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`).join('');
      const xml = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts}</CompleteMultipartUpload>`;
      await this.#create('POST', name, { uploadId }, new TextEncoder().encode(xml));
      // Looked at whatever was answered: an error may follow a 200 in the body (S3 "CompleteMultipartUpload"), and 404 is what an
      // earlier attempt whose answer was lost leaves behind.
      if (!(await this.has(name))) {
        const cure = 'Send it again.';
        throw new AtalayaError(
          'log-failed',
          'The storage did not join the parts of an upload',
          this.#client.where(key),
          cure,
        );
      }
      await this.#compareFile(name, file, size);
    } catch (error) {
      await this.#client
        .send({ method: 'DELETE', key, query: { uploadId }, expect: [200, 204, 404] })
        .catch(() => undefined);
      throw error;
    }
  }
}

async function part(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, at + filled);
    if (bytesRead === 0) throw new Error('the file became shorter while it was sent');
    filled += bytesRead;
  }
  return bytes;
}
