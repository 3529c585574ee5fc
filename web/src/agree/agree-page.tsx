import type { PageOf } from '../state/workstation.ts';
import { AgreementsPage } from './agreements-page.tsx';
import { OrganisationsPage } from './organisations-page.tsx';
import { RequirementsPage } from './requirements-page.tsx';

const CONTENT = {
  agreements: AgreementsPage,
  requirements: RequirementsPage,
  organisations: OrganisationsPage,
} as const satisfies Record<PageOf<'agree'>, unknown>;

/** The pages of agreeing: what two states agreed, what is asked, and about whom. */
export function AgreePage({ page }: { readonly page: PageOf<'agree'> }) {
  const Content = CONTENT[page];
  return <Content />;
}
