/**
 * The Motion Imagery Sensor Minimum Metadata Set (MISB ST 0902.8, table 1): a profile of ST 0601. Each item is to be
 * reported at least once every thirty seconds (requirement ST 0902.3-04), not in every packet; a zero-length item does not
 * count as reported (ST 0902.8-05); where alternatives are listed any of them serves. Annex A advises ten seconds for the
 * items that hardly change.
 */
export interface MinimumItem {
  /** Alternatives, any of which serves; the first names the row. */
  readonly tags: readonly number[];
  readonly name: string;
  /** True for an item of the security set nested at item 48. */
  readonly security: boolean;
  /** Annex A: as often as the frames, or every ten seconds. */
  readonly interval: 'fast' | 'slow';
}

/** Longest time between two reports of an item (requirement ST 0902.3-04). */
export const reportWithinS = 30;

function fast(name: string, ...tags: readonly number[]): MinimumItem {
  return { tags, name, security: false, interval: 'fast' };
}

function slow(name: string, tag: number): MinimumItem {
  return { tags: [tag], name, security: false, interval: 'slow' };
}

function security(name: string, tag: number): MinimumItem {
  return { tags: [tag], name, security: true, interval: 'slow' };
}

export const minimumItems: readonly MinimumItem[] = [
  fast('Checksum', 1),
  fast('Precision Time Stamp', 2),
  slow('Mission ID', 3),
  fast('Platform Heading Angle', 5),
  fast('Platform Pitch Angle', 6, 90),
  fast('Platform Roll Angle', 7, 91),
  slow('Platform Designation', 10),
  slow('Image Source Sensor', 11),
  slow('Image Coordinate System', 12),
  fast('Sensor Latitude', 13),
  fast('Sensor Longitude', 14),
  fast('Sensor True Altitude or Ellipsoid Height', 15, 75, 104),
  fast('Sensor Horizontal Field of View', 16),
  fast('Sensor Vertical Field of View', 17),
  fast('Sensor Relative Azimuth Angle', 18),
  fast('Sensor Relative Elevation Angle', 19),
  fast('Sensor Relative Roll Angle', 20),
  fast('Slant Range', 21),
  fast('Target Width', 22, 96),
  fast('Frame Center Latitude', 23),
  fast('Frame Center Longitude', 24),
  fast('Frame Center Elevation or Ellipsoid Height', 25, 78),
  security('Security Classification', 1),
  security('Classifying Country Coding Method', 2),
  security('Classifying Country', 3),
  security('Security-SCI/SHI Information', 4),
  security('Caveats', 5),
  security('Releasing Instructions', 6),
  security('Object Country Coding Method', 12),
  security('Object Country Codes', 13),
  security('Security Metadata Version', 22),
  fast('UAS Datalink LS Version Number', 65),
  slow('Motion Imagery Core Identifier', 94),
];

/** How an item of the minimum set was reported over a stream. */
export interface MinimumItemRecord {
  readonly item: MinimumItem;
  readonly packetsWithout: number;
  /** Longest time without a report, from the first packet to the last, seconds. */
  readonly longestSilenceS: number;
  /** Packets at which a silence longer than thirty seconds ended, or the last packet. */
  readonly lateAt: readonly number[];
  readonly lateCount: number;
}

interface Row {
  readonly item: MinimumItem;
  without: number;
  /** Time of the last report on the running clock; NaN before the first. */
  lastUs: number;
  longestUs: number;
  readonly lateAt: number[];
  late: number;
}

/** Follows the minimum set through a stream. Times are those of `StreamClock`, fed in stream order. */
export class MinimumSetWatch {
  readonly #rows: Row[] = minimumItems.map((item) => ({
    item,
    without: 0,
    lastUs: Number.NaN,
    longestUs: 0,
    lateAt: [],
    late: 0,
  }));
  #elapsedUs = 0;
  #previousUs: number | undefined;
  #lastIndex = 0;

  /** `continues` is false where the clock has jumped: such a step is no silence. */
  add(
    index: number,
    timeUs: number,
    continues: boolean,
    tags: readonly number[],
    securityTags: readonly number[],
  ): void {
    if (this.#previousUs !== undefined && continues) this.#elapsedUs += Math.max(0, timeUs - this.#previousUs);
    this.#previousUs = timeUs;
    this.#lastIndex = index;
    for (const row of this.#rows) {
      const within = row.item.security ? securityTags : tags;
      const reported = row.item.tags.some((tag) => within.includes(tag));
      if (reported) this.#silence(row, index);
      else row.without += 1;
      if (reported) row.lastUs = this.#elapsedUs;
    }
  }

  records(): readonly MinimumItemRecord[] {
    for (const row of this.#rows) this.#silence(row, this.#lastIndex);
    return this.#rows.map((row) => ({
      item: row.item,
      packetsWithout: row.without,
      longestSilenceS: row.longestUs / 1e6,
      lateAt: row.lateAt,
      lateCount: row.late,
    }));
  }

  #silence(row: Row, index: number): void {
    const silentUs = this.#elapsedUs - (Number.isNaN(row.lastUs) ? 0 : row.lastUs);
    if (silentUs > row.longestUs) row.longestUs = silentUs;
    if (silentUs <= reportWithinS * 1e6) return;
    row.late += 1;
    if (row.lateAt.length < 100) row.lateAt.push(index);
  }
}
