import { useEffect, useState } from 'react';
import type { ProblemView, QualityView } from '../../../src/model/views.ts';
import { ask, flightPath, problemOf } from './api.ts';
import { useFlight } from './workstation.ts';

interface Answer {
  readonly flightId: string;
  readonly quality: QualityView | null;
  readonly problem: ProblemView | null;
}

let last: Answer | null = null;

/** The quality report of the flight that is shown, once it has been read. */
export function useQuality(): { readonly quality: QualityView | null; readonly problem: ProblemView | null } {
  const flight = useFlight();
  const flightId = flight?.state === 'ready' ? flight.id : null;
  const [answer, setAnswer] = useState(last);
  useEffect(() => {
    if (flightId === null || (last?.flightId === flightId && last.quality !== null)) {
      setAnswer(last);
      return;
    }
    let wanted = true;
    const tell = (next: Answer): void => {
      last = next;
      if (wanted) setAnswer(next);
    };
    ask<QualityView>(flightPath(flightId, '/quality')).then(
      (quality) => tell({ flightId, quality, problem: null }),
      (thrown: unknown) => tell({ flightId, quality: null, problem: problemOf(thrown) }),
    );
    return () => {
      wanted = false;
    };
  }, [flightId]);
  return answer !== null && answer.flightId === flightId ? answer : { quality: null, problem: null };
}
