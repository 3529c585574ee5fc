import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeAlone, hex, toHex } from '../../../test/klv-properties.ts';
import { berLengthBytes, berOidBytes } from './ber.ts';
import { defineSet, item, repeated } from './descriptor.ts';
import { concatBytes, encodeSet, makeSet, nestedSet } from './encode.ts';
import { valueToJson } from './json.ts';
import { scaledUint, uintFixed, uintVariable } from './numbers.ts';
import { DecodedSet, decodeSet, forgetPackets, PacketContext } from './set.ts';
import { st0102 } from './st0102.ts';
import { st0601 } from './st0601/st0601.ts';
import { blob, enumeration, text } from './text.ts';

const inner = defineSet('Inner', 'Inner Set', {
  1: item('count', 'Count', '', uintFixed(2)),
  2: item('name', 'Name', '', text(4)),
});
const other = defineSet('Outer', 'Outer Set', {
  1: item('level', 'Level', '%', scaledUint(1, 0, 100)),
  2: item('kind', 'Kind', '', enumeration({ 1: 'one' })),
  3: item(
    'inner',
    'Inner Set',
    '',
    nestedSet(() => inner),
  ),
  4: repeated('notes', 'Note', '', text(8)),
  5: item('rest', 'Rest', '', blob()),
});

function tlv(tag: number, value: Uint8Array): Uint8Array {
  return concatBytes([berOidBytes(tag), berLengthBytes(value.length), value]);
}

beforeEach(forgetPackets);

describe('layouts', () => {
  it('are shared by sets with the same tags and lengths, in whatever bytes they stand', () => {
    const one = decodeAlone(other, hex('0101 40 0201 01')).set;
    const bytes = hex('ffff 0101 80 0201 01');
    const two = decodeSet(other, bytes, 2, bytes.length, new PacketContext(0));
    expect(two.layout).toBe(one.layout);
    expect([one.items.level, two.items.level]).toEqual([6400 / 255, 12800 / 255]);
    expect([one.raw(0), two.raw(0)]).toEqual([hex('40'), hex('80')]);
  });

  it('differ where a tag, a length or its form differs', () => {
    const bytes = ['0101400201ff', '0201010101ff', '010240010200', '01014005010f', '018101400200'];
    const layouts = bytes.map((one) => decodeAlone(other, hex(one)).set.layout);
    expect(new Set(layouts).size).toBe(bytes.length);
    for (const [i, one] of bytes.entries()) expect(decodeAlone(other, hex(one)).set.layout).toBe(layouts[i]);
  });

  it('are kept up to a dozen, those used last', () => {
    const layoutOf = (length: number) => decodeAlone(other, tlv(5, new Uint8Array(length))).set.layout;
    const first = Array.from({ length: 40 }, (_, length) => layoutOf(length));
    expect(layoutOf(39)).toBe(first[39]);
    expect(layoutOf(29)).toBe(first[29]);
    expect(layoutOf(20)).not.toBe(first[20]);
  });

  it('of damaged sets are not kept', () => {
    for (const bytes of ['01014002', '010540']) {
      expect(decodeAlone(other, hex(bytes)).set.layout).not.toBe(decodeAlone(other, hex(bytes)).set.layout);
    }
  });

  it('repeat their remarks for every packet', () => {
    for (let i = 0; i < 3; i++) {
      const { issues } = decodeAlone(other, hex('010140 010141 0900'));
      expect(issues).toMatchObject([
        { tag: '1', code: 'item-duplicate', offset: 3 },
        { tag: '9', code: 'item-unknown', offset: 6 },
      ]);
    }
  });
});

