import { useSyncExternalStore } from 'react';
import type {
  DetectionView,
  FlightView,
  FramesView,
  GroundView,
  MovingView,
  VisitView,
} from '../../../src/model/views.ts';
import { ask, flightPath, post, problemOf } from './api.ts';
import { advanced, clock, driven, pause, seek, useClock } from './clock.ts';
import { type FrameRow, FramesCache } from './frames.ts';
import { createStore, useStore } from './store.ts';
import { type Detail, flightOf, NO_DETAIL, type Selection, workstation } from './workstation.ts';

/** Frames of the overview: enough for every pixel of a wide screen. */
const OVERVIEW_POINTS = 2048;

interface Session {
  readonly flightId: string | null;
  readonly cache: FramesCache | null;
  readonly overview: FramesView | null;
}

const session = createStore<Session>({ flightId: null, cache: null, overview: null });

/** The frames of the flight that is shown. */
export const frames = (): FramesCache | null => session.get().cache;

/** The flight as a whole, at most 2048 evenly spaced frames; null while it is fetched. */
export const useOverview = (): FramesView | null => useStore(session, ({ overview }) => overview);

/** The frame at the clock, or null while it is not known. */
export function currentFrame(): FrameRow | null {
  const { frame } = clock.get();
  return frame === null ? null : (frames()?.frame(frame) ?? null);
}

export function useCurrentFrame(): FrameRow | null {
  return useSyncExternalStore(clock.subscribe, currentFrame);
}

/** Frame of a subscription that also changes when frames come. */
export function useFrame(index: number | null): FrameRow | null {
  const cache = useStore(session, (value) => value.cache);
  return useSyncExternalStore(
    (listener) => cache?.subscribe(listener) ?? (() => undefined),
    () => (index === null ? null : (cache?.frame(index) ?? null)),
  );
}

/** First and last time of the flight on the clock, seconds; null while they are not known. */
export function spanOf(flight: FlightView | null, overview: FramesView | null): readonly [number, number] | null {
  if (flight === null) return null;
  if (flight.video !== null) return [flight.video.firstPtsS, flight.video.lastPtsS];
  if (overview === null || flight.startUs === null || flight.endUs === null) return null;
  const fromS = overview.ptsS.find((ptsS) => ptsS !== null) ?? 0;
  const lastPtsS = overview.ptsS.findLast((ptsS) => ptsS !== null) ?? null;
  return [fromS, Math.max(lastPtsS ?? fromS, fromS + Math.max(0, flight.endUs - flight.startUs) / 1e6)];
}

export const span = (): readonly [number, number] | null => spanOf(flightOf(workstation.get()), session.get().overview);

/** Goes to a frame, exactly. */
export async function seekFrame(index: number): Promise<void> {
  const cache = frames();
  const row = await cache?.load(index);
  if (row === undefined || row === null || cache !== frames()) return;
  seek(row.atS);
}

/** A flight to be shown from where it begins once that is known, unless another moment is asked for meanwhile. */
let beginning: { readonly flightId: string; readonly serial: number } | null = null;

/** Goes to where a flight begins: its first picture, or its first frame where there is none; as soon as one of them is known. */
export function seekBeginning({ id, video, frames: total }: FlightView): void {
  beginning = null;
  if (video !== null) seek(video.firstPtsS);
  else if (total > 0) void seekFrame(0);
  else beginning = { flightId: id, serial: clock.get().seek.serial };
}

function keepBeginning(flight: FlightView | null): void {
  if (beginning === null) return;
  const { flightId, serial } = beginning;
  if (flight?.id !== flightId || clock.get().seek.serial !== serial) beginning = null;
  else if (flight.video !== null || flight.frames > 0) seekBeginning(flight);
}

/** Goes to the frame of a packet, or the first frame after it where it made none. */
export async function seekPacket(packetIndex: number): Promise<void> {
  const cache = frames();
  if (cache === null || cache.total === 0) return;
  // Packets and frames are in one order, and a frame is never before its packet's own number.
  let low = 0;
  let high = Math.min(packetIndex, cache.total - 1);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await cache.load(middle);
    if (row === null) return;
    if (row.packetIndex < packetIndex) low = middle + 1;
    else high = middle;
  }
  await seekFrame(low);
}

/** A picture on or back where pictures are shown, a frame of metadata where not. */
export function step(count: number): void {
  pause();
  const driver = driven();
  const { frame } = clock.get();
  if (driver !== null) driver.step(count);
  else if (frame !== null) void seekFrame(Math.min(Math.max(0, frame + count), (frames()?.total ?? 1) - 1));
}

/** Selects one thing everywhere, or nothing. The URL follows (url.ts), and `detail` tells what the service knows of it. */
export function select(selection: Selection | null): void {
  workstation.set({ selection, detail: NO_DETAIL });
  // Who hears of it may have asked the service already: the link does, for a selection that it brought.
  if (selection === null || workstation.get().detail.state === 'none') void describe(selection);
}

/** Selects a moving object as one report has it. What runs is held, so that it does not run on while it is looked at. */
export function selectDetection({ frame, id }: DetectionView): void {
  pause();
  select({ kind: 'detection', frame, id });
}

/** True where the service knows more of a selection than the page does. */
export const isDescribed = (selection: Selection | null): selection is Described =>
  selection?.kind === 'pixel' || selection?.kind === 'place' || selection?.kind === 'detection';

type Described = Extract<Selection, { readonly kind: 'pixel' | 'place' | 'detection' }>;

