import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpointBytes, parseCheckpoint, signCheckpoint } from '../../account/checkpoint.ts';
import { cosignatures } from '../../account/cosignature.ts';
import { encodeEntry } from '../../account/entry.ts';
import type { Entry } from '../../account/entry-types.ts';
import { checkpointFile, noteEd25519 } from '../../account/format.ts';
import { makeVerifierKey, type Note, parseNote, type VerifierKey } from '../../account/note.ts';
import { blobPath } from '../../account/tile.ts';
import { serveWitness, type WitnessService } from '../../server/witness/service.ts';
import { type EvidenceFolder, openEvidenceFolder } from '../evidence/files.ts';
import { sha256, verifyEd25519 } from '../hashing.ts';
import { type Signer, signerFromSeed } from '../keys/signing.ts';
import { TreeWriter } from '../log/embedded/tree-writer.ts';
import { witnessAt } from './ask.ts';
import { openSource } from './source.ts';
import { Witness } from './witness.ts';

const origin = 'log.example/test';
const signal = new AbortController().signal;
const bytesOf = (fill: number, count: number) => new Uint8Array(count).fill(fill);

function entryOf(number: number, branch = 0, attachments: Entry['attachments'] = []): Uint8Array {
  return encodeEntry({
    stream: `sortie/${branch}-${number}`,
    version: 1,
    kind: 'fly.sortie-airborne',
    timeUs: 1_700_000_000_000_000 + number,
    role: 'pilot',
    state: 'USA',
    agency: 'JTF',
    command: bytesOf(number % 251, 16),
    part: 0,
    parts: 1,
    compartment: 'joint',
    commitment: bytesOf(7, 32),
    attachments,
    body: { form: 'sealed', keyId: bytesOf(1, 16), nonce: bytesOf(2, 12), ciphertext: bytesOf(branch, 40) },
  });
}

/** A log of our own that can be made to fork. */
class TestLog {
  readonly #writer: TreeWriter;
  readonly evidence: EvidenceFolder;
  readonly #signer: Signer;
  readonly key: VerifierKey;

  private constructor(evidence: EvidenceFolder, writer: TreeWriter, signer: Signer) {
    this.evidence = evidence;
    this.#writer = writer;
    this.#signer = signer;
    this.key = makeVerifierKey(origin, noteEd25519, signer.publicKey, sha256);
  }

  static async make(folder: string, signer: Signer): Promise<TestLog> {
    const evidence = openEvidenceFolder(join(folder, 'evidence'), join(folder, 'scratch'));
    return new TestLog(evidence, await TreeWriter.open(evidence, 0), signer);
  }

