import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknownValue } from '../codec.ts';
import { defineSet, type Items, item, type SetDescriptor } from '../descriptor.ts';
import { encodeItems, encodeSet, makeSet, nestedSet } from '../encode.ts';
import { uintFixed } from '../numbers.ts';
import { type DecodedSet, decodeSet, PacketContext } from '../set.ts';
import type { Mapping } from './mapping.ts';
import { vMask, vTrackers } from './parts.ts';
import { st0903, st0903Linear, type VmtiTable } from './st0903.ts';
import { type VTargetTable, vTargets } from './vtarget.ts';
import { vTrack, vTrackItems, vTrackLinear } from './vtrack.ts';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function decode(bytes: Uint8Array): { set: DecodedSet<VmtiTable>; codes: string[] } {
  const context = new PacketContext(0);
  const set = decodeSet(st0903, bytes, 0, bytes.length, context);
  return { set, codes: context.issues.map(({ tag, code }) => `${tag} ${code}`) };
}

/** A VMTI set with one target of the given items, and outer items before it. */
function withTarget(outer: string, target: string): Uint8Array {
  const pack = bytesOf(`05${target}`);
  const series = bytesOf(`${pack.length.toString(16).padStart(2, '0')}${hexOf(pack)}`);
  return bytesOf(`${outer}65${series.length.toString(16).padStart(2, '0')}${hexOf(series)}`);
}

describe('ST 0903 by version and structure', () => {
  const offsets = '0a033a6667 0b03266666';

  it('reads declared ST 0903.4 to 0903.6 as IMAPB, without a remark', () => {
    for (const version of ['04', '05', '06']) {
      const { set, codes } = decode(withTarget(`0401${version}`, offsets));
      expect(codes).toEqual([]);
      expect(set.items.targets?.entries[0]?.set.items.latitudeOffsetDeg).toBeCloseTo(10, 4);
    }
  });

  it('reads declared versions 1 to 3 as mapped integers, and says so', () => {
    for (const version of ['01', '02', '03']) {
      const { set, codes } = decode(withTarget(`0401${version}0b0211c7`, '0a0342aaaa 0c028c38'));
      expect(codes).toEqual([' version-old']);
      expect(set.items.horizontalFieldOfViewDeg).toBeCloseTo(12.5, 2);
      expect(set.items.targets?.entries[0]?.set.items.latitudeOffsetDeg).toBeCloseTo(10, 4);
      expect(set.items.targets?.entries[0]?.set.items.heightM).toBeCloseTo(10000, 0);
    }
  });

  it('goes by structure where no version is declared', () => {
    expect(decode(withTarget('', offsets)).codes).toEqual([]);
    const short = decode(withTarget('', '0a0205ab 0b02fe75'));
    expect(short.codes).toEqual([' version-old']);
    expect(short.set.items.targets?.entries[0]?.set.items.latitudeOffsetDeg).toBeCloseTo(0.003321, 6);
    const location = decode(withTarget('', '110ab15d91af425dd4440dd0'));
    expect(location.codes).toEqual([' version-old']);
    const velocity = decode(withTarget('', '68080a06800080008000'));
    expect(velocity.codes).toEqual([' version-old']);
    expect(velocity.set.items.targets?.entries[0]?.set.items.tracker?.items.velocity?.upMps).toBeCloseTo(0.0137, 4);
    const longOffset = decode(withTarget('', '0a03010000 0b03010000'));
    expect(longOffset.codes).toEqual([' version-old']);
    expect(longOffset.set.items.targets?.entries[0]?.set.items.longitudeOffsetDeg).toBeCloseTo(0.15, 5);
    expect(decode(bytesOf('0b02 7000')).codes).toEqual([' version-old']);
    expect(decode(bytesOf('0b02 0640')).codes).toEqual([]);
  });

  it('goes by structure where it contradicts the version', () => {
    const late = decode(withTarget('040103', `${offsets} 160101`));
    expect(late.codes).toEqual([' version-old']);
    expect(late.set.items.targets?.entries[0]?.set.items.latitudeOffsetDeg).toBeCloseTo(10, 4);
    const early = decode(withTarget('040105', '0a0205ab 0b01f0'));
    expect(early.codes).toEqual([' version-old']);
    expect(early.set.items.targets?.entries[0]?.set.items.latitudeOffsetDeg).toBeCloseTo(0.003321, 6);
  });

  it('does not take the version of the set around it for its own', () => {
    const outer = defineSet(
      'outer',
      'outer',
      {
        65: item('version', 'Version', '', uintFixed(1)),
        74: item(
          'vmti',
          'VMTI',
          '',
          nestedSet(() => st0903),
        ),
      },
      { versionTag: 65 },
    );
    for (const version of ['02', '11']) {
      const inner = withTarget('', offsets);
      const bytes = bytesOf(`4101${version}4a${inner.length.toString(16).padStart(2, '0')}${hexOf(inner)}`);
      const context = new PacketContext(0);
      const set = decodeSet(outer, bytes, 0, bytes.length, context);
      expect(context.issues).toEqual([]);
      expect(set.items.vmti?.descriptor).toBe(st0903);
    }
  });

  it('does the same for VTrack sets', () => {
    const old = makeSet(vTrackLinear, { versionNumber: 3, trackItems: series(vTrackItems.linear) });
    expect(reread(vTrack, old).descriptor).toBe(vTrackLinear);
    const now = makeSet(vTrack, { versionNumber: 6, trackItems: series(vTrackItems.imap) });
    expect(reread(vTrack, now).descriptor).toBe(vTrack);
    expect(reread(vTrack, now).items.trackItems?.entries[0]?.set.items.velocity).toEqual(moving);
  });
});

