import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type OptionTable, parseArguments } from '../args.ts';
import type { Command } from '../command.ts';

const options = {
  gb: { kind: 'number', value: 'N', least: 0.01, most: 1000, does: 'size of the stream for the memory bench, GB (2)' },
  entries: {
    kind: 'number',
    value: 'N',
    least: 1_000,
    most: 1e8,
    whole: true,
    does: 'size of the logs that are grown or read (1,000,000)',
  },
  dry: { kind: 'flag', does: 'print only, leave bench/results.json as it is' },
} as const satisfies OptionTable;

/** Runs the measurements in a process of their own, so that what is loaded here does not weigh on them. */
export const command: Command = {
  name: 'bench',
  summary: 'Measure this machine: how fast, against what, in how much memory',
  usage: 'atalaya bench [NAME...] [--gb N] [--entries N] [--dry]',
  operands: [0, Number.POSITIVE_INFINITY],
  options,
  examples: [
    {
      line: 'atalaya bench',
      does: 'runs every bench and writes bench/results.json; a named one replaces its own rows there',
    },
    { line: 'atalaya bench memory --gb 0.5', does: 'runs one bench, on a stream of half a gigabyte' },
  ],
  async run(argv, io) {
    parseArguments({ ...command, options }, argv); // a slip is told here, in this command's name
    const program = fileURLToPath(new URL('../../../bench/main.ts', import.meta.url));
    const child = spawn(process.execPath, [program, ...argv], { stdio: 'inherit', signal: io.signal });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? 1));
    });
  },
};
