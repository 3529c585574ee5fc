import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { englishFindings } from '../model/findings/en.ts';
import { spanishFindings } from '../model/findings/es.ts';
import { type FindingCode, findingText, isFindingCode } from '../model/findings/text.ts';
import type { FindingDetail } from '../model/flight.ts';
import { findingWords } from './finding-words.ts';

const codes = Object.keys(englishFindings.sentences).filter(isFindingCode);
const places = (template: string): string[] => [...template.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();

/** What is known of each kind of finding that has more to say than how often. */
function detailOf(code: FindingCode, size: number): FindingDetail {
  if (code === 'lag-unsteady') return { kind: 'lag', spreadS: size, driftPpm: 900 };
  if (code === 'terrain-absent') return { kind: 'levels', levels: ['sea-level', 'center-sent'] };
  if (code === 'pixels-assumed') return { kind: 'pixels', columns: 640, rows: 480 };
  if (code === 'frames-thinned') return { kind: 'thinned', packets: 9000, stride: 3 };
  if (code.startsWith('minimum-item')) {
    return { kind: 'items', items: [{ name: 'Mission ID', tags: ['3'], silentS: size }] };
  }
  if (code.startsWith('time-')) return { kind: 'time', seconds: size };
  if (code === 'speed-zero') return { kind: 'speed', speedMps: size };
  return { kind: 'length', metres: size };
}

describe('the texts of findings', () => {
  it('have the same places in both languages', () => {
    expect(codes.length).toBe(39);
    for (const code of codes) {
      expect(places(spanishFindings.sentences[code]), code).toEqual(places(englishFindings.sentences[code]));
    }
    for (const key of ['lag', 'lagDrifting', 'silent', 'packets', 'issueOfItem', 'transportOften'] as const) {
      expect(places(spanishFindings[key]), key).toEqual(places(englishFindings[key]));
    }
  });

  it('are whole sentences, nothing left open, whatever the numbers', () => {
    const finding = fc.record({
      code: fc.constantFrom(...codes),
      count: fc.integer({ min: 1, max: 1e7 }),
      size: fc.double({ min: 0, max: 1e7, noNaN: true }),
      language: fc.constantFrom('en' as const, 'es' as const),
    });
    fc.assert(
      fc.property(finding, ({ code, count, size, language }) => {
        const detail = detailOf(code, size);
        const text = findingText(findingWords[language], { code, severity: 'note', count, detail });
        expect(text).toMatch(/^[A-Z].*\.$/);
        expect(text).not.toMatch(/[{}]|undefined|NaN/);
      }),
    );
  });

  it('say what the numbers are, in each language', () => {
    const gap = {
      code: 'time-gap',
      severity: 'warning',
      count: 3,
      detail: { kind: 'time', seconds: 200_000 },
    } as const;
    expect(findingText(findingWords.en, gap)).toBe(
      'Metadata is missing before 3 packets; the longest gap lasts 2 days.',
    );
    expect(findingText(findingWords.es, gap)).toBe(
      'Faltan metadatos antes de 3 paquetes; la interrupción más larga dura 2 días.',
    );
    const issue = {
      code: 'special-value',
      severity: 'note',
      count: 1200,
      tag: '74.101',
      detail: { kind: 'issue' },
    } as const;
    expect(findingText(findingWords.es, issue)).toBe(
      'Elemento 74.101: El elemento lleva un valor que la norma reserva (por ejemplo «Out of Range») (1,200 veces).',
    );
    const detail = {
      kind: 'transport',
      trouble: 'klv-cut',
      asFound: 'A KLV packet ends',
      place: 'byte 9, PID 257',
    } as const;
    const cut = { code: 'transport-klv-cut', severity: 'warning', count: 1, detail } as const;
    expect(findingText(findingWords.es, cut)).toBe(
      'Flujo de transporte, byte 9, PID 257: Un paquete KLV termina antes de su longitud.',
    );
    expect(findingText(findingWords.en, cut)).toBe('Transport stream, byte 9, PID 257: A KLV packet ends.');
  });

  it('of an unknown code are what it came with', () => {
    const odd = { code: 'odd', severity: 'note', count: 1, detail: { kind: 'none' } } as const;
    expect(findingText(findingWords.es, { ...odd, message: 'Odd.' })).toBe('Odd.');
    expect(findingText(findingWords.es, odd)).toBe('odd');
    expect(findingWords.es.issue('odd')).toBe('odd');
  });
});
