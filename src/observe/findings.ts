import { englishFindings } from '../model/findings/en.ts';
import { type FindingCode, type FindingWords, findingText } from '../model/findings/text.ts';
import type { FindingDetail, QualityFinding } from '../model/flight.ts';

type Severity = QualityFinding['severity'];

/** How bad each kind is. Their sentences are in model/findings. */
const severities: Readonly<Record<FindingCode, Severity>> = {
  'checksum-invalid': 'fault',
  'checksum-absent': 'warning',
  'time-absent': 'warning',
  'time-back': 'fault',
  'time-forward': 'fault',
  'time-repeated': 'note',
  'time-gap': 'warning',
  'lag-unsteady': 'warning',
  'packet-repeated': 'note',
  'value-impossible': 'fault',
  'track-bridged': 'note',
  'motion-unknown': 'note',
  'speed-zero': 'warning',
  'position-absent': 'warning',
  'position-null': 'fault',
  'position-jump': 'fault',
  'angles-absent': 'note',
  'fov-zero': 'warning',
  'roll-assumed': 'note',
  aimed: 'note',
  'below-ground': 'fault',
  'looks-up': 'warning',
  'center-disagrees': 'warning',
  'corners-disagree': 'warning',
  'corners-crossed': 'warning',
  'slant-range-disagrees': 'warning',
  'footprint-contradicted': 'warning',
  'footprint-beyond-range': 'warning',
  'footprint-absent': 'note',
  'footprint-clipped': 'note',
  'ground-assumed': 'note',
  'terrain-absent': 'warning',
  'terrain-crossed': 'note',
  'height-twice': 'note',
  'minimum-item-missing': 'warning',
  'minimum-item-late': 'warning',
  'pixels-assumed': 'note',
  'looks-too-narrow': 'note',
  'frames-thinned': 'note',
};

const asTheyAre = { issue: (code: string) => code, transport: (_: string, asFound: string) => asFound };
const english: FindingWords = { ...englishFindings, ...asTheyAre };

/** A finding with its English sentence. */
function worded(found: Omit<QualityFinding, 'message'>, words = english): QualityFinding {
  const { code, severity, ...rest } = found;
  return { code, severity, message: findingText(words, found), ...rest };
}

const keptIndices = 100;

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

  /** The findings, with what else is known of each. */
  findings(detailOf: (code: FindingCode, greatest: number) => FindingDetail): QualityFinding[] {
    return [...this.#tally.entries()].map(([code, { count, indices, greatest }]) =>
      wholeFinding(code, count, detailOf(code, greatest), indices),
    );
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
  return worded({
    code: `transport-${code}`,
    severity: code === 'scrambled' ? 'fault' : transportRemarks.has(code) ? 'note' : 'warning',
    detail: { kind: 'transport', trouble: code, asFound: message, place },
    count,
    packetIndices: [],
  });
}

/** A finding about the whole stream. */
export function wholeFinding(
  code: FindingCode,
  count: number,
  detail: FindingDetail,
  indices: readonly number[] = [],
): QualityFinding {
  return worded({ code, severity: severities[code], detail, count, packetIndices: indices.slice(0, keptIndices) });
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
    const words = { ...english, issue: describe };
    return [...this.#tally.values()].map(({ code, tag, count, indices }) => {
      const severity = remarks.has(code) ? 'note' : faults.has(code) ? 'fault' : 'warning';
      const tagged = tag === '' ? {} : { tag };
      return worded({ code, severity, detail: { kind: 'issue' }, count, packetIndices: indices, ...tagged }, words);
    });
  }
}
