import { mkdir, open, rename } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { simulatedBudget } from '../../../sim/errors.ts';
import { demonstrationSortie, simulatedVideoRecording } from '../../../sim/recording.ts';
import type { Terrain } from '../../geo/terrain.ts';
import type { LocalRecording } from '../../server/flights.ts';
import { createService } from '../../server/service.ts';
import { findTranscoder } from '../../server/transcoder.ts';
import { openTerrainFolder } from '../../store/terrain-folder.ts';
import { type OptionTable, parseArguments } from '../args.ts';
import type { Command, Io } from '../command.ts';
import { exploitRecording, summaryLines } from '../exploit-recording.ts';
import { builtPages } from '../pages.ts';

const defaultPort = 8400;
const simulatedName = 'simulated-flight.ts';

const options = {
  out: { kind: 'text', value: 'DIR', short: 'o', does: 'where a simulated flight, or a report, is written (out/NAME)' },
  terrain: { kind: 'text', value: 'DIR', does: 'a folder of .hgt or elevation GeoTIFF tiles' },
  port: {
    kind: 'number',
    value: 'N',
    whole: true,
    least: 0,
    most: 65535,
    does: `port on the loopback (${defaultPort}, or the next that is free)`,
  },
  'no-serve': { kind: 'flag', does: 'write the report of the recording (as exploit does) and end' },
} as const satisfies OptionTable;

/** Writes our own simulated flight, with video, as a recording. */
async function simulate(outDir: string, io: Io): Promise<LocalRecording> {
  io.say(
    'SIMULATED: no recording was given, so a flight of our own simulation is made, which takes some seconds, and shown',
  );
  await mkdir(outDir, { recursive: true });
  const path = join(outDir, simulatedName);
  const unfinished = `${path}.unfinished`;
  const { terrain, chunks } = simulatedVideoRecording(demonstrationSortie);
  const handle = await open(unfinished, 'w');
  try {
    for await (const chunk of chunks) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
  await rename(unfinished, path);
  return { path, simulated: true, terrain, budget: simulatedBudget };
}

/** Resolves when a person, or whoever started us, asks to stop. */
function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

async function report(recordings: readonly LocalRecording[], outDir: (name: string) => string, io: Io): Promise<void> {
  for (const { path, terrain, simulated = false } of recordings) {
    const request = { file: path, outDir: outDir(path), terrain, preset: 'large', simulated } as const;
    for (const line of summaryLines(await exploitRecording(request, io))) io.say(line);
  }
}

async function serve(
  recordings: readonly LocalRecording[],
  terrain: Terrain | undefined,
  port: number,
  io: Io,
): Promise<void> {
  const pages = await builtPages(io);
  const service = await createService({
    transcoder: await findTranscoder(io.env['PATH']),
    say: (line) => io.say(line),
    ...(pages === undefined ? {} : { pages }),
    ...(terrain === undefined ? {} : { terrain }),
  });
  try {
    for (const recording of recordings) await service.flights.openLocal(recording);
    const url = await service.listen(port);
    await io.out.line(`Workstation: ${url}/`);
    await io.out.flush();
    io.say('Stop with Ctrl-C');
    await stopped(io.signal);
  } finally {
    await service.close();
  }
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  const terrainDir = args.text('terrain');
  const terrain = terrainDir === undefined ? undefined : await openTerrainFolder(resolve(io.cwd, terrainDir));
  const nameOf = (path: string): string => basename(path).replace(/\.[^.]+$/, '');
  const outDir = (path: string): string => resolve(io.cwd, args.text('out') ?? join('out', nameOf(path)));
  const recordings: LocalRecording[] =
    args.operands.length === 0
      ? [await simulate(outDir(simulatedName), io)]
      : args.operands.map((file) => ({ path: resolve(io.cwd, file), ...(terrain === undefined ? {} : { terrain }) }));
  if (args.flag('no-serve')) await report(recordings, outDir, io);
  else await serve(recordings, terrain, args.number('port') ?? defaultPort, io);
  return 0;
}

/** `atalaya start [FILE...]`: the workstation on the loopback, with recordings or a simulated flight open in it. */
export const command: Command = {
  name: 'start',
  summary: 'Open the workstation in the browser, with recordings or a simulated flight',
  usage: 'atalaya start [FILE...] [--terrain DIR] [--port N] [--out DIR] [--no-serve]',
  operands: [0, 32],
  options,
  examples: [
    { line: 'atalaya start', does: 'simulates a flight and shows it' },
    { line: 'atalaya start flight.ts', does: 'shows a recording' },
    { line: 'atalaya start a.ts b.ts --port 9000', does: 'shows two, on another port of 127.0.0.1' },
    { line: 'atalaya start flight.ts --no-serve', does: 'writes the report of a recording and ends' },
  ],
  run,
};
