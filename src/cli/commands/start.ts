import { mkdir, open, rename } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { demonstrationSortie, simulatedRecording } from '../../../sim/recording.ts';
import { serveReport } from '../../server/report-server.ts';
import { exportNames } from '../../store/exports.ts';
import { openTerrainFolder } from '../../store/terrain-folder.ts';
import { type OptionTable, parseArguments } from '../args.ts';
import type { Command, Io } from '../command.ts';
import { type ExploitRequest, exploitRecording, summaryLines } from '../exploit-recording.ts';

const defaultPort = 8400;
const simulatedName = 'simulated-flight.ts';

const options = {
  out: { kind: 'text', value: 'DIR', short: 'o', does: 'where the report is written (out/NAME)' },
  terrain: { kind: 'text', value: 'DIR', does: 'a folder of .hgt or elevation GeoTIFF tiles' },
  port: {
    kind: 'number',
    value: 'N',
    whole: true,
    least: 0,
    most: 65535,
    does: `port on the loopback (${defaultPort}, or the next that is free)`,
  },
  'no-serve': { kind: 'flag', does: 'write the report and end' },
} as const satisfies OptionTable;

/** Writes our own simulated flight as a recording and says how to exploit it. */
async function simulate(outDir: string, io: Io): Promise<ExploitRequest> {
  io.say('SIMULATED: no recording was given, so a flight of our own simulation is shown');
  await mkdir(outDir, { recursive: true });
  const file = join(outDir, simulatedName);
  const unfinished = `${file}.unfinished`;
  const { terrain, chunks } = simulatedRecording(demonstrationSortie);
  const handle = await open(unfinished, 'w');
  try {
    for (const chunk of chunks) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
  return { file, outDir, terrain, preset: 'large', simulated: true };
}

/** Resolves when a person, or whoever started us, asks to stop. */
function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  const given = args.operands[0];
  const name = given === undefined ? 'simulated-flight' : basename(given).replace(/\.[^.]+$/, '');
  const outDir = resolve(io.cwd, args.text('out') ?? join('out', name));
  const terrainDir = args.text('terrain');
  const terrain = terrainDir === undefined ? undefined : await openTerrainFolder(resolve(io.cwd, terrainDir));
  const request: ExploitRequest =
    given === undefined
      ? await simulate(outDir, io)
      : { file: resolve(io.cwd, given), outDir, terrain, preset: 'large', simulated: false };
  const summary = await exploitRecording(request, io);
  for (const line of summaryLines(summary)) io.say(line);
  if (args.flag('no-serve')) return 0;
  const files = given === undefined ? [...exportNames, simulatedName] : [...exportNames];
  const server = await serveReport({ folder: outDir, files, port: args.number('port') ?? defaultPort });
  await io.out.line(`Report: ${server.url}`);
  await io.out.flush();
  io.say('Stop with Ctrl-C');
  await stopped(io.signal);
  await server.close();
  return 0;
}

/** `atalaya start [FILE]`: exploits a recording, or a simulated flight, and serves the report on the loopback. */
export const command: Command = {
  name: 'start',
  summary: 'Show the report of a recording, or of a simulated flight, in the browser',
  usage: 'atalaya start [FILE] [--out DIR] [--terrain DIR] [--port N] [--no-serve]',
  operands: [0, 1],
  options,
  examples: [
    { line: 'atalaya start', does: 'simulates a short flight and serves its report' },
    { line: 'atalaya start flight.ts', does: 'serves the report of a recording' },
    { line: 'atalaya start flight.ts --port 9000', does: 'on another port of 127.0.0.1' },
  ],
  run,
};
