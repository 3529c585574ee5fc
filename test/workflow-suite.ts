import { describe, expect, it } from 'vitest';
import type { Happened } from '../src/model/command.ts';
import { roles } from '../src/model/office.ts';
import type { StageCommand } from '../src/model/stage-command.ts';
import { Chain, chainCommands, codesOf, type Step } from './chain.ts';

/** The parts of a workflow that a test may take out; see model/workflow.ts. */
interface Taken {
  readonly texts: Readonly<Record<string, { readonly en: object; readonly es: object; readonly source: string }>>;
  readonly moves: Readonly<
    Record<string, { readonly from: readonly string[]; readonly by: readonly string[] | 'anyone' }>
  >;
  readonly duties: readonly { readonly code: string; readonly on: readonly string[] }[];
  readonly conditions: readonly { readonly code: string; readonly on: readonly string[] }[];
}

/** What a workflow should do, written down beside it. */
export interface WorkflowSpec<W extends Taken> {
  readonly workflow: W;
  readonly commandsOf: (workflow: W) => readonly StageCommand[];
  /** Where the state is looked at: any command on the thing, and the step that is then asked. */
  readonly look: Pick<Step, 'name' | 'payload'>;
  /** What comes before the thing exists. */
  readonly before?: readonly Step[];
  /** One right step for every command of the workflow, by its `do`. */
  readonly steps: Readonly<Record<string, Step>>;
  /** From each state: the way there, and where each step leads. What is not listed is refused. */
  readonly states: Readonly<
    Record<string, { readonly by: readonly Step[]; readonly to: Readonly<Record<string, string>> }>
  >;
  /** Steps that a state does not forbid, though something else does in the story that leads to it. */
  readonly forbiddenOtherwise?: Readonly<Record<string, readonly string[]>>;
  /** Offices that may take each step. */
  readonly offices: Readonly<Record<string, readonly string[] | 'anyone'>>;
  /** Steps that make a new thing: there is no other state for them to start from. */
  readonly creates: readonly string[];
  /** Steps that stand even where nothing can be read. */
  readonly evenUnread?: readonly string[];
  /** Changes that no story of commands shows, and a test beside does. */
  readonly shownBeside?: readonly string[];
  /** A story whose last step is refused, with exactly these codes. */
  readonly refused: readonly (readonly [title: string, codes: readonly string[], story: readonly Step[]])[];
}

/** Runs the whole specification; the names of what is not as it says. */
function differences<W extends Taken>(spec: WorkflowSpec<W>, workflow: W): readonly string[] {
  const own = spec.commandsOf(workflow);
  const names = new Set(own.map(({ name }) => name));
  const commands = [...chainCommands.filter(({ name }) => !names.has(name)), ...own];
  const found: string[] = [];
  const expectSame = (what: string, seen: unknown, said: unknown) => {
    if (JSON.stringify(seen) !== JSON.stringify(said))
      found.push(`${what}: ${JSON.stringify(seen)}, not ${JSON.stringify(said)}`);
  };
  const at = (story: readonly Step[]) => {
    const chain = new Chain(commands);
    for (const one of [...(spec.before ?? []), ...story]) chain.must(one);
    return chain;
  };
  const statusOf = (chain: Chain) => chain.resource(spec.look.name, spec.look.payload).attributes['status'];
  for (const [status, { by, to }] of Object.entries(spec.states)) {
    const there = at(by);
    expectSame(`the way to ${status}`, statusOf(there), status);
    for (const [step, right] of Object.entries(spec.steps)) {
      const chain = there.fork();
      const codes = codesOf(chain.act(right));
      const leadsTo = to[step];
      const isOpen = leadsTo !== undefined || spec.forbiddenOtherwise?.[step]?.includes(status) === true;
      expectSame(`${step} from ${status} is refused`, codes.includes('wrong-state'), !isOpen);
      if (leadsTo !== undefined) expectSame(`${step} from ${status}`, [codes, statusOf(chain)], [[], leadsTo]);
    }
  }
  for (const [step, right] of Object.entries(spec.steps)) {
    const from = Object.values(spec.states).find(({ to }) => to[step] !== undefined);
    const there = at(from?.by ?? []);
    for (const role of roles) {
      const codes = codesOf(there.ask({ ...right, as: { ...right.as, role } }));
      const allowed = spec.offices[step] === 'anyone' || spec.offices[step]?.includes(role) === true;
      expectSame(`${step} by ${role} is refused`, codes.includes('wrong-role'), !allowed);
    }
  }
  for (const [title, codes, story] of spec.refused) {
    const chain = at(story.slice(0, -1));
    const last = story.at(-1);
    if (last !== undefined) expectSame(title, codesOf(chain.ask(last)), codes);
  }
  return found;
}

