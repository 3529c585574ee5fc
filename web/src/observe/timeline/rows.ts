import type { FramesView, QualityView } from '../../../../src/model/views.ts';

/** A curve over time: places with no value are gaps. */
export interface Curve {
  readonly atS: readonly number[];
  readonly values: readonly (number | null)[];
}

/** What the strip draws, made once from the overview and the quality report. Times are seconds on the clock. */
export interface Rows {
  /** Times of the sampled frames, rising. */
  readonly packets: readonly number[];
  /** Those with issues, and those whose checksum is wrong. */
  readonly issues: readonly number[];
  readonly badChecksums: readonly number[];
  readonly detections: readonly number[];
  readonly findings: readonly { readonly atS: number; readonly severity: 'note' | 'warning' | 'fault' }[];
  readonly gsd: Curve;
  readonly ce90: Curve;
}

/** Rows of the strip. `times` are the overview's rows on the clock, seconds. */
export function rowsOf(overview: FramesView, times: readonly number[], quality: QualityView | null): Rows {
  const where = (holds: (row: number) => boolean): number[] => times.filter((_, row) => holds(row));
  const seen = new Set(overview.detections.map(({ frame }) => frame));
  return {
    packets: times,
    issues: where((row) => (overview.issues[row] ?? 0) > 0),
    badChecksums: where((row) => overview.checksum[row] === 0),
    detections: [...seen].map((frame) => timeOf(overview.frame, times, frame)).sort((a, b) => a - b),
    findings: (quality?.findings ?? []).flatMap(({ severity, packetIndices }) =>
      packetIndices.map((packet) => ({ atS: timeOf(overview.packetIndex, times, packet), severity })),
    ),
    gsd: { atS: times, values: overview.gsdM },
    ce90: { atS: times, values: overview.ce90M },
  };
}

/** Time at a place between the rows of an overview: `keys` rise with them, as frame and packet indices do. */
function timeOf(keys: readonly number[], times: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((keys[middle] ?? 0) <= key) low = middle;
    else high = middle - 1;
  }
  const [from, to] = [keys[low] ?? 0, keys[low + 1]];
  const [fromS, toS] = [times[low] ?? 0, times[low + 1]];
  if (to === undefined || toS === undefined || to <= from) return fromS;
  return fromS + ((toS - fromS) * Math.max(0, key - from)) / (to - from);
}

/** How many of some moments fall into each of `count` equal parts of a stretch. */
export function binned(moments: readonly number[], fromS: number, toS: number, count: number): Uint32Array {
  const bins = new Uint32Array(count);
  for (const atS of moments) {
    const at = Math.floor(((atS - fromS) / (toS - fromS)) * count);
    if (at >= 0 && at < count) bins[at] = (bins[at] ?? 0) + 1;
  }
  return bins;
}
