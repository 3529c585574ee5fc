import type { EnvelopeView, HeadView, LogKeysView } from '../../../src/model/log-views.ts';
import { ask } from '../state/api.ts';
import { createStore, useStore } from '../state/store.ts';
import { askWho, who } from '../state/who.ts';

interface Live {
  /** `off`: nobody is signed in, or the service refuses to tell. */
  readonly state: 'off' | 'connecting' | 'live' | 'lost';
  readonly head: HeadView | null;
  readonly last: EnvelopeView | null;
  /** State of each witness, by the name of its key. */
  readonly states: ReadonlyMap<string, string>;
}

export const live = createStore<Live>({ state: 'off', head: null, last: null, states: new Map() });
export const useLive = <S>(select: (value: Live) => S): S => useStore(live, select);

const headEveryMs = 10_000;
/** What was appended is published and cosigned a moment later. */
const publishedAfterMs = 1_200;
const againAfterMs = 5_000;
let source: EventSource | null = null;
let started = false;
let due: ReturnType<typeof setTimeout> | null = null;
/** Counts connections: what an earlier one answers late is not heard. */
let turn = 0;

async function refreshHead(): Promise<void> {
  const head = await ask<HeadView>('/api/log/head');
  live.set({ head });
}

function headSoon(): void {
  if (due !== null) return;
  due = setTimeout(() => {
    due = null;
    refreshHead().catch(() => undefined);
  }, publishedAfterMs);
}

function entryOf(data: string): EnvelopeView | null {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null || !('index' in value)) return null;
    // cast: the service makes these events from the type of src/model/log-views.ts, and is served with this page
    return value as EnvelopeView;
  } catch {
    return null;
  }
}

/** Names of keys are what stands before their first plus (C2SP signed-note). */
async function askStates(): Promise<void> {
  const { witnesses } = await ask<LogKeysView>('/api/log/keys');
  live.set({ states: new Map(witnesses.map(({ state, key }) => [key.slice(0, key.indexOf('+')), state])) });
}

function takeEntry(entry: EnvelopeView): void {
  live.set({ last: entry });
  headSoon();
}

/** The connection was refused or ended for good: perhaps the session has. */
function closed(mine: number): void {
  live.set({ state: 'lost' });
  setTimeout(() => {
    if (mine !== turn) return;
    const { serial } = who.get();
    void askWho().then(() => {
      if (mine === turn && who.get().serial === serial) void connect();
    });
  }, againAfterMs);
}

async function connect(): Promise<void> {
  const mine = ++turn;
  source?.close();
  source = null;
  const signedIn = who.get().who?.session != null;
  live.set({ state: signedIn ? 'connecting' : 'off', last: null, ...(signedIn ? {} : { head: null }) });
  if (!signedIn) return;
  askStates().catch(() => undefined);
  try {
    await refreshHead();
  } catch {
    if (mine === turn) live.set({ state: 'off', head: null });
    return;
  }
  if (mine !== turn) return;
  const events = new EventSource(`/api/events?from=${live.get().head?.size ?? 0}`);
  source = events;
  events.onopen = () => live.set({ state: 'live' });
  // The browser connects again by itself, from where it was (Last-Event-ID), unless it was refused.
  events.onerror = () => {
    if (events.readyState !== EventSource.CLOSED) live.set({ state: 'lost' });
    else if (source === events) closed(mine);
  };
  events.addEventListener('entry', ({ data }) => {
    const entry = typeof data === 'string' ? entryOf(data) : null;
    if (entry !== null) takeEntry(entry);
  });
}

/** Follows the log for whoever is signed in, from the page's start on. */
export function needLive(): void {
  if (started) return;
  started = true;
  let serial = -1;
  const follow = (): void => {
    const now = who.get();
    if (now.state !== 'known' || now.serial === serial) return;
    serial = now.serial;
    void connect();
  };
  who.subscribe(follow);
  follow();
  setInterval(() => {
    if (source !== null && live.get().state === 'live') refreshHead().catch(() => undefined);
  }, headEveryMs);
}

/** Entries of the log, as far as this page has heard. */
export const logSize = ({ head, last }: Live): number => Math.max(head?.size ?? 0, last === null ? 0 : last.index + 1);
