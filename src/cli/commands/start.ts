import { basename, join, resolve } from 'node:path';
import type { Terrain } from '../../geo/terrain.ts';
import type { Flights, LocalRecording } from '../../server/flights.ts';
import { createService } from '../../server/service.ts';
import { findTranscoder } from '../../server/transcoder.ts';
import { exportNames } from '../../store/exports.ts';
import { openTerrainFolder } from '../../store/terrain-folder.ts';
import { type OptionTable, parseArguments } from '../args.ts';
import type { Command, Io } from '../command.ts';
import { type ExploitRequest, exploitRecording, summaryLines } from '../exploit-recording.ts';
import { builtPages } from '../pages.ts';
import { isWritten, keep, type SimulatedFlight, simulatedFlight, writeSimulated } from '../simulated-flight.ts';
import { toAtalayaError } from '../trouble.ts';

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

async function serve(
  shown: Shown,
  terrain: Terrain | undefined,
  port: number,
  outDir: (path: string) => string,
  io: Io,
): Promise<void> {
  const folders = new Map<string, string>();
  const pages = await builtPages(io);
  const service = await createService({
    transcoder: await findTranscoder(io.env['PATH']),
    say: (line) => io.say(line),
    reports: { folders, files: exportNames },
    ...(pages === undefined ? {} : { pages }),
    ...(terrain === undefined ? {} : { terrain }),
  });
  try {
    let written: readonly Promise<unknown>[] = [];
    if (shown.kind === 'simulated') written = await openSimulated(service.flights, shown.path, shown.flight, io);
    else for (const recording of shown.recordings) await service.flights.openLocal(recording);
    const url = await service.listen(port);
    await io.out.line(`Workstation: ${url}/`);
    await io.out.flush();
    io.say('Stop with Ctrl-C');
    const reports = Promise.all(written).then(() => writeReports(shown, outDir, folders, url, io));
    reports.catch((error: unknown) => io.say(`No report: ${String(error)}`));
    await stopped(io.signal);
  } finally {
    await service.close();
  }
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
      : { kind: 'simulated', path: join(outDir(simulatedName), simulatedName), flight: simulatedFlight() };
  if (args.flag('no-serve')) await report(shown, outDir, io);
  else await serve(shown, terrain, args.number('port') ?? defaultPort, outDir, io);
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
