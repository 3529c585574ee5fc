import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, keyPair, sha256, verifyEd25519 } from '../../test/account-crypto.ts';
import { AtalayaError } from '../model/errors.ts';
import { type Fault, isFault } from './fault.ts';
import { noteCosignature, noteEd25519 } from './format.ts';
import {
  formatNote,
  formatSignature,
  formatVerifierKey,
  makeVerifierKey,
  type Note,
  noteLimitBytes,
  parseNote,
  parseNoteText,
  parseSignatures,
  parseVerifierKey,
  sameKey,
  signText,
  type VerifierKey,
  verifyNote,
} from './note.ts';

function right<T>(answer: T | Fault): T {
  if (isFault(answer)) throw new Error(`${answer.fault} at ${answer.at}`);
  return answer;
}

/** Keys, text and signatures of golang.org/x/mod, sumdb/note/note_test.go. */
const peterLine = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const enochLine = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const peterSeed = fromBase64('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz').slice(1);
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const peterSignature =
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const enochSignature =
  '\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';
const peter = right(parseVerifierKey(peterLine, sha256));
const enoch = right(parseVerifierKey(enochLine, sha256));

/** A tree head that sum.golang.org signed, and its key as the go command has it built in. */
const goSumKey = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
const goSumNote = `go.sum database tree
49189689
ftjbAOzaupaIvaPo/G+Dk63nxOZ2s1OPOKIaPtXs7S4=

\u2014 sum.golang.org Az3grlKZssqRoMNPpZfKt0TphbbcF+pzXqElURJKRNFKfaUAgqeI5k2AORH0QAhg/ebRwyIqD/OqP4oLtLnNumvOBAM=
`;

const bytesOf = (whole: string): Uint8Array => new TextEncoder().encode(whole);

describe('a verifier key', () => {
  it.each([peterLine, enochLine, goSumKey, 'TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6'])(
    '%s',
    (line) => {
      const key = right(parseVerifierKey(line, sha256));
      expect(key.type).toBe(noteEd25519);
      expect(formatVerifierKey(key)).toBe(line);
    },
  );

  it('of a witness has another type, and so another id', () => {
    const line = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
    const key = right(parseVerifierKey(line, sha256));
    expect(key).toMatchObject({ name: 'remora.n621.de', keyId: 0xda77ade7, type: noteCosignature });
    expect(makeVerifierKey(key.name, noteEd25519, key.publicKey, sha256).keyId).not.toBe(key.keyId);
    expect(sameKey(key, right(parseVerifierKey(line, sha256)))).toBe(true);
    expect(sameKey(key, { ...key, type: noteEd25519 })).toBe(false);
  });

  it('is refused cut anywhere, and with any character changed', () => {
    for (let from = 0; from <= peterLine.length; from++) {
      for (let to = from; to <= peterLine.length; to++) {
        if (from === 0 && to === peterLine.length) continue;
        expect(isFault(parseVerifierKey(peterLine.slice(from, to), sha256))).toBe(true);
      }
      const next = String.fromCharCode((peterLine.charCodeAt(from) || 0) + 1);
      expect(isFault(parseVerifierKey(peterLine.slice(0, from) + next + peterLine.slice(from + 1), sha256))).toBe(true);
    }
  });

  it.each([
    // Another length and another algorithm, the ids being right for them (note_test.go).
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'rekor.sigstore.dev+12345678+AwEB',
    'Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    `${peterLine}\n`,
    peterLine.toUpperCase(),
  ])('%j is refused', (line) => {
    expect(isFault(parseVerifierKey(line, sha256))).toBe(true);
  });

  it('is not made of a wrong name or length', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u2003b', 'a\nb', 'a\u0085b', '\ud800']) {
      expect(() => makeVerifierKey(name, noteEd25519, peter.publicKey, sha256)).toThrow(AtalayaError);
    }
    expect(() => makeVerifierKey('a', noteEd25519, new Uint8Array(31), sha256)).toThrow(AtalayaError);
  });

  it('comes back the same', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9./\u00e9-]{1,40}$/),
        fc.constantFrom(noteEd25519, noteCosignature),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (name, type, publicKey) => {
          const key = makeVerifierKey(name, type, publicKey, sha256);
          expect(parseVerifierKey(formatVerifierKey(key), sha256)).toEqual(key);
        },
      ),
    );
  });
});

