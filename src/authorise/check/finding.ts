import type { Said } from './say.ts';

/** What a check found, and what would be allowed; where that is absent, the rule's own sentence says it. */
export interface Finding {
  readonly found: Said;
  readonly allowed?: Said;
}

/** A finding where something holds. */
export const where = (holds: boolean, found: () => Finding): readonly Finding[] => (holds ? [found()] : []);
