import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { captureCommand } from '../../test/capture-command.ts';
import { type MadeLog, madeLog, tilePath } from '../../test/evidence-writer.ts';
import { urlSource } from './verify-url.ts';

const scratch = mkdtempSync(join(tmpdir(), 'atalaya-verify-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function written(name: string, log: MadeLog): string {
  const folder = join(scratch, name);
  for (const [file, bytes] of log.files) {
    const path = join(folder, 'evidence', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  writeFileSync(join(folder, 'keys.pub'), log.authorities.keysText);
  return folder;
}

const verify = (folder: string, ...argv: string[]) => captureCommand(folder, ['verify', ...argv]);

describe('atalaya verify DIR', () => {
  const log = madeLog({ seed: 1, entries: 600, blobs: 0.05 });
  let folder = '';
  beforeAll(() => {
    folder = written('log', log);
  });

  it('is content with a log that is whole, named with or without its evidence folder', async () => {
    for (const place of ['.', 'evidence']) {
      const { code, out, said } = await verify(folder, place, '--keys', 'keys.pub', '--json');
      expect(said).toEqual([]);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ ok: true, size: 600, problems: [], more: 0, filesListed: true });
    }
    const { code, out } = await verify(folder, '.', '--keys', 'keys.pub', '--checkpoint', 'evidence/checkpoint');
    expect(code).toBe(0);
    expect(out).toMatch(/^Verified/);
    expect(out).toContain('w0.example, 2026-');
  });

  it('names what is wrong, on a page or as JSON', async () => {
    const path = join(folder, 'evidence', tilePath('entries', 1, 256));
    const bytes = readFileSync(path);
    writeFileSync(path, Uint8Array.from(bytes).fill(0, 30, 31));
    symlinkSync(path, join(folder, 'evidence', 'link\u001b[2J'));
    const { code, out } = await verify(folder, '.', '--keys', 'keys.pub', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).problems).toEqual([
      { kind: 'entry-changed', entry: 256, file: 'tile/entries/001', detail: expect.any(String) },
      { kind: 'file-unexpected', entry: null, file: 'link\u001b[2J', detail: 'it is no plain file' },
    ]);
    const page = await verify(folder, '.', '--keys', 'keys.pub');
    expect(page.code).toBe(1);
    expect(page.out).toMatch(/^NOT verified: 2 problems/);
    expect(page.out).toContain('tile/entries/001, entry 256');
    expect(page.out).not.toContain('\u001b');
    rmSync(join(folder, 'evidence', 'link\u001b[2J'));
    rmSync(path);
    symlinkSync('/dev/zero', path);
    expect((await verify(folder, '.', '--keys', 'keys.pub')).out).toContain(
      'file-unreadable: tile/entries/001, entry 256',
    );
    rmSync(path);
    writeFileSync(path, bytes);
  });

  it('an `evidence` folder within evidence is a stray, not what is verified', async () => {
    const inner = join(folder, 'evidence', 'evidence');
    mkdirSync(inner);
    writeFileSync(join(inner, 'checkpoint'), log.files.get('checkpoint')!);
    const { code, out } = await verify(folder, 'evidence', '--keys', 'keys.pub', '--json');
    expect([code, JSON.parse(out).problems[0].file]).toEqual([1, 'evidence/checkpoint']);
    rmSync(inner, { recursive: true });
  });

  it('says what keeps it from running, with exit code 2', async () => {
    writeFileSync(join(folder, 'bad.pub'), `# keys\n${log.authorities.log.vkey}x\n`);
    const cases: [string[], RegExp][] = [
      [['nowhere', '--keys', 'keys.pub'], /There is no such folder/],
      [['.', '--keys', 'none.pub'], /no such file/],
      [['.'], /--keys is missing/],
      [['.', '--keys', 'bad.pub'], /bad\.pub, line 2/],
      [['.', '--keys', 'keys.pub', '--checkpoint', 'none'], /no such file/],
      [['http://127.0.0.1:9/x?y=1', '--keys', 'keys.pub'], /no plain URL/],
    ];
    for (const [argv, why] of cases) {
      const { code, said } = await verify(folder, ...argv);
      expect([code, said.join()]).toEqual([2, expect.stringMatching(why)]);
    }
  });

  it('examines longer logs in threads, to the same verdict', async () => {
    const long = madeLog({ seed: 2, entries: 20_000, bodyBytes: 70, blobs: 0 });
    const place = written('long', long);
    expect((await verify(place, '.', '--keys', 'keys.pub')).out).toContain('entries    20000');
    const path = join(place, 'evidence', tilePath('entries', 70, 256));
    writeFileSync(path, readFileSync(path).subarray(0, 10_000));
    const { out } = await verify(place, '.', '--keys', 'keys.pub', '--json');
    expect(JSON.parse(out).problems).toMatchObject([{ kind: 'bundle-damaged', file: 'tile/entries/070' }]);
  });
});

