import { afterEach, describe, expect, it } from 'vitest';
import type { TrackSample, Tracks } from '../../src/store/tracks/tracks.ts';

export interface TracksUnderTest {
  open(): Promise<Tracks>;
  clear(): Promise<void>;
}

const compartment = 'USA-NAS';
const startUs = 1_790_000_000_000_000;
const keys = [1, 2].map((n) => ({ keyId: new Uint8Array(16).fill(n), key: new Uint8Array(32).fill(n + 10) }));

function sample(i: number): TrackSample {
  return {
    timeUs: startUs + i * 1_000_003,
    latDeg: 31.5 + Math.sin(i / 50),
    lonDeg: -110.25 - i / 7_000,
    heightM: -0,
    headingDeg: (i * 1.1) % 360,
    speedMS: 1 / (i + 1),
  };
}

function run(from: number, to: number): readonly TrackSample[] {
  return Array.from({ length: to - from }, (_, i) => sample(from + i));
}

/** What every store of tracks keeps to (src/store/tracks/tracks.ts). */
export function tracksSuite(name: string, make: () => Promise<TracksUnderTest>): void {
  describe(`tracks: ${name}`, () => {
    let under: TracksUnderTest | undefined;
    const start = async (): Promise<TracksUnderTest> => {
      under = await make();
      return under;
    };
    afterEach(() => under?.clear());
    const [first, second] = keys;
    if (first === undefined || second === undefined) throw new Error('Two keys were made');
    const find = async (_: string, keyId: Uint8Array): Promise<Uint8Array | undefined> =>
      keys.find((key) => Buffer.compare(key.keyId, keyId) === 0)?.key;
    const read = async (tracks: Tracks, fromUs: number, toUs: number, finding = find) => {
      const samples: TrackSample[] = [];
      let unreadable = 0;
      for await (const part of tracks.read('N-1', fromUs, toUs, finding)) {
        if ('samples' in part) samples.push(...part.samples);
        else unreadable += part.unreadable;
      }
      return { samples, unreadable };
    };

    it('gives back exactly what was kept, in order, also after a start', async () => {
      const it = await start();
      let tracks = await it.open();
      await tracks.append('N-1', first, compartment, run(0, 10_000));
      await tracks.append('N-2', first, compartment, run(0, 1));
      await tracks.append('N-1', first, compartment, []);
      for (let at = 10_000; at < 10_100; at += 2) await tracks.append('N-1', second, compartment, run(at, at + 2));
      await tracks.close();
      tracks = await it.open();
      const all = await read(tracks, 0, Number.MAX_SAFE_INTEGER);
      expect(all).toEqual({ samples: run(0, 10_100), unreadable: 0 });
      expect(await read(tracks, sample(4_000).timeUs, sample(10_051).timeUs)).toEqual({
        samples: run(4_000, 10_051),
        unreadable: 0,
      });
      expect((await read(tracks, sample(5).timeUs + 1, sample(6).timeUs)).samples).toEqual([]);
      expect(await tracks.aircraft()).toEqual([
        { aircraft: 'N-1', fromUs: startUs, toUs: sample(10_099).timeUs },
        { aircraft: 'N-2', fromUs: startUs, toUs: startUs },
      ]);
      await tracks.close();
    });

    it('refuses what does not come after the last, or holds no number, and keeps nothing of it', async () => {
      const tracks = await (await start()).open();
      await tracks.append('N-1', first, compartment, run(0, 3));
      const bad = [
        run(2, 5),
        [sample(4), sample(4)],
        [sample(5), sample(4)],
        [{ ...sample(9), latDeg: Number.NaN }],
        [{ ...sample(9), timeUs: 1.5 }],
        run(1, 9_000),
      ];
      for (const samples of bad) {
        const kept = tracks.append('N-1', first, compartment, samples);
        await expect(kept).rejects.toMatchObject({ code: 'value-out-of-range' });
      }
      expect((await read(tracks, 0, Number.MAX_SAFE_INTEGER)).samples).toEqual(run(0, 3));
      await tracks.close();
    });

    it('counts what cannot be opened, and removes an item by its key', async () => {
      const tracks = await (await start()).open();
      await tracks.append('N-1', first, compartment, run(0, 5));
      await tracks.append('N-1', second, compartment, run(5, 8));
      const gone = async (_: string, keyId: Uint8Array) => (keyId[0] === 1 ? undefined : second.key);
      expect(await read(tracks, 0, Number.MAX_SAFE_INTEGER, gone)).toEqual({ samples: run(5, 8), unreadable: 5 });
      const wrong = async (): Promise<Uint8Array> => second.key;
      await expect(read(tracks, 0, Number.MAX_SAFE_INTEGER, wrong)).rejects.toMatchObject({ code: 'log-damaged' });
      expect(await tracks.remove(first.keyId)).toBe(1);
      expect(await tracks.remove(first.keyId)).toBe(0);
      expect(await read(tracks, 0, Number.MAX_SAFE_INTEGER)).toEqual({ samples: run(5, 8), unreadable: 0 });
      await tracks.close();
    });
  });
}
