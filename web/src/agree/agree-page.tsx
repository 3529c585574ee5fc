import type { PageOf } from '../state/workstation.ts';

/** The pages of agreeing: what two states agreed, what is asked, and about whom. */
export function AgreePage({ page }: { readonly page: PageOf<'agree'> }) {
  return <p className="at-pad">{page}</p>;
}
