export interface AuthoriseSelection {
  readonly kind: 'clearance' | 'notice';
  readonly id: string;
}

/** What the inspector says of a clearance or a notice. */
export function AuthoriseFacts({ selection }: { readonly selection: AuthoriseSelection }) {
  return <code>{selection.id}</code>;
}
