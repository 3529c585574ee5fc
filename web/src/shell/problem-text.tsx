import type { ProblemView } from '../../../src/model/views.ts';
import { problemTitle, problemWords } from '../i18n/core-texts.ts';
import { useWords } from '../i18n/index.ts';

/** Why something could not be done, and what would cure it, as sentences. */
export function ProblemText({ problem }: { readonly problem: ProblemView }) {
  const t = useWords();
  // Troubles that this page finds itself.
  if (problem.code === 'unreachable' || problem.code === 'folder' || problem.code === 'unreadable') {
    return (
      <p>
        {t(`problem.${problem.code}.title`)}. {t(`problem.${problem.code}.cure`)}
      </p>
    );
  }
  const { what, cure, language } = problemWords(problem, t.language);
  return (
    <>
      <p>
        {sentence(problemTitle(problem, t.language))} {what !== '' && <span lang={language}>{sentence(what)}</span>}
      </p>
      {cure !== '' && (
        <p className="at-cure" lang={language}>
          {sentence(cure)}
        </p>
      )}
      {language !== t.language && (what !== '' || cure !== '') && <p className="at-quiet">{t('problem.inEnglish')}</p>}
    </>
  );
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
