import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceFile } from '../../../../test/reference-data.ts';
import { Special } from '../codec.ts';
import { encodeItems, encodeSet } from '../encode.ts';
import { valueToJson } from '../json.ts';
import { DecodedSet, decodeSet, PacketContext } from '../set.ts';
import { st0601 } from './st0601.ts';

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
}

function decode(hex: string) {
  const bytes = bytesOf(hex);
  const context = new PacketContext(0);
  return { set: decodeSet(st0601, bytes, 0, bytes.length, context), context };
}

/** Half the resolution step of an item; for ST 1201 the whole step, since its forward mapping cuts off instead of rounding. */
function halfStep(tag: number, valueHex: string): number {
  const codec = st0601.rows[tag]?.codec;
  if (codec?.linear !== undefined) return codec.linear.scale / 2;
  const length = valueHex.length / 2;
  const range = /IMAPB\(([-\d.]+), ([-\d.]+)\)/.exec(codec?.describe ?? '');
  if (range?.[1] === undefined || range[2] === undefined) return 0;
  return 2 ** (Math.ceil(Math.log2(Number(range[2]) - Number(range[1]))) - (8 * length - 1));
}

describe('ST 0601: single items', () => {
  it('maps the ends and the middle of an unsigned range', () => {
    expect(decode('05020000').set.items.platformHeadingDeg).toBe(0);
    expect(decode('0502ffff').set.items.platformHeadingDeg).toBeCloseTo(360, 9);
    expect(decode('0f020000').set.items.sensorTrueAltitudeM).toBe(-900);
    expect(decode('0f02ffff').set.items.sensorTrueAltitudeM).toBeCloseTo(19000, 9);
  });

  it('maps a signed range symmetrically and names the most negative integer', () => {
    expect(decode('06027fff').set.items.platformPitchDeg).toBeCloseTo(20, 9);
    expect(decode('06028001').set.items.platformPitchDeg).toBeCloseTo(-20, 9);
    const { set, context } = decode('06028000');
    expect(set.items.platformPitchDeg).toBeUndefined();
    expect(set.special(6)?.name).toBe('Out of Range');
    expect(context.issues).toMatchObject([{ tag: '6', code: 'special-value', offset: 2 }]);
    expect(decode('0d0480000000').set.special(13)?.name).toBe('Reserved');
    expect(decode('170480000000').set.special(23)?.name).toBe('N/A (Off-Earth)');
  });

  it('reads a length of zero as a value that is not known', () => {
    const { set, context } = decode('0d00');
    expect(set.items.sensorLatitudeDeg).toBeUndefined();
    expect(set.special(13)?.name).toBe('Unknown');
    expect(context.issues).toEqual([]);
  });

  it('reads an integer sent in more bytes than the standard says, and notes it', () => {
    const { set, context } = decode('1604000001c9');
    expect(set.items.targetWidthM).toBeCloseTo((457 * 10000) / 65535, 9);
    expect(context.issues).toMatchObject([{ tag: '22', code: 'length-wrong' }]);
  });

  it('keeps what is around a bad item', () => {
    const { set, context } = decode('0d0555555555550e045b5360c4');
    expect(set.items.sensorLongitudeDeg).toBeCloseTo(128.426759042, 8);
    expect(context.issues.map((issue) => issue.code)).toEqual(['length-wrong']);
    const cut = decode('05024000' + '0d7f00');
    expect(cut.set.items.platformHeadingDeg).toBeCloseTo(90, 2);
    expect(cut.context.issues).toMatchObject([{ tag: '13', code: 'item-truncated', offset: 4 }]);
  });

  it('keeps unknown tags as bytes', () => {
    const { set, context } = decode('82000311223305024000');
    expect(set.items.platformHeadingDeg).toBeCloseTo(90, 2);
    expect(set.value(256)).toEqual(bytesOf('112233'));
    expect(context.issues).toMatchObject([{ tag: '256', code: 'item-unknown' }]);
  });

  it('gives every control command of a packet', () => {
    const { set } = decode('7303010141' + '7303020142');
    expect(set.items.controlCommands?.map((command) => command.command)).toEqual(['A', 'B']);
  });
});

const allTags = referenceFile('fmv/st0601_kwiver_all_tags.json');

describe('ST 0601: the worked examples of the standard', () => {
  it.skipIf(allTags === undefined)('st0601_kwiver_all_tags.json: all 100 expected values', () => {
    const { items } = JSON.parse(readFileSync(allTags ?? '', 'utf8'));
    let compared = 0;
    for (const { tag, valueHex, expected } of items) {
      if (expected === undefined) continue;
      const length = (valueHex.length / 2).toString(16).padStart(2, '0');
      const tagHex = tag < 128 ? tag.toString(16).padStart(2, '0') : `81${(tag - 128).toString(16).padStart(2, '0')}`;
      const got = valueToJson(decode(tagHex + length + valueHex).set.value(tag));
      if (typeof expected === 'number') {
        expect(Math.abs(Number(got) - expected), `item ${tag}`).toBeLessThanOrEqual(halfStep(tag, valueHex));
      } else {
        expect(got, `item ${tag}`).toEqual(expected);
      }
      compared++;
    }
    expect(compared).toBe(100);
  });
});

const examples = referenceFile('fmv/st0601_klvdata_examples.json');

/** Examples of that library that say something else than the standard, with the reason. */
const contradicted: Readonly<Record<number, string>> = {
  77: 'Operational Mode is an enumeration; the library prints the byte itself',
};

