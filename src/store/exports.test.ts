import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandPath } from '../../test/command-path.ts';
import { hostileTexts } from '../../test/hostile.ts';
import { syntheticFlight } from '../../test/synthetic-flight.ts';
import type { PacketsSummary } from '../formats/report/document.ts';
import type { ExportOptions } from './exports.ts';
import { exportNames, writeExports } from './exports.ts';

const chromium = commandPath('chromium', 'chromium-browser', 'google-chrome');
const packets: PacketsSummary = {
  packets: 5,
  decodedWithIssues: 1,
  rejected: 0,
  checksumInvalid: 1,
  vmtiDetections: 0,
  issues: [
    { tag: 22, name: 'Target Width', code: 'wrong-length', message: hostileTexts[0]!, count: 1, firstPacketIndex: 0 },
  ],
};
const options: ExportOptions = { geoidHeightM: () => -30, lastChangeMs: Date.UTC(2026, 0, 1) };
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exports-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The page as a browser without a screen makes it of a file. */
function shown(file: string, address: string): string {
  const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  const ours = [`--user-data-dir=${join(folder, 'profile')}`, '--enable-logging=stderr', '--virtual-time-budget=2000'];
  return execFileSync(chromium ?? '', [...quiet, ...ours, '--dump-dom', `${pathToFileURL(file).href}#${address}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  });
}

describe('the files of a flight', () => {
  it('are all written, beside what was there, and nothing else stays', async () => {
    const parent = mkdtempSync(join(folder, 'all-'));
    const out = join(parent, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'notes.txt'), 'mine');
    writeFileSync(join(out, 'track.geojson'), 'of an earlier flight');
    const seen: string[] = [];
    const paths = await writeExports(syntheticFlight({ frames: 5 }), packets, out, {
      ...options,
      packetLines: ['{"index":0}\n', '{"index":1}\n'],
      onFile: (name) => seen.push(name),
    });
    expect(paths).toEqual(exportNames.map((name) => join(out, name)));
    expect(seen).toEqual([...exportNames]);
    expect(readdirSync(out).sort()).toEqual([...exportNames, 'notes.txt'].sort());
    expect(readdirSync(parent)).toEqual(['out']);
    expect(readFileSync(join(out, 'packets.ndjson'), 'utf8')).toBe('{"index":0}\n{"index":1}\n');
    expect(JSON.parse(readFileSync(join(out, 'track.geojson'), 'utf8')).features).toHaveLength(1);
  });

  it('leave a folder as it was when something fails on the way', async () => {
    const parent = mkdtempSync(join(folder, 'fail-'));
    const out = join(parent, 'deep', 'out');
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'report.html'), 'old');
    function* failing(): Generator<string> {
      yield '{}\n';
      // A refusal to read is not one to write.
      throw Object.assign(new Error('the stream broke off'), { code: 'ENOENT' });
    }
    const attempt = writeExports(syntheticFlight({ frames: 2 }), packets, out, { ...options, packetLines: failing() });
    await expect(attempt).rejects.toThrow('the stream broke off');
    await expect(attempt).rejects.toHaveProperty('code', 'ENOENT');
    expect(readdirSync(out)).toEqual(['report.html']);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toBe('old');
    expect(readdirSync(join(parent, 'deep'))).toEqual(['out']);
  });

  it('say plainly what stands in the way', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const flight = syntheticFlight({ frames: 1 });
    const refused = expect.objectContaining({ code: 'file-unwritable', cure: expect.stringMatching(/\.$/) });
    await expect(writeExports(flight, packets, file, options)).rejects.toEqual(refused);
    await expect(writeExports(flight, packets, join(file, 'out'), options)).rejects.toEqual(refused);
    const blocked = join(folder, 'blocked');
    mkdirSync(join(blocked, 'flight.kml'), { recursive: true });
    await expect(writeExports(flight, packets, blocked, options)).rejects.toEqual(refused);
    expect(readdirSync(blocked)).toEqual(['flight.kml']);
  });

  it.skipIf(chromium === undefined)(
    'hold a report that a browser runs from the file alone, hostile names and all (needs chromium)',
    async () => {
      const out = join(folder, 'browser');
      const flight = syntheticFlight({ frames: 12, name: hostileTexts[0]!, missionId: hostileTexts[2]! });
      await writeExports(flight, packets, out, options);
      const page = shown(join(out, 'report.html'), 'packet=7&lang=es');
      const body = page.slice(0, page.indexOf('<script type="application/json"'));
      expect(body).toContain('data-ready="yes"');
      expect(body).toContain('<html lang="es"');
      expect(body).toContain('Paquete 7 · 5 en total');
      expect(body).toContain('EJERCICIO // SIMULADO');
      expect(body).not.toContain('<script>alert');
      // Headless browsers prefer light: the page is dark all the same, unless light was chosen.
      expect(body).toContain('data-theme="dark"');
      expect(shown(join(out, 'report.html'), 'packet=7&theme=light')).toContain('data-theme="light"');
    },
  );
});
