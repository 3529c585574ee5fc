import { ink, marginX, type Pages, textWidth } from './pages.ts';
import type { MapLine, MapPoint, SheetMap } from './sheet.ts';

/** Of the sketch with its legend, points. */
export const mapHeight = 330;
const frame = 22;
const colors = {
  area: '#f3f7ee',
  areaEdge: '#5b7f3a',
  buffer: '#cfe0f1',
  route: '#1f4e79',
  stay: '#f3dca8',
  stayEdge: '#8a5a00',
  excluded: '#f6d3d3',
  lostLink: '#7a2f8f',
  grid: '#c9d0d6',
} as const;
/** Kilometres of a degree of latitude, near enough for a bar on a sketch. */
const degreeKm = 111.2;

type Plot = (point: MapPoint) => readonly [x: number, y: number];

interface View {
  readonly plot: Plot;
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
  readonly top: number;
  readonly pointsPerKm: number;
}

/** Longitudes shrunk by the cosine of the middle latitude: a sketch, no projection to measure on. */
function viewOf(map: SheetMap, top: number): View | undefined {
  const all = [...map.areas.flat(2), ...map.buffers.flat(), ...map.route, ...map.stays.flat(2), ...map.lostLink];
  if (all.length === 0) return undefined;
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [longitude, latitude] of all) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  const middleX = (west + east) / 2;
  const middleY = (south + north) / 2;
  const shrink = Math.max(0.05, Math.cos((middleY * Math.PI) / 180));
  const width = textWidth - 2 * frame;
  const height = mapHeight - 2 * frame;
  const scale = 0.94 * Math.min(width / Math.max((east - west) * shrink, 0.02), height / Math.max(north - south, 0.02));
  const x0 = marginX + textWidth / 2;
  const y0 = top + mapHeight / 2;
  const halfX = width / 2 / scale / shrink;
  const halfY = height / 2 / scale;
  return {
    plot: ([longitude, latitude]) => [x0 + (longitude - middleX) * shrink * scale, y0 - (latitude - middleY) * scale],
    west: middleX - halfX,
    east: middleX + halfX,
    south: middleY - halfY,
    north: middleY + halfY,
    top,
    pointsPerKm: scale / degreeKm,
  };
}

const steps = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30] as const;

/** Degrees, and minutes where there are any, with the letter of the side: 30°30'N. */
export function degreeText(deg: number, sides: string): string {
  const turned = sides === 'EW' ? ((((deg + 180) % 360) + 360) % 360) - 180 : deg;
  const min = Math.round(Math.abs(turned) * 60);
  const rest = min % 60;
  const side = min === 0 ? '' : (sides[turned < 0 ? 1 : 0] ?? '');
  return `${Math.floor(min / 60)}°${rest === 0 ? '' : `${String(rest).padStart(2, '0')}'`}${side}`;
}

function graticule(pages: Pages, view: View): void {
  const { doc } = pages;
  const small = { size: 6.5, color: ink.quiet } as const;
  const stepFor = (span: number): number => steps.find((it) => span / it <= 7) ?? 45;
  doc.lineWidth(0.4).strokeColor(colors.grid);
  const alongX = stepFor(view.east - view.west);
  for (let k = Math.ceil(view.west / alongX); k * alongX <= view.east; k++) {
    const [x] = view.plot([k * alongX, view.south]);
    doc
      .moveTo(x, view.top + frame)
      .lineTo(x, view.top + mapHeight - frame)
      .stroke();
    pages.write(degreeText(k * alongX, 'EW'), x - 30, view.top + mapHeight - frame + 4, 60, {
      ...small,
      align: 'center',
    });
    doc.lineWidth(0.4).strokeColor(colors.grid);
  }
  const alongY = stepFor(view.north - view.south);
  for (let k = Math.ceil(view.south / alongY); k * alongY <= view.north; k++) {
    const [, y] = view.plot([view.west, k * alongY]);
    doc
      .moveTo(marginX + frame, y)
      .lineTo(marginX + textWidth - frame, y)
      .stroke();
    pages.write(degreeText(k * alongY, 'NS'), marginX - 8, y - 3, frame + 5, { ...small, align: 'right' });
    doc.lineWidth(0.4).strokeColor(colors.grid);
  }
}

function trace(pages: Pages, view: View, line: MapLine, closed: boolean): void {
  for (const [i, point] of line.entries()) {
    const [x, y] = view.plot(point);
    if (i === 0) pages.doc.moveTo(x, y);
    else pages.doc.lineTo(x, y);
  }
  if (closed && line.length > 0) pages.doc.closePath();
}

