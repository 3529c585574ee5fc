import { Tag } from '@blueprintjs/core';
import type { LegalStatusDocument } from '../../../src/agree/organisation/document.ts';
import { useWords } from '../i18n/index.ts';
import { statusAt } from './organisations.ts';
import { momentText } from './sentences.ts';

interface Props {
  readonly status: LegalStatusDocument;
  readonly nowUs: number;
}

/** What an organisation is in the law of one state; what is pending is said to be, with its date. */
export function LegalStatusText({ status, nowUs }: Props) {
  const t = useWords();
  const is = statusAt(status, nowUs);
  const intent = is === 'pending' ? 'warning' : is === 'now' ? 'primary' : 'none';
  const when =
    is === 'pending'
      ? t('organisations.status.pending', { time: momentText(status.window.from, t) })
      : t(`organisations.status.${is}`);
  return (
    <span className="at-legal">
      <span>{status.state}</span>{' '}
      <Tag minimal={true} intent={intent}>
        {t(`organisations.status.${status.status}`)}
      </Tag>{' '}
      <span className={is === 'pending' ? 'at-warned' : 'at-quiet'}>{when}</span>
    </span>
  );
}
