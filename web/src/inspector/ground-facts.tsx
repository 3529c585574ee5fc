import { Callout } from '@blueprintjs/core';
import { findingWords } from '../../../src/formats/finding-words.ts';
import type { GroundView } from '../../../src/model/views.ts';
import { contributorName, useWords } from '../i18n/index.ts';
import { ProblemText } from '../shell/problem-text.tsx';
import { useFrame } from '../state/session.ts';
import { useWorkstation } from '../state/workstation.ts';
import { Fact, Facts } from './facts.tsx';
import { FrameFact } from './frame-fact.tsx';
import { degreeDigits, metreDigits, mgrsWithin, positionText } from './precision.ts';

interface Props {
  readonly frame: number;
  readonly x: number;
  readonly y: number;
}

/** A pixel of the video on the ground: where, how sure, and what the error is made of. */
export function GroundFacts({ frame, x, y }: Props) {
  const t = useWords();
  const { state, ground, problem } = useWorkstation((now) => now.detail);
  const row = useFrame(frame);
  return (
    <>
      {state === 'loading' && <p className="at-quiet">{t('inspector.loading')}</p>}
      {problem !== null && (
        <Callout intent="warning" compact={true} title={t('inspector.noGround')}>
          <ProblemText problem={problem} />
        </Callout>
      )}
      {ground !== null && <Placed ground={ground} />}
      <Facts title={t('inspector.when')}>
        <Fact name={t('field.metadataTime')}>{row === null ? null : t.utc(row.timeUs, 3)}</Fact>
        <Fact name={t('field.pixel')}>{`${t.number(100 * x, 1)} %, ${t.number(100 * y, 1)} %`}</Fact>
        <FrameFact frame={frame} />
      </Facts>
    </>
  );
}

/** Where a point lies on the ground, how sure that is, and what the error is made of. */
export function Placed({ ground }: { readonly ground: GroundView }) {
  const t = useWords();
  const { ce90M, le90M, ellipse90 } = ground;
  return (
    <>
      <Facts title={t('inspector.where')}>
        <Fact name={t('field.mgrs')}>{mgrsWithin(ground.mgrs, ce90M)}</Fact>
        <Fact name={t('field.position')}>
          {positionText(ground.latitudeDeg, ground.longitudeDeg, degreeDigits(ce90M))}
        </Fact>
        <Fact name={t('field.height')}>{t.quantity(ground.heightM, 'm', metreDigits(le90M))}</Fact>
        <Fact name={t('field.heightMsl')}>{t.quantity(ground.heightMslM, 'm', metreDigits(le90M))}</Fact>
      </Facts>
      <Facts title={t('inspector.howSure')}>
        <Fact name={t('field.ellipse')}>
          {t('field.ellipse.axes', {
            major: t.quantity(ellipse90.semiMajorM, 'm', metreDigits(ellipse90.semiMajorM)),
            minor: t.quantity(ellipse90.semiMinorM, 'm', metreDigits(ellipse90.semiMinorM)),
            orientation: t.quantity(ellipse90.orientationDeg, '°'),
          })}
        </Fact>
        <Fact name={t('field.ce90')}>{t.quantity(ce90M, 'm', metreDigits(ce90M))}</Fact>
        <Fact name={t('field.le90')}>{t.quantity(le90M, 'm', metreDigits(le90M))}</Fact>
      </Facts>
      <section className="at-facts">
        <h3>{t('inspector.why')}</h3>
        <ul className="at-shares">
          {ground.contributors.map(({ name, share }) => (
            <li key={name}>
              <span>{contributorName(name, t)}</span>
              <meter min={0} max={1} value={share} aria-label={contributorName(name, t)} />
              <span className="at-number">{t.percent(share)}</span>
            </li>
          ))}
        </ul>
      </section>
      <Facts title={t('inspector.whence')}>
        <Fact name={t('field.errorSource')}>
          {ground.errorSource === 'st1010'
            ? t('field.errorSource.st1010')
            : t('field.errorSource.budget', { name: ground.budgetName })}
        </Fact>
        <Fact name={t('field.terrain')}>
          {ground.level === null
            ? ground.terrain
            : t('field.terrain.level', { where: findingWords[t.language].levels[ground.level] })}
        </Fact>
        <Fact name={t('field.slantRange')}>{t.quantity(ground.slantRangeM, 'm')}</Fact>
        <Fact name={t('field.grazing')}>{t.quantity(ground.grazingDeg, '°', 1)}</Fact>
      </Facts>
    </>
  );
}