describe('a signed note', () => {
  it('of the Go checksum database verifies', () => {
    const note = right(parseNote(bytesOf(goSumNote)));
    const key = right(parseVerifierKey(goSumKey, sha256));
    expect(verifyNote(note, [key], verifyEd25519)).toEqual([key]);
    expect(formatNote(note)).toBe(goSumNote);
    const forged = right(parseNote(bytesOf(goSumNote.replace('49189689', '49189688'))));
    expect(isFault(verifyNote(forged, [key], verifyEd25519))).toBe(true);
  });

  it('is signed to the known bytes', () => {
    const { publicKey, sign } = keyPair(peterSeed);
    expect(publicKey).toEqual(peter.publicKey);
    expect(formatNote({ text, signatures: [signText(text, peter, sign)] })).toBe(`${text}\n${peterSignature}`);
  });

  it('verifies by whichever keys are known; unknown lines are passed over', () => {
    const note = right(parseNote(bytesOf(`${text}\n${peterSignature}${enochSignature}`)));
    expect(note.text).toBe(text);
    expect(verifyNote(note, [peter], verifyEd25519)).toEqual([peter]);
    expect(verifyNote(note, [enoch, peter], verifyEd25519)).toEqual([peter, enoch]);
    expect(verifyNote(note, [], verifyEd25519)).toMatchObject({ fault: 'signed by no known key' });
    const sameName: VerifierKey = { ...peter, keyId: peter.keyId ^ 1 };
    expect(isFault(verifyNote(note, [sameName], verifyEd25519))).toBe(true);
    // A witness's key is no key for plain signatures, whatever it signed.
    expect(isFault(verifyNote(note, [{ ...peter, type: noteCosignature }], verifyEd25519))).toBe(true);
  });

  it('with a known key whose signature does not hold is refused whole', () => {
    const broken = peterSignature.replace('SffcvI', 'SffcvJ');
    const note = right(parseNote(bytesOf(`${text}\n${enochSignature}${broken}`)));
    expect(verifyNote(note, [enoch], verifyEd25519)).toEqual([enoch]);
    expect(verifyNote(note, [enoch, peter], verifyEd25519)).toMatchObject({
      fault: 'the signature of PeterNeumann does not hold',
    });
    const short = right(parseNoteText(`${text}\n${formatSignature({ ...peter, signature: new Uint8Array(63) })}`));
    expect(isFault(verifyNote(short, [peter], verifyEd25519))).toBe(true);
  });

  it('is parted at its last empty line', () => {
    const note = right(parseNote(bytesOf(`a\n\nb\n\n${peterSignature}`)));
    expect(note.text).toBe('a\n\nb\n');
  });

  it.each([
    ['no signatures', text],
    ['an empty list of signatures', `${text}\n`],
    ['a last line without newline', `${text}\n${peterSignature.slice(0, -1)}`],
    ['a control character', `\u0001${text}\n${peterSignature}`],
    ['a carriage return', `${text}\r\n\n${peterSignature}`],
    ['a tab', `\t${text}\n${peterSignature}`],
    ['a line that is no signature', `${text}\n${peterSignature}Unexpected line.\n`],
    ['a space in the name', `${text}\n${peterSignature.replace('PeterNeumann', 'Bad Name')}`],
    ['a wide space in the name', `${text}\n${peterSignature.replace('PeterNeumann', 'Bad\u2003Name')}`],
    ['a plus in the name', `${text}\n${peterSignature.replace('PeterNeumann', 'Bad+Name')}`],
    ['no name', `${text}\n${peterSignature.replace('PeterNeumann ', '')}`],
    ['a hyphen for the dash', `${text}\n${peterSignature.replace('\u2014', '-')}`],
    ['two spaces', `${text}\n${peterSignature.replace(' x08', '  x08')}`],
    ['no padding', `${text}\n${peterSignature.replace('=', '')}`],
    ['loose bits in the padding', `${text}\n${peterSignature.replace('nAM=', 'nAN=')}`],
    ['a signature of a key id alone', `${text}\n\u2014 PeterNeumann x08gow==\n`],
    ['more than 64 signatures', `${text}\n${peterSignature.repeat(65)}`],
    ['too many bytes', `${'x'.repeat(noteLimitBytes)}\n\n${peterSignature}`],
  ])('with %s is refused', (_, whole) => {
    expect(isFault(parseNote(bytesOf(whole)))).toBe(true);
  });

  it('with 64 signatures is read; bytes that are no UTF-8 are not', () => {
    expect(right(parseNote(bytesOf(`${text}\n${peterSignature.repeat(64)}`))).signatures).toHaveLength(64);
    expect(isFault(parseNote(new Uint8Array([0xff, ...bytesOf(`${text}\n${peterSignature}`)])))).toBe(true);
  });

  it('keeps a byte order mark as part of its text', () => {
    const note = right(parseNote(bytesOf(`\ufeff${text}\n${peterSignature}`)));
    expect(note.text).toBe(`\ufeff${text}`);
    expect(isFault(verifyNote(note, [peter], verifyEd25519))).toBe(true);
  });

  it('is not written where it could not be read', () => {
    const signatures = right(parseSignatures(peterSignature));
    for (const note of [
      { text: 'abc', signatures },
      { text: 'a\rb\n', signatures },
      { text: '\ud800\n', signatures },
      { text, signatures: [] },
    ]) {
      expect(() => formatNote(note)).toThrow(AtalayaError);
    }
  });
});

const signatures = fc.record({
  name: fc.stringMatching(/^[a-z0-9./-]{1,30}$/),
  keyId: fc.nat(0xffff_ffff),
  signature: fc.uint8Array({ minLength: 1, maxLength: 100 }),
});
const notes: fc.Arbitrary<Note> = fc.record({
  text: fc
    .array(fc.stringMatching(/^[ -~\u00e9\u2014]{0,20}$/), { minLength: 1, maxLength: 6 })
    .map((lines) => `${lines.join('\n')}\n`),
  signatures: fc.array(signatures, { minLength: 1, maxLength: 5 }),
});

describe('any note', () => {
  it('comes back the same', () => {
    fc.assert(
      fc.property(notes, (note) => {
        expect(parseNote(bytesOf(formatNote(note)))).toEqual(note);
      }),
    );
  });

  it('is read from changed bytes only where they are its one form', () => {
    fc.assert(
      fc.property(notes, fc.nat(), fc.nat(255), fc.boolean(), (note, place, byte, cut) => {
        const whole = bytesOf(formatNote(note));
        const changed = cut ? whole.slice(0, place % whole.length) : whole;
        if (!cut) changed[place % whole.length] = byte;
        const answer = parseNote(changed);
        if (!isFault(answer)) expect(bytesOf(formatNote(answer))).toEqual(changed);
      }),
      { numRuns: 3000 },
    );
  });
});
