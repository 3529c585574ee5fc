import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { keysSuite } from '../../../test/conformance/keys.ts';
import type { DestroyStep } from './compartment.ts';
import { openKeyring } from './files.ts';
import type { Keys } from './keys.ts';

const folders: string[] = [];
async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keyring-'));
  folders.push(folder);
  return join(folder, 'keys');
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

keysSuite('in a folder', async () => {
  const folder = await freshFolder();
  return { open: () => openKeyring(folder), clear: async () => {} };
});

/** Every byte of a folder and what is below it. */
async function everything(folder: string): Promise<Buffer> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((it) => it.isFile()).map((it) => readFile(join(it.parentPath, it.name)));
  return Buffer.concat(await Promise.all(files));
}

async function fill(keys: Keys, compartment: string, count: number) {
  return Promise.all(Array.from({ length: count }, (_, i) => keys.dataKey(compartment, `item-${i}`)));
}

describe('files of the keyring', () => {
  it('belong to their owner alone and hold no data key in the open', async () => {
    const folder = await freshFolder();
    const keys = await openKeyring(folder);
    const { key } = await keys.dataKey('A', 'item');
    const modes = [folder, join(folder, 'A'), join(folder, 'A', '00000001-00000001.keys')].map(
      async (path) => (await stat(path)).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o700, 0o700, 0o600]);
    expect((await everything(folder)).includes(Buffer.from(key))).toBe(false);
    await keys.close();
  });

  it('begins a new epoch where one is full, and spans them in one call', async () => {
    const folder = await freshFolder();
    const options = { epochItems: 4 };
    const keys = await openKeyring(folder, options);
    const made = await fill(keys, 'A', 10);
    await keys.close();
    expect((await readdir(join(folder, 'A'))).length).toBe(3);
    const again = await openKeyring(folder, options);
    for (const { keyId, key } of made) expect(await again.find('A', keyId)).toEqual(key);
    const [second, ninth] = [made[1], made[8]];
    if (second === undefined || ninth === undefined) throw new Error('Ten keys were made');
    const wanted = [second, ninth].map(({ keyId }) => ({ compartment: 'A', keyId }));
    expect((await again.destroy(wanted)).epochs.map(({ epoch }) => epoch)).toEqual([1, 3]);
    await again.close();
  });
});

