import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceSuite } from '../../../test/conformance/evidence.ts';
import { type S3Server, startS3Server } from '../../../test/s3-server.ts';
import { openS3Evidence } from './s3.ts';
import { elements } from './s3-client.ts';

const fast = { silenceMs: 400, requestMs: 2_000, attempts: 3, backoffMs: 5 };

evidenceSuite('objects of a bucket', async () => {
  const server = await startS3Server();
  const evidence = openS3Evidence({ ...server.place, prefix: 'log/one/' });
  return {
    evidence,
    reopen: async () => openS3Evidence({ ...server.place, prefix: 'log/one/' }),
    close: async () => {
      evidence.close();
      await server.close();
    },
  };
});

describe('evidence on a server of S3', () => {
  let server: S3Server;
  let folder: string;
  beforeAll(async () => {
    server = await startS3Server();
    folder = mkdtempSync(join(tmpdir(), 'atalaya-s3-files-'));
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('sends a large file in parts and gives it back', async () => {
    const content = randomBytes(33 * 2 ** 20 + 17);
    const path = join(folder, 'large');
    writeFileSync(path, content);
    const evidence = openS3Evidence({ ...server.place, prefix: '' });
    await evidence.writeFile('blob/ff/large', path);
    expect(Buffer.compare((await evidence.read('blob/ff/large')) ?? new Uint8Array(), content)).toBe(0);
    await evidence.writeFile('blob/ff/large', path);
    writeFileSync(path, Buffer.concat([content, Buffer.from([1])]));
    await expect(evidence.writeFile('blob/ff/large', path)).rejects.toMatchObject({ code: 'log-damaged' });
    expect(await evidence.has('blob/ff/large')).toBe(true);
    expect(await evidence.has('blob/ff/none')).toBe(false);
    evidence.close();
  });

  it('is refused with wrong credentials, in words', async () => {
    const credentials = () => ({ accessKeyId: 'S3RVER', secretAccessKey: 'wrong' });
    const evidence = openS3Evidence({ ...server.place, credentials, prefix: '' });
    await expect(evidence.replace('checkpoint', new Uint8Array(3))).rejects.toMatchObject({
      code: 'log-failed',
      message: expect.stringContaining('SignatureDoesNotMatch'),
    });
    evidence.close();
  });

  it('says so while the server is gone, and goes on by itself when it is back', async () => {
    const evidence = openS3Evidence({ ...server.place, patience: fast, prefix: 'gone/' });
    await evidence.write('tile/0/000', new Uint8Array([1]));
    await server.breakOff();
    await expect(evidence.write('tile/0/001', new Uint8Array([2]))).rejects.toMatchObject({ code: 'log-failed' });
    await expect(evidence.read('tile/0/000')).rejects.toMatchObject({ code: 'log-failed' });
    await server.start();
    await evidence.write('tile/0/001', new Uint8Array([2]));
    expect(await evidence.read('tile/0/000')).toEqual(Buffer.from([1]));
    expect(await evidence.read('tile/0/001')).toEqual(Buffer.from([2]));
    evidence.close();
  });
});

/** A server that answers as it is told, to play what the real one does not do. */
async function scripted(answer: http.RequestListener): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // cast: a server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const opened = (endpoint: string) =>
  openS3Evidence({
    endpoint,
    bucket: 'atalaya',
    region: 'eu-central-1',
    credentials: () => ({ accessKeyId: 'k', secretAccessKey: 's', sessionToken: 't' }),
    patience: fast,
    prefix: '',
  });

describe('a client of S3', () => {
  it('tries again over transient trouble, and signs each attempt', async () => {
    const seen: http.IncomingHttpHeaders[] = [];
    const server = await scripted((request, response) => {
      seen.push(request.headers);
      response.writeHead(seen.length < 3 ? 503 : 200).end('here');
    });
    const evidence = opened(server.endpoint);
    expect(await evidence.read('checkpoint')).toEqual(Buffer.from('here'));
    expect(seen).toHaveLength(3);
    for (const headers of seen) {
      expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=k\/\d{8}\/eu-central-1\/s3\/aws4_request, /);
      expect(headers['x-amz-security-token']).toBe('t');
    }
    evidence.close();
    await server.close();
  });

  it('does not try again what is refused', async () => {
    let asked = 0;
    const server = await scripted((_, response) => {
      asked += 1;
      response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>No &amp; never</Message></Error>');
    });
    const evidence = opened(server.endpoint);
    await expect(evidence.read('checkpoint')).rejects.toMatchObject({
      code: 'log-failed',
      message: expect.stringContaining('AccessDenied: No & never'),
    });
    expect(asked).toBe(1);
    evidence.close();
    await server.close();
  });

  it.each([
    ['never answers', () => {}],
    ['breaks off', (_: http.IncomingMessage, response: http.ServerResponse) => void response.destroy()],
    [
      'breaks off within the answer',
      (_: http.IncomingMessage, response: http.ServerResponse) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('half');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])('fails in words on a server that %s', async (_, answer) => {
    const server = await scripted(answer);
    const evidence = opened(server.endpoint);
    await expect(evidence.read('checkpoint')).rejects.toMatchObject({ code: 'log-failed' });
    evidence.close();
    await server.close();
  });

  it('writes on condition where the storage knows it, and compares where the name is taken', async () => {
    const conditions: (string | undefined)[] = [];
    const server = await scripted((request, response) => {
      if (request.method === 'HEAD') response.writeHead(404).end();
      else if (request.method === 'GET') response.writeHead(200).end('theirs');
      else {
        conditions.push(request.headers['if-none-match']);
        response.writeHead(412).end();
      }
    });
    const evidence = opened(server.endpoint);
    await evidence.write('tile/0/000', Buffer.from('theirs'));
    await expect(evidence.write('tile/0/000', Buffer.from('ours'))).rejects.toMatchObject({ code: 'log-damaged' });
    expect(conditions).toEqual(['*', '*']);
    evidence.close();
    await server.close();
  });

  it('leaves the condition out for storage that does not know it', async () => {
    const conditions: (string | undefined)[] = [];
    const server = await scripted((request, response) => {
      const condition = request.headers['if-none-match'];
      if (request.method === 'PUT') conditions.push(condition);
      response.writeHead(request.method === 'HEAD' ? 404 : condition === undefined ? 200 : 501).end();
    });
    const evidence = opened(server.endpoint);
    await evidence.write('tile/0/000', Buffer.from('ours'));
    await evidence.write('tile/0/001', Buffer.from('ours'));
    expect(conditions).toEqual(['*', undefined, undefined]);
    evidence.close();
    await server.close();
  });

  it.each([
    ['ftp://host', 'atalaya', ''],
    ['no url', 'atalaya', ''],
    ['http://host', 'A', ''],
    ['http://host', 'atalaya', 'no-slash'],
  ])('refuses %s, %s, %j', (endpoint, bucket, prefix) => {
    const credentials = () => ({ accessKeyId: 'k', secretAccessKey: 's' });
    expect(() => openS3Evidence({ endpoint, bucket, region: 'r', credentials, prefix })).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });

  it('reads elements with what is escaped in them', () => {
    expect(elements('<Key>a&amp;b</Key><Key>&#x41;&#66;&#x999999;&what;</Key><Keys>x</Keys>', 'Key')).toEqual([
      'a&b',
      'AB&#x999999;&what;',
    ]);
  });
});
