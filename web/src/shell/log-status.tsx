import { logSize, useLive } from '../account/live.ts';
import { useWords } from '../i18n/index.ts';
import { useSeen } from '../state/seen.ts';
import { showPage } from './commands.ts';

/** How long the log is and which states have cosigned all that is published of it; a way to its page. */
export function LogStatus() {
  const t = useWords();
  const state = useLive((value) => value.state);
  const size = useLive(logSize);
  const head = useLive((value) => value.head);
  const states = useLive((value) => value.states);
  const alarm = useSeen((value) => value.alarm);
  if (head === null) return null;
  const cosigned = Object.entries(head.cosigned).map(([witness, upTo]) => {
    const name = states.get(witness) ?? witness;
    return upTo >= head.published ? name : t('log.status.behind', { name, size: upTo });
  });
  return (
    <>
      <button type="button" className="at-status-part at-status-button" onClick={() => showPage('log')}>
        {cosigned.length === 0
          ? t('log.status.alone', { size })
          : t('log.status.cosigned', { size, states: cosigned.join(' ') })}
      </button>
      {alarm !== null && (
        <strong className="at-status-part at-lost" role="alert">
          {t(`seen.${alarm}.short`)}
        </strong>
      )}
      <span className={state === 'lost' ? 'at-status-part at-lost' : 'at-status-part'}>
        {t(state === 'live' ? 'log.status.live' : state === 'lost' ? 'log.status.lost' : 'log.status.off')}
      </span>
    </>
  );
}
