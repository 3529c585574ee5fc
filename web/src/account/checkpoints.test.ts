import { expect, it } from 'vitest';
import { encodeBase64 } from '../../../src/account/base64.ts';
import { merkleRoot } from '../../../src/account/merkle.ts';
import { inclusionPlan, makeProof } from '../../../src/account/proof.ts';
import type { ProofView } from '../../../src/model/log-views.ts';
import type { SeenCheckpoint } from '../state/seen.ts';
import { alarmOf, keptIn } from './checkpoints.ts';
import { sha256 } from './crypto.ts';

const leaves = Array.from({ length: 12 }, (_, i) => sha256(Uint8Array.of(i)));
const seen = (size: number, key = 'log+1+A', from = leaves): SeenCheckpoint => ({
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
  expect(alarmOf(seen(7), seen(12), proof(6, 12))).toBeNull();
  expect(alarmOf(seen(7), seen(7), proof(6, 7))).toBeNull();
});

it('one that is shorter, of another key, or written anew raises its own', () => {
  const other = leaves.map((leaf, i) => (i === 2 ? sha256(leaf) : leaf));
  expect(alarmOf(seen(12), seen(7), proof(6, 7))).toBe('rolled-back');
  expect(alarmOf(seen(7, 'log+2+B'), seen(12), proof(6, 12))).toBe('other-key');
  expect(alarmOf(seen(7, 'log+1+A', other), seen(12), proof(6, 12))).toBe('forked');
  // A good proof of another entry proves nothing of the checkpoint.
  expect(alarmOf(seen(7), seen(12), proof(5, 12))).toBe('forked');
  expect(alarmOf(seen(7), seen(12), { ...proof(6, 12), leaf: '*', path: ['*'] })).toBe('forked');
});

it('what this browser kept is read back, and what cannot be read is nothing', () => {
  const { key, ...fields } = seen(7);
  expect(keptIn(JSON.stringify({ [key]: fields }), key)).toEqual(seen(7));
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
