import { Button } from '@blueprintjs/core';
import { type FormEvent, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { useWho } from '../state/who.ts';
import { Field } from './command-form.tsx';
import { sendNameless } from './concern-anonymous.ts';
import { NotDone, useLeavingAsks, useNameless, Working } from './concern-nameless.tsx';
import { ConcernReceipt } from './concern-receipt.tsx';
import { StateChoice } from './concern-states.tsx';

interface Props {
  readonly says: string;
  readonly onSays: (text: string) => void;
}

/** A concern of somebody who is not known and is not to be. It asks for nothing but a text and a state. */
export function AnonymousForm({ says, onSays }: Props) {
  const t = useWords();
  const signedIn = useWho((value) => value.who?.session != null);
  const [to, setTo] = useState('');
  const { doing, start, stop, again } = useNameless<{ readonly receipt: string; readonly to: string }>();
  useLeavingAsks(says);
  if (doing.state === 'done') return <ConcernReceipt {...doing.value} onAgain={again} />;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const sent = await start(async (tried, signal) => ({
      receipt: await sendNameless(to, says, tried, signal),
      to,
    }));
    if (sent !== undefined) onSays('');
  };
  const busy = doing.state === 'working';
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
      {busy && <Working tried={doing.tried} bits={doing.bits} />}
      {doing.state === 'failed' && <NotDone trouble={doing.trouble} kept={t('concerns.anonymous.failed.kept')} />}
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
