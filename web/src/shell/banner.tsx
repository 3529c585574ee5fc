import { useWords } from '../i18n/index.ts';
import { useMarking, useUnread } from '../state/marking.ts';
import { hasDoor, isExercise, useWho } from '../state/who.ts';
import { useWorkstation } from '../state/workstation.ts';

interface Marked {
  readonly text: string;
  readonly kind: 'exercise' | 'marked' | 'none';
}

/** The marking of the flight that is shown, computed from its metadata. */
function useFlightMarking(): Marked {
  const t = useWords();
  const marking = useMarking();
  const unread = useUnread();
  const empty = unread ? 'marking.unread' : marking === null ? 'marking.none' : 'marking.unknown';
  return {
    text: marking === null || marking === '' ? t(empty) : marking,
    kind: marking?.startsWith('EXERCISE') ? 'exercise' : marking === null || unread ? 'none' : 'marked',
  };
}

/** Entries carry no marking but their compartment; whether all of it is an exercise stands in the log's first. */
function useLogMarking(): Marked {
  const t = useWords();
  const exercise = useWho(isExercise);
  return exercise ? { text: 'EXERCISE // SIMULATED', kind: 'exercise' } : { text: t('marking.log'), kind: 'none' };
}

/** The marking of what is shown; above and below everything. */
export function Banner({ place }: { readonly place: 'top' | 'bottom' }) {
  const t = useWords();
  const ofFlight = useFlightMarking();
  const ofLog = useLogMarking();
  const door = useWho(hasDoor);
  const page = useWorkstation((state) => (door ? state.page : 'observe'));
  const { text, kind } = page === 'observe' ? ofFlight : ofLog;
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
