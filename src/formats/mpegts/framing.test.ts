import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBytes, packet } from '../../../test/transport-packets.ts';
import { detectPacketing, PacketFramer } from './framing.ts';
import type { TsIssue } from './types.ts';

/** Packets whose payload names their index and holds no sync byte. */
function numbered(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => {
    const payload = Uint8Array.from({ length: 184 }, (_, at) => (at * 37) & 0x3f);
    payload[0] = index >> 6;
    payload[1] = index & 0x3f;
    return packet({ pid: 0x100, counter: index % 16, payload });
  });
}

function frame(bytes: Uint8Array, chunk = bytes.length) {
  const indices: number[] = [];
  const offsets: number[] = [];
  const issues: Pick<TsIssue, 'code' | 'offset'>[] = [];
  const framer = new PacketFramer(
    (buffer, at, offset) => {
      indices.push(buffer[at + 4]! * 64 + buffer[at + 5]!);
      offsets.push(offset);
    },
    (code, offset) => issues.push({ code, offset }),
  );
  for (let at = 0; at < bytes.length; at += chunk) framer.push(bytes.subarray(at, at + chunk));
  framer.end();
  return { indices, offsets, issues, size: framer.packetSize };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

describe('packet sizes', () => {
  const lead = (size: number): Uint8Array => new Uint8Array(size === 192 ? 4 : 0).fill(0x11);
  const trail = (size: number): Uint8Array => new Uint8Array(size === 204 ? 16 : 0).fill(0x22);

  it.each([188, 192, 204])('%d bytes are told by content, for any chunk size', (size) => {
    const bytes = joinBytes(numbered(40).flatMap((one) => [lead(size), one, trail(size)]));
    for (const chunk of [bytes.length, 1, 7, 187, 188, 189, 4096, 5000]) {
      const { indices, issues, offsets, size: found } = frame(bytes, chunk);
      expect(indices).toEqual(range(0, 40));
      expect(issues).toEqual([]);
      expect(found).toBe(size);
      expect(offsets[1]! - offsets[0]!).toBe(size);
    }
    expect(detectPacketing(bytes.subarray(0, 2048))).toEqual({ packetSize: size, offset: lead(size).length });
  });

  it('a change of size in mid-stream is followed, at the price of the packet before it', () => {
    const all = numbered(20);
    const bytes = joinBytes([...all.slice(0, 10), ...all.slice(10).flatMap((one) => [lead(192), one])]);
    const { indices, size } = frame(bytes, 1000);
    expect(indices).toEqual([...range(0, 9), ...range(10, 20)]);
    expect(size).toBe(192);
  });

  it('one packet alone is read', () => expect(frame(numbered(1)[0]!).indices).toEqual([0]));

  it('what is no transport stream is said to be none', () => {
    const text = new TextEncoder().encode('Good morning, this is a log file. '.repeat(200));
    expect(frame(text)).toMatchObject({ indices: [], issues: [{ code: 'no-packets' }], size: undefined });
    expect(detectPacketing(text)).toBeUndefined();
    expect(detectPacketing(new Uint8Array(0))).toBeUndefined();
  });

  it('bytes that all equal the sync byte are not taken for packets', () => {
    expect(frame(new Uint8Array(4000).fill(0x47)).indices).toEqual([]);
  });
});

describe('damage', () => {
  const all = numbered(40);
  const whole = joinBytes(all);
  const without = (from: number, to: number): Uint8Array => joinBytes([whole.subarray(0, from), whole.subarray(to)]);

  it.each([1, 50, 187, 189, 1000])('%d bytes lost inside a packet cost the packets they were of', (lost) => {
    const from = 10 * 188 + 60;
    const resumes = Math.ceil((from + lost) / 188);
    for (const chunk of [whole.length, 1, 333]) {
      const { indices, issues } = frame(without(from, from + lost), chunk);
      expect(indices).toEqual([...range(0, 10), ...range(resumes, 40)]);
      expect(issues).toEqual([{ code: 'sync-lost', offset: 10 * 188 }]);
    }
  });

  it('bytes put in between packets cost the packet before them, which might be short of bytes itself', () => {
    const bytes = joinBytes([...all.slice(0, 10), new Uint8Array(77).fill(9), ...all.slice(10)]);
    const { indices, issues } = frame(bytes, 100);
    expect(indices).toEqual([...range(0, 9), ...range(10, 40)]);
    expect(issues).toEqual([{ code: 'sync-lost', offset: 9 * 188 }]);
  });

  it('padding after the last packet costs none', () => {
    const { indices, issues } = frame(joinBytes([whole, new Uint8Array(1000)]), 100);
    expect(indices).toEqual(range(0, 40));
    expect(issues).toEqual([{ code: 'sync-lost', offset: 40 * 188 }]);
  });

  it('several damaged sync bytes cost only their packets', () => {
    const bytes = whole.slice();
    for (const index of [12, 13, 14]) bytes[index * 188] = 0;
    for (const chunk of [1, 188, 10_000]) {
      const { indices, issues } = frame(bytes, chunk);
      expect(indices).toEqual([...range(0, 12), ...range(15, 40)]);
      expect(issues).toEqual([{ code: 'sync-lost', offset: 12 * 188 }]);
    }
  });

  it('one damaged sync byte does not cost the rhythm', () => {
    const bytes = whole.slice();
    bytes[12 * 188] = 0x46;
    expect(frame(bytes, 500).indices).toEqual(range(0, 40));
  });

  it('bytes before the first packet are skipped and told', () => {
    const { indices, issues } = frame(joinBytes([new Uint8Array(99), whole]), 64);
    expect(indices).toEqual(range(0, 40));
    expect(issues).toEqual([{ code: 'sync-lost', offset: 0 }]);
  });

  it('an end in mid-packet is told', () => {
    const { indices, issues } = frame(whole.subarray(0, 39 * 188 + 100), 1000);
    expect(indices).toEqual(range(0, 39));
    expect(issues).toEqual([{ code: 'truncated-end', offset: 39 * 188 }]);
  });

  it('property: after any hole, all packets it did not touch but the one before it are delivered, in order, and no other', () => {
    // not within the five packets that the first lock takes
    const hole = fc.tuple(
      fc.integer({ min: 5 * 188, max: whole.length - 1 }),
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 1, max: 999 }),
    );
    fc.assert(
      fc.property(hole, ([from, some, chunk]) => {
        // a hole of whole packets leaves the rhythm as it was: that shows in the counters, not here
        const length = some % 188 === 0 ? some + 1 : some;
        const { indices } = frame(without(from, from + length), chunk);
        const untouched = range(0, Math.floor(from / 188)).concat(range(Math.ceil((from + length) / 188), 40));
        expect(untouched.filter((index) => !indices.includes(index)).length).toBeLessThanOrEqual(1);
        expect(indices.filter((index) => !untouched.includes(index))).toEqual([]);
        expect(indices).toEqual(indices.toSorted((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});
