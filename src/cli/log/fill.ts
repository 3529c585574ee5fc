import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type HistoryCommand, simulateHistory } from '../../../sim/history/history.ts';
import { cosign } from '../../account/cosignature.ts';
import { noteCosignature } from '../../account/format.ts';
import { makeVerifierKey } from '../../account/note.ts';
import { AtalayaError } from '../../model/errors.ts';
import { originOf } from '../../store/folder/checkpoint.ts';
import { type DataFolder, keysFolder, openDataFolder, writePublicKeys } from '../../store/folder/data-folder.ts';
import { sha256 } from '../../store/hashing.ts';
import type { RandomBytes } from '../../store/keys/keys.ts';
import { loadSigner } from '../../store/keys/signing.ts';
import type { AppendResult } from '../../store/log/log.ts';
import type { WitnessClient } from '../../store/log/witness-client.ts';
import type { Fact } from '../../store/memory/memory.ts';
import { unwritable } from '../../store/unwritable.ts';
import { readWitnesses } from '../../store/witness/addresses.ts';

export interface FillOptions {
  readonly folder: string;
  readonly entries: number;
  readonly seed: number;
  /** Told the entries that are on the disk, now and then. */
  readonly along: (entries: number) => void;
  readonly signal: AbortSignal;
}

export interface FillReport {
  readonly size: number;
  readonly entries: number;
  readonly blobs: number;
  readonly origin: string;
  readonly evidence: string;
  readonly keys: string;
}

const windowCommands = 4_096;
const publishEvery = 65_536;
const startUs = Date.UTC(2026, 0, 5) * 1_000;

/** Bytes that follow from a seed and a name: SHAKE256 of both and a count. Only a simulated log has its keys from here. */
function seededBytes(seed: number, name: string): RandomBytes {
  let calls = 0;
  return (count) => {
    const source = createHash('shake256', { outputLength: count });
    return source.update(`${name} ${seed} ${calls++}`).digest();
  };
}

/** A witness that lives in this process. It proves nothing to anybody: its key lies beside the log. It stands for the two of the states. */
async function simulatedWitness(
  folder: string,
  name: string,
  random: RandomBytes,
  nowS: () => number,
): Promise<WitnessClient> {
  const signer = await loadSigner(join(folder, keysFolder, `witness-${name}.key`), random);
  const key = makeVerifierKey(`witness.exercise/${name}`, noteCosignature, signer.publicKey, sha256);
  return { key, cosign: async (_checkpoint, note) => cosign(note.text, nowS(), key, signer.sign) };
}

/**
 * Makes a simulated log in a folder, or lengthens one: cases from question to outcome, sealed, blobs attached, checkpoints cosigned by two simulated
 * witnesses. The same folder state, seed and number give the same evidence, byte for byte. Errors: those of the data folder.
 */
export async function fillLog({ folder, entries, seed, along, signal }: FillOptions): Promise<FillReport> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unwritable(error, folder);
  });
  const known = await originOf(folder);
  const origin = known ?? `exercise.atalaya/log-${seed}`;
  // Keys of a log that goes on must not meet the nonces it has used.
  const isNew = known === undefined;
  const randomFor = (part: string) => (isNew ? seededBytes(seed, part) : randomBytes);
  const clock = { timeUs: startUs };
  const nowS = () => Math.floor(clock.timeUs / 1e6);
  // Where the folder names witnesses, they are asked; simulated ones stand in for them otherwise.
  const isWitnessed = (await readWitnesses(folder)).length > 0;
  const simulated = async () => [
    await simulatedWitness(folder, 'usa', seededBytes(seed, 'usa'), nowS),
    await simulatedWitness(folder, 'mex', seededBytes(seed, 'mex'), nowS),
  ];
  const data = await openDataFolder({
    folder,
    origin,
    ...(isWitnessed ? {} : { witnesses: await simulated() }),
    randomFor,
    now: () => clock.timeUs,
    publishIntervalMs: 'none',
  });
  try {
    const before = (await data.log.head()).size;
    const blobs = await write(data, before, { entries, seed, clock, along, signal });
    const head = await data.log.publish();
    if (head.published !== head.size) {
      throw new AtalayaError(
        'not-ready',
        `Only ${head.published} of ${head.size} entries are published: ${head.troubles.join('; ')}`,
        folder,
        'Run the command again',
      );
    }
    const remark = 'Public keys of a SIMULATED log (EXERCISE). Its private keys lie beside it: it proves nothing.';
    const keys = await writePublicKeys(folder, data.verifierKeys, remark);
    return { size: head.size, entries, blobs, origin, evidence: join(folder, 'evidence'), keys };
  } finally {
    await data.close();
  }
}

interface Writing {
  readonly entries: number;
  readonly seed: number;
  readonly clock: { timeUs: number };
  readonly along: (entries: number) => void;
  readonly signal: AbortSignal;
}

async function write(
  data: DataFolder,
  before: number,
  { entries, seed, clock, along, signal }: Writing,
): Promise<number> {
  let written = 0;
  let blobs = 0;
  let published = 0;
  // A log that goes on gets a history of its own, so that no stream is met again.
  const historySeed = before === 0 ? seed : seed + before * 7_919;
  const firstUs = before === 0 ? startUs : await lastTimeUs(data, before);
  let window: HistoryCommand[] = [];
  const flush = async (): Promise<void> => {
    signal.throwIfAborted();
    // The keys of a window's items are made together, so that they share one sync.
    for (const [compartment, facts] of Map.groupBy(
      window.flatMap((command) => command.facts),
      (fact) => fact.compartment,
    )) {
      await Promise.all(facts.map(({ item }) => data.keys.dataKey(compartment, item)));
    }
    const waiting: Promise<AppendResult>[] = [];
    for (const command of window) {
      clock.timeUs = command.timeUs;
      const facts = await attachClips(data, command);
      blobs += facts.filter((fact) => fact.attachments !== undefined).length;
      const result = data.memory.remember({ ...command, facts });
      // What fails is told when all are awaited.
      result.catch(() => undefined);
      waiting.push(result);
      written += facts.length;
    }
    for (const result of await Promise.all(waiting))
      if (result.outcome !== 'appended') throw misfit(result.stream, data.origin);
    window = [];
    along(written);
  };
  for (const command of simulateHistory({ seed: historySeed, startUs: firstUs, entries })) {
    window.push(command);
    if (window.length < windowCommands) continue;
    await flush();
    if (written - published >= publishEvery) {
      await data.log.publish();
      published = written;
    }
  }
  await flush();
  return blobs;
}

async function attachClips(data: DataFolder, { facts }: HistoryCommand): Promise<readonly Fact[]> {
  const attached: Fact[] = [];
  for (const { clip, ...fact } of facts) {
    if (clip === undefined) attached.push(fact);
    else attached.push({ ...fact, attachments: [await data.memory.attach(fact.compartment, fact.item, once(clip))] });
  }
  return attached;
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function misfit(stream: string, origin: string): AtalayaError {
  return new AtalayaError(
    'log-damaged',
    `The simulated history does not fit the log: ${stream}`,
    origin,
    'Use another seed or folder',
  );
}

async function lastTimeUs(data: DataFolder, size: number): Promise<number> {
  for await (const { entry } of data.log.entries(size - 1)) return entry.timeUs;
  return startUs;
}