  async grow(entries: readonly Uint8Array[]): Promise<Note> {
    await this.#writer.append(entries, false);
    await this.#writer.settle(false);
    const { size, root } = this.#writer;
    const note = signCheckpoint({ origin, size, root, extensions: [] }, this.key, this.#signer.sign);
    await this.evidence.replace(checkpointFile, checkpointBytes(note));
    return note;
  }
}

const asker = (witness: Witness, url: string, log: TestLog) => {
  const client = witnessAt({ key: witness.key, url }, log.evidence);
  return (note: Note, stop: AbortSignal) => {
    const checkpoint = parseCheckpoint(note.text);
    if ('fault' in checkpoint) throw new Error(checkpoint.fault);
    return client.cosign(checkpoint, note, stop);
  };
};

describe('a witness', () => {
  let folder: string;
  let log: TestLog;
  let open: { witness: Witness; service: WitnessService }[];
  const signer = signerFromSeed(bytesOf(9, 32));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atalaya-witness-'));
    log = await TestLog.make(join(folder, 'log'), signer);
    open = [];
  });
  afterEach(async () => {
    for (const { witness, service } of open) {
      await service.close();
      await witness.close();
    }
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (name = 'usa', from = join(folder, 'log', 'evidence')) => {
    const witness = await Witness.open({
      folder: join(folder, name),
      name: `witness.example/${name}`,
      keys: [log.key],
      source: openSource(from),
      random: (count) => bytesOf(name.length, count),
      now: () => 1_700_000_000_000,
    });
    const service = await serveWitness(witness, join(folder, name), { host: '127.0.0.1', port: 0 });
    const one = { witness, service, ask: asker(witness, service.url, log) };
    open.push(one);
    return one;
  };

  it('cosigns an empty log, and the first entries after it, also when it is started anew', async () => {
    const { witness, ask } = await start();
    const empty = await log.grow([]);
    const line = await ask(empty, signal);
    expect(cosignatures({ ...empty, signatures: [line] }, [witness.key], verifyEd25519)).toHaveLength(1);
    expect(witness.state?.size).toBe(0);
    await ask(empty, signal);
    const one = open.pop()!;
    await one.service.close();
    await one.witness.close();
    const again = await start();
    expect(again.witness.state?.size).toBe(0);
    await again.ask(await log.grow([entryOf(0)]), signal);
    expect(again.witness.state?.size).toBe(1);
  });

  it('cosigns what grows, and holds a copy of it that its own address serves', async () => {
    const { witness, service, ask } = await start();
    const entries = Array.from({ length: 700 }, (_, number) => entryOf(number));
    for (const [from, to] of [
      [0, 1],
      [1, 255],
      [255, 256],
      [256, 257],
      [257, 700],
    ] as const) {
      const note = await log.grow(entries.slice(from, to));
      const line = await ask(note, signal);
      const signed = cosignatures({ ...note, signatures: [...note.signatures, line] }, [witness.key], verifyEd25519);
      expect(signed.map(({ timeS }) => timeS)).toEqual([1_700_000_000]);
      expect(witness.state?.size).toBe(to);
    }
    const address = openSource(service.url);
    const source = openSource(join(folder, 'log', 'evidence'));
    for (const name of [
      'tile/0/000',
      'tile/0/001',
      'tile/0/002.p/188',
      'tile/1/000.p/2',
      'tile/entries/001',
      'tile/entries/002.p/188',
    ]) {
      expect(Buffer.from((await address.read(name, 1e7)) ?? [])).toEqual(Buffer.from((await source.read(name, 1e7))!));
    }
    expect(await address.read('../cosigned', 1e7)).toBeUndefined();
    expect(await address.read('keys/witness.key', 1e7)).toBeUndefined();
    const note = parseNote((await address.read(checkpointFile, 1e6))!);
    expect('signatures' in note && note.signatures.map(({ name }) => name)).toEqual([origin, 'witness.example/usa']);
  });

  it('refuses a rollback and a fork, also after it was started anew', async () => {
    const { ask } = await start();
    const early = await log.grow([entryOf(0), entryOf(1)]);
    await ask(early, signal);
    await ask(await log.grow([entryOf(2), entryOf(3)]), signal);
    const again = async (name: string) => {
      for (const { witness, service } of open.splice(0)) {
        await service.close();
        await witness.close();
      }
      return start(name);
    };
    const { ask: askAgain, witness } = await again('usa');
    await expect(askAgain(early, signal)).rejects.toMatchObject({ code: 'rolled-back' });
    const other = await TestLog.make(join(folder, 'fork'), signer);
    const forked = await other.grow([entryOf(0), entryOf(1), entryOf(2, 1), entryOf(3)]);
    await expect(asker(witness, open[0]!.service.url, other)(forked, signal)).rejects.toMatchObject({
      code: 'rolled-back',
    });
    const longer = await other.grow([entryOf(4), entryOf(5)]);
    await expect(asker(witness, open[0]!.service.url, other)(longer, signal)).rejects.toThrow(/422/);
    expect(witness.state?.size).toBe(4);
    // The true log goes on.
    await expect(askAgain(await log.grow([entryOf(4)]), signal)).resolves.toMatchObject({
      name: 'witness.example/usa',
    });
  });

  it('does not cosign what it cannot copy, and goes on when it can', async () => {
    const blob = bytesOf(5, 3_000);
    const attachment = { sha256: sha256(blob), sizeBytes: blob.length, keyId: bytesOf(1, 16) };
    const { ask, witness } = await start();
    await ask(await log.grow([entryOf(0)]), signal);
    const note = await log.grow([entryOf(1, 0, [attachment])]);
    await expect(ask(note, signal)).rejects.toThrow(/503.*blob/s);
    expect(witness.state?.size).toBe(1);
    await log.evidence.write(blobPath(attachment.sha256), bytesOf(6, 3_000));
    await expect(ask(note, signal)).rejects.toThrow(/other bytes/);
    await log.evidence.remove(blobPath(attachment.sha256));
    await log.evidence.write(blobPath(attachment.sha256), blob);
    await expect(ask(note, signal)).resolves.toBeDefined();
    expect(await witness.replica.evidence.read(blobPath(attachment.sha256))).toEqual(Buffer.from(blob));
    expect(await readdir(join(folder, 'usa', 'scratch'))).toEqual([]);
  });

  it('answers 422 where the entries are not those of the signed tree', async () => {
    const other = await TestLog.make(join(folder, 'other'), signer);
    await other.grow([entryOf(0), entryOf(1, 1)]);
    const { ask, witness } = await start('usa', join(folder, 'other', 'evidence'));
    const note = await log.grow([entryOf(0), entryOf(1)]);
    await expect(ask(note, signal)).rejects.toThrow(/422.*another tree/s);
    expect(witness.state).toBeUndefined();
  });

  it('answers what is no request, an unknown log and a wrong signature as the protocol says', async () => {
    const { service } = await start();
    const post = async (body: string) => (await fetch(`${service.url}add-checkpoint`, { method: 'POST', body })).status;
    expect(await post('')).toBe(400);
    expect(await post('old 0\n\n')).toBe(400);
    const root = Buffer.alloc(32, 1).toString('base64');
    const signed = Buffer.alloc(68, 1).toString('base64');
    expect(await post(`old 0\n\nelsewhere.example\n1\n${root}\n\n\u2014 elsewhere.example ${signed}\n`)).toBe(404);
    expect(await post(`old 0\n\n${origin}\n1\n${root}\n\n\u2014 ${origin} ${signed}\n`)).toBe(403);
    expect(await post(`old 9\n\n${origin}\n1\n${root}\n\n\u2014 ${origin} ${signed}\n`)).toBe(403);
    expect((await fetch(`${service.url}add-checkpoint`, { method: 'POST', body: 'x'.repeat(1e6) })).status).toBe(413);
  });

  it('does not start from a record it cannot read', async () => {
    const { witness, service } = await start();
    await service.close();
    await witness.close();
    open = [];
    await writeFile(join(folder, 'usa', 'cosigned'), '12\nnothing\n');
    await expect(start()).rejects.toMatchObject({ code: 'log-damaged' });
  });
});
