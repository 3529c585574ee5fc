import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { useNowUs } from '../account/force.ts';
import { Chips, Failed, Loading } from '../account/parts.tsx';
import { useWords } from '../i18n/index.ts';
import { select } from '../state/session.ts';
import { useWorkstation } from '../state/workstation.ts';
import { readChainAgain } from './chain.ts';
import { ClearanceList } from './clearance-list.tsx';
import { ClearanceView } from './clearance-view.tsx';
import { type ClearanceRead, type Standing, standingOf, standings } from './clearances.ts';
import { PlanForm } from './plan-form.tsx';
import { useClearances } from './use-case.ts';

/** Sorties for which the consent of two states is asked, and what each of them gave. */
export function ClearancesPage() {
  const t = useWords();
  const { chain, clearances } = useClearances();
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'clearance' ? selection.id : null));
  // What the service dated a moment ahead of this machine has happened all the same.
  const atUs = Math.max(useNowUs(), chain.facts.at(-1)?.timeUs ?? 0);
  const [proposing, setProposing] = useState(false);
  if (chain.state === 'failed' && chain.trouble !== null) {
    return <Failed trouble={chain.trouble} path="/api/log/entries" again={readChainAgain} />;
  }
  if (chain.state !== 'ready') return <Loading text={t('clearance.loading')} />;
  const one = clearances.find(({ id }) => id === selected);
  const shows = one === undefined || proposing ? null : one;
  return (
    <section className="at-account-page at-authorise" aria-label={t('page.clearances')}>
      <Chosen
        clearances={clearances}
        proposing={proposing}
        onPropose={() => {
          setProposing(!proposing);
          if (!proposing) select(null);
        }}
        onChoose={() => setProposing(false)}
      />
      <div className="at-authorise-scroll">
        {shows !== null ? (
          <ClearanceView key={shows.id} of={shows} atUs={atUs} />
        ) : proposing ? (
          <>
            <h2>{t('clearance.propose')}</h2>
            <PlanForm replaces={null} />
          </>
        ) : (
          <p className="at-quiet at-empty-note">
            {selected !== null
              ? t('clearance.notHere', { id: selected })
              : t(clearances.length === 0 ? 'clearance.empty' : 'clearance.choose')}
          </p>
        )}
      </div>
    </section>
  );
}

interface ChosenProps {
  readonly clearances: readonly ClearanceRead[];
  readonly proposing: boolean;
  readonly onPropose: () => void;
  readonly onChoose: () => void;
}

/** The list, cut down to one sort of standing. */
function Chosen({ clearances, proposing, onPropose, onChoose }: ChosenProps) {
  const t = useWords();
  const [only, setOnly] = useState<Standing | null>(null);
  const chips = standings
    .filter((one) => one !== 'unread' || clearances.some((it) => standingOf(it) === one))
    .map((value) => ({
      value,
      text: t(`clearance.chip.${value}`),
      count: clearances.filter((it) => standingOf(it) === value).length,
    }));
  return (
    <div className="at-authorise-list">
      <div className="at-account-tools">
        <Chips label={t('clearance.filter')} chips={chips} all={clearances.length} chosen={only} onChoose={setOnly} />
        <Button
          size="small"
          text={t('clearance.propose')}
          active={proposing}
          aria-expanded={proposing}
          onClick={onPropose}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is chosen within takes the place of the form */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the buttons within answer the keyboard */}
      <div className="at-clearance-rows" onClick={onChoose}>
        <ClearanceList rows={clearances.filter((it) => only === null || standingOf(it) === only)} />
      </div>
    </div>
  );
}
