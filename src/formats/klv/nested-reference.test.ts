import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cleanItems, toHex } from '../../../test/klv-properties.ts';
import { referenceFile } from '../../../test/reference-data.ts';
import { demuxAll } from '../../../test/transport-packets.ts';
import type { SetTable } from './descriptor.ts';
import { encodeSet } from './encode.ts';
import { rowsOf } from './mdap.ts';
import { decodePacket, type St0601Packet } from './packet.ts';
import { sourceListOf } from './source-list.ts';
import { covarianceOf } from './st1010.ts';
import { st1601 } from './st1601.ts';
import { resolveChild } from './st1607.ts';

const origin = { index: 0, offset: 0, pid: undefined, pts: undefined, ptsS: undefined };

function packetsOf(path: string): St0601Packet[] {
  const file = referenceFile(path);
  const { units } = demuxAll(file === undefined ? new Uint8Array(0) : readFileSync(file));
  return units.flatMap((unit) => {
    const packet = decodePacket(unit.data, origin);
    return packet.set === 'ST0601' ? [packet] : [];
  });
}

/** These two recordings carry, in every packet, a set of each kind that ST 0601 nests. */
const files = ['fmv/h264_klv.ts', 'fmv/mpeg2_klv.ts'] as const;

for (const file of files) {
  describe.skipIf(referenceFile(file) === undefined)(file, () => {
    const packets = packetsOf(file);
    const items = packets[0]?.items ?? {};

    it('has 30 packets that go back to their very bytes, their only issues being what is wrong with them', () => {
      expect(packets).toHaveLength(30);
      for (const packet of packets) {
        const { bytes, unencodable } = encodeSet(packet.data);
        expect(unencodable).toEqual([]);
        expect(toHex(packet.bytes).endsWith(toHex(bytes))).toBe(true);
        expect(packet.checksum).toBe('valid');
        // what is odd in the VMTI set is that set's own matter
        expect(packet.issues.filter(({ tag }) => !tag.startsWith('74'))).toEqual([]);
        // two times in the year 4,000 and later, beyond what a double counts
        expect(packet.items.sarMotionImagery?.special(23)?.payload).toBe(0x1234567800000000n);
        expect(packet.items.compositeImaging?.special(1)?.payload).toBe(0x0102030400000000n);
      }
    });

    it('security, with country codes in two bytes each', () => {
      expect(items.security?.items).toMatchObject({
        securityClassification: { meaning: 'UNCLASSIFIED' },
        classifyingCountryCodingMethod: { meaning: 'GENC Two Letter' },
        objectCountryCodes: 'US',
        version: 12,
      });
    });

    it('remote video terminal', () => {
      expect(items.rvt?.items).toMatchObject({ timeUs: 256, version: 4, frameCenterMgrsBandAndSquare: 'XYZ' });
      expect(items.rvt?.items.pointsOfInterest?.[0]?.items.text).toBe('TEST');
      expect(items.rvt?.items.areasOfInterest?.[0]?.items.number).toBe(3);
      expect(items.rvt?.items.userDefined?.[0]?.items.id).toEqual({ type: { code: 0, meaning: 'String' }, id: 1 });
    });

    it('radar', () => {
      expect(items.sarMotionImagery?.items).toMatchObject({
        grazingAngleDeg: 64,
        groundPlaneSquintAngleDeg: -26,
        lookDirection: { meaning: 'Right' },
        rangeResolutionM: 524288,
        groundTrackAngleDeg: 64,
        truePulseRepetitionFrequencyHz: 528384,
        radarCrossSectionScaleFactorPolynomial: { dimensions: [4, 2], min: 0, max: 1e6 },
      });
    });

    it('range image, with its transformation and a section', () => {
      const range = items.rangeImage?.items;
      expect(range).toMatchObject({
        rangeImage: { dataType: { meaning: 'Depth Range Image' }, source: { meaning: 'Range Sensor' } },
        rangeMeasurementM: 256,
        sectionsInX: 4,
      });
      expect(range?.transformation?.items.documentVersion).toBe(1);
      expect(range?.sections).toMatchObject([
        {
          sectionX: 2,
          sectionY: 1,
          ranges: { elements: [100, 105, 95, 100] },
          planeX: { value: 1 },
          planeY: { value: 2 },
        },
      ]);
    });

    it('core identifier and composite image', () => {
      expect(items.coreIdentifier?.text).toMatch(/^0170:F592-F023.*:D3$/);
      expect(items.compositeImaging?.items).toMatchObject({ activeSubImageOffsetYPixels: -128, zOrder: 128 });
    });

    it('geo-registration inside an amend set: tie points and their errors', () => {
      const set = packets[0]?.data;
      const amend = items.amendments?.[0];
      if (set === undefined || amend === undefined) throw new Error('no amend set');
      const resolved = resolveChild<SetTable>(set, amend);
      const whole = cleanItems(st1601, resolved.raw(resolved.layout.positionOf(98)));
      expect(whole.pointsElevationM?.elements).toEqual([1500, 1501, 1500, 1499]);
      expect(whole.algorithmConfigurationId).toBe('aabbccdd-eeff-0011-2233-445566778899');
      if (whole.pointsRowColumnErrors === undefined || whole.pointsGeographicErrors === undefined)
        throw new Error('none');
      expect(rowsOf(whole.pointsRowColumnErrors)[2]).toEqual([-0.921875, -0.90625, -0.890625, -0.875]);
      expect(rowsOf(whole.pointsGeographicErrors)[3]).toEqual([384, 416, 512, 544]);
    });

    it('errors of the three items before the pack', () => {
      const data = packets[0]?.data;
      const pack = items.errorPacks?.[0];
      if (data === undefined || pack === undefined) throw new Error('no pack');
      const names = sourceListOf(data, data.layout.positionOf(102), pack)?.map(({ name }) => name) ?? [];
      expect(names).toEqual(['sensorLatitudeDeg', 'sensorLongitudeDeg', 'platformHeadingDeg']);
      expect(covarianceOf(pack, names).covariance).toEqual([
        [1, -1, 0],
        [-1, 4, 0],
        [0, 0, 0],
      ]);
    });
  });
}
