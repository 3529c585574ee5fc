/** What a thread of authority.1 is told, and what it answers. */
export interface MutantTask {
  readonly index: number;
  readonly file: string;
  readonly text: string;
}

export interface MutantAnswer {
  readonly index: number;
  /** The case that answers otherwise, and how; undefined where none does. */
  readonly caught: string | undefined;
}

/** Said when a thread is ready, and before each case: a mutant that does not end says nothing more. */
export const alive = 'alive';
