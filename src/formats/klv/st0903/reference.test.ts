import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referenceFile } from '../../../../test/reference-data.ts';
import { readBerLength } from '../ber.ts';
import { defineSet, item } from '../descriptor.ts';
import { encodeSet, nestedSet } from '../encode.ts';
import type { Issue } from '../issue.ts';
import { scaledInt } from '../numbers.ts';
import { type DecodedSet, decodeSet, PacketContext } from '../set.ts';
import { type VmtiTarget, vmtiTargets } from './detections.ts';
import { st0903, st0903Key, type VmtiTable } from './st0903.ts';

/** What the tests need of ST 0601 around the VMTI set. */
const around = defineSet('ST0601', 'around the VMTI set', {
  23: item('latitudeDeg', 'Frame Center Latitude', 'deg', scaledInt(4, 90, 'Off-Earth')),
  24: item('longitudeDeg', 'Frame Center Longitude', 'deg', scaledInt(4, 180, 'Off-Earth')),
  74: item(
    'vmti',
    'VMTI Local Set',
    '',
    nestedSet(() => st0903),
  ),
});

/** Payload of every elementary stream of a transport stream, PES headers taken off. */
function streams(ts: Uint8Array): Uint8Array[] {
  const byPid = new Map<number, number[]>();
  for (let at = 0; at + 188 <= ts.length; at += 188) {
    const pid = ((ts[at + 1]! & 0x1f) << 8) | ts[at + 2]!;
    const control = ts[at + 3]! & 0x30;
    let from = at + 4 + (control === 0x30 ? 1 + ts[at + 4]! : 0);
    if ((control & 0x10) === 0) continue;
    const begins = (ts[at + 1]! & 0x40) !== 0;
    if (begins && ts[from] === 0 && ts[from + 1] === 0 && ts[from + 2] === 1) from += 9 + ts[from + 8]!;
    let payload = byPid.get(pid);
    if (payload === undefined) {
      payload = [];
      byPid.set(pid, payload);
    }
    for (let i = from; i < at + 188; i++) payload.push(ts[i]!);
  }
  return [...byPid.values()].map((payload) => Uint8Array.from(payload));
}

/** Plain copy of what a set's accessors give: matchers do not see through accessors. */
function plain(items: object | undefined): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name in items) out[name] = Reflect.get(items, name);
  return out;
}

/** Value bytes of every packet with the key. */
function packets(data: Uint8Array, key: string): Uint8Array[] {
  const found: Uint8Array[] = [];
  const wanted = Buffer.from(key, 'hex');
  const buffer = Buffer.from(data);
  for (let at = buffer.indexOf(wanted); at >= 0; at = buffer.indexOf(wanted, at + 1)) {
    const length = readBerLength(data, at + 16, data.length);
    if (length === undefined) continue;
    const from = at + 16 + length.size;
    if (from + length.value <= data.length) found.push(data.subarray(from, from + length.value));
  }
  return found;
}

const st0601Key = '060e2b34020b01010e01030101000000';

interface Found {
  readonly set: DecodedSet<VmtiTable>;
  readonly center: { readonly latitudeDeg: number; readonly longitudeDeg: number };
  readonly issues: readonly Issue[];
  readonly raw: Uint8Array;
}

function nestedSets(path: string): Found[] {
  const out: Found[] = [];
  for (const stream of streams(new Uint8Array(readFileSync(path)))) {
    for (const bytes of packets(stream, st0601Key)) {
      const context = new PacketContext(0);
      const packet = decodeSet(around, bytes, 0, bytes.length, context);
      const { vmti, latitudeDeg, longitudeDeg } = packet.items;
      if (vmti === undefined || latitudeDeg === undefined || longitudeDeg === undefined) continue;
      out.push({
        set: vmti,
        center: { latitudeDeg, longitudeDeg },
        issues: context.issues.filter((issue) => issue.tag.startsWith('74')),
        raw: packet.raw(packet.layout.positionOf(74)),
      });
    }
  }
  return out;
}

function metresApart(target: VmtiTarget, center: Found['center']): number {
  if (target.position === undefined) return Number.NaN;
  const north = (target.position.latitudeDeg - center.latitudeDeg) * 111_320;
  const east =
    (target.position.longitudeDeg - center.longitudeDeg) * 111_320 * Math.cos((center.latitudeDeg * Math.PI) / 180);
  return Math.hypot(north, east);
}

const simulated = referenceFile('fmv/vmti_sim_flight.ts');

