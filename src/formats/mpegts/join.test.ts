import { describe, expect, it } from 'vitest';
import { demuxAll, joinBytes, klvTriplet, PacketBuilder, pesPacket } from '../../../test/transport-packets.ts';
import { AtalayaError } from '../../model/errors.ts';
import { type MuxKlvOptions, muxKlvWithVideo, type TimedKlv } from './join.ts';
import { klvDescriptors } from './mux-tables.ts';

const FRAME = 3600;
const START_US = 1_700_000_000_000_000;

/** 25 frames a second from PTS 10 s on, with audio, and KLV that is to be left out. */
function videoStream(frames: number, firstPts = 900_000): Uint8Array {
  const built = new PacketBuilder().addTables([
    [0x100, 0x1b],
    [0x101, 0x0f],
    [0x102, 6, klvDescriptors('asynchronous')],
  ]);
  for (let index = 0; index < frames; index++) {
    const pts = (firstPts + index * FRAME) % 2 ** 33;
    built.add({ pid: 0x100, pcr: (pts - 60_000 + 2 ** 33) % 2 ** 33 });
    const payload = Uint8Array.from({ length: 700 }, (_, at) => (at * 3 + index) & 0xff);
    built.addPes(0x100, pesPacket({ streamId: 0xe1, payload, pts, length: 0 }));
    built.addPes(0x101, pesPacket({ streamId: 0xc3, payload: payload.subarray(0, 99), pts }));
    built.addPes(0x102, pesPacket({ streamId: 0xbd, payload: klvTriplet(20), pts }));
  }
  return built.bytes();
}

async function join(options: Partial<MuxKlvOptions> & { readonly klv: MuxKlvOptions['klv'] }) {
  const parts: Uint8Array[] = [];
  const sink = (bytes: Uint8Array): void => void parts.push(bytes);
  const result = await muxKlvWithVideo({ video: [videoStream(50)], mode: 'asynchronous', sink, ...options });
  const bytes = joinBytes(parts);
  return { result, bytes, ...demuxAll(bytes, [], { wantPes: ({ kind }) => kind !== 'metadata' }) };
}

const klvEvery = (stepUs: number, count: number): TimedKlv[] =>
  Array.from({ length: count }, (_, index) => ({ timeUs: START_US + index * stepUs, bytes: klvTriplet(60, index) }));

