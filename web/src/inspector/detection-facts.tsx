import { Callout } from '@blueprintjs/core';
import { useWords } from '../i18n/index.ts';
import { ProblemText } from '../shell/problem-text.tsx';
import { useWorkstation } from '../state/workstation.ts';
import { Fact, Facts } from './facts.tsx';
import { FrameFact } from './frame-fact.tsx';
import { Placed } from './ground-facts.tsx';
import { degreeDigits, positionText, UNSTATED_ERROR_M } from './precision.ts';

interface Props {
  readonly frame: number;
  readonly id: number;
}

/** One moving object as the sensor's own detector reported it: where it was sent to be, where the picture has it, and since when. */
export function DetectionFacts({ frame, id }: Props) {
  const t = useWords();
  const { state, moving, ground, problem } = useWorkstation((now) => now.detail);
  if (moving === null) {
    if (problem === null || state === 'loading') return <p className="at-quiet">{t('inspector.loading')}</p>;
    return (
      <Callout intent="warning" compact={true}>
        <ProblemText problem={problem} />
      </Callout>
    );
  }
  const { latitudeDeg, longitudeDeg, at } = moving.report;
  const sent = latitudeDeg !== null && longitudeDeg !== null;
  return (
    <>
      <Facts title={t('inspector.what')}>
        <Fact name={t('detection.number')}>{String(id)}</Fact>
        <Fact name={t('field.pixel')}>
          {at === null ? null : `${t.number(100 * at[0], 1)} %, ${t.number(100 * at[1], 1)} %`}
        </Fact>
      </Facts>
      <Facts title={t('inspector.when')}>
        <Fact name={t('detection.first')}>{t.utc(moving.firstUs, 3)}</Fact>
        <Fact name={t('detection.last')}>{t.utc(moving.lastUs, 3)}</Fact>
        <Fact name={t('detection.reports')}>{t.number(moving.reports)}</Fact>
        <FrameFact frame={frame} />
      </Facts>
      {sent && (
        <Facts title={t('detection.sent')}>
          <Fact name={t('field.position')}>
            {positionText(latitudeDeg, longitudeDeg, degreeDigits(ground?.ce90M ?? UNSTATED_ERROR_M))}
          </Fact>
          <Fact name={t('inspector.howSure')}>{t('detection.noError')}</Fact>
        </Facts>
      )}
      {problem !== null && (
        <Callout intent="warning" compact={true} title={t('inspector.noGround')}>
          <ProblemText problem={problem} />
        </Callout>
      )}
      {ground !== null && (
        <>
          <p className="at-quiet at-facts-source">{t('detection.byPicture')}</p>
          <Placed ground={ground} />
        </>
      )}
    </>
  );
}
