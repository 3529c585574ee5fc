import type { OfficeView, PlayerView, ProblemMore, WhoView } from '../../../src/model/log-views.ts';
import type { ProblemView } from '../../../src/model/views.ts';
import { ask, post, problemOf, ServiceProblem, tell } from './api.ts';
import { createStore, useStore } from './store.ts';

/** What went wrong, with the status that was answered; 0 where nothing was. */
export interface Trouble extends ProblemMore {
  readonly problem: ProblemView;
  readonly status: number;
}

export const troubleOf = (thrown: unknown): Trouble => {
  const none: ProblemMore = { reasons: [], faults: [] };
  const known = thrown instanceof ServiceProblem;
  return { problem: problemOf(thrown), status: known ? thrown.status : 0, ...(known ? thrown.more : none) };
};

export interface Who {
  /** `absent`: this service knows no persons. */
  readonly state: 'unasked' | 'asking' | 'known' | 'absent' | 'failed';
  readonly who: WhoView | null;
  readonly players: readonly PlayerView[];
  /** Counts changes of person or office: what was read for another is read anew. */
  readonly serial: number;
  readonly trouble: Trouble | null;
}

export const who = createStore<Who>({ state: 'unasked', who: null, players: [], serial: 0, trouble: null });

export const useWho = <S>(select: (value: Who) => S): S => useStore(who, select);

/** Asks who is signed in, and in an exercise whom one may be. */
export async function askWho(): Promise<void> {
  who.set({ state: 'asking' });
  try {
    const known = await ask<WhoView>('/api/identity');
    const players = known.signInBy === 'chooser' ? await ask<readonly PlayerView[]>('/api/identity/players') : [];
    who.set(({ serial }) => ({ state: 'known', who: known, players, serial: serial + 1, trouble: null }));
  } catch (thrown) {
    const trouble = troubleOf(thrown);
    who.set({ state: trouble.status === 404 ? 'absent' : 'failed', who: null, trouble });
  }
}

/** Once: the service is asked when a page first needs to know. */
export function needWho(): void {
  if (who.get().state === 'unasked') void askWho();
}

async function changed(work: Promise<unknown>): Promise<void> {
  try {
    await work;
    await askWho();
  } catch (thrown) {
    who.set({ trouble: troubleOf(thrown) });
  }
}

/** In an exercise: acts as a person from now on, in one of their offices. */
export const actAs = (person: string, office: OfficeView): Promise<void> =>
  changed(
    (async () => {
      if (who.get().who?.session?.person !== person) await tell('/api/identity/choose', { person });
      await tell('/api/identity/office', office);
    })(),
  );

export const signOut = (): Promise<void> => changed(tell('/api/identity/sign-out', {}));

/** Goes to the identity provider; it sends people back here. */
export const signIn = (): Promise<void> =>
  changed(
    post<{ readonly location: string }>('/api/identity/sign-in', {}).then(({ location }) => {
      globalThis.location.href = location;
    }),
  );