describe.skipIf(simulated === undefined)('vmti_sim_flight.ts: VMTI older than ST 0903.4', () => {
  const found = simulated === undefined ? [] : nestedSets(simulated);
  const withTargets = found.filter(({ set }) => set.items.targets !== undefined);

  it('holds 37 VMTI sets, 17 of them with targets, 130 in all', () => {
    expect(found).toHaveLength(37);
    expect(withTargets).toHaveLength(17);
    expect(withTargets.reduce((sum, { set }) => sum + (set.items.targets?.entries.length ?? 0), 0)).toBe(130);
    for (const { set } of withTargets) {
      expect(set.items.targets?.unread).toBeUndefined();
      expect(set.items.targets?.entries).toHaveLength(set.items.targetsDetected ?? -1);
    }
  });

  it('tells the older encoding with and without a version item, and says so', () => {
    for (const { set, issues } of withTargets) {
      expect(set.descriptor.title).toContain('0903.3');
      expect(issues.filter(({ code }) => code === 'version-old')).toHaveLength(1);
    }
    expect(withTargets.filter(({ set }) => set.items.versionNumber === 3)).toHaveLength(2);
    expect(withTargets.filter(({ set }) => set.items.versionNumber === undefined)).toHaveLength(15);
    const codes = new Set(found.flatMap(({ issues }) => issues.map(({ code }) => code)));
    expect([...codes].sort()).toEqual(['special-value', 'version-old']);
  });

  it('puts every target within the frame and near the frame centre', () => {
    let placed = 0;
    for (const { set, center } of withTargets) {
      for (const target of vmtiTargets(set, center)) {
        if (target.pixel === undefined) continue;
        placed++;
        expect(target.pixel.row).toBeGreaterThanOrEqual(1);
        expect(target.pixel.row).toBeLessThanOrEqual(480);
        expect(target.pixel.column).toBeGreaterThanOrEqual(1);
        expect(target.pixel.column).toBeLessThanOrEqual(640);
        expect(metresApart(target, center)).toBeLessThan(500);
        expect(target.position?.heightM).toBeGreaterThan(170);
        expect(target.position?.heightM).toBeLessThan(177);
        if (target.box === undefined) continue;
        expect(target.box.top).toBeLessThanOrEqual(target.pixel.row);
        expect(target.box.bottom).toBeGreaterThanOrEqual(target.pixel.row);
        expect(target.box.left).toBeLessThanOrEqual(target.pixel.column);
        expect(target.box.right).toBeGreaterThanOrEqual(target.pixel.column);
      }
    }
    expect(placed).toBe(129);
  });

  it('offsets and locations agree up to one shift a packet', () => {
    for (const { set, center } of withTargets) {
      const shifts: number[][] = [[], []];
      for (const { set: target } of set.items.targets?.entries ?? []) {
        const { location, latitudeOffsetDeg, longitudeOffsetDeg } = target.items;
        if (typeof location?.latitudeDeg !== 'number' || typeof location.longitudeDeg !== 'number') continue;
        if (latitudeOffsetDeg === undefined || longitudeOffsetDeg === undefined) continue;
        shifts[0]?.push(location.latitudeDeg - center.latitudeDeg - latitudeOffsetDeg);
        shifts[1]?.push(location.longitudeDeg - center.longitudeDeg - longitudeOffsetDeg);
      }
      for (const one of shifts) {
        expect(Math.abs(one[0] ?? 0)).toBeLessThan(0.0003);
        expect(Math.max(...one) - Math.min(...one)).toBeLessThan(0.00002);
      }
    }
  });

  it('finds the frame width from centroids where item 8 is not sent', () => {
    const lone = withTargets.find(({ set }) => set.items.frameWidthPixels === undefined);
    expect(lone).toBeDefined();
    if (lone === undefined) return;
    const [first] = vmtiTargets(lone.set, lone.center);
    expect(first).toMatchObject({
      id: 1,
      pixel: { row: 404, column: 105 },
      box: { top: 401, left: 103, bottom: 406, right: 106 },
      confidencePercent: 100,
      targetPixelsPercent: 58,
    });
    expect(vmtiTargets(lone.set, lone.center, 640)[0]?.box).toEqual(first?.box);
    expect(vmtiTargets(lone.set)[0]?.groundBox).toBeUndefined();
  });

  it('writes every set back to the same bytes', () => {
    for (const { set, raw } of found) {
      const { bytes, unencodable } = encodeSet(set);
      expect(unencodable).toEqual([]);
      expect(Buffer.from(bytes).equals(Buffer.from(raw))).toBe(true);
    }
  });
});

const standAlone = referenceFile('fmv/vmti_standalone.bin');

