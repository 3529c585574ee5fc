import { isFiltered, type LogFilter, NO_FILTER, readFilter, writeFilter } from './log-filter.ts';
import {
  DOCKS,
  LANGUAGES,
  type Language,
  NAMED_KINDS,
  type OpenPane,
  PAGES,
  PANES,
  type Page,
  type Selection,
  THEMES,
  type Theme,
} from './workstation.ts';

/** What a link brings back. Null stands for what the link does not say. */
export interface View {
  readonly flightId: string | null;
  readonly page: Page | null;
  /** Of the log; null where the link filters nothing. */
  readonly logFilter: LogFilter | null;
  readonly moment: { readonly atS: number } | { readonly frame: number } | null;
  readonly selection: Selection | null;
  readonly panes: readonly OpenPane[] | null;
  readonly inspector: boolean | null;
  readonly language: Language | null;
  readonly theme: Theme | null;
}

/** Microseconds of the clock, rounded up: a time rounded down would lie before its own frame. */
export const linkTime = (atS: number): number => Math.ceil(atS * 1e6 - 1e-3) / 1e6;

/** The view as the hash of a link, from `#` on. */
export function encodeView(view: View): string {
  const parts = new URLSearchParams();
  if (view.flightId !== null) parts.set('flight', view.flightId);
  if (view.page !== null) parts.set('page', view.page);
  writeFilter(parts, view.logFilter ?? NO_FILTER);
  if (view.moment !== null) {
    if ('atS' in view.moment) parts.set('t', String(linkTime(view.moment.atS)));
    else parts.set('f', String(view.moment.frame));
  }
  if (view.selection !== null) parts.set('sel', selectionText(view.selection));
  if (view.panes !== null) parts.set('panes', view.panes.map(({ name, dock }) => `${name}.${dock}`).join(' '));
  if (view.inspector !== null) parts.set('inspector', view.inspector ? '1' : '0');
  if (view.language !== null) parts.set('lang', view.language);
  if (view.theme !== null) parts.set('theme', view.theme);
  return `#${parts.toString()}`;
}

/** The view of a link's hash. What cannot be read is left out: no text makes it throw. */
export function decodeView(hash: string): View {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const flightId = parts.get('flight');
  const atS = numberIn(parts.get('t'));
  const frame = indexIn(parts.get('f'));
  const inspector = parts.get('inspector');
  const filter = readFilter(parts);
  return {
    flightId: flightId === '' ? null : flightId,
    page: oneOf(PAGES, parts.get('page')),
    logFilter: isFiltered(filter) ? filter : null,
    moment: atS !== null ? { atS } : frame !== null ? { frame } : null,
    selection: selectionIn(parts.get('sel')),
    panes: panesIn(parts.get('panes')),
    inspector: inspector === '1' ? true : inspector === '0' ? false : null,
    language: oneOf(LANGUAGES, parts.get('lang')),
    theme: oneOf(THEMES, parts.get('theme')),
  };
}

/** Parts of a selection stand apart by `~`, which a tag or code has no use for; what comes last may hold it. */
function selectionText(selection: Selection): string {
  switch (selection.kind) {
    case 'frame':
      return `frame~${selection.frame}`;
    case 'detection':
      return `detection~${selection.frame}~${selection.id}`;
    case 'pixel':
      return `pixel~${selection.frame}~${selection.x}~${selection.y}`;
    case 'place':
      return `place~${selection.latitudeDeg}~${selection.longitudeDeg}`;
    case 'item':
      return `item~${selection.frame}~${selection.tag}`;
    case 'finding':
      return selection.tag === null ? `finding~${selection.code}` : `finding~${selection.code}~${selection.tag}`;
    case 'entry':
      return `entry~${selection.index}`;
    default:
      return `${selection.kind}~${selection.id}`;
  }
}

function selectionIn(text: string | null): Selection | null {
  if (text === null) return null;
  const [kind = '', first = '', ...others] = text.split('~');
  const second = others[0] ?? '';
  const frame = indexIn(first);
  switch (kind) {
    case 'frame':
      return frame === null || others.length > 0 ? null : { kind, frame };
    case 'detection': {
      const id = indexIn(second);
      return frame === null || id === null ? null : { kind, frame, id };
    }
    case 'pixel': {
      const x = numberIn(second);
      const y = numberIn(others[1] ?? null);
      return frame === null || !isShare(x) || !isShare(y) ? null : { kind, frame, x, y };
    }
    case 'place': {
      const latitudeDeg = numberIn(first);
      const longitudeDeg = numberIn(second);
      if (latitudeDeg === null || longitudeDeg === null) return null;
      return Math.abs(latitudeDeg) > 90 || Math.abs(longitudeDeg) > 180 ? null : { kind, latitudeDeg, longitudeDeg };
    }
    case 'item':
      return frame === null || second === '' ? null : { kind, frame, tag: others.join('~') };
    case 'finding':
      return first === '' ? null : { kind, code: first, tag: others.length === 0 ? null : others.join('~') };
    case 'entry':
      return frame === null || others.length > 0 ? null : { kind, index: frame };
    default: {
      const named = oneOf(NAMED_KINDS, kind);
      const isId = /^[0-9a-z][0-9a-z-]{0,63}$/.test(first) && others.length === 0;
      return named !== null && isId ? { kind: named, id: first } : null;
    }
  }
}

function panesIn(text: string | null): OpenPane[] | null {
  if (text === null) return null;
  const panes: OpenPane[] = [];
  for (const part of text.split(' ').filter((one) => one !== '')) {
    const [first = '', second = ''] = part.split('.');
    const name = oneOf(PANES, first);
    const dock = oneOf(DOCKS, second);
    if (name === null || dock === null || panes.some((pane) => pane.name === name)) continue;
    panes.push({ name, dock });
  }
  return panes;
}

const isShare = (value: number | null): value is number => value !== null && value >= 0 && value <= 1;

function numberIn(text: string | null): number | null {
  if (text === null || !/^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function indexIn(text: string | null): number | null {
  if (text === null || !/^\d{1,15}$/.test(text)) return null;
  return Number(text);
}

function oneOf<T extends string>(choices: readonly T[], text: string | null): T | null {
  return choices.find((choice) => choice === text) ?? null;
}
