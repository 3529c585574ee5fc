import type { Role } from '../../../src/model/office.ts';
import { useWords } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import { useWho } from '../state/who.ts';

/** Whose a step is; to whoever acts in another office, that it will be refused. Whoever may not is not kept from asking: the refusal says why. */
export function ByWhom({ by }: { readonly by: readonly Role[] | 'anyone' }) {
  const t = useWords();
  const acting = useWho((value) => value.who?.session?.office.role ?? null);
  if (by === 'anyone') return null;
  const names = by.map((one) => roleText(one, t)).join(', ');
  if (acting === null || by.some((one) => one === acting)) {
    return <span className="at-quiet">{t('people.by', { roles: names })}</span>;
  }
  return <span className="at-warned">{t('people.notYours', { roles: names, role: roleText(acting, t) })}</span>;
}
