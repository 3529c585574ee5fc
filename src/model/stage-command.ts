import type { Static, TObject } from 'typebox';
import { Value } from 'typebox/value';
import type { Decision, DecisionContext, Happened } from './command.ts';
import type { Role } from './office.ts';
import type { RuleTable } from './workflow.ts';

/** Schemas of the payloads of a workflow's commands, by the step's name. */
export type Payloads = Readonly<Record<string, TObject>>;

/** Every command of a workflow, told apart by `do`. */
export type CommandOf<T extends Payloads> = {
  [K in keyof T & string]: { readonly do: K } & Readonly<Static<T[K]>>;
}[keyof T & string];

/** What a command acts on, as policies see it. */
export interface Resource {
  readonly type: string;
  /** `new` where the command makes it. */
  readonly id: string;
  /** Its state, and the persons bound to it by what they did. */
  readonly attributes: Readonly<Record<string, string | boolean | readonly string[]>>;
}

export interface PayloadFault {
  /** JSON pointer into the payload. */
  readonly path: string;
  readonly fault: string;
}

/** A command whose payload is right, with what is known so far of what it rests on. */
export interface OpenCommand {
  /** The streams it reads, as far as can be told by now: ask again once these are read, until none is new. */
  readonly streams: readonly string[];
  readonly resource: Resource;
  /** After one more fact. Facts of all its streams are taken together in the log's order. */
  take(happened: Happened): OpenCommand;
  decide(context: DecisionContext): Decision;
}

/** One row of a stage's table: docs/adr/0007-one-door.md. */
export interface StageCommand {
  /** `stage.verb-noun`: the route, the action of the policies. */
  readonly name: string;
  readonly payload: TObject;
  readonly by: readonly Role[] | 'anyone';
  /** Asks for a fresh sign-in: the step signs something. */
  readonly stepUp: boolean;
  readonly resourceType: string;
  /** Every rule it can be refused by, by the code of the reason, in both languages. */
  readonly texts: RuleTable<string>;
  open(payload: unknown): OpenCommand | { readonly faults: readonly PayloadFault[] };
}

/** The commands of one workflow, and the state they are decided on. */
export interface CommandTable<T extends Payloads, State> {
  readonly payloads: T;
  readonly rows: Readonly<Record<keyof T & string, { readonly name: string; readonly stepUp: boolean }>>;
  readonly moves: Readonly<Record<keyof T & string, { readonly by: readonly Role[] | 'anyone' }>>;
  readonly texts: RuleTable<string>;
  readonly resourceType: string;
  readonly initial: State;
  /** The command says which of several streams of one kind is its own. */
  readonly evolve: (state: State, happened: Happened, command: CommandOf<T>) => State;
  readonly streams: (command: CommandOf<T>, state: State) => readonly string[];
  readonly resource: (command: CommandOf<T>, state: State) => Omit<Resource, 'type'>;
  readonly decide: (state: State, command: CommandOf<T>, context: DecisionContext) => Decision;
}

function opened<T extends Payloads, State>(
  table: CommandTable<T, State>,
  command: CommandOf<T>,
  state: State,
): OpenCommand {
  return {
    get streams() {
      return table.streams(command, state);
    },
    get resource() {
      return { type: table.resourceType, ...table.resource(command, state) };
    },
    take: (happened) => opened(table, command, table.evolve(state, happened, command)),
    decide: (context) => table.decide(state, command, context),
  };
}

/** The rows of a table, each for whatever payload comes. */
export function stageCommands<T extends Payloads, State>(table: CommandTable<T, State>): readonly StageCommand[] {
  return Object.entries<TObject>(table.payloads).map(([step, payload]) => {
    // cast: the steps are the keys of this very table
    const key = step as keyof T & string;
    return {
      ...table.rows[key],
      payload,
      by: table.moves[key].by,
      resourceType: table.resourceType,
      texts: table.texts,
      open: (value) => {
        if (!Value.Check(payload, value)) {
          return { faults: Value.Errors(payload, value).map((it) => ({ path: it.instancePath, fault: it.message })) };
        }
        // cast: the payload was checked against the schema of its own step
        const command = { ...value, do: key } as unknown as CommandOf<T>;
        return opened(table, command, table.initial);
      },
    };
  });
}
