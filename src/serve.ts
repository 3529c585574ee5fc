import { resolve } from 'node:path';
import { exerciseStates } from '../sim/people.ts';
import { type OptionTable, parseArguments } from './cli/args.ts';
import type { Command, Io } from './cli/command.ts';
import { builtPages } from './cli/pages.ts';
import { AtalayaError } from './model/errors.ts';
import { exerciseOrigin, openExercise, openPlatform, type Platform, type PlatformOptions } from './platform.ts';
import { Flights } from './server/flights.ts';
import { listenNear } from './server/http.ts';
import { readIdentitySettings } from './server/identity/configuration.ts';
import { loopbackAddress } from './server/identity/cookies.ts';
import { findTranscoder } from './server/transcoder.ts';
import { originOf } from './store/folder/checkpoint.ts';
import { type DataFolder, openDataFolder } from './store/folder/data-folder.ts';
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
async function openOrFound(folder: string, exercise: boolean, now: () => number): Promise<DataFolder> {
  const origin = await originOf(folder);
  // With its witnesses beside it, at every start as at the first.
  if (origin === exerciseOrigin || (origin === undefined && exercise)) return openExercise(folder, now);
  if (origin !== undefined) return openDataFolder({ folder, now });
  const cure = 'Give --exercise to found an exercise there, or the folder of a log';
  throw new AtalayaError('usage', 'There is no log in this folder', folder, cure);
}

/** How people sign in: where it is no exercise, by the file alone. @throws AtalayaError `usage` */
async function signInOf(
  data: DataFolder,
  folder: string,
  file: string | undefined,
  io: Io,
): Promise<PlatformOptions['signIn']> {
  if ((await readPurpose(data.log)) === 'exercise') return { exercise: true, address: loopbackAddress };
  if (file !== undefined) return readIdentitySettings(resolve(io.cwd, file), io.env);
  throw new AtalayaError('usage', 'How people sign in is not said', folder, 'Give --identity FILE');
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  const folder = resolve(io.cwd, args.operand(0));
  const now = (): number => Math.round(io.now() * 1_000);
  const states = args.text('states')?.split(',') ?? exerciseStates;
  const flights = new Flights({ transcoder: await findTranscoder(io.env['PATH']) });
  const data = await openOrFound(folder, args.flag('exercise'), now);
  let platform: Platform | undefined;
  try {
    const signIn = await signInOf(data, folder, args.text('identity'), io);
    const pages = await builtPages(io);
    const workstation = { flights, ...(pages === undefined ? {} : { pages }) };
    platform = await openPlatform({ data, folder, signIn, states, now, say: io.say, workstation });
    // Where people were told to come is where it has to be: no other port is tried.
    const url = await listenNear(platform.service.http, args.number('port') ?? defaultPort, 1);
    const { exercise } = platform;
    const ready = { url: exercise ? url : signIn.address.origin, origin: data.origin, exercise };
    await tell(args.flag('json'), ready, io);
    await new Promise<void>((done) => {
      if (io.signal.aborted) done();
      else io.signal.addEventListener('abort', () => done(), { once: true });
    });
    return 0;
  } finally {
    await (platform ?? data).close();
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
  io.say(`Workstation: ${ready.url}/, and every address with its schemas: ${ready.url}/api`);
}

/** `atalaya serve`: it stands here, beside the composition root, because it puts everything together. */
export const command: Command = {
  name: 'serve',
  summary: 'Open the door over a data folder: commands by policy into the log, with the workstation',
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
