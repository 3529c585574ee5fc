import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { St0601Packet } from '../src/formats/klv/packet.ts';
import { vmtiTargets } from '../src/formats/klv/st0903/detections.ts';
import { RecordingReader, type RecordingSummary } from '../src/formats/recording.ts';
import { placeOn } from './earth.ts';
import { longRecording } from './long-recording.ts';
import { demonstrationSortie, simulatedVideoRecording } from './recording.ts';
import { SortieTruth } from './truth.ts';

const sortie = { ...demonstrationSortie, durationS: 5, rateHz: 6 };
const video = { keyframeS: 1, quantisation: 32 };

interface Seen {
  readonly packets: readonly St0601Packet[];
  readonly summary: RecordingSummary;
  readonly pictures: readonly { readonly ptsS: number | undefined; readonly keyframe: boolean }[];
  readonly hash: string;
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<Seen> {
  const packets: St0601Packet[] = [];
  const pictures: { ptsS: number | undefined; keyframe: boolean }[] = [];
  const hash = createHash('sha256');
  const reader = new RecordingReader({
    onPacket: (packet) => {
      if (packet.set !== 'ST0601') expect.fail(packet.set);
      packets.push(packet);
    },
    onVideoUnit: ({ pts, randomAccess }) =>
      pictures.push({ ptsS: pts === undefined ? undefined : pts / 90_000, keyframe: randomAccess }),
  });
  for await (const chunk of chunks) {
    reader.push(chunk);
    hash.update(chunk);
  }
  return { packets, summary: reader.end(), pictures, hash: hash.digest('hex') };
}

describe('the simulated recording with video', async () => {
  const seen = await read(simulatedVideoRecording(sortie, { ...video, threads: 2 }).chunks);

  it('has a picture and a packet per frame, of the same presentation time', () => {
    expect(seen.summary.video).toMatchObject({ codec: 'H.264', width: 640, height: 480, frames: 30 });
    expect(seen.packets).toHaveLength(30);
    expect(seen.packets.flatMap((packet) => packet.issues)).toEqual([]);
    for (const [frame, picture] of seen.pictures.entries()) {
      expect(picture.ptsS).toBeCloseTo(10 + frame / 6, 4);
      expect(seen.packets[frame]?.ptsS).toBeCloseTo(10 + frame / 6, 4);
      expect(picture.keyframe).toBe(frame % 6 === 0);
    }
  });

  it('is the same byte for byte, whatever the number of threads', async () => {
    const again = await read(simulatedVideoRecording(sortie, { ...video, threads: 1 }).chunks);
    expect(again.hash).toBe(seen.hash);
    const other = await read(simulatedVideoRecording({ ...sortie, seed: 3 }, { ...video, threads: 1 }).chunks);
    expect(other.hash).not.toBe(seen.hash);
  });

  it('ends at once where that is asked for', async () => {
    const stop = new AbortController();
    const { chunks } = simulatedVideoRecording({ ...sortie, durationS: 60 }, { ...video, signal: stop.signal });
    const reading = read(
      (async function* () {
        for await (const chunk of chunks) {
          yield chunk;
          stop.abort();
        }
      })(),
    );
    await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('could not be encoded') });
    const late = simulatedVideoRecording(sortie, { ...video, signal: stop.signal }).chunks;
    await expect(read(late)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('carries its metadata without times where asked to', async () => {
    const chunks = simulatedVideoRecording({ ...sortie, durationS: 1 }, { ...video, metadata: 'asynchronous' }).chunks;
    const { packets, summary } = await read(chunks);
    expect(packets).toHaveLength(6);
    expect(packets.map(({ pts }) => pts)).toEqual(packets.map(() => undefined));
    expect(summary.video?.frames).toBe(6);
  });

  it('reports the vehicles that are in view, where they are', () => {
    const truth = new SortieTruth(sortie);
    let reported = 0;
    for (const [frame, { items }] of seen.packets.entries()) {
      const visible = truth.visible(frame);
      const detections = items.vmti === undefined ? [] : vmtiTargets(items.vmti);
      expect(detections.map(({ id }) => id)).toEqual(visible.map(({ vehicle }) => vehicle.id));
      for (const [i, { pixel, box, position, confidencePercent }] of detections.entries()) {
        const { at } = visible[i]!;
        expect(pixel).toEqual({ row: Math.floor(at.y * 480) + 1, column: Math.floor(at.x * 640) + 1 });
        expect(box?.top).toBeLessThanOrEqual(pixel?.row ?? 0);
        expect(box?.right).toBeGreaterThanOrEqual(pixel?.column ?? 0);
        expect(confidencePercent).toBeGreaterThan(40);
        const real = truth.vehicles(frame).find(({ id }) => id === visible[i]!.vehicle.id);
        if (real === undefined || position === undefined) expect.fail('a vehicle without a place');
        // the sent place errs as the stated sigmas say: here within five of them
        const one = placeOn({ ...real.position, heightM: 0 }, 1, 1);
        const eastM =
          (position.longitudeDeg - real.position.longitudeDeg) / (one.longitudeDeg - real.position.longitudeDeg);
        const northM =
          (position.latitudeDeg - real.position.latitudeDeg) / (one.latitudeDeg - real.position.latitudeDeg);
        expect(Math.abs(eastM)).toBeLessThan(5 * (position.sigmaEastM ?? 0));
        expect(Math.abs(northM)).toBeLessThan(5 * (position.sigmaNorthM ?? 0));
        reported++;
      }
    }
    expect(reported).toBeGreaterThan(20);
  });
});

describe('the long recording', () => {
  it('repeats a sortie with times that go on', async () => {
    const loop = { ...sortie, durationS: 2 };
    const { packets, pictures, summary } = await read(longRecording(loop, 7, video));
    expect(packets).toHaveLength(42);
    expect(summary.video?.frames).toBe(42);
    expect(packets.map(({ checksum }) => checksum)).toEqual(packets.map(() => 'valid'));
    for (const [frame, packet] of packets.entries()) {
      expect(packet.items.precisionTimeStampUs).toBe(loop.startTimeUs + Math.round((frame / 6) * 1e6));
      expect(packet.ptsS).toBeCloseTo(10 + frame / 6, 4);
      expect(pictures[frame]?.ptsS).toBeCloseTo(10 + frame / 6, 4);
      expect(packet.items.sensorLatitudeDeg).toBe(packets[frame % 12]?.items.sensorLatitudeDeg);
    }
  });
});
