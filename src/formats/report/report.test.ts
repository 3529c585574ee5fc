import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../../test/hostile.ts';
import { syntheticFlight } from '../../../test/synthetic-flight.ts';
import { readPageParts, readWorldMaps } from '../../store/report-parts.ts';
import { surroundings } from './basemap.ts';
import { bundled } from './bundle.ts';
import { clipLine, clipRing, simplified } from './clip.ts';
import type { PacketsSummary } from './document.ts';
import { footprintClaims, reportDocument } from './document.ts';
import { reportHtml, scriptJson } from './html.ts';
import { degreeDecimals, elapsed, latLon, mgrsText, niceAbove, niceBelow, timeSteps } from './page/format.ts';
import { speech } from './page/language.ts';
import { layOut } from './page/scene.ts';
import { stereographic } from './projection.ts';
import { english, spanish } from './words.ts';

const maps = readWorldMaps();
const parts = readPageParts();
const packets: PacketsSummary = {
  packets: 3,
  decodedWithIssues: 0,
  rejected: 0,
  checksumInvalid: 0,
  vmtiDetections: 7,
  issues: [],
};
const html = (options: Parameters<typeof syntheticFlight>[0]): string =>
  reportHtml(reportDocument(syntheticFlight(options), packets, maps), parts);

describe('the projection', () => {
  const places = fc.record({
    lon0: fc.double({ min: -180, max: 180, noNaN: true }),
    lat0: fc.double({ min: -90, max: 90, noNaN: true }),
    eastM: fc.double({ min: -3e6, max: 3e6, noNaN: true }),
    northM: fc.double({ min: -3e6, max: 3e6, noNaN: true }),
  });

  it('comes back from the plane, wherever its centre lies', () => {
    fc.assert(
      fc.property(places, ({ lon0, lat0, eastM, northM }) => {
        const { forward, inverse } = stereographic(lon0, lat0);
        const [x, y] = forward(...inverse(eastM, northM));
        expect(Math.hypot(x - eastM, y - northM)).toBeLessThan(0.02);
      }),
      { numRuns: 1000 },
    );
    for (const [lon0, lat0] of [
      [10, 90],
      [10, -90],
      [0, 89.99],
      [-180, 80],
    ] as const) {
      const { forward, inverse } = stereographic(lon0, lat0);
      // Up to the pole itself and just beside it.
      for (const [eastM, northM] of [forward(20, 90), forward(20, 89.999_999), [0.5, 0.5], [0, 0]] as const) {
        const [x, y] = forward(...inverse(eastM, northM));
        expect(Math.hypot(x - eastM, y - northM)).toBeLessThan(0.02);
      }
    }
  });

  it('is true to scale at its centre and of the same scale in all directions (conformal)', () => {
    const { forward, scaleAt } = stereographic(-110, 40);
    // Radii of curvature on WGS84 at 40 degrees, metres per degree: 111,035 northwards, 85,394 eastwards.
    expect(forward(-110, 40.001)[1] / 0.001).toBeCloseTo(111_035, -1);
    expect(forward(-109.999, 40)[0] / 0.001).toBeCloseTo(85_394, -1);
    const [x, y] = forward(-95, 30);
    const north = forward(-95, 30.001).map((value, at) => value - [x, y][at]!);
    const east = forward(-94.999, 30).map((value, at) => value - [x, y][at]!);
    // At 30 degrees a degree is 110,852 m northwards and 96,486 m eastwards.
    const [northScale, eastScale] = [Math.hypot(...north) / 110.852, Math.hypot(...east) / 96.486];
    expect(northScale).toBeCloseTo(eastScale, 3);
    expect(northScale).toBeCloseTo(scaleAt(x, y), 2);
    expect(north[0]! * east[0]! + north[1]! * east[1]!).toBeCloseTo(0, 0);
  });

  it('holds the far side at its rim', () => {
    const { forward } = stereographic(0, 0);
    const away = (lon: number, lat: number): number => Math.hypot(...forward(lon, lat));
    expect(away(180, 0)).toBeGreaterThan(away(120, 0));
    expect(away(-179.9, 0.1)).toBeCloseTo(away(180, 0), 3);
  });
});

