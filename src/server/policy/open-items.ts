import { evolvePerson, noPerson, type Person } from '../../account/people/state.ts';
import { evolveRule, noRule, type Rule } from '../../account/rules/state.ts';
import type { Happened } from '../../model/command.ts';
import { isRefusal } from '../../model/refusal.ts';
import type { OpenCommand, StageCommand } from '../../model/stage-command.ts';
import { sha256 } from '../../store/hashing.ts';
import type { OpenCase } from './open-cases.ts';
import { sampleOf } from './sample.ts';

/** What a log holds of people, of rules with dates, and of items. */
export interface Standing {
  readonly people: ReadonlyMap<string, Person>;
  readonly rules: readonly Rule[];
  /** Facts by stream, in the log's order. */
  readonly streams: ReadonlyMap<string, readonly Happened[]>;
}

/** Takes the facts of a log together. Holds all of them: for questions asked now and then, not for the service. */
export async function standingOf(facts: AsyncIterable<Happened>): Promise<Standing> {
  const people = new Map<string, Person>();
  const rules = new Map<string, Rule>();
  const streams = new Map<string, Happened[]>();
  for await (const one of facts) {
    const { stream } = one;
    const id = stream.slice(stream.indexOf('/') + 1);
    if (stream.startsWith('person/')) people.set(id, evolvePerson(people.get(id) ?? noPerson, one));
    if (stream.startsWith('rule/')) rules.set(id, evolveRule(rules.get(id) ?? noRule, one));
    const before = streams.get(stream);
    if (before === undefined) streams.set(stream, [one]);
    else before.push(one);
  }
  return { people, rules: [...rules.values()], streams };
}

/** The command with all that it rests on taken in. */
function loaded(open: OpenCommand, { streams }: Standing): OpenCommand {
  const read = new Set<string>();
  let command = open;
  for (;;) {
    const fresh = command.streams.filter((one) => !read.has(one));
    if (fresh.length === 0) return command;
    for (const one of fresh) read.add(one);
    const facts = [...read].flatMap((one) => streams.get(one) ?? []).sort((a, b) => a.index - b.index);
    command = facts.reduce((it, fact) => it.take(fact), open);
  }
}

const waits = new Set(['wrong-state', 'not-proposed']);

/** What a person holds in one agency: an office held in another gives nothing here. */
function rolesFor(offices: Person['offices'], agency: string): readonly string[] {
  return offices.filter((one) => one.agency === agency).map(({ role }) => role);
}

/** Every step that some item waits for, asked for by everybody who holds an office: the cases that a change of the rules can change. */
export function* openItemCases(
  standing: Standing,
  commands: readonly StageCommand[],
  atUs: number,
): Generator<OpenCase> {
  for (const command of commands) {
    const sample = sampleOf(command.payload);
    if (typeof sample !== 'object' || sample === null) continue;
    for (const stream of standing.streams.keys()) {
      const [type = '', id = ''] = stream.split('/');
      // What a command acts on is named in its payload by the type of its stream.
      if (!Object.hasOwn(sample, type)) continue;
      const opened = command.open({ ...sample, [type]: id });
      if ('faults' in opened) continue;
      const item = loaded(opened, standing);
      for (const [person, { state, offices, compartments }] of standing.people) {
        for (const { role, agency } of offices) {
          const actor = { person, role, state, agency };
          const decided = item.decide({ actor, atUs, commandId: 'asked', newId: () => 'new', sha256 });
          if (isRefusal(decided) && decided.reasons.some(({ code }) => waits.has(code))) continue;
          yield {
            name: `${command.name} on ${stream} by ${role} ${person}`,
            ask: 'act',
            request: {
              principal: { id: person, state, agency, offices: rolesFor(offices, agency), compartments },
              action: command.name,
              resource: item.resource,
              context: { office: role, state, signedInBy: 'oidc', signedInAgoS: 0, exercise: false },
            },
          };
        }
      }
    }
  }
}