const moving = { eastMps: 10, northMps: -20, upMps: 0.5 };

function series(of: (typeof vTrackItems)[Mapping]) {
  return { entries: [{ id: 300, set: makeSet(of, { timeUs: 1_700_000_000_000_000, velocity: moving }) }] };
}

function reread<T extends VmtiTable | (typeof vTrack)['table']>(
  of: SetDescriptor<T>,
  set: DecodedSet<T>,
): DecodedSet<T> {
  const { bytes, unencodable } = encodeSet(set);
  expect(unencodable).toEqual([]);
  return decodeSet(of, bytes, 0, bytes.length, new PacketContext(0));
}

describe('series and masks', () => {
  it('keeps entries before one that cannot be read, and its bytes', () => {
    const bytes = bytesOf('040104 650c 03 01 1300 04 02 050164 09 03 05');
    const { set, codes } = decode(bytes);
    expect(set.items.targets?.entries.map(({ id }) => id)).toEqual([1, 2]);
    expect(hexOf(set.items.targets?.unread ?? new Uint8Array())).toBe('090305');
    expect(codes).toContain('101 item-malformed');
  });

  it('keeps lengths and identifiers that are longer than they need be', () => {
    const bytes = bytesOf('040104 6507 8105 8005 050132');
    const { set } = decode(bytes);
    expect(set.items.targets).toMatchObject({ lengthSizes: [2], entries: [{ id: 5, idSize: 2 }] });
    expect(hexOf(encodeSet(set).bytes)).toBe(hexOf(bytes));
  });

  it('reads polygons and runs, also in longer forms, and writes them back', () => {
    const polygon = '0105 03000006 01ff';
    const runs = '03014a02 0502004a8102 04014a02ee';
    const bytes = bytesOf(`0108 ${polygon} 020f ${runs}`);
    const context = new PacketContext(0);
    const set = decodeSet(vMask, bytes, 0, bytes.length, context);
    expect(set.items.polygon?.entries).toEqual([
      { pixelNumber: 5 },
      { pixelNumber: 6, lengthBytes: 3 },
      { pixelNumber: 255 },
    ]);
    expect(set.items.bitMask?.entries).toEqual([
      { pixelNumber: 74, runLength: 2 },
      { pixelNumber: 74, runLength: 2, lengthBytes: 2, runSize: 2 },
      { pixelNumber: 74, runLength: 2, unread: Uint8Array.of(0xee) },
    ]);
    expect(context.issues.map(({ tag, code }) => `${tag} ${code}`)).toEqual(['2.2 item-malformed']);
    expect(hexOf(encodeSet(set).bytes)).toBe(hexOf(bytes));
  });

  it('takes items of length zero as unknown', () => {
    const { set } = decode(bytesOf('040104 6500 6600 6700 0d00'));
    for (const tag of [101, 102, 103, 13]) expect(set.value(tag)).toBe(unknownValue);
    expect(hexOf(encodeSet(set).bytes)).toBe('0401046500660067000d00');
  });

  it('refuses colours and array indices of a wrong length but keeps their bytes', () => {
    const { set, codes } = decode(withTarget('040104', '08020102 150103'));
    expect(codes).toEqual(['101.0.8 length-unreadable', '101.0.21 length-unreadable']);
    expect(hexOf(set.items.targets?.entries[0]?.set.raw(0) ?? new Uint8Array())).toBe('0102');
  });
});

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const located = fc.record(
  { latitudeDeg: number(-90, 90), longitudeDeg: number(-180, 180), heightM: number(-900, 19000) },
  { noNullPrototype: true },
);
const pixel = fc.integer({ min: 1, max: 2 ** 40 });

