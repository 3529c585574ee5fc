import { rm } from 'node:fs/promises';
import { openDataFolder } from '../../store/folder/data-folder.ts';
import { layout } from '../../store/log/embedded/layout.ts';

/** Makes the index of a data folder anew from evidence and journal. Gives the entries it then holds. */
export async function rebuild(folder: string, along: (done: number) => void, nowUs: () => number): Promise<number> {
  const { index } = layout(folder);
  // The lock is taken first, so that no service that runs loses its index under its feet.
  const before = await openDataFolder({ folder, now: nowUs, publishIntervalMs: 'none' });
  await before.close();
  for (const name of [index, `${index}-wal`, `${index}-shm`]) await rm(name, { force: true });
  const data = await openDataFolder({ folder, now: nowUs, publishIntervalMs: 'none', onProgress: along });
  try {
    return (await data.log.head()).size;
  } finally {
    await data.close();
  }
}
