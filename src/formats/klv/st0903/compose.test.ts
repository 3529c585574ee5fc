import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeSet } from '../encode.ts';
import { decodeSet, PacketContext } from '../set.ts';
import { type SentDetection, type SentFrame, vmtiSet } from './compose.ts';
import { vmtiTargets } from './detections.ts';
import { st0903 } from './st0903.ts';

const frame: SentFrame = { frameNumber: 77, widthPixels: 640, heightPixels: 480, systemName: 'SIMULATED' };

const share = fc.double({ min: -1, max: 1, noNaN: true });
const sigma = fc.double({ min: 0, max: 600, noNaN: true });
const location = fc.record({
  latitudeDeg: fc.double({ min: -90, max: 90, noNaN: true }),
  longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  heightM: fc.double({ min: -900, max: 9000, noNaN: true }),
  sigmaEastM: sigma,
  sigmaNorthM: sigma,
  sigmaUpM: sigma,
  rhoEastNorth: share,
  rhoEastUp: share,
  rhoNorthUp: share,
});
const detection: fc.Arbitrary<SentDetection> = fc
  .record({
    id: fc.integer({ min: 1, max: 2 ** 28 - 1 }),
    top: fc.integer({ min: 1, max: 480 }),
    left: fc.integer({ min: 1, max: 640 }),
    bottom: fc.integer({ min: 1, max: 480 }),
    right: fc.integer({ min: 1, max: 640 }),
    confidencePercent: fc.integer({ min: 0, max: 100 }),
    location,
  })
  .map(({ id, top, left, bottom, right, ...rest }) => {
    const box = {
      top: Math.min(top, bottom),
      left: Math.min(left, right),
      bottom: Math.max(top, bottom),
      right: Math.max(left, right),
    };
    return { id, box, pixel: { row: box.top, column: box.right }, ...rest };
  });

describe('a VMTI set that is made', () => {
  it('reads back as what was sent, through its bytes', () => {
    fc.assert(
      fc.property(fc.array(detection, { maxLength: 6 }), (sent) => {
        const made = vmtiSet(frame, sent);
        const { bytes } = encodeSet(made);
        const read = decodeSet(st0903, bytes, 0, bytes.length, new PacketContext(0));
        expect(read.items.frameNumber).toBe(77);
        expect(read.items.targetsReported).toBe(sent.length);
        const found = vmtiTargets(read);
        expect(found).toHaveLength(sent.length);
        for (const [i, one] of found.entries()) {
          const { id, box, pixel, confidencePercent, location: at } = sent[i]!;
          expect(one).toMatchObject({ id, box, pixel, confidencePercent });
          expect(one.position?.latitudeDeg).toBeCloseTo(at.latitudeDeg, 6);
          expect(one.position?.longitudeDeg).toBeCloseTo(at.longitudeDeg, 6);
          expect(Math.abs((one.position?.heightM ?? 0) - at.heightM)).toBeLessThanOrEqual(1);
          expect(Math.abs((one.position?.sigmaEastM ?? -1) - at.sigmaEastM)).toBeLessThanOrEqual(1 / 32);
        }
      }),
    );
  });
});
