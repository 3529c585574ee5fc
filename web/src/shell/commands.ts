import { clock, pause, play, playOrPause, seek, setRate } from '../state/clock.ts';
import { type Command, commandFor, keys, registerKeys } from '../state/keys.ts';
import { select, span, step } from '../state/session.ts';
import { type Page, type PaneName, workstation } from '../state/workstation.ts';
import { chooseFiles } from './open-file.ts';
import { findSearch } from './search-field.ts';

/** J and L: each press goes faster, through these speeds. */
const SHUTTLE = [1, 2, 4, 8];

function shuttle(direction: 1 | -1): void {
  const { mode, rate } = clock.get();
  const running = mode === 'playing' && Math.sign(rate) === direction;
  const faster = running ? (SHUTTLE.find((speed) => speed > Math.abs(rate)) ?? 8) : 1;
  setRate(direction * faster);
  play();
}

function goTo(end: 0 | 1): void {
  const bounds = span();
  if (bounds !== null) seek(bounds[end]);
}

export function togglePane(name: PaneName): void {
  workstation.set(({ panes }) => ({
    panes: panes.some((pane) => pane.name === name)
      ? panes.filter((pane) => pane.name !== name)
      : [...panes, { name, dock: name === 'quality' ? 'below' : 'right' }],
  }));
}

export const toggleTheme = (): void => workstation.set(({ theme }) => ({ theme: theme === 'dark' ? 'light' : 'dark' }));
export const toggleLanguage = (): void =>
  workstation.set(({ language }) => ({ language: language === 'en' ? 'es' : 'en' }));

/** Commands that open the pages of a log, where there is one. */
export const pageCommands: readonly Command[] = [
  { id: 'page-observe', group: 'page', label: 'command.observe', keys: ['Alt+1'], run: () => showPage('observe') },
  { id: 'page-log', group: 'page', label: 'command.log', keys: ['Alt+2'], run: () => showPage('log') },
  { id: 'page-rules', group: 'page', label: 'command.rules', keys: ['Alt+3'], run: () => showPage('rules') },
  { id: 'page-people', group: 'page', label: 'command.people', keys: ['Alt+4'], run: () => showPage('people') },
  { id: 'page-concerns', group: 'page', label: 'command.concerns', keys: ['Alt+5'], run: () => showPage('concerns') },
  {
    id: 'page-agreements',
    group: 'page',
    label: 'command.agreements',
    keys: ['Alt+6'],
    run: () => showPage('agreements'),
  },
  {
    id: 'page-requirements',
    group: 'page',
    label: 'command.requirements',
    keys: ['Alt+7'],
    run: () => showPage('requirements'),
  },
  {
    id: 'page-organisations',
    group: 'page',
    label: 'command.organisations',
    keys: ['Alt+8'],
    run: () => showPage('organisations'),
  },
  {
    id: 'page-clearances',
    group: 'page',
    label: 'command.clearances',
    keys: ['Alt+9'],
    run: () => showPage('clearances'),
  },
  { id: 'page-notices', group: 'page', label: 'command.notices', keys: ['Alt+0'], run: () => showPage('notices') },
];

/** Puts a page in front; what plays behind it is paused. */
export function showPage(page: Page): void {
  if (page !== 'observe') pause();
  workstation.set({ page });
}

/** Opens the metadata pane if it is shut, and puts the cursor into its search. */
export function searchMetadata(): void {
  if (workstation.get().page !== 'observe') {
    document.querySelector<HTMLElement>('search select, [type="search"]')?.focus();
    return;
  }
  if (!workstation.get().panes.some(({ name }) => name === 'table')) togglePane('table');
  requestAnimationFrame(() => findSearch()?.focus());
}

/** The commands of the page itself, and the keys that work anywhere on it. */
export function registerPageCommands(): void {
  registerKeys([
    { id: 'play', group: 'player', label: 'command.play', keys: [' '], run: playOrPause },
    { id: 'step-forward', group: 'player', label: 'command.stepForward', keys: ['.'], run: () => step(1) },
    { id: 'step-back', group: 'player', label: 'command.stepBack', keys: [','], run: () => step(-1) },
    { id: 'shuttle-back', group: 'player', label: 'command.shuttleBack', keys: ['j'], run: () => shuttle(-1) },
    { id: 'shuttle-stop', group: 'player', label: 'command.shuttleStop', keys: ['k'], run: pause },
    { id: 'shuttle-forward', group: 'player', label: 'command.shuttleForward', keys: ['l'], run: () => shuttle(1) },
    { id: 'start', group: 'player', label: 'command.start', keys: ['Home'], run: () => goTo(0) },
    { id: 'end', group: 'player', label: 'command.end', keys: ['End'], run: () => goTo(1) },
    { id: 'open', group: 'page', label: 'command.open', keys: ['o', 'Ctrl+o'], run: chooseFiles },
    {
      id: 'flights',
      group: 'page',
      label: 'command.flights',
      keys: ['f'],
      run: () => workstation.set({ dialog: 'flights' }),
    },
    { id: 'search', group: 'page', label: 'command.search', keys: ['/'], run: searchMetadata },
    { id: 'video', group: 'page', label: 'command.pane.video', keys: ['v'], run: () => togglePane('video') },
    { id: 'table', group: 'page', label: 'command.pane.table', keys: ['t'], run: () => togglePane('table') },
    { id: 'quality', group: 'page', label: 'command.pane.quality', keys: ['q'], run: () => togglePane('quality') },
    {
      id: 'inspector',
      group: 'page',
      label: 'command.inspector',
      keys: ['i'],
      run: () => workstation.set(({ inspector }) => ({ inspector: !inspector })),
    },
    { id: 'clear', group: 'page', label: 'command.clear', keys: ['Escape'], run: () => select(null) },
    { id: 'theme', group: 'page', label: 'command.theme', keys: ['d'], run: toggleTheme },
    { id: 'language', group: 'page', label: 'command.language', keys: ['e'], run: toggleLanguage },
    { id: 'help', group: 'page', label: 'command.help', keys: ['?'], run: () => workstation.set({ dialog: 'help' }) },
  ]);
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || isTaken(event)) return;
    // Behind a dialog no command runs, even where what had the focus in it is gone.
    if (workstation.get().dialog !== null) {
      if (event.key === 'Escape') workstation.set({ dialog: null });
      return;
    }
    const command = commandFor(event, keys.get());
    if (command === null) return;
    event.preventDefault();
    command.run();
  });
}

/** True where what has the focus has its own use for the key: fields, dialogs and menus, a button's space. */
function isTaken(event: KeyboardEvent): boolean {
  const { key } = event;
  const at = event.target;
  if (!(at instanceof Element)) return false;
  if (
    at.closest(
      'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]',
    )
  ) {
    return true;
  }
  const arrows = key.startsWith('Arrow') || key === 'Home' || key === 'End' || key.startsWith('Page');
  if (arrows)
    return (
      at.closest('[role="separator"], [role="slider"], [role="grid"], [role="treegrid"], [role="listbox"]') !== null
    );
  if (key === ' ' || key === 'Enter')
    return at.closest('button, a, summary, input, [role="button"], [role="row"]') !== null;
  return false;
}
