import { heading, section } from './blocks.ts';
import { Pages } from './pages.ts';
import type { Sheet } from './sheet.ts';

/**
 * A bilingual sheet as a PDF: English on the left, Spanish on the right, in the standard fonts, with page numbers and the foot on every page. The same sheet
 * gives the same bytes: its only time is the one it is handed.
 */
export function writePdf(sheet: Sheet): Promise<Uint8Array> {
  const pages = new Pages(sheet);
  heading(pages, sheet);
  for (const one of sheet.sections) section(pages, one);
  return pages.bytes();
}
