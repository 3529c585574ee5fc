import { describe, expect, it } from 'vitest';
import { verifyMemory } from '../../../test/evidence-memory.ts';
import {
  type Authorities,
  type MadeLog,
  madeEntries,
  madeLog,
  Signer,
  tilePath,
  treeRoot,
  writeTree,
} from '../../../test/evidence-writer.ts';
import { SeededRandom } from '../../../test/prove/random.ts';
import type { Verdict } from './verify.ts';

const kinds = (verdict: Verdict): string[] => verdict.problems.map(({ kind }) => kind);
const copy = (log: MadeLog): Map<string, Uint8Array> => new Map(log.files);

/** The files of the tree of a made log's first `size` entries, without checkpoint and blobs. */
function treeOf(seed: number, size: number, of: number): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const entries = [...madeEntries({ seed, entries: of }, () => {})].slice(0, size);
  writeTree(entries, (name, bytes) => files.set(name, bytes));
  return files;
}

const signedAt = (authorities: Authorities, log: MadeLog, size: number, signers?: readonly Signer[]): Buffer =>
  authorities.checkpoint(size, treeRoot(log.leaves, 0, size), signers);

describe('untouched evidence', () => {
  it.each([0, 1, 2, 255, 256, 257, 300, 513, 2_000])('of %i entries raises no alarm', async (entries) => {
    const log = madeLog({ seed: entries, entries, blobs: 0.1 });
    const kept = signedAt(log.authorities, log, Math.floor(entries / 2));
    const verdict = await verifyMemory(log.files, log.authorities.keysText, { kept });
    expect(verdict.problems).toEqual([]);
    expect(verdict).toMatchObject({ ok: true, size: entries, root: treeRoot(log.leaves).toString('base64'), more: 0 });
    expect(verdict.cosigned.map(({ name }) => name)).toEqual(['w0.example', 'w1.example']);
  });

  it('may hold earlier partial files, and lack blobs whose key was destroyed', async () => {
    const log = madeLog({ seed: 9, entries: 700, blobs: 0.2 });
    for (const width of [1, 100]) {
      const bundle = log.files.get(tilePath('0', 2, 188))!;
      log.files.set(tilePath('0', 2, width), bundle.subarray(0, width * 32));
      log.files.set(tilePath('0', 0, width), log.files.get(tilePath('0', 0, 256))!.subarray(0, width * 32));
    }
    const verdict = await verifyMemory(log.files, log.authorities.keysText);
    expect(verdict.problems).toEqual([]);
    const present = [...log.files.keys()].filter((name) => name.startsWith('blob/')).length;
    expect(verdict.blobs).toBeGreaterThan(present);
  });
});

