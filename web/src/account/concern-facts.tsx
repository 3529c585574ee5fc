import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { concernsOf } from '../../../src/account/concern/state.ts';
import { useWords } from '../i18n/index.ts';
import { useWho } from '../state/who.ts';
import { Field, SentText, useCommand } from './command-form.tsx';
import { Failed, Loading } from './parts.tsx';
import { byStream, useReading } from './reading.ts';
import { kindText } from './words.ts';

/** A concern, as its inspectors read it, and what they do with it. */
export function ConcernFacts({ id }: { readonly id: string }) {
  const state = useWho((value) => value.who?.session?.office.state ?? null);
  return state === null ? null : <ConcernOf key={id} id={id} state={state} />;
}

function ConcernOf({ id, state }: { readonly id: string; readonly state: string }) {
  const t = useWords();
  const reading = useReading(concernsOf(state));
  const [text, setText] = useState('');
  const { sent, send } = useCommand();
  if (reading.state === 'failed') {
    return <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />;
  }
  if (reading.state === 'loading') return <Loading text={t('concerns.loading')} />;
  const facts = byStream(reading.facts, 'concern/').get(id) ?? [];
  return (
    <>
      {facts.map(({ index, kind, timeUs, content }) => (
        <section key={index} className="at-facts">
          <h3>
            {kindText(kind, t)}, <time>{t.utc(timeUs)}</time>
          </h3>
          <pre className="at-account-raw">
            {content.known ? JSON.stringify(content.value, null, 2) : t(`body.${content.why}`)}
          </pre>
        </section>
      ))}
      <Field name={`${t('concerns.toWhom')} / ${t('concerns.outcome')}`}>
        <textarea
          className="bp6-input"
          rows={3}
          maxLength={4000}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      </Field>
      <Button
        size="small"
        text={t('concerns.report')}
        onClick={() => void send('account.report-concern', { concern: id, toWhom: text })}
      />
      <Button
        size="small"
        text={t('concerns.close')}
        onClick={() => void send('account.close-concern', { concern: id, outcome: text })}
      />
      <SentText sent={sent} />
    </>
  );
}
