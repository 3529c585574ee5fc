import { useEffect, useState } from 'react';
import type { Happened } from '../../../src/model/command.ts';
import type { EntriesView, EntryView } from '../../../src/model/log-views.ts';
import { ask } from '../state/api.ts';
import { type Trouble, troubleOf, useWho } from '../state/who.ts';
import { useLive } from './live.ts';

/** More entries than this are not folded in the page. */
const mostEntries = 20_000;

/** An entry as the stages' functions take it. What is not permitted is, for who asks, without a key. */
export function happenedOf(entry: EntryView): Happened {
  const { index, stream, version, kind, role, state, agency, timeUs, content } = entry;
  const why = content?.known === false && content.why === 'destroyed' ? 'destroyed' : 'no-key';
  const read: Happened['content'] =
    content?.known === true ? { known: true, value: content.value } : { known: false, why };
  return { index, stream, version, kind, role, state, agency, timeUs, content: read };
}

/** Facts by their streams, each in its order; of one prefix (`person/`). */
export function byStream(facts: readonly Happened[], prefix: string): ReadonlyMap<string, readonly Happened[]> {
  const streams = new Map<string, Happened[]>();
  for (const fact of facts) {
    if (!fact.stream.startsWith(prefix)) continue;
    const id = fact.stream.slice(prefix.length);
    const stream = streams.get(id);
    if (stream === undefined) streams.set(id, [fact]);
    else stream.push(fact);
  }
  return streams;
}

export type Reading =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly facts: readonly Happened[] }
  | { readonly state: 'failed'; readonly trouble: Trouble };

async function readAll(compartment: string, signal: AbortSignal): Promise<readonly Happened[]> {
  const facts: Happened[] = [];
  for (let from: number | null = 0; from !== null && facts.length < mostEntries; ) {
    const query = new URLSearchParams({ compartment, from: String(from), count: '500', contents: 'true' });
    const page: EntriesView = await ask<EntriesView>(`/api/log/entries?${query}`, { signal });
    facts.push(...page.entries.map(happenedOf));
    from = page.next;
  }
  return facts;
}

/** The facts of a compartment, with their contents; read anew for another person, when one is added, and at `again`. */
export function useReading(compartment: string): Reading & { readonly again: () => void } {
  const serial = useWho((value) => value.serial);
  const told = useLive(({ last }) => (last?.compartment === compartment ? last.index : -1));
  const [turn, setTurn] = useState(0);
  const [reading, setReading] = useState<Reading>({ state: 'loading' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: who asks, and what was told, make it be read anew
  useEffect(() => {
    const stop = new AbortController();
    readAll(compartment, stop.signal).then(
      (facts) => !stop.signal.aborted && setReading({ state: 'ready', facts }),
      (thrown: unknown) => !stop.signal.aborted && setReading({ state: 'failed', trouble: troubleOf(thrown) }),
    );
    return () => stop.abort();
  }, [compartment, serial, told, turn]);
  return { ...reading, again: () => setTurn((value) => value + 1) };
}
