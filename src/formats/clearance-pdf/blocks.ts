import { drawMap, mapHeight } from './map.ts';
import { ink, marginX, type Pages, type Style, textWidth } from './pages.ts';
import type { Bilingual, Block, Cell, Column, Section, Sheet } from './sheet.ts';

const gap = 14;
const halfWidth = (textWidth - gap) / 2;
const rightX = marginX + halfWidth + gap;
const body: Style = { size: 8.5 };
const label: Style = { size: 7, color: ink.quiet };
const cellPad = 3;

const both = (cell: Cell): string =>
  typeof cell === 'string' ? cell : cell.en === cell.es ? cell.en : `${cell.en} / ${cell.es}`;
const inEnglish = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.en);
const inSpanish = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.es);

function sideBySide(pages: Pages, said: Bilingual, style: Style): void {
  const text = { en: pages.fitting(said.en, halfWidth, style), es: pages.fitting(said.es, halfWidth, style) };
  const height = Math.max(pages.heightOf(text.en, halfWidth, style), pages.heightOf(text.es, halfWidth, style));
  pages.need(height);
  pages.write(text.en, marginX, pages.y, halfWidth, style);
  pages.write(text.es, rightX, pages.y, halfWidth, style);
  pages.y += height + 3;
}

function pair(pages: Pages, row: { readonly label: Bilingual; readonly value: Cell }): void {
  const labelWidth = 84;
  const valueWidth = halfWidth - labelWidth;
  const en = pages.fitting(inEnglish(row.value), valueWidth, body);
  const es = pages.fitting(inSpanish(row.value), valueWidth, body);
  const height = Math.max(
    pages.heightOf(en, valueWidth, body),
    pages.heightOf(es, valueWidth, body),
    pages.heightOf(row.label.en, labelWidth - 6, label),
    pages.heightOf(row.label.es, labelWidth - 6, label),
  );
  pages.need(height);
  const { y } = pages;
  pages.write(row.label.en, marginX, y + 1, labelWidth - 6, label);
  pages.write(en, marginX + labelWidth, y, valueWidth, body);
  pages.write(row.label.es, rightX, y + 1, labelWidth - 6, label);
  pages.write(es, rightX + labelWidth, y, valueWidth, body);
  pages.y = y + height + 3;
}

function tableRow(pages: Pages, cells: readonly string[], widths: readonly number[], style: Style): void {
  let x = marginX;
  for (const [i, width] of widths.entries()) {
    pages.write(cells[i] ?? '', x + cellPad, pages.y + cellPad, width - 2 * cellPad, style);
    x += width;
  }
}

function table(pages: Pages, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
  const shares = columns.reduce((sum, it) => sum + it.share, 0);
  const widths = columns.map((it) => (it.share / shares) * textWidth);
  const style: Style = { size: 7.5 };
  const headStyle: Style = { size: 7, bold: true };
  const heightOf = (cells: readonly string[], of: Style): number =>
    Math.max(...cells.map((cell, i) => pages.heightOf(cell, (widths[i] ?? 0) - 2 * cellPad, of))) + 2 * cellPad;
  const heads = columns.map((it) => both(it.label));
  const headHeight = heightOf(heads, headStyle);
  const head = (): void => {
    pages.doc.rect(marginX, pages.y, textWidth, headHeight).fill(ink.head);
    tableRow(pages, heads, widths, headStyle);
    pages.y += headHeight;
  };
  const cells = rows.map((row) =>
    row.map((cell, i) => pages.fitting(both(cell), (widths[i] ?? 0) - 2 * cellPad, style)),
  );
  const first = cells[0] === undefined ? 0 : heightOf(cells[0], style);
  pages.need(headHeight + first);
  head();
  for (const row of cells) {
    const height = heightOf(row, style);
    if (pages.need(height)) head();
    tableRow(pages, row, widths, style);
    pages.y += height;
    pages.rule(pages.y);
  }
  pages.y += 6;
}

function block(pages: Pages, it: Block): void {
  switch (it.kind) {
    case 'pairs':
      for (const row of it.rows) pair(pages, row);
      return;
    case 'text':
      sideBySide(pages, it.text, body);
      return;
    case 'code': {
      const style: Style = { size: 8.5, code: true };
      const height = pages.heightOf(it.text, textWidth, style);
      pages.need(height);
      pages.write(it.text, marginX, pages.y, textWidth, style);
      pages.y += height + 4;
      return;
    }
    case 'table':
      table(pages, it.columns, it.rows);
      return;
    case 'map':
      drawMap(pages, it.map);
  }
}

/** Of a section's beginning, what should not stand at the foot of a page without what follows. */
const leastTogether = 64;

export function section(pages: Pages, { title, blocks }: Section): void {
  const sketch = blocks[0]?.kind === 'map' ? mapHeight + 24 : 0;
  if (!pages.need(leastTogether + sketch)) pages.y += 6;
  const style: Style = { size: 10, bold: true, color: ink.accent };
  sideBySide(pages, title, style);
  pages.rule(pages.y);
  pages.y += 5;
  for (const it of blocks) block(pages, it);
  pages.y += 4;
}

export function heading(pages: Pages, { title }: Sheet): void {
  sideBySide(pages, title, { size: 17, bold: true });
  pages.y += 4;
}
