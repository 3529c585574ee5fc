import type { FlightView } from '../../../src/model/views.ts';
import { flightOf, useFlight, workstation } from './workstation.ts';

/** Whether a recording could not be read: nothing of it is shown, so that there is nothing to mark. */
export const isUnread = ({ state, packets }: FlightView): boolean => state === 'failed' && packets === 0;

/** The marking of what is shown; null where nothing is shown. Simulated footage is an exercise, whatever else it says. */
export function markingOf(flight: FlightView | null): string | null {
  if (flight === null) return null;
  if (isUnread(flight)) return '';
  const text = flight.marking.trim();
  if (!flight.simulated || /^EXERCISE\b/.test(text)) return text;
  return text === '' ? 'EXERCISE // SIMULATED' : `EXERCISE // ${text}`;
}

/** The marking to burn into a picture of what is shown now; empty where its metadata says none. */
export const markingText = (): string => markingOf(flightOf(workstation.get())) ?? '';

/** Whether what is chosen to be shown could not be read. */
export function useUnread(): boolean {
  const flight = useFlight();
  return flight !== null && isUnread(flight);
}

export const useMarking = (): string | null => markingOf(useFlight());
