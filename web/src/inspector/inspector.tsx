import { Button } from '@blueprintjs/core';
import { CrossIcon } from '@blueprintjs/icons';
import { lazy, type ReactNode, Suspense } from 'react';
import { useWords } from '../i18n/index.ts';
import { SizeSplitter } from '../shell/size-splitter.tsx';
import { useSize } from '../shell/sizes.ts';
import { useClock } from '../state/clock.ts';
import { select, useFrame } from '../state/session.ts';
import { type Selection, useFlight, useWorkstation } from '../state/workstation.ts';
import { DetectionFacts } from './detection-facts.tsx';
import { FindingFacts } from './finding-facts.tsx';
import { FlightFacts, FrameFacts } from './frame-facts.tsx';
import { GroundFacts } from './ground-facts.tsx';
import { ItemFacts } from './item-facts.tsx';
import { VisitList } from './visit-list.tsx';

/** What checks the log is fetched when something of it is first selected. */
const AccountFacts = lazy(async () => ({ default: (await import('../account/account-facts.tsx')).AccountFacts }));

const AgreeFacts = lazy(async () => ({ default: (await import('../agree/agree-facts.tsx')).AgreeFacts }));
const AuthoriseFacts = lazy(async () => ({
  default: (await import('../authorise/authorise-facts.tsx')).AuthoriseFacts,
}));

/** The selected thing: what it is, where, how sure, why, since when. */
export function Inspector() {
  const t = useWords();
  const widthPx = useSize('inspector');
  const selection = useWorkstation((state) => state.selection);
  return (
    <aside className="at-inspector" style={{ width: widthPx }} aria-label={t('inspector.title')}>
      <SizeSplitter name="inspector" label={t('splitter.inspector')} between="column" least={220} most={520} />
      <div className="at-inspector-column">
        <div className="at-pane-head">
          <h2>
            <Title selection={selection} />
          </h2>
          {selection !== null && (
            <Button
              variant="minimal"
              size="small"
              icon={<CrossIcon />}
              aria-label={t('inspector.clear')}
              onClick={() => select(null)}
            />
          )}
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
        <section className="at-inspector-body" aria-label={t('inspector.what')} tabIndex={0}>
          <Content selection={selection} />
        </section>
      </div>
    </aside>
  );
}

function Title({ selection }: { readonly selection: Selection | null }) {
  const t = useWords();
  switch (selection?.kind) {
    case undefined:
      return t('inspector.title');
    case 'frame':
      return t('inspector.frame', { n: selection.frame + 1 });
    case 'detection':
      return t('inspector.detection', { id: String(selection.id) });
    case 'pixel':
      return t('inspector.pixel');
    case 'place':
      return t('inspector.place');
    case 'item':
      return t('inspector.item', { tag: selection.tag });
    case 'finding':
      return t('inspector.finding');
    case 'entry':
      return t('entry.title', { index: selection.index });
    case 'rule':
    case 'dated-rule':
      return t('page.rules');
    case 'person':
      return t('people.person', { id: selection.id });
    case 'concern':
      return t('concerns.title', { id: selection.id });
    case 'agreement':
    case 'requirement':
    case 'organisation':
    case 'clearance':
    case 'notice':
      return t(`inspector.${selection.kind}`);
  }
}

function Content({ selection }: { readonly selection: Selection | null }) {
  switch (selection?.kind) {
    case undefined:
      return <Nothing />;
    case 'frame':
      return <FrameFacts index={selection.frame} />;
    case 'detection':
      return <DetectionFacts frame={selection.frame} id={selection.id} />;
    case 'pixel':
      return <GroundFacts frame={selection.frame} x={selection.x} y={selection.y} />;
    case 'place':
      return <VisitList latitudeDeg={selection.latitudeDeg} longitudeDeg={selection.longitudeDeg} />;
    case 'item':
      return <ItemFacts frame={selection.frame} tag={selection.tag} />;
    case 'finding':
      return <FindingFacts code={selection.code} tag={selection.tag} />;
    case 'entry':
      return (
        <Fetched>
          <AccountFacts selection={selection} />
        </Fetched>
      );
    case 'rule':
    case 'dated-rule':
    case 'person':
    case 'concern':
      return (
        <Fetched>
          <AccountFacts selection={{ kind: selection.kind, id: selection.id }} />
        </Fetched>
      );
    case 'agreement':
    case 'requirement':
    case 'organisation':
      return (
        <Fetched>
          <AgreeFacts selection={{ kind: selection.kind, id: selection.id }} />
        </Fetched>
      );
    case 'clearance':
    case 'notice':
      return (
        <Fetched>
          <AuthoriseFacts selection={{ kind: selection.kind, id: selection.id }} />
        </Fetched>
      );
  }
}

function Fetched({ children }: { readonly children: ReactNode }) {
  const t = useWords();
  return <Suspense fallback={<p className="at-quiet">{t('inspector.loading')}</p>}>{children}</Suspense>;
}

/** With nothing selected: the flight, and the frame of the clock. */
function Nothing() {
  const t = useWords();
  const flight = useFlight();
  const index = useClock((clock) => clock.frame);
  const row = useFrame(index);
  const page = useWorkstation((state) => state.page);
  if (page !== 'observe') return <p className="at-quiet">{t('inspector.empty.account')}</p>;
  if (flight === null || flight.state === 'failed') return <p className="at-quiet">{t('inspector.empty')}</p>;
  return (
    <>
      {row !== null && <FrameFacts index={row.index} />}
      <FlightFacts flight={flight} />
      <p className="at-quiet">{t('inspector.empty')}</p>
    </>
  );
}
