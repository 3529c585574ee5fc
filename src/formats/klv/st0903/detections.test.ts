import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Items } from '../descriptor.ts';
import { makeSet } from '../encode.ts';
import type { DecodedSet } from '../set.ts';
import { pixelOf, vmtiTargets } from './detections.ts';
import { ontology, vObject, vTrackers } from './parts.ts';
import { st0903, type VmtiTable } from './st0903.ts';
import { type VTargetTable, vTargets } from './vtarget.ts';

function vmti(outer: Items<VmtiTable>, ...targets: Items<VTargetTable>[]): DecodedSet<VmtiTable> {
  const entries = targets.map((items, index) => ({ id: index + 1, set: makeSet(vTargets.imap, items) }));
  return makeSet(st0903, { versionNumber: 6, ...outer, targets: { entries } });
}

describe('pixel numbers', () => {
  it.each([
    [1, 1920, { row: 1, column: 1 }],
    [2, 1920, { row: 1, column: 2 }],
    [1920, 1920, { row: 1, column: 1920 }],
    [1921, 1920, { row: 2, column: 1 }],
    [409600, 1920, { row: 214, column: 640 }],
  ])('%i in a frame %i wide', (number, width, pixel) => {
    expect(pixelOf(number, width)).toEqual(pixel);
  });

  it('has none without a number, a width, or from zero', () => {
    expect(pixelOf(undefined, 640)).toBeUndefined();
    expect(pixelOf(5, undefined)).toBeUndefined();
    expect(pixelOf(0, 640)).toBeUndefined();
    expect(pixelOf(5, 0)).toBeUndefined();
  });

  it('gives the pixel that its row and column make', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9000 }),
        fc.integer({ min: 1, max: 9000 }),
        fc.nat(9000),
        (row, column, more) => {
          const width = column + more;
          expect(pixelOf(column + (row - 1) * width, width)).toEqual({ row, column });
        },
      ),
    );
  });
});

describe('targets of a VMTI set', () => {
  const box = { boxTopLeftPixelNumber: 639, boxBottomRightPixelNumber: 641 + 640 };

  it('prefers row and column, and takes the width of the set before that of the picture', () => {
    const both = { centroidPixelNumber: 1000, centroidRow: 7, centroidColumn: 8 };
    expect(vmtiTargets(vmti({ frameWidthPixels: 640 }, both))[0]?.pixel).toEqual({ row: 7, column: 8 });
    const number = { centroidPixelNumber: 641 };
    expect(vmtiTargets(vmti({ frameWidthPixels: 640 }, number), undefined, 320)[0]?.pixel).toEqual({
      row: 2,
      column: 1,
    });
    expect(vmtiTargets(vmti({}, number), undefined, 320)[0]?.pixel).toEqual({ row: 3, column: 1 });
    expect(vmtiTargets(vmti({}, number))[0]?.pixel).toBeUndefined();
  });

  it('gives no box where the corners span none', () => {
    expect(vmtiTargets(vmti({ frameWidthPixels: 640 }, box))[0]?.box).toBeUndefined();
    const proper = { boxTopLeftPixelNumber: 641, boxBottomRightPixelNumber: 1290 };
    expect(vmtiTargets(vmti({ frameWidthPixels: 640 }, proper))[0]?.box).toEqual({
      top: 2,
      left: 1,
      bottom: 3,
      right: 10,
    });
  });

  it('does not guess a width from centroids that disagree', () => {
    const odd = {
      centroidPixelNumber: 1000,
      centroidRow: 4,
      centroidColumn: 3,
      boxTopLeftPixelNumber: 1,
      boxBottomRightPixelNumber: 2,
    };
    expect(vmtiTargets(vmti({}, odd))[0]?.box).toBeUndefined();
    const fine = { ...odd, centroidPixelNumber: 3 + 3 * 500 };
    expect(vmtiTargets(vmti({}, odd, fine))[0]?.box).toEqual({ top: 1, left: 1, bottom: 1, right: 2 });
  });

  it('takes the location sent, with its errors, before frame centre plus offset', () => {
    const offset = { latitudeOffsetDeg: 0.25, longitudeOffsetDeg: -0.5, heightM: 100 };
    const center = { latitudeDeg: 40, longitudeDeg: 10 };
    const [first] = vmtiTargets(vmti({}, offset), center);
    expect(first?.position?.source).toBe('offset');
    expect(first?.position?.latitudeDeg).toBeCloseTo(40.25, 4);
    expect(first?.position?.longitudeDeg).toBeCloseTo(9.5, 4);
    expect(first?.position?.heightM).toBe(100);
    const location = { latitudeDeg: 41, longitudeDeg: 11, heightM: 200, sigmaEastM: 3, sigmaNorthM: 4, sigmaUpM: 5 };
    expect(vmtiTargets(vmti({}, { ...offset, location }), center)[0]?.position).toEqual({
      ...location,
      source: 'location',
    });
    expect(vmtiTargets(vmti({}, offset))[0]?.position).toBeUndefined();
  });

  it('goes over the antimeridian and never over a pole', () => {
    const target = {
      latitudeOffsetDeg: 2,
      longitudeOffsetDeg: 2,
      boxTopLeftLatitudeOffsetDeg: 1,
      boxTopLeftLongitudeOffsetDeg: 1,
      boxBottomRightLatitudeOffsetDeg: -1,
      boxBottomRightLongitudeOffsetDeg: 3,
    };
    const [east] = vmtiTargets(vmti({}, target), { latitudeDeg: 0, longitudeDeg: 179.5 });
    expect(east?.position?.longitudeDeg).toBeCloseTo(-178.5, 4);
    expect(east?.groundBox?.topLeft.longitudeDeg).toBeCloseTo(-179.5, 4);
    expect(east?.groundBox?.bottomRight.latitudeDeg).toBeCloseTo(-1, 4);
    const west = { ...target, longitudeOffsetDeg: -2 };
    expect(vmtiTargets(vmti({}, west), { latitudeDeg: 0, longitudeDeg: -179 })[0]?.position?.longitudeDeg).toBeCloseTo(
      179,
      4,
    );
    expect(vmtiTargets(vmti({}, target), { latitudeDeg: 89, longitudeDeg: 0 })[0]?.position).toBeUndefined();
  });

  it('passes on track, status and classes in the words of the sender', () => {
    const tracker = makeSet(vTrackers.imap, {
      trackId: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
      detectionStatus: { code: 3, meaning: 'Active-Stopped' },
      velocity: { eastMps: 1, northMps: 2, upMps: 0 },
    });
    const ontologies = {
      entries: [makeSet(ontology, { id: 4, iri: 'urn:craft', entityIri: 'urn:craft#boat', label: 'boat' })],
    };
    const objects = { entries: [makeSet(vObject, { ontologyId: 4 }), makeSet(vObject, { ontologyId: 9 })] };
    const object = makeSet(vObject, { ontology: 'urn:old', ontologyClass: 'raft' });
    const [target] = vmtiTargets(vmti({ ontologies }, { tracker, object, objects, confidencePercent: 60 }));
    expect(target).toMatchObject({
      id: 1,
      confidencePercent: 60,
      trackId: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
      detectionStatus: 'Active-Stopped',
      velocity: { eastMps: 1, northMps: 2, upMps: 0 },
      classes: [
        { ontology: 'urn:old', className: 'raft' },
        { ontology: 'urn:craft', className: 'boat' },
      ],
    });
  });

  it('is empty for a set without targets', () => {
    expect(vmtiTargets(makeSet(st0903, { versionNumber: 6, targetsDetected: 0 }))).toEqual([]);
  });
});
