import { useWords } from '../i18n/index.ts';
import { useMarking, useUnread } from '../state/marking.ts';

/** The marking of what is shown, computed from its metadata; above and below everything. */
export function Banner({ place }: { readonly place: 'top' | 'bottom' }) {
  const t = useWords();
  const marking = useMarking();
  const unread = useUnread();
  const empty = unread ? 'marking.unread' : marking === null ? 'marking.none' : 'marking.unknown';
  const text = marking === null || marking === '' ? t(empty) : marking;
  const kind = marking?.startsWith('EXERCISE') ? 'exercise' : marking === null || unread ? 'none' : 'marked';
  return place === 'top' ? (
    <header className={`at-banner at-banner-${kind}`}>
      <span className="at-hidden">{t('marking.top')}: </span>
      {text}
    </header>
  ) : (
    <div className={`at-banner at-banner-${kind}`} aria-hidden="true">
      {text}
    </div>
  );
}
