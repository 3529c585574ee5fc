import { accountCommands } from '../src/account/commands.ts';
import { agreeCommands } from '../src/agree/commands.ts';
import { authoriseCommands } from '../src/authorise/commands.ts';
import { findCommands } from '../src/find/commands.ts';
import { flyCommands } from '../src/fly/commands.ts';
import type { ActingPerson, DecidedFact, Decision, Happened } from '../src/model/command.ts';
import { isRefusal } from '../src/model/refusal.ts';
import type { OpenCommand, Resource, StageCommand } from '../src/model/stage-command.ts';
import { releaseCommands } from '../src/release/commands.ts';
import { reviewCommands } from '../src/review/commands.ts';
import { sha256 } from '../src/store/hashing.ts';

export const chainCommands: readonly StageCommand[] = [
  ...agreeCommands,
  ...authoriseCommands,
  ...flyCommands,
  ...findCommands,
  ...reviewCommands,
  ...releaseCommands,
  ...accountCommands,
];

/** One command of a story. */
export interface Step {
  readonly as: ActingPerson;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly atUs?: number;
}

/** 2026-11-23T00:00:00Z. */
export const noonUs = 1_795_392_000_000_000;

export const officer = (person: string, role: string, state = 'USA', agency = 'ARMADA'): ActingPerson => ({
  person,
  role,
  state,
  agency,
});

export const step = (as: ActingPerson, name: string, payload: Step['payload'] = {}, atUs = noonUs): Step => ({
  as,
  name,
  payload,
  atUs,
});

/** The door without its locks: facts in memory, streams read as the rows say, ids `i1`, `i2`... as they are given out. */
export class Chain {
  readonly facts: Happened[] = [];
  readonly #commands: ReadonlyMap<string, StageCommand>;
  #ids = 0;

  constructor(commands: readonly StageCommand[] = chainCommands) {
    this.#commands = new Map(commands.map((command) => [command.name, command]));
  }

  /** The same story so far, to be carried on apart. */
  fork(): Chain {
    const other = new Chain([...this.#commands.values()]);
    other.facts.push(...this.facts);
    other.#ids = this.#ids;
    return other;
  }

  open(name: string, payload: unknown): OpenCommand {
    const command = this.#commands.get(name);
    if (command === undefined) throw new RangeError(`no command ${name}`);
    const open = command.open(payload);
    if ('faults' in open) throw new RangeError(`${name}: ${JSON.stringify(open.faults)}`);
    let read = open;
    for (let known = -1; read.streams.length > known; ) {
      const streams = new Set(read.streams);
      known = read.streams.length;
      read = open;
      for (const fact of this.facts) if (streams.has(fact.stream)) read = read.take(fact);
    }
    return read;
  }

  resource(name: string, payload: unknown): Resource {
    return this.open(name, payload).resource;
  }

  /** What would become of a step; nothing is remembered. */
  ask({ as: actor, name, payload, atUs = noonUs }: Step): Decision {
    let ids = this.#ids;
    const newId = () => `i${++ids}`;
    return this.open(name, payload).decide({ actor, atUs, commandId: name, newId, sha256 });
  }

  act(it: Step): Decision {
    const decision = this.ask(it);
    if (isRefusal(decision)) return decision;
    for (const fact of decision) this.append(fact, it);
    return decision;
  }

  /** A step of a story that must be taken. */
  must(it: Step): void {
    const decision = this.act(it);
    if (isRefusal(decision)) throw new Error(`${it.name}: ${JSON.stringify(decision.reasons)}`);
  }

  append({ stream, kind, content }: DecidedFact, { as, atUs = noonUs }: Pick<Step, 'as' | 'atUs'>): void {
    const version = this.facts.filter((it) => it.stream === stream).length + 1;
    if (version === 1 && stream.endsWith(`/i${this.#ids + 1}`)) this.#ids++;
    const { role, state, agency } = as;
    // As it comes back from the log: JSON, not the same object.
    const value: unknown = JSON.parse(JSON.stringify(content));
    const index = this.facts.length;
    this.facts.push({
      index,
      stream,
      version,
      kind,
      role,
      state,
      agency,
      timeUs: atUs,
      content: { known: true, value },
    });
  }
}

export const codesOf = (decision: Decision): readonly string[] =>
  isRefusal(decision) ? decision.reasons.map(({ code }) => code) : [];
