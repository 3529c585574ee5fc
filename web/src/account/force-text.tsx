import { Tag } from '@blueprintjs/core';
import { useWords } from '../i18n/index.ts';
import type { Force } from './force.ts';

/** Whether a rule is in force, in words. */
export function ForceText({ force }: { readonly force: Force }) {
  const t = useWords();
  const pending = (fromUs: number) => (
    <Tag minimal={true} intent="primary">
      {t('rules.force.pending', { time: t.utc(fromUs) })}
    </Tag>
  );
  switch (force.is) {
    case 'now':
      return (
        <>
          <Tag minimal={true} intent="success">
            {t('rules.force.now')}
          </Tag>
          {force.pendingUs !== null && pending(force.pendingUs)}
        </>
      );
    case 'pending':
      return pending(force.fromUs);
    case 'none':
      return <Tag minimal={true}>{t('rules.force.none')}</Tag>;
  }
}
