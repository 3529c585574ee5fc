import type { ProblemView } from '../../../src/model/views.ts';
import { problemTitle } from '../i18n/core-texts.ts';
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
  return (
    <>
      <p>
        {sentence(problemTitle(problem, t.language))}{' '}
        {problem.detail !== '' && <span lang="en">{sentence(problem.detail)}</span>}
      </p>
      {problem.cure !== '' && (
        <p className="at-cure" lang="en">
          {sentence(problem.cure)}
        </p>
      )}
    </>
  );
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
