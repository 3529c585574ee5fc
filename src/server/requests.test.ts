import { existsSync, readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem, ownHeaders as headers, ServiceClient } from '../../test/service-client.ts';
import * as schemas from './schemas.ts';
import { createService } from './service.ts';

let client: ServiceClient;
let id: string;
let file: string;

beforeAll(async () => {
  client = await ServiceClient.open();
  ({ id, file } = client);
}, 60_000);

afterAll(() => client.close());

describe('uploads', () => {
  it('are read as files are, and gone when deleted', async () => {
    const { rawPayload } = await client.get(`/api/flights/${id}/recording`);
    const view = await client.opened('späť "x".ts', new Uint8Array(rawPayload));
    expect(view).toMatchObject({ name: 'späť "x".ts', state: 'ready', frames: 24, bytesRead: rawPayload.length });
    const data = client.service.flights.get(view.id).options.folder;
    expect(readdirSync(data)).toEqual(expect.arrayContaining(['recording', 'packets']));
    const gone = await client.service.app.inject({ method: 'DELETE', url: `/api/flights/${view.id}`, headers });
    expect([gone.statusCode, gone.body]).toEqual([204, '']);
    expect(existsSync(data)).toBe(false);
    expectProblem(await client.get(`/api/flights/${view.id}`), 404, 'not-found');
  });

  it.each([
    ['nothing', new Uint8Array(0), 'format-unknown', 'empty'],
    ['text', new TextEncoder().encode('once upon a time '.repeat(1000)), 'format-unknown', 'neither'],
    ['zeros', new Uint8Array(100_000), 'format-unknown', 'neither'],
  ])('of %s fail with a sentence', async (name, bytes, code, word) => {
    const view = await client.opened(name, bytes);
    expect(view.state).toBe('failed');
    expect(view.problem).toMatchObject({ code });
    expect(view.problem?.detail).toContain(word);
    expect(view.problem?.cure).not.toBe('');
    expectProblem(await client.get(`/api/flights/${view.id}/quality`), 404, 'not-found');
    expectProblem(await client.get(`/api/flights/${view.id}/video?fromS=0`), 422, 'no-video');
    expect((await client.json(`/api/flights/${view.id}/frames`, schemas.FramesSchema)).count).toBe(0);
    await client.service.flights.close(view.id);
  });

  it('that end in the middle show what is there', async () => {
    const { rawPayload } = await client.get(`/api/flights/${id}/recording`);
    const view = await client.opened(
      'cut',
      new Uint8Array(rawPayload.subarray(0, Math.floor(rawPayload.length / 2) + 77)),
    );
    expect(view.state).toBe('ready');
    expect(view.frames).toBeGreaterThan(5);
    expect(view.frames).toBeLessThan(24);
    await client.service.flights.close(view.id);
  });

  it('can be cancelled while they come', async () => {
    let more: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      more = resolve;
    });
    const { rawPayload } = await client.get(`/api/flights/${id}/recording`);
    async function* slowly() {
      yield rawPayload.subarray(0, 100_000);
      await waiting;
    }
    const coming = client.service.flights.upload('slow', undefined, Readable.from(slowly()));
    const refused = expect(coming).rejects.toMatchObject({ code: 'not-found' });
    let flight = client.service.flights.list().find(({ options }) => options.name === 'slow');
    while (flight === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      flight = client.service.flights.list().find(({ options }) => options.name === 'slow');
    }
    expectProblem(await client.get(`/api/flights/${flight.id}/quality`), 409, 'not-ready');
    expectProblem(await client.get(`/api/flights/${flight.id}/recording`), 409, 'not-ready');
    const deleted = client.service.app.inject({ method: 'DELETE', url: `/api/flights/${flight.id}`, headers });
    more();
    expect((await deleted).statusCode).toBe(204);
    await refused;
    expect(existsSync(flight.options.folder)).toBe(false);
  });

  it('of the wrong type, without a name or too large are refused', async () => {
    const post = (url: string, type: string) =>
      client.service.app.inject({ method: 'POST', url, headers: { ...headers, 'content-type': type }, payload: 'x' });
    expectProblem(await post('/api/flights', 'application/octet-stream'), 400, 'request-invalid');
    expectProblem(await post('/api/flights?name=a', 'text/html'), 415, 'request-invalid');
    const small = await createService({
      transcoder: { kind: 'none' },
      say: () => undefined,
      maxUploadBytes: 1000,
    });
    const answer = await small.app.inject({
      method: 'POST',
      url: '/api/flights?name=a',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      payload: Buffer.alloc(5000),
    });
    expectProblem(answer, 413, 'too-large');
    expect(small.flights.list()).toEqual([]);
    await small.close();
  });

  it('are limited in number', async () => {
    const few = await createService({ transcoder: { kind: 'none' }, say: () => undefined, maxOpen: 1 });
    await few.flights.openLocal({ path: file });
    await expect(few.flights.openLocal({ path: file })).rejects.toMatchObject({ code: 'too-many' });
    await few.close();
  });
});

