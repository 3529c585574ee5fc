import { Button, Tag } from '@blueprintjs/core';
import '../account/rules-concerns.css';
import './agree.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { versionAt } from '../../../src/agree/agreement/state.ts';
import { Chips } from '../account/parts.tsx';
import { useChain } from '../authorise/chain.ts';
import { useWords } from '../i18n/index.ts';
import type { RegionPart } from '../region-map/scene.ts';
import { useRegionScene } from '../region-map/scene.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWorkstation } from '../state/workstation.ts';
import { AgreementDetail } from './agreement-detail.tsx';
import { AgreementForm } from './agreement-form.tsx';
import { HoursLeftText, StandsTag } from './agreement-words.tsx';
import {
  type AgreementRead,
  agreementsIn,
  blocksIn,
  hoursLeft,
  type Standing,
  standings,
  standsAt,
  versionShown,
} from './agreements.ts';
import { bandLabel } from './band-text.ts';
import { Pending, useNow } from './parts.tsx';
import { cut } from './requirements.ts';

/** What two states agreed: every agreement, how it stands now, and the text of the one that is selected. */
export function AgreementsPage() {
  const t = useWords();
  const chain = useChain();
  const nowUs = useNow(chain);
  const agreements = useMemo(() => agreementsIn(chain.facts), [chain.facts]);
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'agreement' ? selection.id : null));
  const [drafting, setDrafting] = useState(false);
  const [editing, setEditing] = useState(false);
  const chosen = agreements.find(({ id }) => id === selected);
  const isOpen = drafting && chosen === undefined;
  useEffect(() => {
    if (selected !== null) setDrafting(false);
  }, [selected]);
  const begin = (): void => {
    select(null);
    setDrafting(!isOpen);
  };
  return (
    <section className="at-agree-page" aria-label={t('page.agreements')}>
      <div className="at-agree-list">
        {chain.state === 'ready' ? <List agreements={agreements} nowUs={nowUs} /> : <Pending chain={chain} />}
        <p className="at-agree-begin">
          <Button size="small" text={t('agreements.draft')} active={isOpen} aria-expanded={isOpen} onClick={begin} />
        </p>
      </div>
      <div className="at-agree-detail">
        {chosen !== undefined && (
          <AgreementDetail key={chosen.id} read={chosen} facts={chain.facts} nowUs={nowUs} onEditing={setEditing} />
        )}
        {isOpen && <AgreementForm amends={null} />}
      </div>
      {!isOpen && !(editing && chosen !== undefined) && (
        <OnMap agreements={agreements} selected={selected} nowUs={nowUs} />
      )}
    </section>
  );
}

interface ListProps {
  readonly agreements: readonly AgreementRead[];
  readonly nowUs: number;
}

function List({ agreements, nowUs }: ListProps) {
  const t = useWords();
  const [only, setOnly] = useState<Standing | null>(null);
  if (agreements.length === 0) return <p className="at-quiet at-empty-note">{t('agreements.none')}</p>;
  const rows = agreements.map((read) => ({ read, stands: standsAt(read.agreement, nowUs) }));
  const chips = standings
    .filter((one) => one !== 'unread')
    .map((value) => ({
      value,
      text: t(`agreements.chip.${value}`),
      count: rows.filter(({ stands }) => stands.is === value).length,
    }));
  const found = rows.filter(({ stands }) => only === null || stands.is === only);
  return (
    <>
      <Chips
        label={t('agreements.filter')}
        chips={chips}
        all={rows.length}
        chosen={only}
        onChoose={(one) => setOnly(one)}
      />
      {found.length === 0 ? (
        <p className="at-quiet">{t('agreements.none.standing')}</p>
      ) : (
        <Rows agreements={found.map(({ read }) => read)} nowUs={nowUs} />
      )}
    </>
  );
}

function Rows({ agreements, nowUs }: ListProps) {
  const t = useWords();
  const list = useRef<HTMLTableSectionElement>(null);
  const blocks = useChainBlocks();
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'agreement' ? selection.id : null));
  return (
    <table className="at-agree-table">
      <thead>
        <tr>
          <th scope="col">{t('agreements.column.title')}</th>
          <th scope="col">{t('agreements.column.parties')}</th>
          <th scope="col">{t('agreements.column.version')}</th>
          <th scope="col">{t('agreements.column.standing')}</th>
          <th scope="col">{t('agreements.column.hours')}</th>
        </tr>
      </thead>
      <tbody ref={list}>
        {agreements.map(({ id, agreement }) => {
          const version = versionShown(agreement, nowUs);
          const inForce = versionAt(agreement, nowUs);
          return (
            <tr key={id} data-here={id === selected} onClick={() => select({ kind: 'agreement', id })}>
              <td>
                <button
                  type="button"
                  aria-current={id === selected}
                  onClick={() => select({ kind: 'agreement', id })}
                  onKeyDown={(event) => walkList(event, list.current)}
                >
                  {version?.document.title[t.language] ?? id}
                </button>{' '}
                <code className="at-quiet">{id}</code>{' '}
                {agreement.veil !== undefined && (
                  <Tag minimal={true} intent="warning" title={t('agree.unread')}>
                    {t('agree.unread.short')}
                  </Tag>
                )}
              </td>
              <td>{version?.document.parties.map(({ state }) => state).join(', ')}</td>
              <td className="at-number">
                {inForce === undefined ? t('agreements.version.none') : inForce.document.version}
              </td>
              <td>
                <StandsTag agreement={agreement} nowUs={nowUs} />
              </td>
              <td>
                {version !== undefined && <HoursLeftText short={true} left={hoursLeft(version, blocks, nowUs)} />}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function useChainBlocks() {
  const { facts } = useChain();
  return useMemo(() => blocksIn(facts), [facts]);
}

/** The areas of every agreement as it stands; those of the one that is selected stand out. */
function OnMap({ agreements, selected, nowUs }: ListProps & { readonly selected: string | null }) {
  const t = useWords();
  const parts = useMemo(
    () =>
      agreements.flatMap(({ id, agreement }): RegionPart[] => {
        const version = versionShown(agreement, nowUs);
        const here = id === selected;
        const stands = standsAt(agreement, nowUs).is;
        const tone =
          stands === 'draft' || stands === 'waits' ? 'draft' : selected === null || here ? 'permitted' : 'other';
        const title = version?.document.title[t.language] ?? id;
        return (version?.document.areas ?? []).map((area, i) => ({
          kind: 'area',
          id: `${id} ${area.id}`,
          tone: selected === null || here ? tone : 'other',
          area,
          selected: here,
          // With none selected, each agreement is named once: the names of all areas would cover each other.
          ...(here
            ? { label: `${area.id}\n${bandLabel(area.band)}` }
            : selected === null && i === 0
              ? { label: cut(title) }
              : {}),
        }));
      }),
    [agreements, selected, nowUs, t],
  );
  useRegionScene(parts, `agreements ${selected ?? ''} ${agreements.length > 0}`, (part) =>
    select({ kind: 'agreement', id: part.split(' ')[0] ?? '' }),
  );
  return null;
}
