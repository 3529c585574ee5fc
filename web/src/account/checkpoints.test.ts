import { expect, it, vi } from 'vitest';
import { encodeBase64 } from '../../../src/account/base64.ts';
import { noteEd25519 } from '../../../src/account/format.ts';
import { merkleRoot } from '../../../src/account/merkle.ts';
import type { VerifierKey } from '../../../src/account/note.ts';
import { inclusionPlan, makeProof } from '../../../src/account/proof.ts';
import type { ProofView } from '../../../src/model/log-views.ts';
import { NOT_SEEN, type Seen, type SeenCheckpoint, seen } from '../state/seen.ts';
import { alarmOf, keptIn, lookAgain, present, seenAfter } from './checkpoints.ts';
import { sha256 } from './crypto.ts';
import { live } from './live.ts';
import { logKeys } from './log-keys.ts';

const leaves = Array.from({ length: 12 }, (_, i) => sha256(Uint8Array.of(i)));
const seenAt = (size: number, key = 'log+1+A', from = leaves): SeenCheckpoint => ({
  key,
  size,
  root: encodeBase64(merkleRoot(from.slice(0, size), sha256)),
  note: 'note',
  atMs: 5,
});
const proof = (index: number, size: number): ProofView => ({
  index,
  size,
  entry: '',
  leaf: encodeBase64(leaves[index]!),
  path: makeProof(
    inclusionPlan(index, size),
    (level, at) => merkleRoot(leaves.slice(at * 2 ** level, (at + 1) * 2 ** level), sha256),
    sha256,
  ).map(encodeBase64),
  checkpoint: '',
});

it('a log that goes on raises no alarm', () => {
  expect(alarmOf(seenAt(7), seenAt(12), proof(6, 12))).toBeNull();
  expect(alarmOf(seenAt(7), seenAt(7), proof(6, 7))).toBeNull();
});

it('one that is shorter, of another key, or written anew raises its own', () => {
  const other = leaves.map((leaf, i) => (i === 2 ? sha256(leaf) : leaf));
  expect(alarmOf(seenAt(12), seenAt(7), proof(6, 7))).toBe('rolled-back');
  expect(alarmOf(seenAt(7, 'log+2+B'), seenAt(12), proof(6, 12))).toBe('other-key');
  expect(alarmOf(seenAt(7, 'log+1+A', other), seenAt(12), proof(6, 12))).toBe('forked');
  // A good proof of another entry proves nothing of the checkpoint.
  expect(alarmOf(seenAt(7), seenAt(12), proof(5, 12))).toBe('forked');
  expect(alarmOf(seenAt(7), seenAt(12), { ...proof(6, 12), leaf: '*', path: ['*'] })).toBe('forked');
});

it('what this browser kept is read back, and what cannot be read is nothing', () => {
  const { key, ...fields } = seenAt(7);
  expect(keptIn(JSON.stringify({ [key]: fields }), key)).toEqual(seenAt(7));
  for (const text of [
    null,
    '',
    '{',
    '[]',
    'null',
    '{"log+1+A":3}',
    JSON.stringify({ [key]: { ...fields, size: 'x' } }),
  ]) {
    expect(keptIn(text, key)).toBeNull();
  }
  expect(keptIn(JSON.stringify({ [key]: fields }), 'another')).toBeNull();
});

it('an alarm stands, with its evidence, whatever the service shows next', () => {
  const first = seenAfter(NOT_SEEN, null, seenAt(7), null);
  expect(first).toEqual({ state: 'first', alarm: null, before: null, now: seenAt(7) });
  const alarm: Seen = { state: 'alarm', alarm: 'forked', before: seenAt(7), now: seenAt(8, 'log+1+A') };
  expect(seenAfter(first, seenAt(7), seenAt(8), 'forked')).toEqual(alarm);
  expect(seenAfter(alarm, seenAt(7), seenAt(12), null)).toEqual(alarm);
  expect(seenAfter(alarm, seenAt(7), null, null)).toEqual(alarm);
  expect(seenAfter(alarm, seenAt(7), seenAt(5), 'rolled-back')).toEqual(alarm);
});

it('a log that goes on is told from what an earlier visit saw', () => {
  const goesOn = seenAfter(NOT_SEEN, seenAt(3), seenAt(7), null);
  expect(goesOn).toMatchObject({ state: 'consistent', before: seenAt(3), now: seenAt(7) });
  expect(seenAfter(goesOn, seenAt(7), seenAt(9), null)).toMatchObject({ state: 'consistent', before: seenAt(3) });
  expect(seenAfter(goesOn, seenAt(7), null, null)).toMatchObject({ state: 'unchecked', now: null });
  expect(seenAfter(NOT_SEEN, seenAt(7), seenAt(7), null).state).toBe('same');
});

it('only an entry that the log no longer has is looked for elsewhere: too many requests raise no alarm', async () => {
  const asked: string[] = [];
  let code = 'too-many';
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    return Response.json({ code, title: 'no' }, { status: code === 'too-many' ? 429 : 404 });
  });
  const key: VerifierKey = { name: 'log', keyId: 1, type: noteEd25519, publicKey: new Uint8Array(32) };
  logKeys.set({ from: 'service', view: { log: 'log+1+A', witnesses: [] }, keys: { log: key, witnesses: [] } });
  live.set({ head: { size: 12, published: 12, cosigned: {}, troubles: [] } });
  seen.set({ ...NOT_SEEN, state: 'first', now: seenAt(7) });
  lookAgain();
  await vi.waitFor(() => expect(present.get().fault).toBe('no'));
  expect(asked).toEqual(['/api/log/entries/6/proof']);
  expect(seen.get()).toMatchObject({ state: 'first', alarm: null });
  code = 'not-found';
  lookAgain();
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  expect(asked.slice(1)).toEqual(['/api/log/entries/6/proof', '/api/log/entries/11/proof']);
  vi.unstubAllGlobals();
});
