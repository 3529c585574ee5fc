import { Callout } from '@blueprintjs/core';
import { EntryLink } from '../account/parts.tsx';
import { useWords } from '../i18n/index.ts';
import type { ClearanceRead, PlanVersion } from './clearances.ts';
import { changesOf } from './plan-diff.ts';
import { groupedHash, valueText } from './say.ts';

/** Every plan that stood, each against the one before it, the newest first. */
export function DiffView({ of: { versions } }: { readonly of: ClearanceRead }) {
  const t = useWords();
  return (
    <>
      {versions.length < 2 && <p className="at-quiet">{t('planDiff.first')}</p>}
      {versions.toReversed().map((version) => (
        <Version key={version.number} version={version} before={versions[version.number - 2]} />
      ))}
    </>
  );
}

function Version({ version, before }: { readonly version: PlanVersion; readonly before: PlanVersion | undefined }) {
  const t = useWords();
  const { number, hash, by, atUs, index } = version;
  return (
    <section className="at-version" aria-label={t('planDiff.version', { n: number })}>
      <h3>{t('planDiff.version', { n: number })}</h3>
      <p>
        <time>{t.utc(atUs)}</time> <code>{by}</code> <EntryLink index={index} />
      </p>
      <p className="at-hash">{groupedHash(hash)}</p>
      {before !== undefined && (
        <>
          <Voided before={before} />
          <Changes before={before} after={version} />
        </>
      )}
    </section>
  );
}

/** What a change of the plan took away. */
export function Voided({ before }: { readonly before: PlanVersion }) {
  const t = useWords();
  const { concurrences } = before;
  return (
    <Callout compact={true} intent={concurrences.length > 0 ? 'warning' : 'none'}>
      {t(
        concurrences.length === 0
          ? 'planDiff.nothingVoid'
          : concurrences.length === 1
            ? 'planDiff.voidOne'
            : 'planDiff.voidBoth',
      )}
      {concurrences.map(({ state, person, atUs }) => (
        <p key={`${state} ${atUs}`}>
          {state} <code>{person}</code> <time>{t.utc(atUs)}</time>
        </p>
      ))}
    </Callout>
  );
}

interface ChangesProps {
  readonly before: PlanVersion;
  readonly after: { readonly plan: unknown };
}

/** The fields that differ. */
export function Changes({ before, after }: ChangesProps) {
  const t = useWords();
  const changes = changesOf(before.plan, after.plan);
  if (changes.length === 0) return <p>{t('planDiff.same')}</p>;
  return (
    <table className="at-diff at-plan-diff">
      <thead>
        <tr>
          <th scope="col">{t('planDiff.field')}</th>
          <th scope="col">{t('planDiff.was')}</th>
          <th scope="col">{t('planDiff.is')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ pointer, before: was, after: is }) => (
          <tr key={pointer}>
            <th scope="row">
              <code>{pointer}</code>
            </th>
            <td>{was === undefined ? <em>{t('planDiff.absent')}</em> : <del>{valueText(was)}</del>}</td>
            <td>{is === undefined ? <em>{t('planDiff.absent')}</em> : <ins>{valueText(is)}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
