import { useEffect } from 'react';
import type { ConcernThreadView } from '../../../src/model/concern-views.ts';
import { ask, post, ServiceProblem } from '../state/api.ts';
import { createStore, useStore } from '../state/store.ts';
import { type Trouble, troubleOf } from '../state/who.ts';
import type { Puzzle } from './concern-work.ts';
import type { WorkTold } from './concern-worker.ts';

/** `GET /api/concerns/anonymous`. */
export interface ChallengeView {
  readonly challenge: string;
  readonly bits: number;
  /** For looking at a concern by its receipt. */
  readonly readChallenge: string;
  readonly states: readonly string[];
}

export const anonymousPath = '/api/concerns/anonymous';

/** No cookie goes along, nor the address of the page; nothing is stored by the browser. */
export const nameless: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' };

export const askChallenge = (): Promise<ChallengeView> => ask<ChallengeView>(anonymousPath, nameless);

interface States {
  /** States whose inspectors take concerns, as the service tells them; null until then. */
  readonly states: readonly string[] | null;
  readonly trouble: Trouble | null;
}
const store = createStore<States>({ states: null, trouble: null });

export function askStates(): void {
  store.set({ trouble: null });
  askChallenge().then(
    ({ states }) => store.set({ states, trouble: null }),
    (thrown: unknown) => store.set({ trouble: troubleOf(thrown) }),
  );
}

/** Whose inspectors take concerns; asked for once, without a session, since whoever is not signed in is to know it too. */
export function useInspectedStates(): States {
  const value = useStore(store, (all) => all);
  const { states } = value;
  useEffect(() => {
    if (states === null) askStates();
  }, [states]);
  return value;
}

/** Solves a puzzle in a worker. Rejects when `signal` ends it or has ended it, or where the browser starts no worker. */
export function solve(puzzle: Puzzle, tried: (count: number) => void, signal: AbortSignal): Promise<string> {
  // Stopped while the puzzle was asked for: no event tells of that any more.
  if (signal.aborted) return Promise.reject(signal.reason);
  const worker = new Worker(new URL('./concern-worker.ts', import.meta.url), { type: 'module' });
  const solved = new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkTold>) => {
      if ('number' in data) resolve(data.number);
      else tried(data.tried);
    };
    worker.onerror = ({ message }) => reject(new Error(message));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  worker.postMessage(puzzle);
  return solved.finally(() => worker.terminate());
}

/** How far the work is: numbers tried, and the bits asked for. */
export type Tried = (count: number, bits: number) => void;

/** Does the work that is asked for a text, under a fresh challenge. */
async function worked(text: string, reads: boolean, tried: Tried, signal: AbortSignal) {
  const { challenge: toWrite, readChallenge, bits } = await askChallenge();
  const challenge = reads ? readChallenge : toWrite;
  const number = await solve({ challenge, bits, text }, (count) => tried(count, bits), signal);
  return { challenge, number };
}

/** Sends a text, once the work for it is done, and gives the receipt. */
export async function sendNameless(to: string, says: string, tried: Tried, signal: AbortSignal): Promise<string> {
  const work = await worked(says, false, tried, signal);
  const init = { ...nameless, signal };
  return (await post<{ readonly receipt: string }>(anonymousPath, { to, says, ...work }, init)).receipt;
}

/** The concern of a receipt, with what the inspectors answered. */
export async function readNameless(receipt: string, tried: Tried, signal: AbortSignal): Promise<ConcernThreadView> {
  const work = await worked(receipt, true, tried, signal);
  return post<ConcernThreadView>(`${anonymousPath}/read`, { receipt, ...work }, { ...nameless, signal });
}

/** Adds to the concern of a receipt. */
export async function addNameless(receipt: string, says: string, tried: Tried, signal: AbortSignal): Promise<true> {
  const work = await worked(says, false, tried, signal);
  const init = { ...nameless, signal };
  try {
    await post<never>(`${anonymousPath}/messages`, { receipt, says, ...work }, init);
  } catch (thrown) {
    // Nothing is answered but that it was taken.
    if (!(thrown instanceof ServiceProblem && thrown.status === 204)) throw thrown;
  }
  return true;
}
