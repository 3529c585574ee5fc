import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** How long ffmpeg may take to say what it can do. */
const askMs = 10_000;

/** An ffmpeg of this machine that can write H.264; else the one that cannot, where there is one. */
export type Transcoder =
  | { readonly kind: 'ffmpeg'; readonly path: string }
  | { readonly kind: 'none'; readonly path?: string };

/** Looks for `ffmpeg` in the folders of a PATH. */
export async function findTranscoder(searchPath: string | undefined): Promise<Transcoder> {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  for (const folder of (searchPath ?? '').split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, name);
    const there = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!there) continue;
    return (await writesH264(path)) ? { kind: 'ffmpeg', path } : { kind: 'none', path };
  }
  return { kind: 'none' };
}

function writesH264(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(path, ['-hide_banner', '-loglevel', 'error', '-encoders'], { timeout: askMs }, (error, output) =>
      resolve(error === null && /\blibx264\b/.test(output)),
    );
  });
}

/** Turns a transport stream on standard input into one with H.264 on standard output; the times of the pictures stay as they are. */
export function startTranscoding(path: string): ChildProcess {
  const input = ['-probesize', '1000000', '-analyzeduration', '1000000', '-copyts', '-f', 'mpegts'];
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', '30'];
  const output = ['-fps_mode', 'passthrough', '-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts'];
  return spawn(
    path,
    [
      '-hide_banner',
      '-loglevel',
      'error',
      '-nostdin',
      ...input,
      '-i',
      'pipe:0',
      '-an',
      '-dn',
      ...encode,
      ...output,
      'pipe:1',
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
}
