/** What the heights of a grid are measured from: the EGM96 geoid ("mean sea level"), or the WGS84 ellipsoid. */
export type HeightReference = 'egm96' | 'ellipsoid';

/**
 * A regular grid of sampled ground heights ("posts") in WGS84 latitude and longitude. The bounds are those of the
 * outermost posts themselves, not of any pixel area around them.
 */
export interface ElevationGrid {
  /** Where it came from, for messages. */
  readonly name: string;
  /** Number of rows and of columns of posts; both at least 2. */
  readonly rows: number;
  readonly columns: number;
  readonly northDeg: number;
  readonly southDeg: number;
  readonly westDeg: number;
  /** Greater than `westDeg`, by at most 360; above 180 where the grid crosses the antimeridian. */
  readonly eastDeg: number;
  /** Metres, row by row from the north-west corner; NaN where the height is not known (a void). */
  readonly heightsM: Float32Array;
  readonly heightReference: HeightReference;
}
