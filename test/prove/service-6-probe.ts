import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const everyMs = 100;
const block = new Uint8Array(4_096).fill(0x5a);

/** What the machine itself gives in a process that does nothing else, while something is measured: how late a timer comes, and how long 4 KiB take to the disk. */
export interface Machine {
  readonly latenessMs: readonly number[];
  readonly syncMs: readonly number[];
}

/** Looks at the machine ten times a second while work goes on. */
export async function withProbe<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly machine: Machine }> {
  const folder = await mkdtemp(join(tmpdir(), 'atalaya-probe-'));
  const file = await open(join(folder, 'probe'), 'a');
  const latenessMs: number[] = [];
  const syncMs: number[] = [];
  let done = false;
  const probing = (async () => {
    while (!done) {
      const beganMs = performance.now();
      await pause(everyMs);
      const dueMs = beganMs + everyMs;
      latenessMs.push(Math.max(0, performance.now() - dueMs));
      const sentMs = performance.now();
      await file.write(block);
      await file.datasync();
      syncMs.push(performance.now() - sentMs);
    }
  })();
  try {
    const result = await work();
    return { result, machine: { latenessMs, syncMs } };
  } finally {
    done = true;
    await probing;
    await file.close();
    await rm(folder, { recursive: true, force: true });
  }
}
