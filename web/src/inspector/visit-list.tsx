import { Callout } from '@blueprintjs/core';
import { useRef } from 'react';
import { useWords } from '../i18n/index.ts';
import { ProblemText } from '../shell/problem-text.tsx';
import { walkList } from '../shell/walk-list.ts';
import { seekFrame } from '../state/session.ts';
import { useWorkstation } from '../state/workstation.ts';
import { Fact, Facts } from './facts.tsx';
import { positionText } from './precision.ts';

interface Props {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

/** A place on the map, and the moments of this flight that saw it: choosing one goes to its best frame. */
export function VisitList({ latitudeDeg, longitudeDeg }: Props) {
  const t = useWords();
  const list = useRef<HTMLUListElement>(null);
  const { state, visits, problem } = useWorkstation((now) => now.detail);
  return (
    <>
      <Facts title={t('inspector.where')}>
        <Fact name={t('field.position')}>{positionText(latitudeDeg, longitudeDeg, 5)}</Fact>
      </Facts>
      <section className="at-facts">
        <h3>{t('inspector.visits')}</h3>
        {state === 'loading' && <p className="at-quiet">{t('inspector.loading')}</p>}
        {problem !== null && (
          <Callout intent="warning" compact={true}>
            <ProblemText problem={problem} />
          </Callout>
        )}
        {visits?.length === 0 && <p className="at-quiet">{t('inspector.visits.none')}</p>}
        <ul className="at-visits" ref={list}>
          {visits?.map((visit) => (
            <li key={visit.firstFrame}>
              <button
                type="button"
                onClick={() => void seekFrame(visit.bestFrame)}
                onKeyDown={(event) => walkList(event, list.current)}
              >
                <span className="at-number">{t.utc(visit.firstUs)}</span>
                <span className="at-quiet">
                  {[
                    t.duration((visit.lastUs - visit.firstUs) / 1e6, 1),
                    t.count('inspector.visit.frames', visit.frames),
                    visit.bestGsdM === null ? null : t.quantity(visit.bestGsdM, 'm/px', 2),
                  ]
                    .filter((text) => text !== null)
                    .join(' · ')}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
