import { describe, expect, it } from 'vitest';
import { testSigner } from '../../../../test/conformance/log-key.ts';
import { command, testSigning } from '../../../../test/log-subject.ts';
import { postgresUrl } from '../../../../test/postgres.ts';
import { postgresLogs } from '../../../../test/postgres-log.ts';
import type { Checkpoint } from '../../../account/checkpoint.ts';
import { cosign, verifyCosignature } from '../../../account/cosignature.ts';
import { isFault } from '../../../account/fault.ts';
import { noteCosignature } from '../../../account/format.ts';
import { makeVerifierKey, type Note, type NoteSignature, parseNote } from '../../../account/note.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { sha256, verifyEd25519 } from '../../hashing.ts';
import type { WitnessClient } from '../witness-client.ts';

/** A witness of this process, whose mood is set by the test. */
class PlayedWitness implements WitnessClient {
  readonly key;
  readonly #sign;
  size = 0;
  mood: 'willing' | 'away' | 'forging' = 'willing';

  constructor(name: string, seed: number) {
    const { publicKey, sign } = testSigner(name, seed);
    this.key = makeVerifierKey(name, noteCosignature, publicKey, sha256);
    this.#sign = sign;
  }

  async cosign(checkpoint: Checkpoint, note: Note): Promise<NoteSignature> {
    if (this.mood === 'away') throw new Error('connection refused');
    if (this.mood === 'forging') return cosign(`${note.text}more\n`, 1, this.key, this.#sign);
    if (checkpoint.size < this.size) {
      throw new AtalayaError('rolled-back', `it has cosigned ${this.size} entries`, this.key.name, 'Restore the log.');
    }
    this.size = checkpoint.size;
    return cosign(note.text, 1_790_000_000, this.key, this.#sign);
  }
}

async function cosignersOf(evidence: Evidence, witnesses: readonly WitnessClient[]): Promise<string[]> {
  const note = parseNote((await evidence.read('checkpoint')) ?? new Uint8Array());
  if (isFault(note)) throw new Error(note.fault);
  return witnesses
    .filter(({ key }) =>
      note.signatures.some((line) => verifyCosignature(note.text, line, key, verifyEd25519) !== undefined),
    )
    .map(({ key }) => key.name);
}

describe.skipIf(postgresUrl === undefined)('a witnessed log on PostgreSQL', () => {
  const { fresh, again, evidence } = postgresLogs();
  const two = () => [new PlayedWitness('witness.esp/1', 21), new PlayedWitness('witness.prt/1', 22)] as const;
  const signingWith = (witnesses: readonly WitnessClient[]) => ({ signing: { ...testSigning(), witnesses } });

  it('shows in every process who has cosigned how far, and what keeps the others', async () => {
    const witnesses = two();
    const [first, second] = witnesses;
    const log = await fresh(signingWith(witnesses));
    const other = await again({ signing: undefined });
    await log.append(command('c1', 1_000, 'review/a', 1, 3));
    expect(await log.publish()).toMatchObject({ published: 3, troubles: [] });
    expect((await other.head()).cosigned).toEqual(new Map(witnesses.map(({ key }) => [key.name, 3])));
    expect(await cosignersOf(evidence(), witnesses)).toEqual([first.key.name, second.key.name]);
    first.mood = 'away';
    second.mood = 'forging';
    await log.append(command('c2', 1_000, 'review/a', 4));
    await other.publish();
    const head = await other.head();
    expect(head).toMatchObject({
      published: 4,
      cosigned: new Map([
        [first.key.name, 3],
        [second.key.name, 3],
      ]),
    });
    expect(head.troubles.join()).toMatch(/witness.esp.*connection refused.*witness.prt.*does not hold/);
    expect(await cosignersOf(evidence(), witnesses)).toEqual([]);
    first.mood = 'willing';
    second.mood = 'willing';
    expect(await other.publish()).toMatchObject({ published: 4, troubles: [] });
    expect(await cosignersOf(evidence(), witnesses)).toEqual([first.key.name, second.key.name]);
    expect(await evidence().read('checkpoint.pending')).toBeUndefined();
  });

  it('takes nothing more in any process once a witness has seen a later state, until all agree again', async () => {
    const witnesses = two();
    const log = await fresh(signingWith(witnesses));
    await log.append(command('c1', 1_000, 'review/a', 1, 3));
    await log.publish();
    await log.close();
    // As if database and evidence had been set back together.
    witnesses[0].size = 9;
    const back = await again(signingWith(witnesses));
    const other = await again({ signing: undefined });
    for (const it of [back, other]) {
      await expect(it.append(command('c2', 1_000, 'review/a', 4))).rejects.toMatchObject({
        code: 'rolled-back',
        message: expect.stringContaining('has cosigned 9'),
      });
    }
    expect((await other.head()).troubles.join()).toContain('has cosigned 9');
    await back.close();
    // A witness that is away takes nothing back.
    witnesses[0].mood = 'away';
    const later = await again(signingWith(witnesses));
    await expect(later.append(command('c2', 1_000, 'review/a', 4))).rejects.toMatchObject({ code: 'rolled-back' });
    witnesses[0].mood = 'willing';
    witnesses[0].size = 3;
    await later.publish();
    expect(await other.append(command('c2', 1_000, 'review/a', 4))).toMatchObject({ outcome: 'appended' });
  });
});
