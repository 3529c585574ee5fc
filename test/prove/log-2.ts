import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkpointFile } from '../../src/account/format.ts';
import { BundleExaminer } from '../../src/account/verify/examine.ts';
import { readKeys } from '../../src/account/verify/note.ts';
import { verifyEvidence } from '../../src/account/verify/verify.ts';
import { folderSource } from '../../src/cli/verify-folder.ts';
import { AtalayaError } from '../../src/model/errors.ts';
import { sha256, verifyEd25519 } from '../../src/store/hashing.ts';
import type { Log } from '../../src/store/log/log.ts';
import type { ProveOptions, ProveResult } from './bar.ts';
import type { CrashTask } from './log-2-child.ts';
import { type CrashPlace, crashKeys, evidenceOf, openPlace } from './log-2-place.ts';
import { SeededRandom } from './random.ts';

const RUNS = 500;
/** Runs upon one log before a new one is begun: crashes meet young logs and grown ones. */
const RUNS_OF_A_LOG = 10;
const LONGEST_LOAD_MS = 500;
const program = fileURLToPath(new URL('./log-2-child.ts', import.meta.url));

interface Acknowledged {
  readonly commandId: string;
  readonly first: number;
  readonly count: number;
}

/** What the runs upon one log have found so far. */
interface Found {
  readonly acknowledged: Acknowledged[];
  /** Entries at the end of the run before. */
  size: number;
}

interface Counts {
  acknowledged: number;
  beyond: number;
  endedWhileOpening: number;
}

/**
 * Ends a process (kill -9) under load at random instants, again and again, and opens what it left: every acknowledged command must stand where it was
 * acknowledged, whole; no gap, no half command, nothing but whole commands beyond; and the evidence must verify with the verifier's own code.
 */
export async function prove({ seed, n, store, print }: ProveOptions): Promise<ProveResult> {
  const runs = n ?? RUNS;
  const random = new SeededRandom(seed);
  const counts: Counts = { acknowledged: 0, beyond: 0, endedWhileOpening: 0 };
  let failed = 0;
  for (let run = 0; run < runs; ) {
    const { place, remove } = await makePlace(store ?? 'embedded');
    const found: Found = { acknowledged: [], size: 0 };
    try {
      for (let of = 0; of < RUNS_OF_A_LOG && run < runs; of++, run++) {
        const faults = await oneRun({ place, seed, run }, random, found, counts);
        if (faults.length === 0) continue;
        failed++;
        for (const fault of faults.slice(0, 5)) print(`FAILED run ${run}: ${fault}`);
      }
    } finally {
      await remove();
    }
    if (run % 50 === 0) print(`${run} runs, ${counts.acknowledged} entries acknowledged`);
  }
  print(`${runs} crashes, ${counts.endedWhileOpening} of them while the log was being opened`);
  print(
    `${counts.acknowledged} entries acknowledged, none lost unless told above; ${counts.beyond} found beyond, whole commands all`,
  );
  return { passed: runs - failed, failed };
}

async function makePlace(store: string): Promise<{ readonly place: CrashPlace; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'atalaya-crash-'));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  if (store === 'embedded') return { place: { folder }, remove: removeFolder };
  const { makeDatabase, postgresUrl } = await import('../postgres.ts');
  if (postgresUrl === undefined) {
    throw new AtalayaError(
      'usage',
      'No PostgreSQL is named',
      'ATALAYA_POSTGRES',
      'Set it to the URL of one that may be used.',
    );
  }
  const database = await makeDatabase();
  return {
    place: { folder, database: database.fresh() },
    remove: async () => {
      await database.drop();
      await removeFolder();
    },
  };
}

async function oneRun(task: CrashTask, random: SeededRandom, found: Found, counts: Counts): Promise<string[]> {
  const { acknowledged } = found;
  const before = acknowledged.length;
  const whileOpening = random.chance(0.1);
  const afterMs = whileOpening ? random.below(400) : random.below(LONGEST_LOAD_MS);
  const opened = await loadAndEnd(task, whileOpening, afterMs, acknowledged);
  if (!opened) counts.endedWhileOpening++;
  const fresh = acknowledged.slice(before);
  counts.acknowledged += fresh.reduce((sum, { count }) => sum + count, 0);
  const left = await verify(task.place, undefined);
  const log = await openPlace(task.place, 60_000);
  try {
    const faults = await examine(log, found, task.run, counts);
    const { size, published, troubles } = await log.publish();
    if (published !== size) faults.push(`${published} of ${size} published: ${troubles.join('; ')}`);
    return [...left, ...faults, ...(await verify(task.place, size))];
  } finally {
    await log.close();
  }
}

