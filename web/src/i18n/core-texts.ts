import { findingWords, issueText } from '../../../src/formats/finding-words.ts';
import { spanishTitles } from '../../../src/model/errors.es.ts';
import { findingText } from '../../../src/model/findings/text.ts';
import type { QualityFinding } from '../../../src/model/flight.ts';
import type { PacketView, ProblemView } from '../../../src/model/views.ts';
import type { Language } from '../state/workstation.ts';

/** What the core says by codes, in the language of the page. */
export const findingOf = (finding: QualityFinding, language: Language): string =>
  findingText(findingWords[language], finding);

const isKnown = <T extends object>(table: T, code: PropertyKey): code is keyof T => Object.hasOwn(table, code);

/** What is wrong with a packet. */
export const issueOf = ({ code, message }: PacketView['issues'][number], language: Language): string =>
  issueText(language, code, message);

/** What kind of trouble it is. */
export const problemTitle = ({ code, title }: ProblemView, language: Language): string =>
  language === 'es' && isKnown(spanishTitles, code) ? spanishTitles[code] : title;
