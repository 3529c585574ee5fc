import { Button, InputGroup } from '@blueprintjs/core';
import '../account/rules-concerns.css';
import './agree.css';
import { useMemo, useRef } from 'react';
import { useDraft } from '../account/command-form.tsx';
import { useChain } from '../authorise/chain.ts';
import { useWords } from '../i18n/index.ts';
import { type RegionPart, useRegionScene } from '../region-map/scene.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWorkstation } from '../state/workstation.ts';
import { NameForm, OrganisationForms } from './organisation-forms.tsx';
import { LegalStatusText } from './organisation-words.tsx';
import { type OrganisationRead, organisationsFound, organisationsIn, statusAt } from './organisations.ts';
import { Pending, useNow } from './parts.tsx';
import { cut, requirementsIn } from './requirements.ts';

/** The organisations that may be observed: names, what they are in the law of each state, and what they are linked to. No persons. */
export function OrganisationsPage() {
  const t = useWords();
  const chain = useChain();
  const nowUs = useNow(chain);
  const all = useMemo(() => organisationsIn(chain.facts), [chain.facts]);
  const [search, setSearch] = useDraft('organisations.search');
  const [naming, setNaming] = useDraft('organisations.naming');
  const found = useMemo(() => organisationsFound(all, search), [all, search]);
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'organisation' ? selection.id : null));
  const chosen = all.find(({ id }) => id === selected);
  const isNaming = naming === 'yes';
  return (
    <section className="at-agree-page" aria-label={t('page.organisations')}>
      <div className="at-agree-list">
        <search className="at-agree-tools">
          <InputGroup
            size="small"
            type="search"
            aria-label={t('organisations.search')}
            placeholder={t('organisations.search')}
            value={search}
            onValueChange={setSearch}
          />
          <span className="at-quiet">{t('organisations.noPersons')}</span>
        </search>
        {chain.state !== 'ready' ? (
          <Pending chain={chain} />
        ) : found.length === 0 ? (
          <p className="at-quiet at-empty-note">{t('organisations.none')}</p>
        ) : (
          <List found={found} nowUs={nowUs} selected={selected} />
        )}
        <p className="at-agree-begin">
          <Button
            size="small"
            text={t('organisations.name')}
            active={isNaming}
            aria-expanded={isNaming}
            onClick={() => setNaming(isNaming ? '' : 'yes')}
          />
        </p>
      </div>
      <div className="at-agree-detail">
        {isNaming && <NameForm />}
        {chosen !== undefined && <OrganisationForms key={chosen.id} read={chosen} nowUs={nowUs} />}
      </div>
      <OnMap chosen={chosen} facts={chain.facts} />
    </section>
  );
}

interface ListProps {
  readonly found: readonly OrganisationRead[];
  readonly nowUs: number;
  readonly selected: string | null;
}

function List({ found, nowUs, selected }: ListProps) {
  const t = useWords();
  const list = useRef<HTMLTableSectionElement>(null);
  return (
    <table className="at-agree-table">
      <thead>
        <tr>
          <th scope="col">{t('organisations.name.field')}</th>
          <th scope="col">{t('organisations.status')}</th>
          <th scope="col">{t('organisations.links')}</th>
        </tr>
      </thead>
      <tbody ref={list}>
        {found.map(({ id, organisation: { name, statuses, links } }) => (
          <tr key={id} data-here={id === selected} onClick={() => select({ kind: 'organisation', id })}>
            <td>
              <button
                type="button"
                aria-current={id === selected}
                onClick={() => select({ kind: 'organisation', id })}
                onKeyDown={(event) => walkList(event, list.current)}
              >
                {name === '' ? id : name}
              </button>
            </td>
            <td>
              {statuses
                .filter((status) => statusAt(status, nowUs) !== 'past')
                .map((status) => (
                  <LegalStatusText key={`${status.state} ${status.window.from}`} status={status} nowUs={nowUs} />
                ))}
              {statuses.length === 0 && <span className="at-quiet">{t('organisations.status.none')}</span>}
            </td>
            <td className="at-number">{t.number(links.length)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where that is asked about which the organisation is linked to. */
function OnMap({
  chosen,
  facts,
}: {
  readonly chosen: OrganisationRead | undefined;
  readonly facts: Parameters<typeof requirementsIn>[0];
}) {
  const parts = useMemo(() => {
    const linked = new Set(
      (chosen?.organisation.links ?? []).filter(({ to }) => to.kind === 'requirement').map(({ to }) => to.id),
    );
    return requirementsIn(facts).flatMap(({ id, asked }): RegionPart[] =>
      asked === undefined || !linked.has(id)
        ? []
        : [{ kind: 'area', id, tone: 'asked', area: asked.area, label: cut(asked.question) }],
    );
  }, [chosen, facts]);
  useRegionScene(parts, `organisation ${chosen?.id ?? ''}`);
  return null;
}
