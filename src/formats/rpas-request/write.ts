import { type RpasItem, type RpasRequest, rpasItems, type Said } from './request.ts';

type Language = keyof Said;

const words = {
  title: {
    en: 'Request for authorisation of RPAS operation',
    es: 'Solicitud de autorización de operación con RPAS',
  },
  source: {
    en: 'ICAO Annex 2, Appendix 4, 3.2; Doc 10019, Appendix A',
    es: 'OACI, Anexo 2, Apéndice 4, 3.2; Doc 10019, Apéndice A',
  },
  to: { en: 'To', es: 'A' },
  agreement: { en: 'Agreement', es: 'Acuerdo' },
  plan: { en: 'Plan', es: 'Plan' },
  toBeStated: { en: 'TO BE STATED BY THE OPERATOR', es: 'DEBE INDICARLO EL EXPLOTADOR' },
} as const satisfies Readonly<Record<string, Said>>;

/** Every item once, in the order of the Annex. */
// cast: the keys of the table are the items, by its own type
const items = Object.keys(rpasItems) as RpasItem[];

/** The items that are still to be stated. */
export const openItems = (request: RpasRequest): readonly RpasItem[] =>
  items.filter((it) => request.answers[it] === null);

/** One line: what was said by others cannot begin an item of its own. */
const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

/** The request as plain text in one language, an item to a paragraph, ending in a line end. */
export function rpasText(request: RpasRequest, language: Language): string {
  const lines = [
    words.title[language],
    words.source[language],
    '',
    `${words.to[language]}: ${request.toState}`,
    `${words.agreement[language]}: ${request.agreement}`,
    `${words.plan[language]}: ${request.plan}, SHA-256 ${request.planHash}`,
    '',
  ];
  for (const item of items) {
    const label = rpasItems[item];
    const said = request.answers[item]?.[language] ?? words.toBeStated[language];
    lines.push(`${label.letter}) ${label[language]}:`, `   ${oneLine(said)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The request as JSON for machines, in both languages; `stated` is false where the operator has still to say. */
export function rpasJson(request: RpasRequest): string {
  const { answers, ...head } = request;
  const listed = items.map((item) => {
    const { letter, en, es } = rpasItems[item];
    return {
      item,
      paragraph: `3.2 ${letter})`,
      label: { en, es },
      stated: answers[item] !== null,
      answer: answers[item],
    };
  });
  return `${JSON.stringify({ format: 'atalaya-rpas-request/1', ...head, items: listed }, undefined, 2)}\n`;
}
