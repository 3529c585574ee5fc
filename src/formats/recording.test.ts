import { describe, expect, it } from 'vitest';
import { joinBytes, missionPacket, PacketBuilder, pesPacket } from '../../test/transport-packets.ts';
import { klvDescriptors } from './mpegts/mux-tables.ts';
import type { TsIssue } from './mpegts/types.ts';
import { RecordingReader } from './recording.ts';

const packets = Array.from({ length: 30 }, (_, index) => missionPacket(index));

function transport(mission: string): Uint8Array {
  const built = new PacketBuilder().addTables([[0x101, 6, klvDescriptors('asynchronous')]]);
  for (let index = 0; index < 30; index++) {
    built.addPes(
      0x101,
      pesPacket({ streamId: 0xbd, payload: missionPacket(index, mission), pts: 90_000 + index * 9000 }),
    );
  }
  return built.bytes();
}

function read(bytes: Uint8Array, chunk: number) {
  const found: string[] = [];
  const issues: TsIssue[] = [];
  const reader = new RecordingReader({
    onPacket: ({ checksum }) => found.push(checksum),
    onTsIssue: (issue) => issues.push(issue),
  });
  for (let at = 0; at < bytes.length; at += chunk) {
    const piece = bytes.slice(at, at + chunk);
    reader.push(piece);
    // a chunk may be written over
    piece.fill(0xaa);
  }
  const { container, bytes: total } = reader.end();
  expect(total).toBe(bytes.length);
  return { container, valid: found.filter((checksum) => checksum === 'valid').length, of: found.length, issues };
}

/** Bytes without rhythm or key, the same each time. */
function junk(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state >> 16;
  });
}

describe('what a recording is', () => {
  const whole = { valid: 30, of: 30 };

  it.each([1000, 100_000, 2_000_000])('is told in chunks of %i bytes', (chunk) => {
    expect(read(joinBytes(packets), chunk)).toMatchObject({ container: 'klv', ...whole });
    expect(read(transport('M'), chunk)).toMatchObject({ container: 'mpegts', ...whole, issues: [] });
  });

  it.each([
    ['20 kB of junk', junk(20_000)],
    ['100 kB of zeros', new Uint8Array(100_000)],
    ['900 kB of fill bytes', new Uint8Array(900_000).fill(0x47)],
  ])('is told behind %s, which is an issue', (_, before) => {
    for (const mission of ['M', 'long '.repeat(100)]) {
      for (const chunk of [4096, 256 * 1024]) {
        const { issues, ...rest } = read(joinBytes([before, transport(mission)]), chunk);
        expect(rest).toEqual({ container: 'mpegts', ...whole });
        expect(issues.map(({ code }) => code)).toEqual(['sync-lost']);
      }
    }
  });

  it('is bare KLV behind junk, too, and where no checksum is right', () => {
    expect(read(joinBytes([junk(20_000), ...packets]), 4096)).toMatchObject({ container: 'klv', ...whole });
    const spoilt = packets.map((one) => one.map((byte, at) => (at === one.length - 1 ? byte ^ 1 : byte)));
    expect(read(joinBytes(spoilt), 4096)).toMatchObject({ container: 'klv', valid: 0, of: 30 });
  });

  it('is bare KLV where a sound packet stands before what looks like transport packets', () => {
    expect(read(joinBytes([...packets, transport('M')]), 4096).container).toBe('klv');
  });

  it('is bare KLV where a lone packet holds two sync bytes in step by chance', () => {
    const lone = missionPacket(0, 'G'.repeat(120)).slice();
    const at = lone.indexOf(0x47);
    expect(at).toBeGreaterThan(0);
    for (let length = at + 2; length < lone.length; length++) {
      const bytes = lone.slice(0, length);
      expect(read(bytes, bytes.length)).toMatchObject({ container: 'klv', of: 1 });
    }
  });

  it('is not looked for beyond a bound', () => {
    const { container } = read(joinBytes([new Uint8Array(3_000_000), transport('M')]), 256 * 1024);
    expect(container).toBe('klv');
  });
});
