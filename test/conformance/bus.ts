import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus } from '../../src/bus/bus.ts';

/** What every bus must do. `open` gives a fresh one; `settled` waits until what was published has had time to arrive. */
export function busSuite(name: string, open: () => Promise<Bus>, settled: () => Promise<void>): void {
  describe(`bus: ${name}`, () => {
    let bus: Bus;
    beforeEach(async () => {
      bus = await open();
    });
    afterEach(() => bus.close());

    it('tells every listener of a subject, in the order of one publisher', async () => {
      const heard: string[] = [];
      bus.subscribe('log.grown', ({ size }) => heard.push(`a${size}`));
      bus.subscribe('log.grown', ({ size }) => heard.push(`b${size}`));
      for (const size of [1, 2, 3]) await bus.publish('log.grown', { size });
      await settled();
      expect(heard.filter((it) => it.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
      expect(heard.filter((it) => it.startsWith('b'))).toEqual(['b1', 'b2', 'b3']);
    });

    it('tells nothing of before, nor after a listener has ended', async () => {
      const heard: number[] = [];
      await bus.publish('log.grown', { size: 1 });
      await settled();
      const end = bus.subscribe('log.grown', ({ size }) => heard.push(size));
      await bus.publish('log.grown', { size: 2 });
      await settled();
      end();
      end();
      await bus.publish('log.grown', { size: 3 });
      await settled();
      expect(heard).toEqual([2]);
    });

    it('lets a listener that throws harm nobody', async () => {
      const heard: number[] = [];
      bus.subscribe('log.grown', () => {
        throw new Error('played');
      });
      bus.subscribe('log.grown', ({ size }) => heard.push(size));
      await bus.publish('log.grown', { size: 1 });
      await bus.publish('log.grown', { size: 2 });
      await settled();
      expect(heard).toEqual([1, 2]);
    });

    it('never calls back within publish', async () => {
      let within = true;
      const calls: boolean[] = [];
      bus.subscribe('log.grown', () => calls.push(within));
      const publishing = bus.publish('log.grown', { size: 1 });
      within = false;
      await publishing;
      await settled();
      expect(calls).toEqual([false]);
    });

    it('delivers what was published before it closes, and refuses after', async () => {
      const heard: number[] = [];
      bus.subscribe('log.grown', ({ size }) => heard.push(size));
      await bus.publish('log.grown', { size: 7 });
      await bus.close();
      expect(heard).toEqual([7]);
      await expect(bus.publish('log.grown', { size: 8 })).rejects.toMatchObject({ code: 'stopping' });
    });
  });
}
