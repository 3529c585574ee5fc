import { Button, Callout, Spinner } from '@blueprintjs/core';
import { FolderOpenIcon } from '@blueprintjs/icons';
import { useWords } from '../i18n/index.ts';
import { useFlight, useWorkstation } from '../state/workstation.ts';
import { chooseFiles } from './open-file.ts';
import { ProblemText } from './problem-text.tsx';

/** What stands over the map while there is nothing to show on it: why, and the one action that helps. */
export function EmptyState() {
  const t = useWords();
  const flight = useFlight();
  const known = useWorkstation((state) => state.flightsKnown);
  const connected = useWorkstation((state) => state.connected);
  const wanted = useWorkstation((state) => state.flightId);
  const sending = useWorkstation((state) => state.uploads.length > 0);
  if (flight?.problem) {
    return (
      <div className={flight.state === 'failed' ? 'at-empty' : 'at-notice'} role="alert">
        <Callout intent={flight.state === 'failed' ? 'danger' : 'warning'} title={flight.name}>
          <ProblemText problem={flight.problem} />
          <p>{t('flights.failed.safe')}</p>
          <Button icon={<FolderOpenIcon />} text={t('flights.open')} onClick={chooseFiles} />
        </Callout>
      </div>
    );
  }
  if (flight !== null || sending) return null;
  if (!known && connected) {
    return (
      <div className="at-empty" role="status">
        <Spinner size={32} aria-label={t('loading.flights')} />
        <p>{t('loading.flights')}</p>
      </div>
    );
  }
  if (!known) return null;
  return (
    <div className="at-empty">
      <h2>{wanted === null ? t('empty.title') : t('missing.title')}</h2>
      <p>{wanted === null ? t('empty.what') : t('missing.what', { id: wanted })}</p>
      <Button intent="primary" icon={<FolderOpenIcon />} text={t('flights.open')} onClick={chooseFiles} />
      <p className="at-quiet">{t('empty.drop')}</p>
    </div>
  );
}
