import type { OfficeView, PlayerView, ProblemMore, WhoView } from '../../../src/model/log-views.ts';
import type { ProblemView } from '../../../src/model/views.ts';
import { ask, post, problemOf, remove, ServiceProblem, tell } from './api.ts';
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
  /** `absent`: this service knows no persons, and keeps no log. */
  readonly state: 'unasked' | 'asking' | 'known' | 'absent' | 'failed';
  readonly who: WhoView | null;
  readonly players: readonly PlayerView[];
  /** When `who` was answered, on the clock of this machine: what it says of seconds counts from here. */
  readonly answeredAtMs: number;
  /** Counts changes of person, office or what they hold: what was read for another is read anew. */
  readonly serial: number;
  readonly trouble: Trouble | null;
}

export const who = createStore<Who>({
  state: 'unasked',
  who: null,
  players: [],
  answeredAtMs: 0,
  serial: 0,
  trouble: null,
});

export const useWho = <S>(select: (value: Who) => S): S => useStore(who, select);

/** Whether the service that gave this page keeps a log behind a door. Until it has answered, it may. */
export const hasDoor = ({ state }: Who): boolean => state !== 'absent';

/** Whether what is done here is an exercise: only there people choose whom to be. */
export const isExercise = ({ who: known }: Who): boolean => known?.signInBy === 'chooser';

/** Who somebody is and what they hold, without how long ago they showed it. */
const standing = (view: WhoView | null): string => {
  const session = view?.session;
  return session == null ? '' : JSON.stringify([session.person, session.office, session.offices, session.compartments]);
};

/** Asks whom one may be in an exercise: offices come and go, so it is asked whenever one is to choose. */
export async function askPlayers(): Promise<void> {
  try {
    who.set({ players: await ask<readonly PlayerView[]>('/api/session/people') });
  } catch (thrown) {
    who.set({ trouble: troubleOf(thrown) });
  }
}

/** Asks who is signed in. */
export async function askWho(): Promise<void> {
  who.set(({ who: before }) => ({ state: before === null ? 'asking' : 'known' }));
  try {
    const known = await ask<WhoView>('/api/identity');
    who.set(({ serial, who: before }) => ({
      state: 'known',
      who: known,
      answeredAtMs: Date.now(),
      serial: serial === 0 || standing(before) !== standing(known) ? serial + 1 : serial,
      trouble: null,
    }));
  } catch (thrown) {
    const trouble = troubleOf(thrown);
    who.set(({ serial, who: before }) => ({
      state: trouble.status === 404 ? 'absent' : 'failed',
      who: null,
      // Whoever comes next is shown nothing that was read for whoever was known.
      serial: standing(before) === '' ? serial : serial + 1,
      trouble,
    }));
  }
}

/** Once, as the page starts. */
export function needWho(): void {
  if (who.get().state === 'unasked') void askWho();
}

async function changed(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    await askWho();
    return true;
  } catch (thrown) {
    who.set({ trouble: troubleOf(thrown) });
    return false;
  }
}

const sameOffice = (a: OfficeView, b: OfficeView): boolean =>
  a.role === b.role && a.state === b.state && a.agency === b.agency;

/** In an exercise: acts as a person from now on, in one of their offices. */
export const actAs = (person: string, office: OfficeView): Promise<boolean> =>
  changed(
    (async () => {
      const before = who.get().who?.session;
      if (before?.person !== person) await tell('/api/session', { person });
      else if (sameOffice(before.office, office)) return;
      await tell('/api/session/office', office, 'PUT');
    })(),
  );

/** Acts in another of one's own offices. */
export const actIn = (office: OfficeView): Promise<boolean> => changed(tell('/api/session/office', office, 'PUT'));

export const signOut = (): Promise<boolean> => changed(remove('/api/session'));

/** Goes to the identity provider; it sends people back to the page, which then shows what it showed. */
async function leaveFor(route: string): Promise<void> {
  const { location } = await post<{ readonly location: string }>(route, {});
  keepPlace();
  globalThis.location.href = location;
}

export const signIn = (): Promise<boolean> => changed(leaveFor('/api/session/sign-in'));

/** Shows anew who one is, as signing asks for: what is typed stays. Gives whether it is done; with a provider it is done elsewhere. */
export async function stepUp(): Promise<boolean> {
  const view = who.get().who;
  const session = view?.session;
  if (session == null) return false;
  if (view?.signInBy === 'oidc') {
    await changed(leaveFor('/api/session/step-up'));
    return false;
  }
  return changed(tell('/api/session', { person: session.person }));
}

/** Seconds since whoever is signed in last showed who they are. */
export function signedInAgoS({ who: view, answeredAtMs }: Who, nowMs: number): number {
  const session = view?.session;
  if (session == null) return 0;
  const agoS = Math.min(session.signedInAgoS, session.stepUpAgoS ?? Number.POSITIVE_INFINITY);
  return agoS + Math.max(0, Math.floor((nowMs - answeredAtMs) / 1000));
}

/** Whether the panel is open that tells who acts here, and lets one choose. */
export const whoPanel = createStore<{ readonly open: boolean }>({ open: false });

const PLACE = 'atalaya.place';

function keepPlace(): void {
  try {
    sessionStorage.setItem(PLACE, location.hash);
  } catch {
    // Storage is shut: people come back to the page's beginning.
  }
}

/** The link that the page showed when it was left for the identity provider; once. */
export function takePlace(): string | null {
  try {
    const place = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    return place;
  } catch {
    return null;
  }
}
