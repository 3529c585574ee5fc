import { Tag } from '@blueprintjs/core';
import { type Agreement, versionAt } from '../../../src/agree/agreement/state.ts';
import { useWords } from '../i18n/index.ts';
import { type HoursLeft, lackingOf, type Stands, standsAt, waitingOf } from './agreements.ts';

const INTENT = {
  'in-force': 'success',
  waits: 'primary',
  draft: 'none',
  pending: 'primary',
  suspended: 'warning',
  expired: 'none',
  ended: 'none',
  unread: 'warning',
} as const satisfies Record<Stands['is'], unknown>;

/** How an agreement stands now, and what it waits for. */
export function StandsTag({ agreement, nowUs }: { readonly agreement: Agreement; readonly nowUs: number }) {
  const t = useWords();
  const { is, states } = standsAt(agreement, nowUs);
  const text =
    is === 'waits' || is === 'suspended'
      ? t(`agreements.standing.${is}`, { states: states.join(', ') })
      : t(`agreements.standing.${is}`);
  const waiting = versionAt(agreement, nowUs) === undefined ? undefined : waitingOf(agreement);
  return (
    <>
      <Tag minimal={true} intent={INTENT[is]}>
        {text}
      </Tag>
      {waiting !== undefined && (
        <>
          {' '}
          <span className="at-quiet">
            {t('agreements.next', { n: waiting.document.version, states: lackingOf(waiting).join(', ') })}
          </span>
        </>
      )}
    </>
  );
}

interface HoursProps {
  readonly left: readonly HoursLeft[];
  /** Only the ceiling of which the least share is left. */
  readonly short: boolean;
}

export function HoursLeftText({ left, short }: HoursProps) {
  const t = useWords();
  if (left.length === 0) return <span className="at-quiet">{t('agreements.ceiling.none')}</span>;
  const share = ({ leftH, hours }: HoursLeft): number => (hours > 0 ? leftH / hours : 0);
  const shown = short ? [left.reduce((least, one) => (share(one) < share(least) ? one : least))] : left;
  return (
    <>
      {shown.map(({ id, period, hours, leftH }) => (
        <span key={id} className={leftH <= 0 ? 'at-hours-left at-warned' : 'at-hours-left'}>
          {t('agreements.ceiling.left', {
            id,
            left: t.number(Math.max(0, leftH), 1),
            hours: t.number(hours, 1),
            period: t(`doc.period.${period}`),
          })}
        </span>
      ))}
    </>
  );
}
