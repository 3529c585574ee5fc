import { randomUUID } from 'node:crypto';
import type { Actor } from '../../account/entry-types.ts';
import { decide, type RetentionCommand, type RetentionRefusal } from '../../account/retention/decide.ts';
import { clockKinds, clockStream, kindOf, parseFact } from '../../account/retention/entries.ts';
import type { RetentionPolicy } from '../../account/retention/policy.ts';
import { evolve, type ItemClock, type RetentionFact } from '../../account/retention/state.ts';
import { AtalayaError } from '../../model/errors.ts';
import { isRefusal } from '../../model/refusal.ts';
import type { Filter } from '../log/log.ts';
import type { Memory, Remembered } from '../memory/memory.ts';

/** What a reader of clocks needs: the entries, opened as far as its keyring reaches. */
interface Browse {
  browse(fromIndex: number, filter: Filter): AsyncIterable<Remembered>;
}

/** Every item's clock that can be read, folded from the log. `unreadable` counts entries whose content is not known here. */
export async function readClocks(
  memory: Browse,
): Promise<{ readonly clocks: readonly ItemClock[]; readonly unreadable: number }> {
  const facts: { readonly index: number; readonly fact: RetentionFact }[] = [];
  let unreadable = 0;
  for (const kind of clockKinds) {
    for await (const one of memory.browse(0, { kind })) {
      const fact = factOf(one);
      if (fact === undefined) unreadable++;
      else facts.push({ index: one.index, fact });
    }
  }
  const clocks = new Map<string, ItemClock>();
  for (const { fact } of facts.sort((a, b) => a.index - b.index)) {
    const clock = evolve(clocks.get(fact.item), fact);
    if (clock !== undefined) clocks.set(fact.item, clock);
  }
  return { clocks: [...clocks.values()], unreadable };
}

function factOf({ content, entry }: Remembered): RetentionFact | undefined {
  if (content.known === 'no') return undefined;
  const fact = parseFact(JSON.parse(new TextDecoder().decode(content.bytes)));
  if (fact !== undefined && kindOf(fact) === entry.kind) return fact;
  throw new AtalayaError('log-damaged', 'An entry of a clock is none', entry.stream, 'Run atalaya verify');
}

export interface RetentionOrder {
  readonly memory: Memory;
  readonly policies: readonly RetentionPolicy[];
  readonly actor: Actor;
  readonly atUs: number;
  /** The command's id; the same one again changes nothing. */
  readonly commandId?: string;
}

/** What became of an order: its facts stand in the log, or the reasons why nothing was done. */
export type Ordered = RetentionRefusal | { readonly clock: ItemClock };

/**
 * Carries out one command about an item's clock: decides upon its state, remembers the facts, and where they order a deletion, deletes. An item that
 * is deleted is deleted by the item's name as its facts bear it.
 */
export async function orderRetention(order: RetentionOrder, command: RetentionCommand): Promise<Ordered> {
  const { memory, policies, actor, atUs } = order;
  const stream = clockStream(command.item);
  let clock: ItemClock | undefined;
  let version = 0;
  for await (const one of memory.recall(stream)) {
    version = one.entry.version;
    const fact = factOf(one);
    if (fact !== undefined) clock = evolve(clock, fact);
  }
  const decided = decide(clock, command, atUs, policies);
  if (isRefusal(decided)) return decided;
  const commandId = order.commandId ?? randomUUID();
  for (const fact of decided) clock = evolve(clock, fact);
  if (clock === undefined) throw new AtalayaError('internal', 'A decision left no clock', stream, 'Report this');
  const { compartment } = clock;
  const facts = decided.map((fact) => {
    const content = new TextEncoder().encode(JSON.stringify(fact));
    return { stream, kind: kindOf(fact), compartment, item: stream, content };
  });
  const result = await memory.remember({
    commandId,
    timeUs: atUs,
    actor,
    expected: new Map([[stream, version]]),
    facts,
  });
  if (result.outcome === 'conflict') {
    throw new AtalayaError(
      'not-ready',
      'Somebody else changed this clock meanwhile',
      stream,
      'Look at it again, then repeat the command',
    );
  }
  const deletion = decided.find((fact) => fact.kind === 'deletion-ordered');
  if (deletion !== undefined) {
    await memory.forget(
      { commandId: `${commandId}/forget`, timeUs: atUs, actor },
      compartment,
      command.item,
      deletion.authority,
    );
  }
  return { clock };
}
