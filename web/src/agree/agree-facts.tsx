import { useEffect } from 'react';
import { needWho } from '../state/who.ts';

export interface AgreeSelection {
  readonly kind: 'agreement' | 'requirement' | 'organisation';
  readonly id: string;
}

/** What the inspector says of something that was agreed. */
export function AgreeFacts({ selection }: { readonly selection: AgreeSelection }) {
  useEffect(needWho, []);
  return <code>{selection.id}</code>;
}
