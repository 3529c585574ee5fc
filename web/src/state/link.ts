import { clock, play, seek } from './clock.ts';
import { NO_FILTER, sameFilter } from './log-filter.ts';
import { isDescribed, seekBeginning, seekFrame, select } from './session.ts';
import { decodeView, encodeView, type View } from './url.ts';
import { takePlace } from './who.ts';
import { DEFAULT_PANES, type Language, type Theme, workstation } from './workstation.ts';

/** While playing, the link follows the time this often (browsers refuse more than a few changes a second). */
const FOLLOW_MS = 1000;

function viewNow(): View {
  const { flightId, page, logFilter, selection, panes, inspector, language, theme } = workstation.get();
  const moment = flightId === null ? null : { atS: clock.get().atS };
  const ofLog = page === 'observe' ? { page: null, logFilter: null } : { page, logFilter };
  return { flightId, ...ofLog, moment, selection, panes, inspector, language, theme };
}

/** Shows what the link says; what it does not say stays. */
function show(view: View): void {
  const { flightId } = workstation.get();
  workstation.set((state) => ({
    flightId: view.flightId ?? state.flightId,
    // The map is where one is unless the link says otherwise.
    page: view.page ?? 'observe',
    logFilter: sameFilter(state.logFilter, view.logFilter ?? NO_FILTER),
    panes: view.panes ?? state.panes,
    inspector: view.inspector ?? state.inspector,
    language: view.language ?? state.language,
    theme: view.theme ?? state.theme,
  }));
  if (view.moment !== null) {
    if ('atS' in view.moment) seek(view.moment.atS);
    else pendingFrame = view.moment.frame;
  } else if (view.flightId !== flightId) beginning = true;
  select(view.selection);
  settle();
}

/** A frame that a link names, and whether to begin at the beginning: both wait for the flight to be known. */
let pendingFrame: number | null = null;
let beginning = true;
/** True until the page has gone where it was opened to. */
let opening = true;

/** Keeps what the link left open: goes there once the flight is known, and describes the selection. */
function settle(): void {
  const { flights, flightId, selection, detail } = workstation.get();
  const flight = flights.find(({ id }) => id === flightId);
  if (flight === undefined || (flight.frames === 0 && flight.video === null)) return;
  if (pendingFrame !== null) {
    const frame = pendingFrame;
    pendingFrame = null;
    beginning = false;
    void seekFrame(frame);
  } else if (beginning) {
    beginning = false;
    seekBeginning(flight);
    // A flight of our own simulation shows what the page does; a recording waits for the person.
    if (flight.simulated && opening && !matchMedia('(prefers-reduced-motion: reduce)').matches) play();
  }
  opening = false;
  if (detail.state === 'none' && isDescribed(selection)) select(selection);
}

/** Ties the page to its link: what the link says is shown, and the link follows what is shown. */
export function startLink(): void {
  const place = location.hash === '' ? takePlace() : null;
  if (place !== null) history.replaceState(null, '', place);
  const first = decodeView(location.hash);
  const kept = keptChoices();
  workstation.set({
    language: kept.language ?? navigatorLanguage(),
    theme: kept.theme ?? 'dark',
    panes: DEFAULT_PANES,
  });
  if (first.moment !== null) beginning = false;
  show(first);
  let written = location.hash;
  let before = workstation.get();
  let popping = false;
  const write = (push: boolean): void => {
    const hash = encodeView(viewNow());
    if (hash === written) return;
    written = hash;
    if (push) history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
  };
  workstation.subscribe(() => {
    settle();
    const now = workstation.get();
    const chosen = now.selection !== before.selection;
    const turned = now.page !== before.page || now.logFilter !== before.logFilter;
    const switched = turned || (now.flightId !== before.flightId && before.flightId !== null);
    if (now.language !== before.language || now.theme !== before.theme) keepChoices(now.language, now.theme);
    const changed = chosen || switched || now.panes !== before.panes || now.inspector !== before.inspector;
    const other = now.language !== before.language || now.theme !== before.theme || now.flightId !== before.flightId;
    before = now;
    if (!popping && (changed || other)) write(chosen || switched);
  });
  let waiting = false;
  clock.subscribe(() => {
    if (waiting) return;
    waiting = true;
    const later = (): void => {
      waiting = false;
      write(false);
    };
    setTimeout(later, clock.get().mode === 'playing' ? FOLLOW_MS : 250);
  });
  addEventListener('popstate', () => {
    popping = true;
    written = location.hash;
    show(decodeView(location.hash));
    popping = false;
  });
}

const navigatorLanguage = (): Language => (navigator.language.startsWith('es') ? 'es' : 'en');

/** Language and theme last chosen on this machine. Storage may be shut; then nothing is kept. */
function keptChoices(): { readonly language: Language | null; readonly theme: Theme | null } {
  try {
    return decodeView(localStorage.getItem('atalaya.choices') ?? '');
  } catch {
    return { language: null, theme: null };
  }
}

function keepChoices(language: Language, theme: Theme): void {
  try {
    localStorage.setItem('atalaya.choices', `lang=${language}&theme=${theme}`);
  } catch {
    // Storage is shut: the link still says both.
  }
}
