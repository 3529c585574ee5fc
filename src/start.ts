import { basename, join, resolve } from 'node:path';
import { exerciseStates } from '../sim/people.ts';
import { type OptionTable, parseArguments } from './cli/args.ts';
import type { Command, Io } from './cli/command.ts';
import { type ExploitRequest, exploitRecording, summaryLines } from './cli/exploit-recording.ts';
import { builtPages } from './cli/pages.ts';
import { isWritten, keep, type SimulatedFlight, simulatedFlight, writeSimulated } from './cli/simulated-flight.ts';
import { toAtalayaError } from './cli/trouble.ts';
import { openExercise, openPlatform } from './platform.ts';
import { Flights, type LocalRecording } from './server/flights.ts';
import { listenNear } from './server/http.ts';
import { loopbackAddress } from './server/identity/cookies.ts';
import { type WorkstationParts, workstationAlone } from './server/service.ts';
import { findTranscoder } from './server/transcoder.ts';
import { exportNames } from './store/exports.ts';
import type { DataFolder } from './store/folder/data-folder.ts';
import { openTerrainFolder } from './store/terrain-folder.ts';

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
  data: { kind: 'text', value: 'DIR', does: 'the exercise: its log, founded at the first start (out/exercise)' },
  'no-serve': { kind: 'flag', does: 'write the report of the recording (as exploit does) and end' },
} as const satisfies OptionTable;

/** Resolves when a person, or whoever started us, asks to stop. */
function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

/** What is to be shown: recordings, or else our own flight, kept at a place of its own. */
type Shown =
  | { readonly kind: 'recordings'; readonly recordings: readonly LocalRecording[] }
  | { readonly kind: 'simulated'; readonly path: string; readonly flight: SimulatedFlight };

/** What is to be exploited of it, each into a folder of its own. */
function requestsOf(shown: Shown, outDir: (path: string) => string): ExploitRequest[] {
  const recordings: readonly LocalRecording[] =
    shown.kind === 'recordings'
      ? shown.recordings
      : [{ path: shown.path, simulated: true, terrain: shown.flight.terrain }];
  return recordings.map(({ path, terrain, simulated = false }) => ({
    file: path,
    outDir: outDir(path),
    terrain,
    preset: 'large',
    simulated,
  }));
}

async function report(shown: Shown, outDir: (path: string) => string, io: Io): Promise<void> {
  if (shown.kind === 'simulated') await writeSimulated(shown.path, shown.flight);
  for (const request of requestsOf(shown, outDir)) {
    for (const line of summaryLines(await exploitRecording(request, io))) io.say(line);
  }
}

/** Opens our own flight: as it was written before, or else while it is made. Gives when its file is whole. */
async function openSimulated(
  flights: Flights,
  path: string,
  flight: SimulatedFlight,
  io: Io,
): Promise<Promise<unknown>[]> {
  if (await isWritten(path)) {
    await flights.openLocal({ ...flight, path });
    return [];
  }
  const { flight: open, whole } = await flights.receive({ ...flight, name: simulatedName }, flight.chunks);
  const kept = whole
    .then(() => keep(open.options.file.path, path))
    .catch((error: unknown) => {
      if (!io.signal.aborted && !open.signal.aborted) io.say(`The simulated flight was not kept: ${String(error)}`);
    });
  return [kept];
}

/** Writes the report of each recording, one after the other, while the workstation is already in use. */
async function writeReports(
  shown: Shown,
  outDir: (path: string) => string,
  folders: Map<string, string>,
  url: string,
  io: Io,
): Promise<void> {
  // Its own progress would write over what the service says.
  const quiet: Io = {
    ...io,
    say: () => undefined,
    progress: () => ({ update: () => undefined, finish: () => undefined }),
  };
  for (const request of requestsOf(shown, outDir)) {
    try {
      await exploitRecording(request, quiet);
    } catch (error) {
      if (io.signal.aborted) return;
      io.say(`No report of ${basename(request.file)}: ${toAtalayaError(error).toLine()}`);
      continue;
    }
    const name = basename(request.outDir);
    folders.set(name, request.outDir);
    await io.out.line(`Report: ${url}/report/${encodeURIComponent(name)}/report.html`);
    await io.out.flush();
  }
}

interface Served {
  /** Gives the address at which people reach it. */
  listen(port: number): Promise<string>;
  close(): Promise<void>;
}

