import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TsDemuxer } from '../src/formats/mpegts/demux.ts';
import { writeLongStream } from './long-stream.ts';
import type { BenchRow } from './row.ts';

const STREAM_BYTES = 256e6;
const CHUNK_BYTES = 2 ** 20;
const ROUNDS = 5;

/** Reads the file in chunks, as the command line does. */
function readChunks(path: string, take: (chunk: Uint8Array) => void): void {
  const file = openSync(path, 'r');
  const chunk = new Uint8Array(CHUNK_BYTES);
  try {
    for (let got = readSync(file, chunk); got > 0; got = readSync(file, chunk)) take(chunk.subarray(0, got));
  } finally {
    closeSync(file);
  }
}

function demux(path: string, packets: number): void {
  let units = 0;
  const demuxer = new TsDemuxer({ onMetadata: () => units++ });
  readChunks(path, (chunk) => demuxer.push(chunk));
  const { issueCounts } = demuxer.end();
  if (units !== packets || Object.keys(issueCounts).length > 0) throw new Error(`${units} of ${packets} packets read`);
}

function hash(path: string): void {
  const sha = createHash('sha256');
  readChunks(path, (chunk) => sha.update(chunk));
  sha.digest();
}

function ffmpeg(path: string): void {
  const args = ['-v', 'error', '-nostdin', '-i', path, '-map', '0:d', '-c', 'copy', '-f', 'data', '-y', '/dev/null'];
  const { status, stderr } = spawnSync('ffmpeg', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ffmpeg: ${stderr}`);
}

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** KLV taken out of a transport stream, from a file in the page cache, beside ffmpeg and SHA-256 on the same file in turn. */
export async function benchDemux(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-bench-'));
  try {
    const path = join(folder, 'stream.ts');
    const { bytes, packets } = writeLongStream(path, STREAM_BYTES);
    const others = [{ name: 'SHA-256', work: () => hash(path), note: 'the same file, read alike' }];
    if (spawnSync('ffmpeg', ['-version']).status === 0) {
      others.unshift({
        name: 'ffmpeg',
        work: () => ffmpeg(path),
        note: '-map 0:d -c copy -f data, its start included',
      });
    }
    demux(path, packets);
    const ours: number[] = [];
    const theirs = others.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(seconds(() => demux(path, packets)));
      for (const [index, { work }] of others.entries()) theirs[index]!.push(seconds(work));
    }
    const rate = (times: readonly number[]): number => bytes / 1e6 / median(times);
    const size = `${(bytes / 1e6).toFixed(0)} MB, ${packets} metadata packets`;
    return others.map(({ name, note }, index) => ({
      name: `KLV out of MPEG-TS beside ${name}`,
      ours: `${rate(ours).toFixed(0)} MB/s`,
      against: `${name} ${rate(theirs[index]!).toFixed(0)} MB/s`,
      ratio: rate(ours) / rate(theirs[index]!),
      note: `${size}; ${note}; medians of ${ROUNDS}`,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
