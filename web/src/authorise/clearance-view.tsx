import { Button, ButtonGroup, Tag } from '@blueprintjs/core';
import { useMemo } from 'react';
import { useWords } from '../i18n/index.ts';
import { useRegionScene } from '../region-map/scene.ts';
import { createStore, useStore } from '../state/store.ts';
import { ChecksView } from './checks-view.tsx';
import { StandingTag } from './clearance-list.tsx';
import { type ClearanceRead, standingOf } from './clearances.ts';
import { DiffView } from './diff-view.tsx';
import { ExportView } from './export-view.tsx';
import { PlanForm } from './plan-form.tsx';
import { PlanView } from './plan-view.tsx';
import { groupedHash } from './say.ts';
import { partsOf } from './scene.ts';
import { Signatures } from './signatures.tsx';
import { type CaseNow, useCase } from './use-case.ts';

const tabs = ['plan', 'checks', 'changes', 'replace', 'export'] as const;
type Tab = (typeof tabs)[number];
/** Which side of a clearance is shown stays as one walks from one to the next. */
const view = createStore<{ readonly tab: Tab }>({ tab: 'plan' });

/** A clearance: how it stands, who signed exactly what, and one of its sides. */
export function ClearanceView({ of, atUs }: { readonly of: ClearanceRead; readonly atUs: number }) {
  const t = useWords();
  const tab = useStore(view, (value) => value.tab);
  const { id, clearance, versions } = of;
  const now = useCase(id, atUs);
  const { plan, planHash } = clearance;
  const lostLink = t('sortie.lostLink');
  const parts = useMemo(() => (plan === undefined ? [] : partsOf(now.it, plan, lostLink)), [now.it, plan, lostLink]);
  useRegionScene(parts, `clearance ${id}`);
  const standing = standingOf(of);
  return (
    <article className="at-clearance" aria-label={id}>
      <h2>
        {id} <StandingTag of={of} /> <Against now={now} />
      </h2>
      {standing === 'void' && (
        <p className="at-warned" role="status">
          {t('clearance.void.says')}
        </p>
      )}
      {clearance.veil !== undefined && <p role="alert">{t('clearance.veiled', { kind: clearance.veil.kind })}</p>}
      <p className="at-hash">
        <span className="at-quiet">{t('clearance.hash')}</span> {groupedHash(planHash)}
      </p>
      <Signatures clearance={clearance} />
      <ButtonGroup role="group" aria-label={t('clearance.sides')} className="at-sides">
        {tabs.map((one) => (
          <Button
            key={one}
            size="small"
            active={one === tab}
            aria-pressed={one === tab}
            text={one === 'changes' ? t('clearance.tab.changes', { n: versions.length }) : t(`clearance.tab.${one}`)}
            onClick={() => view.set({ tab: one })}
          />
        ))}
      </ButtonGroup>
      {plan === undefined ? (
        <p role="alert">{t('clearance.noPlan')}</p>
      ) : (
        <>
          {tab === 'plan' && <PlanView plan={plan} />}
          {tab === 'checks' && <ChecksView now={now} atUs={atUs} />}
          {tab === 'changes' && <DiffView of={of} />}
          {tab === 'replace' && <PlanForm key={id} replaces={of} />}
          {tab === 'export' && <ExportView id={id} />}
        </>
      )}
    </article>
  );
}

/** How many checks stand against it now, whatever was signed. */
function Against({ now: { lines } }: { readonly now: CaseNow }) {
  const t = useWords();
  if (lines === null) return null;
  const against = lines.filter(({ outcome }) => outcome === 'against').length;
  return (
    <Tag
      minimal={true}
      intent={against > 0 ? 'danger' : 'success'}
      interactive={true}
      onClick={() => view.set({ tab: 'checks' })}
    >
      {against > 0 ? t.count('check.against', against) : t('check.none')}
    </Tag>
  );
}
