import { createServer, type RequestListener, type Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { openSource } from './source.ts';

const idleMs = 400;

describe('evidence at an address', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });
  const serve = async (answer: RequestListener) => {
    server = createServer(answer);
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
    const at = server.address();
    return openSource(`http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}/log`, idleMs);
  };

  it('may take long, as long as something comes', async () => {
    const source = await serve(async (_, response) => {
      for (let i = 0; i < 8; i++) {
        response.write('ab');
        await setTimeout(idleMs / 4);
      }
      response.end();
    });
    expect(Buffer.from((await source.read('tile/0/000', 100))!).toString()).toBe('ab'.repeat(8));
    let bytes = 0;
    for await (const piece of (await source.stream('blob/aa'))!) bytes += piece.length;
    expect(bytes).toBe(16);
  });

  it('is given up where nothing comes, before an answer or within it', async () => {
    const silent = await serve(() => undefined);
    await expect(silent.read('checkpoint', 100)).rejects.toMatchObject({ code: 'not-ready' });
    server?.closeAllConnections();
    server?.close();
    const stuck = await serve((_, response) => void response.write('ab'));
    await expect(stuck.read('checkpoint', 100)).rejects.toMatchObject({ code: 'not-ready' });
  });

  it('lacks what answers 404, and is refused where it is too long or fails', async () => {
    const source = await serve((request, response) => {
      response.statusCode = request.url === '/log/none' ? 404 : request.url === '/log/broken' ? 500 : 200;
      response.end('x'.repeat(50));
    });
    expect(await source.read('none', 100)).toBeUndefined();
    expect(await source.stream('none')).toBeUndefined();
    await expect(source.read('broken', 100)).rejects.toMatchObject({ code: 'not-ready' });
    await expect(source.read('long', 49)).rejects.toMatchObject({ code: 'not-ready' });
    expect(await source.read('long', 50)).toHaveLength(50);
  });
});
