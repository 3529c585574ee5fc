import { useEffect } from 'react';
import { ask, post } from '../state/api.ts';
import { createStore, useStore } from '../state/store.ts';
import { type Trouble, troubleOf } from '../state/who.ts';
import type { Puzzle } from './concern-work.ts';
import type { WorkTold } from './concern-worker.ts';

/** `GET /api/concerns/anonymous`. */
export interface ChallengeView {
  readonly challenge: string;
  readonly bits: number;
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

/** Solves a puzzle in a worker. Rejects when `signal` ends it, or where the browser starts no worker. */
export function solve(puzzle: Puzzle, tried: (count: number) => void, signal: AbortSignal): Promise<string> {
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

/** Sends a text, once the work for it is done, and gives the receipt. */
export async function sendNameless(
  to: string,
  says: string,
  tried: (count: number, bits: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const { challenge, bits } = await askChallenge();
  const number = await solve({ challenge, bits, text: says }, (count) => tried(count, bits), signal);
  const { receipt } = await post<{ readonly receipt: string }>(
    anonymousPath,
    { to, says, challenge, number },
    { ...nameless, signal },
  );
  return receipt;
}
