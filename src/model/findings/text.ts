import type { FindingDetail, QualityFinding } from '../flight.ts';
import { englishFindings } from './en.ts';

export type FindingCode = keyof typeof englishFindings.sentences;

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
/** The texts of findings in one language. */
export type FindingTexts = Texts<typeof englishFindings>;

/** A language: the texts of findings, and what it calls the troubles of packets and of their container. */
export interface FindingWords extends FindingTexts {
  /** The sentence for an issue code of the metadata decoder. */
  readonly issue: (code: string) => string;
  /** What was wrong with the container, by its code; `asFound` is what the demultiplexer said of it, in English. */
  readonly transport: (code: string, asFound: string) => string;
}

export const isFindingCode = (code: string): code is FindingCode => Object.hasOwn(englishFindings.sentences, code);

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

const packetsText = (texts: FindingTexts, count: number): string =>
  count === 1 ? texts.packet : filled(texts.packets, { n: count.toLocaleString(texts.locale) });

/** Length of a time for a sentence. */
function timeText(texts: FindingTexts, seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(1)} min`;
  return seconds < 172_800
    ? `${(seconds / 3600).toFixed(1)} h`
    : filled(texts.days, { n: (seconds / 86_400).toFixed(0) });
}

const lengthText = (metres: number): string =>
  metres < 10_000 ? `${Number(metres.toPrecision(3))} m` : `${(metres / 1000).toFixed(1)} km`;

/** An item of a standard by its own name, which is a term, with its tags. */
function itemText(texts: FindingTexts, item: Extract<FindingDetail, { kind: 'items' }>['items'][number]): string {
  const { name, tags, silentS } = item;
  const label = `${name} (${tags.join(texts.or)})`;
  return silentS === undefined ? label : filled(texts.silent, { item: label, time: timeText(texts, silentS) });
}

/** What a sentence's places are filled with. */
function valuesOf(words: FindingWords, detail: FindingDetail): Readonly<Record<string, string>> {
  switch (detail.kind) {
    case 'none':
      return {};
    case 'time':
      return { d: timeText(words, detail.seconds) };
    case 'length':
      return { d: lengthText(detail.metres) };
    case 'speed':
      return { d: `${detail.speedMps.toFixed(0)} m/s` };
    case 'levels':
      return { d: detail.levels.map((level) => words.levels[level]).join(words.or) };
    case 'lag': {
      const spread = timeText(words, detail.spreadS);
      if (detail.driftPpm === undefined) return { d: filled(words.lag, { spread }) };
      return { d: filled(words.lagDrifting, { spread, ppm: detail.driftPpm.toFixed(0) }) };
    }
    case 'items':
      return { d: detail.items.map((item) => itemText(words, item)).join(', ') };
    case 'pixels':
      return { d: `${detail.columns} x ${detail.rows}` };
    case 'thinned':
      return { total: String(detail.packets), stride: String(detail.stride) };
    case 'issue':
    case 'transport':
      return {};
  }
}

/** A finding, whether or not it has its English sentence yet. */
type Found = Omit<QualityFinding, 'message' | 'packetIndices'> & { readonly message?: string };

/** What a finding says, in the language of `words`. One of no known code says what it came with. */
export function findingText(words: FindingWords, finding: Found): string {
  const { code, count, tag, detail } = finding;
  const n = count.toLocaleString(words.locale);
  if (detail.kind === 'issue') {
    const issue = words.issue(code);
    return tag === undefined ? filled(words.issueOfPacket, { issue, n }) : filled(words.issueOfItem, { tag, issue, n });
  }
  if (detail.kind === 'transport') {
    const trouble = words.transport(detail.trouble, detail.asFound);
    return filled(count === 1 ? words.transportOnce : words.transportOften, { place: detail.place, trouble, n });
  }
  if (!isFindingCode(code)) return finding.message ?? code;
  return filled(words.sentences[code], { p: packetsText(words, count), ...valuesOf(words, detail) });
}
