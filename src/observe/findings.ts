import type { QualityFinding } from '../model/flight.ts';

type Severity = QualityFinding['severity'];

interface FindingKind {
  readonly severity: Severity;
  /** The sentence, from the number of packets in words and what else is known. */
  readonly says: (packets: string, detail: string) => string;
}

/** Everything the quality report can find, but for the decoder's own issues. A closed list: the handbook enumerates it. */
export const findingCatalogue = {
  'checksum-invalid': {
    severity: 'fault',
    says: (p) => `The checksum does not fit the bytes of ${p}: their values may be wrong.`,
  },
  'checksum-absent': { severity: 'warning', says: (p) => `There is no checksum in ${p}: damage would not be noticed.` },
  'time-absent': {
    severity: 'warning',
    says: (p) => `There is no time stamp in ${p}: the time was taken from the container or from the packet before.`,
  },
  'time-back': { severity: 'fault', says: (p, d) => `The metadata time goes back at ${p}, at most by ${d}.` },
  'time-forward': { severity: 'fault', says: (p, d) => `The metadata time jumps ahead at ${p}, at most by ${d}.` },
  'time-repeated': { severity: 'note', says: (p) => `The time stamp of the packet before is repeated in ${p}.` },
  'time-gap': { severity: 'warning', says: (p, d) => `Metadata is missing before ${p}; the longest gap lasts ${d}.` },
  'lag-unsteady': {
    severity: 'warning',
    says: (_, d) => `The metadata time does not keep pace with the video: ${d}.`,
  },
  'packet-repeated': { severity: 'note', says: (p) => `The same bytes came before: ${p}.` },
  'value-impossible': {
    severity: 'fault',
    says: (p) => `A number cannot be what it says in ${p} (no finite number, no place on earth): it was left out.`,
  },
  'track-bridged': {
    severity: 'note',
    says: (p, d) =>
      `Positions pause before ${p}: the track is straight there, ${d} in all, and the aircraft flew at least that far.`,
  },
  'motion-unknown': {
    severity: 'note',
    says: (p) =>
      `How fast the aircraft moved is not known for ${p}: what an error of the time does is not in their CE90.`,
  },
  'position-absent': { severity: 'warning', says: (p) => `The sensor's position or height is not in ${p}.` },
  'position-null': {
    severity: 'fault',
    says: (p) =>
      `The sensor's position is exactly 0 N 0 E in ${p}: a receiver without a fix, most likely. It is left out.`,
  },
  'position-jump': {
    severity: 'fault',
    says: (p, d) => `No aircraft could have come to the position in ${p}; the farthest is off by ${d}.`,
  },
  'angles-absent': {
    severity: 'note',
    says: (p) => `Angles or fields of view are not complete in ${p}: no line of sight can be cast.`,
  },
  'fov-zero': { severity: 'warning', says: (p) => `The field of view is zero in ${p}.` },
  'roll-assumed': {
    severity: 'note',
    says: (p) => `The sensor's relative roll is not in ${p}; it was taken as zero.`,
  },
  aimed: {
    severity: 'note',
    says: (p) =>
      `The angles of ${p} are missing or contradict the frame centre, which the slant range bears out: the sensor is taken to look at that centre.`,
  },
  'below-ground': { severity: 'fault', says: (p, d) => `The sensor is below the terrain in ${p}, at most by ${d}.` },
  'looks-up': {
    severity: 'warning',
    says: (p) => `The sensor lies lower than the frame centre it is said to look at in ${p}.`,
  },
  'center-disagrees': {
    severity: 'warning',
    says: (p, d) => `The frame centre as sent is far from where the pose looks in ${p}: the median is ${d}.`,
  },
  'corners-disagree': {
    severity: 'warning',
    says: (p, d) => `The corners as sent are far from where the pose puts them in ${p}: the median is ${d}.`,
  },
  'corners-crossed': {
    severity: 'warning',
    says: (p) => `The corners as sent are not in order around the image in ${p}.`,
  },
  'slant-range-disagrees': {
    severity: 'warning',
    says: (p, d) => `The slant range does not fit the positions of sensor and frame centre in ${p}: at most by ${d}.`,
  },
  'footprint-contradicted': {
    severity: 'warning',
    says: (p) =>
      `Angles and frame centre speak of different ground in ${p}, and nothing tells which is right: no ground is claimed on the word of the angles.`,
  },
  'footprint-beyond-range': {
    severity: 'warning',
    says: (p, d) =>
      `All of the footprint lies farther from the sensor than ${d} in ${p}: position and footprint may not belong together, and no ground is claimed.`,
  },
  'footprint-absent': { severity: 'note', says: (p) => `No ground can be placed under ${p}.` },
  'footprint-clipped': {
    severity: 'note',
    says: (p, d) => `The image reaches over the horizon or too far in ${p}: ground beyond ${d} is not counted as seen.`,
  },
  'ground-assumed': {
    severity: 'note',
    says: (p) => `No height of the ground is known for ${p}: it was taken to lie at mean sea level.`,
  },
  'terrain-absent': {
    severity: 'warning',
    says: (p, d) =>
      `Ground that is seen in ${p} lies outside the terrain given, or in a void of it: level ground took its place, ${d}.`,
  },
  'terrain-crossed': {
    severity: 'note',
    says: (p) =>
      `Lines of sight of ${p} come to the terrain over ground that it does not hold: a ridge there would hide what is said to be seen.`,
  },
  'height-twice': {
    severity: 'note',
    says: (p) => `Items 75 and 104 are both in ${p}; ST 0902 allows one of them.`,
  },
  'minimum-item-missing': {
    severity: 'warning',
    says: (_, d) => `Items of the minimum metadata set (ST 0902) are never sent: ${d}.`,
  },
  'minimum-item-late': {
    severity: 'warning',
    says: (_, d) => `Items of the minimum metadata set are silent for more than the 30 s of ST 0902: ${d}.`,
  },
  'pixels-assumed': {
    severity: 'note',
    says: (_, d) => `The size of the image is not known; sample distances are for ${d} pixels.`,
  },
  'looks-too-narrow': {
    severity: 'note',
    says: (_, d) => `Footprints narrower than a cell of the coverage were not counted in it: ${d}.`,
  },
  'frames-thinned': { severity: 'note', says: (_, d) => d },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof findingCatalogue;

const keptIndices = 100;

export function inPackets(count: number): string {
  return count === 1 ? '1 packet' : `${count.toLocaleString('en')} packets`;
}

/** Length of a time for a sentence. */
export function inTime(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(1)} min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(0)} days`;
}

export function inLength(metres: number): string {
  return metres < 10_000 ? `${Number(metres.toPrecision(3))} m` : `${(metres / 1000).toFixed(1)} km`;
}

/** Counts findings as they come, with the first packets of each. */
export class FindingLog {
  readonly #tally = new Map<FindingCode, { count: number; indices: number[]; greatest: number }>();

  /** `size` is how bad it was, in the finding's own unit. */
  note(code: FindingCode, packetIndex: number, size = 0): void {
    let entry = this.#tally.get(code);
    if (entry === undefined) {
      entry = { count: 0, indices: [], greatest: 0 };
      this.#tally.set(code, entry);
    }
    entry.count += 1;
    if (entry.indices.length < keptIndices) entry.indices.push(packetIndex);
    if (size > entry.greatest) entry.greatest = size;
  }

  count(code: FindingCode): number {
    return this.#tally.get(code)?.count ?? 0;
  }

  greatest(code: FindingCode): number {
    return this.#tally.get(code)?.greatest ?? 0;
  }

  /** The findings, with a detail for the sentence of each. */
  findings(detailOf: (code: FindingCode, greatest: number) => string): QualityFinding[] {
    return [...this.#tally.entries()].map(([code, { count, indices, greatest }]) => {
      const kind: FindingKind = findingCatalogue[code];
      const message = kind.says(inPackets(count), detailOf(code, greatest));
      return { code, severity: kind.severity, message, count, packetIndices: indices };
    });
  }
}

/** A kind of damage to the container the metadata came in. */
export interface TransportTrouble {
  /** As the demultiplexer calls it. */
  readonly code: string;
  readonly count: number;
  /** What it was the first time. */
  readonly message: string;
  /** Where it was the first time: byte and PID. */
  readonly place: string;
}

/** Troubles that cost nothing: how the stream is written, not what was lost of it. */
const transportRemarks: ReadonlySet<string> = new Set([
  'klv-undeclared',
  'klv-stream-id',
  'klv-bare',
  'klv-cells',
  'klv-key',
  'pes-excess',
  'time-jump',
  'truncated-end',
]);

/** Finding `transport-CODE`: the first time in full, and how often. */
export function transportFinding({ code, count, message, place }: TransportTrouble): QualityFinding {
  const often = count === 1 ? '' : ` (first of ${count.toLocaleString('en')} times)`;
  return {
    code: `transport-${code}`,
    severity: code === 'scrambled' ? 'fault' : transportRemarks.has(code) ? 'note' : 'warning',
    message: `Transport stream, ${place}: ${message}${often}.`,
    count,
    packetIndices: [],
  };
}

/** A finding about the whole stream. */
export function wholeFinding(
  code: FindingCode,
  count: number,
  detail: string,
  indices: readonly number[] = [],
): QualityFinding {
  const kind: FindingKind = findingCatalogue[code];
  const message = kind.says(inPackets(count), detail);
  return { code, severity: kind.severity, message, count, packetIndices: indices.slice(0, keptIndices) };
}

const remarks: ReadonlySet<string> = new Set(['special-value', 'version-old', 'bytes-skipped', 'item-unknown']);
const faults: ReadonlySet<string> = new Set(['item-malformed', 'item-truncated', 'tag-malformed', 'packet-truncated']);
/** Issues of the decoder that have a finding of their own here. */
const ownFindings: ReadonlySet<string> = new Set(['checksum-invalid', 'checksum-absent', 'time-absent']);
const keptKinds = 500;

/** Counts the decoder's issues by code and tag. */
export class IssueLog {
  readonly #tally = new Map<string, { code: string; tag: string; count: number; indices: number[] }>();
  #packets = 0;

  add(packetIndex: number, issues: readonly { readonly code: string; readonly tag: string }[]): void {
    if (issues.length > 0) this.#packets += 1;
    for (const { code, tag } of issues) {
      if (ownFindings.has(code)) continue;
      const key = `${code} ${tag}`;
      let entry = this.#tally.get(key);
      if (entry === undefined) {
        if (this.#tally.size >= keptKinds) continue;
        entry = { code, tag, count: 0, indices: [] };
        this.#tally.set(key, entry);
      }
      entry.count += 1;
      if (entry.indices.length < keptIndices && entry.indices.at(-1) !== packetIndex) entry.indices.push(packetIndex);
    }
  }

  /** Packets with at least one issue. */
  get packets(): number {
    return this.#packets;
  }

  findings(describe: (code: string) => string): QualityFinding[] {
    return [...this.#tally.values()].map(({ code, tag, count, indices }) => ({
      code,
      severity: remarks.has(code) ? 'note' : faults.has(code) ? 'fault' : 'warning',
      message: `${tag === '' ? 'Packet' : `Item ${tag}`}: ${describe(code)} (${count.toLocaleString('en')} times).`,
      count,
      packetIndices: indices,
      ...(tag === '' ? {} : { tag }),
    }));
  }
}
