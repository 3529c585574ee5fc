import { useEffect } from 'react';
import { needWho } from '../state/who.ts';
import type { Selection } from '../state/workstation.ts';
import './account.css';
import { ConcernFacts } from './concern-facts.tsx';
import { EntryFacts } from './entry-facts.tsx';
import { PersonFacts } from './person-facts.tsx';
import { DatedRuleFacts, PolicyFacts } from './rule-facts.tsx';

export type AccountSelection =
  | Extract<Selection, { readonly kind: 'entry' }>
  | { readonly kind: 'rule' | 'dated-rule' | 'person' | 'concern'; readonly id: string };

/** What the inspector says of something of the log. */
export function AccountFacts({ selection }: { readonly selection: AccountSelection }) {
  useEffect(needWho, []);
  switch (selection.kind) {
    case 'entry':
      return <EntryFacts index={selection.index} />;
    case 'rule':
      return <PolicyFacts id={selection.id} />;
    case 'dated-rule':
      return <DatedRuleFacts id={selection.id} />;
    case 'person':
      return <PersonFacts id={selection.id} />;
    case 'concern':
      return <ConcernFacts id={selection.id} />;
  }
}
