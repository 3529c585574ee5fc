import { setTimeout as pause } from 'node:timers/promises';
import { LiveEntries } from '../../src/server/door/live.ts';
import { DoorClient, operations, startUs } from '../door.ts';
import type { Prove } from './bar.ts';

const readersAsked = 1_000;
const withReaders = 50;
const limitMs = 50;
const waitMs = 30_000;

const requirement = {
  compartment: operations,
  question: 'Is the strip in use?',
  purpose: 'search',
  latestUsefulUs: startUs + 3_600_000_000,
  documentHash: '0'.repeat(64),
};

async function timed(door: DoorClient): Promise<number> {
  const began = performance.now();
  const { statusCode, body } = await door.command('rosa', 'agree.draft-requirement', requirement);
  if (statusCode !== 201) throw new Error(body);
  return performance.now() - began;
}

/** The time below which a share of the times lies, in milliseconds. */
function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/**
 * Commands from the request to the entry on the disk, through the routes of a door over a data folder, without the network: 99 of 100 within 50 ms. Then 1,000 live
 * readers, each of whom hears every entry. `n` commands instead of 1,000.
 */
export const prove: Prove = async ({ n = 1_000, print }) => {
  const door = await DoorClient.open();
  try {
    for (let i = 0; i < 20; i += 1) await timed(door);
    const times: number[] = [];
    for (let i = 0; i < n; i += 1) times.push(await timed(door));
    const p99Ms = quantile(times, 0.99);
    print(`${n} commands one after the other: p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`);

    const { log } = door.data;
    const live = await LiveEntries.open({ log, bus: door.options.bus, say: print });
    const heard = Array.from({ length: readersAsked }, () => 0);
    for (const i of heard.keys()) {
      const reader = live.follow(
        'rosa',
        undefined,
        () => true,
        async () => () => true,
      );
      reader.on('data', (chunk: Buffer) => {
        heard[i] = (heard[i] ?? 0) + (chunk.toString().match(/^id: /gm)?.length ?? 0);
      });
    }
    const busy: number[] = [];
    for (let i = 0; i < withReaders; i += 1) busy.push(await timed(door));
    const whole = (): number => heard.filter((count) => count === withReaders).length;
    for (const end = performance.now() + waitMs; whole() < readersAsked && performance.now() < end; ) await pause(20);
    live.close();
    print(`${whole()} of ${readersAsked} readers heard each of ${withReaders} entries once`);
    print(`with the readers: p50 ${quantile(busy, 0.5).toFixed(1)} ms, p99 ${quantile(busy, 0.99).toFixed(1)} ms`);
    const passed = (p99Ms < limitMs ? 1 : 0) + whole();
    return { passed, failed: 1 + readersAsked - passed };
  } finally {
    await door.close();
  }
};
