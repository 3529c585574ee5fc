import process from 'node:process';
import { type OptionTable, parseArguments } from '../src/cli/args.ts';
import { toAtalayaError } from '../src/cli/trouble.ts';
import { AtalayaError } from '../src/model/errors.ts';
import { type BenchOptions, benches } from './registry.ts';
import { keepRows, resultsPath } from './results.ts';
import type { BenchRow } from './row.ts';
import { table } from './table.ts';

const USAGE = 'npm run bench -- [NAME...] [--gb N] [--entries N] [--dry]';

const options = {
  gb: { kind: 'number', value: 'N', least: 0.01, most: 1000, does: 'size of the stream for the memory bench, GB' },
  entries: {
    kind: 'number',
    value: 'N',
    least: 1_000,
    most: 1e8,
    whole: true,
    does: 'size of the logs that are grown or read (1,000,000)',
  },
  dry: { kind: 'flag', does: 'print only' },
} as const satisfies OptionTable;

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
  const benchOptions: BenchOptions = {
    streamGb: args.number('gb') ?? 2,
    entries: args.number('entries') ?? 1_000_000,
    keep: !args.flag('dry'),
    say: (line) => console.error(line),
  };
  const byBench = new Map<string, readonly BenchRow[]>();
  let failed = 0;
  for (const name of names) {
    const bench = benches[name]!;
    console.error(`bench ${name}: ${bench.does}`);
    try {
      byBench.set(name, await bench.run(benchOptions));
    } catch (error) {
      failed++;
      console.error(`bench ${name}: ${toAtalayaError(error).toLine()}`);
    }
  }
  console.log(table([...byBench.values()].flat()));
  if (benchOptions.keep && byBench.size > 0) {
    keepRows(byBench, Object.keys(benches));
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
