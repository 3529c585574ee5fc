import type { FlightView, ProblemView, ProgressView } from '../../../src/model/views.ts';
import { ask, flightPath, OWN, problemFrom, problemOf, remove } from './api.ts';
import { pause } from './clock.ts';
import { seekBeginning, select } from './session.ts';
import { type Upload, workstation } from './workstation.ts';

/** How often the service is asked which flights are open, and whether it is there at all. */
const POLL_MS = 4000;
const POLL_READING_MS = 1000;
/** And while nothing of it can be shown yet: a person waits for the first picture. */
const POLL_BEGINNING_MS = 150;

/** Asks which flights are open, now and again. Flights that are being read are asked for more often. */
export function startFlights(): void {
  void refresh().finally(askLater);
}

let timer: ReturnType<typeof setTimeout> | undefined;

function askLater(): void {
  const { flights, uploads } = workstation.get();
  const reading = uploads.length > 0 || flights.some(({ state }) => state === 'reading');
  const pauseMs = isBeginning() ? POLL_BEGINNING_MS : reading ? POLL_READING_MS : POLL_MS;
  clearTimeout(timer);
  timer = setTimeout(() => void refresh().finally(askLater), pauseMs);
}

/** Whether a flight is on its way of which nothing can be shown yet. */
function isBeginning(): boolean {
  const { flights, uploads } = workstation.get();
  return (
    uploads.some(({ flightId, problem }) => flightId === null && problem === null) ||
    flights.some(({ state, frames }) => state === 'reading' && frames === 0)
  );
}

/** Counts lists that were asked for, and flights that came or went by this page's own doing. */
let asked = 0;
let answered = 0;
let changes = 0;

export async function refresh(): Promise<void> {
  const before = new Set(workstation.get().flights.map(({ id }) => id));
  const [number, known] = [++asked, changes];
  try {
    const flights = await ask<readonly FlightView[]>('/api/flights');
    // A list that a later one has overtaken says nothing any more; one from before a flight came or went would undo that.
    if (number < answered) return;
    if (known !== changes) return refresh();
    answered = number;
    workstation.set((state) => ({
      flights: keepSame(state.flights, flights),
      flightsKnown: true,
      connected: true,
      flightId: state.flightId ?? flights[0]?.id ?? null,
    }));
    for (const flight of flights) if (flight.state === 'reading') watch(flight.id);
    tellFailures();
    adopt(before, flights);
  } catch {
    workstation.set({ connected: false });
  }
}

/** A file that is being sent is a flight as soon as the service begins to read it: it is shown from then on. */
function adopt(before: ReadonlySet<string>, flights: readonly FlightView[]): void {
  for (const upload of workstation.get().uploads) {
    if (upload.flightId !== null || upload.problem !== null) continue;
    const own = (id: string): boolean => workstation.get().uploads.some((other) => other.flightId === id);
    const flight = flights.find(({ id, name }) => name === upload.name && !before.has(id) && !own(id));
    if (flight === undefined) continue;
    patchUpload(upload.id, { flightId: flight.id });
    showSent(upload.id, flight.id);
  }
}

/** The file opened last whose flight was shown. */
let lastShown = 0;

/** Shows the flight of a file that was sent, unless one that was opened after it is there already: what was asked for last stays. */
function showSent(uploadId: number, flightId: string): void {
  if (uploadId < lastShown) {
    amongOthers.add(flightId);
    return;
  }
  lastShown = uploadId;
  showFlight(flightId);
}

/** The new list, with those that have not changed left as the objects they were, so that nothing is drawn anew for them. */
function keepSame(before: readonly FlightView[], after: readonly FlightView[]): readonly FlightView[] {
  const texts = new Map(before.map((flight) => [flight.id, flight]));
  const kept = after.map((flight) => {
    const known = texts.get(flight.id);
    return known !== undefined && JSON.stringify(known) === JSON.stringify(flight) ? known : flight;
  });
  const same = kept.length === before.length && kept.every((flight, index) => flight === before[index]);
  return same ? before : kept;
}

const watched = new Map<string, EventSource>();

/** Follows a flight while it is read. */
function watch(id: string): void {
  if (watched.has(id)) return;
  const source = new EventSource(flightPath(id, '/events'));
  watched.set(id, source);
  const end = (): void => {
    source.close();
    watched.delete(id);
  };
  source.addEventListener('progress', (event) => {
    const progress = parsed<ProgressView>(event);
    if (progress !== null) change(id, (flight) => ({ ...flight, ...progress }));
  });
  for (const name of ['ready', 'failed']) {
    source.addEventListener(name, (event) => {
      const flight = parsed<FlightView>(event);
      if (flight !== null) change(id, () => flight);
      tellFailures();
      end();
    });
  }
  // The next poll tells how it stands, and follows again if need be.
  source.onerror = end;
}

