import { spawn } from 'node:child_process';
import { cp, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayUs, draftsOf } from '../../../../test/conformance/entries.ts';
import { testSigner } from '../../../../test/conformance/log-key.ts';
import type { Log } from '../log.ts';
import { type EmbeddedLogOptions, openEmbeddedLog } from './embedded-log.ts';
import { removeIndex } from './rebuild.ts';

const origin = 'log.test/folder';
const signer = testSigner(origin);

describe('trouble with the folder', () => {
  let parent: string;
  let folder: string;
  let log: Log | undefined;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'atalaya-folder-'));
    folder = join(parent, 'log');
  });
  afterEach(async () => {
    await log?.close();
    log = undefined;
    await rm(parent, { recursive: true, force: true });
  });

  const start = async (more: Partial<EmbeddedLogOptions> = {}): Promise<Log> => {
    log = await openEmbeddedLog({ folder, origin, signer, now: () => dayUs, publishIntervalMs: 'none', ...more });
    return log;
  };
  const stop = async (): Promise<void> => {
    await log?.close();
    log = undefined;
  };
  /** Appends commands of ten entries, each to a stream of its own. */
  const fill = async (to: Log, from: number, commands: number): Promise<void> => {
    const send = (n: number) =>
      to.append({ commandId: `c${n}`, timeUs: dayUs + n, drafts: draftsOf(`review/${n}`, 1, 10) });
    await Promise.all(Array.from({ length: commands }, (_, i) => send(from + i)));
  };
  const check = async (of: Log, commands: number): Promise<void> => {
    let next = 0;
    for await (const { index, entry } of of.entries(0)) {
      expect(index).toBe(next++);
      expect(entry.version).toBe((index % 10) + 1);
    }
    expect(next).toBe(commands * 10);
    for (const n of [0, commands - 1]) {
      expect(await of.version(`review/${n}`)).toBe(10);
      expect(await of.command(`c${n}`)).toMatchObject({ outcome: 'appended' });
    }
  };

  it('is told who has it open, in this process and in another', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({
      code: 'folder-locked',
      message: expect.stringContaining(`process ${process.pid} since ${new Date(dayUs / 1000).toISOString()}`),
    });
    await stop();
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('../../../../test/prove/log-2-child.ts', import.meta.url)),
        JSON.stringify({ place: { folder }, seed: 1, run: 0 }),
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect(start()).rejects.toMatchObject({
      code: 'folder-locked',
      message: expect.stringContaining(`process ${child.pid}`),
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
    // The kernel has dropped the lock; what is left there is signed by another, which is told as well.
    await expect(start()).rejects.toMatchObject({
      code: 'log-damaged',
      message: expect.stringContaining('signed by no known key'),
    });
  });

  it('makes the index anew where it is gone, garbage, cut short or behind', async () => {
    await fill(await start(), 0, 40);
    await stop();
    const index = join(folder, 'index.sqlite');
    const behind = await readFile(index);
    await fill(await start(), 40, 40);
    await log!.publish();
    await fill(log!, 80, 5);
    await stop();
    const spoil: (() => Promise<void>)[] = [
      () => rm(index),
      () => writeFile(index, 'this is no database, whatever its name says'.repeat(200)),
      () => writeFile(index, ''),
      async () => truncate(index, (await stat(index)).size / 2),
      () => writeFile(index, behind),
    ];
    for (const act of spoil) {
      await act();
      await check(await start(), 85);
      await stop();
    }
  });

  it('makes the index anew where it breaks under its feet', async () => {
    await fill(await start(), 0, 300);
    await log!.publish();
    const index = join(folder, 'index.sqlite');
    for (const name of await readdir(folder)) {
      if (!name.startsWith('index.sqlite')) continue;
      const file = await open(join(folder, name), 'r+');
      await file.write(new Uint8Array((await stat(index)).size).fill(0xa5), 0, undefined, 0);
      await file.close();
    }
    // What SQLite has in its cache may answer still; sooner or later it reads the file.
    for (let n = 300; n < 330; n++) await fill(log!, n, 1);
    await check(log!, 330);
    await stop();
    await check(await start(), 330);
  });

  it('goes on where the index is deleted while it is open', async () => {
    await fill(await start(), 0, 20);
    for (const name of await readdir(folder)) if (name.startsWith('index.sqlite')) await rm(join(folder, name));
    await fill(log!, 20, 20);
    await check(log!, 40);
    await stop();
    await check(await start(), 40);
  });

  it('refuses an index that knows more than the log holds, until it is told to forget it', async () => {
    await fill(await start(), 0, 10);
    await log!.publish();
    await stop();
    await cp(folder, join(parent, 'older'), { recursive: true });
    await fill(await start(), 10, 10);
    await stop();
    await cp(join(folder, 'index.sqlite'), join(parent, 'older', 'index.sqlite'));
    folder = join(parent, 'older');
    await expect(start()).rejects.toMatchObject({
      code: 'rolled-back',
      cure: expect.stringContaining('atalaya log rebuild'),
    });
    removeIndex(folder, dayUs);
    await check(await start(), 10);
  });

  it('refuses an index of a newer program', async () => {
    await (await start()).close();
    const database = new DatabaseSync(join(folder, 'index.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(start()).rejects.toMatchObject({
      code: 'log-damaged',
      message: expect.stringContaining('version 99'),
    });
    removeIndex(folder, dayUs);
    await start();
  });

  it('refuses another key and another origin', async () => {
    await fill(await start(), 0, 1);
    await log!.publish();
    await stop();
    await expect(start({ signer: testSigner(origin, 8) })).rejects.toMatchObject({ code: 'log-damaged' });
    await expect(start({ origin: 'log.test/other' })).rejects.toMatchObject({ code: 'log-damaged' });
    await check(await start(), 1);
  });

  it('writes the same evidence again after a loss of power took what was not synced', async () => {
    await fill(await start(), 0, 60);
    await log!.publish();
    await fill(log!, 60, 1);
    await log!.publish();
    await stop();
    const whole = await evidenceOf(folder);
    for (const name of whole.keys()) {
      if (!name.startsWith('tile')) continue;
      if (name.length % 2 === 0) await truncate(join(folder, 'evidence', name), 0);
      else await rm(join(folder, 'evidence', name));
    }
    await check(await start(), 61);
    await stop();
    const mended = await evidenceOf(folder);
    for (const [name, bytes] of mended) expect(bytes, name).toEqual(whole.get(name));
    expect(mended.has('tile/entries/000')).toBe(true);
  });

  it('drops segments only once the evidence holds their entries, and opens without them', async () => {
    await start({ segmentBytes: 4_000 });
    for (let n = 0; n < 30; n++) await fill(log!, n, 1);
    const before = await readdir(join(folder, 'journal'));
    expect(before.length).toBeGreaterThan(5);
    await log!.publish();
    expect((await readdir(join(folder, 'journal'))).length).toBe(1);
    await fill(log!, 30, 1);
    await stop();
    await check(await start({ segmentBytes: 4_000 }), 31);
    expect(await log!.publish()).toMatchObject({ size: 310, published: 310 });
  });

  it('tells damage of synced evidence where it is met', async () => {
    await start({ segmentBytes: 4_000 });
    for (let n = 0; n < 60; n++) await fill(log!, n, 1);
    await log!.publish();
    await stop();
    await truncate(join(folder, 'evidence', 'tile/entries/000'), 100);
    await rm(join(folder, 'index.sqlite'));
    await expect(start()).rejects.toMatchObject({
      code: 'log-damaged',
      where: expect.stringContaining('tile/entries/000'),
    });
  });

  it('refuses a folder that holds less than it has signed, and takes a replica of the rest', async () => {
    await fill(await start(), 0, 30);
    await log!.publish();
    await stop();
    await cp(folder, join(parent, 'older'), { recursive: true });
    await fill(await start(), 30, 30);
    await log!.publish();
    await stop();
    const newer = folder;
    folder = join(parent, 'older');
    await cp(join(newer, 'last-signed'), join(folder, 'last-signed'));
    await expect(start()).rejects.toMatchObject({ code: 'rolled-back', cure: expect.stringContaining('replica') });
    await cp(join(newer, 'evidence'), join(folder, 'evidence'), { recursive: true });
    await check(await start(), 60);
    await fill(log!, 60, 1);
    expect(await log!.publish()).toMatchObject({ size: 610, published: 610 });
    await stop();
    await check(await start(), 61);
  });
});

async function evidenceOf(folder: string): Promise<Map<string, Uint8Array>> {
  const root = join(folder, 'evidence');
  const found = new Map<string, Uint8Array>();
  for (const item of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!item.isFile()) continue;
    const path = join(item.parentPath, item.name);
    found.set(path.slice(root.length + 1), await readFile(path));
  }
  return found;
}
