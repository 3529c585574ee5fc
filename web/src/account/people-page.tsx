import { Tag } from '@blueprintjs/core';
import { useRef } from 'react';
import { useWords } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWho } from '../state/who.ts';
import { useWorkstation } from '../state/workstation.ts';
import { Failed, Loading } from './parts.tsx';
import { PeopleChange } from './people-change.tsx';
import { usePeople } from './people-state.ts';

/** Who holds which offices and compartments, and the commands that change it. */
export function PeoplePage() {
  const t = useWords();
  const { reading, people } = usePeople();
  const me = useWho((value) => value.who?.session?.person ?? null);
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'person' ? selection.id : null));
  const list = useRef<HTMLUListElement>(null);
  return (
    <section className="at-account-page at-account-scroll" aria-label={t('page.people')}>
      <p className="at-quiet">{t('people.pseudonym')}</p>
      {reading.state === 'loading' && <Loading text={t('people.loading')} />}
      {reading.state === 'failed' && <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />}
      {reading.state === 'ready' && people.length === 0 && <p>{t('people.none')}</p>}
      <ul className="at-account-list" ref={list}>
        {people.map(({ id, person }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === selected}
              onClick={() => select({ kind: 'person', id })}
              onKeyDown={(event) => walkList(event, list.current)}
            >
              <code>{id}</code>
              {id === me && <Tag intent="primary">{t('people.you')}</Tag>}
              <span>
                {person.state}:{' '}
                {person.offices.length === 0
                  ? t('people.offices.none')
                  : person.offices.map(({ role, agency }) => `${roleText(role, t)} (${agency})`).join('; ')}
              </span>
              <span className="at-quiet">{person.compartments.join(', ')}</span>
              {person.veil !== undefined && <Tag intent="warning">{t('people.unread')}</Tag>}
            </button>
          </li>
        ))}
      </ul>
      <PeopleChange people={people} />
    </section>
  );
}