/** The specification must notice every rule, step and office that is taken out or added. */
function* mutants<W extends Taken>({ workflow, states, creates }: WorkflowSpec<W>): Generator<readonly [string, W]> {
  for (const list of ['duties', 'conditions'] as const) {
    for (const rule of workflow[list]) {
      const others = workflow[list].filter((one) => one !== rule);
      yield [`without ${rule.code}`, { ...workflow, [list]: others }];
      for (const step of rule.on.length > 1 ? rule.on : []) {
        const narrower = { ...rule, on: rule.on.filter((one) => one !== step) };
        yield [`${rule.code} not on ${step}`, { ...workflow, [list]: [...others, narrower] }];
      }
    }
  }
  for (const [step, move] of Object.entries(workflow.moves)) {
    const change = (to: object): W => ({ ...workflow, moves: { ...workflow.moves, [step]: { ...move, ...to } } });
    for (const status of creates.includes(step) ? move.from : Object.keys(states)) {
      const from = move.from.includes(status) ? move.from.filter((it) => it !== status) : [...move.from, status];
      yield [`${step} from ${from.join()}`, change({ from })];
    }
    if (move.by !== 'anyone') yield [`${step} by anyone`, change({ by: 'anyone' })];
  }
}

/** What becomes of each step when the last fact of the thing cannot be read. */
function unread<W extends Taken>(spec: WorkflowSpec<W>, spoil: (last: Happened) => Happened): readonly string[] {
  const wrong: string[] = [];
  for (const [status, { by }] of Object.entries(spec.states)) {
    if (by.length === 0) continue;
    for (const [step, right] of Object.entries(spec.steps)) {
      const chain = new Chain();
      for (const one of [...(spec.before ?? []), ...by]) chain.must(one);
      const streams = chain.open(right.name, right.payload).streams;
      const spoilt = chain.facts.findLastIndex(({ stream }) => streams.includes(stream));
      const last = chain.facts[spoilt];
      // A command that makes a new thing does not rest on this one.
      if (last === undefined || !chain.open(spec.look.name, spec.look.payload).streams.includes(last.stream)) continue;
      chain.facts[spoilt] = spoil(last);
      const refused = codesOf(chain.ask(right)).includes('content-unknown');
      if (refused === (spec.evenUnread?.includes(step) === true)) wrong.push(`${step} from ${status}`);
    }
  }
  return wrong;
}

/** One workflow against what is written down of it. */
export function workflowSuite<W extends Taken>(name: string, spec: WorkflowSpec<W>): void {
  describe(name, () => {
    it('moves as it should, and in no other way', () => {
      expect(differences(spec, spec.workflow)).toEqual([]);
      expect(Object.keys(spec.steps).sort()).toEqual(Object.keys(spec.workflow.moves).sort());
      const refused = new Set(spec.refused.flatMap(([, codes]) => codes));
      for (const { code } of [...spec.workflow.duties, ...spec.workflow.conditions]) expect(refused).toContain(code);
    });

    it('has no rule, step or office that could go unnoticed', () => {
      // A specification that fails as it is would seem to notice everything.
      expect(differences(spec, spec.workflow)).toEqual([]);
      const unnoticed = [];
      for (const [what, mutant] of mutants(spec)) {
        let noticed = true;
        try {
          noticed = differences(spec, mutant).length > 0;
        } catch {
          // A story that can no longer be told is noticed too.
        }
        if (!noticed) unnoticed.push(what);
      }
      expect(unnoticed).toEqual(spec.shownBeside ?? []);
    });

    it('says every rule in both languages, with its source', () => {
      for (const [code, { source, en, es }] of Object.entries(spec.workflow.texts)) {
        const texts = [source, ...Object.values(en), ...Object.values(es)];
        expect([code, texts.length, texts.every((it) => typeof it === 'string' && it.trim() !== '')]).toEqual([
          code,
          5,
          true,
        ]);
        expect(es).not.toEqual(en);
      }
    });

    it('refuses what rests on facts it cannot read, unless it stops something', () => {
      const why = { known: false, why: 'destroyed' } as const;
      expect(unread(spec, (last) => ({ ...last, content: why }))).toEqual([]);
      expect(unread(spec, (last) => ({ ...last, content: { known: false, why: 'no-key' } }))).toEqual([]);
      expect(unread(spec, (last) => ({ ...last, kind: 'later.unheard-of' }))).toEqual([]);
      expect(unread(spec, (last) => ({ ...last, content: { known: true, value: { by: 7 } } }))).toEqual([]);
    });
  });
}
