import { layout } from './layout.ts';
import { lockFolder } from './lock.ts';
import { LogIndex } from './log-index.ts';

/**
 * Removes the index of a data folder that nobody has open, whatever state it is in; the next opening makes it anew from evidence and
 * journal. Throws `folder-locked`, `folder-read-only`.
 */
export function removeIndex(folder: string, nowUs: number): void {
  const lock = lockFolder(folder, nowUs);
  try {
    LogIndex.remove(layout(folder).index);
  } finally {
    lock.release();
  }
}
