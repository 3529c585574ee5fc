import { expect, it } from 'vitest';
import { encodeBase64 } from '../../../src/account/base64.ts';
import { commit } from '../../../src/store/memory/sealing.ts';
import { checkCommitment } from './commitment.ts';
import { toHex } from './proof-steps.ts';

const salt = new Uint8Array(32).fill(7);
const value = { by: 'p1', office: { role: 'analyst' } };
const bytes = new TextEncoder().encode(JSON.stringify(value));
const commitment = toHex(commit(salt, bytes));
const opening = { salt: encodeBase64(salt), bytes: encodeBase64(bytes) };

it('what an entry was committed to is held against its commitment', () => {
  expect(checkCommitment(commitment, { known: true, value, opening })).toBe('checked');
  expect(checkCommitment(commitment, { known: true, value })).toBe('open');
});

it.each([
  ['another value is shown', commitment, { ...value, by: 'p2' }, opening],
  ['another salt', commitment, value, { ...opening, salt: encodeBase64(new Uint8Array(32)) }],
  ['other bytes', commitment, value, { ...opening, bytes: encodeBase64(Uint8Array.of(1)) }],
  ['no base64', commitment, value, { salt: '*', bytes: '*' }],
  ['another commitment', '00'.repeat(32), value, opening],
])('fails: %s', (_, committed, shown, given) => {
  expect(checkCommitment(committed, { known: true, value: shown, opening: given })).toBe('failed');
});

it('fails where the bytes are no text, though they were committed to', () => {
  const raw = Uint8Array.of(0xff, 0xfe);
  const given = { salt: encodeBase64(salt), bytes: encodeBase64(raw) };
  expect(checkCommitment(toHex(commit(salt, raw)), { known: true, value: null, opening: given })).toBe('failed');
});
