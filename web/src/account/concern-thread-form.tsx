import { Button, Tag } from '@blueprintjs/core';
import { type FormEvent, useState } from 'react';
import type { ConcernThreadView } from '../../../src/model/concern-views.ts';
import { useWords } from '../i18n/index.ts';
import { Field } from './command-form.tsx';
import { addNameless, readNameless } from './concern-anonymous.ts';
import { NotDone, useLeavingAsks, useNameless, Working } from './concern-nameless.tsx';

/** Reads what inspectors answered to an anonymous concern, and adds to it, by the receipt alone. */
export function ThreadForm() {
  const t = useWords();
  const [receipt, setReceipt] = useState('');
  const { doing, start, stop } = useNameless<ConcernThreadView>();
  const busy = doing.state === 'working';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void start((tried, signal) => readNameless(receipt.trim(), tried, signal));
  };
  return (
    <>
      <form className="at-concern-form" autoComplete="off" onSubmit={submit}>
        <p>{t('concerns.thread.means')}</p>
        <Field name={t('concerns.receipt')} hint={t('concerns.thread.hint')}>
          <input
            className="bp6-input at-receipt-field"
            required={true}
            minLength={28}
            maxLength={64}
            pattern="[0-9A-Za-z \-]+"
            autoComplete="off"
            spellCheck={false}
            readOnly={busy}
            value={receipt}
            onChange={({ currentTarget }) => setReceipt(currentTarget.value)}
          />
        </Field>
        <div className="at-buttons">
          <Button type="submit" intent="primary" text={t('concerns.thread.read')} disabled={busy} />
          {busy && <Button text={t('concerns.anonymous.stop')} onClick={stop} />}
        </div>
        {busy && <Working tried={doing.tried} bits={doing.bits} />}
        {doing.state === 'failed' && <NotDone trouble={doing.trouble} />}
      </form>
      {doing.state === 'done' && (
        <>
          <Thread thread={doing.value} />
          <AddForm receipt={receipt.trim()} />
        </>
      )}
    </>
  );
}

function Thread({ thread: { status, messages } }: { readonly thread: ConcernThreadView }) {
  const t = useWords();
  const answers = messages.filter(({ from }) => from === 'inspectors').length;
  return (
    <section className="at-thread" aria-label={t('concerns.thread')}>
      <p role="status">
        <Tag minimal={true}>{t(`concerns.status.${status}`)}</Tag>{' '}
        {answers === 0 ? t('concerns.thread.none') : t.count('concerns.thread.answers', answers)}
      </p>
      <ol>
        {messages.map(({ from, dayUs, says }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages are only ever added at the end
          <li key={index} data-from={from}>
            <strong>{t(`concerns.thread.${from}`)}</strong> <time>{t.utc(dayUs).slice(0, 10)}</time>
            <p className="at-concern-text">{says}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function AddForm({ receipt }: { readonly receipt: string }) {
  const t = useWords();
  const [says, setSays] = useState('');
  const { doing, start, stop } = useNameless<true>();
  useLeavingAsks(says);
  const busy = doing.state === 'working';
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await start((tried, signal) => addNameless(receipt, says, tried, signal))) setSays('');
  };
  return (
    <form className="at-concern-form" autoComplete="off" onSubmit={(event) => void submit(event)}>
      <Field name={t('concerns.thread.add')} hint={t('concerns.anonymous.noDraft')}>
        <textarea
          className="bp6-input"
          required={true}
          maxLength={4000}
          rows={4}
          autoComplete="off"
          spellCheck={false}
          readOnly={busy}
          value={says}
          onChange={({ currentTarget }) => setSays(currentTarget.value)}
        />
      </Field>
      <div className="at-buttons">
        <Button type="submit" text={t('concerns.thread.send')} disabled={busy || says.trim() === ''} />
        {busy && <Button text={t('concerns.anonymous.stop')} onClick={stop} />}
      </div>
      {busy && <Working tried={doing.tried} bits={doing.bits} />}
      {doing.state === 'done' && <p role="status">{t('concerns.thread.sent')}</p>}
      {doing.state === 'failed' && <NotDone trouble={doing.trouble} kept={t('concerns.anonymous.failed.kept')} />}
    </form>
  );
}
