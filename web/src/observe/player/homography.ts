/** A place in a picture as shares of its width and height, from the upper left. */
export type Share = readonly [x: number, y: number];
/** A place on the ground: longitude and latitude, degrees. */
export type LonLat = readonly [longitudeDeg: number, latitudeDeg: number];

/** Nine numbers of a projective map, row by row, the last 1. */
type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/**
 * The projective map that takes the unit square to four corners (upper left, upper right, lower right, lower left), after Heckbert,
 * "Fundamentals of Texture Mapping and Image Warping" (1989), section 2.2.3. Undefined where the corners span nothing.
 */
function squareTo(corners: readonly [LonLat, LonLat, LonLat, LonLat]): Matrix | undefined {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = corners;
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const determinant = dx1 * dy2 - dx2 * dy1;
  if (!(Math.abs(determinant) > 0)) return undefined;
  const g = (sx * dy2 - dx2 * sy) / determinant;
  const h = (dx1 * sy - sx * dy1) / determinant;
  return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h, 1];
}

/** The inverse, up to scale, by the adjugate. */
function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}

/**
 * A function that tells where a place on the ground lies in the picture whose corners are on the ground at `corners`; undefined
 * where the corners span no area. Exact over level ground; over hills it is off by the relief seen at a slant, so it serves for drawing only.
 */
export function groundToPicture(
  corners: readonly [LonLat, LonLat, LonLat, LonLat],
): ((place: LonLat) => Share | undefined) | undefined {
  const [lon0, lat0] = corners[0];
  // Degrees from the first corner, east shrunk to the north's measure: numbers of one size.
  const shrink = Math.cos((lat0 * Math.PI) / 180);
  const local = ([lon, lat]: LonLat): LonLat => [(lon - lon0) * shrink * 1e3, (lat - lat0) * 1e3];
  const matrix = squareTo([local(corners[0]), local(corners[1]), local(corners[2]), local(corners[3])]);
  if (matrix === undefined) return undefined;
  const [a, b, c, d, e, f, g, h, i] = inverse(matrix);
  const sign = Math.sign(g * local(corners[1])[0] + h * local(corners[1])[1] + i);
  return (place) => {
    const [x, y] = local(place);
    const weight = g * x + h * y + i;
    // On the other side of the horizon of this plane there is no picture.
    if (!(weight * sign > 0)) return undefined;
    return [(a * x + b * y + c) / weight, (d * x + e * y + f) / weight];
  };
}
