import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createService, type Service } from './service.ts';
import { findTranscoder } from './transcoder.ts';

let folder: string;
let service: Service;
const folders = new Map<string, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-reports-'));
  writeFileSync(join(folder, 'report.html'), '<h1>report</h1>');
  writeFileSync(join(folder, 'private.txt'), 'not served');
  const reports = { folders, files: ['report.html', 'flight.kml'] };
  service = await createService({ transcoder: await findTranscoder(undefined), say: () => undefined, reports });
});

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string) => service.app.inject({ url, headers: { host: '127.0.0.1' } });

describe('reports', () => {
  it('are served once they are written, under the policy they carry themselves', async () => {
    expect((await get('/report/flight/report.html')).statusCode).toBe(404);
    folders.set('flight', folder);
    const answer = await get('/report/flight/report.html');
    expect(answer).toMatchObject({ statusCode: 200, body: '<h1>report</h1>' });
    expect(answer.headers['content-security-policy']).toBeUndefined();
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    'flight/private.txt',
    'flight/flight.kml',
    'flight/..%2fprivate.txt',
    'other/report.html',
    '%2e%2e/report.html',
  ])('give nothing else: %s', async (path) => {
    const answer = await get(`/report/${path}`);
    expect(answer.statusCode).toBe(404);
    expect(answer.body).not.toContain('not served');
  });
});