describe('clipping and thinning', () => {
  it('keeps what lies within the square', () => {
    expect(clipLine([-20, 0, 20, 0], 10)).toEqual([[-10, 0, 10, 0]]);
    expect(clipLine([-20, 0, 0, 0, 20, 30, 0, 5], 10)).toHaveLength(2);
    expect(clipRing([-20, -20, 20, -20, 20, 20, -20, 20, -20, -20], 10)).toHaveLength(10);
    expect(clipRing([30, 30, 40, 30, 40, 40, 30, 30], 10)).toEqual([]);
  });

  it('leaves out no vertex that is farther from the line than the tolerance', () => {
    const lines = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 60 });
    fc.assert(
      fc.property(lines, (values) => {
        const line = values.slice(0, values.length - (values.length % 2));
        const kept = simplified(line, 25);
        for (let at = 0; at < line.length; at += 2) {
          let nearest = Number.POSITIVE_INFINITY;
          for (let to = 0; to + 3 < kept.length; to += 2) {
            const [ax, ay, bx, by] = [kept[to]!, kept[to + 1]!, kept[to + 2]!, kept[to + 3]!];
            const length = (bx - ax) ** 2 + (by - ay) ** 2;
            const dot = (line[at]! - ax) * (bx - ax) + (line[at + 1]! - ay) * (by - ay);
            const share = length === 0 ? 0 : Math.max(0, Math.min(1, dot / length));
            nearest = Math.min(
              nearest,
              Math.hypot(line[at]! - ax - share * (bx - ax), line[at + 1]! - ay - share * (by - ay)),
            );
          }
          expect(nearest).toBeLessThanOrEqual(25 + 1e-9);
        }
        expect(kept.slice(0, 2)).toEqual(line.slice(0, 2));
        expect(kept.slice(-2)).toEqual(line.slice(-2));
      }),
    );
  });
});