describe('a log that is running', () => {
  const log = madeLog({ seed: 5, entries: 900 });
  const { authorities } = log;
  const keys = authorities.keysText;
  const earlier = (size: number): Map<string, Uint8Array> =>
    new Map([...copy(log), ['checkpoint', signedAt(authorities, log, size)] as const]);

  it('may have written beyond the checkpoint that was read first', async () => {
    for (const size of [0, 256, 700, 770]) {
      const files = earlier(size);
      if (size === 770) files.set(tilePath('entries', 3, 2), treeOf(5, 770, 900).get(tilePath('entries', 3, 2))!);
      for (const name of treeOf(5, size, 900).keys())
        if (!files.has(name)) files.set(name, treeOf(5, size, 900).get(name)!);
      const onSettle = (): void => void files.set('checkpoint', log.files.get('checkpoint')!);
      const verdict = await verifyMemory(files, keys, { onSettle });
      expect(verdict.problems).toEqual([]);
      expect(verdict.size).toBe(900);
      expect(kinds(await verifyMemory(files.set('checkpoint', signedAt(authorities, log, size)), keys))).toContain(
        'file-beyond',
      );
    }
  });

  it('may write faster than it is read: what came after the list was made is not held against it', async () => {
    const files = new Map([...earlier(300), ...treeOf(5, 300, 900)]);
    const onSettle = (): void => {
      files.set('checkpoint', log.files.get('checkpoint')!);
      files.set(tilePath('entries', 9, 256), new Uint8Array(3));
    };
    expect(await verifyMemory(files, keys, { onSettle })).toMatchObject({ ok: true, size: 900, problems: [] });
    expect(kinds(await verifyMemory(files, keys))).toEqual(['file-beyond']);
    expect(files.size).toBeGreaterThan(log.files.size);
  });

  it('may tidy up while it is read: what is gone again is no problem', async () => {
    const files = copy(log).set('checkpoint.part', new Uint8Array(3));
    const onSettle = (): void => void files.delete('checkpoint.part');
    expect(await verifyMemory(files, keys, { onSettle })).toMatchObject({ ok: true, problems: [] });
  });

  it('may be asking its witnesses', async () => {
    const files = earlier(700);
    for (const [name, bytes] of treeOf(5, 700, 900)) files.set(name, bytes);
    files.set('checkpoint.pending', signedAt(authorities, log, 900, [authorities.log]));
    expect(await verifyMemory(files, keys)).toMatchObject({ ok: true, size: 700, pending: 900, problems: [] });
    const other = authorities.checkpoint(900, treeRoot(log.leaves, 1, 900), [authorities.log]);
    expect(kinds(await verifyMemory(files.set('checkpoint.pending', other), keys))).toContain('root-mismatch');
    expect(kinds(await verifyMemory(files.set('checkpoint.pending', Buffer.from('x')), keys))).toContain(
      'pending-invalid',
    );
  });

  it('is told of where it contradicts what it signed before', async () => {
    const kept = signedAt(authorities, log, 900);
    const shorter = madeLog({ seed: 5, entries: 500 });
    expect(kinds(await verifyMemory(shorter.files, keys, { kept }))).toEqual(['rolled-back']);
    for (const size of [1, 255, 256, 300, 899]) {
      const fork = authorities.checkpoint(size, treeRoot(log.leaves, 1, size + 1));
      const verdict = await verifyMemory(log.files, keys, { kept: fork });
      expect(verdict.problems).toMatchObject([{ kind: 'forked', file: 'checkpoint' }]);
    }
    const foreign = madeLog({ seed: 6, entries: 3 }).files.get('checkpoint')!;
    expect(kinds(await verifyMemory(log.files, keys, { kept: foreign }))).toEqual(['kept-checkpoint-invalid']);
  });
});

