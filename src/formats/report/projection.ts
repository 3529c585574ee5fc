/**
 * Oblique stereographic projection on WGS84 about a centre (Snyder 1987, USGS 1395, equations 3-1, 14-15, 21-24 and 21-27): conformal,
 * true to scale at the centre, without a seam at the antimeridian or the poles. Plane coordinates are metres, x east, y north.
 */
export interface Projection {
  readonly forward: (longitudeDeg: number, latitudeDeg: number) => readonly [xM: number, yM: number];
  readonly inverse: (xM: number, yM: number) => readonly [longitudeDeg: number, latitudeDeg: number];
  /** Length on the plane over length on the ground at a point of the plane: 1 at the centre, growing outwards. */
  readonly scaleAt: (xM: number, yM: number) => number;
}

const semiMajorM = 6_378_137;
const eccentricity = 0.081_819_190_842_621_5;
const degree = Math.PI / 180;

/** Latitude on the conformal sphere (equation 3-1), radians. */
function conformal(latitude: number): number {
  const sine = eccentricity * Math.sin(latitude);
  const ratio = ((1 - sine) / (1 + sine)) ** (eccentricity / 2);
  return 2 * Math.atan(Math.tan(Math.PI / 4 + latitude / 2) * ratio) - Math.PI / 2;
}

/** The latitude that a conformal latitude stands for (equation 3-4), radians; four rounds are exact to double precision. */
function fromConformal(chi: number): number {
  let latitude = chi;
  for (let round = 0; round < 6; round++) {
    const sine = eccentricity * Math.sin(latitude);
    const ratio = ((1 + sine) / (1 - sine)) ** (eccentricity / 2);
    latitude = 2 * Math.atan(Math.tan(Math.PI / 4 + chi / 2) * ratio) - Math.PI / 2;
  }
  return latitude;
}

export function stereographic(centreLongitudeDeg: number, centreLatitudeDeg: number): Projection {
  // At the very pole cos(chi) is 0 in both numerator and denominator; a tenth of a millimetre beside it there is no such trouble.
  const latitude = Math.max(-89.999_999, Math.min(89.999_999, centreLatitudeDeg)) * degree;
  const chi1 = conformal(latitude);
  const sin1 = Math.sin(chi1);
  const cos1 = Math.cos(chi1);
  const m1 = Math.cos(latitude) / Math.sqrt(1 - (eccentricity * Math.sin(latitude)) ** 2);
  // Snyder's 2 a k0 m1 / cos(chi1): the diameter of the sphere that is projected.
  const diameterM = (2 * semiMajorM * m1) / cos1;
  const rimNearness = 0.134;
  const rimM = (diameterM * Math.sqrt(1 - (rimNearness - 1) ** 2)) / rimNearness;
  return {
    forward: (longitudeDeg, latitudeDeg) => {
      const chi = conformal(latitudeDeg * degree);
      const turn = (longitudeDeg - centreLongitudeDeg) * degree;
      const cosine = Math.cos(chi) * Math.cos(turn);
      const nearness = 1 + sin1 * Math.sin(chi) + cos1 * cosine;
      const x = Math.cos(chi) * Math.sin(turn);
      const y = cos1 * Math.sin(chi) - sin1 * cosine;
      // Beyond 150 degrees from the centre the plane runs away to infinity: such points are held at its rim.
      if (nearness < rimNearness) {
        const away = Math.hypot(x, y);
        return away === 0 ? [rimM, 0] : [(x / away) * rimM, (y / away) * rimM];
      }
      return [(diameterM * x) / nearness, (diameterM * y) / nearness];
    },
    inverse: (xM, yM) => {
      const rho = Math.hypot(xM, yM);
      // Within a micrometre of the centre the legs below underflow.
      if (rho < 1e-6) return [centreLongitudeDeg, latitude / degree];
      const c = 2 * Math.atan2(rho, diameterM);
      const east = xM * Math.sin(c);
      const outwards = rho * cos1 * Math.cos(c) - yM * sin1 * Math.sin(c);
      // By the arc tangent of both legs: the arc sine of Snyder's 20-14 loses a decimetre beside the poles.
      const chi = Math.atan2(rho * sin1 * Math.cos(c) + yM * cos1 * Math.sin(c), Math.hypot(east, outwards));
      const turn = Math.atan2(east, outwards);
      const longitude = centreLongitudeDeg + turn / degree;
      return [
        longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude,
        fromConformal(chi) / degree,
      ];
    },
    scaleAt: (xM, yM) => 1 + (xM * xM + yM * yM) / (diameterM * diameterM),
  };
}
