import type { PageOf } from '../state/workstation.ts';

/** The pages of authorising. */
export function AuthorisePage({ page }: { readonly page: PageOf<'authorise'> }) {
  return <p className="at-pad">{page}</p>;
}
