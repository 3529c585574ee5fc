import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileChunks, recordingPackets } from '../../feeds/recording-file.ts';
import { packetTimeUs } from '../../formats/klv/packet.ts';
import { type MuxKlvResult, muxKlvWithVideo, type TimedKlv } from '../../formats/mpegts/join.ts';
import { AtalayaError } from '../../model/errors.ts';
import { unwritable } from '../../store/unwritable.ts';
import { type OptionTable, parseArguments } from '../args.ts';
import type { Command, Io } from '../command.ts';

const options = {
  out: { kind: 'text', value: 'FILE.ts', short: 'o', does: 'the transport stream to write' },
  sync: {
    kind: 'flag',
    does: 'carry the metadata synchronously (stream type 0x15, access-unit cells) instead of 0x06',
  },
  'offset-s': {
    kind: 'number',
    value: 'S',
    least: -3600,
    most: 3600,
    does: 'put the metadata S seconds later than first packet on first frame',
  },
  json: { kind: 'flag', does: 'print one JSON document on standard output' },
} as const satisfies OptionTable;

/** Packets with their times; one without a readable time goes with the packet before it. */
async function* timedPackets(path: string, signal: AbortSignal): AsyncGenerator<TimedKlv> {
  let timeUs: number | undefined;
  const early: Uint8Array[] = [];
  for await (const packet of recordingPackets(path, signal)) {
    timeUs = packetTimeUs(packet) ?? timeUs;
    if (timeUs === undefined) {
      early.push(packet.bytes);
      continue;
    }
    for (const bytes of early.splice(0)) yield { timeUs, bytes };
    yield { timeUs, bytes: packet.bytes };
  }
  if (early.length > 0) {
    throw new AtalayaError(
      'no-metadata',
      'No packet carries a time, so that none can be placed',
      path,
      'Give KLV with precision time stamps (item 2)',
    );
  }
}

function summary(out: string, result: MuxKlvResult) {
  return {
    out,
    videoPid: result.videoPid,
    klvPid: result.klvPid,
    frames: result.videoAccessUnits,
    packets: result.klvPackets,
    timesHeld: result.timesHeld,
    packetsAfterVideo: result.klvAfterVideo,
    droppedStreams: result.dropped.map((stream) => ({ pid: stream.pid, codec: stream.codec })),
    bytes: result.bytesWritten,
  };
}

/**
 * Refuses an output that would take the place of an input, under whatever name, or of what is no file.
 * @throws AtalayaError, and the system's errors where an input is not there.
 */
async function checkOutput(out: string, inputs: readonly string[]): Promise<void> {
  const places = await Promise.all(inputs.map((path) => stat(path, { bigint: true })));
  const there = await stat(out, { bigint: true }).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isFile()) {
    throw new AtalayaError('file-unwritable', 'This is no file to write to', out, 'Name another file with --out');
  }
  const same = places.findIndex(({ dev, ino }) => dev === there.dev && ino === there.ino);
  if (same < 0) return;
  const cure = 'Name another file with --out';
  throw new AtalayaError('usage', `The output is the input ${inputs[same]}`, out, cure);
}

/**
 * Has `write` write a file beside its place under a name of its own, and moves it there when it is whole.
 * @throws AtalayaError `file-unwritable`, which names the place and not the name in between; what `write` throws otherwise.
 */
async function writeWhole<T>(
  out: string,
  write: (sink: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  const unfinished = join(dirname(out), `atalaya-${randomBytes(6).toString('hex')}.unfinished`);
  const forOut = (error: unknown): never => {
    throw unwritable(error, out);
  };
  const file: FileHandle = await open(unfinished, 'wx').catch(forOut);
  try {
    const result = await write((bytes) => file.writeFile(bytes).catch(forOut));
    await file.sync().catch(forOut);
    await file.close();
    await rename(unfinished, out).catch(forOut);
    return result;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  const video = resolve(io.cwd, args.operand(0));
  const klv = resolve(io.cwd, args.operand(1));
  const out = resolve(io.cwd, args.demandText('out'));
  await checkOutput(out, [video, klv]);
  const progress = io.progress({ label: 'muxing', unit: 'bytes' });
  try {
    const result = await writeWhole(out, (sink) =>
      muxKlvWithVideo({
        video: fileChunks(video, io.signal),
        videoName: video,
        klv: timedPackets(klv, io.signal),
        mode: args.flag('sync') ? 'synchronous' : 'asynchronous',
        offsetS: args.number('offset-s') ?? 0,
        sink,
        onProgress: (bytes) => progress.update(bytes),
      }),
    );
    progress.finish();
    if (args.flag('json')) await io.out.json(summary(out, result));
    else {
      io.say(
        `${out}: ${result.videoAccessUnits} frames on PID ${result.videoPid}, ${result.klvPackets} packets on PID ${result.klvPid}`,
      );
    }
    if (result.klvAfterVideo > 0) io.say(`${result.klvAfterVideo} packets lie after the last frame: see --offset-s`);
    return 0;
  } finally {
    progress.finish();
  }
}

/** `atalaya mux VIDEO KLV --out FILE.ts`: joins video and metadata by their times. */
export const command: Command = {
  name: 'mux',
  summary: 'Join the video of one recording and the metadata of another by their times',
  usage: 'atalaya mux VIDEO KLV --out FILE.ts [--sync] [--offset-s S] [--json]',
  operands: [2, 2],
  options,
  examples: [
    { line: 'atalaya mux video.ts flight.klv --out flight.ts', does: 'first packet on first frame, asynchronous' },
    {
      line: 'atalaya mux video.ts flight.klv --out flight.ts --sync',
      does: 'as access-unit cells (ST 1402 synchronous)',
    },
    {
      line: 'atalaya mux video.ts flight.klv --out flight.ts --offset-s 2.5',
      does: 'metadata starts 2.5 s into the video',
    },
  ],
  run,
};
