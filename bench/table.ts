import type { BenchRow } from './row.ts';

const HEAD = ['bench', 'ours', 'against', 'ratio', 'note'] as const;

/** The rows as a table for a terminal, columns aligned, two spaces between. */
export function table(rows: readonly BenchRow[]): string {
  const cells = [
    HEAD,
    ...rows.map((row) => [row.name, row.ours, row.against, ratioText(row.ratio), row.note] as const),
  ];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return [lines[0], widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1)].join('\n');
}

function ratioText(ratio: number): string {
  return Number.isFinite(ratio) ? ratio.toFixed(2) : '-';
}
