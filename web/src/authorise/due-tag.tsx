import { Tag } from '@blueprintjs/core';
import type { NoticeDue } from '../../../src/authorise/notice/due.ts';
import { useWords } from '../i18n/index.ts';

/** How something due stands: a word, and red only where it is overdue. */
export function DueTag({
  isOverdue,
  standing,
}: {
  readonly isOverdue: boolean;
  readonly standing: NoticeDue['standing'] | 'recorded';
}) {
  const t = useWords();
  return (
    <Tag minimal={true} intent={isOverdue ? 'danger' : standing === 'delivered' ? 'success' : 'none'}>
      {isOverdue ? t('notice.overdue') : t(`notice.standing.${standing}`)}
    </Tag>
  );
}
