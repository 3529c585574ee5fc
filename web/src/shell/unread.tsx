import { useWords } from '../i18n/index.ts';
import { useClock } from '../state/clock.ts';
import { useFlight } from '../state/workstation.ts';

/** Says that the picture is there before its metadata: where it looks is not known until the reading has come as far. */
export function Unread() {
  const t = useWords();
  const flight = useFlight();
  const unread = useClock((clock) => clock.unread);
  if (flight === null || !unread) return null;
  const share = flight.bytesTotal > 0 ? flight.bytesRead / flight.bytesTotal : 0;
  return (
    <div className="at-unread">
      <b role="status">{t('unread.title')}</b>
      <span>{t('unread.what', { share: t.percent(share) })}</span>
    </div>
  );
}
