import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayUs, draftsOf } from '../../../test/conformance/entries.ts';
import { testSigner } from '../../../test/conformance/log-key.ts';
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
