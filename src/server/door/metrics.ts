import type { StageCommand } from '../../model/stage-command.ts';

/** Upper edges of the classes of a command's time, in seconds. */
const edgesS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;

interface Times {
  readonly counts: number[];
  sumS: number;
  total: number;
}

/** A value that is read when it is asked for. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[];
}

function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const parts = Object.entries(labels ?? {}).map(([name, value]) => {
    const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
    return `${name}="${escaped}"`;
  });
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

/** Concerns, and refusals, which are noted for inspectors, are entries that show nobody else what they are: what is counted openly does not tell them apart either. */
const isForInspectors = ({ resourceType }: Counted, outcome: string): boolean =>
  outcome === 'refused' || resourceType === 'Concern';

type Counted = Pick<StageCommand, 'name' | 'resourceType'>;

/** What the door counts, in the text format of Prometheus 0.0.4. No label names a person, a session or an address. */
export class DoorMetrics {
  readonly #commands = new Map<string, number>();
  readonly #times: Times = { counts: edgesS.map(() => 0), sumS: 0, total: 0 };
  #redecided = 0;

  /** A command of the tables that was answered, and how long that took. */
  answered(command: Counted, outcome: string, durationS: number): void {
    const withheld = isForInspectors(command, outcome);
    const key = labelsText(withheld ? { outcome: 'withheld' } : { command: command.name, outcome });
    this.#commands.set(key, (this.#commands.get(key) ?? 0) + 1);
    this.#times.sumS += durationS;
    this.#times.total += 1;
    const edge = edgesS.findIndex((it) => durationS <= it);
    if (edge >= 0) this.#times.counts[edge] = (this.#times.counts[edge] ?? 0) + 1;
  }

  /** A command that had to be decided again. */
  redecided(): void {
    this.#redecided += 1;
  }

  text(gauges: readonly Gauge[]): string {
    const lines = [
      '# HELP atalaya_commands_total Commands answered, by outcome; withheld: refused, or about a concern.',
      '# TYPE atalaya_commands_total counter',
      ...[...this.#commands].sort().map(([key, count]) => `atalaya_commands_total${key} ${count}`),
      '# HELP atalaya_commands_redecided_total Commands decided again because what they rest on had changed.',
      '# TYPE atalaya_commands_redecided_total counter',
      `atalaya_commands_redecided_total ${this.#redecided}`,
      '# HELP atalaya_command_seconds Time from a command to its answer.',
      '# TYPE atalaya_command_seconds histogram',
    ];
    let below = 0;
    for (const [i, edge] of edgesS.entries()) {
      below += this.#times.counts[i] ?? 0;
      lines.push(`atalaya_command_seconds_bucket{le="${edge}"} ${below}`);
    }
    lines.push(
      `atalaya_command_seconds_bucket{le="+Inf"} ${this.#times.total}`,
      `atalaya_command_seconds_sum ${this.#times.sumS}`,
      `atalaya_command_seconds_count ${this.#times.total}`,
    );
    for (const { name, help, samples } of gauges) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`);
      for (const { labels, value } of samples) lines.push(`${name}${labelsText(labels)} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
