import type { FlightView, GroundView, MovingView, ProblemView, VisitView } from '../../../src/model/views.ts';
import { type LogFilter, NO_FILTER } from './log-filter.ts';
import { createStore, useStore } from './store.ts';

/** The one thing that is selected, on map, video, timeline, table and in the inspector. */
export type Selection =
  | { readonly kind: 'frame'; readonly frame: number }
  | { readonly kind: 'detection'; readonly frame: number; readonly id: number }
  /** A pixel of a frame, as shares of width and height: its place on the ground is `detail.ground`. */
  | { readonly kind: 'pixel'; readonly frame: number; readonly x: number; readonly y: number }
  /** A place on the ground: the moments that saw it are `detail.visits`. */
  | { readonly kind: 'place'; readonly latitudeDeg: number; readonly longitudeDeg: number }
  /** An item of a frame's packet, by its tag path. */
  | { readonly kind: 'item'; readonly frame: number; readonly tag: string }
  /** A finding of the quality report. */
  | { readonly kind: 'finding'; readonly code: string; readonly tag: string | null }
  /** An entry of the log, by its index. */
  | { readonly kind: 'entry'; readonly index: number }
  /** A rule of the policies, a rule with dates, a person, a concern, or what the stages agree and authorise keep, by its id. */
  | { readonly kind: NamedKind; readonly id: string };

/** Kinds of things that are selected by their id alone. */
export const NAMED_KINDS = [
  'rule',
  'dated-rule',
  'person',
  'concern',
  'agreement',
  'requirement',
  'organisation',
  'clearance',
  'notice',
] as const;
export type NamedKind = (typeof NAMED_KINDS)[number];

export const PANES = ['video', 'table', 'quality'] as const;
export type PaneName = (typeof PANES)[number];
export const DOCKS = ['right', 'below'] as const;
export type Dock = (typeof DOCKS)[number];
export interface OpenPane {
  readonly name: PaneName;
  readonly dock: Dock;
}

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];
export const THEMES = ['dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

export const STAGES = ['agree', 'plan', 'authorise', 'fly', 'observe', 'find', 'review', 'release', 'account'] as const;
export type Stage = (typeof STAGES)[number];

/** What stands in the middle, and to which stage it belongs: the map and its panes, or a page of the log. */
const STAGE_OF_PAGE = {
  observe: 'observe',
  agreements: 'agree',
  requirements: 'agree',
  organisations: 'agree',
  clearances: 'authorise',
  notices: 'authorise',
  log: 'account',
  rules: 'account',
  people: 'account',
  concerns: 'account',
} as const satisfies Record<string, Stage>;
export type Page = keyof typeof STAGE_OF_PAGE;
/** The pages of one stage. */
export type PageOf<S extends Stage> = { [P in Page]: (typeof STAGE_OF_PAGE)[P] extends S ? P : never }[Page];
export const PAGES = [
  'observe',
  'agreements',
  'requirements',
  'organisations',
  'clearances',
  'notices',
  'log',
  'rules',
  'people',
  'concerns',
] as const satisfies readonly Page[];
export const stageOf = (page: Page): Stage => STAGE_OF_PAGE[page];
export const isPageOf = <S extends Stage>(page: Page, stage: S): page is PageOf<S> => stageOf(page) === stage;
/** In the order of their tabs. */
export const pagesOf = <S extends Stage>(stage: S): readonly PageOf<S>[] =>
  PAGES.filter((page): page is Extract<Page, PageOf<S>> => isPageOf(page, stage));

/** What the service says about the selection. */
export interface Detail {
  readonly state: 'none' | 'loading' | 'ready' | 'failed';
  readonly ground: GroundView | null;
  readonly visits: readonly VisitView[] | null;
  /** A moving object: since when it is reported. `ground` is then where the picture has it. */
  readonly moving: MovingView | null;
  readonly problem: ProblemView | null;
}
export const NO_DETAIL: Detail = { state: 'none', ground: null, visits: null, moving: null, problem: null };

/** A file on its way to the service. */
export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly sent: number;
  /** The flight it becomes, once the service has begun to read it: the flight then tells how far it is. */
  readonly flightId: string | null;
  readonly problem: ProblemView | null;
}

/** Everything the page shows, but the time (clock.ts) and the frames (frames.ts). */
export interface Workstation {
  readonly flights: readonly FlightView[];
  /** False until the service has told its flights. */
  readonly flightsKnown: boolean;
  /** False while the service does not answer. */
  readonly connected: boolean;
  readonly uploads: readonly Upload[];
  readonly flightId: string | null;
  readonly page: Page;
  /** Which entries the page of the log shows. */
  readonly logFilter: LogFilter;
  readonly selection: Selection | null;
  readonly detail: Detail;
  readonly panes: readonly OpenPane[];
  readonly inspector: boolean;
  readonly language: Language;
  readonly theme: Theme;
  readonly dialog: 'help' | 'flights' | Stage | null;
}

export const DEFAULT_PANES: readonly OpenPane[] = [
  { name: 'video', dock: 'right' },
  { name: 'table', dock: 'right' },
];

export const workstation = createStore<Workstation>({
  flights: [],
  flightsKnown: false,
  connected: true,
  uploads: [],
  flightId: null,
  page: 'observe',
  logFilter: NO_FILTER,
  selection: null,
  detail: NO_DETAIL,
  panes: DEFAULT_PANES,
  inspector: true,
  language: 'en',
  theme: 'dark',
  dialog: null,
});

/** What `select` takes from the workstation's state; `select` must not make new objects. */
export const useWorkstation = <S>(select: (value: Workstation) => S): S => useStore(workstation, select);

export const flightOf = (value: Workstation): FlightView | null =>
  value.flights.find(({ id }) => id === value.flightId) ?? null;

/** The flight that is shown. */
export const useFlight = (): FlightView | null => useWorkstation(flightOf);
