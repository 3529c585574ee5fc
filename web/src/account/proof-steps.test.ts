import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../src/account/base64.ts';
import { checkpointBytes, signCheckpoint } from '../../../src/account/checkpoint.ts';
import { cosign } from '../../../src/account/cosignature.ts';
import { encodeEntry } from '../../../src/account/entry.ts';
import type { Entry } from '../../../src/account/entry-types.ts';
import { noteCosignature, noteEd25519 } from '../../../src/account/format.ts';
import { leafHash, merkleRoot } from '../../../src/account/merkle.ts';
import { formatVerifierKey, makeVerifierKey } from '../../../src/account/note.ts';
import { inclusionPlan, makeProof } from '../../../src/account/proof.ts';
import type { EnvelopeView, ProofView } from '../../../src/model/log-views.ts';
import { keyPair, sha256 as nodeSha256, verifyEd25519 as nodeVerify } from '../../../test/account-crypto.ts';
import { sha256, verifyEd25519 } from './crypto.ts';
import { checkProof, type KnownKeys, type Outcome, readKeys, toHex } from './proof-steps.ts';

const size = 11;
const index = 6;
const pair = (seed: number) => keyPair(new Uint8Array(32).fill(seed));
const [logPair, usaPair, mexPair] = [pair(1), pair(2), pair(3)];
const origin = 'log.example/1';
const logKey = makeVerifierKey(origin, noteEd25519, logPair.publicKey, nodeSha256);
const usaKey = makeVerifierKey('witness.usa', noteCosignature, usaPair.publicKey, nodeSha256);
const mexKey = makeVerifierKey('witness.mex', noteCosignature, mexPair.publicKey, nodeSha256);

const entryAt = (at: number): Entry => ({
  stream: 'person/p1',
  version: at + 1,
  kind: 'account.office-granted',
  timeUs: 1_795_000_000_000_000 + at,
  role: 'personnel-officer',
  state: 'USA',
  agency: 'A1',
  command: new Uint8Array(16).fill(at),
  part: 0,
  parts: 1,
  compartment: 'people',
  commitment: new Uint8Array(32).fill(at),
  attachments: [],
  body: { form: 'sealed', keyId: new Uint8Array(16), nonce: new Uint8Array(12), ciphertext: new Uint8Array(40) },
});

const leaves = Array.from({ length: size }, (_, at) => leafHash(encodeEntry(entryAt(at)), nodeSha256));
const bytes = encodeEntry(entryAt(index));
const path = makeProof(
  inclusionPlan(index, size),
  (level, at) => merkleRoot(leaves.slice(at * 2 ** level, (at + 1) * 2 ** level), nodeSha256),
  nodeSha256,
);
const signed = signCheckpoint(
  { origin, size, root: merkleRoot(leaves, nodeSha256), extensions: [] },
  logKey,
  logPair.sign,
);
const usaLine = cosign(signed.text, 1_795_000_100, usaKey, usaPair.sign);
const mexLine = cosign(signed.text, 1_795_000_200, mexKey, mexPair.sign);

const proofWith = (...lines: (typeof usaLine)[]): ProofView => ({
  index,
  size,
  entry: encodeBase64(bytes),
  leaf: encodeBase64(leafHash(bytes, nodeSha256)),
  path: path.map(encodeBase64),
  checkpoint: encodeBase64(checkpointBytes({ ...signed, signatures: [...signed.signatures, ...lines] })),
});
const { body, command, commitment, attachments: _, ...plain } = entryAt(index);
const shown: EnvelopeView = {
  ...plain,
  index,
  command: toHex(command),
  commitment: toHex(commitment),
  body: body.form,
  attachments: [],
};
const keys: KnownKeys = {
  log: logKey,
  witnesses: [
    { state: 'USA', key: usaKey },
    { state: 'MEX', key: mexKey },
  ],
};
const whole = proofWith(usaLine, mexLine);
const check = (view: EnvelopeView, proof: ProofView, known: KnownKeys | null = keys) =>
  checkProof(view, proof, known, sha256, verifyEd25519);
const outcomes = (checked: ReturnType<typeof check>): Record<string, Outcome> =>
  Object.fromEntries(
    checked.steps.map((step) => [step.what === 'cosignature' ? `cosignature ${step.state}` : step.what, step.outcome]),
  );

