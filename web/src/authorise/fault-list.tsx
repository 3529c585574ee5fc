import type { CaseFault } from '../../../src/authorise/case/faults.ts';
import { useWords } from '../i18n/index.ts';

/** More than these are not read by anybody at once. */
const mostShown = 50;

/** Everything that is wrong with a document, each at its place. What was found is in English, as `atalaya check` tells it. */
export function FaultList({ faults }: { readonly faults: readonly CaseFault[] }) {
  const t = useWords();
  return (
    <div className="at-fault-list" role="status">
      <p>{t.count('fault.count', faults.length)}</p>
      <ul className="at-faults">
        {faults.slice(0, mostShown).map(({ pointer, found, allowed }) => (
          <li key={`${pointer} ${found} ${allowed}`}>
            <code>{pointer === '' ? '/' : pointer}</code> <span lang="en">{t('fault.found', { found, allowed })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
