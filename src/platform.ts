import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exercisePeople, exerciseStates } from '../sim/people.ts';
import { noteEd25519 } from './account/format.ts';
import { makeVerifierKey } from './account/note.ts';
import { createService, type Service } from './app.ts';
import { openLocalBus } from './bus/local.ts';
import { foundExercise } from './server/identity/exercise.ts';
import { type OpenIdentityOptions, openIdentity } from './server/identity/open.ts';
import { policyFolder, readRuleSet } from './server/policy/folder.ts';
import type { WorkstationParts } from './server/service.ts';
import { originOf } from './store/folder/checkpoint.ts';
import { type DataFolder, keysFolder, openDataFolder } from './store/folder/data-folder.ts';
import { readPurpose } from './store/folder/founding.ts';
import { sha256 } from './store/hashing.ts';
import { loadSigner } from './store/keys/signing.ts';
import { readWitnesses } from './store/witness/addresses.ts';
import { openWitnessesBeside, type WitnessesBeside } from './store/witness/beside.ts';

/** What every exercise's log is called. */
export const exerciseOrigin = 'exercise.atalaya/log';

/** Each state of an exercise has a witness of its log, where no others are named in its folder; of another log nothing is touched. */
async function exerciseWitnesses(folder: string, now: () => number): Promise<WitnessesBeside | undefined> {
  const known = await originOf(folder);
  if (known !== undefined && known !== exerciseOrigin) return undefined;
  if ((await readWitnesses(folder)).length > 0) return undefined;
  const signer = await loadSigner(join(folder, keysFolder, 'log.key'), known === undefined ? randomBytes : undefined);
  return openWitnessesBeside({
    folder,
    names: exerciseStates.map((state) => `witness.exercise/${state}`),
    logKey: makeVerifierKey(exerciseOrigin, noteEd25519, signer.publicKey, sha256),
    random: randomBytes,
    now: () => now() / 1_000,
  });
}

/**
 * Opens an exercise, with made-up people in every office and a witness of each state; a new folder is founded as one, and one that was left half founded is founded to the end.
 * @throws AtalayaError `usage` where the folder was founded for something else; those of `openDataFolder`.
 */
export async function openExercise(folder: string, now: () => number): Promise<DataFolder> {
  // The folder is its owner's alone; those that it lies in are not.
  await mkdir(dirname(folder), { recursive: true });
  const witnesses = await exerciseWitnesses(folder, now);
  try {
    const beside = witnesses === undefined ? {} : { witnesses: witnesses.clients };
    const data = await openDataFolder({ folder, origin: exerciseOrigin, now, ...beside });
    const close = async (): Promise<void> => {
      // What is published on closing is cosigned as well.
      await data.close();
      await witnesses?.close();
    };
    try {
      await foundExercise(data, exercisePeople, now());
      const { size, published } = await data.log.head();
      if (published < size) await data.log.publish();
      return { ...data, close };
    } catch (error) {
      await data.close();
      throw error;
    }
  } catch (error) {
    await witnesses?.close();
    throw error;
  }
}

export interface PlatformOptions extends Omit<OpenIdentityOptions, 'data'> {
  /** Closed with the platform; left open where the platform does not open. */
  readonly data: DataFolder;
  /** Its flights are closed with the platform. */
  readonly workstation: WorkstationParts;
}

/** Everything together: the log, who is signed in, the door, and the workstation beside it. */
export interface Platform {
  readonly service: Service;
  readonly exercise: boolean;
  /** Refuses new commands, finishes those under way, publishes, and closes everything. */
  close(): Promise<void>;
}

/** Puts the platform together over a data folder, not yet listening. In an exercise recordings are of who sits at the machine. */
export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const { data, folder, signIn, states, now, say, workstation } = options;
  const policy = readRuleSet(policyFolder);
  const exercise = (await readPurpose(data.log)) === 'exercise';
  const identity = await openIdentity({ data, folder, signIn, states, now, say });
  const bus = openLocalBus(say);
  const release = async (): Promise<void> => {
    await identity.close();
    await bus.close();
    policy.close();
  };
  try {
    const service = await createService({
      ...{ data, bus, exercise, policy, now, say },
      newId: randomUUID,
      sessionOf: identity.sessionOf,
      address: identity.address,
      before: identity.before,
      limit: identity.limit,
      workstation: { ...workstation, recordings: exercise ? 'own-machine' : 'by-policy' },
    });
    return {
      service,
      exercise,
      close: async () => {
        await workstation.flights.closeAll();
        await service.stop();
        await release();
        await data.close();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
