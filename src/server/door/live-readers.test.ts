import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { draftOf } from '../../../test/conformance/entries.ts';
import { LogInMemory } from '../../../test/log-in-memory.ts';
import { openLocalBus } from '../../bus/local.ts';
import { LiveEntries, type Sight } from './live.ts';

const startUs = 1_795_392_000_000_000;
const opened: { live: LiveEntries; close: () => Promise<void> }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const { live, close } of opened.splice(0)) {
    live.close();
    await close();
  }
});

/** Live entries over a log in memory, and how often it was read. */
async function openLive() {
  const log = new LogInMemory();
  const said: string[] = [];
  const bus = openLocalBus((line) => said.push(line));
  const reads = { count: 0 };
  const watched = {
    head: () => log.head(),
    entries: (from: number) => {
      reads.count += 1;
      return log.entries(from);
    },
  };
  const live = await LiveEntries.open({ log: watched, bus, say: (line) => said.push(line) });
  opened.push({ live, close: () => bus.close() });
  let commands = 0;
  const append = async (stream: string, version: number): Promise<void> => {
    await log.append({ commandId: `c${commands++}`, timeUs: startUs, drafts: [draftOf(stream, version)] });
    await bus.publish('log.grown', { size: log.bytes.length });
  };
  return { live, append, said, reads };
}

interface Told {
  readonly ids: number[];
  readonly streams: string[];
  ended: boolean;
}

const everything: Sight = () => true;

/** Somebody who follows, and what they were told so far. */
function follow(live: LiveEntries, person: string, look: () => Promise<Sight | undefined>, sees = everything): Told {
  const told: Told = { ids: [], streams: [], ended: false };
  const out = live.follow(person, undefined, sees, look);
  out.setEncoding('utf8');
  out.on('data', (text: string) => {
    for (const [, id = ''] of text.matchAll(/^id: (\d+)$/gm)) told.ids.push(Number(id));
    for (const [, stream = ''] of text.matchAll(/"stream":"([^"]+)"/g)) told.streams.push(stream);
  });
  out.on('end', () => {
    told.ended = true;
  });
  return told;
}

/** Whether the connection takes more. */
const wanted = (out: Readable): boolean => out.readableLength < out.readableHighWaterMark;

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 2_000 && !holds(); i += 1) await pause(2);
  expect(holds()).toBe(true);
}

const range = (to: number): number[] => Array.from({ length: to }, (_, i) => i);

