import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReportServer, serveReport } from './report-server.ts';

let folder: string;
let server: ReportServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atalaya-report-'));
  await writeFile(join(folder, 'report.html'), '<h1>report</h1>');
  await writeFile(join(folder, 'private.txt'), 'not served');
  server = await serveReport({ folder, files: ['report.html', 'gone.kml'], port: 0 });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** A request with the path as given: fetch would tidy it. */
function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers, method }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the report server', () => {
  it('is bound to the loopback and serves the report at its root', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const answer = await get('/');
    expect(answer).toMatchObject({ status: 200, body: '<h1>report</h1>' });
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
  });

  it.each(['/private.txt', '/../private.txt', '/%2e%2e/private.txt', '//etc/passwd', '/report.html/..', '/gone.kml'])(
    'gives nothing else: %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(answer.body).not.toContain('not served');
    },
  );

  it('answers under its own name only, and only to reading', async () => {
    expect((await get('/', { host: 'example.org' })).status).toBe(421);
    expect((await get('/', {}, 'POST')).status).toBe(405);
  });
});
