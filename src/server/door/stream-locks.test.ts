import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { StreamLocks } from './stream-locks.ts';

it('lets one at a time hold a stream, those of others at the same time, and keeps nothing', async () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(names, fc.nat(3), fc.boolean()), { maxLength: 12 }), async (works) => {
      const locks = new StreamLocks();
      const held = new Set<string>();
      const done = await Promise.allSettled(
        works.map(([streams, turns, fails]) =>
          locks.holding(streams, async () => {
            const own = new Set(streams);
            for (const one of own) expect(held.has(one)).toBe(false);
            for (const one of own) held.add(one);
            for (let i = 0; i < turns; i += 1) await Promise.resolve();
            for (const one of own) held.delete(one);
            if (fails) throw new Error('played');
            return turns;
          }),
        ),
      );
      const failed = done.map((it) => it.status === 'rejected' && it.reason instanceof Error && it.reason.message);
      expect(failed).toEqual(works.map(([, , fails]) => fails && 'played'));
      expect(locks.held).toBe(0);
    }),
  );
});

it('lets two who share nothing work at once', async () => {
  const locks = new StreamLocks();
  const gate = Promise.withResolvers<void>();
  const first = locks.holding(['a'], () => gate.promise);
  await locks.holding(['b'], async () => gate.resolve());
  await first;
});