/** What that library prints for an item, as the number, text or bytes that it means. */
function expectation(tag: number, text: string): number | string {
  if (tag === 1) return Number.parseInt(text, 16);
  if (tag === 2 || tag === 72) {
    const [whole, fraction] = text.replace('+00:00', '').split('.');
    return Date.parse(`${whole?.replace(' ', 'T')}Z`) * 1000 + Number((fraction ?? '').padEnd(6, '0'));
  }
  const difference = /^(\S+) - frame_center_(latitude|longitude)$/.exec(text);
  if (difference !== null)
    return Number(difference[1]) - (difference[2] === 'latitude' ? -10.5423886331461 : 29.157890122923);
  return /^-?[\d.]+$/.test(text) ? Number(text) : text;
}

describe('ST 0601: the examples of another library', () => {
  it.skipIf(examples === undefined)('st0601_klvdata_examples.json', () => {
    const { items } = JSON.parse(readFileSync(examples ?? '', 'utf8'));
    const unlike: string[] = [];
    for (const { tag, tlvHex, expected } of items) {
      const { set } = decode(tlvHex);
      const value = set.value(tag);
      const want = expectation(tag, expected);
      const got = valueToJson(value);
      const number = typeof got === 'object' && got !== null && 'code' in got ? got['code'] : got;
      const printed = Math.max(
        0.5 * 10 ** -(expected.split(/[. ]/)[1]?.match(/^\d+/)?.[0].length ?? 0),
        halfStep(tag, tlvHex.slice(4)),
      );
      const same = typeof want === 'number' ? Math.abs(Number(number) - want) <= printed : got === want;
      if (!same && contradicted[tag] === undefined)
        unlike.push(`${tag} ${tlvHex} expected ${expected} got ${JSON.stringify(got)}`);
    }
    expect(items).toHaveLength(93);
    expect(unlike).toEqual([]);
  });
});

describe('ST 0601: round trips', () => {
  const row = fc.constantFrom(...st0601.rows.flatMap((r, tag) => (r?.codec.linear === undefined ? [] : [tag])));

  it('every fixed-length integer goes to its value and back to the same bytes', () => {
    fc.assert(
      fc.property(row, fc.uint8Array({ minLength: 8, maxLength: 8 }), (tag, random) => {
        const length = st0601.rows[tag]?.codec.linear?.lengthBytes ?? 1;
        const value = random.slice(0, length);
        if (length === 8) value[0] = 0;
        const bytes = Uint8Array.from([tag, length, ...value]);
        const set = decodeSet(st0601, bytes, 0, bytes.length, new PacketContext(0));
        expect(encodeSet(set)).toEqual({ bytes, unencodable: [] });
      }),
      { numRuns: 2000 },
    );
  });

  it('named values come back to half a step', () => {
    const bytes = encodeItems(
      st0601,
      {
        precisionTimeStampUs: 1_700_000_000_123_456,
        sensorLatitudeDeg: 31.5,
        sensorLongitudeDeg: -110.25,
        platformPitchDeg: -3.25,
        missionId: 'EXERCISE ñ',
        transmissionFrequencyMhz: 4400.5,
        versionNumber: 19,
        frameCenterLatitudeDeg: 31.25,
      },
      2,
    );
    const { items } = decodeSet(st0601, bytes, 0, bytes.length, new PacketContext(0));
    expect(items.precisionTimeStampUs).toBe(1_700_000_000_123_456);
    expect(items.sensorLatitudeDeg).toBeCloseTo(31.5, 7);
    expect(items.platformPitchDeg).toBeCloseTo(-3.25, 3);
    expect(items.missionId).toBe('EXERCISE ñ');
    expect(items.transmissionFrequencyMhz).toBeCloseTo(4400.5, 1);
    expect(bytes[0]).toBe(2);
  });

  it('refuses a value that the item cannot carry', () => {
    expect(() => encodeItems(st0601, { platformPitchDeg: 25 })).toThrow(/outside -20 to 20/);
  });
});

describe('ST 0601: damaged bytes', () => {
  it('never throws, and every issue lies inside the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const context = new PacketContext(0);
        const set = decodeSet(st0601, bytes, 0, bytes.length, context);
        expect(set).toBeInstanceOf(DecodedSet);
        for (const issue of context.issues) {
          expect(issue.offset).toBeGreaterThanOrEqual(0);
          expect(issue.offset).toBeLessThanOrEqual(bytes.length);
        }
        for (let i = 0; i < set.layout.count; i++) set.raw(i);
        valueToJson(set);
      }),
      { numRuns: 3000 },
    );
  });

  it('random values of every tag decode to something or to an issue', () => {
    const tags = st0601.rows.flatMap((r, tag) => (r === undefined ? [] : [tag]));
    fc.assert(
      fc.property(fc.constantFrom(...tags), fc.uint8Array({ maxLength: 60 }), (tag, value) => {
        const head = tag < 128 ? [tag] : [0x80 | (tag >> 7), tag & 0x7f];
        const bytes = Uint8Array.from([...head, value.length, ...value]);
        const context = new PacketContext(0);
        const set = decodeSet(st0601, bytes, 0, bytes.length, context);
        const got = set.values[0];
        if (got === undefined) expect(context.issues.length, `item ${tag}`).toBeGreaterThan(0);
        if (got instanceof Special) expect(encodeSet(set).unencodable).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });
});
