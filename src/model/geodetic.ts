/** A position on WGS84. Height is above the ellipsoid (HAE) unless the field's name says otherwise. */
export interface Geodetic {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly heightM: number;
}

/** Earth-centred, earth-fixed coordinates (WGS84), metres. */
export interface Ecef {
  readonly xM: number;
  readonly yM: number;
  readonly zM: number;
}

/**
 * Symmetric 3x3 covariance in the local east-north-up frame of the point it belongs to, m^2.
 */
export interface EnuCovariance {
  readonly ee: number;
  readonly en: number;
  readonly eu: number;
  readonly nn: number;
  readonly nu: number;
  readonly uu: number;
}

/** The horizontal ellipse that holds 90 % of the error. */
export interface ErrorEllipse {
  readonly semiMajorM: number;
  readonly semiMinorM: number;
  /** Azimuth of the semi-major axis, clockwise from true north, [0, 180). */
  readonly orientationDeg: number;
}

/** A point on the ground with its honest error. */
export interface GroundPoint extends Geodetic {
  readonly covariance: EnuCovariance;
  readonly ellipse90: ErrorEllipse;
  /** Radius of the circle that holds 90 % of the horizontal error. */
  readonly ce90M: number;
  /** Half-width of the interval that holds 90 % of the vertical error. */
  readonly le90M: number;
  /** Where the covariance comes from: sent with the metadata (ST 1010), or a stated error budget. */
  readonly errorSource: 'st1010' | 'budget';
  /** Share of the horizontal variance by contributor, largest first; adds to 1. Empty for `st1010`. */
  readonly contributors: readonly { readonly name: string; readonly share: number }[];
}
