import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { equivalentMutants } from '../authority/equivalents.ts';
import { type Mutant, mutantsOf } from '../authority/mutants.ts';
import { caseTable } from '../authority/table.ts';
import { alive, type MutantAnswer } from './authority-1-task.ts';
import type { Prove } from './bar.ts';

const checks = new URL('../../src/authorise/check/', import.meta.url);
/** Nothing in these decides: words of reasons, and the table of their texts. */
const withoutLogic = new Set(['say.ts', 'codes.ts']);
const threads = 2;
/** A mutant that takes so long for one case does not end: it was noticed. */
const longestMs = 20_000;

function allMutants(): readonly Mutant[] {
  return readdirSync(checks)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !withoutLogic.has(name))
    .flatMap((name) => mutantsOf(name, readFileSync(new URL(name, checks), 'utf8')));
}

const isArgued = ({ file, what, text }: Mutant): boolean =>
  equivalentMutants.some((it) => it.file === file && it.what === what && text.includes(it.with));

const placeOf = ({ file, line, what, text }: Mutant): string =>
  `${file}:${line}: ${what}: ${text.split('\n')[line - 1]?.trim()}`;

/** One mutant after another in a thread of its own, which is replaced where a mutant does not end. */
class Thread {
  #worker: Worker | undefined;
  readonly #scratch: string;

  constructor(scratch: string) {
    this.#scratch = scratch;
  }

  async ask(index: number, { file, text }: Pick<Mutant, 'file' | 'text'>): Promise<string | undefined> {
    this.#worker ??= new Worker(new URL('./authority-1-worker.ts', import.meta.url), { workerData: this.#scratch });
    const worker = this.#worker;
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<MutantAnswer | 'late'>((resolve, reject) => {
      worker.on('message', (message: MutantAnswer | typeof alive) => {
        clearTimeout(timer);
        if (message === alive) timer = setTimeout(() => resolve('late'), longestMs);
        else resolve(message);
      });
      worker.once('error', reject);
    });
    worker.postMessage({ index, file, text });
    const answer = await answered.finally(() => clearTimeout(timer));
    worker.removeAllListeners('message');
    worker.removeAllListeners('error');
    if (answer !== 'late') return answer.caught;
    await this.close();
    return 'does not end';
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }
}

/** Every check spoilt in every place, each noticed by the table of cases. `n` ends after so many mutants. */
export const prove: Prove = async ({ n, print }) => {
  const mutants = allMutants().slice(0, n);
  const out = fileURLToPath(new URL('../../out/', import.meta.url));
  mkdirSync(out, { recursive: true });
  const scratch = mkdtempSync(`${out}mutants-`);
  const caught: (string | undefined)[] = [];
  let next = 0;
  const run = async (): Promise<void> => {
    const thread = new Thread(scratch);
    try {
      for (let i = next++; i < mutants.length; i = next++) {
        const mutant = mutants[i]!;
        caught[i] = await thread.ask(i, mutant);
        if (caught[i] === undefined && !isArgued(mutant)) print(`survivor: ${placeOf(mutant)}`);
      }
    } finally {
      await thread.close();
    }
  };
  const unspoilt = new Thread(scratch);
  try {
    const wrong = await unspoilt.ask(-1, { file: '', text: '' });
    if (wrong !== undefined) {
      print(`the checks themselves answer wrongly: ${wrong}`);
      return { passed: 0, failed: 1 };
    }
    await unspoilt.close();
    await Promise.all(Array.from({ length: threads }, run));
  } finally {
    await unspoilt.close();
    rmSync(scratch, { recursive: true, force: true });
  }
  const survivors = mutants.filter((_, i) => caught[i] === undefined);
  const argued = survivors.filter(isArgued);
  const cases = Object.values(caseTable).flat().length;
  const byError = caught.filter((it) => it?.startsWith('does not load')).length;
  const endless = caught.filter((it) => it === 'does not end').length;
  print(
    `${cases} cases; ${mutants.length} mutants, ${mutants.length - survivors.length} noticed (${byError} do not load, ${endless} do not end)`,
  );
  print(
    `${argued.length} of the others change no answer (argued in test/authority/equivalents.ts), ${survivors.length - argued.length} survivors`,
  );
  return { passed: mutants.length - survivors.length + argued.length, failed: survivors.length - argued.length };
};
