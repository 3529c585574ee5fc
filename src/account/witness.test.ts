import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyPair, sha256, verifyEd25519 } from '../../test/account-crypto.ts';
import { growStoredTree } from '../../test/stored-tree.ts';
import { AtalayaError } from '../model/errors.ts';
import { signCheckpoint } from './checkpoint.ts';
import { type Fault, isFault } from './fault.ts';
import { noteEd25519 } from './format.ts';
import { emptyRoot } from './merkle.ts';
import { makeVerifierKey } from './note.ts';
import { consistencyPlan, makeProof, readTiles } from './proof.ts';
import {
  type AddCheckpoint,
  checkSignatures,
  decide,
  formatAddCheckpoint,
  formatSize,
  parseAddCheckpoint,
  parseSize,
  type WitnessState,
} from './witness.ts';

function right<T>(answer: T | Fault): T {
  if (isFault(answer)) throw new Error(`${answer.fault} at ${answer.at}`);
  return answer;
}

/** The example request of C2SP tlog-witness. */
const exampleBody = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
\u2014 example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const origin = 'log.example/one';
const pair = keyPair(new Uint8Array(32).fill(1));
const key = makeVerifierKey(origin, noteEd25519, pair.publicKey, sha256);
const stranger = keyPair(new Uint8Array(32).fill(2));
const tree = growStoredTree([1, 5, 8, 300], sha256);
const logs = new Map([[origin, [key]]]);
const rootOf = (size: number): Uint8Array => tree.roots.get(size) ?? emptyRoot(sha256);

function request(
  oldSize: number,
  size: number,
  change: Partial<{ root: Uint8Array; proof: Uint8Array[]; origin: string }> = {},
): AddCheckpoint {
  const { root = rootOf(size) } = change;
  const plan = consistencyPlan(Math.min(oldSize, size), size);
  const proof = change.proof ?? makeProof(plan, readTiles(size, tree.read, sha256), sha256);
  const checkpoint = { origin: change.origin ?? origin, size, root, extensions: [] };
  return { oldSize, proof, checkpoint, note: signCheckpoint(checkpoint, key, pair.sign) };
}

const at = (size: number): WitnessState => ({ size, root: rootOf(size) });
const other = new Uint8Array(32).fill(0xcd);

describe('a request to cosign', () => {
  it('is read from the example of the specification and written to the same bytes', () => {
    const parsed = right(parseAddCheckpoint(bytesOf(exampleBody)));
    expect(parsed).toMatchObject({ oldSize: 20_852_014, checkpoint: { size: 20_852_163 } });
    expect(parsed.proof).toHaveLength(4);
    expect(parsed.note.signatures).toHaveLength(2);
    expect(new TextDecoder().decode(formatAddCheckpoint(parsed))).toBe(exampleBody);
  });

  const proofLine = 'PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n';
  it.each([
    ['an empty body', ''],
    ['no old size', exampleBody.replace('old 20852014\n', '')],
    ['another word', exampleBody.replace('old ', 'size ')],
    ['two spaces', exampleBody.replace('old ', 'old  ')],
    ['a leading zero', exampleBody.replace('old 2', 'old 02')],
    ['a negative size', exampleBody.replace('old 2', 'old -2')],
    ['no empty line', exampleBody.replace('\n\n', '\n')],
    ['a second empty line', exampleBody.replace('\n\n', '\n\n\n')],
    ['a hash too short', exampleBody.replace('PlRN', '')],
    ['a hash not canonical', exampleBody.replace('DDpkaw=', 'DDpkax=')],
    ['carriage returns', exampleBody.replaceAll('\n', '\r\n')],
    ['no newline at the end', exampleBody.slice(0, -1)],
    ['a note without signatures', exampleBody.slice(0, exampleBody.indexOf('\u2014'))],
    ['no checkpoint in the note', exampleBody.replace('20852163', 'many')],
    ['64 lines of proof', exampleBody.replace(proofLine, proofLine.repeat(61))],
  ])('with %s is refused', (_, body) => {
    expect(isFault(parseAddCheckpoint(bytesOf(body)))).toBe(true);
  });

  it('may have 63 lines of proof, or none', () => {
    expect(right(parseAddCheckpoint(bytesOf(exampleBody.replace(proofLine, proofLine.repeat(60))))).proof).toHaveLength(
      63,
    );
    expect(right(parseAddCheckpoint(formatAddCheckpoint(request(0, 5)))).proof).toEqual([]);
    const most = { ...request(5, 8), proof: Array.from({ length: 63 }, () => other) };
    expect(parseAddCheckpoint(formatAddCheckpoint(most))).toEqual(most);
  });

  it('is not written where it would be refused', () => {
    const good = request(5, 8);
    for (const change of [
      { oldSize: -1 },
      { oldSize: 0.5 },
      { proof: Array.from({ length: 64 }, () => other) },
      { proof: [new Uint8Array(31)] },
    ]) {
      expect(() => formatAddCheckpoint({ ...good, ...change })).toThrow(AtalayaError);
    }
  });

  it('comes back the same', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.array(hash, { maxLength: 63 }), (oldSize, proof) => {
        const made = { ...request(5, 8), oldSize, proof };
        expect(parseAddCheckpoint(formatAddCheckpoint(made))).toEqual(made);
      }),
    );
  });

  it('is read from changed bytes only where they are its one form', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), fc.boolean(), (place, byte, cut) => {
        const whole = bytesOf(exampleBody);
        const changed = cut ? whole.slice(0, place % whole.length) : whole.with(place % whole.length, byte);
        const answer = parseAddCheckpoint(changed);
        if (!isFault(answer)) expect(formatAddCheckpoint(answer)).toEqual(changed);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the signatures of a request', () => {
  it('count where a trusted key of the origin made one that holds', () => {
    expect(checkSignatures(request(5, 8), logs, verifyEd25519)).toBe('verified');
    expect(checkSignatures(request(5, 8, { origin: 'log.example/two' }), logs, verifyEd25519)).toBe('origin-unknown');
    expect(checkSignatures(request(5, 8), new Map([[origin, []]]), verifyEd25519)).toBe('unsigned');
    const good = request(5, 8);
    const forged = { ...good, note: signCheckpoint(good.checkpoint, key, stranger.sign) };
    expect(checkSignatures(forged, logs, verifyEd25519)).toBe('unsigned');
    const [line] = good.note.signatures;
    const both = { ...good, note: { ...good.note, signatures: [{ ...line!, name: 'unknown', keyId: 1 }, line!] } };
    expect(checkSignatures(both, logs, verifyEd25519)).toBe('verified');
  });
});

