import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demuxAll, joinBytes, PacketBuilder } from '../../../test/transport-packets.ts';
import { crc32Mpeg } from './crc32.ts';
import { klvDescriptors, patSection, pmtSection, section } from './mux-tables.ts';
import { readPmt, readSectionHeader, SectionAssembler } from './psi.ts';

const klvLine = { pid: 0x101, streamType: 6, descriptors: klvDescriptors('asynchronous') };
const videoLine = { pid: 0x100, streamType: 0x1b, descriptors: [] };

describe('CRC-32', () => {
  it('has the catalogued check value of CRC-32/MPEG-2', () => {
    const digits = new TextEncoder().encode('123456789');
    expect(crc32Mpeg(digits, 0, digits.length)).toBe(0x0376e6e7);
  });
});

describe('sections', () => {
  function assemble(payloads: readonly [payload: Uint8Array, unitStart: boolean][]) {
    const sections: Uint8Array[] = [];
    const codes: string[] = [];
    const assembler = new SectionAssembler(
      5,
      (one) => sections.push(one.slice()),
      (code) => codes.push(code),
    );
    for (const [payload, unitStart] of payloads) assembler.push(payload, 0, payload.length, unitStart, 0);
    return { sections, codes };
  }
  const one = section(0x42, 1, [1, 2, 3]);
  const two = section(
    0x43,
    2,
    Array.from({ length: 300 }, (_, index) => index & 0xff),
  );

  it('several in a packet, then stuffing', () => {
    const payload = joinBytes([Uint8Array.of(0), one, one, Uint8Array.of(0xff, 0xff)]);
    expect(assemble([[payload, true]])).toEqual({ sections: [one, one], codes: [] });
  });

  it('property: split anywhere, they come out whole, and a next one may begin behind the pointer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: two.length - 1 }), (cut) => {
        const first = joinBytes([Uint8Array.of(0), two.subarray(0, cut)]);
        const rest = two.subarray(cut, cut + 200);
        const rest2 = two.subarray(cut + 200);
        const last = rest2.length > 0 ? rest2 : rest;
        const middle: [Uint8Array, boolean][] = rest2.length > 0 ? [[rest, false]] : [];
        if (last.length > 255) return;
        const closing = joinBytes([Uint8Array.of(last.length), last, one]);
        expect(assemble([[first, true], ...middle, [closing, true]])).toEqual({ sections: [two, one], codes: [] });
      }),
    );
  });

  it('one that ends early, and a pointer out of the packet, are told', () => {
    const cut = joinBytes([Uint8Array.of(0), two.subarray(0, 50)]);
    const next = joinBytes([Uint8Array.of(0), one]);
    expect(assemble([[cut, true], [next, true]])).toEqual({ sections: [one], codes: ['section-damaged'] }); // biome-ignore format: two packets
    expect(assemble([[Uint8Array.of(9, 1, 2), true]]).codes).toEqual(['section-damaged']);
  });
});

describe('program maps', () => {
  it('KLV is what a descriptor says is KLV, carried as the stream type says', () => {
    const lines = [
      videoLine,
      klvLine,
      { pid: 0x102, streamType: 0x15, descriptors: klvDescriptors('synchronous') },
      { pid: 0x103, streamType: 0x15, descriptors: [] },
      { pid: 0x104, streamType: 6, descriptors: [{ tag: 5, data: Uint8Array.from([0x41, 0x43, 0x2d, 0x33]) }] },
      { pid: 0x105, streamType: 0x15, descriptors: klvDescriptors('asynchronous') },
      { pid: 0x106, streamType: 0x1b, descriptors: klvDescriptors('asynchronous') },
    ];
    const body = readPmt(pmtSection(1, 0x100, [], lines), 1);
    expect(body.whole).toBe(true);
    expect(body.streams.map(({ klv }) => klv)).toEqual([
      undefined,
      'asynchronous',
      'synchronous',
      undefined,
      undefined,
      'synchronous',
      undefined,
    ]);
    expect(body.streams.map(({ codec }) => codec).slice(0, 3)).toEqual(['H.264', 'KLV', 'KLV']);
  });

  it('a length that leads out of the section is noticed', () => {
    const bytes = pmtSection(1, 0x100, [], [videoLine]);
    bytes[bytes.length - 5] = 200;
    expect(readPmt(bytes, 1).whole).toBe(false);
    expect(readSectionHeader(bytes)?.crcValid).toBe(false);
  });

  it('sections with a wrong CRC are dropped, or used on request', () => {
    const pmt = pmtSection(1, 0x100, [], [videoLine]);
    pmt[pmt.length - 1] = pmt[pmt.length - 1]! ^ 1;
    const bytes = new PacketBuilder().addSection(0, patSection(1, 0x1000)).addSection(0x1000, pmt).bytes();
    expect(demuxAll(bytes)).toMatchObject({ maps: [], issues: [{ code: 'section-crc', offset: 188, pid: 0x1000 }] });
    expect(demuxAll(bytes, [], { crcMismatch: 'use' }).maps).toHaveLength(1);
  });

  it('a long map over several packets, and several programs in one PID, are read', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ ...klvLine, pid: 0x200 + index }));
    const pat = section(0, 1, [0, 1, 0xf0, 0, 0, 2, 0xf0, 0]);
    const bytes = new PacketBuilder()
      .addSection(0, pat)
      .addSection(0x1000, pmtSection(1, 0x1fff, [], many))
      .addSection(0x1000, pmtSection(2, 0x100, [], [videoLine]))
      .bytes();
    const { maps, issues } = demuxAll(bytes, [77]);
    expect(issues).toEqual([]);
    expect(maps.map(({ programNumber, streams }) => [programNumber, streams.length])).toEqual([
      [1, 60],
      [2, 1],
    ]);
  });

  it('programs named in several PAT sections are all known', () => {
    const part = (index: number): Uint8Array => {
      const bytes = section(0, 1, [0, index + 1, 0xf0, index]);
      bytes[6] = index;
      bytes[7] = 1;
      new DataView(bytes.buffer).setUint32(bytes.length - 4, crc32Mpeg(bytes, 0, bytes.length - 4));
      return bytes;
    };
    const builder = new PacketBuilder();
    for (let turn = 0; turn < 2; turn++) {
      builder.addSection(0, part(0)).addSection(0, part(1));
      builder.addSection(0x1000, pmtSection(1, 0x1fff, [], [klvLine]));
      builder.addSection(0x1001, pmtSection(2, 0x100, [], [videoLine]));
    }
    const { maps, summary } = demuxAll(builder.bytes());
    expect(maps.map(({ programNumber }) => programNumber)).toEqual([1, 2]);
    expect(summary.programs).toHaveLength(2);
  });
});
