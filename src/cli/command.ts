import type { OptionTable } from './args.ts';
import type { Output } from './output.ts';
import type { Progress, ProgressTask } from './progress.ts';

/** What a command is handed of the world: it reads no global of its own. */
export interface Io {
  /** Standard output: data only, so that it can be piped. */
  readonly out: Output;
  /** One line to a person, on standard error. */
  say(line: string): void;
  /** A progress bar on standard error; periodic lines where that is no terminal. */
  progress(task: ProgressTask): Progress;
  /** Aborted by the first interrupt; a command that holds files or servers open ends in good order on it. */
  readonly signal: AbortSignal;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Wall clock, milliseconds since 1970 (UTC). */
  now(): number;
}

/** A command line to copy, and what it does. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

/** One command of `atalaya`, in a file of its own under commands/, listed in registry.ts. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** The command line in short: `atalaya klv FILE [--strict]`. */
  readonly usage: string;
  /** How many operands (words that are no options) it takes, least and most. */
  readonly operands: readonly [least: number, most: number];
  readonly options: OptionTable;
  readonly examples: readonly Example[];
  /**
   * Does the work and gives the exit code (0 where all went well).
   * @throws AtalayaError for what a person can mend; it becomes one line on standard error and its exit code.
   */
  run(argv: readonly string[], io: Io): Promise<number>;
}
