import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CaseReading, parseCase, parseCaseJson } from '../../authorise/case/parse.ts';
import { type CheckAnswer, checkReading } from '../../authorise/check/check.ts';
import { AtalayaError } from '../../model/errors.ts';
import { type ExportKind, exportClearance, exportKinds } from '../../server/clearance-export.ts';
import { sha256 } from '../../store/hashing.ts';
import { type OptionTable, parseArguments } from '../args.ts';
import type { Command, Io } from '../command.ts';

const options = {
  json: {
    kind: 'flag',
    does: 'one JSON document: decision, planHash, and reasons with code, source, found, allowed, cure',
  },
  hash: { kind: 'flag', does: "print the plan's hash alone" },
  expect: { kind: 'flag', does: 'compare the answer to each file with what it says in its field expect' },
  export: {
    kind: 'choice',
    value: 'KIND',
    choices: exportKinds,
    does: 'draw from the case: the ICAO flight plan, the RPAS request, the clearance as a PDF, or the notice to the legislature',
  },
  out: { kind: 'text', value: 'FILE', short: 'o', does: 'with --export: the file to write; else it is printed' },
  lang: {
    kind: 'choice',
    value: 'LANG',
    choices: ['en', 'es'],
    does: 'with --export: the language of texts; English else',
  },
  exercise: { kind: 'flag', does: 'with --export pdf: mark every page as EXERCISE' },
} as const satisfies OptionTable;

/** What a case file says in its field `expect`. */
interface Expected {
  readonly decision: string;
  readonly codes: readonly string[];
}

