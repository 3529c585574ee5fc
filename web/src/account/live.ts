import type { EnvelopeView, HeadView } from '../../../src/model/log-views.ts';
import { ask } from '../state/api.ts';
import { createStore, useStore } from '../state/store.ts';
import { who } from '../state/who.ts';

interface Live {
  /** `off`: the service tells nothing, or nobody is signed in. */
  readonly state: 'off' | 'live' | 'lost';
  readonly head: HeadView | null;
  readonly last: EnvelopeView | null;
}

export const live = createStore<Live>({ state: 'off', head: null, last: null });
export const useLive = <S>(select: (value: Live) => S): S => useStore(live, select);

const headEveryMs = 10_000;
let source: EventSource | null = null;
let started = false;

async function refreshHead(): Promise<void> {
  const head = await ask<HeadView>('/api/log/head');
  live.set({ head });
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

async function connect(): Promise<void> {
  source?.close();
  source = null;
  live.set({ state: 'off', last: null });
  if (who.get().who?.session == null) return;
  try {
    await refreshHead();
  } catch {
    return;
  }
  const events = new EventSource(`/api/events?from=${live.get().head?.size ?? 0}`);
  source = events;
  events.onopen = () => live.set({ state: 'live' });
  // The browser connects again by itself, from where it was (Last-Event-ID), unless it was refused.
  events.onerror = () => live.set({ state: events.readyState === EventSource.CLOSED ? 'off' : 'lost' });
  events.addEventListener('entry', ({ data }) => {
    const entry = typeof data === 'string' ? entryOf(data) : null;
    if (entry !== null) live.set({ last: entry });
  });
}

/** Follows the log for whoever is signed in, from the first page that needs it on. */
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