describe.skipIf(standAlone === undefined)('vmti_standalone.bin: ST 0903.4 on its own', () => {
  const sets = standAlone === undefined ? [] : packets(new Uint8Array(readFileSync(standAlone)), st0903Key);

  it('holds five sets with two targets each, without an issue', () => {
    expect(sets).toHaveLength(5);
    let next = 0;
    for (const bytes of sets) {
      const context = new PacketContext(0);
      const set = decodeSet(st0903, bytes, 0, bytes.length, context);
      expect(context.issues).toEqual([]);
      expect(plain(set.items)).toMatchObject({
        systemName: 'Example Targeting System',
        versionNumber: 4,
        frameWidthPixels: 1000,
        frameHeightPixels: 600,
        sourceSensor: 'EO Nose',
      });
      const targets = vmtiTargets(set);
      expect(targets.map(({ id }) => id)).toEqual([next, next + 1]);
      next += 2;
      for (const { pixel, confidencePercent } of targets) {
        expect(pixel?.row).toBeLessThanOrEqual(600);
        expect(pixel?.column).toBeLessThanOrEqual(1000);
        expect(confidencePercent).toBeLessThanOrEqual(100);
      }
      expect(Buffer.from(encodeSet(set).bytes).equals(Buffer.from(bytes))).toBe(true);
    }
  });

  it('gives the first target its centroid, and no box where the corners span none', () => {
    const bytes = sets[0];
    expect(bytes).toBeDefined();
    if (bytes === undefined) return;
    const set = decodeSet(st0903, bytes, 0, bytes.length, new PacketContext(0));
    expect(vmtiTargets(set)[0]).toMatchObject({
      id: 0,
      pixel: { row: 388, column: 602 },
      box: undefined,
      confidencePercent: 15,
    });
    expect(set.items.targets?.entries[0]?.set.items.boxTopLeftPixelNumber).toBe(529018);
  });
});

for (const name of ['fmv/h264_klv.ts', 'fmv/mpeg2_klv.ts']) {
  const path = referenceFile(name);
  describe.skipIf(path === undefined)(`${name}: ST 0903.5 with every kind of part`, () => {
    const found = path === undefined ? [] : nestedSets(path);

    it('decodes and writes back 30 sets with two targets each', () => {
      expect(found).toHaveLength(30);
      for (const { set, raw, issues } of found) {
        expect(set.items.targets?.entries.map(({ id }) => id)).toEqual([1, 1234]);
        expect(issues.map(({ tag, code }) => `${tag} ${code}`)).toEqual(['74.2 length-wrong']);
        expect(Buffer.from(encodeSet(set).bytes).equals(Buffer.from(raw))).toBe(true);
      }
    });

    it('reads the parts of the second target', () => {
      const items = found[0]?.set.items;
      const target = items?.targets?.entries[1]?.set.items;
      expect(items?.horizontalFieldOfViewDeg).toBe(12.5);
      expect(items?.verticalFieldOfViewDeg).toBe(10);
      expect(plain(target)).toMatchObject({
        priority: 27,
        confidencePercent: 80,
        history: 2765,
        color: { red: 218, green: 165, blue: 32 },
        intensity: 13140,
        centroidRow: 872,
        centroidColumn: 1137,
        fpaIndex: { row: 2, column: 3 },
        algorithmId: 3,
      });
      expect(target?.latitudeOffsetDeg).toBeCloseTo(10, 5);
      expect(target?.heightM).toBeCloseTo(10000, 0);
      expect(target?.mask?.items.polygon?.entries.map(({ pixelNumber }) => pixelNumber)).toEqual([14762, 14783, 15115]);
      expect(target?.mask?.items.bitMask?.entries).toEqual([
        { pixelNumber: 74, runLength: 2 },
        { pixelNumber: 89, runLength: 4 },
        { pixelNumber: 106, runLength: 2 },
      ]);
      expect(plain(target?.object?.items)).toMatchObject({ ontology: 'URI', ontologyClass: 'class', ontologyId: 7 });
      expect(target?.object?.items.confidencePercent).toBe(32);
      const tracker = target?.tracker?.items;
      expect(tracker?.trackId).toBe('f81d4fae-7dec-11d0-a765-00a0c91e6bf6');
      expect(tracker?.detectionStatus?.meaning).toBe('Dropped');
      expect(tracker?.history?.entries).toHaveLength(3);
      expect(tracker?.history?.entries[0]?.latitudeDeg).toBe(72);
      expect(target?.chips?.entries.map(({ items: chip }) => chip.imageUri)).toEqual(['URI1', 'URI2']);
      expect(plain(items?.algorithms?.entries[0]?.items)).toMatchObject({
        name: 'k6_yolo_9000_tracker',
        version: '2.6a',
      });
      expect(items?.ontologies?.entries[0]?.items.entityIri).toBe('class');
    });
  });
}