describe('a destruction that is broken off', () => {
  const steps: readonly DestroyStep[] = ['remembered', 'rewrapped', 'overwritten', 'removed'];

  it.each(steps.flatMap((step) => [1, 2].map((time) => [step, time] as const)))(
    'after %s, time %i, is finished by the next start',
    async (step, time) => {
      const folder = await freshFolder();
      const before = await openKeyring(folder, { epochItems: 3 });
      const made = await fill(before, 'A', 6);
      await before.close();
      const kek = async (epoch: number): Promise<Buffer> =>
        (await readFile(join(folder, 'A', `0000000${epoch}-00000001.keys`))).subarray(24, 56);
      const old = [await kek(1), await kek(2)];
      let left = time;
      const failing = await openKeyring(folder, {
        epochItems: 3,
        afterStep: (it) => {
          if (it === step && --left === 0) throw new Error('the process ends here');
        },
      });
      const wanted = [made[0], made[3], made[5]].flatMap((it) => (it ? [{ compartment: 'A', keyId: it.keyId }] : []));
      const broken = failing.destroy(wanted);
      // The first step comes once, the others once for each epoch.
      if (step === 'remembered' && time === 2) await broken;
      else await expect(broken).rejects.toThrow('the process ends here');

      const keys = await openKeyring(folder, { epochItems: 3 });
      const left2 = await everything(folder);
      for (const secret of old) expect(left2.includes(secret)).toBe(false);
      expect((await readdir(join(folder, 'A'))).sort()).toEqual([
        '00000001-00000002.keys',
        '00000002-00000002.keys',
        'destroyed',
      ]);
      for (const [i, { keyId, key }] of made.entries()) {
        const gone = [0, 3, 5].includes(i);
        expect(await keys.find('A', keyId)).toEqual(gone ? undefined : key);
        expect(await keys.isDestroyed(keyId)).toBe(gone);
      }
      const answer = await keys.destroy(wanted);
      expect(answer.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
      await keys.close();
    },
  );

  it('is finished by the same call as well, where the process lives on', async () => {
    const folder = await freshFolder();
    let fails = true;
    const keys = await openKeyring(folder, {
      afterStep: (step) => {
        if (step === 'rewrapped' && fails) throw new Error('no space');
      },
    });
    const [gone] = await fill(keys, 'A', 3);
    const wanted = [{ compartment: 'A', keyId: gone?.keyId ?? new Uint8Array(16) }];
    await expect(keys.destroy(wanted)).rejects.toThrow('no space');
    fails = false;
    await keys.destroy(wanted);
    expect((await readdir(join(folder, 'A'))).sort()).toEqual(['00000001-00000002.keys', 'destroyed']);
    await keys.close();
  });
});

describe('damage', () => {
  const path = (folder: string): string => join(folder, 'A', '00000001-00000001.keys');
  async function made(groups: readonly number[]): Promise<{ folder: string; ids: Uint8Array[] }> {
    const folder = await freshFolder();
    const keys = await openKeyring(folder);
    const ids: Uint8Array[] = [];
    for (const [group, count] of groups.entries()) {
      const wanted = Array.from({ length: count }, (_, i) => keys.dataKey('A', `${group}-${i}`));
      ids.push(...(await Promise.all(wanted)).map(({ keyId }) => keyId));
    }
    await keys.close();
    return { folder, ids };
  }

  it('a torn end is cut off, at every length', async () => {
    const { folder, ids } = await made([2]);
    const whole = await readFile(path(folder));
    for (let length = 64; length < whole.length; length += 1) {
      await writeFile(path(folder), whole.subarray(0, length));
      const keys = await openKeyring(folder);
      const found = await Promise.all(ids.map((id) => keys.find('A', id)));
      expect(found.filter((key) => key !== undefined).length).toBe(Math.floor(length / 64) - 1);
      expect((await stat(path(folder))).size % 64).toBe(0);
      await keys.close();
    }
  });

  it('a group of which only the later part reached the disk is cut off whole from there', async () => {
    const { folder, ids } = await made([2, 3]);
    const bytes = await readFile(path(folder));
    bytes.fill(0, 64 * 3, 64 * 4);
    await writeFile(path(folder), bytes);
    const keys = await openKeyring(folder);
    const found = await Promise.all(ids.map((id) => keys.find('A', id)));
    expect(found.map((key) => key !== undefined)).toEqual([true, true, false, false, false]);
    expect((await keys.dataKey('A', '1-1')).keyId).toEqual(ids[3]);
    await keys.close();
  });

  it('anything else stops the start', async () => {
    const { folder } = await made([2, 1]);
    const bytes = await readFile(path(folder));
    for (const at of [0, 30, 63, 64, 100, 128]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 4;
      await writeFile(path(folder), changed);
      await expect(openKeyring(folder)).rejects.toMatchObject({ code: 'keyring-damaged' });
    }
    await writeFile(path(folder), bytes);
    await writeFile(join(folder, 'A', '00000003-00000001.keys'), bytes);
    await expect(openKeyring(folder)).rejects.toMatchObject({ code: 'keyring-damaged' });
  });

  it('of any kind is either cut off or told: no key comes out changed', async () => {
    const { folder, ids } = await made([2, 1]);
    const whole = await readFile(path(folder));
    const before = await openKeyring(folder);
    const keys = await Promise.all(ids.map((id) => before.find('A', id)));
    const change = fc.tuple(
      fc.nat({ max: whole.length - 1 }),
      fc.uint8Array({ minLength: 1, maxLength: 90 }),
      fc.nat({ max: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(change, async ([at, bytes, cut]) => {
        const changed = Buffer.from(whole);
        changed.set(bytes.subarray(0, whole.length - at), at);
        await writeFile(path(folder), changed.subarray(0, changed.length - cut));
        try {
          const after = await openKeyring(folder);
          for (const [i, id] of ids.entries()) expect([undefined, keys[i]]).toContainEqual(await after.find('A', id));
        } catch (error) {
          expect(error).toMatchObject({ code: 'keyring-damaged' });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leftovers of a write go, and foreign bytes at the end too', async () => {
    const { folder, ids } = await made([1]);
    await writeFile(join(folder, 'A', '00000002-00000001.keys.tmp'), 'half');
    await appendFile(path(folder), 'torn');
    const keys = await openKeyring(folder);
    expect(await readdir(join(folder, 'A'))).toEqual(['00000001-00000001.keys']);
    expect(await keys.find('A', ids[0] ?? new Uint8Array(16))).toBeDefined();
    await keys.close();
  });
});
