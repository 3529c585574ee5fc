import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, demuxAll, joinBytes, klvTriplet, PacketBuilder, pesPacket } from '../../../test/transport-packets.ts';
import { klvDescriptors } from './mux-tables.ts';
import { readVideoHeader } from './video-header.ts';

/** A small stream with every kind of thing in it. */
function sample(): Uint8Array {
  const built = new PacketBuilder();
  for (let turn = 0; turn < 6; turn++) {
    built.addTables([
      [0x100, 0x1b],
      [0x101, 6, klvDescriptors('asynchronous')],
      [0x102, 0x15, klvDescriptors('synchronous')],
      [0x103, 6],
    ]);
    const pts = 90_000 + turn * 3000;
    built.add({ pid: 0x100, pcr: pts - 60_000 });
    const picture = Uint8Array.from({ length: 900 }, (_, index) => (index * 11) & 0xff);
    built.addPes(0x100, pesPacket({ streamId: 0xe0, payload: picture, pts: pts + 6000, dts: pts, length: 0 }));
    built.addPes(0x101, pesPacket({ streamId: 0xbd, payload: klvTriplet(300, turn), pts }));
    const long = klvTriplet(400, turn);
    const two = joinBytes([cell(turn * 3, 3, klvTriplet(90)), cell(turn * 3 + 1, 2, long.subarray(0, 99))]);
    built.addPes(0x102, pesPacket({ streamId: 0xfc, payload: two, pts }));
    built.addPes(0x102, pesPacket({ streamId: 0xfc, payload: cell(turn * 3 + 2, 1, long.subarray(99)) }));
    built.addPes(0x103, pesPacket({ streamId: 0xbd, payload: klvTriplet(50) }));
  }
  return built.bytes();
}

const whole = sample();
const chunkSizes = fc.array(fc.integer({ min: 1, max: 2500 }), { minLength: 1, maxLength: 12 });

type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly mask: number }
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number };

const place = fc.nat(whole.length);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: place, mask: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.integer({ min: 1, max: 1000 }) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: place,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 400 }),
  }),
  fc.record({ kind: fc.constant('repeat' as const), at: place, length: fc.integer({ min: 1, max: 1000 }) }),
);

function mutate(bytes: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  const apply = (now: Uint8Array, change: Mutation): Uint8Array => {
    const { at } = change;
    switch (change.kind) {
      case 'flip':
        return now.map((byte, index) => (index === at ? byte ^ change.mask : byte));
      case 'cut':
        return joinBytes([now.subarray(0, at), now.subarray(at + change.length)]);
      case 'insert':
        return joinBytes([now.subarray(0, at), change.bytes, now.subarray(at)]);
      case 'repeat':
        return joinBytes([now.subarray(0, at + change.length), now.subarray(at)]);
    }
  };
  return mutations.reduce(apply, bytes);
}

describe('fuzz', () => {
  it('the sample is in order', () => {
    const { units, issues, summary } = demuxAll(whole);
    expect(issues.map(({ code }) => code)).toEqual(['klv-undeclared']);
    expect(units).toHaveLength(6 * 4);
    expect(summary.streams.map(({ frames }) => frames)).toEqual([6, 0, 0, 0]);
  });

  it('property: random bytes neither throw nor hang', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), chunkSizes, (bytes, chunks) => {
        const { summary } = demuxAll(bytes, chunks);
        expect(summary.bytes).toBe(bytes.length);
      }),
      { numRuns: 300 },
    );
  });

  it('property: random packet bodies in good rhythm neither throw nor give out more than came in', () => {
    const body = fc.uint8Array({ minLength: 187, maxLength: 187 });
    fc.assert(
      fc.property(fc.array(body, { minLength: 1, maxLength: 30 }), (bodies) => {
        const bytes = joinBytes([whole.subarray(0, 376), ...bodies.flatMap((one) => [Uint8Array.of(0x47), one])]);
        const { units, pes } = demuxAll(bytes);
        const given = [...units, ...pes].reduce((sum, { data }) => sum + data.length, 0);
        expect(given).toBeLessThanOrEqual(2 * bytes.length);
      }),
      { numRuns: 200 },
    );
  });

  it('property: of a damaged stream all chunkings give the same, and every issue says where', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 0, maxLength: 6 }), chunkSizes, (mutations, chunks) => {
        const bytes = mutate(whole, mutations);
        const once = demuxAll(bytes);
        expect(demuxAll(bytes, chunks)).toEqual(once);
        for (const issue of once.issues) {
          expect(issue.offset).toBeGreaterThanOrEqual(0);
          expect(issue.offset).toBeLessThanOrEqual(bytes.length);
          expect(issue.message).not.toBe('');
        }
      }),
      { numRuns: 250 },
    );
  });

  it('property: what is given out as complete after packet losses was sent so', () => {
    const sent = new Set(demuxAll(whole).units.map(({ data }) => data.join()));
    const packets = Array.from({ length: whole.length / 188 }, (_, index) =>
      whole.subarray(index * 188, index * 188 + 188),
    );
    const losses = fc.uniqueArray(fc.nat(packets.length - 1), { maxLength: 30 });
    fc.assert(
      fc.property(losses, (lost) => {
        const { units } = demuxAll(joinBytes(packets.filter((_, index) => !lost.includes(index))));
        for (const { complete, data } of units) if (complete) expect(sent.has(data.join())).toBe(true);
      }),
      { numRuns: 250 },
    );
  });

  it('property: video headers of random bytes neither throw nor hang', () => {
    const codec = fc.constantFrom('H.264', 'H.265', 'MPEG-2');
    const start = fc.constantFrom([0, 0, 1, 0x67], [0, 0, 1, 0x42, 1], [0, 0, 1, 0xb3]);
    fc.assert(
      fc.property(codec, start, fc.uint8Array({ maxLength: 200 }), (name, head, bytes) => {
        const header = readVideoHeader(name, joinBytes([Uint8Array.from(head), bytes]));
        if (header !== undefined) expect(header.width * header.height).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});
