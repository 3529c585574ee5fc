import { Button, Radio, RadioGroup, Tag } from '@blueprintjs/core';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import { concernsOf, evolveConcern, noConcern } from '../../../src/account/concern/state.ts';
import { useWords } from '../i18n/index.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWho } from '../state/who.ts';
import { useWorkstation } from '../state/workstation.ts';
import { Field, SentText, useCommand, useDraft } from './command-form.tsx';
import { Failed, Loading } from './parts.tsx';
import { byStream, useReading } from './reading.ts';

/** The states whose inspectors hear concerns: the two of the agreement. */
const STATES = ['USA', 'MEX'] as const;

/** Raising a concern past the chain of command, and, for inspectors, those raised. */
export function ConcernsPage() {
  const t = useWords();
  const own = useWho((value) => value.who?.session?.office.state ?? null);
  return (
    <section className="at-account-page at-account-scroll" aria-label={t('page.concerns')}>
      <Raise />
      {own !== null && <ConcernList state={own} />}
    </section>
  );
}

function Raise() {
  const t = useWords();
  const [named, setNamed] = useState(true);
  const [to, setTo] = useState<string>(STATES[0]);
  const [says, setSays] = useDraft('concern');
  const { sent, send } = useCommand();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (named && (await send('account.raise-concern', { to, says }))) setSays('');
  };
  return (
    <form className="at-account-form" onSubmit={(event) => void submit(event)}>
      <h2>{t('concerns.raise')}</h2>
      <RadioGroup
        label={t('concerns.how')}
        selectedValue={named ? 'named' : 'anonymous'}
        onChange={({ currentTarget }) => setNamed(currentTarget.value === 'named')}
      >
        <Radio label={t('concerns.named')} value="named" />
        <Radio label={t('concerns.anonymous')} value="anonymous" />
      </RadioGroup>
      <p>{t(named ? 'concerns.named.means' : 'concerns.anonymous.means')}</p>
      {named ? (
        <>
          <Field name={t('concerns.to')}>
            <select className="bp6-input" value={to} onChange={({ currentTarget }) => setTo(currentTarget.value)}>
              {STATES.map((state) => (
                <option key={state}>{state}</option>
              ))}
            </select>
          </Field>
          <Field name={t('concerns.says')}>
            <textarea
              className="bp6-input"
              required={true}
              maxLength={4000}
              rows={5}
              value={says}
              onChange={({ currentTarget }) => setSays(currentTarget.value)}
            />
          </Field>
          <p className="at-quiet">
            {t('concerns.noUndo')} {t('command.kept')}
          </p>
          <Button type="submit" intent="primary" text={t('concerns.send')} disabled={sent.state === 'sending'} />
          <SentText sent={sent} />
        </>
      ) : (
        <p role="status">
          <strong>{t('concerns.anonymous.absent')}</strong>
        </p>
      )}
    </form>
  );
}

function ConcernList({ state }: { readonly state: string }) {
  const t = useWords();
  const reading = useReading(concernsOf(state));
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'concern' ? selection.id : null));
  const list = useRef<HTMLUListElement>(null);
  const facts = reading.state === 'ready' ? reading.facts : null;
  const concerns = useMemo(
    () =>
      [...byStream(facts ?? [], 'concern/')].map(([id, those]) => ({
        id,
        timeUs: those[0]?.timeUs ?? 0,
        concern: those.reduce(evolveConcern, noConcern),
      })),
    [facts],
  );
  return (
    <section>
      <h2>{t('concerns.list')}</h2>
      {reading.state === 'loading' && <Loading text={t('concerns.loading')} />}
      {reading.state === 'failed' && <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />}
      {reading.state === 'ready' && concerns.length === 0 && <p className="at-quiet">{t('concerns.list.none')}</p>}
      <ul className="at-account-list" ref={list}>
        {concerns.map(({ id, timeUs, concern }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === selected}
              onClick={() => select({ kind: 'concern', id })}
              onKeyDown={(event) => walkList(event, list.current)}
            >
              <Tag minimal={true}>{t(`concerns.status.${concern.status}`)}</Tag>
              <time>{t.utc(timeUs)}</time>
              <code>{id}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
