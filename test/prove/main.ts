import process from 'node:process';
import { type OptionTable, parseArguments } from '../../src/cli/args.ts';
import { nearest } from '../../src/cli/nearest.ts';
import { toAtalayaError } from '../../src/cli/trouble.ts';
import { AtalayaError } from '../../src/model/errors.ts';
import { bars } from './registry.ts';

const USAGE = 'npm run prove -- WORD.BAR [--seed N] [--n N] [--store embedded|postgres]';
const DEFAULT_SEED = 1;

const options = {
  seed: { kind: 'number', value: 'N', whole: true, least: 0, most: 0xffff_ffff, does: 'seed of all randomness' },
  n: { kind: 'number', value: 'N', whole: true, least: 1, does: 'how many cases' },
  store: { kind: 'choice', value: 'STORE', choices: ['embedded', 'postgres'], does: 'what the log stands on' },
} as const satisfies OptionTable;

function list(): string {
  const names = Object.keys(bars);
  const width = Math.max(...names.map((name) => name.length));
  return [`Usage: ${USAGE}`, '', ...names.map((name) => `  ${name.padEnd(width)}  ${bars[name]!.does}`)].join('\n');
}

async function run(argv: readonly string[]): Promise<number> {
  const args = parseArguments(
    { name: 'prove', usage: USAGE, operands: [0, 1], options, cure: 'See: npm run prove' },
    argv,
  );
  const name = args.operands[0];
  if (name === undefined) {
    console.log(list());
    return 0;
  }
  const bar = Object.hasOwn(bars, name) ? bars[name] : undefined;
  if (bar === undefined) {
    const near = nearest(name, Object.keys(bars));
    const cure = near === undefined ? 'Without a name it lists them' : `Did you mean ${near}?`;
    throw new AtalayaError('usage', `There is no bar "${name}"`, USAGE, cure);
  }
  const seed = args.number('seed') ?? DEFAULT_SEED;
  console.log(`${name}: ${bar.does} (seed ${seed})`);
  const startMs = performance.now();
  const { prove } = await bar.load();
  const { passed, failed } = await prove({
    seed,
    n: args.number('n'),
    store: args.text('store'),
    print: (line) => console.log(`  ${line}`),
  });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${name}: ${passed} passed, ${failed} failed, ${seconds} s`);
  // A bar that counted nothing has shown nothing.
  return failed === 0 && passed > 0 ? 0 : 1;
}

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const trouble = toAtalayaError(error);
    console.error(`prove: ${trouble.toLine()}`);
    process.exitCode = trouble.exitCode;
  },
);
