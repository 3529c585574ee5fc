import { findingWords, issueText } from '../../../src/formats/finding-words.ts';
import { spanishTitles } from '../../../src/model/errors.es.ts';
import type { TroubleReason } from '../../../src/model/errors.ts';
import { findingText } from '../../../src/model/findings/text.ts';
import type { QualityFinding } from '../../../src/model/flight.ts';
import { spanishTroubles } from '../../../src/model/troubles.es.ts';
import { englishTroubles, filledTrouble, type TroubleText } from '../../../src/model/troubles.ts';
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

/** What is wrong and what cures it, by name; null where this page does not know that name. */
export function troubleText(reason: TroubleReason, language: Language): TroubleText | null {
  const { name, values } = reason;
  if (!isKnown(englishTroubles, name)) return null;
  const { what, cure } = language === 'es' ? spanishTroubles[name] : englishTroubles[name];
  return { what: filledTrouble(what, values), cure };
}

/** The words of a problem; `language` is what they are in: English, where no other is known. */
export function problemWords(
  { detail, cure, reason }: ProblemView,
  language: Language,
): TroubleText & { readonly language: Language } {
  const known = reason === undefined ? null : troubleText(reason, language);
  return known === null ? { what: detail, cure, language: 'en' } : { ...known, language };
}