describe('the map about the flight', () => {
  it('says over which country it was and how far the border is', () => {
    const around = surroundings(maps.fine, stereographic(-110.6, 31.36));
    expect(around.country?.name).toBe('United States of America');
    expect([around.border?.a.name, around.border?.b.name].sort()).toEqual(['Mexico', 'United States of America']);
    // The line runs along 31 degrees 20 minutes north there.
    expect(around.border?.distanceKm).toBeGreaterThanOrEqual(2);
    expect(around.border?.distanceKm).toBeLessThanOrEqual(5);
    expect(speech('en').direction(around.border?.azimuthDeg ?? 0)).toBe('S');
  });

  it('knows a country from afar and the open sea', () => {
    expect(surroundings(maps.fine, stereographic(67, 48)).country?.name).toBe('Kazakhstan');
    const pacific = surroundings(maps.fine, stereographic(-140, 0));
    expect(pacific.country).toBeUndefined();
    expect(pacific.border).toBeUndefined();
  });

  it('does not mind the antimeridian or the pole', () => {
    for (const place of [
      { longitudeDeg: 179.98, latitudeDeg: -17.7 },
      { longitudeDeg: 10, latitudeDeg: 89.97 },
    ]) {
      const doc = reportDocument(syntheticFlight({ ...place, frames: 20 }), packets, maps);
      const scene = layOut(doc);
      const [minX, minY, maxX, maxY] = scene.extent;
      expect(maxX - minX).toBeLessThan(60_000);
      expect(maxY - minY).toBeLessThan(60_000);
      expect(scene.levels).toHaveLength(2);
      expect(scene.levels[1]!.land.length).toBeGreaterThan(0);
    }
  });

  it('draws the error to scale', () => {
    const flight = syntheticFlight({ frames: 4 });
    const scene = layOut(reportDocument(flight, packets, maps));
    const ellipse = scene.ellipses[0]!;
    const [cx, cy] = [scene.center[0]!, scene.center[1]!];
    const distances = Array.from({ length: ellipse.length / 2 }, (_, at) =>
      Math.hypot(ellipse[2 * at]! - cx, ellipse[2 * at + 1]! - cy),
    );
    const { semiMajorM, semiMinorM } = flight.frames[0]!.center!.ellipse90;
    expect(Math.max(...distances) / semiMajorM).toBeCloseTo(1, 1);
    expect(Math.min(...distances) / semiMinorM).toBeCloseTo(1, 1);
  });

  it('keeps apart what is not believed: it does not move the map, and says why', () => {
    const flight = syntheticFlight({ frames: 6 });
    const afar = { latitudeDeg: -10, longitudeDeg: 29, heightM: 0 };
    const { seen: _, ...unseen } = flight.frames[3]!;
    const corners = unseen.footprint!.corners.map((corner) => ({ ...afar, latitudeDeg: corner!.latitudeDeg - 41 }));
    const [a, b, c, d] = corners;
    const astray = {
      ...unseen,
      center: undefined,
      sensor: afar,
      positionDoubted: true,
      footprint: { source: 'full-corners' as const, corners: [a, { ...b!, longitudeDeg: 29.1 }, c, d] as const },
      uncounted: 'beyond-range' as const,
    };
    const doc = reportDocument({ ...flight, frames: flight.frames.with(3, astray) }, packets, maps);
    const [minX, minY, maxX, maxY] = layOut(doc).extent;
    expect(Math.max(maxX - minX, maxY - minY)).toBeLessThan(60_000);
    expect(doc.frames.footprintClaim.map((claim) => footprintClaims[claim ?? -1])).toEqual([
      'whole',
      'whole',
      'whole',
      'beyond-range',
      'whole',
      'whole',
    ]);
    expect([doc.footprints, doc.footprintsCounted]).toEqual([6, 5]);
    expect(doc.frames.segment[3]).toBeNull();
  });

  it('counts moving objects over all packets, not over the frames that were kept', () => {
    const doc = reportDocument(syntheticFlight({ frames: 2 }), { ...packets, vmtiDetections: 41 }, maps);
    expect(doc.packets.vmtiDetections).toBe(41);
    expect(reportHtml(doc, parts)).toContain('"vmtiDetections":41');
  });

  it('thins for drawing, keeps what findings point to, and says how many there were', () => {
    const flight = syntheticFlight({ frames: 2000 });
    const doc = reportDocument(flight, packets, maps, { maxFrames: 100 });
    expect(doc.frames.packetIndex.length).toBeLessThanOrEqual(100);
    expect(doc.frameCount).toBe(2000);
    for (const finding of flight.quality.findings) {
      for (const packet of finding.packetIndices.slice(0, 10)) expect(doc.frames.packetIndex).toContain(packet);
    }
    expect(doc.frames.packetIndex).toEqual([...doc.frames.packetIndex].sort((a, b) => a - b));
    expect(doc.frames.packetIndex.at(-1)).toBe(1999);
  });
});