describe('many live readers', () => {
  it('hear every entry once and in order, which is read once for all', async () => {
    // However slow this machine is: nobody's rights are looked at meanwhile.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { live, append, said, reads } = await openLive();
    const readers = Array.from({ length: 300 }, (_, i) => follow(live, `p${i}`, async () => everything));
    for (let i = 0; i < 25; i += 1) await append('review/a', i + 1);
    await until(() => readers.every(({ ids }) => ids.length >= 25));
    for (const { ids } of readers) expect(ids).toEqual(range(25));
    expect(reads.count).toBeLessThanOrEqual(25);
    expect(said).toEqual([]);
  });

  it('are looked at when their own standing changes, and told as they see then: nobody else is looked at', async () => {
    const { live, append } = await openLive();
    const looks: string[] = [];
    const blind: Sight = () => false;
    const of = (person: string, sight: Sight | undefined) =>
      follow(live, person, async () => {
        looks.push(person);
        return sight;
      });
    const [gone, narrowed, other] = [of('gone', undefined), of('narrowed', blind), of('other', everything)];
    await append('review/a', 1);
    await until(() => [gone, narrowed, other].every(({ ids }) => ids.length === 1));
    // All at once, so that the change stands in the midst of what is told together.
    await Promise.all([
      append('review/a', 2),
      append('person/gone', 1),
      append('person/narrowed', 1),
      append('review/a', 3),
    ]);
    await until(() => gone.ended && narrowed.ids.length === 5 && other.ids.length === 5);
    expect(looks.toSorted()).toContain('gone');
    expect(looks).not.toContain('other');
    expect(gone.ids).not.toContain(2);
    expect(narrowed.streams.at(-1)).toBe('withheld');
    expect(other.streams).toEqual(['review/a', 'review/a', 'person/gone', 'person/narrowed', 'review/a']);
    expect(live.readers).toBe(2);
  });

  it('who see less than others are told so in the same turn', async () => {
    const { live, append } = await openLive();
    const all = follow(live, 'all', async () => everything);
    const some = follow(
      live,
      'some',
      async () => everything,
      ({ stream }) => stream !== 'review/hidden',
    );
    await Promise.all([append('review/hidden', 1), append('review/a', 1), append('review/hidden', 2)]);
    await until(() => all.ids.length === 3 && some.ids.length === 3);
    expect(all.streams).toEqual(['review/hidden', 'review/a', 'review/hidden']);
    expect(some.streams).toEqual(['withheld', 'review/a', 'withheld']);
  });

  it('are looked at again in good time, never all at once, and end when they may no longer read', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const { live } = await openLive();
    const count = 300;
    const looks = new Map<string, number>();
    const may = new Set(range(count).map((i) => `p${i}`));
    let now = 0;
    const readers = [...may].map((person) =>
      follow(live, person, async () => {
        looks.set(person, (looks.get(person) ?? 0) + 1);
        now += 1;
        return may.has(person) ? everything : undefined;
      }),
    );
    for (let round = 1; round <= 2; round += 1) {
      for (let step = 0; step < 150; step += 1) {
        now = 0;
        await vi.advanceTimersByTimeAsync(100);
        expect(now).toBeLessThanOrEqual(6);
      }
      expect([...looks.values()]).toEqual(Array(count).fill(round));
    }
    may.delete('p7');
    await vi.advanceTimersByTimeAsync(15_000);
    await until(() => readers[7]?.ended === true);
    expect(readers.filter(({ ended }) => ended)).toHaveLength(1);
    expect(live.readers).toBe(count - 1);
  });

  it('who do not keep up are left alone, and read the rest from the log at their own pace', async () => {
    const { live, append, said } = await openLive();
    const quick = follow(live, 'quick', async () => everything);
    const slow = live.follow('slow', undefined, everything, async () => everything);
    for (let i = 0; i < 600; i += 1) await append('review/a', i + 1);
    await until(() => quick.ids.length === 600);
    expect(quick.ids).toEqual(range(600));
    expect(slow.readableLength).toBeLessThan(100_000);
    let text = '';
    slow.setEncoding('utf8');
    slow.on('data', (part: string) => {
      text += part;
    });
    const ids = (): number[] => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    await until(() => ids().length >= 600);
    expect(ids()).toEqual(range(600));
    expect(said).toEqual([]);
  });

  it('who do not keep up are looked at all the same, before they are told what is left', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const { live, append } = await openLive();
    for (let i = 0; i < 1_000; i += 1) await append('review/a', i + 1);
    const slow = live.follow('slow', 0, everything, async () => undefined);
    // The connection takes no more: whoever read the log so far may read it no longer meanwhile.
    await until(() => !wanted(slow));
    const told = slow.readableLength;
    await vi.advanceTimersByTimeAsync(16_000);
    let text = '';
    slow.setEncoding('utf8');
    slow.on('data', (part: string) => {
      text += part;
    });
    await once(slow, 'end');
    expect(text.length).toBeLessThanOrEqual(told);
    expect(live.readers).toBe(0);
  });

  it('who do not keep up are looked at when their own standing changes, before they are told what came before', async () => {
    const { live, append } = await openLive();
    for (let i = 0; i < 1_000; i += 1) await append('review/a', i + 1);
    const slow = live.follow('slow', 0, everything, async () => undefined);
    await until(() => !wanted(slow));
    await append('person/slow', 1);
    // In the midst of what is told together.
    await pause(100);
    let text = '';
    slow.setEncoding('utf8');
    slow.on('data', (part: string) => {
      text += part;
    });
    await once(slow, 'end');
    expect([...text.matchAll(/^id: /gm)].length).toBeLessThan(500);
  });

  it('whose connection is gone are forgotten', async () => {
    const { live, append, said } = await openLive();
    const out = live.follow('gone', undefined, everything, async () => everything);
    const stays = follow(live, 'stays', async () => everything);
    out.destroy();
    await once(out, 'close');
    await append('review/a', 1);
    await until(() => stays.ids.length === 1);
    expect(live.readers).toBe(1);
    expect(said).toEqual([]);
  });
});
