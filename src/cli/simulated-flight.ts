import { copyFile, mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { simulatedBudget } from '../../sim/errors.ts';
import { demonstrationSortie, simulatedVideoRecording } from '../../sim/recording.ts';
import type { ErrorBudget } from '../geo/budget.ts';
import type { Terrain } from '../geo/terrain.ts';

const simulation = new URL('../../sim/', import.meta.url);

/** Our own flight, as it is made: reading it takes as long as rendering it. Can be read once. */
export interface SimulatedFlight {
  readonly simulated: true;
  readonly terrain: Terrain;
  readonly budget: ErrorBudget;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** @param signal ends its making. */
export function simulatedFlight(signal: AbortSignal): SimulatedFlight {
  const { terrain, chunks } = simulatedVideoRecording(demonstrationSortie, { signal });
  return { simulated: true, terrain, budget: simulatedBudget, chunks };
}

/** Whether the flight was written there before, by the simulation as it is now: it is the same byte for byte. */
export async function isWritten(path: string): Promise<boolean> {
  const made = await stat(path).catch(() => undefined);
  if (made === undefined || made.size === 0) return false;
  const sources = (await readdir(simulation)).filter((name) => name.endsWith('.ts'));
  const times = await Promise.all(sources.map(async (name) => (await stat(new URL(name, simulation))).mtimeMs));
  return times.every((timeMs) => timeMs < made.mtimeMs);
}

/** Puts a whole copy of a recording in place, never half of one. */
export async function keep(from: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.unfinished`;
  await copyFile(from, unfinished);
  await rename(unfinished, path);
}

/** Writes the flight whole, where it is not there already. */
export async function writeSimulated(path: string, { chunks }: SimulatedFlight): Promise<void> {
  if (await isWritten(path)) return;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = join(dirname(path), `.${process.pid}.unfinished`);
  const file = await open(unfinished, 'w');
  try {
    for await (const chunk of chunks) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}
