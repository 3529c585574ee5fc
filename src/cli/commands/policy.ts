import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Rule as RuleWithDates } from '../../account/rules/state.ts';
import type { Happened } from '../../model/command.ts';
import { AtalayaError } from '../../model/errors.ts';
import { momentOf, parseDatedRules } from '../../server/policy/dated.ts';
import { type CaseAnswer, type Difference, differenceOf, type Side } from '../../server/policy/diff.ts';
import type { RuleSet } from '../../server/policy/engine.ts';
import { policyFolder, readRuleSet } from '../../server/policy/folder.ts';
import { type OpenCase, parseOpenCases } from '../../server/policy/open-cases.ts';
import { openItemCases, type Standing, standingOf } from '../../server/policy/open-items.ts';
import { allCommands } from '../../server/policy/stages.ts';
import { openDataFolder } from '../../store/folder/data-folder.ts';
import type { Memory } from '../../store/memory/memory.ts';
import { type Arguments, type OptionTable, parseArguments } from '../args.ts';
import type { Command, Io } from '../command.ts';

const options = {
  cases: { kind: 'text', value: 'FILE', does: 'open cases to ask both sides (JSON)' },
  data: { kind: 'text', value: 'DIR', does: 'a data folder: its rules with dates, and its open items as cases' },
  rules: { kind: 'text', value: 'FILE', does: 'rules with dates (JSON), for @now and @DATE and beside policies' },
  reasons: { kind: 'flag', does: 'also list cases whose answer stays but rests on other rules' },
  json: { kind: 'flag', does: 'print one JSON document on standard output' },
} as const satisfies OptionTable;

type Given = Arguments<typeof options>;

const stopEvery = 200;

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AtalayaError('file-not-found', `The file could not be read: ${why}`, path, 'Name a file of JSON');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AtalayaError('format-damaged', `The file is no JSON: ${why}`, path, 'Mend the file');
  }
}

async function* factsOf(memory: Memory): AsyncGenerator<Happened> {
  for await (const { index, entry, content } of memory.browse(0)) {
    const { stream, version, kind, role, state, agency, timeUs } = entry;
    yield { index, stream, version, kind, role, state, agency, timeUs, content: read(content) };
  }
}

function read(
  content:
    | { readonly known: 'yes'; readonly bytes: Uint8Array }
    | { readonly known: 'no'; readonly why: 'no-key' | 'destroyed' },
): Happened['content'] {
  if (content.known === 'no') return { known: false, why: content.why };
  try {
    return { known: true, value: JSON.parse(new TextDecoder().decode(content.bytes)) };
  } catch {
    // What is no JSON fits no schema: the stage takes it as malformed.
    return { known: true, value: undefined };
  }
}

async function standing(args: Given, io: Io): Promise<Standing | undefined> {
  const given = args.text('data');
  if (given === undefined) return undefined;
  const folder = resolve(io.cwd, given);
  const data = await openDataFolder({ folder, now: () => io.now() * 1_000, publishIntervalMs: 'none' });
  try {
    return await standingOf(factsOf(data.memory));
  } finally {
    await data.close();
  }
}

/** The two sides may share a set of policies: each is opened once. */
class Sides {
  readonly #open = new Map<string, RuleSet>();

