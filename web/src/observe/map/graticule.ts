/** Lines of latitude and longitude that belong on a map, degrees; `digits` are the decimals their labels need. */
export interface Graticule {
  readonly meridians: readonly number[];
  readonly parallels: readonly number[];
  readonly digits: number;
}

/** What a map shows, degrees: `west` is less than `east`, even across the date line. */
export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Lines lie at least this far apart, CSS pixels. */
const LEAST_APART_PX = 110;
/** As far as a map in Mercator's projection goes, degrees. */
const MOST_LATITUDE = 85;
const WIDEST_DEG = 30;

/** The finest spacing of 1, 2 or 5 times a power of ten degrees, or of 30, that leaves room between the lines. */
function spacing(leastDeg: number): { readonly lead: number; readonly power: number } {
  if (leastDeg > 10) return { lead: WIDEST_DEG, power: 0 };
  const power = Math.max(-6, Math.floor(Math.log10(leastDeg) + 1e-9));
  for (const lead of [1, 2, 5]) if (lead * 10 ** power >= leastDeg * (1 - 1e-9)) return { lead, power };
  return { lead: 1, power: power + 1 };
}

/** The graticule of a map that is `widthPx` wide. */
export function graticuleOf({ west, south, east, north }: Bounds, widthPx: number): Graticule {
  if (!(east > west && north > south && widthPx > 0)) return { meridians: [], parallels: [], digits: 0 };
  const { lead, power } = spacing(((east - west) / widthPx) * LEAST_APART_PX);
  const digits = Math.max(0, -power);
  // Whole numbers of steps, each rounded to its label: no line lies beside what it says.
  const between = (from: number, to: number): number[] => {
    const lines: number[] = [];
    const step = lead * 10 ** power;
    for (let at = Math.ceil(from / step - 1e-9); at * step <= to * (1 + 1e-12) + 1e-12; at++) {
      lines.push(Number((at * step).toFixed(digits)));
    }
    return lines;
  };
  return {
    meridians: between(west, east),
    parallels: between(Math.max(south, -MOST_LATITUDE), Math.min(north, MOST_LATITUDE)),
    digits,
  };
}
