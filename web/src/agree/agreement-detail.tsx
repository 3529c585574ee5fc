import { HTMLSelect } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import type { AgreementVersion } from '../../../src/agree/agreement/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { useWords, type Words, wordsNow } from '../i18n/index.ts';
import { AgreementActs } from './agreement-acts.tsx';
import { AgreementForm } from './agreement-form.tsx';
import { AgreementVersions } from './agreement-versions.tsx';
import { type AgreementRead, versionShown } from './agreements.ts';
import { Tabs } from './parts.tsx';
import { SECTIONS, sentencesOf } from './sentences.ts';

const TABS = ['text', 'versions', 'acts', 'amend'] as const;
type Tab = (typeof TABS)[number];

interface Props {
  readonly read: AgreementRead;
  readonly facts: readonly Happened[];
  readonly nowUs: number;
  /** Told whether the map is the form's. */
  readonly onEditing: (editing: boolean) => void;
}

/** The selected agreement: its text in both languages, its versions, what is decided on it, and its next version. */
export function AgreementDetail({ read, facts, nowUs, onEditing }: Props) {
  const t = useWords();
  const [tab, setTab] = useState<Tab>('text');
  const [number, setNumber] = useState<number | null>(null);
  useEffect(() => onEditing(tab === 'amend'), [tab, onEditing]);
  const { agreement, id } = read;
  const shown =
    agreement.versions.find(({ document }) => document.version === number) ?? versionShown(agreement, nowUs);
  return (
    <>
      <div className="at-agree-head">
        <h2>{shown?.document.title[t.language] ?? id}</h2>
        <Tabs
          label={t('agreements.tab')}
          tabs={TABS.map((value) => ({ value, text: t(`agreements.tab.${value}`) }))}
          chosen={tab}
          onChoose={setTab}
        />
      </div>
      {agreement.veil !== undefined && <p className="at-warned">{t('agree.unread')}</p>}
      {tab === 'text' && shown !== undefined && (
        <>
          {agreement.versions.length > 1 && (
            <div className="at-choice">
              <span aria-hidden={true}>{t('agreements.shown')}</span>
              <HTMLSelect
                aria-label={t('agreements.shown')}
                value={shown.document.version}
                onChange={({ currentTarget }) => setNumber(Number(currentTarget.value))}
              >
                {agreement.versions.map(({ document: { version } }) => (
                  <option key={version} value={version}>
                    {t('agreements.version', { n: version })}
                  </option>
                ))}
              </HTMLSelect>
            </div>
          )}
          <BothLanguages version={shown} />
        </>
      )}
      {tab === 'versions' && <AgreementVersions agreement={agreement} />}
      {tab === 'acts' && <AgreementActs read={read} facts={facts} nowUs={nowUs} />}
      {tab === 'amend' && <AgreementForm amends={read} />}
    </>
  );
}

const COLUMNS = ['en', 'es'] as const;
const NAMES = { en: 'English', es: 'Español' } as const;

/** Every rule of the document as a sentence, English and Spanish side by side: a signatory reads both before signing. */
function BothLanguages({ version: { document } }: { readonly version: AgreementVersion }) {
  const t = useWords();
  const words: Readonly<Record<'en' | 'es', Words>> = { en: wordsNow('en'), es: wordsNow('es') };
  return (
    <table className="at-both" aria-label={t('agreements.both')}>
      <thead>
        <tr>
          {COLUMNS.map((language) => (
            <th key={language} scope="col" lang={language}>
              {NAMES[language]}
            </th>
          ))}
        </tr>
      </thead>
      {SECTIONS.map((section) => {
        const [english, spanish] = [sentencesOf(document, section, words.en), sentencesOf(document, section, words.es)];
        return (
          <tbody key={section}>
            <tr className="at-both-head">
              {COLUMNS.map((language) => (
                <th key={language} lang={language}>
                  {words[language](`doc.${section}`)}
                </th>
              ))}
            </tr>
            {english.map((sentence, i) => (
              <tr key={sentence.says}>
                <td lang="en">{sentence.says}</td>
                <td lang="es">
                  {spanish[i]?.says}{' '}
                  {sentence.asWritten === true && (
                    <span className="at-quiet">({words.es('agreements.asWritten')})</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        );
      })}
    </table>
  );
}