  async read(word: string, io: Io, dated: readonly RuleWithDates[]): Promise<Side> {
    const nowUs = io.now() * 1_000;
    if (word.startsWith('@')) {
      const atUs = word === '@now' ? nowUs : momentOf(word.slice(1));
      if (atUs === undefined) throw slip(`"${word}" is no moment; write @now or @2026-12-01T00:00Z`);
      return { policies: this.#policies(policyFolder), dated, atUs };
    }
    const path = resolve(io.cwd, word);
    if (!path.endsWith('.json')) return { policies: this.#policies(path), dated, atUs: nowUs };
    const own = parseDatedRules(await readJson(path), word);
    return { policies: this.#policies(policyFolder), dated: own, atUs: nowUs };
  }

  #policies(path: string): RuleSet {
    const set = this.#open.get(path) ?? readRuleSet(path);
    this.#open.set(path, set);
    return set;
  }

  close(): void {
    for (const set of this.#open.values()) set.close();
  }
}

function lineOf({ answer, rules }: CaseAnswer): string {
  const cited = rules.map(({ id, source }) => `${id} (${source})`);
  return cited.length === 0 ? answer : `${answer} by ${cited.join(', ')}`;
}

async function tell(args: Given, io: Io, asked: number, found: readonly Difference[]): Promise<void> {
  const changed = found.filter(({ isAnother }) => isAnother);
  const listed = args.flag('reasons') ? found : changed;
  if (args.flag('json')) {
    const [a, b] = args.operands.slice(1);
    return io.out.json({ a, b, cases: asked, changed: changed.length, differences: listed });
  }
  for (const { name, before, after } of listed) {
    await io.out.line(name);
    await io.out.line(`  before: ${lineOf(before)}`);
    await io.out.line(`  after:  ${lineOf(after)}`);
  }
  await io.out.line(`${asked} cases, ${changed.length} answered otherwise`);
}

async function diff(args: Given, io: Io): Promise<number> {
  const [, a, b] = args.operands;
  if (a === undefined || b === undefined) throw slip('policy diff needs two sets of rules');
  const file = args.text('cases');
  if (file === undefined && args.text('data') === undefined) throw slip('policy diff needs --cases FILE or --data DIR');
  const log = await standing(args, io);
  const rules = args.text('rules');
  const filed = rules === undefined ? [] : parseDatedRules(await readJson(resolve(io.cwd, rules)), rules);
  const dated = [...(log?.rules ?? []), ...filed];
  const cases: OpenCase[] = file === undefined ? [] : [...parseOpenCases(await readJson(resolve(io.cwd, file)), file)];
  if (log !== undefined) cases.push(...openItemCases(log, allCommands, io.now() * 1_000));
  const sides = new Sides();
  const progress = io.progress({ label: 'asking', total: cases.length, unit: 'steps' });
  try {
    const [before, after] = [await sides.read(a, io, dated), await sides.read(b, io, dated)];
    const found: Difference[] = [];
    for (const [i, one] of cases.entries()) {
      if (i % stopEvery === 0) {
        progress.update(i);
        // An interrupt is seen only between turns of the loop.
        await new Promise((done) => setImmediate(done));
        io.signal.throwIfAborted();
      }
      const difference = differenceOf(one, before, after);
      if (difference !== undefined) found.push(difference);
    }
    progress.finish();
    await tell(args, io, cases.length, found);
    return 0;
  } finally {
    progress.finish();
    sides.close();
  }
}

/** Says whether a set of rules is sound, and how much there is of it. */
async function check(args: Given, io: Io): Promise<number> {
  const set = readRuleSet(args.operands[1] === undefined ? policyFolder : resolve(io.cwd, args.operand(1)));
  try {
    const permits = set.rules.filter(({ effect }) => effect === 'permit').length;
    const report = {
      rules: set.rules.length,
      permits,
      forbids: set.rules.length - permits,
      actions: set.schema.actions.size,
    };
    if (args.flag('json')) await io.out.json(report);
    else {
      await io.out.line(
        `${report.rules} rules are sound: ${report.permits} permit, ${report.forbids} forbid, over ${report.actions} acts`,
      );
    }
    return 0;
  } finally {
    set.close();
  }
}

function slip(what: string): AtalayaError {
  return new AtalayaError('usage', what, command.usage, 'See atalaya policy --help');
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArguments({ ...command, options }, argv);
  switch (args.operand(0)) {
    case 'diff':
      return diff(args, io);
    case 'check':
      return check(args, io);
    default:
      throw slip(`There is no "policy ${args.operand(0)}"; there are: check, diff`);
  }
}

export const command: Command = {
  name: 'policy',
  summary: 'check rules, and show which open cases another set of rules would answer otherwise',
  usage: 'atalaya policy check [A] | diff A B [--cases FILE] [--data DIR] [--rules FILE]',
  operands: [1, 3],
  options,
  examples: [
    { line: 'atalaya policy check', does: 'parses and validates the rules of this installation' },
    {
      line: 'atalaya policy diff policies ./proposed --cases cases.json',
      does: 'lists the cases that the proposed policies answer otherwise, with both answers',
    },
    {
      line: 'atalaya policy diff @now @2026-12-01T00:00Z --data ./data',
      does: 'lists what changes on that day by the rules that wait, over the open items of a data folder',
    },
    {
      line: 'atalaya policy diff @now @2026-12-01 --rules rules.json --cases cases.json --json',
      does: 'the same from files, for programs',
    },
  ],
  run,
};
