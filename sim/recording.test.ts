import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KlvPacket } from '../src/formats/klv/packet.ts';
import { RecordingReader } from '../src/formats/recording.ts';
import { demonstrationSortie, simulatedRecording } from './recording.ts';
import { simulateSortie } from './sortie.ts';

const short = { ...demonstrationSortie, durationS: 20 };

function read(chunks: Iterable<Uint8Array>) {
  const packets: KlvPacket[] = [];
  const hash = createHash('sha256');
  const reader = new RecordingReader({ onPacket: (packet) => packets.push(packet) });
  for (const chunk of chunks) {
    reader.push(chunk);
    hash.update(chunk);
  }
  return { packets, summary: reader.end(), hash: hash.digest('hex') };
}

describe('the simulated recording', () => {
  const { packets, summary, hash } = read(simulatedRecording(short).chunks);

  it('is a transport stream whose every packet is whole and on time', () => {
    expect(summary.container).toBe('mpegts');
    expect(packets).toHaveLength(240);
    expect(packets.map((packet) => packet.checksum)).toEqual(packets.map(() => 'valid'));
    expect(packets.flatMap((packet) => packet.issues)).toEqual([]);
    for (const [i, packet] of packets.entries()) expect(packet.ptsS).toBeCloseTo(10 + i / 12, 4);
  });

  it('says in every packet that it is simulated', () => {
    for (const packet of packets) {
      if (packet.set !== 'ST0601') expect.fail(packet.set);
      expect(packet.items.missionId).toContain('SIMULATED');
      expect(packet.items.security?.items.caveats).toContain('SIMULATED');
      expect(packet.items.operationalMode?.code).toBe(3);
    }
  });

  it('is the same byte for byte from the same seed, and another from another', () => {
    expect(read(simulatedRecording(short).chunks).hash).toBe(hash);
    expect(read(simulatedRecording({ ...short, seed: 2 }).chunks).hash).not.toBe(hash);
  });

  it('carries the truth within the stated errors', () => {
    // Two minutes apart the errors have all but forgotten each other.
    const rollErrorsDeg = Array.from(
      simulateSortie({ ...short, rateHz: 1 / 120, durationS: 12_000 }).packets,
      (one) => {
        const [packet] = read([one.bytes]).packets;
        if (packet?.set !== 'ST0601') expect.fail('no packet decoded');
        return (packet.items.platformRollFullDeg ?? Number.NaN) - one.truth.platform.rollDeg;
      },
    );
    expect(rollErrorsDeg).toHaveLength(100);
    const sd = Math.sqrt(rollErrorsDeg.reduce((sum, e) => sum + e * e, 0) / rollErrorsDeg.length);
    expect(sd).toBeGreaterThan(0.02);
    expect(sd).toBeLessThan(0.04);
  });
});