function parsed<T>(event: Event): T | null {
  if (!(event instanceof MessageEvent) || typeof event.data !== 'string') return null;
  try {
    const value: unknown = JSON.parse(event.data);
    // cast: the service makes its events from the very types of src/model/views.ts
    return value as T;
  } catch {
    return null;
  }
}

function change(id: string, next: (flight: FlightView) => FlightView): void {
  workstation.set(({ flights }) => ({ flights: flights.map((one) => (one.id === id ? next(one) : one)) }));
}

/** Shows another open flight, from its beginning. */
export function showFlight(id: string): void {
  const flight = workstation.get().flights.find((one) => one.id === id);
  if (flight === undefined || id === workstation.get().flightId) return;
  pause();
  workstation.set({ flightId: id });
  select(null);
  seekBeginning(flight);
}

/** Closes a flight, or cancels its reading. */
export async function closeFlight(id: string): Promise<void> {
  try {
    await remove(flightPath(id));
  } catch (thrown) {
    workstation.set({ connected: problemOf(thrown).code !== 'unreachable' });
    return;
  }
  watched.get(id)?.close();
  watched.delete(id);
  for (const upload of workstation.get().uploads) if (upload.flightId === id) dismissUpload(upload.id);
  changes += 1;
  const left = workstation.get().flights.filter((flight) => flight.id !== id);
  const wasShown = workstation.get().flightId === id;
  workstation.set({ flights: left });
  if (!wasShown) return;
  const next = left[0];
  workstation.set({ flightId: null });
  if (next === undefined) select(null);
  else showFlight(next.id);
}

const requests = new Map<number, XMLHttpRequest>();
let uploads = 0;

export interface Chosen {
  readonly file: File;
  /** A folder looks like a file until it is read. */
  readonly isFolder: boolean;
}

/** Sends recordings to the service; each is shown as soon as it is there. */
export function openFiles(chosen: Iterable<Chosen>): void {
  const all = [...chosen];
  for (const { file, isFolder } of all) {
    if (isFolder) refuse(file.name, { ...UNREACHABLE, code: 'folder' });
    else send(file, all.length > 1);
  }
}

/** Flights that came with others, until it is known whether they can be read: what is wrong with one is told though another is shown. */
const amongOthers = new Set<string>();

function tellFailures(): void {
  for (const { id, name, state, problem } of workstation.get().flights) {
    if (state === 'reading' || !amongOthers.delete(id)) continue;
    if (state === 'failed' && problem !== null) refuse(name, problem);
  }
}

function refuse(name: string, problem: ProblemView): void {
  const upload: Upload = { id: ++uploads, name, bytes: 0, sent: 0, flightId: null, problem };
  workstation.set((state) => ({ uploads: [...state.uploads, upload] }));
}

/** XMLHttpRequest, since fetch does not tell how much has been sent. */
function send(file: File, isAmongOthers: boolean): void {
  const id = ++uploads;
  const upload: Upload = { id, name: file.name, bytes: file.size, sent: 0, flightId: null, problem: null };
  workstation.set((state) => ({ uploads: [...state.uploads, upload] }));
  const request = new XMLHttpRequest();
  requests.set(id, request);
  request.open('POST', `/api/flights?name=${encodeURIComponent(file.name)}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  for (const [name, value] of Object.entries(OWN)) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded }) => patchUpload(id, { sent: loaded });
  request.onload = () => {
    const answer = jsonIn(request.responseText);
    if (request.status !== 201) {
      patchUpload(id, { problem: problemFrom(answer, request.statusText) });
      return;
    }
    // cast: the service answers 201 with a FlightView (src/model/views.ts)
    const flight = answer as FlightView;
    if (isAmongOthers) amongOthers.add(flight.id);
    const known = workstation.get().uploads.some((one) => one.id === id && one.flightId !== null);
    dismissUpload(id);
    if (known) {
      void refresh();
      return;
    }
    changes += 1;
    workstation.set((state) => ({ flights: [...state.flights.filter((one) => one.id !== flight.id), flight] }));
    showSent(id, flight.id);
    void refresh();
  };
  request.onerror = () => {
    // The same event for a service that is away and for a file that went: ask the file.
    file
      .slice(0, 1)
      .arrayBuffer()
      .then(
        () => patchUpload(id, { problem: UNREACHABLE }),
        () => patchUpload(id, { problem: { ...UNREACHABLE, code: 'unreadable' } }),
      );
  };
  request.send(file);
  // The service begins to read at once; so does this page.
  askLater();
}

const UNREACHABLE: ProblemView = { code: 'unreachable', title: '', detail: '', cure: '' };

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function patchUpload(id: number, patch: Partial<Upload>): void {
  workstation.set((state) => ({ uploads: state.uploads.map((one) => (one.id === id ? { ...one, ...patch } : one)) }));
}

/** Stops sending a file, or takes its trouble off the screen. */
export function dismissUpload(id: number): void {
  requests.get(id)?.abort();
  requests.delete(id);
  workstation.set((state) => ({ uploads: state.uploads.filter((one) => one.id !== id) }));
}
