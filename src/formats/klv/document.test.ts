import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examplePacket, klvDocument, lineFields, setMention } from './document.ts';
import { documentedSets } from './document-sets.ts';
import { issueCatalogue } from './issue.ts';
import { packetToJson } from './json.ts';
import { registered } from './registry.ts';

const page = klvDocument();

describe('docs/klv.md', () => {
  it('says what the tables say (npm run docs writes it anew)', () => {
    expect(readFileSync(new URL('../../../docs/klv.md', import.meta.url), 'utf8')).toBe(page);
  });

  it('shows every set that may stand alone, and every set that stands within another', () => {
    const known = new Set(documentedSets.map(({ set }) => set.id));
    expect(known.size).toBe(documentedSets.length);
    for (const id of Object.keys(registered)) expect(known).toContain(id);
    const mentioned = documentedSets.flatMap(({ set }) =>
      set.rows.flatMap((row) => [...(row?.codec.describe ?? '').matchAll(setMention)].map((match) => match[1])),
    );
    expect(mentioned.length).toBeGreaterThan(20);
    for (const id of mentioned) expect(known).toContain(id);
  });

  it('has a line for every item, with its title and its encoding', () => {
    for (const { set } of documentedSets) {
      for (const [tag, row] of set.rows.entries()) {
        if (row === undefined) continue;
        const first = set.framing === 'universal' ? `\`${row.key}\`` : String(tag);
        expect(page).toContain(`| ${first} | \`${row.name}\` | ${row.title} | ${row.unit} | `);
      }
    }
  });

  it('links to headings that are there', () => {
    const anchors = new Set(
      [...page.matchAll(/^### (\S+)$/gm)].map(([, id = '']) => id.toLowerCase().replaceAll('.', '')),
    );
    for (const [, to = ''] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(to);
  });

  it('has every cell in its place', () => {
    const widths = page
      .split('\n')
      .map((line) => (line.startsWith('|') ? line.replaceAll('\\|', '').split('|').length : 0));
    for (let i = 1; i < widths.length; i++) {
      if (widths[i]! > 0 && widths[i - 1]! > 0) expect(widths[i]).toBe(widths[i - 1]);
    }
  });

  it('names every issue code and every field of a line', () => {
    for (const [code, meaning] of Object.entries(issueCatalogue))
      expect(page).toContain(`| \`${code}\` | ${meaning} | `);
    expect(Object.keys(packetToJson(examplePacket()))).toEqual(Object.keys(lineFields));
  });

  it('shows a packet that is what it is said to be', () => {
    const packet = examplePacket();
    expect(packet.checksum).toBe('valid');
    expect(packet.issues.map(({ code }) => code)).toEqual(['special-value']);
  });
});
