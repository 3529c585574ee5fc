import type { OptionSpec } from './args.ts';
import type { Command } from './command.ts';

const PURPOSE =
  'Atalaya: recorded airborne video and its metadata, read and placed on the ground with an honest error.';

/** The help of the whole program. */
export function programHelp(commands: readonly Command[]): string {
  return [
    PURPOSE,
    '',
    'Usage: atalaya COMMAND [options]',
    '',
    'Commands:',
    ...columns(commands.map((command) => [command.name, command.summary])),
    '',
    'Examples:',
    ...commands.flatMap((command) => command.examples.slice(0, 1).map((example) => `  ${example.line}`)),
    '',
    'atalaya COMMAND --help tells more of one; atalaya --version names the version.',
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const options = Object.entries({ ...command.options, help: HELP_OPTION });
  return [
    command.summary,
    '',
    `Usage: ${command.usage}`,
    '',
    'Options:',
    ...columns(options.map(([name, spec]) => [optionText(name, spec), spec.does])),
    '',
    'Examples:',
    ...command.examples.flatMap((example) => [`  ${example.line}`, `      ${example.does}`]),
    '',
  ].join('\n');
}

const HELP_OPTION: OptionSpec = { kind: 'flag', short: 'h', does: 'this text' };

function optionText(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  switch (spec.kind) {
    case 'flag':
      return `${short}--${name}`;
    case 'text':
    case 'number':
      return `${short}--${name} ${spec.value}`;
    case 'choice':
      return `${short}--${name} ${spec.choices.join('|')}`;
  }
}

function columns(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
