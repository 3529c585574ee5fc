import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { exercisePeople, exerciseStates } from '../sim/people.ts';
import { createService } from './app.ts';
import { openLocalBus } from './bus/local.ts';
import { type OptionTable, parseArguments } from './cli/args.ts';
import type { Command, Io } from './cli/command.ts';
import { AtalayaError } from './model/errors.ts';
import { readIdentitySettings } from './server/identity/configuration.ts';
import { parseOwnAddress } from './server/identity/cookies.ts';
import { foundExercise } from './server/identity/exercise.ts';
import { openIdentity } from './server/identity/open.ts';
import { policyFolder, readRuleSet } from './server/policy/folder.ts';
import { type DataFolder, openDataFolder, originOf } from './store/folder/data-folder.ts';
import { readPurpose } from './store/folder/founding.ts';

const options = {
  exercise: { kind: 'flag', does: 'found an exercise in a new folder, with made-up people in every office' },
  identity: { kind: 'text', value: 'FILE', does: 'how people sign in (OpenID Connect), where it is no exercise' },
  states: { kind: 'text', value: 'A,B', does: 'states whose inspectors take concerns (default USA,MEX)' },
  port: {
    kind: 'number',
    value: 'P',
    least: 1,
    most: 65_535,
    whole: true,
    does: 'port on the loopback (default 8400)',
  },
  json: { kind: 'flag', does: 'print one JSON document when it is ready' },
} as const satisfies OptionTable;

const defaultPort = 8400;

/** Opens the folder; a new one is founded, but only as an exercise: founding for operations is a matter of more than one person. */
async function openOrFound(folder: string, exercise: boolean, nowUs: () => number): Promise<DataFolder> {
  const isNew = (await originOf(folder)) === undefined;
  if (isNew && !exercise) {
    const cure = 'Give --exercise to found an exercise there, or the folder of a log';
    throw new AtalayaError('usage', 'There is no log in this folder', folder, cure);
  }
  const data = await openDataFolder({ folder, origin: 'exercise.atalaya/log', now: nowUs });
  if (!isNew) return data;
  try {
    await foundExercise(data, exercisePeople, nowUs());
    await data.log.publish();
    return data;
  } catch (error) {
    await data.close();
    throw error;
  }
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  const folder = resolve(io.cwd, args.operand(0));
  const port = args.number('port') ?? defaultPort;
  const nowUs = (): number => Math.round(io.now() * 1_000);
  const data = await openOrFound(folder, args.flag('exercise'), nowUs);
  try {
    const exercise = (await readPurpose(data.log)) === 'exercise';
    const file = args.text('identity');
    if (!exercise && file === undefined) {
      throw new AtalayaError('usage', 'How people sign in is not said', folder, 'Give --identity FILE');
    }
    const signIn =
      exercise || file === undefined
        ? { exercise: true as const, address: parseOwnAddress(`http://127.0.0.1:${port}`, '--port') }
        : readIdentitySettings(resolve(io.cwd, file), io.env);
    const states = args.text('states')?.split(',') ?? exerciseStates;
    const identity = await openIdentity({ data, folder, signIn, states, now: nowUs, say: io.say });
    const bus = openLocalBus(io.say);
    const service = await createService({
      ...{ data, bus, exercise, now: nowUs, say: io.say },
      policy: readRuleSet(policyFolder),
      newId: randomUUID,
      sessionOf: identity.sessionOf,
      address: identity.address,
      before: identity.before,
    });
    await service.http.listen({ host: '127.0.0.1', port });
    await tell(args.flag('json'), { url: identity.address.origin, origin: data.origin, exercise }, io);
    await new Promise<void>((done) => {
      if (io.signal.aborted) done();
      else io.signal.addEventListener('abort', () => done(), { once: true });
    });
    await service.stop();
    identity.close();
    await bus.close();
    return 0;
  } finally {
    await data.close();
  }
}

async function tell(
  json: boolean,
  ready: { readonly url: string; readonly origin: string; readonly exercise: boolean },
  io: Io,
): Promise<void> {
  if (json) {
    await io.out.json(ready);
    await io.out.flush();
    return;
  }
  io.say(`${ready.exercise ? 'EXERCISE. ' : ''}The door of ${ready.origin} is open at ${ready.url}`);
  io.say(`its commands and their schemas: ${ready.url}/api`);
}

/** `atalaya serve`: it stands here, beside the composition root, because it puts everything together. */
export const command: Command = {
  name: 'serve',
  summary: 'open the door: commands by policy into the log, over HTTP on the loopback',
  usage: 'atalaya serve DIR [--exercise] [--identity FILE] [--port P]',
  operands: [1, 1],
  options,
  examples: [
    {
      line: 'atalaya serve ./exercise --exercise',
      does: 'founds an exercise in a new folder and opens its door at port 8400',
    },
    {
      line: 'atalaya serve ./data --identity sign-in.json',
      does: 'opens the door of a log, with sign-in by OpenID Connect',
    },
  ],
  run,
};
