import { englishFindings } from '../model/findings/en.ts';
import { spanishFindings } from '../model/findings/es.ts';
import type { FindingWords } from '../model/findings/text.ts';
import { spanishIssues } from './klv/issue.es.ts';
import { issueCatalogue } from './klv/issue.ts';
import { spanishTroubles } from './mpegts/issue.es.ts';

/** What a table says of a code; the code itself, where it says nothing of it. */
const lookedUp = (table: Readonly<Record<string, string>>, code: string): string | undefined =>
  Object.hasOwn(table, code) ? table[code] : undefined;

/**
 * What is wrong with a packet, in a language. Not in English, the sentence of its code comes first, and after it what the decoder met, in English:
 * that is not taken apart into words yet.
 */
export function issueText(language: 'en' | 'es', code: string, message: string): string {
  const sentence = language === 'en' ? undefined : lookedUp(spanishIssues, code);
  return sentence === undefined ? message : `${sentence} [${message}]`;
}

/** The texts of findings by language, for `findingText` (model/findings): one table for the report and the workstation. */
export const findingWords: { readonly en: FindingWords; readonly es: FindingWords } = {
  en: {
    ...englishFindings,
    issue: (code) => lookedUp(issueCatalogue, code) ?? code,
    transport: (_, asFound) => asFound,
  },
  es: {
    ...spanishFindings,
    issue: (code) => lookedUp(spanishIssues, code) ?? code,
    transport: (code, asFound) => lookedUp(spanishTroubles, code) ?? asFound,
  },
};
