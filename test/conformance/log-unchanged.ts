import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandHash } from '../../src/account/entry.ts';
import type { AppendResult, Log } from '../../src/store/log/log.ts';
import { sha256 } from '../account-crypto.ts';
import { dayUs, draftOf, draftsOf } from './entries.ts';
import type { LogPlace } from './log-place.ts';

/** A decision as it was appended: what it read, and under which id. */
interface Decision {
  readonly commandId: string;
  readonly writes: string;
  readonly read: ReadonlyMap<string, number>;
}

const append = (log: Log, { commandId, writes, read }: Decision): Promise<AppendResult> => {
  const unchanged = new Map([...read].filter(([stream]) => stream !== writes));
  const drafts = [draftOf(writes, (read.get(writes) ?? 0) + 1)];
  return log.append({ commandId, timeUs: dayUs, drafts, unchanged });
};

/** Reads streams, one after the other, while others append. */
async function readAt(log: Log, streams: Iterable<string>): Promise<Map<string, number>> {
  const read = new Map<string, number>();
  for (const stream of streams) read.set(stream, await log.version(stream));
  return read;
}

/** Decisions that do not stand upon what they read: something of it had changed where they were put into the log. */
async function misplaced(log: Log, taken: readonly Decision[]): Promise<string[]> {
  const byHash = new Map(taken.map((it) => [Buffer.from(commandHash(it.commandId, sha256)).toString('hex'), it]));
  const versions = new Map<string, number>();
  const faults: string[] = [];
  for await (const { index, entry } of log.entries(0)) {
    const decision = byHash.get(Buffer.from(entry.command).toString('hex'));
    for (const [stream, version] of decision?.read ?? []) {
      const actual = versions.get(stream) ?? 0;
      if (actual !== version) faults.push(`entry ${index} read ${stream} at ${version} where ${actual} stood`);
    }
    versions.set(entry.stream, entry.version);
  }
  return faults;
}

/** Part of the suite of every log: streams that a command rests on and does not write. */
export function readOnlyStreams(log: () => Log, place: () => LogPlace): void {
  /** Does something with the log and the same log as another process has it, where there can be one. */
  async function withOther(act: (other: Log) => Promise<void>): Promise<void> {
    const other = await place().beside?.();
    try {
      await act(other ?? log());
    } finally {
      await other?.close();
    }
  }
  const at = (...read: readonly (readonly [string, number])[]) => new Map(read);

  it('takes a command only while what it read is unchanged, and names what is not', async () => {
    await log().append({ commandId: 'one', timeUs: dayUs, drafts: draftsOf('person/a', 1, 2) });
    const drafts = draftsOf('review/a', 1, 1);
    const two = { commandId: 'two', timeUs: dayUs, drafts };
    const changed = { outcome: 'conflict', stream: 'person/a', expectedVersion: 1, actualVersion: 2 };
    expect(await log().append({ ...two, unchanged: at(['person/b', 0], ['person/a', 1]) })).toEqual(changed);
    const missing = { outcome: 'conflict', stream: 'person/b', expectedVersion: 3, actualVersion: 0 };
    expect(await log().append({ ...two, unchanged: at(['person/a', 2], ['person/b', 3]) })).toEqual(missing);
    // A stream that is written is told of first; one may also be both.
    const both = { ...two, drafts: [draftOf('review/b', 4)], unchanged: at(['person/a', 1]) };
    expect(await log().append(both)).toMatchObject({ outcome: 'conflict', stream: 'review/b' });
    expect(await log().append({ ...two, unchanged: at(['review/a', 1]) })).toMatchObject({ stream: 'review/a' });
    expect(await log().command('two')).toBeUndefined();
    expect((await log().head()).size).toBe(2);
    const read = at(['person/a', 2], ['person/b', 0], ['review/a', 0]);
    expect(await log().append({ ...two, unchanged: read })).toMatchObject({ outcome: 'appended', duplicate: false });
    expect(await log().version('person/a')).toBe(2);
  });

  it('answers a repeated command as before, though what it read has changed since', async () => {
    const command = { commandId: 'one', timeUs: dayUs, drafts: draftsOf('review/a', 1, 1) };
    const first = await log().append({ ...command, unchanged: at(['person/a', 0]) });
    await log().append({ commandId: 'two', timeUs: dayUs, drafts: draftsOf('person/a', 1, 1) });
    expect(await log().append({ ...command, unchanged: at(['person/a', 0]) })).toEqual({ ...first, duplicate: true });
  });

  it('refuses to watch what no stream could be', async () => {
    const many = new Map(Array.from({ length: 4_097 }, (_, i) => [`person/${i}`, 0]));
    const wrong = [at(['person/\u0000', 0]), at(['person', 0]), at(['person/a', -1]), at(['person/a', 0.5]), many];
    const answers = wrong.map((unchanged, i) =>
      log().append({ commandId: `c${i}`, timeUs: dayUs, drafts: draftsOf('review/a', 1, 1), unchanged }),
    );
    // What comes in the same moment does not suffer with them.
    const good = log().append({ commandId: 'good', timeUs: dayUs, drafts: draftsOf('review/b', 1, 1) });
    for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: 'value-out-of-range' });
    expect(await good).toMatchObject({ outcome: 'appended' });
    expect((await log().head()).size).toBe(1);
  });

  it('lets one of two win who each read what the other writes', async () => {
    await withOther(async (other) => {
      for (let round = 0; round < 40; round++) {
        const [a, b] = [`review/a${round}`, `review/b${round}`];
        const rivals = [
          { commandId: `a${round}`, writes: a, read: at([b, 0]) },
          { commandId: `b${round}`, writes: b, read: at([a, 0]) },
        ] as const;
        const answers = await Promise.all([append(log(), rivals[0]), append(other, rivals[1])]);
        const loser = answers.findIndex(({ outcome }) => outcome === 'conflict');
        expect(answers.map(({ outcome }) => outcome).sort(), `round ${round}`).toEqual(['appended', 'conflict']);
        const stream = loser === 0 ? b : a;
        expect(answers[loser]).toEqual({ outcome: 'conflict', stream, expectedVersion: 0, actualVersion: 1 });
      }
      expect((await log().head()).size).toBe(40);
    });
  });

  it('puts every decision where all that it read still stood, through any race', async () => {
    const stream = fc.nat(5).map((number) => `review/s${number}`);
    const wish = fc.record({
      writes: stream,
      reads: fc.uniqueArray(stream, { maxLength: 3 }),
      elsewhere: fc.boolean(),
    });
    let raced = 0;
    await withOther(async (other) => {
      const taken: Decision[] = [];
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(wish, { minLength: 2, maxLength: 12 }), async (wishes) => {
          run += 1;
          const decide = async ({ writes, reads, elsewhere }: (typeof wishes)[number], i: number): Promise<void> => {
            const own = elsewhere ? other : log();
            // As the door does it: whoever meets a conflict reads again.
            for (let attempt = 0; attempt < 4; attempt++) {
              const commandId = `${run}-${i}`;
              const decision = { commandId, writes, read: await readAt(own, new Set([writes, ...reads])) };
              const answer = await append(own, decision);
              if (answer.outcome === 'appended') return void taken.push(decision);
              raced += 1;
            }
          };
          await Promise.all(wishes.map(decide));
        }),
        { numRuns: 15 },
      );
      expect(await misplaced(log(), taken)).toEqual([]);
      expect((await log().head()).size).toBe(taken.length);
    });
    // Decisions that read at the same moment do come into each other's way.
    expect(raced).toBeGreaterThan(0);
  });
}
