import { writeSync } from 'node:fs';
import { draftOf } from '../conformance/entries.ts';
import { type CrashPlace, openPlace } from './log-2-place.ts';
import { SeededRandom } from './random.ts';

const CALLERS = 48;
const OUT = 1;

/** Writes a line at once; a pipe that is full for the moment is waited for. */
function say(line: string): void {
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(OUT, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** What the child is told. */
export interface CrashTask {
  readonly place: CrashPlace;
  readonly seed: number;
  readonly run: number;
}

/** Appends without end, and writes a line for each command only after it was acknowledged, until it is ended from outside. */
async function load({ place, seed, run }: CrashTask): Promise<void> {
  const log = await openPlace(place, 15);
  say('open\n');
  const caller = async (number: number): Promise<void> => {
    const random = new SeededRandom(seed, run * CALLERS + number);
    const stream = `review/c${number}`;
    let version = await log.version(stream);
    for (let n = 0; ; n++) {
      const commandId = `${run}-${number}-${n}`;
      const count = random.between(1, 4);
      const sizeBytes = random.chance(0.02) ? random.between(5_000, 40_000) : random.between(1, 400);
      const drafts = Array.from({ length: count }, (_, i) => {
        const draft = draftOf(stream, version + 1 + i);
        const body = { ...draft.body, ciphertext: new Uint8Array(sizeBytes).fill(n) };
        return { ...draft, body };
      });
      const answer = await log.append({ commandId, timeUs: Date.now() * 1000, drafts });
      if (answer.outcome !== 'appended') throw new Error(`${commandId}: ${JSON.stringify(answer)}`);
      say(`${commandId} ${answer.positions[0]!.index} ${count}\n`);
      version += count;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, number) => caller(number)));
}

// cast: the parent starts this process, with exactly this
await load(JSON.parse(process.argv[2]!) as CrashTask);