/** One file held against what it expects. */
interface Comparison {
  readonly file: string;
  readonly ok: boolean;
  readonly decision: string;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

interface CaseFile {
  readonly reading: CaseReading;
  readonly bytes: Uint8Array;
}

async function read(path: string, io: Io): Promise<CaseFile> {
  const bytes = new Uint8Array(await readFile(resolve(io.cwd, path)));
  return { reading: parseCase(bytes, path, sha256), bytes };
}

async function tell(answer: CheckAnswer, io: Io): Promise<void> {
  const { decision, planHash, reasons } = answer;
  const plan = planHash === null ? 'the case cannot be read' : `plan ${planHash}`;
  if (decision === 'clear') return io.out.line(`Clear: nothing stands against it; ${plan}`);
  await io.out.line(`Refused: ${reasons.length} ${reasons.length === 1 ? 'reason' : 'reasons'}; ${plan}`);
  for (const { code, source, found, allowed, cure } of reasons) {
    await io.out.line(`\n${code}  (${source})`);
    await io.out.line(`  found:   ${printable(found)}`);
    await io.out.line(`  allowed: ${printable(allowed)}`);
    await io.out.line(`  cure:    ${cure}`);
  }
}

/** What strangers wrote does not steer a terminal. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\u{fffd}');

async function tellHash({ reading }: CaseFile, io: Io): Promise<number> {
  if ('judged' in reading) {
    await io.out.line(reading.judged.planHash);
    return 0;
  }
  for (const { pointer, found } of reading.faults) io.say(printable(`case-invalid at ${pointer || '/'}: ${found}`));
  return 1;
}

/** The field is read even of a case that cannot be: such a case may be what is expected. */
function expectedOf(value: unknown, file: string): Expected {
  const field = typeof value === 'object' && value !== null && 'expect' in value ? value.expect : undefined;
  if (typeof field === 'object' && field !== null && 'decision' in field && 'codes' in field) {
    const { decision, codes } = field;
    if (typeof decision === 'string' && Array.isArray(codes)) return { decision, codes: codes.map(String) };
  }
  const cure = 'Add "expect": {"decision": "refuse", "codes": ["outside-area"]} to the file';
  throw new AtalayaError('format-damaged', 'The file does not say what it expects', file, cure);
}

async function compare(file: string, io: Io): Promise<Comparison> {
  const { reading, bytes } = await read(file, io);
  const expected = expectedOf(parseCaseJson(bytes, file).value, file);
  const { decision, reasons } = checkReading(reading);
  const told = new Set(reasons.map(({ code }) => code));
  const awaited = new Set(expected.codes);
  const missing = [...awaited].filter((code) => !told.has(code));
  const unexpected = [...told].filter((code) => !awaited.has(code));
  const ok = decision === expected.decision && missing.length === 0 && unexpected.length === 0;
  return { file, ok, decision, missing, unexpected };
}

async function compareAll(files: readonly string[], asJson: boolean, io: Io): Promise<number> {
  const compared: Comparison[] = [];
  for (const file of files) {
    io.signal.throwIfAborted();
    const one = await compare(file, io);
    compared.push(one);
    if (asJson) continue;
    const more = [
      ...one.missing.map((code) => `expected ${code}`),
      ...one.unexpected.map((code) => `not expected ${code}`),
    ];
    await io.out.line(`${one.ok ? 'ok  ' : 'FAIL'} ${file}: ${[one.decision, ...more].join(', ')}`);
  }
  const failed = compared.filter(({ ok }) => !ok).length;
  if (asJson) await io.out.json({ files: compared.length, failed, results: compared });
  else await io.out.line(`${compared.length} files, ${failed} not as expected`);
  return failed === 0 ? 0 : 1;
}

interface Wanted {
  readonly kind: ExportKind;
  readonly out: string | undefined;
  readonly language: 'en' | 'es';
  readonly exercise: boolean;
}

async function writeExport(path: string, { kind, out, language, exercise }: Wanted, io: Io): Promise<number> {
  if (kind === 'pdf' && out === undefined) {
    throw new AtalayaError('usage', 'A PDF is not printed on a terminal', '--export pdf', 'Name a file with --out');
  }
  const bytes = new Uint8Array(await readFile(resolve(io.cwd, path)));
  const drawn = await exportClearance(parseCaseJson(bytes, path).value, kind, { language, exercise });
  if (out === undefined) await io.out.write(new TextDecoder().decode(drawn));
  else await writeFile(resolve(io.cwd, out), drawn);
  return 0;
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  if (args.flag('expect')) return compareAll(args.operands, args.flag('json'), io);
  if (args.operands.length > 1) {
    throw new AtalayaError('usage', 'One case is decided at a time', command.usage, 'Name one file, or add --expect');
  }
  const kind = exportKinds.find((it) => it === args.text('export'));
  const out = args.text('out');
  if (kind !== undefined) {
    const language = args.text('lang') === 'es' ? 'es' : 'en';
    return writeExport(args.operand(0), { kind, out, language, exercise: args.flag('exercise') }, io);
  }
  if (out !== undefined)
    throw new AtalayaError('usage', 'Nothing is to be written', '--out', 'Say what, with --export');
  const file = await read(args.operand(0), io);
  if (args.flag('hash')) return tellHash(file, io);
  const answer = checkReading(file.reading);
  if (args.flag('json')) await io.out.json(answer);
  else await tell(answer, io);
  return answer.decision === 'clear' ? 0 : 1;
}

/** `atalaya check CASE.json`: whether one sortie is cleared, and every reason against it. */
export const command: Command = {
  name: 'check',
  summary: 'Decide one clearance offline, from one file: clear, or every reason against it',
  usage: 'atalaya check CASE.json [--json | --hash | --export KIND [--out FILE]] | --expect FILE...',
  operands: [1, 10_000],
  options,
  examples: [
    {
      line: 'atalaya check case.json',
      does: 'says whether the sortie is cleared (exit code 0) or refused (1), with every reason and its cure',
    },
    { line: "atalaya check case.json --json | jq -r '.reasons[].code'", does: 'lists the codes (docs/check.md)' },
    { line: 'atalaya check case.json --hash', does: 'prints the hash of the plan, which both states sign' },
    {
      line: 'atalaya check case.json --export pdf --out clearance.pdf',
      does: 'writes the clearance of a case that is clear, in English and Spanish, to be printed',
    },
    { line: 'atalaya check case.json --export fpl', does: 'prints the ICAO flight plan message of the plan' },
    {
      line: 'atalaya check --expect examples/cases/*.json',
      does: 'holds the answers against what the files expect',
    },
  ],
  run,
};