describe("a witness's decision", () => {
  it.each([
    [undefined, 0, 1],
    [undefined, 0, 300],
    [undefined, 0, 0],
    [at(0), 0, 5],
    [at(1), 1, 5],
    [at(5), 5, 8],
    [at(5), 5, 300],
    [at(300), 300, 300],
  ] as const)('having %j, cosigns growth from %d to %d', (state, oldSize, size) => {
    expect(decide(state, request(oldSize, size), 'verified', sha256)).toEqual({ status: 200, state: at(size) });
  });

  it('knows its logs and their keys before all else', () => {
    expect(decide(at(5), request(8, 5), 'origin-unknown', sha256).status).toBe(404);
    expect(decide(at(5), request(8, 5), 'unsigned', sha256).status).toBe(403);
    expect(decide(undefined, request(0, 5), 'unsigned', sha256).status).toBe(403);
  });

  it('refuses an old size above the new one', () => {
    expect(decide(at(8), request(8, 5), 'verified', sha256).status).toBe(400);
  });

  it('sends its own size where the old size is another', () => {
    expect(decide(at(8), request(5, 300), 'verified', sha256)).toMatchObject({ status: 409, size: 8, fork: false });
    expect(decide(undefined, request(5, 8), 'verified', sha256)).toMatchObject({ status: 409, size: 0, fork: false });
    expect(decide(at(5), request(0, 8), 'verified', sha256)).toMatchObject({ status: 409, size: 5, fork: false });
    expect(formatSize(8)).toBe('8\n');
    expect(parseSize('8\n')).toBe(8);
    expect(parseSize('0\n')).toBe(0);
    for (const body of ['8', '08\n', '\n', '-1\n', '8\n\n', 'x\n']) expect(isFault(parseSize(body))).toBe(true);
  });

  it('refuses a rollback to an older tree, whatever old size it claims', () => {
    for (const oldSize of [0, 1, 5]) {
      expect(decide(at(8), request(oldSize, 5), 'verified', sha256)).toMatchObject({ status: 409, size: 8 });
    }
    expect(decide(at(8), request(8, 5), 'verified', sha256).status).toBe(400);
  });

  it('names two trees of one size a fork', () => {
    const fork = { status: 409, size: 8, fork: true };
    expect(decide(at(8), request(8, 8, { root: other }), 'verified', sha256)).toMatchObject(fork);
    expect(decide(at(8), request(8, 8, { root: other, proof: [other] }), 'verified', sha256)).toMatchObject(fork);
    expect(decide(at(8), request(5, 8, { root: other }), 'verified', sha256)).toMatchObject(fork);
    expect(decide(undefined, request(0, 0, { root: other }), 'verified', sha256)).toMatchObject({ ...fork, size: 0 });
  });

  it('refuses a proof that does not hold', () => {
    const good = request(5, 8);
    for (const wrong of [
      request(5, 8, { root: other }),
      request(5, 8, { proof: [] }),
      request(5, 8, { proof: [...good.proof, other] }),
      request(5, 8, { proof: good.proof.slice(1) }),
      request(0, 8, { proof: [other] }),
      request(8, 8, { proof: [other] }),
    ]) {
      const state = wrong.oldSize === 0 ? undefined : at(wrong.oldSize);
      expect(decide(state, wrong, 'verified', sha256).status).toBe(422);
    }
  });

  it('never goes back, whatever is asked', () => {
    const sizes = [0, 1, 5, 8, 300];
    const asks = fc.array(
      fc.record({ oldSize: fc.constantFrom(...sizes), size: fc.constantFrom(...sizes), root: fc.boolean() }),
    );
    fc.assert(
      fc.property(asks, (list) => {
        let state: WitnessState | undefined;
        for (const ask of list) {
          const decision = decide(
            state,
            request(ask.oldSize, ask.size, ask.root ? {} : { root: other }),
            'verified',
            sha256,
          );
          if (decision.status !== 200) continue;
          expect(decision.state.size).toBeGreaterThanOrEqual(state?.size ?? 0);
          // From the empty tree any root is accepted: it is the first that is seen, and no other may follow it.
          if (state !== undefined && state.size > 0 && state.root !== other)
            expect(decision.state).toEqual(at(ask.size));
          state = decision.state;
        }
      }),
      { numRuns: 60 },
    );
  });
});