describe('a proof', () => {
  it('is checked step by step', () => {
    const checked = check(shown, whole);
    expect(checked.outcome).toBe('checked');
    expect(outcomes(checked)).toEqual({
      entry: 'checked',
      leaf: 'checked',
      checkpoint: 'checked',
      path: 'checked',
      'log-signature': 'checked',
      'cosignature USA': 'checked',
      'cosignature MEX': 'checked',
    });
    expect(checked.steps.at(-1)).toMatchObject({ timeS: 1_795_000_200 });
  });

  it('says plainly who has not cosigned yet', () => {
    const checked = check(shown, proofWith(usaLine));
    expect(checked.outcome).toBe('open');
    expect(outcomes(checked)).toMatchObject({ 'cosignature USA': 'checked', 'cosignature MEX': 'open' });
  });

  it('is not whole without a witness', () => {
    expect(check(shown, whole, { log: logKey, witnesses: [] }).outcome).toBe('open');
  });

  it('is open where no keys are known', () => {
    const checked = check(shown, whole, null);
    expect(checked.outcome).toBe('open');
    expect(outcomes(checked)).toMatchObject({ path: 'checked', 'log-signature': 'open' });
  });

  it('of an entry that is withheld shows that its leaf stands there, and no more', () => {
    const withheld = { ...whole, entry: '', withheld: true as const };
    const checked = check({ ...shown, withheld: true }, withheld);
    expect(checked.outcome).toBe('open');
    expect(outcomes(checked)).toMatchObject({ withheld: 'open', leaf: 'open', path: 'checked' });
    expect(check({ ...shown, withheld: true }, { ...withheld, leaf: flip(whole.leaf) }).outcome).toBe('failed');
    // Whoever is shown the entry is owed its bytes.
    expect(outcomes(check(shown, withheld))).toMatchObject({ withheld: 'failed' });
  });

  const flip = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
  const forged = { ...mexLine, signature: mexLine.signature.map((byte, at) => (at === 30 ? byte ^ 1 : byte)) };
  const other = { ...keys, log: makeVerifierKey(origin, noteEd25519, usaPair.publicKey, nodeSha256) };
  it.each([
    ['an envelope that says other than its bytes', { ...shown, role: 'analyst' }, whole, keys, 'entry'],
    ['the bytes of another entry', shown, { ...whole, entry: encodeBase64(encodeEntry(entryAt(5))) }, keys, 'path'],
    ['another leaf', shown, { ...whole, leaf: flip(whole.leaf) }, keys, 'leaf'],
    ['another hash in the path', shown, { ...whole, path: whole.path.map(flip) }, keys, 'path'],
    ['a path that is too short', shown, { ...whole, path: whole.path.slice(1) }, keys, 'path'],
    ['a checkpoint that is none', shown, { ...whole, checkpoint: 'AAAA' }, keys, 'checkpoint'],
    ['a cosignature that does not hold', shown, proofWith(usaLine, forged), keys, 'cosignature MEX'],
    ['a log of another key', shown, whole, other, 'log-signature'],
  ])('fails for %s', (_name, view, proof, known, step) => {
    const checked = check(view, proof, known);
    expect(checked.outcome).toBe('failed');
    expect(outcomes(checked)[step]).toBe('failed');
  });
});

describe('the page’s own cryptography', () => {
  it('agrees with that of Node', () => {
    const message = new Uint8Array(300).map((_byte, at) => at);
    expect(sha256(message)).toEqual(nodeSha256(message));
    const signature = logPair.sign(message);
    expect(verifyEd25519(logPair.publicKey, message, signature)).toBe(
      nodeVerify(logPair.publicKey, message, signature),
    );
    expect(verifyEd25519(usaPair.publicKey, message, signature)).toBe(false);
    expect(verifyEd25519(new Uint8Array(3), message, signature)).toBe(false);
  });

  it('reads verifier keys, and says what is wrong with one', () => {
    const usa = { state: 'USA', key: formatVerifierKey(usaKey) };
    expect(readKeys(formatVerifierKey(logKey), [usa], sha256)).toEqual({
      log: logKey,
      witnesses: [{ state: 'USA', key: usaKey }],
    });
    expect(readKeys(usa.key, [], sha256)).toHaveProperty('fault');
    expect(readKeys(formatVerifierKey(logKey), [{ ...usa, key: 'x' }], sha256)).toHaveProperty('fault');
  });
});
