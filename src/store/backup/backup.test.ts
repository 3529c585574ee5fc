import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayUs, draftsOf } from '../../../test/conformance/entries.ts';
import { testSigner } from '../../../test/conformance/log-key.ts';
import { openDataFolder } from '../folder/data-folder.ts';
import { openReader } from '../folder/reader.ts';
import { openEmbeddedLog } from '../log/embedded/embedded-log.ts';
import { backupLog, restoreLog } from './backup.ts';

const origin = 'log.test/backup';
const signal = new AbortController().signal;
const along = () => undefined;

describe('a backup', () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'atalaya-backup-'));
    folder = join(parent, 'log');
    const signer = testSigner(origin);
    const log = await openEmbeddedLog({ folder, origin, signer, now: () => dayUs, publishIntervalMs: 'none' });
    await log.append({ commandId: 'c', timeUs: dayUs, drafts: draftsOf('review/a', 1, 3) });
    await log.publish();
    await log.close();
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('does not go into the log it is of, nor is it restored into itself', async () => {
    const before = await readdir(folder, { recursive: true });
    for (const out of [folder, join(folder, 'evidence', 'new'), join(folder, 'backup')])
      await expect(backupLog(folder, out, along, signal)).rejects.toMatchObject({ code: 'usage' });
    expect(await readdir(folder, { recursive: true })).toEqual(before);
    const out = join(parent, 'backup');
    await backupLog(folder, out, along, signal);
    await expect(restoreLog(out, join(out, 'anew'), along, signal)).rejects.toMatchObject({ code: 'usage' });
  });

  it('brings back whom the log asks to cosign, but leaves what the folder says of them', async () => {
    await writeFile(join(folder, 'witnesses'), '# of then\n');
    const out = join(parent, 'backup');
    await backupLog(folder, out, along, signal);
    await restoreLog(out, join(parent, 'anew'), along, signal);
    expect(await readFile(join(parent, 'anew', 'witnesses'), 'utf8')).toBe('# of then\n');
    await mkdir(join(parent, 'kept'));
    await writeFile(join(parent, 'kept', 'witnesses'), '# of now\n');
    await restoreLog(out, join(parent, 'kept'), along, signal);
    expect(await readFile(join(parent, 'kept', 'witnesses'), 'utf8')).toBe('# of now\n');
    await rm(join(folder, 'witnesses'));
    await backupLog(folder, out, along, signal);
    expect(await readdir(out)).not.toContain('witnesses');
  });

  it('leaves nothing where there is nothing to restore, or what there is does not hold', async () => {
    await mkdir(join(parent, 'empty'));
    await expect(restoreLog(join(parent, 'empty'), join(parent, 'anew'), along, signal)).rejects.toMatchObject({
      code: 'not-ready',
    });
    expect(await readdir(parent)).not.toContain('anew');
    const out = join(parent, 'backup');
    await backupLog(folder, out, along, signal);
    await writeFile(join(out, 'evidence', 'tile', 'entries', '000.p', '3'), 'none');
    await expect(restoreLog(out, join(parent, 'anew'), along, signal)).rejects.toMatchObject({ code: 'log-damaged' });
    expect(await readdir(join(parent, 'anew'))).toEqual([]);
  });

  it('copies the tracks of a folder that nobody has open without touching it, and of one in use through SQLite', async () => {
    const tracks = new DatabaseSync(join(folder, 'tracks.sqlite'));
    tracks.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)');
    const count = async (name: string) => {
      const out = join(parent, name);
      await backupLog(folder, out, along, signal);
      const copy = new DatabaseSync(join(out, 'tracks.sqlite'));
      const rows = copy.prepare('SELECT a FROM t').all().length;
      copy.close();
      return rows;
    };
    expect(await count('in-use')).toBe(1);
    tracks.close();
    expect(await count('closed')).toBe(1);
    expect((await readdir(folder)).filter((name) => name.startsWith('tracks'))).toEqual(['tracks.sqlite']);
  });

  it('makes no other key for a log that was restored without its keyring', async () => {
    await backupLog(folder, join(parent, 'backup'), along, signal);
    const anew = join(parent, 'anew');
    await restoreLog(join(parent, 'backup'), anew, along, signal);
    const before = await readdir(anew, { recursive: true });
    await expect(openDataFolder({ folder: anew, now: () => dayUs })).rejects.toMatchObject({ code: 'keyring-damaged' });
    expect(await readdir(anew, { recursive: true })).toEqual(before);
  });

  it('waits for a service to publish what its journal holds', async () => {
    const signer = testSigner(origin);
    const log = await openEmbeddedLog({ folder, origin, signer, now: () => dayUs, publishIntervalMs: 'none' });
    await log.append({ commandId: 'd', timeUs: dayUs, drafts: draftsOf('review/b', 1, 2) });
    const backup = backupLog(folder, join(parent, 'backup'), along, signal);
    await log.publish();
    expect(await backup).toMatchObject({ size: 5, published: 5 });
    await log.append({ commandId: 'e', timeUs: dayUs, drafts: draftsOf('review/c', 1, 2) });
    await log.close();
    // Nobody publishes: the journal has it.
    expect(await backupLog(folder, join(parent, 'other'), along, signal)).toMatchObject({ size: 7, published: 5 });
  });

  it('is read without leaving anything in it', async () => {
    const out = join(parent, 'backup');
    await backupLog(folder, out, along, signal);
    const before = await readdir(out, { recursive: true });
    const reader = await openReader(out, dayUs);
    expect(reader.sealedBecause).toContain('no keyring');
    let read = 0;
    for await (const _ of reader.browse(0, {})) read++;
    await reader.close();
    expect(read).toBe(3);
    expect(await readdir(out, { recursive: true })).toEqual(before);
  });

  it('and a folder in use are read without taking away what another process is about to store', async () => {
    await cp(folder, join(parent, 'busy'), { recursive: true });
    const staged = join(parent, 'busy', 'scratch', '1-0.blob');
    await mkdir(join(parent, 'busy', 'scratch'), { recursive: true });
    await writeFile(staged, 'half');
    const reader = await openReader(join(parent, 'busy'), dayUs);
    await reader.close();
    expect(await readFile(staged, 'utf8')).toBe('half');
  });
});
