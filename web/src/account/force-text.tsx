import { Tag } from '@blueprintjs/core';
import { useWords } from '../i18n/index.ts';
import type { VersionStanding } from './force.ts';

const INTENTS = {
  now: 'success',
  proposed: 'warning',
  pending: 'primary',
  past: 'none',
  lapsed: 'none',
  dropped: 'none',
} as const satisfies Record<VersionStanding, string>;

/** How a version of a rule stands, in a word. */
export function StandingTag({ standing }: { readonly standing: VersionStanding }) {
  const t = useWords();
  return (
    <Tag minimal={true} intent={INTENTS[standing]}>
      {t(`rules.standing.${standing}`)}
    </Tag>
  );
}
