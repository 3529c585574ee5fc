import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/store/evidence/evidence.ts';

/** What an implementation gives the suite: each `open` is a fresh, empty place; `reopen` the same one as another process would see it. */
export interface EvidenceSubject {
  readonly evidence: Evidence;
  reopen(): Promise<Evidence>;
  close(): Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes as one type, so that they compare by content. */
const plain = (found: Uint8Array | undefined): Buffer | undefined =>
  found === undefined ? undefined : Buffer.from(found);

async function namesBelow(evidence: Evidence, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of evidence.list(prefix)) names.push(name);
  return names.sort();
}

/** What every Evidence does alike, whatever it stands on. */
export function evidenceSuite(title: string, open: () => Promise<EvidenceSubject>): void {
  describe(`evidence: ${title}`, () => {
    let subject: EvidenceSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());

    it('gives nothing where nothing was written', async () => {
      expect(await subject.evidence.read('tile/0/x001/000')).toBeUndefined();
      expect(await subject.evidence.readRange('tile/0/x001/000', 0, 10)).toBeUndefined();
      expect(await namesBelow(subject.evidence, 'tile/9/')).toEqual([]);
    });

    it('gives back what was written, also to another', async () => {
      await subject.evidence.write('tile/0/000', bytes('a tile'));
      await subject.evidence.write('blob/ab/empty', new Uint8Array());
      await subject.evidence.sync();
      const other = await subject.reopen();
      expect(plain(await other.read('tile/0/000'))).toEqual(Buffer.from('a tile'));
      expect(plain(await other.read('blob/ab/empty'))).toEqual(Buffer.alloc(0));
    });

    it('gives any bytes back whole and by any range', async () => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(
          // Never empty: the tests' S3 server does not answer for a range of an empty object.
          fc.uint8Array({ minLength: 1, maxLength: 2_000 }),
          fc.nat({ max: 2_100 }),
          fc.nat({ max: 2_100 }),
          async (content, offset, length) => {
            const name = `tile/entries/x000/${String(count++).padStart(3, '0')}`;
            await subject.evidence.write(name, content);
            expect(plain(await subject.evidence.read(name))).toEqual(Buffer.from(content));
            expect(plain(await subject.evidence.readRange(name, 0, 1))).toEqual(Buffer.from(content.subarray(0, 1)));
            const range = await subject.evidence.readRange(name, offset, length);
            expect(Buffer.from(range ?? [])).toEqual(Buffer.from(content.subarray(offset, offset + length)));
          },
        ),
        { numRuns: 25 },
      );
    });

    it('takes the same bytes again and refuses others', async () => {
      await subject.evidence.write('tile/1/000', bytes('first'));
      await subject.evidence.write('tile/1/000', bytes('first'));
      await expect(subject.evidence.write('tile/1/000', bytes('other'))).rejects.toMatchObject({ code: 'log-damaged' });
      expect(plain(await subject.evidence.read('tile/1/000'))).toEqual(Buffer.from('first'));
    });

    it('replaces the checkpoint, and each reader sees a whole one', async () => {
      const notes = Array.from({ length: 20 }, (_, i) => `${String(i).repeat(500)}`);
      await subject.evidence.replace('checkpoint', bytes(notes[0] ?? ''));
      let writing = true;
      const reader = (async () => {
        while (writing) expect(notes).toContain(new TextDecoder().decode(await subject.evidence.read('checkpoint')));
      })();
      for (const note of notes) await subject.evidence.replace('checkpoint', bytes(note));
      writing = false;
      await reader;
      expect(plain(await subject.evidence.read('checkpoint'))).toEqual(Buffer.from(notes.at(-1) ?? ''));
      await subject.evidence.replace('checkpoint.pending', bytes('pending'));
      await subject.evidence.write('checkpoint', bytes('by write'));
      expect(plain(await subject.evidence.read('checkpoint'))).toEqual(Buffer.from('by write'));
    });

    it('removes, and removing what is not there is no error', async () => {
      await subject.evidence.write('tile/0/001.p/7', bytes('part'));
      await subject.evidence.write('tile/0/001.p/8', bytes('partial'));
      await subject.evidence.remove('tile/0/001.p/7');
      await subject.evidence.remove('tile/0/001.p/7');
      expect(await namesBelow(subject.evidence, 'tile/0/001.p/')).toEqual(['tile/0/001.p/8']);
      await subject.evidence.remove('tile/0/001.p/8');
      expect(await subject.evidence.read('tile/0/001.p/8')).toBeUndefined();
      await subject.evidence.write('tile/0/001', bytes('full'));
      expect(plain(await subject.evidence.read('tile/0/001'))).toEqual(Buffer.from('full'));
      await subject.evidence.sync();
    });

    it('lists what lies below a prefix, however much', async () => {
      const names = Array.from({ length: 1_100 }, (_, i) => `blob/cd/${String(i).padStart(6, '0')}`);
      for (let at = 0; at < names.length; at += 50) {
        await Promise.all(names.slice(at, at + 50).map((name) => subject.evidence.write(name, bytes(name))));
      }
      expect(await namesBelow(subject.evidence, 'blob/cd/')).toEqual(names);
      expect(await namesBelow(subject.evidence, 'blob/cd/0000')).toEqual(names.slice(0, 100));
    });

    it.each(['', '/tile', '../outside', 'tile//0', 'tile/../../x', 'tile/0/', 'TILE/0', 'a b', 'tile/0%2f'])(
      'refuses %j as a name',
      async (name) => {
        await expect(subject.evidence.write(name, bytes('x'))).rejects.toMatchObject({ code: 'value-out-of-range' });
        await expect(subject.evidence.read(name)).rejects.toMatchObject({ code: 'value-out-of-range' });
      },
    );
  });
}
