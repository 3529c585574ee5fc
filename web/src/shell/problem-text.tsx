import type { ProblemView } from '../../../src/model/views.ts';
import { useWords } from '../i18n/index.ts';

/** Why something could not be done, and what would cure it, as sentences. */
export function ProblemText({ problem }: { readonly problem: ProblemView }) {
  const t = useWords();
  if (problem.code === 'unreachable') {
    return (
      <p>
        {t('problem.unreachable.title')}. {t('problem.unreachable.cure')}
      </p>
    );
  }
  return (
    <>
      <p>
        {[problem.title, problem.detail]
          .filter((text) => text !== '')
          .map(sentence)
          .join(' ')}
      </p>
      {problem.cure !== '' && <p className="at-cure">{sentence(problem.cure)}</p>}
    </>
  );
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
