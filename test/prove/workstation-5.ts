import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { longRecording } from '../../sim/long-recording.ts';
import { createRandom, type Random } from '../../sim/random.ts';
import { demonstrationSortie } from '../../sim/recording.ts';
import { createService, type Service } from '../../src/server/service.ts';
import { startBrowser } from '../browser/chromium.ts';
import type { ProveOptions, ProveResult } from './bar.ts';
import {
  fileOpened,
  type Line,
  linksOpened,
  memoryOver,
  type Pages,
  seeksIn,
  seeksUnread,
} from './workstation-5-page.ts';

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

const project = fileURLToPath(new URL('../..', import.meta.url));

/** What the service alone takes, without a page: opening, reading, and entering anywhere. */
async function serviceLines(
  url: string,
  service: Service,
  path: string,
  random: Random,
  durationS: number,
): Promise<Line[]> {
  const { id, seconds } = await firstPicture(service, url, path);
  const startMs = performance.now();
  await service.flights.get(id).read();
  const readS = (performance.now() - startMs) / 1000;
  const frames = service.flights.get(id).poses.length;
  const times = await seekTimes(url, id, durationS, random);
  const slowestS = Math.max(...times);
  await service.flights.close(id);
  return [
    [
      `service: first picture sent ${seconds.toFixed(2)} s after opening (${firstPictureS} s)`,
      seconds <= firstPictureS,
    ],
    [
      `service: ${frames} frames placed, read whole after another ${readS.toFixed(1)} s`,
      frames === Math.floor(durationS * demonstrationSortie.rateHz),
    ],
    [
      `service: ${seeks} seeks, the slowest picture sent after ${slowestS.toFixed(3)} s (${seekS} s)`,
      slowestS <= seekS,
    ],
  ];
}

/** A port of the loopback that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port of the loopback is free');
  return address.port;
}

async function pageLines(pages: Pages): Promise<void> {
  await fileOpened(pages);
  const flight = await pages.service.flights.openLocal({ path: pages.path, simulated: true });
  await seeksUnread(pages, flight);
  await flight.read();
  const page = await linksOpened(pages, flight);
  await seeksIn(pages, page, flight);
  await page.context().close();
  await memoryOver(pages, flight);
}

/**
 * workstation.5: a recording of two hours is opened and entered anywhere without being sent whole: by the service alone, and in the page
 * of a browser, to the picture that is painted, with the memory it takes. Alone on the machine, or the times are those of others too.
 */
export async function prove({ seed, n, print }: ProveOptions): Promise<ProveResult> {
  const durationS = n ?? recordingS;
  const random = createRandom(seed);
  await promisify(execFile)(process.execPath, ['web/build.ts'], { cwd: project });
  const folder = await mkdtemp(join(tmpdir(), 'atalaya-prove-'));
  const transcoder = { kind: 'none', reason: 'none is needed' } as const;
  const service = await createService({ transcoder, say: print, pages: join(project, 'web/dist') });
  const counts = { passed: 0, failed: 0 };
  const tell = ([text, ok]: Line): void => {
    print(`${ok === undefined ? '    ' : ok ? 'ok  ' : 'FAIL'} ${text}`);
    if (ok !== undefined) counts[ok ? 'passed' : 'failed'] += 1;
  };
  try {
    const path = join(folder, 'long.ts');
    const bytes = await write(path, durationS);
    print(`a recording of ${durationS} s, ${(bytes / 1e6).toFixed(0)} MB`);
    const url = await service.listen(0);
    for (const line of await serviceLines(url, service, path, random, durationS)) tell(line);
    const port = await freePort();
    const browser = await startBrowser([`--remote-debugging-port=${port}`]);
    try {
      await pageLines({ browser, port, service, url, path, random, durationS, tell });
    } finally {
      await browser.close();
    }
    return counts;
  } finally {
    await service.close();
    await rm(folder, { recursive: true, force: true });
  }
}