describe('items of a set', () => {
  it('that stand twice: the last counts, both are kept', () => {
    const { set } = decodeAlone(other, hex('0101000101ff'));
    expect(set.items.level).toBe(100);
    expect(set.values).toEqual([0, 100]);
    expect(toHex(encodeSet(set).bytes)).toBe('0101000101ff');
  });

  it('that may stand several times are a list, without what is not known', () => {
    const { set, issues } = decodeAlone(other, hex('040141 0400 040142'));
    expect(set.items.notes).toEqual(['A', 'B']);
    expect(issues).toEqual([]);
    expect(decodeAlone(other, hex('010100')).set.items.notes).toBeUndefined();
  });

  it('that are cut off keep what is left', () => {
    const { set, issues } = decodeAlone(other, hex('010140 0505 0102'));
    expect(issues).toMatchObject([{ tag: '5', offset: 3, code: 'item-truncated' }]);
    expect(set.items.level).toBeCloseTo(25.098, 3);
    expect(set.items.rest).toBeUndefined();
    expect(toHex(set.raw(1))).toBe('0102');
    expect(encodeSet(set).unencodable.length).toBeGreaterThan(0);
  });

  it('whose tag or length cannot be read end the set; the rest is its tail', () => {
    for (const tail of ['80', '05', '0580', '0585', '058201', 'ffffffffffffff']) {
      const { set, issues } = decodeAlone(other, hex(`010140${tail}`));
      expect(issues).toMatchObject([{ tag: '', offset: 3, code: 'tag-malformed' }]);
      expect(toHex(set.tail)).toBe(tail);
      expect(set.items.level).toBeDefined();
    }
  });

  it('of length zero are not known, unless empty means something', () => {
    const { set, issues } = decodeAlone(other, hex('0100 0200 0500'));
    expect(issues).toEqual([]);
    expect([set.special(1)?.name, set.special(2)?.name]).toEqual(['Unknown', 'Unknown']);
    expect(set.items.rest).toEqual(new Uint8Array(0));
    expect([set.has(1), set.has(3), set.items.level]).toEqual([true, false, undefined]);
  });
});

describe('issues', () => {
  it('of inner sets have the whole path and the place in the packet', () => {
    const security = hex('01016302020001');
    const body = concatBytes([hex('05024000'), tlv(48, security)]);
    const packet = concatBytes([hex('a5a5a5'), body]);
    const context = new PacketContext(1);
    decodeSet(st0601, packet, 3, packet.length, context);
    expect(context.issues).toEqual([
      { tag: '48.1', offset: 2 + 4 + 2 + 2, code: 'value-reserved', message: 'code 99 is not assigned' },
      { tag: '48.2', offset: 2 + 4 + 2 + 5, code: 'length-wrong', message: '2 bytes where the standard says 1' },
    ]);
  });

  it('of series and packs have indices and names in their path', () => {
    // a waypoint list whose second record ends within its order
    const { issues } = decodeAlone(st0601, tlv(141, hex('03 01 0001 02 02 00')));
    expect(issues[0]).toMatchObject({ tag: '141.1', code: 'item-malformed', offset: 3 + 6 });
  });

  it('are cut where there is no end of them', () => {
    const { issues } = decodeAlone(other, concatBytes(Array.from({ length: 3000 }, () => hex('0900'))));
    expect(issues.length).toBeLessThan(1100);
    expect(issues.at(-1)?.code).toBe('issues-cut');
  });

  it('end where sets are nested without end', () => {
    let bytes = hex('05024000');
    for (let i = 0; i < 40; i++) bytes = tlv(100, bytes);
    const { set, issues } = decodeAlone(st0601, bytes);
    expect(issues).toMatchObject([{ code: 'depth-exceeded' }]);
    expect(issues[0]?.tag.split('.').length).toBe(17);
    let depth = 0;
    let at: unknown = set;
    while (at instanceof DecodedSet) {
      at = at.values[0];
      depth++;
    }
    expect(depth).toBe(17);
  });
});