describe('changed evidence', () => {
  const log = madeLog({ seed: 7, entries: 1_100, blobs: 0.05 });
  const keys = log.authorities.keysText;

  it('a changed entry is named with its file, its tile is not blamed', async () => {
    for (const [bundle, width] of [
      [1, 256],
      [4, 76],
    ] as const) {
      const files = copy(log);
      const name = tilePath('entries', bundle, width);
      const bytes = Uint8Array.from(files.get(name)!);
      bytes[50]! ^= 1;
      const verdict = await verifyMemory(files.set(name, bytes), keys);
      expect(verdict.problems).toMatchObject([{ kind: 'entry-changed', file: name, entry: bundle * 256 }]);
    }
  });

  it('a changed tile of any level is named, entries are not blamed', async () => {
    for (const name of [tilePath('0', 2, 256), tilePath('0', 4, 76), tilePath('1', 0, 4)]) {
      const files = copy(log);
      const bytes = Uint8Array.from(files.get(name)!);
      bytes[40]! ^= 128;
      const verdict = await verifyMemory(files.set(name, bytes), keys);
      expect(verdict.problems).toMatchObject([{ kind: 'tile-changed', file: name, entry: null }]);
    }
  });

  it('several changes are told apart', async () => {
    const files = copy(log);
    for (const name of [tilePath('1', 0, 4), tilePath('0', 1, 256), tilePath('entries', 3, 256)]) {
      const bytes = Uint8Array.from(files.get(name)!);
      bytes[33]! ^= 1;
      files.set(name, bytes);
    }
    const verdict = await verifyMemory(files, keys);
    expect(new Set(verdict.problems.map(({ file }) => file))).toEqual(
      new Set([tilePath('1', 0, 4), tilePath('0', 1, 256), tilePath('entries', 3, 256)]),
    );
    expect(verdict.problems).toContainEqual(expect.objectContaining({ kind: 'entry-changed', entry: 768 }));
  });

  it('the evidence of one entry does not hide that of another', async () => {
    const verdict = await verifyMemory(new Map([['checkpoint', log.files.get('checkpoint')!]]), keys);
    expect(verdict.ok).toBe(false);
    expect(kinds(verdict).filter((kind) => kind === 'bundle-missing')).toHaveLength(5);
  });

  it('a size that nobody signed does not make it read for ever', async () => {
    const files = copy(log);
    const note = Buffer.from(files.get('checkpoint')!).toString().replace('\n1100\n', '\n9007199254740991\n');
    const verdict = await verifyMemory(files.set('checkpoint', Buffer.from(note)), keys);
    expect(kinds(verdict)).toEqual(expect.arrayContaining(['log-signature-invalid', 'root-mismatch']));
  });

  it('a size that the log did sign, of which nothing is there, neither', async () => {
    const note = log.authorities.checkpoint(2 ** 53 - 1, new Uint8Array(32));
    const verdict = await verifyMemory(new Map([['checkpoint', note]]), keys);
    expect(verdict.problems).toHaveLength(1_000);
    expect(verdict.more).toBeGreaterThan(1_000);
  });

  it('without a list of files it verifies what it can ask for', async () => {
    const files = copy(log).set('stray', new Uint8Array(1));
    expect(await verifyMemory(files, keys, { list: false })).toMatchObject({ ok: true, filesListed: false });
    expect(kinds(await verifyMemory(files, keys))).toEqual(['file-unexpected']);
  });

  it('no bytes make it fail', async () => {
    const random = new SeededRandom(3);
    const small = madeLog({ seed: 8, entries: 300, blobs: 0.1 });
    const names = [...small.files.keys()];
    for (let i = 0; i < 150; i++) {
      const files = copy(small);
      for (let damage = random.between(1, 4); damage > 0; damage--) {
        const name = random.pick(names);
        const bytes = Uint8Array.from(files.get(name) ?? []);
        for (let at = random.between(1, 8); at > 0; at--) bytes[random.below(bytes.length)] = random.below(256);
        const cut = random.chance(0.3) ? random.below(bytes.length + 1) : bytes.length;
        if (random.chance(0.1)) files.delete(name);
        else files.set(name, bytes.subarray(0, cut));
      }
      const isSame = names.every(
        (name) => Buffer.compare(small.files.get(name)!, files.get(name) ?? Buffer.alloc(0)) === 0,
      );
      expect((await verifyMemory(files, small.authorities.keysText)).ok).toBe(isSame);
    }
  });
});

describe('who signed', () => {
  const log = madeLog({ seed: 11, entries: 10 });
  const { authorities } = log;
  const [w0, w1] = authorities.witnesses;
  const sign = (signers: readonly Signer[]) =>
    verifyMemory(copy(log).set('checkpoint', signedAt(authorities, log, 10, signers)), authorities.keysText);
  const stranger = new Signer('w9.example', 4, 'stranger');
  const impostor = new Signer(authorities.log.name, 1, 'impostor');

  it.each([
    ['not yet by one witness', [authorities.log, w0!], ['cosignature-missing']],
    ['not yet by any', [authorities.log], ['cosignature-missing', 'cosignature-missing']],
    ['not by the log', [w0!, w1!], ['log-signature-missing']],
    ['by a stranger too', [authorities.log, w0!, w1!, stranger], ['signature-unknown']],
    ['by another log of its name', [impostor, w0!, w1!], ['log-signature-missing', 'signature-unknown']],
    ['twice by one', [authorities.log, w0!, w1!, w1!], ['signature-repeated']],
  ])('%s', async (_, signers, expected) => expect(kinds(await sign(signers))).toEqual(expected));
});
