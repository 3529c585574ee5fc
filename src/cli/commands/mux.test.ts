import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureCommand } from '../../../test/capture-command.ts';
import { joinBytes, missionPacket, PacketBuilder, pesPacket } from '../../../test/transport-packets.ts';

let folder: string;
const run = (...argv: string[]) => captureCommand(folder, ['mux', ...argv]);

const video = new PacketBuilder().addTables([[0x100, 0x1b]]);
for (let frame = 0; frame < 20; frame++) {
  const payload = Uint8Array.from({ length: 400 }, (_, index) => (index * 11 + frame) & 0xff);
  const pts = 90_000 + frame * 9000;
  video.add({ pid: 0x100, pcr: pts - 45_000 });
  video.addPes(0x100, pesPacket({ streamId: 0xe0, payload, pts, length: 0 }));
}
const klv = joinBytes(Array.from({ length: 20 }, (_, index) => missionPacket(index)));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-mux-'));
  writeFileSync(join(folder, 'v.ts'), video.bytes());
  writeFileSync(join(folder, 'k.klv'), klv);
  writeFileSync(join(folder, 'text.ts'), 'no transport stream');
  symlinkSync('v.ts', join(folder, 'link.ts'));
  linkSync(join(folder, 'k.klv'), join(folder, 'hard.klv'));
  mkdirSync(join(folder, 'dir'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const unfinished = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.unfinished'));

describe('mux', () => {
  it('joins, and leaves a file alone that is named as its own might be', async () => {
    writeFileSync(join(folder, 'out.ts.unfinished'), 'of a person');
    const { code, out } = await run('v.ts', 'k.klv', '--out', 'out.ts', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ frames: 20, packets: 20 });
    expect(readFileSync(join(folder, 'out.ts.unfinished'), 'utf8')).toBe('of a person');
    expect(unfinished()).toEqual(['out.ts.unfinished']);
    rmSync(join(folder, 'out.ts.unfinished'));
  });

  it.each(['v.ts', 'k.klv', './dir/../v.ts', 'link.ts', 'hard.klv'])(
    'refuses to write over an input: %s',
    async (out) => {
      const { code, said } = await run('v.ts', 'k.klv', '--out', out);
      expect(code).toBe(2);
      expect(said[0]).toContain('The output is the input');
      expect(said[0]).toContain(folder);
      expect(readFileSync(join(folder, 'v.ts'))).toEqual(Buffer.from(video.bytes()));
      expect(readFileSync(join(folder, 'k.klv'))).toEqual(Buffer.from(klv));
      expect(unfinished()).toEqual([]);
    },
  );

  it.each([
    [['text.ts', 'k.klv', '--out', 'x.ts'], 3, /The video is no MPEG transport stream \(\S*text\.ts\)/],
    [['k.klv', 'k.klv', '--out', 'x.ts'], 3, /no MPEG transport stream \(\S*k\.klv\)/],
    [['dir', 'k.klv', '--out', 'x.ts'], 2, /This is a folder, where a file is needed \(\S*dir\)/],
    [['v.ts', 'dir', '--out', 'x.ts'], 2, /This is a folder, where a file is needed \(\S*dir\)/],
    [['none.ts', 'k.klv', '--out', 'x.ts'], 2, /There is no such file or folder \(\S*none\.ts\)/],
    [['v.ts', 'none.klv', '--out', 'x.ts'], 2, /There is no such file or folder \(\S*none\.klv\)/],
    [['v.ts', 'k.klv', '--out', 'none/x.ts'], 2, /There is no such folder to write in \(\S*none\/x\.ts\)/],
    [['v.ts', 'k.klv', '--out', 'dir'], 2, /This is no file to write to \(\S*dir\)/],
    [['v.ts', 'k.klv', '--out', '/dev/null'], 2, /This is no file to write to \(\/dev\/null\)/],
  ] as const)('names the file it is about: %j', async (argv, exitCode, line) => {
    const { code, said } = await run(...argv);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(line);
    expect(code).toBe(exitCode);
    expect(unfinished()).toEqual([]);
    expect(readdirSync(folder)).not.toContain('x.ts');
  });
});