/** What the service knows of a selection. */
async function detailOf(flightId: string, selection: Described, signal: AbortSignal): Promise<Partial<Detail>> {
  const groundAt = (frame: number, x: number, y: number): Promise<GroundView> =>
    post<GroundView>(flightPath(flightId, '/ground'), { frame, x, y }, { signal });
  switch (selection.kind) {
    case 'pixel':
      return { ground: await groundAt(selection.frame, selection.x, selection.y) };
    case 'place': {
      const where = `/visits?lat=${selection.latitudeDeg}&lon=${selection.longitudeDeg}`;
      return { visits: await ask<readonly VisitView[]>(flightPath(flightId, where), { signal }) };
    }
    case 'detection': {
      const { frame, id } = selection;
      const moving = await ask<MovingView>(flightPath(flightId, `/moving?frame=${frame}&number=${id}`), { signal });
      const { at } = moving.report;
      if (at === null) return { moving };
      try {
        return { moving, ground: await groundAt(frame, at[0], at[1]) };
      } catch (thrown) {
        // Where it is on the ground cannot be told; the rest is known all the same.
        return { moving, problem: problemOf(thrown) };
      }
    }
  }
}

let describing: AbortController | null = null;

async function describe(selection: Selection | null): Promise<void> {
  describing?.abort();
  const { flightId } = workstation.get();
  if (flightId === null || !isDescribed(selection)) return;
  describing = new AbortController();
  const { signal } = describing;
  workstation.set({ detail: { ...NO_DETAIL, state: 'loading' } });
  try {
    const known = await detailOf(flightId, selection, signal);
    if (!signal.aborted) workstation.set({ detail: { ...NO_DETAIL, state: 'ready', ...known } });
  } catch (thrown) {
    if (!signal.aborted) workstation.set({ detail: { ...NO_DETAIL, state: 'failed', problem: problemOf(thrown) } });
  }
}

/** Brings frames and overview in line with the flight that is shown, whenever that changes. */
function follow(): void {
  const flight = flightOf(workstation.get());
  const now = session.get();
  if ((flight?.id ?? null) !== now.flightId) {
    now.cache?.close();
    const cache = flight === null ? null : cacheOf(flight);
    session.set({ flightId: flight?.id ?? null, cache, overview: null });
    cache?.subscribe(place);
    if (flight !== null) void fetchOverview(flight);
    place();
  } else if (flight !== null && flight.frames > (now.cache?.total ?? 0)) {
    now.cache?.grow(flight.frames);
    void fetchOverview(flight);
  }
  keepBeginning(flight);
}

const cacheOf = (flight: FlightView): FramesCache =>
  new FramesCache(flight.frames, (from, count, signal) =>
    ask<FramesView>(flightPath(flight.id, `/frames?from=${from}&count=${count}`), { signal }),
  );

async function fetchOverview({ id, frames: total }: FlightView): Promise<void> {
  if (total === 0) return;
  try {
    const overview = await ask<FramesView>(flightPath(id, `/overview?points=${OVERVIEW_POINTS}`));
    // Of another flight by now, or overtaken by one that was asked for when more had been read: it would show what is over.
    const { flightId, overview: shown } = session.get();
    if (flightId === id && overview.total >= (shown?.total ?? 0)) session.set({ overview });
  } catch {
    // The track and the timeline stay as they are; that the service is away is told by the status bar.
  }
}

/** The last frame that was read stands for its moment this long, seconds; what is later is not read yet. */
const EDGE_S = 1;

/** Whether a moment lies beyond what was read so far, `last` being the frame found for it. */
function isUnread(cache: FramesCache | null, last: number | null, atS: number): boolean {
  if (cache === null || last === null || last < cache.total - 1) return false;
  if (flightOf(workstation.get())?.state !== 'reading') return false;
  const row = cache.frame(last);
  return row !== null && atS > row.atS + EDGE_S;
}

/** Finds the frame at the clock. */
function place(): void {
  const cache = frames();
  const { atS, mode, rate } = clock.get();
  const last = cache?.frameAt(atS) ?? null;
  const unread = isUnread(cache, last, atS);
  const frame = unread ? null : last;
  clock.set({ frame, unread });
  if (frame !== null && mode === 'playing') cache?.prefetch(frame, rate >= 0);
}

let ticking = false;
let lastTickMs = 0;

/** Runs the clock over the metadata while it plays and no picture drives it. */
function tick(nowMs: number): void {
  const { mode, rate, atS } = clock.get();
  if (mode !== 'playing') {
    ticking = false;
    return;
  }
  requestAnimationFrame(tick);
  const passedS = (nowMs - lastTickMs) / 1000;
  lastTickMs = nowMs;
  const bounds = span();
  if (driven() !== null || bounds === null) return;
  const next = advanced(atS, passedS, rate, bounds);
  clock.set({ atS: next.atS });
  if (next.ended) pause();
}

function run(): void {
  if (clock.get().mode !== 'playing' || ticking) return;
  ticking = true;
  const bounds = span();
  const { atS, rate } = clock.get();
  // Play at the end begins anew.
  if (driven() === null && bounds !== null && rate > 0 && atS >= bounds[1]) seek(bounds[0]);
  lastTickMs = performance.now();
  requestAnimationFrame(tick);
}

/** Starts the page's own work: frames follow the flight, the frame follows the clock. */
export function startSession(): void {
  workstation.subscribe(follow);
  clock.subscribe(() => {
    place();
    run();
  });
  follow();
}

/** The time of the clock as metadata tells it, microseconds since 1970; null where no frame is known. */
export function useTimeUs(): number | null {
  useClock(({ frame }) => frame);
  return currentFrame()?.timeUs ?? null;
}
