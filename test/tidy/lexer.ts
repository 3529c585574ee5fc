/**
 * The source with all that is no code blanked out: comments, regular expressions, and the insides of strings and
 * templates become spaces (code inside `${}` stays). Offsets and lines are unchanged, so that a place found in the
 * code is the place in the file.
 */
export function codeOnly(source: string): string {
  return new Lexer(source).run();
}

/** After these, a slash opens a regular expression and does not divide. */
const BEFORE_REGEX =
  /(?:^|[=(,:;![&|?{}<>+\-*%~^]|\b(?:return|typeof|case|in|of|do|else|void|throw|await|yield|new|delete))$/;

class Lexer {
  private readonly source: string;
  private readonly out: string[];
  private at = 0;

  constructor(source: string) {
    this.source = source;
    this.out = source.split('');
  }

  run(): string {
    this.code(undefined);
    return this.out.join('');
  }

  /** Reads code up to the end, or up to the brace that closes a template's `${`. */
  private code(closer: '}' | undefined): void {
    let depth = 0;
    while (this.at < this.source.length) {
      const char = this.source[this.at]!;
      const two = this.source.slice(this.at, this.at + 2);
      if (two === '//') this.blankTo(this.indexOrEnd('\n'));
      else if (two === '/*') this.blankTo(this.indexOrEnd('*/') + 2);
      else if (char === "'" || char === '"') this.text(char);
      else if (char === '`') this.template();
      else if (char === '/' && this.regexMayStart()) this.regex();
      else {
        if (char === '{') depth++;
        if (char === '}') {
          if (depth === 0 && closer !== undefined) return;
          depth--;
        }
        this.at++;
      }
    }
  }

  private text(quote: string): void {
    this.at++;
    while (this.at < this.source.length && this.source[this.at] !== quote && this.source[this.at] !== '\n') {
      this.blank(this.source[this.at] === '\\' ? 2 : 1);
    }
    this.at++;
  }

  private template(): void {
    this.at++;
    while (this.at < this.source.length && this.source[this.at] !== '`') {
      if (this.source.startsWith('${', this.at)) {
        this.at += 2;
        this.code('}');
        this.at++;
      } else {
        this.blank(this.source[this.at] === '\\' ? 2 : 1);
      }
    }
    this.at++;
  }

  private regexMayStart(): boolean {
    const before = this.out
      .slice(Math.max(0, this.at - 200), this.at)
      .join('')
      .trimEnd();
    return BEFORE_REGEX.test(before);
  }

  private regex(): void {
    let inClass = false;
    this.blank(1);
    while (this.at < this.source.length && this.source[this.at] !== '\n') {
      const char = this.source[this.at]!;
      if (char === '[') inClass = true;
      if (char === ']') inClass = false;
      this.blank(char === '\\' ? 2 : 1);
      if (char === '/' && !inClass) return;
    }
  }

  private indexOrEnd(text: string): number {
    const found = this.source.indexOf(text, this.at + (text === '\n' ? 0 : 2));
    return found < 0 ? this.source.length : found;
  }

  private blankTo(end: number): void {
    this.blank(Math.min(end, this.source.length) - this.at);
  }

  private blank(count: number): void {
    for (const end = Math.min(this.at + count, this.source.length); this.at < end; this.at++) {
      if (this.out[this.at] !== '\n') this.out[this.at] = ' ';
    }
  }
}
