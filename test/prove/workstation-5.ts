import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { longRecording } from '../../sim/long-recording.ts';
import { createRandom, type Random } from '../../sim/random.ts';
import { demonstrationSortie } from '../../sim/recording.ts';
import { createService, type Service } from '../../src/server/service.ts';
import type { ProveOptions, ProveResult } from './bar.ts';

const recordingS = 7200;
const seeks = 50;
const firstPictureS = 3;
const seekS = 1;
/** Enough of a stream to hold its first picture. */
const enoughBytes = 64 * 1024;

/** Writes the recording and gives its bytes. */
async function write(path: string, durationS: number): Promise<number> {
  const file = await open(path, 'w');
  let bytes = 0;
  try {
    for await (const chunk of longRecording(demonstrationSortie, durationS, { quantisation: 16 })) {
      bytes += chunk.length;
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return bytes;
}

/** Seconds until the service has sent the first picture from `fromS` on; `undefined` where it has none there. */
async function pictureAfterS(url: string, id: string, fromS: number): Promise<number | undefined> {
  const startMs = performance.now();
  const gone = new AbortController();
  const answer = await fetch(`${url}/api/flights/${id}/video?fromS=${fromS}`, { signal: gone.signal });
  const streamStartS = Number(answer.headers.get('x-stream-start-s') ?? 'NaN');
  let bytes = 0;
  if (answer.ok && answer.body !== null) {
    for await (const chunk of answer.body) {
      bytes += chunk.length;
      if (bytes >= enoughBytes) break;
    }
  }
  const seconds = (performance.now() - startMs) / 1000;
  gone.abort();
  // a keyframe a second: the stream begins no more than that before what was asked for
  return bytes > 0 && streamStartS <= fromS + 0.001 && streamStartS > fromS - 1.001 ? seconds : undefined;
}

async function firstPicture(service: Service, url: string, path: string): Promise<{ id: string; seconds: number }> {
  const startMs = performance.now();
  const flight = await service.flights.openLocal({ path, simulated: true });
  const firstS = 10;
  for (;;) {
    if (flight.video.entries.length > 1 && flight.poses.length > 0) {
      const answered = await pictureAfterS(url, flight.id, firstS);
      if (answered !== undefined) return { id: flight.id, seconds: (performance.now() - startMs) / 1000 };
    }
    if (flight.state === 'failed') return { id: flight.id, seconds: Number.POSITIVE_INFINITY };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function seekTimes(url: string, id: string, durationS: number, random: Random): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < seeks; i++) {
    const fromS = 10 + 1 + (durationS - 3) * random.uniform();
    times.push((await pictureAfterS(url, id, fromS)) ?? Number.POSITIVE_INFINITY);
  }
  return times;
}

/**
 * workstation.5, as far as the service goes: a recording of two hours is opened and entered anywhere without being sent
 * whole. (What the page makes of it, and its memory, is for a browser to show.)
 */
export async function prove({ seed, n, print }: ProveOptions): Promise<ProveResult> {
  const durationS = n ?? recordingS;
  const folder = await mkdtemp(join(tmpdir(), 'atalaya-prove-'));
  const service = await createService({ transcoder: { kind: 'none', reason: 'none is needed' }, say: print });
  try {
    const path = join(folder, 'long.ts');
    const bytes = await write(path, durationS);
    print(`a recording of ${durationS} s, ${(bytes / 1e6).toFixed(0)} MB`);
    const url = await service.listen(0);
    const { id, seconds } = await firstPicture(service, url, path);
    const startMs = performance.now();
    await service.flights.get(id).read();
    print(`read whole after another ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
    const frames = service.flights.get(id).poses.length;
    const times = await seekTimes(url, id, durationS, createRandom(seed));
    const slowestS = Math.max(...times);
    const results: readonly (readonly [string, boolean])[] = [
      [`first picture sent ${seconds.toFixed(2)} s after opening (${firstPictureS} s)`, seconds <= firstPictureS],
      [`${frames} frames placed`, frames === Math.floor(durationS * demonstrationSortie.rateHz)],
      [`${seeks} seeks: the slowest picture sent after ${slowestS.toFixed(3)} s (${seekS} s)`, slowestS <= seekS],
    ];
    for (const [line, ok] of results) print(`${ok ? 'ok  ' : 'FAIL'} ${line}`);
    const passed = results.filter(([, ok]) => ok).length;
    return { passed, failed: results.length - passed };
  } finally {
    await service.close();
    await rm(folder, { recursive: true, force: true });
  }
}
