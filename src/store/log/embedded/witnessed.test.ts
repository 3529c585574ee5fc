import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayUs, draftsOf } from '../../../../test/conformance/entries.ts';
import { testSigner } from '../../../../test/conformance/log-key.ts';
import type { Checkpoint } from '../../../account/checkpoint.ts';
import { cosign, cosignatures } from '../../../account/cosignature.ts';
import { isFault } from '../../../account/fault.ts';
import { noteCosignature } from '../../../account/format.ts';
import { makeVerifierKey, type Note, type NoteSignature, parseNote } from '../../../account/note.ts';
import { AtalayaError } from '../../../model/errors.ts';
import { sha256, verifyEd25519 } from '../../hashing.ts';
import type { Log } from '../log.ts';
import type { WitnessClient } from '../witness-client.ts';
import { openEmbeddedLog } from './embedded-log.ts';

const origin = 'log.test/witnessed';
const signer = testSigner(origin);

/** A witness of this process, whose mood is set by the test. */
class PlayedWitness implements WitnessClient {
  readonly key;
  readonly #sign;
  size = 0;
  asked = 0;
  mood: 'willing' | 'away' | 'forging' = 'willing';
  /** Holds its answers back while it is set. */
  gate: Promise<void> | undefined;

  constructor(name: string, seed: number) {
    const { publicKey, sign } = testSigner(name, seed);
    this.key = makeVerifierKey(name, noteCosignature, publicKey, sha256);
    this.#sign = sign;
  }

  async cosign(checkpoint: Checkpoint, note: Note): Promise<NoteSignature> {
    this.asked++;
    await this.gate;
    if (this.mood === 'away') throw new Error('connection refused');
    if (this.mood === 'forging') return cosign(`${note.text}more\n`, 1, this.key, this.#sign);
    if (checkpoint.size < this.size) {
      const what = `${this.key.name} has cosigned ${this.size} entries`;
      throw new AtalayaError('rolled-back', what, this.key.name, 'Restore the folder from a replica.');
    }
    this.size = checkpoint.size;
    return cosign(note.text, 1_790_000_000, this.key, this.#sign);
  }
}

describe('a witnessed log', () => {
  let parent: string;
  let folder: string;
  let log: Log | undefined;
  let witnesses: [PlayedWitness, PlayedWitness];
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'atalaya-witnessed-'));
    folder = join(parent, 'log');
    witnesses = [new PlayedWitness('witness.esp/1', 21), new PlayedWitness('witness.prt/1', 22)];
  });
  afterEach(async () => {
    await log?.close();
    log = undefined;
    await rm(parent, { recursive: true, force: true });
  });

  const start = async (publishIntervalMs: number | 'none' = 'none'): Promise<Log> => {
    log = await openEmbeddedLog({
      folder,
      origin,
      signer,
      witnesses,
      now: () => dayUs,
      publishIntervalMs,
      witnessTimeoutMs: 150,
    });
    return log;
  };
  const stop = async (): Promise<void> => {
    await log?.close();
    log = undefined;
  };
  const append = (n: number) =>
    log!.append({ commandId: `c${n}`, timeUs: dayUs, drafts: draftsOf(`review/${n}`, 1, 2) });
  const signers = async (): Promise<string[]> => {
    const note = parseNote(await readFile(join(folder, 'evidence', 'checkpoint')));
    if (isFault(note)) throw new Error(note.fault);
    const keys = witnesses.map(({ key }) => key);
    return cosignatures(note, keys, verifyEd25519).map(({ key }) => key.name);
  };

  it('publishes with the cosignatures of both', async () => {
    await start();
    await append(0);
    const head = await log!.publish();
    expect(head).toMatchObject({ published: 2, troubles: [] });
    expect([...head.cosigned]).toEqual([
      ['witness.esp/1', 2],
      ['witness.prt/1', 2],
    ]);
    expect(await signers()).toEqual(['witness.esp/1', 'witness.prt/1']);
    await stop();
    expect([...(await (await start()).head()).cosigned.values()]).toEqual([2, 2]);
    // At the start of the empty log, for its entries, and at the second start.
    expect(witnesses[0].asked).toBe(3);
  });

  it('has an empty log cosigned too, once', async () => {
    await start();
    expect(await log!.publish()).toMatchObject({ size: 0, published: 0, troubles: [] });
    expect(await signers()).toEqual(['witness.esp/1', 'witness.prt/1']);
    expect(witnesses.map(({ asked }) => asked)).toEqual([1, 1]);
  });

  it('asks a witness that was away for the empty log again', async () => {
    witnesses[1].mood = 'away';
    await start();
    expect((await log!.publish()).troubles).toEqual([expect.stringContaining('witness.prt/1')]);
    expect(await signers()).toEqual(['witness.esp/1']);
    witnesses[1].mood = 'willing';
    expect((await log!.publish()).troubles).toEqual([]);
    expect(await signers()).toEqual(['witness.esp/1', 'witness.prt/1']);
  });

  it('takes nothing in an empty folder where a witness has cosigned entries', async () => {
    witnesses[0].size = 2;
    await start();
    await expect(append(0)).rejects.toMatchObject({ code: 'rolled-back' });
  });

  it('publishes without a witness that is away, says so, and adds its cosignature once it is back', async () => {
    witnesses[1].mood = 'away';
    await start(5);
    await append(0);
    const head = await log!.publish();
    expect(head.published).toBe(2);
    expect(head.cosigned.get('witness.prt/1')).toBe(0);
    expect(head.troubles).toEqual([expect.stringContaining('witness.prt/1')]);
    expect(await signers()).toEqual(['witness.esp/1']);
    witnesses[1].mood = 'willing';
    await expect.poll(signers).toEqual(['witness.esp/1', 'witness.prt/1']);
    await expect.poll(async () => (await log!.head()).troubles).toEqual([]);
  });

  it('adds a cosignature that comes late', async () => {
    await start();
    let open = (): void => undefined;
    witnesses[0].gate = new Promise((resolve) => {
      open = resolve;
    });
    await append(0);
    expect((await log!.publish()).published).toBe(2);
    expect(await signers()).toEqual(['witness.prt/1']);
    open();
    await expect.poll(signers).toEqual(['witness.esp/1', 'witness.prt/1']);
    await expect.poll(async () => (await log!.head()).cosigned.get('witness.esp/1')).toBe(2);
  });

  it('does not pass on a cosignature that does not hold', async () => {
    witnesses[0].mood = 'forging';
    await start();
    await append(0);
    expect((await log!.publish()).troubles).toEqual([expect.stringContaining('does not hold')]);
    expect(await signers()).toEqual(['witness.prt/1']);
  });

  it('takes nothing in a folder that was restored to before what a witness cosigned', async () => {
    await start();
    await append(0);
    await log!.publish();
    await stop();
    await cp(folder, join(parent, 'older'), { recursive: true });
    await start();
    await append(1);
    await log!.publish();
    await stop();
    const newer = folder;
    folder = join(parent, 'older');
    await start();
    await expect(append(2)).rejects.toMatchObject({ code: 'rolled-back' });
    expect((await log!.head()).troubles.join()).toContain('witness.esp/1 has cosigned 4 entries');
    await stop();
    // A replica holds what was cosigned; the journal that is behind it agrees with it.
    await cp(join(newer, 'evidence'), join(folder, 'evidence'), { recursive: true });
    await start();
    expect(await append(2)).toMatchObject({ outcome: 'appended', positions: [{ index: 4 }, { index: 5 }] });
    expect(await log!.publish()).toMatchObject({ published: 6, troubles: [] });
    expect(await signers()).toHaveLength(2);
  });
});
