import { Button, ButtonGroup, Tag } from '@blueprintjs/core';
import { useMemo, useRef } from 'react';
import { noticeWorkflow } from '../../../src/authorise/notice/decide.ts';
import type { NoticeDue } from '../../../src/authorise/notice/due.ts';
import type { Happened } from '../../../src/model/command.ts';
import { SentText, useCommand, useDraft } from '../account/command-form.tsx';
import { useNowUs } from '../account/force.ts';
import { Failed, Loading } from '../account/parts.tsx';
import { useWords } from '../i18n/index.ts';
import { type RegionPart, useRegionScene } from '../region-map/scene.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { createStore, useStore } from '../state/store.ts';
import { useWho } from '../state/who.ts';
import { useWorkstation } from '../state/workstation.ts';
import { ByWhom } from './by-whom.tsx';
import { readChainAgain, useChain } from './chain.ts';
import { ContactsView } from './contacts-view.tsx';
import { DueTag } from './due-tag.tsx';
import { agreementsIn, clearanceBringing, type Noticing, noticingIn } from './notices.ts';
import { shortId } from './say.ts';

const tabs = ['due', 'notices', 'contacts'] as const;
type Tab = (typeof tabs)[number];
const view = createStore<{ readonly tab: Tab }>({ tab: 'due' });

/** What is due to be told, when, and what was told; and the contacts of officials with those of another state. */
export function NoticesPage() {
  const t = useWords();
  const chain = useChain();
  const tab = useStore(view, (value) => value.tab);
  const atUs = Math.max(useNowUs(), chain.facts.at(-1)?.timeUs ?? 0);
  const noticing = useMemo(() => noticingIn(chain.facts, atUs), [chain.facts, atUs]);
  const parts = useMemo(() => areasOf(chain.facts), [chain.facts]);
  useRegionScene(parts, 'notices');
  if (chain.state === 'failed' && chain.trouble !== null) {
    return <Failed trouble={chain.trouble} path="/api/log/entries" again={readChainAgain} />;
  }
  if (chain.state !== 'ready') return <Loading text={t('notice.loading')} />;
  return (
    <section className="at-account-page at-authorise" aria-label={t('page.notices')}>
      <div className="at-account-tools">
        <ButtonGroup role="group" aria-label={t('notice.tabs')}>
          {tabs.map((one) => (
            <Button
              key={one}
              size="small"
              active={one === tab}
              aria-pressed={one === tab}
              text={t(`notice.tab.${one}`)}
              onClick={() => view.set({ tab: one })}
            />
          ))}
        </ButtonGroup>
      </div>
      <div className="at-authorise-scroll">
        <Restricted noticing={noticing} of={tab === 'contacts' ? 'contacts' : 'notices'} />
        {tab === 'due' && <DueList noticing={noticing} />}
        {tab === 'notices' && <NoticeList noticing={noticing} />}
        {tab === 'contacts' && <ContactsView noticing={noticing} atUs={atUs} />}
      </div>
    </section>
  );
}

/** What legislatures are told of is flown here: the areas of each agreement's last version. */
const areasOf = (facts: readonly Happened[]): readonly RegionPart[] =>
  [...agreementsIn(facts)].flatMap(([id, { versions }]) =>
    (versions.at(-1)?.document.areas ?? []).map(
      (area): RegionPart => ({ kind: 'area', id: `${id} ${area.id}`, tone: 'permitted', label: area.id, area }),
    ),
  );

/** Who reads this, and what of it cannot be read by whoever looks. */
function Restricted({ noticing, of }: { readonly noticing: Noticing; readonly of: 'notices' | 'contacts' }) {
  const t = useWords();
  const state = useWho((value) => value.who?.session?.office.state ?? '');
  const compartment = `${of}-${state}`;
  const holds = useWho((value) => value.who?.session?.compartments.includes(compartment) === true);
  return (
    <div className="at-restricted">
      <p className="at-quiet">
        {t(`notice.restricted.${of}`, { compartment })}{' '}
        {t(holds ? 'notice.restricted.held' : 'notice.restricted.closed')}
      </p>
      {noticing.unread.length > 0 && (
        <p className="at-warned" role="status">
          {t('notice.unread', { what: noticing.unread.map((one) => t(`check.source.${one}`)).join(', ') })}
        </p>
      )}
    </div>
  );
}

