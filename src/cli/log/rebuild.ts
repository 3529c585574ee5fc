import { originOf } from '../../store/folder/checkpoint.ts';
import { openDataFolder } from '../../store/folder/data-folder.ts';
import { removeIndex } from '../../store/log/embedded/rebuild.ts';

/**
 * Makes the index of a data folder anew from evidence and journal, whatever state it is in: also one that a newer program wrote, or that knows
 * more than the log, neither of which would open. Gives the entries it then holds.
 */
export async function rebuild(folder: string, along: (done: number) => void, nowUs: () => number): Promise<number> {
  // Takes the lock, so that no service that runs loses its index under its feet.
  if ((await originOf(folder)) !== undefined) removeIndex(folder, nowUs());
  const data = await openDataFolder({ folder, now: nowUs, publishIntervalMs: 'none', onProgress: along });
  try {
    return (await data.log.head()).size;
  } finally {
    await data.close();
  }
}
