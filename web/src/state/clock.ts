import { createStore, useStore } from './store.ts';

/**
 * The one clock. Its time is the presentation time of the flight, seconds (where packets carry none: seconds since the
 * first). While a picture runs, the video pane drives it (`drive`) and tells what it shows (`shown`); else it runs itself.
 */
export interface Clock {
  readonly mode: 'playing' | 'paused';
  /** Speed of play, 1 as recorded; below 0 backwards. */
  readonly rate: number;
  readonly atS: number;
  /** Frame at `atS`, or null while it is not known. */
  readonly frame: number | null;
  /** The recording is still being read and has not come as far as `atS`: there is no frame yet. */
  readonly unread: boolean;
  /** What a person asked for last: the driver goes there whenever `serial` has changed. */
  readonly seek: { readonly serial: number; readonly toS: number };
}

/** What shows the pictures. It follows `mode`, `rate` and `seek`, and calls `shown` for each picture. */
export interface Driver {
  /** Goes `pictures` forward (below 0: back) from what is shown. */
  step(pictures: number): void;
}

const START: Clock = { mode: 'paused', rate: 1, atS: 0, frame: null, unread: false, seek: { serial: 0, toS: 0 } };

export const clock = createStore<Clock>(START);

/** What `select` takes from the clock; `select` must not make new objects. */
export const useClock = <S>(select: (value: Clock) => S): S => useStore(clock, select);

let driver: Driver | null = null;

/** Hands the clock to what shows the pictures, until the returned function is called. */
export function drive(next: Driver): () => void {
  driver = next;
  return () => {
    if (driver === next) driver = null;
  };
}

export const driven = (): Driver | null => driver;

/** The driver tells the presentation time of the picture that is on the screen. */
export function shown(atS: number): void {
  clock.set({ atS });
}

export function seek(toS: number): void {
  clock.set(({ seek: { serial } }) => ({ atS: toS, seek: { serial: serial + 1, toS } }));
}

export const play = (): void => clock.set({ mode: 'playing' });
export const pause = (): void => clock.set({ mode: 'paused', rate: 1 });
export const playOrPause = (): void => (clock.get().mode === 'playing' ? pause() : play());
export const setRate = (rate: number): void => clock.set({ rate });

/** The time after `passedS` seconds of play, kept within the flight; `ended` where it ran against an end. */
export function advanced(
  atS: number,
  passedS: number,
  rate: number,
  [fromS, toS]: readonly [number, number],
): { readonly atS: number; readonly ended: boolean } {
  // The first frame drawn may lie before the press of the key; and after a page was hidden there is no leap.
  const next = atS + Math.min(0.25, Math.max(0, passedS)) * rate;
  return { atS: Math.min(Math.max(fromS, next), toS), ended: next > toS || next < fromS };
}
