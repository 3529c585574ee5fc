/** Calls of fdatasync and fsync so far in all threads, by folder; sync-count.mjs must be loaded in them. */
export type SyncCounts = Readonly<Record<string, number>>;

const patienceMs = 100;

/** Asks every thread for its count. This thread's own is among them. */
export async function countSyncs(): Promise<SyncCounts> {
  const channel = new BroadcastChannel('bench-syncs');
  const byThread = new Map<number, SyncCounts>();
  channel.onmessage = ({ data }: MessageEvent<{ threadId: number; counts: SyncCounts }>) => {
    if (typeof data === 'object') byThread.set(data.threadId, data.counts);
  };
  channel.postMessage('tell');
  await new Promise((resolve) => setTimeout(resolve, patienceMs));
  channel.close();
  const total: Record<string, number> = {};
  for (const counts of byThread.values())
    for (const [place, count] of Object.entries(counts)) total[place] = (total[place] ?? 0) + count;
  return total;
}

/** What was counted between two moments. */
export const syncsBetween = (before: SyncCounts, after: SyncCounts, place: string): number =>
  (after[place] ?? 0) - (before[place] ?? 0);
