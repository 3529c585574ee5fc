import { Button } from '@blueprintjs/core';
import { type FormEvent, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { useWho } from '../state/who.ts';
import { Lines, SentText, useCommand, useDraft } from './command-form.tsx';
import { StateChoice } from './concern-states.tsx';
import { SignInNeeded } from './parts.tsx';

/** A concern with a name: past the chain of command, to the inspectors of either state. */
export function NamedForm() {
  const t = useWords();
  const signedIn = useWho((value) => value.who?.session != null);
  const [to, setTo] = useState('');
  const [says, setSays] = useDraft('concern');
  const { sent, send } = useCommand();
  if (!signedIn) return <SignInNeeded />;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await send('account.raise-concern', { to, says })) setSays('');
  };
  return (
    <form className="at-concern-form" onSubmit={(event) => void submit(event)}>
      <p>{t('concerns.named.means')}</p>
      <StateChoice value={to} onState={setTo} />
      <Lines name={t('concerns.says')} hint={t('command.kept')} rows={8} value={says} onText={setSays} />
      <p className="at-quiet">{t('concerns.noUndo')}</p>
      <div className="at-buttons">
        <Button type="submit" intent="primary" text={t('concerns.send')} disabled={sent.state === 'sending'} />
      </div>
      <SentText sent={sent} />
    </form>
  );
}