describe('the page', () => {
  it('lets nothing break out of its data block', () => {
    for (const hostile of hostileTexts) {
      const json = scriptJson({ [hostile]: hostile });
      expect(json).not.toMatch(/[<>&\u2028\u2029]/);
      expect(Object.entries(JSON.parse(json))).toEqual([[hostile, hostile]]);
      const page = html({ frames: 2, name: hostile, missionId: hostile });
      expect(page.match(/<script/g)).toHaveLength(2);
      expect(page.match(/<\/script>/g)).toHaveLength(2);
      const block = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
      expect(JSON.parse(block).mission.missionId).toBe(hostile);
    }
  });

  it('allows by its policy just the script and the style that it holds, and asks for nothing from outside', () => {
    const page = html({ frames: 3 });
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    expect(policy).toContain(`script-src ${hash(script)};`);
    expect(policy).toContain(`style-src ${hash(style)};`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page).not.toMatch(/\s(?:src|href|action|style|on\w+)=/);
    expect(script + style).not.toMatch(/\b(?:fetch|XMLHttpRequest|WebSocket|import)\s*\(|url\(|@import/);
  });

  it('has a script that is sound JavaScript', () => {
    expect(() => new Script(parts.script)).not.toThrow();
  });

  it('bears its mark at the top, at the bottom and in its title when the flight is simulated', () => {
    const simulated = html({ frames: 2 });
    expect(simulated.match(/class="marking exercise/g)).toHaveLength(2);
    expect(simulated).toContain('<title>EXERCISE // SIMULATED - ');
    const real = html({ frames: 2, simulated: false });
    expect(real).not.toContain('class="marking exercise');
    expect(real).toContain('<title>racetrack.ts</title>');
  });

  it('stays small with many frames', () => {
    expect(html({ frames: 9000, intervalS: 0.2 }).length).toBeLessThan(2_000_000);
  });

  it('is made for a flight without a place, or without a packet', () => {
    for (const options of [{ unplaced: true }, { frames: 0 }]) {
      const doc = reportDocument(syntheticFlight(options), packets, maps);
      expect(doc.centre).toBeNull();
      expect(() => layOut(doc)).not.toThrow();
    }
  });
});

describe('joining modules', () => {
  it('gives each its own names, and imports what was exported', () => {
    const code = bundled(
      [
        { path: '/a.ts', code: "import { x as y, f } from './b.ts';\nexport function main() { box.seen = f(y); }" },
        {
          path: '/b.ts',
          code: "import { twice } from 'pack';\nconst z = 3;\nexport const x = z;\nexport function f(v) { return twice(v); }",
        },
        { path: 'pack', code: 'function t(v){return 2*v}export{t as twice};\n//# sourceMappingURL=x' },
      ],
      '/a.ts',
      'main',
    );
    const box: Record<string, unknown> = {};
    new Script(code).runInNewContext({ box });
    expect(box['seen']).toBe(6);
  });

  it('refuses a circle and what is not there', () => {
    const circle = [
      { path: '/a.ts', code: "import { b } from './b.ts';" },
      { path: '/b.ts', code: "import { a } from './a.ts';" },
    ];
    expect(() => bundled(circle, '/a.ts', 'main')).toThrow('in a circle');
    expect(() => bundled(circle.slice(0, 1), '/a.ts', 'main')).toThrow('was not handed in');
  });
});

describe('words and digits', () => {
  it('have the same values to fill in, in both languages', () => {
    const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
    for (const [key, text] of Object.entries(english)) {
      const other = Object.entries(spanish).find(([name]) => name === key)?.[1] ?? '';
      expect([key, holes(other)]).toEqual([key, holes(text)]);
    }
    expect(english.directions.split(' ')).toHaveLength(16);
    expect(spanish.directions.split(' ')).toHaveLength(16);
  });

  it('name countries in the language, or as the map does', () => {
    expect(speech('es').country({ id: '484', name: 'Mexico' })).toBe('México');
    expect(speech('en').country({ id: undefined, name: 'Kosovo' })).toBe('Kosovo');
    expect(speech('en').country({ id: '9999', name: 'Nowhere' })).toBe('Nowhere');
  });

  it('are no finer than the error', () => {
    expect([0.5, 3, 10, 30, 100, 250, 5000].map(degreeDecimals)).toEqual([6, 5, 4, 4, 3, 3, 2]);
    expect(latLon(31.36049, -110.60001, 30, speech('en')).replaceAll('\u00a0', ' ')).toBe('31.3605° N 110.6000° W');
    expect(latLon(-1.5, 2.25, 250, speech('es')).replaceAll('\u00a0', ' ')).toBe('1.500° S 2.250° E');
    const grid = (errorM: number): string => mgrsText(31.36, -110.6, errorM).replaceAll('\u00a0', ' ');
    expect(grid(1)).toMatch(/^12R WV \d{5} \d{5}$/);
    expect(grid(30)).toMatch(/^12R WV \d{4} \d{4}$/);
    expect(grid(250)).toMatch(/^12R WV \d{3} \d{3}$/);
    expect(mgrsText(85, 0, 10)).toBe('');
  });

  it('take round steps', () => {
    expect([niceBelow(7), niceBelow(0.3), niceAbove(7), niceAbove(0.3), niceAbove(2)]).toEqual([5, 0.2, 10, 0.5, 2]);
    expect(timeSteps(0, 646_000)).toEqual([0, 120_000, 240_000, 360_000, 480_000, 600_000]);
    expect([elapsed(200_000), elapsed(3_723_400), elapsed(-500)]).toEqual(['3:20.0', '1:02:03', '-0:00.5']);
  });
});
