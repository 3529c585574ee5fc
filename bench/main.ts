import { writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type OptionTable, parseArguments } from '../src/cli/args.ts';
import { toAtalayaError } from '../src/cli/trouble.ts';
import { AtalayaError } from '../src/model/errors.ts';
import { type BenchOptions, benches } from './registry.ts';
import type { BenchRow } from './row.ts';
import { table } from './table.ts';

const USAGE = 'npm run bench -- [NAME...] [--gb N] [--dry]';
const resultsPath = fileURLToPath(new URL('results.json', import.meta.url));

const options = {
  gb: { kind: 'number', value: 'N', least: 0.01, most: 1000, does: 'size of the stream for the memory bench, GB' },
  dry: { kind: 'flag', does: 'print only' },
} as const satisfies OptionTable;

/** What the figures depend on. */
function machine(): Record<string, string | number> {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e8) / 10,
    system: `${platform()} ${arch()}`,
    node: process.version,
  };
}

async function run(argv: readonly string[]): Promise<number> {
  const args = parseArguments({ name: 'bench', usage: USAGE, operands: [0, Number.POSITIVE_INFINITY], options }, argv);
  const names = args.operands.length > 0 ? args.operands : Object.keys(benches);
  const unknown = names.find((name) => !Object.hasOwn(benches, name));
  if (unknown !== undefined) {
    throw new AtalayaError(
      'usage',
      `There is no bench "${unknown}"`,
      USAGE,
      `There are: ${Object.keys(benches).join(', ')}`,
    );
  }
  const benchOptions: BenchOptions = { streamGb: args.number('gb') ?? 2, say: (line) => console.error(line) };
  const rows: BenchRow[] = [];
  let failed = 0;
  for (const name of names) {
    const bench = benches[name]!;
    console.error(`bench ${name}: ${bench.does}`);
    try {
      rows.push(...(await bench.run(benchOptions)));
    } catch (error) {
      failed++;
      console.error(`bench ${name}: ${toAtalayaError(error).toLine()}`);
    }
  }
  console.log(table(rows));
  // Only a whole run is kept: figures of different runs do not belong in one table.
  if (!args.flag('dry') && args.operands.length === 0 && failed === 0) {
    const results = { date: new Date().toISOString(), machine: machine(), rows };
    writeFileSync(resultsPath, `${JSON.stringify(results, null, 2)}\n`);
    console.error(`written: ${resultsPath}`);
  }
  return failed === 0 ? 0 : 1;
}

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const trouble = toAtalayaError(error);
    console.error(`bench: ${trouble.toLine()}`);
    process.exitCode = trouble.exitCode;
  },
);
