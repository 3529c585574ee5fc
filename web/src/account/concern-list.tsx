import { Tag } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import { type ConcernStatus, concernsOf } from '../../../src/account/concern/state.ts';
import { useWords, type Words } from '../i18n/index.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWho } from '../state/who.ts';
import { useWorkstation } from '../state/workstation.ts';
import { type ConcernRead, useConcernsIn } from './concern-read.ts';
import { Chips, Failed, Loading } from './parts.tsx';
import { useReading } from './reading.ts';

const STATUSES = ['raised', 'reported', 'closed'] as const;

/** The day alone where somebody is not known: no finer time is kept of them. */
export const raisedText = ({ isAnonymous, raisedUs }: ConcernRead, t: Words): string =>
  isAnonymous ? dayText(raisedUs, t) : t.utc(raisedUs);

/** The day on which it came into the log, with the others of a day. */
export const dayText = (timeUs: number, t: Words): string => t.utc(timeUs).slice(0, 10);

/** Concerns for whoever inspects, and for all others, who does. */
export function ConcernColumn() {
  const t = useWords();
  const state = useWho((value) => value.who?.session?.office.state ?? null);
  const inspects = useWho(
    ({ who }) =>
      who?.session?.office.role === 'inspector' &&
      who.session.compartments.includes(concernsOf(who.session.office.state)),
  );
  return (
    <section className="at-concern-column" aria-label={t('concerns.list')}>
      <h2>{t('concerns.list')}</h2>
      {state !== null && inspects ? (
        <ConcernList key={state} state={state} />
      ) : (
        <p className="at-quiet at-empty-note">{t('concerns.list.closed')}</p>
      )}
    </section>
  );
}

function ConcernList({ state }: { readonly state: string }) {
  const t = useWords();
  const reading = useReading(concernsOf(state));
  const concerns = useConcernsIn(reading.state === 'ready' ? reading.facts : null);
  const [only, setOnly] = useState<ConcernStatus | null>(null);
  if (reading.state === 'loading') return <Loading text={t('concerns.loading')} />;
  if (reading.state === 'failed') {
    return <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />;
  }
  if (concerns.length === 0) return <p className="at-quiet at-empty-note">{t('concerns.list.none')}</p>;
  const chips = STATUSES.map((status) => ({
    value: status,
    text: t(`concerns.status.${status}`),
    count: concerns.filter(({ concern }) => concern.status === status).length,
  }));
  const shown = concerns.filter(({ concern }) => only === null || concern.status === only);
  return (
    <>
      <Chips label={t('concerns.filter')} chips={chips} all={concerns.length} chosen={only} onChoose={setOnly} />
      <Rows concerns={shown} />
    </>
  );
}

function Rows({ concerns }: { readonly concerns: readonly ConcernRead[] }) {
  const t = useWords();
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'concern' ? selection.id : null));
  const list = useRef<HTMLUListElement>(null);
  return (
    <ul className="at-account-list at-concern-list" ref={list}>
      {concerns.map((one) => (
        <li key={one.id}>
          <button
            type="button"
            aria-current={one.id === selected}
            onClick={() => select({ kind: 'concern', id: one.id })}
            onKeyDown={(event) => walkList(event, list.current)}
          >
            <Tag minimal={true} intent={one.concern.status === 'raised' ? 'warning' : 'none'}>
              {t(`concerns.status.${one.concern.status}`)}
            </Tag>
            <time>{raisedText(one, t)}</time>
            <span className="at-quiet">
              {one.isAnonymous ? t('concerns.by.anonymous') : <code>{one.by ?? '—'}</code>}
            </span>
            <span className="at-concern-says">{one.says ?? t('concerns.unreadable')}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
