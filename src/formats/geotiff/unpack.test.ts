import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { compressionOf, unpack, unpredict } from './unpack.ts';

/** LZW as TIFF 6.0, section 13 describes the encoder: for the test only. */
function packLzw(data: Uint8Array): Uint8Array {
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  let width = 9;
  let table = new Map<string, number>();
  const put = (code: number) => {
    bits = (bits << width) | code;
    held += width;
    while (held >= 8) {
      held -= 8;
      out.push((bits >> held) & 255);
      bits &= (1 << held) - 1;
    }
  };
  const clear = () => {
    put(256);
    table = new Map();
    width = 9;
  };
  const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : (table.get(text) ?? -1));
  clear();
  let held2 = '';
  for (const byte of data) {
    const longer = held2 + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      held2 = longer;
      continue;
    }
    put(codeOf(held2));
    table.set(longer, 258 + table.size);
    const next = 258 + table.size;
    if (next === 512 || next === 1024 || next === 2048) width++;
    if (next === 4095) clear();
    held2 = String.fromCharCode(byte);
  }
  if (held2 !== '') {
    put(codeOf(held2));
    // The reader is one string behind the writer, and widens its codes that much sooner.
    const next = 258 + table.size;
    if (next === 511 || next === 1023 || next === 2047) width++;
  }
  put(257);
  if (held > 0) out.push((bits << (8 - held)) & 255);
  return Uint8Array.from(out);
}

function packBits(data: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < data.length; ) {
    let run = 1;
    while (run < 128 && data[at + run] === data[at]) run++;
    if (run > 1) out.push(257 - run, data[at] ?? 0);
    else out.push(0, data[at] ?? 0, -128 & 255);
    at += run;
  }
  return Uint8Array.from(out);
}

/** Bytes that repeat and bytes that do not, long enough for every width of an LZW code. */
const runs = fc.array(fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 300 })), { maxLength: 60 });
const expand = (list: readonly (readonly [number, number])[]) =>
  Uint8Array.from(
    list.flatMap(([value, length]) => Array.from({ length }, (_, i) => (i % 7 === 0 ? value : value ^ (i >> 3)))),
  );

describe('unpacking', () => {
  it('knows the codes of the compressions', () => {
    expect([1, 5, 8, 32946, 32773, 7, 50000].map(compressionOf)).toEqual([
      'none',
      'lzw',
      'deflate',
      'deflate',
      'packbits',
      undefined,
      undefined,
    ]);
  });

  it('undoes each packing', () => {
    fc.assert(
      fc.property(runs, (list) => {
        const data = expand(list);
        expect(unpack(packLzw(data), 'lzw', data.length)).toEqual(data);
        expect(unpack(packBits(data), 'packbits', data.length)).toEqual(data);
        expect(unpack(zlibSync(data), 'deflate', data.length)).toEqual(data);
        expect(unpack(data, 'none', data.length)).toEqual(data);
      }),
    );
    const long = expand(Array.from({ length: 400 }, (_, i) => [(i * 37) & 255, 290]));
    expect(unpack(packLzw(long), 'lzw', long.length)).toEqual(long);
  });

  it("undoes the worked example of the standard's LZW section", () => {
    // 7 7 7 8 8 7 7 6 6 is written as Clear 7 258 8 8 258 6 6 End, nine bits each.
    const codes = [256, 7, 258, 8, 8, 258, 6, 6, 257];
    const bits = codes.map((code) => code.toString(2).padStart(9, '0')).join('');
    const packed = Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
      Number.parseInt(bits.slice(i * 8, i * 8 + 8).padEnd(8, '0'), 2),
    );
    expect([...unpack(packed, 'lzw', 9)]).toEqual([7, 7, 7, 8, 8, 7, 7, 6, 6]);
  });

  it('fuzzed: any bytes give a block of the length asked for or an error, never more', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(500), (packed, length) => {
        for (const compression of ['lzw', 'packbits', 'deflate', 'none'] as const) {
          let out: Uint8Array;
          try {
            out = unpack(packed, compression, length);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            continue;
          }
          expect(out.length).toBe(length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('undoes both predictors, for every size of sample', () => {
    const values = [1.5, -2.25, 1e10, 0, 3, 3, -7.125, 42];
    for (const littleEndian of [true, false]) {
      for (const sampleBytes of [4, 8]) {
        const plain = new DataView(new ArrayBuffer(values.length * sampleBytes));
        for (const [i, value] of values.entries()) {
          if (sampleBytes === 4) plain.setFloat32(i * 4, value, littleEndian);
          else plain.setFloat64(i * 8, value, littleEndian);
        }
        const count = values.length;
        const packed = new Uint8Array(count * sampleBytes);
        for (let i = 0; i < count; i++) {
          for (let b = 0; b < sampleBytes; b++) {
            packed[b * count + i] = plain.getUint8(i * sampleBytes + (littleEndian ? sampleBytes - 1 - b : b));
          }
        }
        for (let i = packed.length - 1; i > 0; i--) packed[i] = (packed[i] ?? 0) - (packed[i - 1] ?? 0);
        unpredict(packed, 3, { columns: count, samples: 1, sampleBytes }, littleEndian);
        expect(packed).toEqual(new Uint8Array(plain.buffer));
      }
    }
    const wide = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0]);
    unpredict(wide, 2, { columns: 2, samples: 1, sampleBytes: 8 }, true);
    expect([...wide.subarray(8)]).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
    const pairs = Uint8Array.from([10, 20, 1, 2, 255, 254]);
    unpredict(pairs, 2, { columns: 3, samples: 2, sampleBytes: 1 }, true);
    expect([...pairs]).toEqual([10, 20, 11, 22, 10, 20]);
  });
});
