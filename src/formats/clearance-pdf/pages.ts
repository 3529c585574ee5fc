import PDFDocument from 'pdfkit';
import { legible } from './legible.ts';
import type { Sheet } from './sheet.ts';

/** A4, points. */
const pageWidth = 595.28;
const pageHeight = 841.89;
export const marginX = 42;
const headY = 46;
const footY = pageHeight - 48;
export const textWidth = pageWidth - 2 * marginX;

export const ink = {
  text: '#16202a',
  quiet: '#56626e',
  rule: '#b9c2cb',
  head: '#eef1f4',
  marking: '#a4161a',
  accent: '#1f4e79',
} as const;

export interface Style {
  readonly bold?: boolean;
  readonly code?: boolean;
  readonly size: number;
  readonly color?: string;
  readonly align?: 'left' | 'center' | 'right';
}

const fontOf = (style: Style): string =>
  style.code === true ? 'Courier' : style.bold === true ? 'Helvetica-Bold' : 'Helvetica';

/** Pages that are filled from the top; what does not fit goes to the next. */
export class Pages {
  readonly doc: PDFKit.PDFDocument;
  readonly #sheet: Sheet;
  y = headY;

  constructor(sheet: Sheet) {
    this.#sheet = sheet;
    this.doc = new PDFDocument({
      size: [pageWidth, pageHeight],
      margin: 0,
      autoFirstPage: false,
      bufferPages: true,
      lang: 'en',
      info: {
        Title: legible(`${sheet.title.en} / ${sheet.title.es}`),
        Creator: 'Atalaya',
        CreationDate: new Date(sheet.madeMs),
        ModDate: new Date(sheet.madeMs),
      },
    });
    this.next();
  }

  next(): void {
    this.doc.addPage();
    this.y = headY;
  }

  /** Points left on this page. */
  get left(): number {
    return footY - 8 - this.y;
  }

  /** Begins a page where so much does not fit on this one, unless it fits on none. */
  need(height: number): boolean {
    if (height <= this.left || this.y <= headY) return false;
    this.next();
    return true;
  }

  /** A text that fits on one page: what is too long for that is cut, and says so. */
  fitting(text: string, width: number, style: Style): string {
    const most = footY - headY - 60;
    let kept = text;
    while (kept.length > 1 && this.heightOf(kept, width, style) > most) {
      kept = kept.slice(0, Math.floor(kept.length * 0.8));
    }
    return kept === text ? text : `${kept} […]`;
  }

  heightOf(text: string, width: number, style: Style): number {
    return this.doc.font(fontOf(style)).fontSize(style.size).heightOfString(legible(text), { width, lineGap: 1 });
  }

  write(text: string, x: number, y: number, width: number, style: Style): void {
    const { color = ink.text, align = 'left' } = style;
    this.doc.font(fontOf(style)).fontSize(style.size).fillColor(color);
    this.doc.text(legible(text), x, y, { width, align, lineGap: 1 });
  }

  rule(y: number): void {
    this.doc
      .moveTo(marginX, y)
      .lineTo(marginX + textWidth, y)
      .lineWidth(0.5)
      .strokeColor(ink.rule)
      .stroke();
  }

  /** Head and foot of every page, now that their number is known; then the bytes. */
  async bytes(): Promise<Uint8Array> {
    const { count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.doc.switchToPage(page);
      this.#frame(page + 1, count);
    }
    const parts: Uint8Array[] = [];
    await new Promise<void>((done, failed) => {
      this.doc.on('data', (part: Uint8Array) => parts.push(part));
      this.doc.on('end', done);
      this.doc.on('error', failed);
      this.doc.end();
    });
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #frame(page: number, count: number): void {
    const { marking, foot } = this.#sheet;
    const stamp = { bold: true, size: 9, color: ink.marking, align: 'center' } as const;
    if (marking !== null) {
      const text = `${marking.en}  ·  ${marking.es}`;
      this.write(text, marginX, 20, textWidth, stamp);
      this.write(text, marginX, pageHeight - 22, textWidth, stamp);
    }
    this.rule(footY);
    const small = { size: 7.5, color: ink.quiet } as const;
    this.write(foot, marginX, footY + 5, textWidth * 0.7, small);
    const numbers = `Page ${page} of ${count}  ·  Página ${page} de ${count}`;
    this.write(numbers, marginX + textWidth * 0.6, footY + 5, textWidth * 0.4, { ...small, align: 'right' });
  }
}
