import { findingWords } from '../../../src/formats/finding-words.ts';
import { spanishIssues } from '../../../src/formats/klv/issue.es.ts';
import { spanishTitles } from '../../../src/model/errors.es.ts';
import { findingText } from '../../../src/model/findings/text.ts';
import type { QualityFinding } from '../../../src/model/flight.ts';
import type { PacketView, ProblemView } from '../../../src/model/views.ts';
import type { Language } from '../state/workstation.ts';

/** What the core says by codes, in the language of the page. */
export const findingOf = (finding: QualityFinding, language: Language): string =>
  findingText(findingWords[language], finding);

const isKnown = <T extends object>(table: T, code: PropertyKey): code is keyof T => Object.hasOwn(table, code);

/** What is wrong with a packet. In Spanish the code's sentence comes first, and the decoder's own note of what it met after it. */
export function issueOf({ code, message }: PacketView['issues'][number], language: Language): string {
  if (language === 'en' || !isKnown(spanishIssues, code)) return message;
  return `${spanishIssues[code]} [${message}]`;
}

/** What kind of trouble it is. */
export const problemTitle = ({ code, title }: ProblemView, language: Language): string =>
  language === 'es' && isKnown(spanishTitles, code) ? spanishTitles[code] : title;