describe('who may ask', () => {
  it.each([
    ['another host', { host: 'evil.example' }],
    ['a host that begins like ours', { host: '127.0.0.1.evil.example' }],
    ['another site', { origin: 'http://evil.example' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
    ['a sandboxed page', { origin: 'null' }],
  ])('not %s', async (_name, more) => {
    expectProblem(await client.get('/api/flights', more), 403, 'request-refused');
    const deleting = await client.service.app.inject({
      method: 'DELETE',
      url: `/api/flights/${id}`,
      headers: { ...headers, ...more },
    });
    expectProblem(deleting, 403, 'request-refused');
  });

  it.each([
    ['our page', { origin: 'http://127.0.0.1:8400', 'sec-fetch-site': 'same-origin' }],
    ['the same by name', { host: 'localhost:8400', origin: 'http://localhost:8400' }],
    ['a program', {}],
  ])('%s may', async (_name, more) => expect((await client.get('/api/flights', more)).statusCode).toBe(200));

  it('every answer forbids what the page does not need', async () => {
    for (const path of ['/api/flights', '/nowhere', `/api/flights/${id}/video?fromS=0`]) {
      const answer = await client.get(path);
      expect(answer.headers['content-security-policy']).toContain("script-src 'self';");
      expect(answer.headers['content-security-policy']).not.toContain('unsafe');
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['x-frame-options']).toBe('DENY');
    }
  });
});

describe('bad requests', () => {
  it.each([
    ['/api/flights/none', 404],
    ['/api/flights/..%2f..%2fetc%2fpasswd', 404],
    ['/api/flights/%00', 404],
    ['/../../etc/passwd', 404],
    ['/%2e%2e/%2e%2e/etc/passwd', 404],
    ['/api/base/oceans.json', 400],
    ['/api/flights/ID/frames?from=-1', 400],
    ['/api/flights/ID/frames?from=x', 400],
    ['/api/flights/ID/frames?count=4097', 400],
    ['/api/flights/ID/frames?count=1.5', 400],
    ['/api/flights/ID/overview?points=1', 400],
    ['/api/flights/ID/packets/-1', 400],
    ['/api/flights/ID/packets/999999999', 404],
    ['/api/flights/ID/visits?lat=91&lon=0', 400],
    ['/api/flights/ID/visits?lat=1', 400],
    ['/api/flights/ID/visits?lat=NaN&lon=0', 400],
    ['/api/flights/ID/video?fromS=1e400', 400],
    ['/api/flights/ID/frames?from=1e400', 400],
    ['/api/flights/ID/terrain/99/0/0.png', 400],
    ['/api/flights/ID/terrain/1/0/0.jpg', 404],
  ])('%s is answered with %i', async (path, status) => {
    const answer = await client.get(path.replace('ID', id));
    expectProblem(answer, status, status === 404 ? 'not-found' : 'request-invalid');
  });

  it.each([{}, { frame: 0 }, { frame: -1, x: 0, y: 0 }, { frame: 0, x: 2, y: 0 }, { frame: 'a', x: 0, y: 0 }])(
    'ground of %j is refused',
    async (payload) => {
      const answer = await client.service.app.inject({
        method: 'POST',
        url: `/api/flights/${id}/ground`,
        headers,
        payload,
      });
      expectProblem(answer, 400, 'request-invalid');
    },
  );

  it('whatever is asked, the service is never at fault', async () => {
    const routes = ['frames', 'overview', 'visits', 'video', 'packets/1', 'keyframes', 'quality', 'nothing'];
    const names = ['from', 'count', 'points', 'lat', 'lon', 'fromS', '__proto__'];
    const value = fc.oneof(fc.double().map(String), fc.integer().map(String), fc.string(), fc.constant('0'));
    const query = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...routes), query, async (route, pairs) => {
        const text = pairs.map(([name, one]) => `${name}=${encodeURIComponent(one.toWellFormed())}`).join('&');
        const { statusCode, body } = await client.get(`/api/flights/${id}/${route}?${text}`);
        expect(statusCode, `${route}?${text}: ${body.slice(0, 200)}`).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
    expect(client.said).toEqual([]);
  });
});