function targetItems(mapping: Mapping): fc.Arbitrary<Items<VTargetTable>> {
  const points = fc.array(located, { minLength: 1, maxLength: 3 }).map((entries) => ({ entries }));
  const tracker = fc
    .record({
      history: points,
      velocity: fc.record({ eastMps: number(-900, 900), northMps: number(-900, 900), upMps: number(-900, 900) }),
    })
    .map((items) => makeSet(vTrackers[mapping], { trackId: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', ...items }));
  const mask = fc
    .array(fc.record({ pixelNumber: pixel, runLength: fc.integer({ min: 1, max: 70000 }) }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((runs) => makeSet(vMask, { polygon: { entries: runs }, bitMask: { entries: runs } }));
  return fc.record(
    {
      centroidPixelNumber: pixel,
      boxTopLeftPixelNumber: pixel,
      priority: fc.integer({ min: 1, max: 255 }),
      confidencePercent: fc.integer({ min: 0, max: 100 }),
      color: fc.record({ red: fc.nat(255), green: fc.nat(255), blue: fc.nat(255) }),
      latitudeOffsetDeg: number(-19, 19),
      longitudeOffsetDeg: number(-19, 19),
      heightM: number(-900, 19000),
      location: located,
      contour: points,
      centroidRow: fc.integer({ min: 1, max: 2 ** 31 }),
      mask,
      tracker,
    },
    { requiredKeys: [] },
  );
}

describe.each(['imap', 'linear'] as const)('round trip, %s', (mapping) => {
  const descriptor = mapping === 'imap' ? st0903 : st0903Linear;

  it('decode(encode(values)) encodes to the very same bytes, in the same encoding', () => {
    fc.assert(
      fc.property(fc.array(targetItems(mapping), { minLength: 1, maxLength: 3 }), number(0, 180), (targets, fov) => {
        const bytes = encodeItems(descriptor, {
          versionNumber: mapping === 'imap' ? 6 : 3,
          horizontalFieldOfViewDeg: fov,
          targets: { entries: targets.map((items, id) => ({ id: id * 100, set: makeSet(vTargets[mapping], items) })) },
        });
        const { set, codes } = decode(bytes);
        expect(set.descriptor).toBe(descriptor);
        expect(codes).toEqual(mapping === 'imap' ? [] : [' version-old']);
        const again = encodeSet(set);
        expect(again.unencodable).toEqual([]);
        expect(hexOf(again.bytes)).toBe(hexOf(bytes));
        expect(set.items.targets?.entries.map(({ set: one }) => one.items.centroidPixelNumber)).toEqual(
          targets.map((items) => items.centroidPixelNumber),
        );
      }),
      { numRuns: 60 },
    );
  });
});

const sample = hexOf(
  encodeItems(st0903, {
    precisionTimeStampUs: 1_700_000_000_000_000,
    versionNumber: 6,
    frameWidthPixels: 640,
    targets: {
      entries: [
        {
          id: 7,
          set: makeSet(vTargets.imap, {
            centroidPixelNumber: 4711,
            heightM: 120,
            location: { latitudeDeg: 47, longitudeDeg: 8, heightM: 500, sigmaEastM: 1, sigmaNorthM: 1, sigmaUpM: 2 },
            mask: makeSet(vMask, {
              polygon: { entries: [{ pixelNumber: 4 }, { pixelNumber: 90 }, { pixelNumber: 70 }] },
            }),
            tracker: makeSet(vTrackers.imap, {
              detectionStatus: { code: 1, meaning: 'Active-Moving' },
              velocity: moving,
            }),
          }),
        },
      ],
    },
  }),
);

/** Text that is no UTF-8 is shown in another way than it was sent: the one value that has no way back. */
const lossy = /text-invalid/;

function check(bytes: Uint8Array): void {
  for (const descriptor of [st0903, vTrack]) {
    const context = new PacketContext(0);
    const set: DecodedSet = decodeSet<(typeof descriptor)['table']>(descriptor, bytes, 0, bytes.length, context);
    for (const { offset } of context.issues) {
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThanOrEqual(bytes.length);
    }
    const { bytes: again, unencodable } = encodeSet(set);
    if (unencodable.length > 0 || context.issues.some(({ code }) => lossy.test(code))) continue;
    expect(hexOf(again)).toBe(hexOf(bytes));
  }
}

describe('fuzz', () => {
  it('random bytes never throw, and what decodes encodes to the same bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), check), { numRuns: 400 });
  });

  it('nor do well-formed items with random values', () => {
    const items = fc.array(
      fc.tuple(
        fc.constantFrom(1, 2, 3, 4, 5, 8, 11, 12, 13, 14, 15, 17, 18, 101, 102, 103, 104, 105, 106, 107),
        fc.uint8Array({ maxLength: 40 }),
      ),
      { maxLength: 6 },
    );
    const asBytes = (list: readonly (readonly [number, Uint8Array])[]): number[] =>
      list.flatMap(([tag, value]) => [tag, value.length, ...value]);
    fc.assert(
      fc.property(items, (inner) => {
        const target = [9, ...asBytes(inner)];
        const entry =
          target.length < 128 ? [target.length, ...target] : [0x82, target.length >> 8, target.length & 255, ...target];
        check(Uint8Array.from([...asBytes(inner), 101, 0x82, entry.length >> 8, entry.length & 255, ...entry]));
      }),
      { numRuns: 400 },
    );
  });

  it('nor does a good set with bytes changed, lost or added', () => {
    fc.assert(
      fc.property(fc.nat(sample.length / 2 - 1), fc.nat(255), fc.constantFrom(0, 1, 2), (at, byte, how) => {
        const bytes = [...bytesOf(sample)];
        if (how === 0) bytes[at] = byte;
        else bytes.splice(at, 2 - how, ...(how === 2 ? [byte] : []));
        check(Uint8Array.from(bytes));
      }),
      { numRuns: 500 },
    );
  });
});