describe('video and KLV joined', () => {
  it('the first KLV goes with the first frame, the rest by their times; access units pass untouched', async () => {
    const klv = klvEvery(100_000, 15);
    const { result, units, pes, issues, summary, bytes } = await join({ klv });
    expect(issues).toEqual([]);
    expect(units.map(({ data }) => data)).toEqual(klv.map(({ bytes: data }) => data));
    expect(units.map(({ pts }) => pts)).toEqual(klv.map((_, index) => 900_000 + index * 9000));
    const before = demuxAll(videoStream(50), [], { wantPes: ({ kind }) => kind !== 'metadata' }).pes;
    for (const pid of [0x100, 0x101]) {
      const of = (list: typeof pes) => list.filter((one) => one.pid === pid);
      expect(of(pes).map(({ data, pts, streamId }) => [data, pts, streamId])).toEqual(
        of(before).map(({ data, pts, streamId }) => [data, pts, streamId]),
      );
    }
    expect(summary.programs[0]!.streams.map(({ pid, codec }) => [pid, codec])).toEqual([
      [0x100, 'H.264'],
      [0x101, 'AAC (ADTS)'],
      [0x102, 'KLV'],
    ]);
    expect(result).toMatchObject({
      videoPid: 0x100,
      klvPid: 0x102,
      videoAccessUnits: 50,
      klvPackets: 15,
      timesHeld: 0,
      klvAfterVideo: 0,
      dropped: [{ pid: 0x102, codec: 'KLV' }],
      bytesWritten: bytes.length,
    });
  });

  it('KLV lies in the stream before the frame it belongs to, never long before it is due', async () => {
    const { units } = await join({ klv: klvEvery(40_000, 50), mode: 'synchronous' });
    for (const { ptsS, arrivalS } of units) {
      expect(ptsS! - arrivalS!).toBeGreaterThan(0.6);
      expect(ptsS! - arrivalS!).toBeLessThanOrEqual(0.75);
    }
  });

  it('an offset moves the metadata, before the video or behind its end', async () => {
    for (const [offsetS, after] of [
      [-3, 0],
      [100, 5],
    ] as const) {
      const { units, result } = await join({ klv: klvEvery(100_000, 5), offsetS });
      expect(units.map(({ pts }) => pts)).toEqual(
        [0, 1, 2, 3, 4].map((index) => 900_000 + offsetS * 90_000 + index * 9000),
      );
      expect(result.klvAfterVideo).toBe(after);
    }
  });

  it('goes through the wrap of the clock', async () => {
    const { units } = await join({ klv: klvEvery(100_000, 15), video: [videoStream(50, 2 ** 33 - 45_000)] });
    expect(units.map(({ pts }) => pts)).toEqual(
      Array.from({ length: 15 }, (_, index) => (2 ** 33 - 45_000 + index * 9000) % 2 ** 33),
    );
  });

  it('times that run backward or leap alone are held, and no packet is lost', async () => {
    const klv = klvEvery(100_000, 8).map((one, index) => {
      if (index === 3) return { ...one, timeUs: one.timeUs + 4e14 };
      return index === 5 ? { ...one, timeUs: one.timeUs - 350_000 } : one;
    });
    const { units, result } = await join({ klv });
    expect(units.map(({ data }) => data)).toEqual(klv.map(({ bytes }) => bytes));
    expect(units.map(({ pts }) => (pts! - 900_000) / 9000)).toEqual([0, 1, 2, 2, 4, 4, 6, 7]);
    expect(result.timesHeld).toBe(2);
  });

  it('both sources may be asynchronous and in any chunks, and a slow sink holds back', async () => {
    const whole = await join({ klv: klvEvery(100_000, 15) });
    const source = videoStream(50);
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < source.length; at += 777) yield source.subarray(at, at + 777);
    }
    async function* packets(): AsyncGenerator<TimedKlv> {
      yield* klvEvery(100_000, 15);
    }
    const parts: Uint8Array[] = [];
    let waiting = 0;
    const sink = async (bytes: Uint8Array): Promise<void> => {
      waiting++;
      expect(waiting).toBe(1);
      await Promise.resolve();
      parts.push(bytes);
      waiting--;
    };
    const progress: number[] = [];
    const onProgress = (read: number): void => void progress.push(read);
    await muxKlvWithVideo({ video: chunks(), klv: packets(), mode: 'asynchronous', sink, onProgress });
    expect(Buffer.compare(joinBytes(parts), whole.bytes)).toBe(0);
    expect(progress.at(-1)).toBe(source.length);
  });

  it('without KLV the video is passed on', async () => {
    const { result, units } = await join({ klv: [] });
    expect(units).toEqual([]);
    expect(result).toMatchObject({ klvPackets: 0, videoAccessUnits: 50 });
  });
});

describe('what cannot be joined', () => {
  const code = async (options: Partial<MuxKlvOptions>): Promise<string> => {
    try {
      await join({ klv: klvEvery(1, 1), ...options });
    } catch (error) {
      if (error instanceof AtalayaError) return error.code;
      throw error;
    }
    return 'none';
  };

  it('is told apart', async () => {
    const klvOnly = new PacketBuilder().addTables([[0x101, 6, klvDescriptors('asynchronous')]]);
    klvOnly.addPes(0x101, pesPacket({ streamId: 0xbd, payload: klvTriplet(50) }));
    expect(await code({ video: [new TextEncoder().encode('no video')] })).toBe('format-unknown');
    expect(await code({ video: [klvOnly.bytes()] })).toBe('no-video');
    expect(await code({ video: [videoStream(0)] })).toBe('no-video');
    expect(await code({ offsetS: 1e9 })).toBe('value-out-of-range');
    expect(await code({ offsetS: Number.NaN })).toBe('value-out-of-range');
    expect(await code({})).toBe('none');
  });
});
