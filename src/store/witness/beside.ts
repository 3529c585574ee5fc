import { join } from 'node:path';
import type { VerifierKey } from '../../account/note.ts';
import type { RandomBytes } from '../keys/keys.ts';
import type { WitnessClient } from '../log/witness-client.ts';
import { witnessBy } from './ask.ts';
import { openSource } from './source.ts';
import { Witness } from './witness.ts';

export interface WitnessesBesideOptions {
  /** The log's data folder. */
  readonly folder: string;
  /** By the states whose they are: the names that their cosignatures bear. */
  readonly names: readonly string[];
  /** The log's public key. */
  readonly logKey: VerifierKey;
  readonly random: RandomBytes;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface WitnessesBeside {
  readonly clients: readonly WitnessClient[];
  close(): Promise<void>;
}

/** A tile or a checkpoint is smaller. */
const mostReadBytes = 65_536;

/**
 * Witnesses of an exercise, in the log's own process and below its folder. They are real ones, each with a key, a record and a copy of its own, so that people see what a
 * cosigned log is; they bind nobody who has the machine. Errors: those of `Witness.open`.
 */
export async function openWitnessesBeside(options: WitnessesBesideOptions): Promise<WitnessesBeside> {
  const { folder, names, logKey, random, now } = options;
  const source = openSource(join(folder, 'evidence'));
  const evidence = { read: (name: string) => source.read(name, mostReadBytes) };
  const witnesses: Witness[] = [];
  const close = async (): Promise<void> => {
    for (const witness of witnesses) await witness.close();
  };
  try {
    for (const name of names) {
      const own = join(folder, 'exercise-witnesses', name.replaceAll('/', '-'));
      witnesses.push(await Witness.open({ folder: own, name, keys: [logKey], source, random, now }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const clients = witnesses.map((witness) => {
    const ask = async (body: Uint8Array) => {
      const { status, contentType: type, body: answer } = await witness.addCheckpoint(body);
      return { status, type, body: answer };
    };
    return witnessBy({ key: witness.key, name: witness.key.name, ask }, evidence);
  });
  return { clients, close };
}
