import { useWords } from '../i18n/index.ts';
import { useMarking } from '../state/marking.ts';

/** The marking of what is shown, computed from its metadata; above and below everything. */
export function Banner({ place }: { readonly place: 'top' | 'bottom' }) {
  const t = useWords();
  const marking = useMarking();
  const text = marking === null ? t('marking.none') : marking === '' ? t('marking.unknown') : marking;
  const kind = marking?.startsWith('EXERCISE') ? 'exercise' : marking === null ? 'none' : 'marked';
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
