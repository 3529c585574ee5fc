import { describe, expect, it } from 'vitest';
import { AtalayaError } from '../model/errors.ts';
import { type OptionTable, parseArguments } from './args.ts';

const options = {
  json: { kind: 'flag', short: 'j', does: 'one document' },
  out: { kind: 'text', value: 'DIR', does: 'where to' },
  mode: { kind: 'choice', value: 'MODE', choices: ['fast', 'exact'], does: 'how' },
  seed: { kind: 'number', value: 'N', whole: true, least: 0, most: 100, does: 'which' },
} as const satisfies OptionTable;
const grammar = { name: 'sample', usage: 'atalaya sample FILE', operands: [1, 2], options } as const;

function complaint(argv: readonly string[]): string {
  try {
    parseArguments(grammar, argv);
  } catch (error) {
    if (error instanceof AtalayaError) {
      expect(error.code).toBe('usage');
      return error.message;
    }
    throw error;
  }
  return 'none';
}

describe('parseArguments', () => {
  it('reads options of each kind, before and after the operands', () => {
    const args = parseArguments(grammar, ['-j', 'a.ts', '--out', 'dir', '--mode=exact', '--seed', '7']);
    expect(args.operand(0)).toBe('a.ts');
    expect(args.flag('json')).toBe(true);
    expect(args.text('out')).toBe('dir');
    expect(args.demandText('mode')).toBe('exact');
    expect(args.number('seed')).toBe(7);
  });

  it('leaves what was not given undefined', () => {
    const args = parseArguments(grammar, ['a.ts']);
    expect(args.flag('json')).toBe(false);
    expect(args.text('out')).toBeUndefined();
    expect(args.number('seed')).toBeUndefined();
    expect(() => args.demandText('out')).toThrow('--out is missing');
    expect(() => args.operand(1)).toThrow(AtalayaError);
  });

  it('takes what follows -- as operands, and a lone dash as a value', () => {
    expect(parseArguments(grammar, ['--', '--odd-name.ts']).operands).toEqual(['--odd-name.ts']);
    expect(parseArguments(grammar, ['-', '--out', '-']).text('out')).toBe('-');
  });

  it.each([
    [[], 'Something is missing'],
    [['a', 'b', 'c'], '"c" is one word too many'],
    [['a', '--jsno'], 'There is no option --jsno; did you mean --json?'],
    [['a', '--zzzzzz'], 'There is no option --zzzzzz'],
    [['a', '--toString'], 'There is no option --toString'],
    [['a', '--out'], '--out needs a value (DIR)'],
    [['a', '--out', '--json'], '--out needs a value (DIR)'],
    [['a', '--json=yes'], '--json takes no value'],
    [['a', '--mode', 'slow'], '--mode is one of fast, exact, not "slow"'],
    [['a', '--out', ''], '--out is empty'],
    [['a', '--seed', 'x'], '--seed is a number, not "x"'],
    [['a', '--seed', '1.5'], '--seed is a whole number, not 1.5'],
    [['a', '--seed', '-1'], '--seed is at least 0, not -1'],
    [['a', '--seed', '101'], '--seed is at most 100, not 101'],
  ])('refuses %j', (argv, message) => {
    expect(complaint(argv)).toBe(message);
  });
});