describe('atalaya verify URL', () => {
  const log = madeLog({ seed: 3, entries: 700, blobs: 0.05 });
  let folder = '';
  let server: Server | undefined;
  beforeAll(() => {
    folder = written('served', log);
  });
  afterEach(() => void server?.close().closeAllConnections());

  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const address = server?.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    return `http://127.0.0.1:${address.port}/log`;
  }
  const fileOf = (url: string | undefined): Uint8Array | undefined => log.files.get(url?.replace(/^\/log\//, '') ?? '');

  it('asks for the evidence alone, compressed or not', async () => {
    const outside: string[] = [];
    let odd = false;
    const url = await serve((request, response) => {
      const bytes = fileOf(request.url);
      if (!request.url?.startsWith('/log/') || request.method !== 'GET') outside.push(request.url ?? '');
      if (bytes === undefined) return void response.writeHead(404).end('nothing');
      odd = !odd;
      if (odd) response.setHeader('content-encoding', 'gzip').end(gzipSync(bytes));
      else response.end(bytes);
    });
    const { code, out } = await verify(folder, url, '--keys', 'keys.pub', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([0, { ok: true, size: 700, filesListed: false }]);
    expect(outside).toEqual([]);
  });

  it('tells what is missing and what goes on too long', async () => {
    const url = await serve((request, response) => {
      const bytes = fileOf(request.url);
      if (request.url?.endsWith('/tile/0/001')) return void response.writeHead(404).end();
      if (request.url?.endsWith('/tile/0/000')) return void response.end(Buffer.concat([bytes!, Buffer.alloc(1e7)]));
      return void (bytes === undefined ? response.writeHead(404).end() : response.end(bytes));
    });
    const { code, out } = await verify(folder, url, '--keys', 'keys.pub', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).problems).toMatchObject([
      { kind: 'tile-changed', file: 'tile/0/000' },
      { kind: 'tile-missing', file: 'tile/0/001' },
    ]);
  });

  it('refuses to be sent elsewhere', async () => {
    const url = await serve((_, response) => void response.writeHead(302, { location: '/other' }).end());
    const { code, said } = await verify(folder, url, '--keys', 'keys.pub');
    expect([code, said.join()]).toEqual([2, expect.stringMatching(/points elsewhere \(302\)/)]);
  });

  it('asks again where a server fails, and gives up at last', async () => {
    let failures = 2;
    const url = await serve((request, response) => {
      if (failures-- > 0) return void response.writeHead(503).end();
      if (request.url?.endsWith('/never')) return; // no answer at all
      response.end('here');
    });
    const options = { concurrency: 2, idleMs: 200, retries: 2, retryMs: 1, settleMs: 1 };
    const source = urlSource(url, new AbortController().signal, options);
    expect(await source.read('checkpoint', 100)).toMatchObject({ outcome: 'read', goesOn: false });
    expect(await source.read('checkpoint', 3)).toMatchObject({ outcome: 'read', goesOn: true });
    expect(await source.hash('x', 100)).toMatchObject({ outcome: 'read', sizeBytes: 4 });
    await expect(source.read('never', 1)).rejects.toMatchObject({ code: 'not-reachable', exitCode: 2 });
    const gone = urlSource('http://127.0.0.1:1/', new AbortController().signal, { ...options, retries: 0 });
    await expect(gone.read('checkpoint', 1)).rejects.toMatchObject({ code: 'not-reachable' });
  });
});
