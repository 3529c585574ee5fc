import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import geographicLib from 'geographiclib-geodesic';
import { gdal } from '../gdal.ts';
import { type Line, type Place, placeOn, toGeodesic } from './authority-3-checker.ts';

/**
 * A third opinion on some cases: GEOS, by way of GDAL. Borders and leg are laid flat around the place where they come nearest
 * (azimuthal equidistant: lengths from there are true, no others are too short), in steps of 200 m near it and
 * ever longer ones away from it.
 */
export interface FlatCase {
  readonly leg: Line;
  readonly rings: readonly (readonly Line[])[];
  /** The place of the border that is nearest to the leg. */
  readonly at: Place;
}

export interface FlatAnswer {
  readonly distanceM: number;
  /** Absent where GEOS cannot tell, of a ring that touches itself. */
  readonly isWithin: boolean | undefined;
}

const { Geodesic } = geographicLib;

function flat(center: Place, p: Place): string {
  const { s12, azi1 } = Geodesic.WGS84.Inverse(center.latitudeDeg, center.longitudeDeg, p.latitudeDeg, p.longitudeDeg);
  const azimuth = ((azi1 ?? Number.NaN) * Math.PI) / 180;
  const r = s12 ?? Number.NaN;
  return `${(r * Math.sin(azimuth)).toFixed(6)} ${(r * Math.cos(azimuth)).toFixed(6)}`;
}

/** Where along a line, as shares, it is given vertices: closest around the place nearest to the middle of the drawing. */
function shares(line: Line, center: Place): number[] {
  if (line.lengthM < 1e-3) return [0];
  const nearest = line.kind === 'geodesic' ? toGeodesic(center, line).at : center;
  const foot = line.kind === 'geodesic' ? shareOf(line, nearest) : turnShare(line, nearest);
  const found = new Set([0, 1, foot]);
  for (let awayM = 200; awayM < line.lengthM; awayM += Math.max(200, awayM * 0.02)) {
    found.add(foot - awayM / line.lengthM);
    found.add(foot + awayM / line.lengthM);
  }
  return [...found].filter((share) => share >= 0 && share <= 1).sort((a, b) => a - b);
}

function shareOf(line: Line, p: Place): number {
  const { s12 } = Geodesic.WGS84.Inverse(line.a.latitudeDeg, line.a.longitudeDeg, p.latitudeDeg, p.longitudeDeg);
  return Math.min(1, (s12 ?? 0) / line.lengthM);
}

function turnShare(line: Line, p: Place): number {
  const turnDeg = p.longitudeDeg - line.a.longitudeDeg;
  return Math.min(1, Math.max(0, (turnDeg - 360 * Math.round(turnDeg / 360)) / line.turnDeg));
}

function row({ leg, rings, at }: FlatCase, id: number): string {
  const drawn = (line: Line): string[] => shares(line, at).map((share) => flat(at, placeOn(line, share)));
  const closed = rings.map((ring) => {
    const vertices = ring.flatMap((line) => drawn(line).slice(0, -1));
    return `(${[...vertices, vertices[0]].join(',')})`;
  });
  const legDrawn = drawn(leg);
  const legText = legDrawn.length === 1 ? `POINT(${legDrawn[0]})` : `LINESTRING(${legDrawn.join(',')})`;
  return `${id};${legText};MULTILINESTRING(${closed.join(',')});POLYGON(${closed.join(',')})`;
}

const sql =
  'SELECT id, ST_Distance(ST_GeomFromText(leg), ST_GeomFromText(border)) AS d, ' +
  'ST_Contains(ST_GeomFromText(area), ST_GeomFromText(leg)) AS c FROM cases';

/** What GEOS finds, case by case. */
export function askGeos(cases: readonly FlatCase[]): (FlatAnswer | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), 'authority-3-'));
  try {
    const file = join(folder, 'cases.csv');
    writeFileSync(file, `${['id;leg;border;area', ...cases.map(row)].join('\n')}\n`);
    const told = gdal('ogrinfo', ['-q', '-dialect', 'SQLite', '-sql', sql, file]);
    const answers: (FlatAnswer | undefined)[] = cases.map(() => undefined);
    for (const feature of told.split('OGRFeature').slice(1)) {
      const value = (name: string): string | undefined =>
        new RegExp(`^  ${name} \\(\\w+\\) = (.*)$`, 'm').exec(feature)?.[1];
      const [id, d, c] = [value('id'), value('d'), value('c')];
      if (id === undefined || d === undefined) continue;
      answers[Number(id)] = { distanceM: Number(d), isWithin: c === undefined ? undefined : c === '1' };
    }
    return answers;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
