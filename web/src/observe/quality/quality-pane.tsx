import { Button, ButtonGroup, Callout, Tag } from '@blueprintjs/core';
import { ChevronLeftIcon, ChevronRightIcon, ErrorIcon, InfoSignIcon, WarningSignIcon } from '@blueprintjs/icons';
import { useState } from 'react';
import type { QualityFinding } from '../../../../src/model/flight.ts';
import type { QualityView } from '../../../../src/model/views.ts';
import { findingOf } from '../../i18n/core-texts.ts';
import { useWords } from '../../i18n/index.ts';
import { ProblemText } from '../../shell/problem-text.tsx';
import { useQuality } from '../../state/quality.ts';
import { seekPacket, select } from '../../state/session.ts';
import { useWorkstation } from '../../state/workstation.ts';

const SEVERITIES = ['fault', 'warning', 'note'] as const;
const SIGNS = {
  fault: { Icon: ErrorIcon, intent: 'danger' },
  warning: { Icon: WarningSignIcon, intent: 'warning' },
  note: { Icon: InfoSignIcon, intent: 'none' },
} as const;

/** What the metadata lacked or got wrong, worst first, each with jumps to its moments. */
export function QualityPane() {
  const t = useWords();
  const { quality, problem } = useQuality();
  if (problem !== null) {
    return (
      <Callout intent="warning" compact={true}>
        <ProblemText problem={problem} />
      </Callout>
    );
  }
  if (quality === null) return <p className="at-quiet at-pad">{t('quality.whileReading')}</p>;
  const findings = SEVERITIES.flatMap((severity) => quality.findings.filter((one) => one.severity === severity));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="at-quality" aria-label={t('quality.title')} tabIndex={0}>
      <Summary quality={quality} />
      {findings.length === 0 && <p className="at-quiet">{t('quality.none')}</p>}
      <ul className="at-findings">
        {findings.map((finding) => (
          <Finding key={`${finding.code} ${finding.tag ?? ''}`} finding={finding} />
        ))}
      </ul>
      {quality.missingMinimumItems.length > 0 && (
        <>
          <h3>{t('quality.missing')}</h3>
          <ul className="at-missing">
            {quality.missingMinimumItems.map(({ tag, name, share }) => (
              <li key={name}>
                <span className="at-number">{tag}</span> <span lang="en">{name}</span>{' '}
                <span className="at-quiet">{t('quality.missing.share', { share: t.percent(share) })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Summary({ quality }: { readonly quality: QualityView }) {
  const t = useWords();
  const { checksum, lag, rateHz } = quality;
  return (
    <dl className="at-summary">
      <div>
        <dt>{t('field.packets')}</dt>
        <dd>{t.number(quality.packets)}</dd>
      </div>
      <div>
        <dt>{t('field.checksum')}</dt>
        <dd>{t('quality.checksums', checksum)}</dd>
      </div>
      <div>
        <dt>{t('quality.rate')}</dt>
        <dd>{rateHz === undefined || rateHz === null ? '—' : t.quantity(rateHz, 'Hz', 2)}</dd>
      </div>
      <div>
        <dt>{t('quality.longestGap')}</dt>
        <dd>{t.quantity(quality.longestGapS, 's', 2)}</dd>
      </div>
      <div>
        <dt>{t('quality.timeJumps')}</dt>
        <dd>{t.number(quality.timeJumps)}</dd>
      </div>
      {lag !== undefined && lag !== null && (
        <div>
          <dt>{t('quality.lag')}</dt>
          <dd>{t('quality.lag.value', { mean: t.quantity(lag.meanS, 's', 3), sd: t.quantity(lag.sdS, 's', 3) })}</dd>
        </div>
      )}
    </dl>
  );
}

function Finding({ finding }: { readonly finding: QualityFinding }) {
  const t = useWords();
  const { code, severity, count, packetIndices, tag } = finding;
  const selected = useWorkstation(
    ({ selection }) => selection?.kind === 'finding' && selection.code === code && selection.tag === (tag ?? null),
  );
  const { Icon, intent } = SIGNS[severity];
  const choose = (): void => select({ kind: 'finding', code, tag: tag ?? null });
  return (
    <li className={selected ? 'at-finding at-finding-here' : 'at-finding'}>
      <button type="button" className="at-finding-text" aria-current={selected} onClick={choose}>
        <Tag minimal={true} intent={intent} icon={<Icon size={12} />}>
          {t(`quality.${severity}`)}
        </Tag>{' '}
        {findingOf(finding, t.language)} <span className="at-quiet">{t.count('quality.times', count)}</span>
      </button>
      <Jumps indices={packetIndices} count={count} onJump={choose} />
    </li>
  );
}

interface JumpsProps {
  readonly indices: readonly number[];
  readonly count: number;
  onJump(): void;
}

/** Steps through the moments of a finding. */
export function Jumps({ indices, count, onJump }: JumpsProps) {
  const t = useWords();
  const [at, setAt] = useState<number | null>(null);
  if (indices.length === 0) return null;
  const go = (place: number): void => {
    const index = indices[place];
    if (index === undefined) return;
    setAt(place);
    onJump();
    void seekPacket(index);
  };
  const next = at === null ? 0 : Math.min(indices.length - 1, at + 1);
  return (
    <span className="at-jumps">
      <ButtonGroup variant="minimal">
        <Button
          size="small"
          icon={<ChevronLeftIcon />}
          aria-label={t('quality.previous')}
          disabled={at === null || at === 0}
          onClick={() => go((at ?? 0) - 1)}
        />
        <Button
          size="small"
          icon={<ChevronRightIcon />}
          aria-label={at === null ? t('quality.jump', { n: 1, total: indices.length }) : t('quality.next')}
          disabled={at === indices.length - 1}
          onClick={() => go(next)}
        />
      </ButtonGroup>
      <span className="at-number at-quiet">{`${at === null ? '–' : t.number(at + 1)} / ${t.number(indices.length)}`}</span>
      {count > indices.length && <span className="at-quiet">{t('quality.firstOnly', { n: indices.length })}</span>}
    </span>
  );
}