/** Runs the child until its end; gathers what it acknowledged. Says whether it had opened the log. */
async function loadAndEnd(
  task: CrashTask,
  whileOpening: boolean,
  afterMs: number,
  acknowledged: Acknowledged[],
): Promise<boolean> {
  const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { stdout, stderr } = child;
  let text = '';
  let complaint = '';
  let opened = false;
  stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line === 'open') {
        opened = true;
        if (!whileOpening) endAfter(child, afterMs);
        continue;
      }
      const [commandId = '', first, count] = line.split(' ');
      acknowledged.push({ commandId, first: Number(first), count: Number(count) });
    }
  });
  stderr.setEncoding('utf8').on('data', (part: string) => {
    complaint += part;
  });
  if (whileOpening) endAfter(child, afterMs);
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, by) => resolve(by)));
  if (signal !== 'SIGKILL')
    throw new AtalayaError('internal', `The child ended by itself: ${complaint}`, program, 'Mend it.');
  return opened;
}

function endAfter(child: ChildProcess, afterMs: number): void {
  setTimeout(() => child.kill('SIGKILL'), afterMs);
}

/** Reads the log whole, and holds it against what was acknowledged. */
async function examine(log: Log, found: Found, run: number, counts: Counts): Promise<string[]> {
  const { acknowledged } = found;
  const faults: string[] = [];
  const versions = new Map<string, number>();
  const known = new Set(acknowledged.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i)));
  let next = 0;
  let open = 0;
  for await (const { index, entry } of log.entries(0)) {
    if (index !== next++) faults.push(`entry ${index} where ${next - 1} follows`);
    if (entry.version !== (versions.get(entry.stream) ?? 0) + 1) faults.push(`entry ${index}: a gap in its stream`);
    versions.set(entry.stream, entry.version);
    if (entry.part !== (open === 0 ? 0 : entry.parts - open)) faults.push(`entry ${index}: a command torn apart`);
    open = entry.parts - entry.part - 1;
    if (index >= found.size && !known.has(index)) counts.beyond++;
  }
  if (open > 0) faults.push('half a command at the end');
  for (const { commandId, first, count } of acknowledged) {
    if (!commandId.startsWith(`${run}-`) && first % 10 > 0) continue;
    const answer = await log.command(commandId);
    const positions = answer?.outcome === 'appended' ? answer.positions : [];
    if (positions.length !== count || positions[0]?.index !== first)
      faults.push(`acknowledged command ${commandId} is not at ${first}`);
  }
  const last = acknowledged.reduce((most, { first, count }) => Math.max(most, first + count), 0);
  if (last > next) faults.push(`entries acknowledged beyond the end at ${next}`);
  found.size = next;
  return faults;
}

/** The evidence, by the verifier's own code: as the crash left it (no size is known), or published. */
async function verify(place: CrashPlace, size: number | undefined): Promise<string[]> {
  if (size === undefined && !existsSync(join(evidenceOf(place), checkpointFile))) return [];
  const reading = readKeys(crashKeys, sha256);
  if (!('keys' in reading)) return [reading.fault];
  const examiner = new BundleExaminer(sha256);
  const verdict = await verifyEvidence({
    source: folderSource(evidenceOf(place)),
    keys: reading.keys,
    kept: undefined,
    sha256,
    verifyEd25519,
    examine: async (task) => examiner.examine(task),
    concurrency: 4,
    onProgress: () => undefined,
  });
  // What was being written when the crash came lies beyond what is signed; nothing else may be wrong.
  const problems = verdict.problems.filter(({ kind }) => size !== undefined || kind !== 'file-beyond');
  const faults = problems.map(({ kind, file, detail }) => `verify: ${kind} ${file ?? ''} ${detail}`);
  if (size !== undefined && verdict.size !== size) faults.push(`verify: ${verdict.size} entries where ${size} stand`);
  return faults;
}
