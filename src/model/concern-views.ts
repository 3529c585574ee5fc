/** What a concern and its answers are to the person who has its receipt: types that server and page share. */

/** `POST /api/concerns/anonymous/read`. */
export interface ConcernThreadView {
  /** How far the inspectors are with it. */
  readonly status: 'raised' | 'reported' | 'closed';
  /** In the order in which they stand in the log. */
  readonly messages: readonly ConcernMessageView[];
}

export interface ConcernMessageView {
  readonly from: 'raiser' | 'inspectors';
  /** The beginning of the day (UTC) on which it came into the log, microseconds since 1970; no finer time is told. */
  readonly dayUs: number;
  readonly says: string;
}
