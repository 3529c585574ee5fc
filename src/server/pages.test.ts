import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem, ownHeaders as headers } from '../../test/service-client.ts';
import { createService, type Service } from './service.ts';

let folder: string;
let service: Service;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-pages-test-'));
  writeFileSync(join(folder, 'secret.txt'), 'not to be seen');
  const pages = join(folder, 'dist');
  mkdirSync(join(pages, 'assets'), { recursive: true });
  writeFileSync(join(pages, 'index.html'), '<!doctype html>');
  writeFileSync(join(pages, 'assets/index-C0uuJHRN.js'), 'export {};');
  service = await createService({ transcoder: { kind: 'none' }, say: () => undefined, pages });
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (url: string) => service.app.inject({ url, headers });

describe('the page', () => {
  it('is served, its hashed parts for ever', async () => {
    const page = await get('/?x=1');
    expect([page.statusCode, page.body, page.headers['cache-control']]).toEqual([200, '<!doctype html>', 'no-cache']);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const script = await get('/assets/index-C0uuJHRN.js');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
  });

  it.each([
    '/secret.txt',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets',
    '//secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/api/none',
  ])('gives nothing else: %s', async (path) => expectProblem(await get(path), 404, 'not-found'));

  it('stays what it was when the service started, whatever is built under it', async () => {
    const pages = join(folder, 'dist');
    rmSync(join(pages, 'assets/index-C0uuJHRN.js'));
    writeFileSync(join(pages, 'index.html'), '<!doctype html><script src="/assets/index-B1vvKISO.js"></script>');
    writeFileSync(join(pages, 'assets/index-B1vvKISO.js'), 'export {};');
    expect((await get('/')).body).toBe('<!doctype html>');
    expect((await get('/assets/index-C0uuJHRN.js')).body).toBe('export {};');
    await expectProblem(await get('/assets/index-B1vvKISO.js'), 404, 'not-found');
  });

  it('may be linked to from elsewhere, unlike the interface', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const page = await service.app.inject({ url: '/', headers: { ...headers, ...link } });
    expect(page.statusCode).toBe(200);
    expectProblem(
      await service.app.inject({ url: '/api/flights', headers: { ...headers, ...link } }),
      403,
      'request-refused',
    );
  });
});
