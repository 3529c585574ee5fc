import { Callout, ProgressBar } from '@blueprintjs/core';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { ProblemText } from '../shell/problem-text.tsx';
import { type Trouble, troubleOf } from '../state/who.ts';
import type { Tried } from './concern-anonymous.ts';
import { expectedTries, progressOf } from './concern-work.ts';

/** Something done without a session, after work in its place. */
export type Doing<T> =
  | { readonly state: 'idle' }
  | { readonly state: 'working'; readonly tried: number; readonly bits: number }
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'failed'; readonly trouble: Trouble };

/** Does one thing at a time without a session, and holds how far it is. What is under way ends with the form. */
export function useNameless<T>() {
  const [doing, setDoing] = useState<Doing<T>>({ state: 'idle' });
  const under = useRef<AbortController | null>(null);
  useEffect(() => () => under.current?.abort(), []);
  /** Gives what came of it; undefined where it was stopped or failed. */
  const start = async (work: (tried: Tried, signal: AbortSignal) => Promise<T>): Promise<T | undefined> => {
    const mine = new AbortController();
    under.current = mine;
    setDoing({ state: 'working', tried: 0, bits: 0 });
    try {
      const value = await work((tried, bits) => setDoing({ state: 'working', tried, bits }), mine.signal);
      setDoing({ state: 'done', value });
      return value;
    } catch (thrown) {
      setDoing(mine.signal.aborted ? { state: 'idle' } : { state: 'failed', trouble: troubleOf(thrown) });
      return undefined;
    }
  };
  return { doing, start, stop: () => under.current?.abort(), again: () => setDoing({ state: 'idle' }) };
}

/** Asks before the page is left with a text that is kept nowhere. */
export function useLeavingAsks(text: string): void {
  useEffect(() => {
    if (text === '') return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    globalThis.addEventListener('beforeunload', ask);
    return () => globalThis.removeEventListener('beforeunload', ask);
  }, [text]);
}

/** How far the work is. */
export function Working({ tried, bits }: { readonly tried: number; readonly bits: number }) {
  const t = useWords();
  const expected = expectedTries(bits);
  return (
    <div role="status" className="at-working">
      <ProgressBar value={bits === 0 ? 0 : progressOf(tried, bits)} stripes={false} animate={false} />
      <p>
        {bits === 0 ? t('concerns.work.asking') : t('concerns.work', { tried, expected })}{' '}
        <span className="at-quiet">{t('concerns.work.why')}</span>
      </p>
    </div>
  );
}

/** Why it was not done, and what became of the text. */
export function NotDone({ trouble, kept }: { readonly trouble: Trouble; readonly kept?: string }) {
  const t = useWords();
  return (
    <Callout intent="warning" role="alert" compact={true} title={t('command.failed')}>
      <ProblemText problem={trouble.problem} />
      {kept !== undefined && <p>{kept}</p>}
    </Callout>
  );
}
