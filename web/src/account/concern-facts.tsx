import { Button } from '@blueprintjs/core';
import type { FormEvent } from 'react';
import { anonymous, concernFacts, concernsOf } from '../../../src/account/concern/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { readFact } from '../../../src/model/facts.ts';
import { useWords } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import { Fact, Facts } from '../inspector/facts.tsx';
import { useWho } from '../state/who.ts';
import { Lines, SentText, useCommand, useDraft } from './command-form.tsx';
import { dayText, raisedText } from './concern-list.tsx';
import { type ConcernRead, useConcernsIn } from './concern-read.ts';
import { EntryLink, Failed, Loading } from './parts.tsx';
import { useReading } from './reading.ts';
import './rules-concerns.css';
import { kindText } from './words.ts';

/** A concern, as its inspectors read it, and what they do with it. */
export function ConcernFacts({ id }: { readonly id: string }) {
  const t = useWords();
  const state = useWho((value) => value.who?.session?.office.state ?? null);
  return state === null ? <p className="at-quiet">{t('who.needed')}</p> : <ConcernOf key={id} id={id} state={state} />;
}

function ConcernOf({ id, state }: { readonly id: string; readonly state: string }) {
  const t = useWords();
  const reading = useReading(concernsOf(state));
  const concerns = useConcernsIn(reading.state === 'ready' ? reading.facts : null);
  if (reading.state === 'failed') {
    return <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />;
  }
  if (reading.state === 'loading') return <Loading text={t('concerns.loading')} />;
  const one = concerns.find((concern) => concern.id === id);
  if (one === undefined) return <p className="at-quiet">{t('concerns.notHere')}</p>;
  return (
    <>
      <Facts title={t(`concerns.status.${one.concern.status}`)}>
        <Fact name={t('concerns.to')}>{one.concern.to}</Fact>
        <Fact name={t('concerns.raisedBy')}>
          {one.isAnonymous ? t('concerns.by.anonymous') : one.by === undefined ? null : <code>{one.by}</code>}
        </Fact>
        <Fact name={t(one.isAnonymous ? 'concerns.raisedOn' : 'concerns.raisedAt')}>
          <time>{raisedText(one, t)}</time>
        </Fact>
      </Facts>
      <p className="at-concern-text">{one.says ?? t('concerns.unreadable')}</p>
      {one.history.slice(1).map((happened) => (
        <Step key={happened.index} happened={happened} />
      ))}
      <Next concern={one} />
      {one.isAnonymous && one.concern.status !== 'none' && (
        <Move
          draft={`concern.${id}.answer`}
          name="account.answer-concern"
          payload={(says) => ({ concern: id, says })}
          label={t('concerns.answer.says')}
          does={t('concerns.answer')}
        />
      )}
    </>
  );
}

/** What inspectors did with it. */
function Step({ happened }: { readonly happened: Happened }) {
  const t = useWords();
  const { index, kind, role, state, agency, timeUs } = happened;
  const { fact } = readFact(concernFacts, happened);
  return (
    <Facts title={kindText(kind, t)}>
      <Fact name={t('log.column.time')}>
        <time>{role === anonymous ? dayText(timeUs, t) : t.utc(timeUs)}</time> <EntryLink index={index} />
      </Fact>
      <Fact name={t('log.column.who')}>
        {role === anonymous ? t('concerns.by.anonymous') : `${roleText(role, t)}, ${state} ${agency}`}
      </Fact>
      {(fact?.kind === 'account.concern-answered' || fact?.kind === 'account.concern-added') && (
        <Fact name={t('concerns.says.short')}>{fact.content.says}</Fact>
      )}
      {fact?.kind === 'account.concern-reported' && <Fact name={t('concerns.toWhom')}>{fact.content.toWhom}</Fact>}
      {fact?.kind === 'account.concern-closed' && <Fact name={t('concerns.outcome')}>{fact.content.outcome}</Fact>}
      {fact === undefined && <Fact name={t('entry.content')}>{t('concerns.unreadable')}</Fact>}
    </Facts>
  );
}

/** The one step that can follow. Whoever may not is not kept from asking: the refusal says why, and what helps. */
function Next({ concern: { id, concern } }: { readonly concern: ConcernRead }) {
  const t = useWords();
  switch (concern.status) {
    case 'raised':
      return (
        <Move
          key="report"
          draft={`concern.${id}.report`}
          name="account.report-concern"
          payload={(toWhom) => ({ concern: id, toWhom })}
          label={t('concerns.toWhom')}
          does={t('concerns.report')}
        />
      );
    case 'reported':
      return (
        <Move
          key="close"
          draft={`concern.${id}.close`}
          name="account.close-concern"
          payload={(outcome) => ({ concern: id, outcome })}
          label={t('concerns.outcome')}
          does={t('concerns.close')}
        />
      );
    case 'closed':
      return <p className="at-quiet">{t('concerns.closed')}</p>;
    case 'none':
      return <p className="at-quiet">{t('concerns.unreadable')}</p>;
  }
}

interface MoveProps {
  readonly draft: string;
  readonly name: string;
  readonly payload: (text: string) => object;
  readonly label: string;
  readonly does: string;
}

function Move({ draft, name, payload, label, does }: MoveProps) {
  const t = useWords();
  const [text, setText] = useDraft(draft);
  const { sent, send } = useCommand();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await send(name, payload(text))) setText('');
  };
  return (
    <form className="at-concern-form" onSubmit={(event) => void submit(event)}>
      <Lines name={label} hint={t('command.kept')} rows={3} value={text} onText={setText} />
      <div className="at-buttons">
        <Button type="submit" size="small" intent="primary" text={does} disabled={sent.state === 'sending'} />
        <span className="at-quiet">{t('concerns.move.noUndo')}</span>
      </div>
      <SentText sent={sent} />
    </form>
  );
}
