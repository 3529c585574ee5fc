import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { S3Place } from '../src/store/evidence/s3-client.ts';

/** A server program of S3's interface on the loopback, which can be broken off and started again with what it holds. */
export interface S3Server {
  readonly place: S3Place;
  /** Ends it at once (SIGKILL); connections break. */
  breakOff(): Promise<void>;
  /** On the same port, with what it held. */
  start(): Promise<void>;
  /** Ends it and removes what it held. */
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** The package has no bin of its own; its command line is told what to do as if it had. */
const script = "require('@20minutes/s3rver/lib/cli').parseAsync(['', '', ...process.argv.slice(1)])";

async function run(folder: string, port: number): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(
    process.execPath,
    // It encrypts the tokens by which long lists are continued with DES, which OpenSSL 3 keeps among its legacy.
    [
      '--openssl-legacy-provider',
      '-e',
      script,
      '--',
      '-d',
      folder,
      '-a',
      '127.0.0.1',
      '-p',
      String(port),
      '--silent',
      '--configure-bucket',
      'atalaya',
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  const listening = new Promise<number>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const at = /listening on \S+:(\d+)/.exec(said)?.[1];
      if (at !== undefined) resolve(Number(at));
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('exit', () => reject(new Error(`the S3 server ended: ${said}`)));
  });
  return { child, port: await listening };
}

/** Starts a server with one bucket, `atalaya`, and the fixed credentials of that program. */
export async function startS3Server(): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-s3-'));
  let running = await run(folder, 0);
  const { port } = running;
  const breakOff = async (): Promise<void> => {
    if (running.child.exitCode !== null || running.child.signalCode !== null) return;
    const exited = once(running.child, 'exit');
    running.child.kill('SIGKILL');
    await exited;
  };
  return {
    place: {
      endpoint: `http://127.0.0.1:${port}`,
      bucket: 'atalaya',
      region: 'us-east-1',
      credentials: () => ({ accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }),
    },
    breakOff,
    start: async () => {
      running = await run(folder, port);
    },
    close: async () => {
      await breakOff();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
