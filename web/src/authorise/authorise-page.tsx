import type { PageOf } from '../state/workstation.ts';
import '../account/rules-concerns.css';
import './authorise.css';
import { ClearancesPage } from './clearances-page.tsx';
import { NoticesPage } from './notices-page.tsx';

const CONTENT = { clearances: ClearancesPage, notices: NoticesPage } as const satisfies Record<
  PageOf<'authorise'>,
  unknown
>;

/** The pages of authorising: the consent of two states to each sortie, and what their legislatures are told. */
export function AuthorisePage({ page }: { readonly page: PageOf<'authorise'> }) {
  const Content = CONTENT[page];
  return <Content />;
}
