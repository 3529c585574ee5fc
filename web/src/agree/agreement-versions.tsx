import type { Agreement, AgreementVersion } from '../../../src/agree/agreement/state.ts';
import { changesOf } from '../authorise/plan-diff.ts';
import { useWords } from '../i18n/index.ts';
import { lackingOf } from './agreements.ts';
import { fieldText } from './sentences.ts';

/** Every version, the newest first: who signed it, and what it changed. */
export function AgreementVersions({ agreement: { versions } }: { readonly agreement: Agreement }) {
  return (
    <>
      {[...versions].reverse().map((version) => (
        <Version key={version.document.version} version={version} before={versions[versions.indexOf(version) - 1]} />
      ))}
    </>
  );
}

interface VersionProps {
  readonly version: AgreementVersion;
  readonly before: AgreementVersion | undefined;
}

function Version({ version, before }: VersionProps) {
  const t = useWords();
  const { document, documentHash, concurrences, drafter, draftedUs } = version;
  return (
    <section className="at-agree-version" aria-label={t('agreements.version', { n: document.version })}>
      <h3>{t('agreements.version', { n: document.version })}</h3>
      <p className="at-quiet">{t('agreements.drafted', { time: t.utc(draftedUs), person: drafter })}</p>
      <ul>
        {concurrences.map(({ state, person, atUs }) => (
          <li key={state}>{t('agreements.concurred', { state, time: t.utc(atUs), person })}</li>
        ))}
        {lackingOf(version).map((state) => (
          <li key={state} className="at-quiet">
            {t('agreements.notConcurred', { state })}
          </li>
        ))}
      </ul>
      <p className="at-quiet">
        {t('agreements.hash')}: <code className="at-hash">{documentHash}</code>
      </p>
      <Changes version={version} before={before} />
    </section>
  );
}

/** A value of the document in one line. */
const valueText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function Changes({ version, before }: VersionProps) {
  const t = useWords();
  if (before === undefined) return <p className="at-quiet">{t('agreements.compare.first')}</p>;
  const changes = changesOf(before.document, version.document).filter(({ pointer }) => pointer !== '/version');
  const name = t('agreements.compare', { n: before.document.version });
  if (changes.length === 0) return <p>{`${name}: ${t('agreements.compare.none')}`}</p>;
  return (
    <>
      <p>{`${name}: ${t.count('agreements.changed', changes.length)}`}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section className="at-agree-wide" aria-label={name} tabIndex={0}>
        <table className="at-agree-table">
          <thead>
            <tr>
              <th scope="col">{t('agreements.field')}</th>
              <th scope="col">{t('agreements.before')}</th>
              <th scope="col">{t('agreements.after')}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ pointer, before: was, after: is }) => (
              <tr key={pointer}>
                <td>
                  {fieldText(pointer, t)} <code className="at-quiet">{pointer}</code>
                </td>
                <td>
                  {was === undefined ? (
                    <span className="at-quiet">{t('agreements.absent')}</span>
                  ) : (
                    <del>{valueText(was)}</del>
                  )}
                </td>
                <td>
                  {is === undefined ? (
                    <span className="at-quiet">{t('agreements.absent')}</span>
                  ) : (
                    <ins>{valueText(is)}</ins>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
