/** What a column holds, both ways; integers to 2^53 - 1. */
export type SqlValue = string | number | Uint8Array | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface SqlStatement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** Rows that it must change; where it changes fewer, the whole group is undone. */
  readonly atLeast?: number;
}

/** What the worker opens: a file, and the scripts that lead from one version of its layout to the next. */
export interface SqlOpening {
  readonly path: string;
  readonly migrations: readonly string[];
}

export type SqlRequest =
  | { readonly id: number; readonly kind: 'run'; readonly statements: readonly SqlStatement[] }
  | { readonly id: number; readonly kind: 'all'; readonly statement: SqlStatement }
  | { readonly id: number; readonly kind: 'close' };

export interface SqlFailure {
  readonly message: string;
  readonly code: string;
}

export type SqlAnswer =
  | { readonly id: number; readonly kind: 'ran'; readonly changes: readonly number[] }
  | { readonly id: number; readonly kind: 'rows'; readonly rows: readonly SqlRow[] }
  | { readonly id: number; readonly kind: 'closed' }
  | { readonly id: number; readonly kind: 'failed'; readonly failure: SqlFailure };
