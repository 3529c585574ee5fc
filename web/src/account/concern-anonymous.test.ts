import { afterEach, expect, it, vi } from 'vitest';
import { sendNameless } from './concern-anonymous.ts';

afterEach(() => vi.unstubAllGlobals());

it('what is stopped while its puzzle is asked for is neither worked on nor sent, and names nobody', async () => {
  const stop = new AbortController();
  const asked: (RequestInit | undefined)[] = [];
  let workers = 0;
  vi.stubGlobal('fetch', async (_path: string, init?: RequestInit) => {
    asked.push(init);
    stop.abort();
    return Response.json({ challenge: 'a', readChallenge: 'b', bits: 8, states: ['USA'] });
  });
  vi.stubGlobal(
    'Worker',
    class {
      constructor() {
        workers += 1;
      }
      postMessage(): void {}
      terminate(): void {}
    },
  );
  await expect(sendNameless('USA', 'text', () => undefined, stop.signal)).rejects.toThrow(/abort/i);
  expect(workers).toBe(0);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' });
});