describe('what did not change since the last packet', () => {
  const packet = (classification: string, level = '40'): Uint8Array =>
    concatBytes([hex(`0502${level}00`), tlv(48, hex(`0101${classification}0302${'5553'}`))]);

  it('is the very same value, and does not hold on to the packet', () => {
    const packets = Array.from({ length: 4 }, (_, i) => packet('01', `4${i}`));
    const values = packets.map((bytes) => decodeAlone(st0601, bytes).set.items.security);
    expect(values[2]).toBe(values[1]);
    expect(values[3]).toBe(values[1]);
    expect(values[1]?.items.classifyingCountry).toBe('US');
    for (const bytes of packets) expect(values[2]?.raw(0).buffer).not.toBe(bytes.buffer);
  });

  it('is decoded anew as soon as a byte differs', () => {
    const codes = ['01', '01', '01', '02', '01', '01', '04', '04'];
    const read = codes.map((one) => decodeAlone(st0601, packet(one)).set.items.security?.items.securityClassification);
    expect(read.map((one) => one?.code)).toEqual(codes.map(Number));
  });

  it('raises its issues again, at their new place', () => {
    for (let i = 0; i < 4; i++) {
      const before = tlv(3, new Uint8Array(i).fill(0x41));
      const { issues } = decodeAlone(st0601, concatBytes([before, packet('63')]));
      expect(issues.at(-1)).toMatchObject({ tag: '48.1', code: 'value-reserved', offset: before.length + 4 + 2 + 2 });
    }
  });

  it('is refused too deep inside, although it was read further out', () => {
    const chain = (levels: number): Uint8Array => {
      let bytes = hex('0302 4142 0502 4000');
      for (let i = 0; i < levels; i++) bytes = tlv(100, bytes);
      return bytes;
    };
    for (let i = 0; i < 3; i++) expect(decodeAlone(st0601, chain(12)).issues).toEqual([]);
    expect(decodeAlone(st0601, chain(17)).issues).toMatchObject([{ code: 'depth-exceeded' }]);
    expect(decodeAlone(st0601, chain(16)).issues).toMatchObject([{ code: 'depth-exceeded' }]);
    expect(decodeAlone(st0601, chain(15)).issues).toEqual([]);
  });

  /** Items of all kinds, good and bad: what is remembered, and what must not be. */
  const pool = [
    '05024000',
    '06028000',
    '0d0455555555',
    '0d0555555555ff',
    '0302' + '4142',
    '0302' + '41ff',
    '410112',
    '410103',
    '3f0101',
    '3f0163',
    '300701010103025553',
    '300701016303025553',
    '30080101011602000c30',
    '300703024142010101',
    '730702' + '02' + '4142' + '000102',
    '7a0401010141',
    '750101',
    '8102020101',
    '810d0600000100030011',
    '4a0304' + '0103',
    '4a0304' + '0106',
    '4a10040103650b0a010a0300010011020001',
    '4a10040106650b0a010a0300010011020001',
    '5e1201200102030405060708090a0b0c0d0e0f10',
    '5e020180',
  ].map((one) => hex(one));
  const bodies = fc
    .tuple(fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 5 }), fc.nat(18), fc.boolean())
    .map(([items, depth, isDeep]) => {
      let bytes = concatBytes(items);
      for (let i = 0; isDeep && i < depth; i++) bytes = tlv(i % 2 === 0 ? 100 : 101, bytes);
      return bytes;
    });

  function read(bytes: Uint8Array): string {
    const { set, issues } = decodeAlone(st0601, bytes);
    return JSON.stringify([valueToJson(set), issues]);
  }

  it('is never stale: a decoder that has seen other packets says what a fresh one says', () => {
    fc.assert(
      fc.property(fc.array(bodies, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (packets, order) => {
        const fresh = packets.map((bytes) => {
          forgetPackets();
          return read(bytes);
        });
        for (let i = 0; i < 3 * packets.length; i++) {
          const at = (order.next().value ?? 0) % packets.length;
          expect(read(packets[at]!)).toBe(fresh[at]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('says what another copy of the program says', async () => {
    const packets = fc.sample(bodies, { numRuns: 60, seed: 7 });
    const here = [...packets, ...packets, ...packets].map(read).slice(-packets.length);
    vi.resetModules();
    const copy = await import('./set.ts');
    const { st0601: otherSet } = await import('./st0601/st0601.ts');
    const { valueToJson: otherJson } = await import('./json.ts');
    expect(copy.PacketContext).not.toBe(PacketContext);
    for (const [i, bytes] of packets.entries()) {
      const context = new copy.PacketContext(0);
      const set = copy.decodeSet(otherSet, bytes, 0, bytes.length, context);
      expect(JSON.stringify([otherJson(set), context.issues])).toBe(here[i]);
    }
  });

  it('a long run of changes stops it being remembered, and nothing else', () => {
    for (let i = 0; i < 500; i++) {
      const { set } = decodeAlone(other, concatBytes([hex('0402'), Uint8Array.of(0x41 + (i % 26), 0x41 + (i % 25))]));
      expect(set.items.notes).toEqual([String.fromCharCode(0x41 + (i % 26), 0x41 + (i % 25))]);
    }
  });
});

describe('sets made from values', () => {
  it('nest', () => {
    const made = makeSet(other, { level: 100, inner: makeSet(inner, { count: 7, name: 'n' }), notes: ['a', 'b'] });
    expect(made.items.inner?.items.count).toBe(7);
    expect(toHex(encodeSet(made).bytes)).toBe('0101ff' + '0307' + '01020007' + '02016e' + '040161' + '040162');
    expect(decodeAlone(st0102, encodeSet(makeSet(st0102, { version: 12 })).bytes).set.items.version).toBe(12);
  });

  it('name what cannot be written', () => {
    const { set } = decodeAlone(
      defineSet('X', 'X', { 1: item('n', 'N', '', uintVariable(2)) }),
      hex('0109 010203040506070809'),
    );
    expect(encodeSet(set).unencodable).toEqual([{ tag: '1', reason: 'its bytes could not be read' }]);
  });
});
