import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { machine } from './machine.ts';
import type { BenchRow } from './row.ts';

/** A row as it is kept: which bench gave it, and when. */
export interface KeptRow extends BenchRow {
  readonly bench: string;
  readonly date: string;
}

interface Results {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly rows: readonly KeptRow[];
}

export const resultsPath = fileURLToPath(new URL('results.json', import.meta.url));

/** Puts the rows of the benches that ran in place of their former ones. What another machine measured goes: figures of two machines do not belong in one table. */
export function keepRows(byBench: ReadonlyMap<string, readonly BenchRow[]>, order: readonly string[]): void {
  const here = machine();
  const before = readResults();
  const isSameMachine = before !== undefined && JSON.stringify(before.machine) === JSON.stringify(here);
  const date = new Date().toISOString();
  const rows = order.flatMap((bench): readonly KeptRow[] => {
    const measured = byBench.get(bench);
    if (measured !== undefined) return measured.map((row) => ({ bench, date, ...row }));
    return isSameMachine ? before.rows.filter((row) => row.bench === bench) : [];
  });
  const results: Results = { machine: here, rows };
  writeFileSync(resultsPath, `${JSON.stringify(results, null, 2)}\n`);
}

function readResults(): Results | undefined {
  if (!existsSync(resultsPath)) return undefined;
  // cast: written by keepRows alone
  return JSON.parse(readFileSync(resultsPath, 'utf8')) as Results;
}
