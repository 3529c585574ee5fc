import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemDisk } from './disk.ts';
import { Journal } from './journal.ts';
import { checkBytes, headerBytes, recordBytes, sealRecord, splitPayload } from './record.ts';

const entry = (index: number, length = 40): Uint8Array => new Uint8Array(length).fill((index % 250) + 1);

function recordOf(first: number, count: number, length?: number): Uint8Array {
  const entries = Array.from({ length: count }, (_, i) => entry(first + i, length));
  const payload = entries.reduce((sum, bytes) => sum + 2 + bytes.length, 0);
  const record = new Uint8Array(recordBytes(payload));
  let at = headerBytes;
  for (const bytes of entries) {
    record[at] = bytes.length >> 8;
    record[at + 1] = bytes.length & 0xff;
    record.set(bytes, at + 2);
    at += 2 + bytes.length;
  }
  sealRecord(record, first, count);
  return record;
}

describe('the journal', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atalaya-journal-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const openJournal = (segmentBytes?: number): Promise<Journal> => Journal.open(folder, systemDisk, 0, segmentBytes);
  const path = (first: number): string => join(folder, 'journal', String(first).padStart(16, '0'));

  async function contents(journal: Journal): Promise<number[]> {
    const found: number[] = [];
    for (let at = journal.first; at < journal.end; ) {
      const record = await journal.read(at);
      const entries = splitPayload(record!.payload);
      expect(entries).toHaveLength(record!.count);
      entries.forEach((bytes, i) => {
        expect(bytes).toEqual(entry(record!.first + i, bytes.length));
        found.push(record!.first + i);
      });
      at = record!.first + record!.count;
    }
    return found;
  }

  async function write(counts: readonly number[], segmentBytes?: number): Promise<void> {
    const journal = await openJournal(segmentBytes);
    for (const count of counts) await journal.append(recordOf(journal.end, count), journal.end, count);
    await journal.close();
  }

  async function refusal(): Promise<unknown> {
    return openJournal().then(
      async (journal) => {
        await journal.close();
        return 'opened';
      },
      (error: unknown) => error,
    );
  }

  it('gives back what it took, over segments', async () => {
    await write([3, 1, 5, 2, 4], 200);
    expect((await readdir(join(folder, 'journal'))).length).toBeGreaterThan(2);
    const journal = await openJournal(200);
    expect(await contents(journal)).toEqual(Array.from({ length: 15 }, (_, i) => i));
    expect(journal.hasSegmentBefore(2)).toBe(false);
    await journal.dropBefore(9);
    expect(journal.first).toBeLessThanOrEqual(9);
    expect(journal.first).toBeGreaterThan(0);
    expect(await journal.read(0)).toBeUndefined();
    await journal.close();
    const again = await openJournal(200);
    expect((await contents(again)).at(-1)).toBe(14);
    await again.close();
  });

  it('cuts off a last record that was torn at any byte, and goes on', async () => {
    await write([2, 3]);
    const whole = await readFile(path(0));
    const from = recordOf(0, 2).length;
    for (let length = from; length < whole.length; length++) {
      await writeFile(path(0), whole.subarray(0, length));
      const journal = await openJournal();
      expect(journal.end, `${length}`).toBe(2);
      await journal.append(recordOf(2, 1), 2, 1);
      await journal.close();
    }
    const journal = await openJournal();
    expect(await contents(journal)).toEqual([0, 1, 2]);
    await journal.close();
  });

  it('cuts off a last record of which sectors never reached the disk', async () => {
    await write([2]);
    const good = await readFile(path(0));
    const torn = new Uint8Array(recordOf(2, 60));
    torn.fill(0, 1024);
    await writeFile(path(0), Buffer.concat([good, torn]));
    const journal = await openJournal();
    expect(journal.end).toBe(2);
    await journal.close();
    await writeFile(path(0), Buffer.concat([good, new Uint8Array(4096)]));
    const again = await openJournal();
    expect(again.end).toBe(2);
    await again.close();
  });

  it('refuses any other damage, with file and offset', async () => {
    await write([2, 3, 4]);
    const whole = await readFile(path(0));
    const offsets = [0, recordOf(0, 2).length, recordOf(0, 2).length + recordOf(2, 3).length];
    for (let at = 0; at < whole.length; at++) {
      const damaged = Uint8Array.from(whole);
      damaged[at] = damaged[at]! ^ 0x10;
      await writeFile(path(0), damaged);
      const start = offsets.findLast((offset) => offset <= at);
      expect(await refusal(), `${at}`).toMatchObject({ code: 'log-damaged', where: `${path(0)}, offset ${start}` });
    }
  });

  it('refuses a gap, and a torn record that is not the last', async () => {
    await write([5, 5, 5], 200);
    const names = (await readdir(join(folder, 'journal'))).sort();
    expect(names.length).toBeGreaterThan(2);
    const second = join(folder, 'journal', names[1]!);
    const bytes = await readFile(second);
    await truncate(second, bytes.length - checkBytes);
    expect(await refusal()).toMatchObject({ code: 'log-damaged' });
    await rm(second);
    expect(await refusal()).toMatchObject({ code: 'log-damaged' });
  });

  it('keeps what is whole before any bytes, or refuses', async () => {
    await write([2, 3]);
    const whole = await readFile(path(0));
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.constant(Uint8Array.from(recordOf(5, 2).subarray(0, 60))),
      fc.constant(new Uint8Array(600)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { minLength: 1, maxLength: 4 }), async (rest) => {
        await writeFile(path(0), Buffer.concat([whole, ...rest]));
        try {
          const journal = await openJournal();
          expect(await contents(journal)).toEqual([0, 1, 2, 3, 4]);
          await journal.close();
        } catch (error) {
          expect(error).toMatchObject({ code: 'log-damaged', where: `${path(0)}, offset ${whole.length}` });
        }
      }),
      { numRuns: 60 },
    );
  });
});