function DueList({ noticing: { due, rules } }: { readonly noticing: Noticing }) {
  const t = useWords();
  if (due.length === 0) return <p className="at-quiet at-empty-note">{t('notice.due.none')}</p>;
  const days = Map.groupBy(due, ({ dueUs }) => t.utc(dueUs).slice(0, 10));
  return (
    <ol className="at-due" aria-label={t('notice.tab.due')}>
      {[...days].map(([day, items]) => (
        <li key={day}>
          <h2>
            <time>{day}</time>
          </h2>
          <ul>
            {items.map((one) => (
              <Due
                key={`${one.rule} ${one.agreement} ${one.subject.kind} ${one.subject.id}`}
                due={one}
                source={rules.find(({ id }) => id === one.rule)?.source ?? ''}
              />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function Due({ due, source }: { readonly due: NoticeDue; readonly source: string }) {
  const t = useWords();
  const { subject, agreement, rule, state, notices, dueUs, standing } = due;
  return (
    <li className="at-due-row" data-overdue={due.isOverdue}>
      <DueTag isOverdue={due.isOverdue} standing={standing} />
      <span>
        {t('notice.of', { state, subject: t(`notice.subject.${subject.kind}`), id: subject.id, agreement })}
        <br />
        <span className="at-quiet">
          <button type="button" className="at-link" onClick={() => select({ kind: 'dated-rule', id: rule })}>
            {t('notice.rule', { rule: shortId(rule) })}
          </button>{' '}
          {source} <time>{t.utc(dueUs)}</time>
        </span>
      </span>
      <span className="at-buttons">
        {notices.map((id) => (
          <Button
            key={id}
            size="small"
            text={t('notice.show', { id: shortId(id) })}
            onClick={() => select({ kind: 'notice', id })}
          />
        ))}
        {standing === 'missing' && <OpenNotice due={due} />}
      </span>
    </li>
  );
}

/** Opens a notice of what a rule asks for. */
function OpenNotice({ due }: { readonly due: NoticeDue }) {
  const t = useWords();
  const state = useWho((value) => value.who?.session?.office.state ?? '');
  const { sent, send } = useCommand();
  const [urgent, setUrgent] = useDraft(`notice.urgent.${due.rule}.${due.subject.kind}.${due.subject.id}`);
  const clearance = useChainClearance(due);
  const open = async (): Promise<void> => {
    const { agreement, rule, subject } = due;
    const payload = { compartment: `notices-${state}`, agreement, clearance, rule, subjects: [subject] };
    if (await send('authorise.open-notice', { ...payload, urgent: urgent.trim() === '' ? null : urgent }))
      setUrgent('');
  };
  return (
    <span className="at-open-notice">
      {due.isOverdue && (
        <input
          className="bp6-input bp6-small"
          aria-label={t('notice.urgent')}
          placeholder={t('notice.urgent')}
          value={urgent}
          onChange={({ currentTarget }) => setUrgent(currentTarget.value)}
        />
      )}
      <Button size="small" text={t('notice.open')} disabled={sent.state === 'sending'} onClick={() => void open()} />
      <ByWhom by={noticeWorkflow.moves.open.by} />
      <SentText sent={sent} />
    </span>
  );
}

/** The clearance that brings what is due; none where the agreement itself does. */
function useChainClearance({ subject, agreement }: NoticeDue): string | null {
  const { facts } = useChain();
  return useMemo(() => clearanceBringing(facts, subject, agreement), [facts, subject, agreement]);
}

function NoticeList({ noticing: { notices } }: { readonly noticing: Noticing }) {
  const t = useWords();
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'notice' ? selection.id : null));
  const list = useRef<HTMLUListElement>(null);
  if (notices.length === 0) return <p className="at-quiet at-empty-note">{t('notice.none')}</p>;
  return (
    <ul className="at-account-list at-notices" ref={list} aria-label={t('notice.tab.notices')}>
      {notices.toReversed().map(({ id, notice }) => (
        <li key={id}>
          <button
            type="button"
            aria-current={id === selected}
            onClick={() => select({ kind: 'notice', id })}
            onKeyDown={(event) => walkList(event, list.current)}
          >
            <Tag minimal={true}>{t(`notice.status.${notice.status}`)}</Tag>
            <span className="at-cut">
              {notice.state}{' '}
              {notice.subjects.map(({ kind, id: of }) => `${t(`notice.subject.${kind}`)} ${of}`).join(', ')}
            </span>
            <time>{notice.dueUs === 0 ? '' : t.utc(notice.dueUs)}</time>
          </button>
        </li>
      ))}
    </ul>
  );
}
