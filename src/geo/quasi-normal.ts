/**
 * Primitive polynomials (degree, inner coefficients) and initial numbers of the Sobol sequence, dimensions 2 to 16:
 * Joe & Kuo, SIAM J. Sci. Comput. 30 (2008), set new-joe-kuo-6. Dimension 1 is van der Corput's sequence.
 */
const joeKuo: readonly (readonly [degree: number, coefficients: number, initial: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
];

const bits = 32;

/** Largest number of dimensions `quasiNormal` gives. */
export const maxQuasiDimensions: number = joeKuo.length + 1;

function directionNumbers(dimension: number): Uint32Array {
  const v = new Uint32Array(bits);
  if (dimension === 0) {
    for (let k = 0; k < bits; k++) v[k] = 2 ** (bits - 1 - k);
    return v;
  }
  const [degree, coefficients, initial] = joeKuo[dimension - 1]!;
  for (let k = 0; k < bits; k++) {
    if (k < degree) {
      v[k] = initial[k]! * 2 ** (bits - 1 - k);
      continue;
    }
    let value = v[k - degree]! ^ (v[k - degree]! >>> degree);
    for (let j = 1; j < degree; j++) {
      if ((coefficients >>> (degree - 1 - j)) & 1) value ^= v[k - j]!;
    }
    v[k] = value >>> 0;
  }
  return v;
}

/**
 * Fixed digital shift of a dimension, so that no point lies on the origin (SplitMix64's constant, folded to 32 bits).
 */
function shiftOf(dimension: number): number {
  let x = Math.imul(dimension + 1, 0x9e3779b9) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b) >>> 0;
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * Uniform points in (0, 1): a Sobol sequence with a fixed digital shift, row by row (`count` rows of `dimensions`).
 * The first 2^k points of every dimension fall one into each 2^-k-th of the interval. Always the same points.
 */
export function quasiUniform(count: number, dimensions: number): Float64Array {
  const points = new Float64Array(count * dimensions);
  for (let d = 0; d < dimensions; d++) {
    const v = directionNumbers(d);
    const shift = shiftOf(d);
    let x = 0;
    for (let i = 0; i < count; i++) {
      points[i * dimensions + d] = (((x ^ shift) >>> 0) + 0.5) / 2 ** bits;
      // Gray code order: one direction number a step (Antonov and Saleev 1979).
      const lowestZero = 31 - Math.clz32(~i & (i + 1));
      x = (x ^ v[lowestZero]!) >>> 0;
    }
  }
  return points;
}

const a = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
] as const;
const b = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
] as const;
const c = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
] as const;
const d = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416] as const;

/** Quantile of the standard normal, relative error below 1.2e-9 (Acklam's rational approximation, 2003). */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (p > 0.97575) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
      ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q) /
    (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1)
  );
}

/** Independent standard normal numbers from `quasiUniform`: `count` rows of `dimensions` (at most 16). */
export function quasiNormal(count: number, dimensions: number): Float64Array {
  return quasiUniform(count, dimensions).map(normalQuantile);
}
