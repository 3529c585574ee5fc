import { useEffect, useMemo } from 'react';
import { standingAt, versionAt } from '../../../src/agree/agreement/state.ts';
import { Row } from '../account/parts.tsx';
import { useChain } from '../authorise/chain.ts';
import { useWords } from '../i18n/index.ts';
import { fitRegion } from '../region-map/scene.ts';
import { needWho } from '../state/who.ts';
import { HoursLeftText, StandsTag } from './agreement-words.tsx';
import { agreementsIn, blocksIn, hoursLeft, versionShown } from './agreements.ts';
import { bandLabel } from './band-text.ts';
import { LegalStatusText } from './organisation-words.tsx';
import { organisationsIn } from './organisations.ts';
import { HistoryList, Pending, useNow } from './parts.tsx';
import { requirementsIn } from './requirements.ts';
import { windowText } from './sentences.ts';

export interface AgreeSelection {
  readonly kind: 'agreement' | 'requirement' | 'organisation';
  readonly id: string;
}

/** What the inspector says of something that was agreed, is asked, or may be observed. */
export function AgreeFacts({ selection }: { readonly selection: AgreeSelection }) {
  useEffect(needWho, []);
  switch (selection.kind) {
    case 'agreement':
      return <AgreementFacts id={selection.id} />;
    case 'requirement':
      return <RequirementFacts id={selection.id} />;
    case 'organisation':
      return <OrganisationFacts id={selection.id} />;
  }
}

function useFacts() {
  const t = useWords();
  const chain = useChain();
  const nowUs = useNow(chain);
  const missing =
    chain.state === 'ready' ? <p className="at-quiet">{t('agree.missing')}</p> : <Pending chain={chain} />;
  return { t, facts: chain.facts, nowUs, missing };
}

function ShowOnMap() {
  const t = useWords();
  return (
    <button type="button" className="at-link" onClick={fitRegion}>
      {t('agree.show.map')}
    </button>
  );
}

function AgreementFacts({ id }: { readonly id: string }) {
  const { t, facts, nowUs, missing } = useFacts();
  const read = useMemo(() => agreementsIn(facts).find((one) => one.id === id), [facts, id]);
  const blocks = useMemo(() => blocksIn(facts), [facts]);
  if (read === undefined) return missing;
  const { agreement, history } = read;
  const shown = versionShown(agreement, nowUs);
  const inForce = standingAt(agreement, nowUs) === 'in-force' ? versionAt(agreement, nowUs) : undefined;
  return (
    <>
      <dl className="at-summary">
        <Row name={t('doc.id')}>
          <code>{id}</code>
        </Row>
        <Row name={t('agreements.column.standing')}>
          <StandsTag agreement={agreement} nowUs={nowUs} />
        </Row>
        <Row name={t('agreements.column.version')}>
          {inForce === undefined
            ? t('agreements.version.none')
            : t('agreements.version', { n: inForce.document.version })}
        </Row>
        {shown !== undefined && (
          <>
            <Row name={t('doc.parties')}>
              {t('agreements.parties.say', {
                a: shown.document.parties[0].state,
                b: shown.document.parties[1].state,
                host: shown.document.host,
              })}
            </Row>
            <Row name={t('doc.validity')}>{windowText(shown.document.validity, t)}</Row>
            <Row name={t('doc.areas')}>
              {shown.document.areas.map((area) => (
                <div key={area.id}>
                  {area.id}: {bandLabel(area.band)}
                </div>
              ))}
              <ShowOnMap />
            </Row>
            <Row name={t('agreements.column.hours')}>
              <HoursLeftText short={false} left={hoursLeft(shown, blocks, nowUs)} />
            </Row>
            <Row name={t('agreements.hash')}>
              <code className="at-hash">{shown.documentHash}</code>
            </Row>
          </>
        )}
        {agreement.suspensions.length > 0 && (
          <Row name={t('agreements.suspensions')}>
            {agreement.suspensions.map(({ state, fromUs, untilUs }) => (
              <div key={`${state} ${fromUs}`}>
                {state}:{' '}
                {Number.isFinite(untilUs)
                  ? t('say.window', { from: t.utc(fromUs), until: t.utc(untilUs) })
                  : t('say.window.open', { from: t.utc(fromUs) })}
              </div>
            ))}
          </Row>
        )}
      </dl>
      <HistoryList history={history} />
    </>
  );
}

function RequirementFacts({ id }: { readonly id: string }) {
  const { t, facts, nowUs, missing } = useFacts();
  const read = useMemo(() => requirementsIn(facts).find((one) => one.id === id), [facts, id]);
  if (read === undefined) return missing;
  const { requirement, asked, known, declined, history } = read;
  const leftH = (requirement.latestUsefulUs - nowUs) / 3.6e9;
  return (
    <>
      <dl className="at-summary">
        <Row name={t('agreements.column.standing')}>
          {t(`requirements.status.${requirement.status}`)}; {t('requirements.asks', { state: requirement.state })}
        </Row>
        {asked !== undefined && (
          <>
            <Row name={t('requirements.question')}>{asked.question}</Row>
            <Row name={t('requirements.purpose')}>{asked.purpose}</Row>
            <Row name={t('requirements.elements')}>
              <Items items={asked.essentialElements} />
            </Row>
            <Row name={t('requirements.indicators')}>
              <Items items={asked.indicators} />
            </Row>
            <Row name={t('requirements.lawful')}>{asked.lawfulPurpose}</Row>
            <Row name={t('requirements.area')}>
              {bandLabel(asked.area.band)} <ShowOnMap />
            </Row>
          </>
        )}
        <Row name={t('requirements.latest')}>
          {t.utc(requirement.latestUsefulUs)};{' '}
          {leftH > 0 ? t('requirements.latest.left', { hours: t.number(leftH, 1) }) : t('requirements.latest.past')}
        </Row>
        <Row name={t('requirements.requesters')}>{requirement.requesters.join(', ')}</Row>
        {known !== undefined && <Row name={t('requirements.known')}>{known}</Row>}
        {requirement.duplicates.length > 0 && (
          <Row name={t('requirements.duplicates')}>
            <Items items={requirement.duplicates} />
          </Row>
        )}
        {declined !== undefined && <Row name={t('requirements.decline')}>{declined}</Row>}
      </dl>
      <HistoryList history={history} />
    </>
  );
}

function Items({ items }: { readonly items: readonly string[] }) {
  return (
    <>
      {items.map((item) => (
        <div key={item}>{item}</div>
      ))}
    </>
  );
}

function OrganisationFacts({ id }: { readonly id: string }) {
  const { t, facts, nowUs, missing } = useFacts();
  const read = useMemo(() => organisationsIn(facts).find((one) => one.id === id), [facts, id]);
  if (read === undefined) return missing;
  const { organisation, history } = read;
  return (
    <>
      <dl className="at-summary">
        <Row name={t('organisations.name.field')}>{organisation.name}</Row>
        <Row name={t('doc.id')}>
          <code>{id}</code>
        </Row>
        <Row name={t('organisations.status')}>
          {organisation.statuses.length === 0 && t('organisations.status.none')}
          {organisation.statuses.map((status) => (
            <LegalStatusText key={`${status.state} ${status.window.from}`} status={status} nowUs={nowUs} />
          ))}
        </Row>
        <Row name={t('organisations.links')}>{t.number(organisation.links.length)}</Row>
      </dl>
      <p className="at-quiet">{t('organisations.noPersons')}</p>
      <HistoryList history={history} />
    </>
  );
}