/** An exercise's folder, unless it cannot be opened: why, and what helps, is then said. */
async function exerciseData(folder: string, io: Io): Promise<DataFolder | undefined> {
  try {
    return await openExercise(folder, microseconds(io));
  } catch (error) {
    sayWithoutDoor(error, io);
    return undefined;
  }
}

function sayWithoutDoor(error: unknown, io: Io): void {
  io.say(`The exercise cannot be opened; recordings can be looked at without it. ${toAtalayaError(error).toLine()}`);
}

const microseconds = (io: Io) => (): number => Math.round(io.now() * 1_000);

/** The platform of an exercise; where that cannot be opened, the workstation alone. */
async function assemble(
  data: DataFolder | undefined,
  folder: string,
  workstation: WorkstationParts,
  io: Io,
): Promise<Served> {
  const say = (line: string): void => io.say(line);
  if (data !== undefined) {
    const signIn = { exercise: true, address: loopbackAddress } as const;
    try {
      const now = microseconds(io);
      const platform = await openPlatform({ data, folder, signIn, states: exerciseStates, now, say, workstation });
      return { listen: (port) => listenNear(platform.service.http, port), close: () => platform.close() };
    } catch (error) {
      await data.close();
      sayWithoutDoor(error, io);
    }
  }
  return workstationAlone({ ...workstation, say });
}

async function serve(shown: Shown, flights: Flights, { port, dataFolder, outDir }: Places, io: Io): Promise<void> {
  const folders = new Map<string, string>();
  // Neither waits for the other: the page is wanted at once.
  const opening = exerciseData(dataFolder, io);
  let service: Served | undefined;
  try {
    let written: readonly Promise<unknown>[] = [];
    if (shown.kind === 'simulated') written = await openSimulated(flights, shown.path, shown.flight, io);
    else for (const recording of shown.recordings) await flights.openLocal(recording);
    const pages = await builtPages(io);
    const data = await opening;
    const reports = { folders, files: exportNames };
    service = await assemble(data, dataFolder, { flights, reports, ...(pages === undefined ? {} : { pages }) }, io);
    const url = await service.listen(port);
    await io.out.line(`Workstation: ${url}/`);
    await io.out.flush();
    io.say('Stop with Ctrl-C');
    const reported = Promise.all(written).then(() => writeReports(shown, outDir, folders, url, io));
    reported.catch((error: unknown) => io.say(`No report: ${String(error)}`));
    await stopped(io.signal);
  } finally {
    if (service === undefined) {
      await flights.closeAll();
      await (await opening)?.close();
    } else await service.close();
  }
}

/** Where things are put and found. */
interface Places {
  readonly port: number;
  readonly dataFolder: string;
  readonly outDir: (path: string) => string;
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  const terrainDir = args.text('terrain');
  const terrain = terrainDir === undefined ? undefined : await openTerrainFolder(resolve(io.cwd, terrainDir));
  const out = args.text('out');
  const several = args.operands.length > 1;
  const outDir = (path: string): string => {
    const name = basename(path).replace(/\.[^.]+$/, '');
    if (out === undefined) return resolve(io.cwd, 'out', name);
    return several ? resolve(io.cwd, out, name) : resolve(io.cwd, out);
  };
  const given = args.operands.map((file) => ({
    path: resolve(io.cwd, file),
    ...(terrain === undefined ? {} : { terrain }),
  }));
  if (given.length === 0) io.say('SIMULATED: no recording was given, so a flight of our own simulation is shown');
  const shown: Shown =
    given.length > 0
      ? { kind: 'recordings', recordings: given }
      : { kind: 'simulated', path: join(outDir(simulatedName), simulatedName), flight: simulatedFlight(io.signal) };
  if (args.flag('no-serve')) await report(shown, outDir, io);
  else {
    const transcoder = await findTranscoder(io.env['PATH']);
    const flights = new Flights({ transcoder, ...(terrain === undefined ? {} : { terrain }) });
    const dataFolder = resolve(io.cwd, args.text('data') ?? join('out', 'exercise'));
    await serve(shown, flights, { port: args.number('port') ?? defaultPort, dataFolder, outDir }, io);
  }
  return 0;
}

/**
 * `atalaya start [FILE...]`: the workstation on the loopback, with recordings or a simulated flight open in it, and an exercise's log behind its door. It stands here,
 * beside the composition root, because it puts everything together.
 */
export const command: Command = {
  name: 'start',
  summary: 'Open the workstation in the browser, with recordings or a simulated flight, in an exercise',
  usage: 'atalaya start [FILE...] [--terrain DIR] [--port N] [--out DIR] [--data DIR] [--no-serve]',
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
