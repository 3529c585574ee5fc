import { useEffect } from 'react';
import { signatoryStream } from '../../../src/agree/signatory/state.ts';
import { noticeRegisterStream } from '../../../src/authorise/notice/state.ts';
import { contactRegisterStream } from '../../../src/authorise/registers/contacts.ts';
import type { Happened } from '../../../src/model/command.ts';
import type { EntriesView } from '../../../src/model/log-views.ts';
import { useLive } from '../account/live.ts';
import { happenedOf } from '../account/reading.ts';
import { ask } from '../state/api.ts';
import { createStore, useStore } from '../state/store.ts';
import { type Trouble, troubleOf, useWho, who } from '../state/who.ts';

/** Where clearances and what they rest on stand, unless somebody put them elsewhere. */
const common = ['operations', 'rules'] as const;
/** Notices and contacts stand in compartments of their own, of each state. */
const isOwn = (compartment: string): boolean => /^(notices|contacts)/.test(compartment);
const compartmentsOf = (held: readonly string[]): readonly string[] => [...common, ...held.filter(isOwn)];
/** More entries than this are not folded in the page. */
const mostEntries = 20_000;

/** The facts of the chain as far as they can be read by who asks, in the order of the log. */
export interface Chain {
  readonly state: 'idle' | 'loading' | 'ready' | 'failed';
  readonly facts: readonly Happened[];
  /** Entries that this rests on: what comes later is read from there. */
  readonly size: number;
  readonly trouble: Trouble | null;
}

const none: Chain = { state: 'idle', facts: [], size: 0, trouble: null };
const chain = createStore<Chain>(none);

async function pagesOf(query: Readonly<Record<string, string>>, from: number, signal: AbortSignal) {
  const facts: Happened[] = [];
  let size = 0;
  for (let next: number | null = from; next !== null && facts.length < mostEntries; ) {
    const asked = new URLSearchParams({ ...query, from: String(next), count: '500', contents: 'true' });
    const page: EntriesView = await ask<EntriesView>(`/api/log/entries?${asked}`, { signal });
    facts.push(...page.entries.map(happenedOf));
    size = page.size;
    next = page.next;
  }
  return { facts, size };
}

/** The facts of one stream, wherever it stands. */
export const readStream = async (stream: string, signal: AbortSignal): Promise<readonly Happened[]> =>
  (await pagesOf({ stream }, 0, signal)).facts;

/** Facts of both lists once, in the order of the log. */
export const merged = (a: readonly Happened[], b: readonly Happened[]): readonly Happened[] =>
  [...new Map([...a, ...b].map((one) => [one.index, one])).values()].sort((one, other) => one.index - other.index);

async function readFrom(from: number, signal: AbortSignal) {
  const held = who.get().who?.session?.compartments ?? [];
  const parts = await Promise.all([
    ...compartmentsOf(held).map((compartment) => pagesOf({ compartment }, from, signal)),
    // Each state's part of these stands in a compartment of its own: that there is more than can be read is told by the envelopes.
    ...[signatoryStream, noticeRegisterStream, contactRegisterStream].map((stream) =>
      pagesOf({ stream }, from, signal),
    ),
  ]);
  return {
    facts: parts.reduce<readonly Happened[]>((all, { facts }) => merged(all, facts), []),
    // What came while it was read is asked for again.
    size: Math.min(...parts.map(({ size }) => size)),
  };
}

let reader: { readonly serial: number; readonly told: number; readonly turn: number } | null = null;
let stop: AbortController | null = null;

/** Reads what is new since it was read last; all of it for another person. */
async function refresh(serial: number, told: number, turn: number): Promise<void> {
  const same = reader?.serial === serial && reader.turn === turn;
  if (same && reader?.told === told) return;
  reader = { serial, told, turn };
  stop?.abort();
  stop = new AbortController();
  const { signal } = stop;
  if (!same) chain.set({ ...none, state: 'loading' });
  const { facts: before, size } = chain.get();
  try {
    const more = await readFrom(size, signal);
    if (signal.aborted) return;
    chain.set({ state: 'ready', facts: merged(before, more.facts), size: more.size, trouble: null });
  } catch (thrown) {
    if (!signal.aborted) chain.set({ state: 'failed', trouble: troubleOf(thrown) });
  }
}

const turns = createStore<{ readonly turn: number }>({ turn: 0 });
/** Reads all of it anew. */
export const readChainAgain = (): void => turns.set(({ turn }) => ({ turn: turn + 1 }));

/** The facts of the chain; read on when one is told of, and anew for another person. */
export function useChain(): Chain {
  const serial = useWho((value) => value.serial);
  const signedIn = useWho((value) => value.who?.session != null);
  const told = useLive(({ last }) => last?.index ?? -1);
  const turn = useStore(turns, (value) => value.turn);
  useEffect(() => {
    if (signedIn) void refresh(serial, told, turn);
  }, [signedIn, serial, told, turn]);
  return useStore(chain, (value) => value);
}
