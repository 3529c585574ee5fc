import { Button, Callout, ProgressBar, Tag } from '@blueprintjs/core';
import { CrossIcon, FolderOpenIcon } from '@blueprintjs/icons';
import type { FlightView } from '../../../src/model/views.ts';
import { useWords } from '../i18n/index.ts';
import { closeFlight, dismissUpload, showFlight } from '../state/flights.ts';
import { type Upload, useWorkstation } from '../state/workstation.ts';
import { chooseFiles } from './open-file.ts';
import { ProblemText } from './problem-text.tsx';

/** Every open flight: how far it is read, what it is, and its way out. */
export function FlightList() {
  const t = useWords();
  const flights = useWorkstation((state) => state.flights);
  return (
    <div className="at-flights">
      <UploadList />
      {flights.length === 0 && <p className="at-quiet">{t('flights.none')}</p>}
      <ul aria-label={t('flights.title')}>
        {flights.map((flight) => (
          <FlightItem key={flight.id} flight={flight} />
        ))}
      </ul>
      <Button icon={<FolderOpenIcon />} text={t('flights.open')} onClick={chooseFiles} />
    </div>
  );
}

function FlightItem({ flight }: { readonly flight: FlightView }) {
  const t = useWords();
  const here = useWorkstation((state) => state.flightId === flight.id);
  const share = flight.bytesTotal > 0 ? flight.bytesRead / flight.bytesTotal : 0;
  const { name, state } = flight;
  return (
    <li className={here ? 'at-flight at-flight-here' : 'at-flight'}>
      <button type="button" className="at-flight-name" aria-current={here} onClick={() => showFlight(flight.id)}>
        {name}
      </button>
      <Button
        variant="minimal"
        size="small"
        icon={<CrossIcon />}
        aria-label={state === 'reading' ? t('flights.cancel', { name }) : t('flights.close', { name })}
        onClick={() => void closeFlight(flight.id)}
      />
      <p className="at-quiet">
        {state === 'reading' && t('flights.reading', { share: t.percent(share) })}
        {state === 'failed' && t('flights.failed')}
        {state === 'ready' && t.count('flights.packets', flight.packets)}
        {` · ${t.bytes(flight.bytesTotal)}`}
        {flight.startUs !== null && ` · ${t.utc(flight.startUs)}`}
      </p>
      {state === 'reading' && (
        <ProgressBar
          value={share}
          animate={false}
          stripes={false}
          aria-label={t('flights.reading', { share: t.percent(share) })}
        />
      )}
      {flight.problem !== null && (
        <Callout intent={state === 'failed' ? 'danger' : 'warning'} compact={true}>
          <ProblemText problem={flight.problem} />
        </Callout>
      )}
      <p>
        {flight.simulated && <Tag minimal={true}>{t('flights.simulated')}</Tag>}{' '}
        {state === 'ready' && flight.video === null && <Tag minimal={true}>{t('flights.noVideo')}</Tag>}{' '}
        {flight.packetsWithIssues > 0 && (
          <Tag minimal={true} intent="warning">
            {t.count('flights.issues', flight.packetsWithIssues)}
          </Tag>
        )}
      </p>
    </li>
  );
}

/** Files on their way to the service, and those it refused. */
export function UploadList() {
  const all = useWorkstation((state) => state.uploads);
  const uploads = all.filter(({ flightId, problem }) => flightId === null || problem !== null);
  if (uploads.length === 0) return null;
  return (
    <ul className="at-uploads">
      {uploads.map((upload) => (
        <UploadItem key={upload.id} upload={upload} />
      ))}
    </ul>
  );
}

function UploadItem({ upload: { id, name, bytes, sent, problem } }: { readonly upload: Upload }) {
  const t = useWords();
  const share = bytes > 0 ? sent / bytes : 0;
  const says = t('flights.sending', { share: t.percent(share) });
  return (
    <li className="at-upload" role={problem === null ? undefined : 'alert'}>
      <strong>{name}</strong>
      <Button
        variant="minimal"
        size="small"
        icon={<CrossIcon />}
        aria-label={problem === null ? t('flights.cancel', { name }) : `${t('flights.dismiss')}: ${name}`}
        onClick={() => dismissUpload(id)}
      />
      {problem === null ? (
        <>
          <p className="at-quiet">{says}</p>
          <ProgressBar value={share} animate={false} stripes={false} aria-label={says} />
        </>
      ) : (
        <ProblemText problem={problem} />
      )}
    </li>
  );
}
