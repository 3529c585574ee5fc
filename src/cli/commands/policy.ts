import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Rule as RuleWithDates } from '../../account/rules/state.ts';
import type { Happened } from '../../model/command.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { CaseView } from '../../model/log-views.ts';
import { momentOf, parseDatedRules } from '../../server/policy/dated.ts';
import { datedCases, type HeldItem, heldItem, namesRule, sideOf, sidesOf } from '../../server/policy/dated-cases.ts';
import { type CaseAnswer, type Difference, differencesOf, type Side } from '../../server/policy/diff.ts';
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
  data: {
    kind: 'text',
    value: 'DIR',
    does: 'a data folder: its rules with dates, and its open and held items as cases',
  },
  rules: { kind: 'text', value: 'FILE', does: 'rules with dates (JSON), for @now and @DATE and beside policies' },
  reasons: { kind: 'flag', does: 'also list cases whose answer stays but rests on other rules' },
  json: { kind: 'flag', does: 'print one JSON document on standard output' },
} as const satisfies OptionTable;

type Given = Arguments<typeof options>;

const twoNeeded = 'policy diff needs two sets of rules, or a rule that waits';

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

/** A file or folder of the word is meant first; else a rule of that id. */
const isDated = (word: string, io: Io, dated: readonly RuleWithDates[]): boolean =>
  word.startsWith('@') || (!existsSync(resolve(io.cwd, word)) && namesRule(word, dated));

/** The two sides may share a set of policies: each is opened once. */
class Sides {
  readonly #open = new Map<string, RuleSet>();

  async both(
    [a, b]: readonly [string | undefined, string],
    io: Io,
    dated: readonly RuleWithDates[],
  ): Promise<{ readonly before: Side; readonly after: Side }> {
    const nowUs = io.now() * 1_000;
    for (const word of [a ?? b, b]) {
      if (word.startsWith('@') && word !== '@now' && momentOf(word.slice(1)) === undefined)
        throw slip(`"${word}" is no moment; write @now or @2026-12-01T00:00Z`);
    }
    if (a !== undefined) return { before: await this.#side(a, io, dated), after: await this.#side(b, io, dated) };
    if (!isDated(b, io, dated)) throw slip(twoNeeded);
    const { before, after } = sidesOf(undefined, b, dated, nowUs);
    const policies = this.#policies(policyFolder);
    return { before: { ...before, policies }, after: { ...after, policies } };
  }

  async #side(word: string, io: Io, dated: readonly RuleWithDates[]): Promise<Side> {
    const nowUs = io.now() * 1_000;
    if (isDated(word, io, dated))
      return { ...sideOf(word, dated, nowUs, word), policies: this.#policies(policyFolder) };
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

/** A case, and what it is about where rules with dates answer it. */
interface AskedCase {
  readonly open: OpenCase;
  readonly about?: CaseView;
}

/** What is held of a data folder, and how many items cannot be asked about, as their clocks cannot be read. */
function itemsOf({ streams }: Standing): { readonly items: readonly HeldItem[]; readonly closed: number } {
  const found = [...streams].filter(([stream]) => stream.startsWith('retention/')).map(([, facts]) => heldItem(facts));
  const items = found.filter((one) => one !== undefined && one !== 'closed');
  return { items, closed: found.filter((one) => one === 'closed').length };
}

function lineOf({ answer, rules }: CaseAnswer): string {
  const cited = rules.map(({ id, source }) => `${id} (${source})`);
  return cited.length === 0 ? answer : `${answer} by ${cited.join(', ')}`;
}

interface Told {
  readonly asked: number;
  readonly closed: number;
  readonly found: readonly (Difference & Pick<AskedCase, 'about'>)[];
}

async function tell(args: Given, io: Io, { asked, closed, found }: Told): Promise<void> {
  const changed = found.filter(({ isAnother }) => isAnother);
  const listed = args.flag('reasons') ? found : changed;
  if (args.flag('json')) {
    const [first, second] = args.operands.slice(1);
    const [a, b] = second === undefined ? [null, first] : [first, second];
    return io.out.json({ a, b, cases: asked, closed, changed: changed.length, differences: listed });
  }
  for (const { name, before, after } of listed) {
    await io.out.line(name);
    await io.out.line(`  before: ${lineOf(before)}`);
    await io.out.line(`  after:  ${lineOf(after)}`);
  }
  if (closed > 0) await io.out.line(`${closed} items were not asked about: their clocks cannot be read`);
  await io.out.line(`${asked} cases, ${changed.length} answered otherwise`);
}

async function diff(args: Given, io: Io): Promise<number> {
  const [, first, second] = args.operands;
  if (first === undefined || (second === undefined && first.startsWith('@'))) throw slip(twoNeeded);
  const words = second === undefined ? ([undefined, first] as const) : ([first, second] as const);
  const file = args.text('cases');
  if (file === undefined && args.text('data') === undefined) throw slip('policy diff needs --cases FILE or --data DIR');
  const log = await standing(args, io);
  const rules = args.text('rules');
  const filed = rules === undefined ? [] : parseDatedRules(await readJson(resolve(io.cwd, rules)), rules);
  const sides = new Sides();
  try {
    const { before, after } = await sides.both(words, io, [...(log?.rules ?? []), ...filed]);
    const given = file === undefined ? [] : parseOpenCases(await readJson(resolve(io.cwd, file)), file);
    const cases: AskedCase[] = given.map((open) => ({ open }));
    let closed = 0;
    if (log !== undefined) {
      for (const open of openItemCases(log, allCommands, io.now() * 1_000)) cases.push({ open });
      const held = itemsOf(log);
      closed = held.closed;
      // Either side may have rules of its own.
      cases.push(...datedCases([...before.dated, ...after.dated], held.items, after.atUs));
    }
    await tell(args, io, { asked: cases.length, closed, found: await ask(cases, before, after, io) });
    return 0;
  } finally {
    sides.close();
  }
}

async function ask(cases: readonly AskedCase[], before: Side, after: Side, io: Io): Promise<Told['found']> {
  const progress = io.progress({ label: 'asking', total: cases.length, unit: 'steps' });
  const turn = async (asked: number): Promise<void> => {
    progress.update(asked);
    // An interrupt is seen only between turns of the loop.
    await new Promise((done) => setImmediate(done));
    io.signal.throwIfAborted();
  };
  try {
    const found: (Difference & Pick<AskedCase, 'about'>)[] = [];
    for await (const { asked, ...difference } of differencesOf(cases, before, after, turn)) {
      found.push(asked.about === undefined ? difference : { ...difference, about: asked.about });
    }
    return found;
  } finally {
    progress.finish();
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
  usage: 'atalaya policy check [A] | diff [A] B [--cases FILE] [--data DIR] [--rules FILE]',
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
      line: 'atalaya policy diff designated-groups~2 --data ./data',
      does: 'lists what a version of a rule that waits would change if it were adopted',
    },
    {
      line: 'atalaya policy diff @now @2026-12-01 --rules rules.json --cases cases.json --json',
      does: 'the same from files, for programs',
    },
  ],
  run,
};
