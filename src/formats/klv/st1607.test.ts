import { describe, expect, it } from 'vitest';
import { cleanItems, decodeAlone, hex, toHex } from '../../../test/klv-properties.ts';
import { encodeSet } from './encode.ts';
import { st0601 } from './st0601/st0601.ts';
import { resolveChild } from './st1607.ts';

/** Time, version, mission ALPHA, amended to BRAVO; two segments that name the other platform. */
const parent = hex(`
  0208 0000000000001234 410111 0305 414c504841
  6507 0305 425241564f
  6407 4605 4c41525259
  640c 4606 4a4f484e4e59 3e02 0457
`);

describe('segment and amend sets', () => {
  it('are read within their parent', () => {
    const items = cleanItems(st0601, parent);
    expect(items.missionId).toBe('ALPHA');
    expect(items.amendments).toHaveLength(1);
    expect(items.segments).toHaveLength(2);
  });

  it('inherit what they do not say', () => {
    const { set } = decodeAlone(st0601, parent);
    const children = [3, 4, 5].map((position) => set.values[position]);
    const [amended, larry, johnny] = children.map((child) => {
      if (!isSt0601(child)) throw new Error('no child');
      return resolveChild(set, child);
    });
    expect(toHex(encodeSet(amended ?? set).bytes)).toBe('02080000000000001234' + '410111' + '0305425241564f');
    expect(larry?.items).toMatchObject({ missionId: 'ALPHA', alternatePlatformName: 'LARRY', versionNumber: 17 });
    expect(johnny?.items).toMatchObject({ missionId: 'ALPHA', alternatePlatformName: 'JOHNNY', laserPrfCode: 1111 });
    expect(johnny?.items.segments).toBeUndefined();
    expect(johnny?.items.precisionTimeStampUs).toBe(0x1234);
  });

  it('take an item away by sending it empty, and leave the checksum behind', () => {
    const whole = decodeAlone(st0601, hex('0305 414c504841 0402 4146 0102 1234')).set;
    const child = decodeAlone(st0601, hex('0300 0b02 4f45')).set;
    const resolved = resolveChild(whole, child);
    expect(toHex(encodeSet(resolved).bytes)).toBe('0402' + '4146' + '0b02' + '4f45');
    expect(resolved.has(3)).toBe(false);
    expect(toHex(encodeSet(whole).bytes)).toBe('0305414c504841' + '04024146' + '01021234');
  });

  it('replace all items of one tag together', () => {
    const pack = '6603 010000';
    const other = '6603 010001';
    const whole = decodeAlone(st0601, hex(`${pack} 0402 4146 ${pack}`)).set;
    const child = decodeAlone(st0601, hex(other)).set;
    expect(toHex(encodeSet(resolveChild(whole, child)).bytes)).toBe(toHex(hex(`${other} 0402 4146`)));
  });
});

function isSt0601(value: unknown): value is ReturnType<typeof decodeAlone<typeof st0601.table>>['set'] {
  return value instanceof Object && 'descriptor' in value && value.descriptor === st0601;
}
