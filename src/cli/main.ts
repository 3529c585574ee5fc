import { readFileSync } from 'node:fs';
import process from 'node:process';
import { AtalayaError } from '../model/errors.ts';
import type { Command, Io } from './command.ts';
import { commandHelp, programHelp } from './help.ts';
import { nearest } from './nearest.ts';
import { createOutput, OutputClosed } from './output.ts';
import { createProgress } from './progress.ts';
import { registry as ownCommands, type Registry } from './registry.ts';
import { toAtalayaError } from './trouble.ts';

const EXIT_INTERRUPTED = 130;
/** How long a command may take to end in good order after an interrupt. */
const GRACE_MS = 3000;

/**
 * The atalaya command: runs what `argv` (the words after the program's name) asks for and sets the exit code. `more` are commands of the
 * composition root, which this folder may not import.
 */
export async function main(argv: readonly string[], more: Registry = {}): Promise<void> {
  const interrupt = new AbortController();
  const stop = (): void => {
    if (interrupt.signal.aborted) process.exit(EXIT_INTERRUPTED);
    interrupt.abort();
    setTimeout(() => process.exit(EXIT_INTERRUPTED), GRACE_MS).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // A reader of our messages that has gone away is no reason to stop working.
  process.stderr.on('error', () => {});

  process.exitCode = await dispatch(argv, processIo(interrupt.signal), { ...more, ...ownCommands });
  process.off('SIGINT', stop);
  process.off('SIGTERM', stop);
}

/** Finds the command, runs it, and turns whatever goes wrong into one line and an exit code. */
export async function dispatch(argv: readonly string[], io: Io, registry: Registry = ownCommands): Promise<number> {
  const [name, ...rest] = argv;
  const prefix = name !== undefined && Object.hasOwn(registry, name) ? `atalaya ${name}` : 'atalaya';
  try {
    const code = await runCommand(name, rest, io, registry);
    await io.out.flush();
    return code;
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    if (io.signal.aborted) return EXIT_INTERRUPTED;
    const trouble = toAtalayaError(error);
    io.say(`${prefix}: ${trouble.toLine()}`);
    if (io.env['ATALAYA_DEBUG'] !== undefined && error instanceof Error) io.say(error.stack ?? String(error));
    // What was made before the trouble is still worth having.
    await io.out.flush().catch(() => undefined);
    return trouble.exitCode;
  }
}

async function runCommand(
  name: string | undefined,
  rest: readonly string[],
  io: Io,
  registry: Registry,
): Promise<number> {
  switch (name) {
    case undefined:
      throw new AtalayaError('usage', 'No command was given', 'atalaya COMMAND', 'See: atalaya --help');
    case 'help':
    case '--help':
    case '-h': {
      const about = rest[0];
      await io.out.write(
        about === undefined
          ? programHelp(await allCommands(registry))
          : commandHelp(await loadCommand(about, registry)),
      );
      return 0;
    }
    case '--version':
    case '-V':
      await io.out.line(`atalaya ${ownVersion()}`);
      return 0;
    default: {
      const command = await loadCommand(name, registry);
      if (asksForHelp(rest)) {
        await io.out.write(commandHelp(command));
        return 0;
      }
      return command.run(rest, io);
    }
  }
}

/** True where `--help` or `-h` stands among the options (what follows `--` is no option). */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

async function loadCommand(name: string, registry: Registry): Promise<Command> {
  const load = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (load === undefined) {
    const near = nearest(name, Object.keys(registry));
    const hint = near === undefined ? '' : `Did you mean "${near}"? `;
    throw new AtalayaError('usage', `There is no command "${name}"`, 'atalaya COMMAND', `${hint}See: atalaya --help`);
  }
  return (await load()).command;
}

async function allCommands(registry: Registry): Promise<Command[]> {
  return Promise.all(Object.keys(registry).map((name) => loadCommand(name, registry)));
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  return 'of unknown version';
}

function processIo(signal: AbortSignal): Io {
  const display = {
    write: (text: string): void => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    elapsedMs: () => performance.now(),
  };
  return {
    out: createOutput(process.stdout),
    // A bar may stand on the terminal's line: the message takes its place, and the bar is drawn anew below.
    say: (line) => display.write(display.isTerminal ? `\r\u001b[K${line}\n` : `${line}\n`),
    progress: (task) => createProgress(task, display),
    signal,
    cwd: process.cwd(),
    env: process.env,
    now: () => Date.now(),
  };
}
