import { captureCommand } from '../capture-command.ts';
import type { ProveOptions, ProveResult } from './bar.ts';
import { earlierPartials, filledSubject, fillFolder, makeSubject, put, Scratch, type Subject } from './log-3-logs.ts';
import { type Mutated, mutations } from './log-3-mutations.ts';
import { SeededRandom } from './random.ts';

const MUTATIONS = 1_000;
const UNTOUCHED = 100;
/** Sizes of the logs that are damaged: at, below and above the borders of bundles, and one that has tiles of tiles. */
const DAMAGED_SIZES = [1, 40, 255, 256, 257, 700, 1_500, 66_000];
/** Sizes of logs that are damaged, and of those that are not, which the log itself wrote (`atalaya log fill`). */
const FILLED_DAMAGED = [300, 1_500];
const FILLED_SIZES = [0, 1, 256, 257, 900, 3_000];
/** Sizes of untouched logs that must be among them. */
const BORDER_SIZES = [0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_536 + 256, 131_072 + 300];

interface Problem {
  readonly kind: string;
  readonly entry: number | null;
  readonly file: string | null;
}

/** Runs `atalaya verify` as the program does. */
async function verify(
  subject: Pick<Subject, 'folder'>,
  kept?: Uint8Array,
): Promise<{ code: number; problems: Problem[]; said: string }> {
  const argv = ['verify', subject.folder, '--keys', 'keys.pub', '--json'];
  if (kept !== undefined) {
    put(subject.folder, [['../kept', kept]]);
    argv.push('--checkpoint', 'kept');
  }
  const { code, out, said } = await captureCommand(subject.folder, argv);
  const document: { problems: Problem[] } = out === '' ? { problems: [] } : JSON.parse(out);
  return { code, problems: document.problems, said: said.join(' ') };
}

/** What is wrong with the verifier's answer to a mutation; `undefined` where it is as it must be. */
function faultOf(mutated: Mutated, answer: Awaited<ReturnType<typeof verify>>): string | undefined {
  const { code, problems, said } = answer;
  if (code !== 1) return `exit ${code} ${said}`;
  const unnamed = mutated.files.find((file) => !problems.some((problem) => problem.file === file));
  if (unnamed !== undefined) return `${unnamed} is not named`;
  const lost = mutated.entries.find(
    (entry) => !problems.some((problem) => problem.entry === entry && problem.file === mutated.files[0]),
  );
  if (lost !== undefined) return `entry ${lost} is not named`;
  if (mutated.kinds !== undefined && !problems.some(({ kind }) => mutated.kinds?.includes(kind))) {
    return `none of ${mutated.kinds.join(', ')}`;
  }
  return undefined;
}

async function untouched(scratch: Scratch, random: SeededRandom, count: number, print: (line: string) => void) {
  let alarms = 0;
  const tell = (answer: Awaited<ReturnType<typeof verify>>, which: string): void => {
    if (answer.code === 0) return;
    alarms++;
    print(`ALARM: ${which}: exit ${answer.code} ${answer.said} ${JSON.stringify(answer.problems[0])}`);
  };
  for (const [i, entries] of FILLED_SIZES.slice(0, count).entries()) {
    const seed = random.uint32();
    const folder = await fillFolder(scratch, `filled-${i}`, entries, seed);
    tell(await verify({ folder }), `log fill, ${entries} entries, seed ${seed}`);
  }
  for (let i = 0; i < count - FILLED_SIZES.length; i++) {
    const entries = BORDER_SIZES[i] ?? random.below(3_000);
    const options = { seed: random.uint32(), entries, witnesses: random.below(4), blobs: random.pick([0, 0.02, 0.1]) };
    const subject = makeSubject(scratch, `whole-${i}`, options);
    if (random.chance(0.3)) put(subject.folder, earlierPartials(subject, [1, 7, 100]));
    const kept = random.chance(0.5) ? subject.files.get('checkpoint') : undefined;
    tell(await verify(subject, kept), `${entries} entries, seed ${options.seed}`);
  }
  return alarms;
}

/** log.3: every mutation of the evidence is found and its place named; untouched logs raise no alarm. */
export async function prove({ seed, n, print }: ProveOptions): Promise<ProveResult> {
  const random = new SeededRandom(seed);
  const scratch = new Scratch();
  const counts = new Map<string, { tried: number; named: number }>();
  let failed = 0;
  try {
    const subjects = DAMAGED_SIZES.map((entries) =>
      makeSubject(scratch, `damaged-${entries}`, {
        seed: random.uint32(),
        entries,
        blobs: entries > 2_000 ? 0.002 : 0.05,
      }),
    );
    for (const size of FILLED_DAMAGED) {
      subjects.unshift(await filledSubject(scratch, `real-${size}`, size, random.uint32()));
    }
    const foreign = makeSubject(scratch, 'foreign', { seed: random.uint32(), entries: 3 });
    const names = Object.keys(mutations);
    const total = n ?? MUTATIONS;
    for (let done = 0; done < total; ) {
      const name = names[done % names.length]!;
      // The large log takes a hundred times as long as the others.
      const subject = random.chance(0.02) ? subjects.at(-1)! : random.pick(subjects.slice(0, -1));
      const mutated = mutations[name]!(subject, random, { foreign });
      if (mutated === undefined) continue;
      done++;
      put(subject.folder, mutated.changes);
      const fault = faultOf(mutated, await verify(subject, mutated.kept));
      put(
        subject.folder,
        [...mutated.changes.keys()].map((file) => [file, subject.files.get(file)] as const),
      );
      const count = counts.get(name) ?? { tried: 0, named: 0 };
      counts.set(name, { tried: count.tried + 1, named: count.named + (fault === undefined ? 1 : 0) });
      if (fault === undefined) continue;
      failed++;
      print(`MISSED: ${name}, ${subject.entries.length} entries, ${mutated.files.join(' ')}: ${fault}`);
    }
    for (const [name, { tried, named }] of counts) print(`${name}: ${named} of ${tried} found, with their place`);
    const healthy = Math.min(UNTOUCHED, total);
    const alarms = await untouched(scratch, random, healthy, print);
    print(`untouched logs: ${alarms} alarms on ${healthy}`);
    return { passed: total - failed + healthy - alarms, failed: failed + alarms };
  } finally {
    scratch.remove();
  }
}