/** Rings of areas, holes left open. */
function fill(pages: Pages, view: View, areas: readonly (readonly MapLine[])[], inside: string, edge: string): void {
  for (const rings of areas) {
    for (const ring of rings) trace(pages, view, ring, true);
    pages.doc.lineWidth(0.8).fillAndStroke(inside, edge, 'even-odd');
  }
}

function waypoints(pages: Pages, view: View, map: SheetMap): void {
  const every = Math.max(1, Math.ceil(map.waypoints.length / 40));
  for (const [i, point] of map.waypoints.entries()) {
    const [x, y] = view.plot(point);
    pages.doc.circle(x, y, 2.2).fill(colors.route);
    if (i % every !== 0) continue;
    const text = String(i + 1);
    pages.doc.rect(x + 4, y - 11, 3 + 4 * text.length, 8).fill('#ffffff');
    pages.write(text, x + 5, y - 10, 24, { size: 7, bold: true, color: colors.route });
  }
}

const legendItems = [
  ['area', 'Agreement area', 'Zona del acuerdo'],
  ['buffer', 'Route and buffer', 'Ruta y margen'],
  ['stay', 'Stay', 'Permanencia'],
  ['excluded', 'Excluded', 'Excluida'],
  ['lostLink', 'Lost link', 'Pérdida de enlace'],
] as const;

function legend(pages: Pages): void {
  const width = textWidth / legendItems.length;
  for (const [i, [color, en, es]] of legendItems.entries()) {
    const x = marginX + i * width;
    if (color === 'lostLink') {
      pages.doc
        .moveTo(x, pages.y + 4)
        .lineTo(x + 10, pages.y + 4)
        .lineWidth(1)
        .dash(2, { space: 2 });
      pages.doc.strokeColor(colors.lostLink).stroke().undash();
    } else pages.doc.rect(x, pages.y, 10, 8).lineWidth(0.5).fillAndStroke(colors[color], ink.quiet);
    pages.write(`${en} / ${es}`, x + 13, pages.y, width - 15, { size: 6.5, color: ink.quiet });
  }
  pages.y += 20;
}

function scaleBar(pages: Pages, view: View): void {
  const lengths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000];
  const km = lengths.filter((it) => it * view.pointsPerKm <= 110).at(-1) ?? 1;
  const width = km * view.pointsPerKm;
  const x = marginX + textWidth - frame - 8 - width;
  const y = view.top + mapHeight - frame - 8;
  pages.doc
    .moveTo(x, y - 4)
    .lineTo(x, y)
    .lineTo(x + width, y)
    .lineTo(x + width, y - 4)
    .lineWidth(1)
    .strokeColor(ink.text)
    .stroke();
  pages.write(`${km} km`, x, y - 10, width, { size: 6.5, align: 'center' });
}

/** The sketch: what was agreed, what is flown, and where; from its own data alone. */
export function drawMap(pages: Pages, map: SheetMap): void {
  pages.need(mapHeight + 24);
  const view = viewOf(map, pages.y);
  if (view === undefined) return;
  const { doc } = pages;
  const box = [marginX + frame, view.top + frame, textWidth - 2 * frame, mapHeight - 2 * frame] as const;
  doc.save();
  doc.rect(...box).clip();
  fill(pages, view, map.areas, colors.area, colors.areaEdge);
  doc.restore();
  graticule(pages, view);
  doc.save();
  doc.rect(...box).clip();
  for (const ring of map.buffers) {
    trace(pages, view, ring, true);
    doc.fill(colors.buffer);
  }
  fill(pages, view, map.stays, colors.stay, colors.stayEdge);
  fill(pages, view, map.excluded, colors.excluded, ink.marking);
  trace(pages, view, map.route, false);
  doc.lineWidth(1.4).strokeColor(colors.route).stroke();
  // Over the route, which it often runs along.
  trace(pages, view, map.lostLink, false);
  doc.lineWidth(1.8).dash(3, { space: 4 }).strokeColor(colors.lostLink).stroke().undash();
  doc.restore();
  waypoints(pages, view, map);
  scaleBar(pages, view);
  doc
    .rect(...box)
    .lineWidth(0.8)
    .strokeColor(ink.quiet)
    .stroke();
  pages.y = view.top + mapHeight;
  legend(pages);
}
