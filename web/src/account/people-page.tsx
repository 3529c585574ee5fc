import { Callout, InputGroup, Tag } from '@blueprintjs/core';
import './people.css';
import { useEffect, useMemo, useRef } from 'react';
import { useWords, type Words } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWho } from '../state/who.ts';
import { useWorkstation, workstation } from '../state/workstation.ts';
import { useDraft } from './command-form.tsx';
import { Failed, Loading } from './parts.tsx';
import { PeopleChange } from './people-change.tsx';
import { type PersonRead, usePeople } from './people-state.ts';

/** The rule of the policies by which a compartment is closed (docs/rules.md). */
const NEED_TO_KNOW = 'acting-with-need-to-know';

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

const officesText = ({ person }: PersonRead, t: Words): string =>
  person.offices.map(({ role, agency }) => `${roleText(role, t)} (${agency})`).join('; ');

/** People as the words of a search leave them: those of one state together, in the order in which they were registered. */
export function peopleFound(people: readonly PersonRead[], search: string, t: Words): readonly PersonRead[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  const has = (read: PersonRead): boolean => {
    const { state, compartments, offices } = read.person;
    const roles = offices.map(({ role }) => role).join(' ');
    const said = plain(`${read.id} ${state} ${compartments.join(' ')} ${roles} ${officesText(read, t)}`);
    return words.every((word) => said.includes(word));
  };
  const states = [...new Set(people.map(({ person }) => person.state))];
  return states.flatMap((state) => people.filter((read) => read.person.state === state && has(read)));
}

/** Who holds which offices and compartments, and the commands that change it. */
export function PeoplePage() {
  const t = useWords();
  const { reading, people } = usePeople();
  const [search, setSearch] = useDraft('people.search');
  const found = useMemo(() => peopleFound(people, search, t), [people, search, t]);
  const ready = reading.state === 'ready';
  const serial = useWho((value) => value.serial);
  const closed =
    ready && people.length > 0 && people.every(({ history }) => history.every((one) => !one.content.known));
  return (
    <section className="at-account-page" aria-label={t('page.people')}>
      <search className="at-account-tools">
        <InputGroup
          size="small"
          type="search"
          className="at-people-search"
          aria-label={t('people.search')}
          placeholder={t('people.search')}
          value={search}
          onValueChange={setSearch}
        />
        {ready && <span className="at-number">{t.count('people.found', found.length)}</span>}
        <span className="at-quiet">{t('people.pseudonym')}</span>
      </search>
      <div className="at-people">
        {reading.state === 'loading' && <Loading text={t('people.loading')} />}
        {reading.state === 'failed' && (
          <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />
        )}
        {ready && found.length === 0 && (
          <p className="at-account-state">{t(people.length === 0 ? 'people.none' : 'people.none.found')}</p>
        )}
        {closed && <Closed />}
        {found.length > 0 && <PeopleTable found={found} closed={closed} />}
      </div>
      {/* What became of somebody's command is nothing to the next person. */}
      <PeopleChange key={serial} people={people} />
    </section>
  );
}

/** The compartment is closed to who asks: that people are registered stands in envelopes, what they hold does not. */
function Closed() {
  const t = useWords();
  const role = useWho((value) => value.who?.session?.office.role ?? '');
  return (
    <Callout intent="warning" compact={true} role="status" className="at-people-closed">
      <p>{t('people.closed', { role: roleText(role, t) })}</p>
      <p className="at-cure">{t('people.closed.cure')}</p>
      <button
        type="button"
        className="at-link"
        onClick={() => {
          workstation.set({ page: 'rules' });
          select({ kind: 'rule', id: NEED_TO_KNOW });
        }}
      >
        {t('reason.rule')}: <code>{NEED_TO_KNOW}</code>
      </button>
    </Callout>
  );
}

interface TableProps {
  readonly found: readonly PersonRead[];
  /** Whether nothing of what they hold can be read: said once, above. */
  readonly closed: boolean;
}

function PeopleTable({ found, closed }: TableProps) {
  const t = useWords();
  const list = useRef<HTMLTableSectionElement>(null);
  const me = useWho((value) => value.who?.session?.person ?? null);
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'person' ? selection.id : null));
  // What is selected stays in view, also where what became of a command takes room.
  useEffect(() => {
    const place = list.current?.closest('.at-people');
    if (selected === null || place == null) return undefined;
    const show = (): void => list.current?.querySelector('[data-here="true"]')?.scrollIntoView({ block: 'nearest' });
    const watch = new ResizeObserver(show);
    watch.observe(place);
    return () => watch.disconnect();
  }, [selected]);
  return (
    <table className="at-people-table">
      <thead>
        <tr>
          <th scope="col">{t('people.whom')}</th>
          <th scope="col">{t('people.state')}</th>
          <th scope="col">{t('people.offices')}</th>
          <th scope="col">{t('people.compartments')}</th>
          <th scope="col">{t('people.since')}</th>
        </tr>
      </thead>
      <tbody ref={list}>
        {found.map((read) => {
          const { id, person, history } = read;
          return (
            <tr key={id} data-here={id === selected} onClick={() => select({ kind: 'person', id })}>
              <td>
                <button
                  type="button"
                  aria-current={id === selected}
                  onClick={() => select({ kind: 'person', id })}
                  onKeyDown={(event) => walkList(event, list.current)}
                >
                  <code>{id}</code>
                </button>{' '}
                {id === me && (
                  <Tag minimal={true} intent="primary">
                    {t('people.you')}
                  </Tag>
                )}
                {person.veil !== undefined && !closed && (
                  <Tag minimal={true} intent="warning" title={t('people.unread')}>
                    {t('people.unread.short')}
                  </Tag>
                )}
              </td>
              <td>{person.state}</td>
              <td>{closed ? '' : person.offices.length === 0 ? t('people.offices.none') : officesText(read, t)}</td>
              <td className="at-quiet">{person.compartments.join(', ')}</td>
              <td className="at-quiet">
                <time>{t.utc(history[0]?.timeUs ?? 0)}</time>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
