import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notes } from '../../src/store/memory/notes.ts';

export interface NotesUnderTest {
  open(): Promise<Notes>;
  clear(): Promise<void>;
}

const bytes = (fill: number, length: number): Uint8Array => new Uint8Array(length).fill(fill);
const snapshot = (stream: string, version: number, key = 1) => ({
  stream,
  compartment: 'USA-NAS',
  keyId: bytes(key, 16),
  version,
  nonce: bytes(version, 12),
  sealed: bytes(version, 100),
});
const blob = (n: number, key = 1) => ({ sha256: bytes(n, 32), keyId: bytes(key, 16), fromIndex: n * 10 });
const sorted = <T>(all: readonly T[], by: (one: T) => Uint8Array): readonly T[] =>
  [...all].sort((a, b) => Buffer.compare(by(a), by(b)));

/** What every place for the memory's notes keeps to (src/store/memory/notes.ts). */
export function notesSuite(name: string, make: () => Promise<NotesUnderTest>): void {
  describe(`notes: ${name}`, () => {
    let under: NotesUnderTest;
    let notes: Notes;
    beforeEach(async () => {
      under = await make();
      notes = await under.open();
    });
    afterEach(async () => {
      await notes.close();
      await under.clear();
    });

    it('keeps the newest snapshot of a stream, until its key is gone', async () => {
      expect(await notes.loadSnapshot('find/a')).toBeUndefined();
      await notes.saveSnapshot(snapshot('find/a', 5));
      await notes.saveSnapshot(snapshot('find/a', 4));
      await notes.saveSnapshot(snapshot('find/b', 1, 2));
      expect(await notes.loadSnapshot('find/a')).toEqual(snapshot('find/a', 5));
      await notes.saveSnapshot(snapshot('find/a', 6));
      await notes.close();
      notes = await under.open();
      expect(await notes.loadSnapshot('find/a')).toEqual(snapshot('find/a', 6));
      await notes.removeSnapshots(bytes(1, 16));
      expect(await notes.loadSnapshot('find/a')).toBeUndefined();
      expect(await notes.loadSnapshot('find/b')).toEqual(snapshot('find/b', 1, 2));
    });

    it('knows the blobs of a key, and which no entry names yet', async () => {
      await notes.noteBlobs([blob(1), blob(2), blob(3, 2)], true);
      await notes.noteBlobs([blob(4)], false);
      // What is known already stays as it was.
      await notes.noteBlobs([{ ...blob(1), fromIndex: 99 }], false);
      await notes.noteBlobs([], true);
      expect(sorted(await notes.pendingBlobs(), (it) => it.sha256)).toEqual([blob(1), blob(2), blob(3, 2)]);
      await notes.keepBlobs([blob(1).sha256, blob(9).sha256]);
      await notes.keepBlobs([]);
      await notes.dropBlobs([blob(2).sha256]);
      await notes.dropBlobs([]);
      expect(await notes.pendingBlobs()).toEqual([blob(3, 2)]);
      expect(sorted(await notes.blobsOf(bytes(1, 16)), (it) => it)).toEqual([blob(1).sha256, blob(4).sha256]);
      expect(await notes.blobsOf(bytes(7, 16))).toEqual([]);
    });

    it('keeps marks', async () => {
      expect(await notes.mark('done')).toBeUndefined();
      await notes.setMark('done', 5);
      await notes.setMark('other', 0);
      await notes.setMark('done', 2 ** 40);
      expect(await notes.mark('done')).toBe(2 ** 40);
      expect(await notes.mark('other')).toBe(0);
    });
  });
}
