import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AtalayaError, type ErrorCode } from '../../src/model/errors.ts';
import type { Append, AppendResult, Filter, Log, StoredEntry } from '../../src/store/log/log.ts';
import { dayUs, draftOf, draftsOf } from './entries.ts';
import { arbitraryScript, runScript } from './log-model.ts';
import type { LogPlace } from './log-place.ts';
import { readOnlyStreams } from './log-unchanged.ts';

export type { LogPlace };

const commandOf = (commandId: string, stream: string, version = 1, count = 1, timeUs = dayUs): Append => ({
  commandId,
  timeUs,
  drafts: draftsOf(stream, version, count),
});

async function all(entries: AsyncIterable<StoredEntry>): Promise<StoredEntry[]> {
  const found: StoredEntry[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}

async function refused(work: Promise<unknown>): Promise<ErrorCode | 'taken'> {
  try {
    await work;
    return 'taken';
  } catch (error) {
    if (error instanceof AtalayaError) return error.code;
    throw error;
  }
}

const indexesOf = (result: AppendResult): number[] =>
  result.outcome === 'appended' ? result.positions.map(({ index }) => index) : [];

/** What every `Log` does, whatever it stands on. `make` gives a place nobody has used. */
export function logConformance(name: string, make: () => Promise<LogPlace>): void {
  describe(`log: ${name}`, () => {
    let place: LogPlace;
    let log: Log;

    beforeEach(async () => {
      place = await make();
      log = await place.open();
    });
    afterEach(async () => {
      await log.close();
      await place.remove();
    });
    const reopen = async (): Promise<void> => {
      await log.close();
      log = await place.open();
    };

    it('starts empty', async () => {
      expect(await log.head()).toMatchObject({ size: 0, published: 0, troubles: [] });
      expect(await all(log.entries(0))).toEqual([]);
      expect(await all(log.stream('review/a', 1))).toEqual([]);
      expect(await log.version('review/a')).toBe(0);
      expect(await log.command('c')).toBeUndefined();
    });

    it('appends, in order, and gives back what it took', async () => {
      const first = await log.append(commandOf('one', 'review/a', 1, 2));
      const second = await log.append(commandOf('two', 'review/b', 1, 1, dayUs + 5));
      expect(first).toEqual({
        outcome: 'appended',
        positions: [
          { index: 0, stream: 'review/a', version: 1 },
          { index: 1, stream: 'review/a', version: 2 },
        ],
        duplicate: false,
      });
      expect(indexesOf(second)).toEqual([2]);
      const entries = await all(log.entries(0));
      expect(entries.map(({ index }) => index)).toEqual([0, 1, 2]);
      expect(entries[1]!.entry).toMatchObject({ ...draftOf('review/a', 2), timeUs: dayUs, part: 1, parts: 2 });
      expect(entries[2]!.entry).toMatchObject({ ...draftOf('review/b', 1), timeUs: dayUs + 5, part: 0, parts: 1 });
      expect(await all(log.entries(2))).toEqual(entries.slice(2));
      expect(await all(log.entries(3))).toEqual([]);
      expect(await log.version('review/a')).toBe(2);
    });

    it('tells a conflict of versions, and changes nothing', async () => {
      await log.append(commandOf('one', 'review/a', 1, 3));
      expect(await log.append(commandOf('two', 'review/a', 3))).toEqual({
        outcome: 'conflict',
        stream: 'review/a',
        expectedVersion: 2,
        actualVersion: 3,
      });
      expect(await log.append(commandOf('three', 'review/b', 2))).toMatchObject({
        expectedVersion: 1,
        actualVersion: 0,
      });
      expect(await log.command('two')).toBeUndefined();
      expect((await log.head()).size).toBe(3);
      expect(indexesOf(await log.append(commandOf('two', 'review/a', 4)))).toEqual([3]);
    });

    readOnlyStreams(
      () => log,
      () => place,
    );

    it('takes a command whole or not at all', async () => {
      await log.append(commandOf('one', 'review/a'));
      const drafts = [...draftsOf('review/b', 1, 2), ...draftsOf('review/a', 1, 1), ...draftsOf('review/c', 1, 1)];
      expect(await log.append({ commandId: 'two', timeUs: dayUs, drafts })).toMatchObject({ outcome: 'conflict' });
      expect(await log.version('review/b')).toBe(0);
      expect((await log.head()).size).toBe(1);
    });

    it('mixes streams within a command', async () => {
      const drafts = [draftOf('review/a', 1), draftOf('review/b', 1), draftOf('review/a', 2)];
      const result = await log.append({ commandId: 'one', timeUs: dayUs, drafts });
      expect(indexesOf(result)).toEqual([0, 1, 2]);
      expect((await all(log.stream('review/a', 1))).map(({ index }) => index)).toEqual([0, 2]);
      expect((await all(log.stream('review/a', 2))).map(({ index }) => index)).toEqual([2]);
    });

    it('gives a repeated command its first answer', async () => {
      const command = commandOf('one', 'review/a', 1, 2);
      const first = await log.append(command);
      const again = { ...first, duplicate: true };
      expect(await log.append(command)).toEqual(again);
      expect(await log.append(commandOf('one', 'review/other', 7))).toEqual(again);
      expect(await log.command('one')).toEqual(again);
      await reopen();
      expect(await log.append(command)).toEqual(again);
      expect((await log.head()).size).toBe(2);
    });

    it('gives it also while the first is still under way', async () => {
      const command = commandOf('one', 'review/a');
      const answers = await Promise.all(Array.from({ length: 20 }, () => log.append(command)));
      expect(answers.filter((it) => it.outcome === 'appended' && !it.duplicate)).toHaveLength(1);
      expect(answers.flatMap(indexesOf)).toEqual(Array.from({ length: 20 }, () => 0));
      expect((await log.head()).size).toBe(1);
    });

    it('takes 1,000 appends of many callers without a gap', async () => {
      const answers = await Promise.all(
        Array.from({ length: 1000 }, (_, i) =>
          log.append(commandOf(`c${i}`, `review/${i % 100}x${Math.floor(i / 100)}`)),
        ),
      );
      const indexes = answers.flatMap(indexesOf).sort((a, b) => a - b);
      expect(indexes).toEqual(Array.from({ length: 1000 }, (_, i) => i));
      const entries = await all(log.entries(0));
      expect(entries.map(({ index }) => index)).toEqual(indexes);
      for (const [i, answer] of answers.entries()) {
        const [index] = indexesOf(answer);
        expect(entries[index!]!.entry.stream).toBe(`review/${i % 100}x${Math.floor(i / 100)}`);
      }
    });

    it('lets one of many win a version', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => log.append(commandOf(`c${i}`, 'review/a'))),
      );
      expect(answers.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(49);
    });

    it('keeps the order in which one caller sends', async () => {
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, i) => log.append(commandOf(`c${i}`, 'review/a', i + 1))),
      );
      expect(answers.flatMap(indexesOf)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    });

    it('refuses what is no entry, and takes nothing of its command', async () => {
      const bad = [
        draftOf('review/é', 1),
        draftOf('Review/a', 1),
        draftOf('review', 1),
        draftOf('review/a', 0),
        draftOf('review/a', 1, { kind: 'revisión.hecha' }),
        draftOf('review/a', 1, { state: 'España' }),
        draftOf('review/a', 1, { role: '' }),
        draftOf('review/a', 1, { compartment: 'a\u0000b' }),
        draftOf('review/a', 1, { commitment: new Uint8Array(31) }),
        draftOf('review/a', 1, { body: { form: 'open', bytes: new Uint8Array(8) } }),
        draftOf('review/a', 1, {
          body: {
            form: 'sealed',
            keyId: new Uint8Array(16),
            nonce: new Uint8Array(12),
            ciphertext: new Uint8Array(65_536),
          },
        }),
      ];
      for (const [i, draft] of bad.entries()) {
        const drafts = [draftOf('review/good', 1), draft];
        expect(await refused(log.append({ commandId: `c${i}`, timeUs: dayUs, drafts })), `${i}`).toBe(
          'value-out-of-range',
        );
      }
      expect(await refused(log.append({ commandId: 'none', timeUs: dayUs, drafts: [] }))).toBe('value-out-of-range');
      expect(await refused(log.append({ commandId: 'half', timeUs: 0.5, drafts: draftsOf('review/a', 1, 1) }))).toBe(
        'value-out-of-range',
      );
      const gap = [draftOf('review/a', 1), draftOf('review/a', 3)];
      expect(await refused(log.append({ commandId: 'gap', timeUs: dayUs, drafts: gap }))).toBe('value-out-of-range');
      expect((await log.head()).size).toBe(0);
    });

    it('takes the longest entry', async () => {
      const ciphertext = new Uint8Array(65_200).fill(9);
      const body = { form: 'sealed', keyId: new Uint8Array(16), nonce: new Uint8Array(12), ciphertext } as const;
      await log.append({ commandId: 'long', timeUs: dayUs, drafts: [draftOf('review/a', 1, { body })] });
      const [stored] = await all(log.entries(0));
      expect(stored!.entry.body).toEqual(body);
    });

    it('raises a time that is up to five seconds behind, and refuses more', async () => {
      await log.append(commandOf('one', 'review/a', 1, 1, dayUs));
      await log.append(commandOf('two', 'review/a', 2, 1, dayUs - 5_000_000));
      expect(await refused(log.append(commandOf('three', 'review/a', 3, 1, dayUs - 5_000_001)))).toBe(
        'clock-backwards',
      );
      await reopen();
      expect(await refused(log.append(commandOf('three', 'review/a', 3, 1, dayUs - 5_000_001)))).toBe(
        'clock-backwards',
      );
      await log.append(commandOf('three', 'review/a', 3, 1, dayUs + 1));
      const times = (await all(log.entries(0))).map(({ entry }) => entry.timeUs);
      expect(times).toEqual([dayUs, dayUs, dayUs + 1]);
    });

    it('filters', async () => {
      const kinds = ['review.noted', 'review.closed', 'plan.made'];
      const states = ['ESP', 'PRT'];
      for (let i = 0; i < 60; i++) {
        const fields = { kind: kinds[i % 3]!, state: states[i % 2]!, compartment: i % 5 === 0 ? 'own' : 'joint' };
        const draft = draftOf(`review/${i % 4}`, Math.floor(i / 4) + 1, fields);
        await log.append({ commandId: `c${i}`, timeUs: dayUs + i, drafts: [draft] });
      }
      const entries = await all(log.entries(0));
      const filters: Filter[] = [
        {},
        { kind: 'plan.made' },
        { kind: 'plan.unheard' },
        { stream: 'review/2' },
        { stream: 'review/9' },
        { compartment: 'own' },
        { state: 'PRT', kind: 'review.closed' },
        { fromUs: dayUs + 10, toUs: dayUs + 20 },
        { fromUs: dayUs + 50, compartment: 'joint', state: 'ESP' },
        { toUs: dayUs },
      ];
      for (const filter of filters) {
        const wanted = entries.slice(7).filter(({ entry }) => agrees(filter, entry));
        expect(await all(log.entries(7, filter)), JSON.stringify(filter)).toEqual(wanted);
      }
      await log.publish();
      await reopen();
      for (const filter of filters) {
        const wanted = entries.filter(({ entry }) => agrees(filter, entry));
        expect(await all(log.entries(0, filter)), JSON.stringify(filter)).toEqual(wanted);
      }
    });

    it('gives the entries up to the moment of the call', async () => {
      await log.append(commandOf('one', 'review/a'));
      const entries = log.entries(0);
      await log.append(commandOf('two', 'review/b'));
      expect(await all(entries)).toHaveLength(1);
    });

    it('publishes, and shows what is published and what is not yet', async () => {
      for (let i = 0; i < 300; i++) await log.append(commandOf(`c${i}`, 'review/a', i + 1));
      expect(await log.publish()).toMatchObject({ size: 300, published: 300, troubles: [] });
      await log.append(commandOf('more', 'review/a', 301, 20));
      expect((await log.head()).size).toBe(320);
      expect((await all(log.entries(250))).map(({ index }) => index)).toEqual(
        Array.from({ length: 70 }, (_, i) => 250 + i),
      );
      expect((await all(log.stream('review/a', 299))).map(({ entry }) => entry.version)).toEqual(
        Array.from({ length: 22 }, (_, i) => 299 + i),
      );
      await reopen();
      expect(await log.head()).toMatchObject({ size: 320 });
      expect(await all(log.entries(0))).toHaveLength(320);
      expect(await log.publish()).toMatchObject({ size: 320, published: 320 });
    });

    it('publishes nothing, and the same again', async () => {
      expect(await log.publish()).toMatchObject({ size: 0, published: 0 });
      await log.append(commandOf('one', 'review/a'));
      expect(await log.publish()).toMatchObject({ published: 1 });
      expect(await log.publish()).toMatchObject({ published: 1 });
      await reopen();
      expect(await log.publish()).toMatchObject({ published: 1 });
    });

    it('tells subscribers how far it has come, until they end it', async () => {
      const sizes: number[] = [];
      const end = log.subscribe((size) => sizes.push(size));
      await log.append(commandOf('one', 'review/a', 1, 3));
      await log.append(commandOf('two', 'review/a', 4));
      await expect.poll(() => sizes).toEqual([3, 4]);
      end();
      await log.append(commandOf('three', 'review/a', 5));
      expect(sizes).toEqual([3, 4]);
    });

    it('finishes what was asked before it closes', async () => {
      const answers = Array.from({ length: 100 }, (_, i) => log.append(commandOf(`c${i}`, `review/${i}`)));
      await log.close();
      expect((await Promise.all(answers)).flatMap(indexesOf)).toHaveLength(100);
      log = await place.open();
      expect((await log.head()).size).toBe(100);
    });

    it('does what a plain list does, through any script of commands', async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryScript, async (script) => {
          const own = await make();
          try {
            await runScript(script, own);
          } finally {
            await own.remove();
          }
        }),
        { numRuns: 10 },
      );
    });
  });
}

function agrees(filter: Filter, entry: StoredEntry['entry']): boolean {
  return (
    (filter.kind === undefined || entry.kind === filter.kind) &&
    (filter.stream === undefined || entry.stream === filter.stream) &&
    (filter.compartment === undefined || entry.compartment === filter.compartment) &&
    (filter.state === undefined || entry.state === filter.state) &&
    (filter.fromUs === undefined || entry.timeUs >= filter.fromUs) &&
    (filter.toUs === undefined || entry.timeUs < filter.toUs)
  );
}
