import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyPair, sha256, verifyEd25519 } from '../../test/account-crypto.ts';
import { AtalayaError } from '../model/errors.ts';
import { cosign, cosignatures, cosignedMessage, verifyCosignature } from './cosignature.ts';
import { type Fault, isFault } from './fault.ts';
import { noteCosignature, noteEd25519 } from './format.ts';
import { makeVerifierKey, parseNote, parseSignature, parseVerifierKey } from './note.ts';

function right<T>(answer: T | Fault): T {
  if (isFault(answer)) throw new Error(`${answer.fault} at ${answer.at}`);
  return answer;
}

const exampleText = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

/** A checkpoint of a public staging log, and the public keys of four witnesses that cosigned it. */
const publicNote = `arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

\u2014 arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
\u2014 arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
\u2014 transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
\u2014 witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
\u2014 remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
\u2014 witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
`;
const publicKeys = [
  'transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM',
  'witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO',
  'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2',
  'witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv',
].map((line) => right(parseVerifierKey(line, sha256)));

const pair = keyPair(new Uint8Array(32).fill(9));
const witness = makeVerifierKey('witness.example/mex', noteCosignature, pair.publicKey, sha256);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a cosignature', () => {
  it('signs the message of the specification', () => {
    expect(new TextDecoder().decode(cosignedMessage(exampleText, 1_679_315_147))).toBe(
      `cosignature/v1\ntime 1679315147\n${exampleText}`,
    );
  });

  it('of the example in the specification has the time it is shown with', () => {
    const line = right(
      parseSignature(
        '\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==',
      ),
    );
    const key = { ...witness, name: line.name, keyId: line.keyId };
    let asked = new Uint8Array(0);
    const timeS = verifyCosignature(exampleText, line, key, (_, message) => {
      asked = new Uint8Array(message);
      return true;
    });
    expect(timeS).toBe(1_679_315_147);
    expect(asked).toEqual(cosignedMessage(exampleText, 1_679_315_147));
  });

  it('of four public witnesses holds, and not over another tree', () => {
    const note = right(parseNote(bytesOf(publicNote)));
    const found = cosignatures(note, publicKeys, verifyEd25519);
    expect(found.map((one) => one.key.name)).toEqual(publicKeys.map((key) => key.name));
    expect(found.map((one) => one.timeS)).toEqual([1_779_573_024, 1_779_573_024, 1_779_573_024, 1_779_573_024]);
    const forged = { ...note, text: note.text.replace('1432088532', '1432088533') };
    expect(cosignatures(forged, publicKeys, verifyEd25519)).toEqual([]);
  });

  it('is made and verified, at its time and by its key alone', () => {
    const line = cosign(exampleText, 1_763_900_000, witness, pair.sign);
    expect(line.signature).toHaveLength(72);
    expect(verifyCosignature(exampleText, line, witness, verifyEd25519)).toBe(1_763_900_000);
    const later = line.signature.slice();
    later[7]! ^= 1;
    expect(verifyCosignature(exampleText, { ...line, signature: later }, witness, verifyEd25519)).toBeUndefined();
    expect(verifyCosignature(`${exampleText}more\n`, line, witness, verifyEd25519)).toBeUndefined();
    for (const change of [
      { name: 'other' },
      { keyId: 1 },
      { type: noteEd25519 },
      { publicKey: new Uint8Array(32) },
    ] as const) {
      expect(verifyCosignature(exampleText, line, { ...witness, ...change }, verifyEd25519)).toBeUndefined();
    }
    for (const length of [0, 8, 64, 71, 73]) {
      const signature = new Uint8Array(length);
      expect(verifyCosignature(exampleText, { ...line, signature }, witness, () => true)).toBeUndefined();
    }
    const beyond = new Uint8Array(72).fill(0xff);
    expect(verifyCosignature(exampleText, { ...line, signature: beyond }, witness, () => true)).toBeUndefined();
  });

  it('is not made at no time, nor with a key for other signatures', () => {
    for (const timeS of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => cosign(exampleText, timeS, witness, pair.sign)).toThrow(AtalayaError);
    }
    expect(() => cosign(exampleText, 1, { ...witness, type: noteEd25519 }, pair.sign)).toThrow(AtalayaError);
  });

  it('counts once for each witness, the latest', () => {
    const early = cosign(exampleText, 100, witness, pair.sign);
    const late = cosign(exampleText, 200, witness, pair.sign);
    const broken = { ...late, signature: late.signature.with(0, 1) };
    const note = { text: exampleText, signatures: [early, late, broken, early] };
    expect(cosignatures(note, [witness], verifyEd25519)).toEqual([{ key: witness, timeS: 200, signature: late }]);
    expect(cosignatures(note, [], verifyEd25519)).toEqual([]);
  });

  it('made at any time comes back with it', () => {
    for (const timeS of [0, Number.MAX_SAFE_INTEGER]) {
      const line = cosign(exampleText, timeS, witness, pair.sign);
      expect(verifyCosignature(exampleText, line, witness, verifyEd25519)).toBe(timeS);
    }
    fc.assert(
      fc.property(fc.maxSafeNat(), (timeS) => {
        const line = cosign(exampleText, timeS, witness, pair.sign);
        expect(verifyCosignature(exampleText, line, witness, verifyEd25519)).toBe(timeS);
      }),
      { numRuns: 20 },
    );
  });
});
