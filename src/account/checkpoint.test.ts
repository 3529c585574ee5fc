import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, keyPair, sha256, verifyEd25519 } from '../../test/account-crypto.ts';
import { AtalayaError } from '../model/errors.ts';
import {
  type Checkpoint,
  checkpointBytes,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  parseDecimal,
  signCheckpoint,
} from './checkpoint.ts';
import { isFault } from './fault.ts';
import { noteEd25519 } from './format.ts';
import { makeVerifierKey } from './note.ts';

const origin = 'example.com/behind-the-sofa';
/** The example of C2SP tlog-checkpoint. */
const exampleText = `${origin}\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n`;
const example: Checkpoint = {
  origin,
  size: 20_852_163,
  root: fromBase64('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='),
  extensions: [],
};

const pair = keyPair(new Uint8Array(32).fill(3));
const key = makeVerifierKey(origin, noteEd25519, pair.publicKey, sha256);
const strange = keyPair(new Uint8Array(32).fill(4));
const strangeKey = makeVerifierKey(origin, noteEd25519, strange.publicKey, sha256);

describe('a checkpoint', () => {
  it('is the example of the specification', () => {
    expect(formatCheckpoint(example)).toBe(exampleText);
    expect(parseCheckpoint(exampleText)).toEqual(example);
    const extended = `${exampleText}first extension\nsecond\n`;
    expect(parseCheckpoint(extended)).toEqual({ ...example, extensions: ['first extension', 'second'] });
  });

  it.each([
    ['no newline at the end', exampleText.slice(0, -1), 0],
    ['two lines', `${origin}\n20852163\n`, 2],
    ['an empty origin', exampleText.replace(origin, ''), 0],
    ['an empty extension line', `${exampleText}\nmore\n`, 3],
    ['a leading zero', exampleText.replace('20852163', '020852163'), 1],
    ['a sign', exampleText.replace('20852163', '+20852163'), 1],
    ['hexadecimal', exampleText.replace('20852163', '0x10'), 1],
    ['an exponent', exampleText.replace('20852163', '1e5'), 1],
    ['a size of 2^53', exampleText.replace('20852163', '9007199254740992'), 1],
    ['a size of 2^64', exampleText.replace('20852163', '18446744073709551616'), 1],
    ['a root of 31 bytes', exampleText.replace('CsUY', ''), 2],
    ['a root not canonical', exampleText.replace('q2I=', 'q2J='), 2],
    ['a root without padding', exampleText.replace('q2I=', 'q2I'), 2],
  ])('with %s is refused', (_, text, at) => {
    expect(parseCheckpoint(text)).toMatchObject({ at });
  });

  it('is not written where it could not be read', () => {
    for (const change of [
      { origin: '' },
      { origin: 'a\nb' },
      { size: -1 },
      { size: 1.5 },
      { size: 2 ** 53 },
    ] as const) {
      expect(() => formatCheckpoint({ ...example, ...change })).toThrow(AtalayaError);
    }
    expect(() => formatCheckpoint({ ...example, root: new Uint8Array(31) })).toThrow(AtalayaError);
    expect(() => formatCheckpoint({ ...example, extensions: ['a\nb'] })).toThrow(AtalayaError);
    expect(() => formatCheckpoint({ ...example, extensions: [''] })).toThrow(AtalayaError);
  });

  it('counts to 2^53-1 and not beyond', () => {
    expect(parseDecimal('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseDecimal('9007199254740992')).toBeUndefined();
    expect(parseDecimal('0')).toBe(0);
    expect(parseDecimal('00')).toBeUndefined();
    expect(parseDecimal('')).toBeUndefined();
    expect(parseDecimal('1\n')).toBeUndefined();
  });

  it('comes back the same', () => {
    const line = fc.stringMatching(/^[!-~\u00e9]{1,30}$/);
    const root = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const made = fc.record({ origin: line, size: fc.maxSafeNat(), root, extensions: fc.array(line, { maxLength: 3 }) });
    fc.assert(
      fc.property(made, (checkpoint) => {
        expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
      }),
    );
    fc.assert(
      fc.property(fc.nat(), fc.string({ maxLength: 2 }), (place, put) => {
        const at = place % exampleText.length;
        const text = exampleText.slice(0, at) + put + exampleText.slice(at + 1);
        const answer = parseCheckpoint(text);
        if (!isFault(answer)) expect(formatCheckpoint(answer)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a signed checkpoint', () => {
  const note = signCheckpoint(example, key, pair.sign);
  const bytes = checkpointBytes(note);

  it('opens with the key of its log', () => {
    expect(openCheckpoint(bytes, origin, [strangeKey, key], verifyEd25519)).toEqual({ checkpoint: example, note });
  });

  it('does not open with another key, for another log, or changed', () => {
    expect(openCheckpoint(bytes, origin, [strangeKey], verifyEd25519)).toMatchObject({
      fault: 'signed by no known key',
    });
    expect(openCheckpoint(bytes, 'example.com/other', [key], verifyEd25519)).toMatchObject({
      fault: `of the log ${origin}, not of example.com/other`,
    });
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i]! ^= 1;
      expect(isFault(openCheckpoint(changed, origin, [key], verifyEd25519))).toBe(true);
    }
  });

  it('is refused where what was signed is no checkpoint', () => {
    const text = `${origin}\nno size\n`;
    const signed = { text, signatures: [{ ...key, signature: pair.sign(new TextEncoder().encode(text)) }] };
    expect(isFault(openCheckpoint(checkpointBytes(signed), origin, [key], verifyEd25519))).toBe(true);
  });
});
