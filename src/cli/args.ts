import { parseArgs } from 'node:util';
import { AtalayaError } from '../model/errors.ts';
import { nearest } from './nearest.ts';

interface OptionBase {
  /** What it does, for the help. */
  readonly does: string;
  /** One letter, without the dash. */
  readonly short?: string;
}

/** One option of a command. `value` is how its value is called in the help (`DIR`, `N`). */
export type OptionSpec =
  | (OptionBase & { readonly kind: 'flag' })
  | (OptionBase & { readonly kind: 'text'; readonly value: string })
  | (OptionBase & { readonly kind: 'choice'; readonly value: string; readonly choices: readonly string[] })
  | (OptionBase & {
      readonly kind: 'number';
      readonly value: string;
      readonly least?: number;
      readonly most?: number;
      readonly whole?: boolean;
    });

/** Options by their long names, without the dashes. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** What `parseArguments` needs to know of a command. */
export interface Grammar<T extends OptionTable> {
  readonly name: string;
  readonly usage: string;
  readonly operands: readonly [least: number, most: number];
  readonly options: T;
  /** What to do about a slip; absent: look at the command's help. */
  readonly cure?: string;
}

type NamesOf<T extends OptionTable, K extends OptionSpec['kind']> = {
  [N in keyof T]: T[N]['kind'] extends K ? N : never;
}[keyof T] &
  string;

/** A parsed command line. Only options of the table can be asked for, each by the reader of its kind. */
export interface Arguments<T extends OptionTable> {
  readonly operands: readonly string[];
  /** Operand number `index`; one that the grammar demands is always there. */
  operand(index: number): string;
  flag(name: NamesOf<T, 'flag'>): boolean;
  text(name: NamesOf<T, 'text' | 'choice'>): string | undefined;
  /** As `text`, but the option must have been given. */
  demandText(name: NamesOf<T, 'text' | 'choice'>): string;
  number(name: NamesOf<T, 'number'>): number | undefined;
}

/**
 * Parses the words after the command's name.
 * @throws AtalayaError `usage`: unknown option (with the nearest known), value missing or out of range, operands too few or many.
 */
export function parseArguments<T extends OptionTable>(grammar: Grammar<T>, argv: readonly string[]): Arguments<T> {
  const raw = parseRaw(grammar, argv);
  const [least, most] = grammar.operands;
  if (raw.positionals.length < least) throw usageError(grammar, 'Something is missing');
  if (raw.positionals.length > most) throw usageError(grammar, `"${raw.positionals[most]}" is one word too many`);

  const texts = new Map<string, string>();
  const numbers = new Map<string, number>();
  for (const [name, spec] of Object.entries(grammar.options)) {
    const value = raw.values[name];
    if (typeof value !== 'string') continue;
    if (spec.kind === 'number') numbers.set(name, readNumber(grammar, name, spec, value));
    else texts.set(name, readText(grammar, name, spec, value));
  }

  return {
    operands: raw.positionals,
    operand(index) {
      const word = raw.positionals[index];
      if (word === undefined) throw usageError(grammar, 'Something is missing');
      return word;
    },
    flag: (name) => raw.values[name] === true,
    text: (name) => texts.get(name),
    demandText(name) {
      const value = texts.get(name);
      if (value === undefined) throw usageError(grammar, `--${name} is missing`);
      return value;
    },
    number: (name) => numbers.get(name),
  };
}

interface RawArguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

function parseRaw(grammar: Grammar<OptionTable>, argv: readonly string[]): RawArguments {
  const options: Record<string, { type: 'boolean' | 'string'; short?: string }> = {};
  for (const [name, spec] of Object.entries(grammar.options)) {
    const type = spec.kind === 'flag' ? 'boolean' : 'string';
    options[name] = spec.short === undefined ? { type } : { type, short: spec.short };
  }
  const parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: false, tokens: true });
  const values: Record<string, string | boolean | undefined> = {};
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(grammar.options, token.name) ? grammar.options[token.name] : undefined;
    if (spec === undefined) throw unknownOption(grammar, token.rawName);
    if (spec.kind === 'flag') {
      if (token.value !== undefined) throw usageError(grammar, `--${token.name} takes no value`);
      values[token.name] = true;
    } else {
      // A dash is a value of its own (standard input); anything longer that starts with one is the next option.
      if (token.value === undefined || (!token.inlineValue && /^-[^\d.]/.test(token.value))) {
        throw usageError(grammar, `--${token.name} needs a value (${spec.value})`);
      }
      values[token.name] = token.value;
    }
  }
  return { values, positionals: parsed.positionals };
}

function unknownOption(grammar: Grammar<OptionTable>, written: string): AtalayaError {
  const known = Object.keys(grammar.options);
  const near = nearest(written.replace(/^-+/, ''), known);
  const hint = near === undefined ? '' : `; did you mean --${near}?`;
  return usageError(grammar, `There is no option ${written}${hint}`);
}

function readText(
  grammar: Grammar<OptionTable>,
  name: string,
  spec: Extract<OptionSpec, { kind: 'text' | 'choice' | 'flag' }>,
  value: string,
): string {
  if (spec.kind === 'choice' && !spec.choices.includes(value)) {
    throw usageError(grammar, `--${name} is one of ${spec.choices.join(', ')}, not "${value}"`);
  }
  if (value === '') throw usageError(grammar, `--${name} is empty`);
  return value;
}

function readNumber(
  grammar: Grammar<OptionTable>,
  name: string,
  spec: Extract<OptionSpec, { kind: 'number' }>,
  value: string,
): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw usageError(grammar, `--${name} is a number, not "${value}"`);
  if (spec.whole === true && !Number.isSafeInteger(number)) {
    throw usageError(grammar, `--${name} is a whole number, not ${value}`);
  }
  if (spec.least !== undefined && number < spec.least) {
    throw usageError(grammar, `--${name} is at least ${spec.least}, not ${value}`);
  }
  if (spec.most !== undefined && number > spec.most) {
    throw usageError(grammar, `--${name} is at most ${spec.most}, not ${value}`);
  }
  return number;
}

function usageError(grammar: Grammar<OptionTable>, what: string): AtalayaError {
  return new AtalayaError('usage', what, grammar.usage, grammar.cure ?? `See: atalaya ${grammar.name} --help`);
}
