import { describe, expect, it } from 'vitest';
import { simulateSortie } from '../../sim/sortie.ts';
import type { KlvPacket } from '../formats/klv/packet.ts';
import { RecordingReader } from '../formats/recording.ts';
import { type Holdings, isSound, lacking } from './lacking.ts';

const sortie = { seed: 3, durationS: 1, rateHz: 3, startTimeUs: Date.UTC(2026, 0, 15, 15) * 1000 };
const whole = Buffer.concat([...simulateSortie(sortie).packets].map(({ bytes }) => bytes));

function read(bytes: Uint8Array): { readonly packets: KlvPacket[]; readonly holdings: Holdings } {
  const packets: KlvPacket[] = [];
  const reader = new RecordingReader({ onPacket: (packet) => packets.push(packet) });
  reader.push(bytes);
  const summary = reader.end();
  const sound = packets.filter(isSound).length;
  return { packets, holdings: { name: 'a.klv', summary, sound, frames: packets.length, pictures: false } };
}

describe('what a recording lacks', () => {
  it('is nothing where its packets are sound, or some of them', () => {
    expect(lacking(read(whole).holdings)).toBeUndefined();
    const cut = read(whole.subarray(0, whole.length - 20));
    expect(cut.packets.map(isSound)).toEqual([true, true, false]);
    expect(lacking(cut.holdings)).toBeUndefined();
  });

  it('is soundness, where every packet is cut off or altered', () => {
    const { holdings } = read(whole.subarray(0, 60));
    expect(holdings.summary.packets).toBe(1);
    expect(lacking(holdings)).toMatchObject({ code: 'metadata-damaged' });
    // The last bytes of a packet are its checksum.
    const altered = [...simulateSortie(sortie).packets].map(({ bytes }) => {
      const spoilt = Uint8Array.from(bytes);
      spoilt[spoilt.length - 1] = spoilt[spoilt.length - 1]! ^ 1;
      return spoilt;
    });
    expect(lacking(read(Buffer.concat(altered)).holdings)?.message).toMatch(
      /^Each of the 3 packets of metadata is cut off or does not fit/,
    );
  });

  it('is the place, where no packet tells it', () => {
    expect(lacking({ ...read(whole).holdings, frames: 0 })).toMatchObject({ code: 'no-position' });
  });

  it('is metadata altogether, said beside the pictures where there are any', () => {
    const { holdings } = read(whole.subarray(0, 16));
    expect(() => lacking(holdings)).toThrow(/key \(06 0E 2B 34\) stands in the file, but no packet that is whole/);
    expect(lacking({ ...holdings, pictures: true })).toMatchObject({ code: 'format-damaged' });
    expect(() => lacking(read(new Uint8Array(0)).holdings)).toThrow('The file is empty');
  });
});
