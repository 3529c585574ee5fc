import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleCase, samplePlan } from '../../../test/sortie-plans.ts';
import { legible } from '../../formats/clearance-pdf/legible.ts';
import { degreeText } from '../../formats/clearance-pdf/map.ts';
import { writePdf } from '../../formats/clearance-pdf/write.ts';
import { canonicalHash } from '../../formats/jcs/canonical.ts';
import { distanceM } from '../../geo/ellipsoid.ts';
import { readCase } from '../case/parse.ts';
import { checkReading } from '../check/check.ts';
import { rows } from '../check/table.ts';
import { clearanceSheet } from './clearance-sheet.ts';
import { sheetMapOf } from './sheet-map.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const hash = canonicalHash(samplePlan, sha256);
const file = sampleCase(hash);
const cp1252 = new TextDecoder('windows-1252');

/** The words drawn on each page, read back from the content streams. */
function pagesOf(pdf: Uint8Array): readonly string[] {
  const raw = Buffer.from(pdf).toString('latin1');
  return [...raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].flatMap((match) => {
    const content = inflateSync(Buffer.from(match[1] ?? '', 'latin1')).toString('latin1');
    const lines = [...content.matchAll(/\[([^\]]*)\] TJ/g)].map((line) =>
      [...(line[1] ?? '').matchAll(/<([0-9a-f]*)>/g)]
        .map((hex) => cp1252.decode(Buffer.from(hex[1] ?? '', 'hex')))
        .join(''),
    );
    return lines.length === 0 ? [] : [lines.join(' ').replaceAll(/\s+/g, ' ')];
  });
}

describe('a clearance as a PDF', () => {
  let pages: readonly string[] = [];
  beforeAll(async () => {
    pages = pagesOf(await writePdf(clearanceSheet(file, hash, true)));
  });

  it('is of a case that is clear', () => expect(checkReading(readCase(file, sha256)).reasons).toEqual([]));

  it('has its number, the whole hash and the marking on every page', () => {
    expect(pages.length).toBeGreaterThan(3);
    for (const [i, page] of pages.entries()) {
      expect(page).toContain(`Page ${i + 1} of ${pages.length} · Página ${i + 1} de ${pages.length}`);
      expect(page).toContain(hash);
      expect(page.match(/EXERCISE · EJERCICIO/g)).toHaveLength(2);
    }
  });

  it('says who cleared what, in letters of both languages', () => {
    const all = pages.join(' ');
    const asked = [
      ...[
        'Autorización de una salida',
        'Aeronave y tripulación',
        'Pérdida de enlace',
        'N.º',
        'se avisará de todo desvío.',
      ],
      ...[
        'p-us-auth',
        'p-mx-auth',
        'p-pic',
        'CBP-104',
        'OMAHA11',
        'SRE-2026-0815',
        'KTUS, MMHO',
        'FL190 – FL210',
        'FL230 – FL240',
      ],
      ...[
        "31°06.00'N 110°36.00'W",
        '2026-12-01 14:00Z',
        'without sensor SIGINT',
        'sin el sensor SIGINT',
        'outside area caborca',
      ],
      ...['CBP-104 no lleva armamento: lo certifica', hash.slice(0, 4)],
    ];
    for (const words of asked) expect(all).toContain(words);
    // A long code is broken over lines: compared without blanks.
    for (const { code } of rows) expect(all.replaceAll(' ', '')).toContain(code);
  });

  it('is the same bytes again, and others for another time', async () => {
    const one = await writePdf(clearanceSheet(file, hash, true));
    expect(await writePdf(clearanceSheet(file, hash, true))).toEqual(one);
    expect(await writePdf(clearanceSheet({ ...file, at: '2026-12-01T13:30:00Z' }, hash, true))).not.toEqual(one);
  });

  it('bears no marking where it is no exercise', async () => {
    const plain = pagesOf(await writePdf(clearanceSheet(file, hash, false))).join(' ');
    expect(plain).not.toMatch(/EXERCISE|EJERCICIO/);
  });

  it('counts a concurrence by the last of each state, and none after the moment', async () => {
    const [usa, mexico] = file.concurrences;
    if (usa === undefined || mexico === undefined) throw new Error('no concurrences');
    const later = { ...usa, person: 'p-us-second', at: '2026-12-01T12:00:00Z' };
    const tooLate = { ...usa, person: 'p-us-third', at: '2026-12-01T13:00:01Z' };
    const concurrences = [later, usa, mexico, tooLate];
    const all = pagesOf(await writePdf(clearanceSheet({ ...file, concurrences }, hash, false))).join(' ');
    expect(all).toContain('p-us-second');
    expect(all).not.toMatch(/p-us-third|p-us-auth/);
  });

  it('lays out plans of every size', async () => {
    const waypoints = Array.from({ length: 300 }, (_, i) => ({
      latitudeDeg: 30 + i / 1_000,
      longitudeDeg: 179.5 + i / 200 > 180 ? i / 200 - 180.5 : 179.5 + i / 200,
      at: '2026-12-01T15:00:00Z',
    }));
    const leg = samplePlan.route.legs[0];
    if (leg === undefined) throw new Error('no leg');
    const plan = { ...samplePlan, route: { waypoints, legs: waypoints.slice(1).map(() => leg) } };
    const long = `${'palabra '.repeat(499)}fin`;
    const said = file.concurrences.map((it) => ({
      ...it,
      conditions: [{ id: 'c', kind: 'text' as const, text: long }],
    }));
    const all = pagesOf(await writePdf(clearanceSheet({ ...file, plan, concurrences: said }, hash, false)));
    expect(all.join(' ')).toContain('300');
    expect(all.length).toBeGreaterThan(8);
  });
});

describe('what the sheet is made of', () => {
  it('writes out letters that the fonts lack', () => {
    expect(legible('Peña, ¿qué? «ñandú» – 5°')).toBe('Peña, ¿qué? «ñandú» – 5°');
    expect(legible('n\u0303')).toBe('ñ');
    expect(legible('a\u202Eb ж\n\tc')).toBe('a[U+202E]b [U+0436] c');
  });

  it.each([
    [30.5, 'NS', "30°30'N"],
    [-111, 'EW', '111°W'],
    [190, 'EW', '170°W'],
    [0, 'NS', '0°'],
  ])('names %d as %s: %s', (deg, sides, text) => expect(degreeText(deg, sides)).toBe(text));

  it('draws the buffer at its distance, and lines over the antimeridian in one piece', () => {
    const route = {
      waypoints: [
        { latitudeDeg: 50, longitudeDeg: 179, at: '2026-12-01T15:00:00Z' },
        { latitudeDeg: 51, longitudeDeg: -179, at: '2026-12-01T16:00:00Z' },
      ],
      legs: [{ band: samplePlan.stays[0]!.area.band, bufferM: 20_000 }],
    };
    const map = sheetMapOf([], route, [], [], null);
    expect(map.route[0]).toEqual([179, 50]);
    expect(map.route.at(-1)).toEqual([181, 51]);
    expect(map.buffers).toHaveLength(1);
    for (const [longitudeDeg, latitudeDeg] of map.buffers[0] ?? []) {
      const away = Math.min(
        ...map.route.map(([lon, lat]) =>
          distanceM({ latitudeDeg, longitudeDeg }, { latitudeDeg: lat, longitudeDeg: lon }),
        ),
      );
      // The nearest drawn point of the line is at most half a piece along it from the foot of the perpendicular.
      expect(away).toBeGreaterThan(19_900);
      expect(away).toBeLessThan(20_500);
    }
  });
});
