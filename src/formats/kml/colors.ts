import { viridis } from '../paths/viridis.ts';

/** `#rrggbb` of a coverage band: the finest bright, the coarsest dark, as in the report. */
export function gsdColor(index: number, count: number): string {
  return viridis(count <= 1 ? 1 : 1 - index / (count - 1));
}

/** KML writes colours as aabbggrr (OGC 07-147r2, 16.3). */
export function kmlColor(hex: string, opacity: number): string {
  const alpha = Math.round(255 * opacity)
    .toString(16)
    .padStart(2, '0');
  return `${alpha}${hex.slice(5, 7)}${hex.slice(3, 5)}${hex.slice(1, 3)}`;
}
