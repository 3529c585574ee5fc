import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { AtalayaError } from '../../model/errors.ts';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Storage that speaks S3's interface, addressed by path (`endpoint/bucket/key`). */
export interface S3Place {
  /** `http://host[:port]` or `https://host[:port]`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  /** Asked before each request, so that credentials that expire can be renewed. */
  readonly credentials: () => S3Credentials | Promise<S3Credentials>;
  readonly patience?: S3Patience;
}

export interface S3Patience {
  /** Silence on the connection after which a request counts as failed. */
  readonly silenceMs: number;
  /** A whole request, its answer included. */
  readonly requestMs: number;
  /** How often a request is sent before it counts as failed. */
  readonly attempts: number;
  /** Wait before the second attempt; each further one waits four times as long. */
  readonly backoffMs: number;
}

export const usualS3Patience: S3Patience = { silenceMs: 10_000, requestMs: 120_000, attempts: 4, backoffMs: 100 };

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Object within the bucket; empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Statuses that are an answer and no failure. */
  readonly expect: readonly number[];
}

export interface S3Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** Worth another attempt: the server's own trouble, too many requests, a write under way elsewhere (S3 "Error responses"). */
const transient = new Set([408, 409, 425, 429, 500, 502, 503, 504]);

/** Requests to one bucket: signed (AWS Signature Version 4, payload included), with time limits, repeated where that can help. */
export class S3Client {
  readonly #place: S3Place;
  readonly #patience: S3Patience;
  readonly #agent: http.Agent;
  readonly #signingKeys = new Map<string, ArrayBuffer>();
  readonly #base: string;

  /** Errors: `usage` where the endpoint or bucket cannot be one. */
  constructor(place: S3Place) {
    const url = URL.canParse(place.endpoint) ? new URL(place.endpoint) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '') {
      throw new AtalayaError(
        'usage',
        'This is no endpoint of S3 storage',
        place.endpoint,
        'Give http(s)://host[:port].',
      );
    }
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(place.bucket)) {
      throw new AtalayaError(
        'usage',
        `"${place.bucket}" cannot name a bucket`,
        place.endpoint,
        'Give 3 to 63 of a-z, 0-9, ".", "-".',
      );
    }
    this.#place = place;
    this.#patience = place.patience ?? usualS3Patience;
    this.#base = `${place.endpoint.replace(/\/+$/, '')}/${place.bucket}`;
    const options = { keepAlive: true, maxSockets: 16, timeout: this.#patience.silenceMs };
    this.#agent = url.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Where an object lies, to be named in errors. */
  where(key: string): string {
    return `${this.#base}/${key}`;
  }

  /** Sends a request until it is answered as expected, or patience ends. Errors: `log-failed`, which says what was the last trouble. */
  async send(request: S3Request): Promise<S3Answer> {
    let trouble = '';
    for (let attempt = 1; attempt <= this.#patience.attempts; attempt += 1) {
      if (attempt > 1) await wait(this.#patience.backoffMs * 4 ** (attempt - 2));
      let answer: S3Answer;
      try {
        answer = await this.#once(request);
      } catch (error) {
        if (error instanceof AtalayaError) throw error;
        trouble = nameOf(error);
        continue;
      }
      if (request.expect.includes(answer.status)) return answer;
      trouble = `status ${answer.status}${saidBy(answer)}`;
      if (!transient.has(answer.status)) break;
    }
    throw new AtalayaError(
      'log-failed',
      `The storage did not do ${request.method}: ${trouble}`,
      this.where(request.key),
      "Check that the storage runs and can be reached, the credentials, the bucket, and this machine's clock; what was not stored is tried again.",
    );
  }

  async #once({ method, key, query, headers, body }: S3Request): Promise<S3Answer> {
    const search = new URLSearchParams(query).toString();
    const signer = new AwsV4Signer({
      method,
      url: `${this.#base}${key === '' ? '' : `/${key}`}${search === '' ? '' : `?${search}`}`,
      headers: {
        ...headers,
        'x-amz-content-sha256': createHash('sha256')
          .update(body ?? new Uint8Array())
          .digest('hex'),
      },
      ...(await this.#place.credentials()),
      service: 's3',
      region: this.#place.region,
      cache: this.#signingKeys,
    });
    const signed = await signer.sign();
    const sent = {
      ...Object.fromEntries(signed.headers),
      ...(body === undefined ? {} : { 'content-length': String(body.length) }),
    };
    return await this.#exchange(signed.url, method, sent, body);
  }

  #exchange(
    url: URL,
    method: string,
    headers: Record<string, string>,
    body: Uint8Array | undefined,
  ): Promise<S3Answer> {
    const { silenceMs, requestMs } = this.#patience;
    const { request } = url.protocol === 'https:' ? https : http;
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(requestMs);
      const sent = request(url, { method, headers, agent: this.#agent, timeout: silenceMs, signal }, (answer) => {
        const chunks: Uint8Array[] = [];
        answer.on('data', (chunk: Uint8Array) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
      });
      sent.on('timeout', () => sent.destroy(new Error(`no answer for ${silenceMs / 1000} s`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

const nameOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(nameOf).join('; ');
  return error instanceof Error && error.message !== '' ? error.message : String(error);
};

/** Code and message of an error document, cut to a line. */
function saidBy({ body }: S3Answer): string {
  const text = new TextDecoder().decode(body.subarray(0, 4_096));
  const parts = ['Code', 'Message'].map((tag) => elements(text, tag)[0]).filter((it) => it !== undefined);
  return parts.length === 0 ? '' : ` (${parts.join(': ').slice(0, 300)})`;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Texts of all elements of a name, without attributes, in a document of S3's own kind (no nesting within them, no CDATA). */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((match) =>
    (match[1] ?? '').replaceAll(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-z]{2,4}));/g, (all, hex, decimal, named) => {
      if (named !== undefined) return entities[named] ?? all;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    }),
  );
}
