import { Button, Callout, ProgressBar } from '@blueprintjs/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { ProblemText } from '../shell/problem-text.tsx';
import { type Trouble, troubleOf, useWho } from '../state/who.ts';
import { Field } from './command-form.tsx';
import { sendNameless } from './concern-anonymous.ts';
import { ConcernReceipt } from './concern-receipt.tsx';
import { StateChoice } from './concern-states.tsx';
import { expectedTries, progressOf } from './concern-work.ts';

type Sending =
  | { readonly state: 'idle' }
  | { readonly state: 'sending'; readonly tried: number; readonly bits: number }
  | { readonly state: 'done'; readonly receipt: string; readonly to: string }
  | { readonly state: 'failed'; readonly trouble: Trouble };

/** Asks before the page is left with a text that is kept nowhere. */
function useLeavingAsks(text: string): void {
  useEffect(() => {
    if (text === '') return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    globalThis.addEventListener('beforeunload', ask);
    return () => globalThis.removeEventListener('beforeunload', ask);
  }, [text]);
}

/** Sends a text without a session, and holds how far that is. */
function useNameless() {
  const [sending, setSending] = useState<Sending>({ state: 'idle' });
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const send = async (to: string, says: string): Promise<boolean> => {
    const mine = new AbortController();
    stop.current = mine;
    setSending({ state: 'sending', tried: 0, bits: 0 });
    try {
      const tried = (count: number, bits: number): void => setSending({ state: 'sending', tried: count, bits });
      setSending({ state: 'done', to, receipt: await sendNameless(to, says, tried, mine.signal) });
      return true;
    } catch (thrown) {
      setSending(mine.signal.aborted ? { state: 'idle' } : { state: 'failed', trouble: troubleOf(thrown) });
      return false;
    }
  };
  return { sending, send, stop: () => stop.current?.abort(), again: () => setSending({ state: 'idle' }) };
}

interface Props {
  readonly says: string;
  readonly onSays: (text: string) => void;
}

/** A concern of somebody who is not known and is not to be. It asks for nothing but a text and a state. */
export function AnonymousForm({ says, onSays }: Props) {
  const t = useWords();
  const signedIn = useWho((value) => value.who?.session != null);
  const [to, setTo] = useState('');
  const { sending, send, stop, again } = useNameless();
  useLeavingAsks(says);
  if (sending.state === 'done') {
    return <ConcernReceipt receipt={sending.receipt} to={sending.to} onAgain={again} />;
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await send(to, says)) onSays('');
  };
  const busy = sending.state === 'sending';
  return (
    <form className="at-concern-form" autoComplete="off" onSubmit={(event) => void submit(event)}>
      <Kept />
      {signedIn && <p className="at-concern-note">{t('concerns.anonymous.signedIn')}</p>}
      <StateChoice value={to} onState={setTo} />
      <Field name={t('concerns.says')} hint={t('concerns.anonymous.noDraft')}>
        {/* A browser may send what it checks the spelling of to a service of its own. */}
        <textarea
          className="bp6-input"
          required={true}
          maxLength={4000}
          rows={8}
          autoComplete="off"
          spellCheck={false}
          readOnly={busy}
          value={says}
          onChange={({ currentTarget }) => onSays(currentTarget.value)}
        />
      </Field>
      <p className="at-quiet">{t('concerns.noUndo')}</p>
      <div className="at-buttons">
        <Button
          type="submit"
          intent="primary"
          text={t('concerns.send.anonymous')}
          disabled={busy || says.trim() === ''}
        />
        {busy && <Button text={t('concerns.anonymous.stop')} onClick={stop} />}
      </div>
      {busy && <Working tried={sending.tried} bits={sending.bits} />}
      {sending.state === 'failed' && (
        <Callout intent="warning" role="alert" compact={true} title={t('concerns.anonymous.failed')}>
          <ProblemText problem={sending.trouble.problem} />
          <p>{t('concerns.anonymous.failed.kept')}</p>
        </Callout>
      )}
    </form>
  );
}

/** What is kept of an anonymous concern and what is not, before anything is typed. */
function Kept() {
  const t = useWords();
  return (
    <div className="at-kept">
      <section>
        <h3>{t('concerns.kept')}</h3>
        <ul>
          <li>{t('concerns.kept.text')}</li>
          <li>{t('concerns.kept.day')}</li>
          <li>{t('concerns.kept.receipt')}</li>
        </ul>
      </section>
      <section>
        <h3>{t('concerns.notKept')}</h3>
        <ul>
          <li>{t('concerns.notKept.who')}</li>
          <li>{t('concerns.notKept.time')}</li>
          <li>{t('concerns.notKept.here')}</li>
        </ul>
      </section>
      <p className="at-quiet">{t('concerns.anonymous.care')}</p>
    </div>
  );
}

function Working({ tried, bits }: { readonly tried: number; readonly bits: number }) {
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
