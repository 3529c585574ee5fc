import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { sealed } from '../../sim/authority/base-case.ts';
import { type CaseReading, readCase } from '../../src/authorise/case/parse.ts';
import type { checkReading as Check } from '../../src/authorise/check/check.ts';
import { sha256 } from '../../src/store/hashing.ts';
import { changed } from '../authority/change.ts';
import { caseTable } from '../authority/table.ts';
import { alive, type MutantAnswer, type MutantTask } from './authority-1-task.ts';

/** Runs the table of cases against checks with one thing spoilt, each loaded from a copy of its own. */

const root = fileURLToPath(new URL('../../', import.meta.url));
const checks = join(root, 'src/authorise/check');
const scratch: string = mkdtempSync(join(String(workerData), 'thread-'));

interface Ready {
  readonly name: string;
  readonly reading: CaseReading;
  readonly expected: string;
}

const ready: Ready[] = Object.entries(caseTable).flatMap(([group, cases]) =>
  cases.map((one) => {
    const reading = readCase(JSON.parse(JSON.stringify(sealed(changed(one), sha256))), sha256);
    if ('faults' in reading) throw new Error(`${one.name}: ${JSON.stringify(reading.faults[0])}`);
    const decision = one.codes.length === 0 ? 'clear' : 'refuse';
    return { name: `${group}: ${one.name}`, reading, expected: [decision, ...one.codes.toSorted()].join(' ') };
  }),
);
const faults = [{ pointer: '/at', found: 'nothing', allowed: 'a moment' }];
ready.push({ name: 'a case that is not of its form', reading: { faults }, expected: 'refuse case-invalid' });
/** Cases by file, those that noticed something last in front. */
const orders = new Map<string, Ready[]>();

async function load({ index, file, text }: MutantTask): Promise<typeof Check> {
  const folder = join(scratch, `m${index}`);
  const own = join(folder, 'src/authorise/check');
  mkdirSync(own, { recursive: true });
  for (const name of ['model', 'geo', 'formats', 'agree', 'plan'])
    symlinkSync(join(root, 'src', name), join(folder, 'src', name));
  symlinkSync(join(root, 'src/authorise/case'), join(folder, 'src/authorise/case'));
  symlinkSync(join(checks, 'texts'), join(own, 'texts'));
  for (const name of readdirSync(checks).filter((it) => it.endsWith('.ts') && !it.endsWith('.test.ts'))) {
    if (name === file) writeFileSync(join(own, name), text);
    else cpSync(join(checks, name), join(own, name));
  }
  const loaded: { readonly checkReading: typeof Check } = await import(pathToFileURL(join(own, 'check.ts')).href);
  rmSync(folder, { recursive: true });
  return loaded.checkReading;
}

function answerOf(check: typeof Check, reading: CaseReading): string {
  try {
    const { decision, reasons } = check(reading);
    return [decision, ...reasons.map(({ code }) => code).toSorted()].join(' ');
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function caughtBy(task: MutantTask): Promise<string | undefined> {
  let check: typeof Check;
  try {
    check = await load(task);
  } catch (error) {
    return `does not load: ${error instanceof Error ? error.message : String(error)}`;
  }
  const order = orders.get(task.file) ?? [...ready];
  for (const [i, one] of order.entries()) {
    parentPort?.postMessage(alive);
    const answer = answerOf(check, one.reading);
    if (answer === one.expected) continue;
    orders.set(task.file, [one, ...order.toSpliced(i, 1)]);
    return `${one.name}: ${answer}`;
  }
  return undefined;
}

parentPort?.on('message', (task: MutantTask) => {
  void caughtBy(task).then((caught) => {
    const answer: MutantAnswer = { index: task.index, caught };
    parentPort?.postMessage(answer);
  });
});

parentPort?.postMessage(alive);
