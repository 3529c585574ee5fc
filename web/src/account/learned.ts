import type { ContentView, EnvelopeView } from '../../../src/model/log-views.ts';
import { createStore, useStore } from '../state/store.ts';

/** How an entry's body stands to who looks: as its envelope says it, or, once it was opened, as that went. */
export type BodyWord =
  | 'sealed'
  | 'in-blob'
  | 'open'
  | 'readable'
  | 'no-key'
  | 'destroyed'
  | 'not-permitted'
  | 'not-json';

interface Learned {
  readonly of: ReadonlyMap<number, ContentView>;
}
const learned = createStore<Learned>({ of: new Map() });

/** Entries of which it is remembered; the list asks for no contents, since each opening is logged. */
const most = 1_000;

export function learn(index: number, content: ContentView): void {
  learned.set(({ of }) => {
    const next = new Map(of).set(index, content);
    const [oldest] = next.keys();
    if (next.size > most && oldest !== undefined) next.delete(oldest);
    return { of: next };
  });
}

export const forgetLearned = (): void => learned.set({ of: new Map() });

export const useLearned = (index: number): ContentView | null => useStore(learned, ({ of }) => of.get(index) ?? null);

/** `mine`: the compartments of who looks; null where that is not known. */
export function bodyWord(entry: EnvelopeView, content: ContentView | null, mine: readonly string[] | null): BodyWord {
  if (entry.body === 'open') return 'open';
  if (content !== null) return content.known ? 'readable' : content.why;
  if (mine === null) return entry.body;
  return mine.includes(entry.compartment) ? 'readable' : 'not-permitted';
}
