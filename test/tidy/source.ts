/** A source file as the rules see it. */
export interface Source {
  /** Path from the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** One breach of a rule, with its place. */
export interface Breach {
  readonly rule: string;
  readonly path: string;
  /** Counted from 1; 0 where it concerns the whole file. */
  readonly line: number;
  readonly message: string;
}

export function breachLine(breach: Breach): string {
  return `${breach.path}${breach.line > 0 ? `:${breach.line}` : ''}  ${breach.rule}: ${breach.message}`;
}

export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

export const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.startsWith('test/');
