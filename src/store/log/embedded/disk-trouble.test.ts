import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayUs, draftOf, draftsOf } from '../../../../test/conformance/entries.ts';
import { testSigner } from '../../../../test/conformance/log-key.ts';
import { playingDisk, systemError } from '../../../../test/playing-disk.ts';
import { encodeEntry } from '../../../account/entry.ts';
import { noteEd25519 } from '../../../account/format.ts';
import { makeVerifierKey } from '../../../account/note.ts';
import { AtalayaError } from '../../../model/errors.ts';
import { sha256 } from '../../hashing.ts';
import { type CoreAnswer, LogCore } from './core.ts';
import type { Disk } from './disk.ts';
import { openEmbeddedLog } from './embedded-log.ts';

const origin = 'log.test/trouble';
const signer = testSigner(origin);
const key = makeVerifierKey(origin, noteEd25519, signer.publicKey, sha256);

/** A core without its thread, so that its disk can be played. */
async function openCore(folder: string, disk: Disk) {
  const waiting = new Map<number, (answer: CoreAnswer) => void>();
  let next = 0;
  const core = await LogCore.open({
    folder,
    origin,
    key,
    nowUs: dayUs,
    disk,
    progress: () => undefined,
    answered: (answers) => {
      for (const answer of answers) waiting.get(answer.id)?.(answer);
    },
  });
  const append = (commandId: string, stream: string, version: number): Promise<string> => {
    const id = next++;
    const command = sha256(Buffer.from(commandId)).slice(0, 16);
    const draft = draftOf(stream, version);
    const bytes = encodeEntry({ ...draft, timeUs: dayUs, command, part: 0, parts: 1 });
    const answer = new Promise<CoreAnswer>((resolve) => waiting.set(id, resolve));
    core.append([{ id, command, timeUs: dayUs, entries: [{ ...draft, bytes }] }]);
    return answer.then((it) =>
      it.outcome === 'refused' ? it.error.code : `${it.outcome}${'first' in it ? it.first : ''}`,
    );
  };
  return { core, append };
}

describe('trouble with the disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atalaya-trouble-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('refuses appends while the disk is full, keeps serving, and goes on by itself', async () => {
    let full = false;
    const disk = playingDisk((call) => {
      if (full && call === 'write') throw systemError('ENOSPC');
    });
    const { core, append } = await openCore(folder, disk);
    expect(await append('a', 'review/a', 1)).toBe('appended0');
    full = true;
    expect(await Promise.all([append('b', 'review/a', 2), append('c', 'review/b', 1)])).toEqual([
      'disk-full',
      'disk-full',
    ]);
    expect(core.size).toBe(1);
    expect(await core.version('review/a')).toBe(1);
    full = false;
    expect(await append('b', 'review/a', 2)).toBe('appended1');
    expect(core.troubles).toEqual([]);
    await core.close();
    const again = await openCore(
      folder,
      playingDisk(() => undefined),
    );
    expect(again.core.size).toBe(2);
    expect(await again.append('a', 'review/a', 1)).toBe('duplicate0');
    await again.core.close();
  });

  it('refuses also where there is no room for a new segment', async () => {
    let full = true;
    const disk = playingDisk((call) => {
      if (full && call === 'open') throw systemError('EDQUOT');
    });
    const { core, append } = await openCore(folder, disk);
    expect(await append('a', 'review/a', 1)).toBe('disk-full');
    full = false;
    expect(await append('a', 'review/a', 1)).toBe('appended0');
    await core.close();
  });

  it.each([
    ['a sync that failed', 'sync', 'EIO'],
    ['a write that failed', 'write', 'EIO'],
    ['a journal that cannot be cut back', 'truncate', 'EIO'],
  ] as const)('takes nothing more after %s, until it is started again', async (_, failing, code) => {
    let broken = false;
    const disk = playingDisk((call) => {
      if (!broken) return;
      if (call === failing) throw systemError(code);
      if (call === 'write' && failing === 'truncate') throw systemError('ENOSPC');
    });
    const { core, append } = await openCore(folder, disk);
    expect(await append('a', 'review/a', 1)).toBe('appended0');
    broken = true;
    expect(await append('b', 'review/a', 2)).toBe('log-failed');
    broken = false;
    // The disk seems to be well again; but what it holds is not known.
    expect(await append('c', 'review/a', 2)).toBe('log-failed');
    expect(core.troubles).toHaveLength(1);
    expect(await core.version('review/a')).toBe(1);
    expect(await core.grow()).toMatchObject({ size: 1 });
    await core.close();
    const again = await openCore(
      folder,
      playingDisk(() => undefined),
    );
    const version = await again.core.version('review/a');
    expect(['appended1', 'duplicate1']).toContain(await again.append('b', 'review/a', 2));
    expect([1, 2]).toContain(version);
    expect(await again.append('d', 'review/a', 3)).toBe('appended2');
    await again.core.close();
  });
});

const mayMount = ((): boolean => {
  if (process.getuid?.() !== 0) return false;
  const probe = spawnSync('sh', [
    '-c',
    'd=$(mktemp -d) && mount -t tmpfs -o size=64k none "$d" && umount "$d" && rmdir "$d"',
  ]);
  return probe.status === 0;
})();

describe.skipIf(!mayMount)('a real disk that is small (tmpfs; needs the right to mount)', () => {
  let mount: string;
  beforeEach(async () => {
    mount = await mkdtemp(join(tmpdir(), 'atalaya-small-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'none', mount]);
  });
  afterEach(async () => {
    execFileSync('umount', [mount]);
    await rm(mount, { recursive: true, force: true });
  });
  const open = (publishIntervalMs: number | 'none') =>
    openEmbeddedLog({ folder: join(mount, 'log'), origin, signer, now: () => dayUs, publishIntervalMs });

  const send = async (log: Awaited<ReturnType<typeof open>>, n: number): Promise<string> => {
    try {
      const drafts = draftsOf(`review/${n}`, 1, 20);
      return (await log.append({ commandId: `c${n}`, timeUs: dayUs + n, drafts })).outcome;
    } catch (error) {
      if (error instanceof AtalayaError) return error.code;
      throw error;
    }
  };

  it('is told, loses nothing, and goes on when there is room', async () => {
    const ballast = join(mount, 'ballast');
    await writeFile(ballast, new Uint8Array(1_000_000));
    let log = await open(10);
    let taken = 0;
    let refusedAt: string | undefined;
    for (let n = 0; refusedAt === undefined && n < 2000; n++) {
      const outcome = await send(log, n);
      if (outcome === 'appended') taken++;
      else refusedAt = outcome;
    }
    expect(refusedAt).toBe('disk-full');
    expect(taken).toBeGreaterThan(5);
    expect((await log.head()).size).toBe(taken * 20);
    let read = 0;
    for await (const _ of log.entries(0)) read++;
    expect(read).toBe(taken * 20);
    await rm(ballast);
    await expect.poll(() => send(log, taken), { timeout: 5_000 }).toBe('appended');
    expect(await log.publish()).toMatchObject({ size: (taken + 1) * 20, published: (taken + 1) * 20, troubles: [] });
    await log.close();
    log = await open('none');
    expect((await log.head()).size).toBe((taken + 1) * 20);
    await log.close();
  });

  it('is told where it is read-only', async () => {
    await (await open('none')).close();
    execFileSync('mount', ['-o', 'remount,ro', mount]);
    await expect(open('none')).rejects.toMatchObject({ code: 'folder-read-only' });
    execFileSync('mount', ['-o', 'remount,rw', mount]);
    await (await open('none')).close();
  });
});
