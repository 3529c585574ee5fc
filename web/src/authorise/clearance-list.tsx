import { Tag } from '@blueprintjs/core';
import { useRef } from 'react';
import { useWords } from '../i18n/index.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWorkstation } from '../state/workstation.ts';
import { type ClearanceRead, type Standing, standingOf, statesLacking } from './clearances.ts';
import { windowText } from './say.ts';

const INTENTS = {
  proposed: 'primary',
  void: 'warning',
  waits: 'primary',
  cleared: 'success',
  refused: 'danger',
  withdrawn: 'danger',
  unread: 'none',
} as const satisfies Record<Standing, string>;

/** How a clearance stands, in a word. */
export function StandingTag({ of }: { readonly of: ClearanceRead }) {
  const t = useWords();
  const standing = standingOf(of);
  const states = statesLacking(of.clearance).join(', ');
  return (
    <Tag minimal={true} intent={INTENTS[standing]}>
      {standing === 'waits' ? t('clearance.standing.waits', { states }) : t(`clearance.standing.${standing}`)}
    </Tag>
  );
}

/** Sorties that a clearance was asked for, the newest first; walked by the arrow keys. */
export function ClearanceList({ rows }: { readonly rows: readonly ClearanceRead[] }) {
  const t = useWords();
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'clearance' ? selection.id : null));
  const list = useRef<HTMLUListElement>(null);
  return (
    <ul className="at-account-list at-clearances" ref={list} aria-label={t('clearance.list')}>
      {rows.map((one) => {
        const { plan } = one.clearance;
        return (
          <li key={one.id}>
            <button
              type="button"
              aria-current={one.id === selected}
              onClick={() => select({ kind: 'clearance', id: one.id })}
              onKeyDown={(event) => walkList(event, list.current)}
            >
              <span>
                <StandingTag of={one} />
              </span>
              <strong className="at-cut">{one.id}</strong>
              <span className="at-cut">{plan === undefined ? '' : `${plan.state} ${plan.agency}`}</span>
              <span className="at-number at-cut">{plan === undefined ? '' : windowText(plan.window, t)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
