import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureCommand } from '../../../test/capture-command.ts';
import { joinBytes, missionPacket, PacketBuilder, pesPacket } from '../../../test/transport-packets.ts';
import { klvDescriptors } from '../../formats/mpegts/mux-tables.ts';

let folder: string;

const stream = new PacketBuilder().addTables([[0x101, 6, klvDescriptors('asynchronous')]]);
for (let index = 0; index < 10; index++) {
  const payload = missionPacket(index, 'a long mission '.repeat(6));
  stream.addPes(0x101, pesPacket({ streamId: 0xbd, payload, pts: 90_000 + index * 9000 }), 100);
}
// Two of tables; then packet 1 of the second and of the fifth unit, of two each, is lost.
const damaged = joinBytes(stream.packets.toSpliced(11, 1).toSpliced(5, 1));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-klv-'));
  writeFileSync(join(folder, 'whole.ts'), stream.bytes());
  writeFileSync(join(folder, 'damaged.ts'), damaged);
  writeFileSync(
    join(folder, 'none.ts'),
    joinBytes([
      ...new PacketBuilder().addTables([[0x101, 6]]).packets,
      ...stream.packets.slice(0, 2),
      Uint8Array.of(0x47, 0, 0),
    ]),
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('klv', () => {
  it('says nothing of a transport stream in good order', async () => {
    const { code, out, said } = await captureCommand(folder, ['klv', 'whole.ts']);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(10);
    expect(said).toEqual(['10 packets, 0 with issues']);
  });

  it('says what is wrong with a transport stream: kind, number, first place', async () => {
    const { said, out } = await captureCommand(folder, ['klv', 'damaged.ts']);
    expect(said.slice(1)).toEqual([
      'transport: continuity, 2 times, first at byte 940, PID 257: Continuity counter 4 where 3 was due',
      expect.stringMatching(/^transport: pes-truncated, 2 times, first at byte 752, PID 257: /),
      expect.stringMatching(/^transport: klv-cut, 2 times, first at byte 752, PID 257: /),
    ]);
    expect(out).not.toContain('transport:');
  });

  it('says it also where there is no metadata', async () => {
    const { code, said } = await captureCommand(folder, ['klv', 'none.ts']);
    expect(code).toBe(3);
    expect(said).toContainEqual(expect.stringMatching(/^transport: truncated-end, once at byte 752: /));
  });

  it('and exploit makes findings of it', async () => {
    const { code } = await captureCommand(folder, ['exploit', 'damaged.ts', '--out', 'out']);
    expect(code).toBe(0);
    const report = readFileSync(join(folder, 'out', 'report.html'), 'utf8');
    expect(report).toContain('transport-continuity');
    expect(report).toContain(
      'Transport stream, byte 940, PID 257: Continuity counter 4 where 3 was due (first of 2 times).',
    );
  });
});
