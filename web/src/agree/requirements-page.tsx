import { Button, Tag } from '@blueprintjs/core';
import '../account/rules-concerns.css';
import './agree.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RequirementStatus } from '../../../src/agree/requirement/state.ts';
import { Chips } from '../account/parts.tsx';
import { useChain } from '../authorise/chain.ts';
import { useWords } from '../i18n/index.ts';
import { type RegionPart, useRegionScene } from '../region-map/scene.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWorkstation } from '../state/workstation.ts';
import { agreementsIn, versionShown } from './agreements.ts';
import { Pending, useNow } from './parts.tsx';
import { RequirementForm } from './requirement-form.tsx';
import { RequirementSteps } from './requirement-steps.tsx';
import { cut, type RequirementRead, requirementsIn, statuses } from './requirements.ts';

/** What is asked: every requirement by its status, and what is done with the one that is selected. */
export function RequirementsPage() {
  const t = useWords();
  const chain = useChain();
  const nowUs = useNow(chain);
  const all = useMemo(() => requirementsIn(chain.facts), [chain.facts]);
  const purposes = useMemo(
    () => [
      ...new Set(
        agreementsIn(chain.facts).flatMap(({ agreement }) => versionShown(agreement, nowUs)?.document.purposes ?? []),
      ),
    ],
    [chain.facts, nowUs],
  );
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'requirement' ? selection.id : null));
  const [writing, setWriting] = useState(false);
  const [revising, setRevising] = useState<string | null>(null);
  const chosen = all.find(({ id }) => id === selected);
  const isNew = writing && chosen === undefined;
  const isRevised = chosen !== undefined && revising === chosen.id && chosen.requirement.status === 'draft';
  useEffect(() => {
    if (selected !== null) setWriting(false);
  }, [selected]);
  const begin = (): void => {
    select(null);
    setWriting(!isNew);
  };
  return (
    <section className="at-agree-page" aria-label={t('page.requirements')}>
      <div className="at-agree-list">
        {chain.state === 'ready' ? <List all={all} nowUs={nowUs} /> : <Pending chain={chain} />}
        <p className="at-agree-begin">
          <Button size="small" text={t('requirements.write')} active={isNew} aria-expanded={isNew} onClick={begin} />
        </p>
      </div>
      <div className="at-agree-detail">
        {isNew && <RequirementForm revises={null} purposes={purposes} />}
        {chosen !== undefined && (
          <>
            <h2>{chosen.asked?.question ?? chosen.id}</h2>
            {chosen.requirement.veil !== undefined && <p className="at-warned">{t('agree.unread')}</p>}
            {chosen.requirement.status === 'draft' && (
              <p>
                <Button
                  size="small"
                  text={t('requirements.revise')}
                  active={isRevised}
                  aria-expanded={isRevised}
                  onClick={() => setRevising(isRevised ? null : chosen.id)}
                />
              </p>
            )}
            {isRevised && <RequirementForm key={chosen.id} revises={chosen} purposes={purposes} />}
            <RequirementSteps key={`${chosen.id} steps`} read={chosen} all={all} nowUs={nowUs} />
          </>
        )}
      </div>
      {!isNew && !isRevised && <OnMap all={all} selected={selected} />}
    </section>
  );
}

function List({ all, nowUs }: { readonly all: readonly RequirementRead[]; readonly nowUs: number }) {
  const t = useWords();
  const list = useRef<HTMLTableSectionElement>(null);
  const [only, setOnly] = useState<RequirementStatus | null>(null);
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'requirement' ? selection.id : null));
  if (all.length === 0) return <p className="at-quiet at-empty-note">{t('requirements.none')}</p>;
  const chips = statuses.map((value) => ({
    value,
    text: t(`requirements.status.${value}`),
    count: all.filter(({ requirement }) => requirement.status === value).length,
  }));
  const found = all.filter(({ requirement }) => only === null || requirement.status === only);
  return (
    <>
      <Chips
        label={t('requirements.filter')}
        chips={chips}
        all={all.length}
        chosen={only}
        onChoose={(one) => setOnly(one)}
      />
      {found.length === 0 && <p className="at-quiet">{t('requirements.none.status')}</p>}
      <table className="at-agree-table">
        <thead>
          <tr>
            <th scope="col">{t('requirements.question')}</th>
            <th scope="col">{t('doc.state')}</th>
            <th scope="col">{t('requirements.purpose')}</th>
            <th scope="col">{t('agreements.column.standing')}</th>
            <th scope="col">{t('requirements.latest')}</th>
          </tr>
        </thead>
        <tbody ref={list}>
          {found.map(({ id, requirement: { status, state, purpose, latestUsefulUs }, asked }) => (
            <tr key={id} data-here={id === selected} onClick={() => select({ kind: 'requirement', id })}>
              <td>
                <button
                  type="button"
                  aria-current={id === selected}
                  onClick={() => select({ kind: 'requirement', id })}
                  onKeyDown={(event) => walkList(event, list.current)}
                >
                  {asked?.question ?? id}
                </button>
              </td>
              <td>{state}</td>
              <td>{purpose}</td>
              <td>
                <Tag
                  minimal={true}
                  intent={status === 'tasked' ? 'success' : status === 'submitted' ? 'primary' : 'none'}
                >
                  {t(`requirements.status.${status}`)}
                </Tag>
              </td>
              <td className={latestUsefulUs <= nowUs ? 'at-quiet' : ''}>
                <time>{t.utc(latestUsefulUs).replace(/:00Z$/, 'Z')}</time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The areas that are asked about; that of the one that is selected stands out. */
function OnMap({ all, selected }: { readonly all: readonly RequirementRead[]; readonly selected: string | null }) {
  const parts = useMemo(
    () =>
      all.flatMap(({ id, asked, requirement }): RegionPart[] => {
        if (asked === undefined) return [];
        const here = id === selected;
        const tone = selected === null || here ? 'asked' : 'other';
        const label = cut(asked.question);
        const named = here || (selected === null && requirement.status !== 'declined');
        return [{ kind: 'area', id, tone, area: asked.area, selected: here, ...(named ? { label } : {}) }];
      }),
    [all, selected],
  );
  useRegionScene(parts, `requirements ${selected ?? ''} ${all.length > 0}`, (id) =>
    select({ kind: 'requirement', id }),
  );
  return null;
}
