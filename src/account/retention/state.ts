/** A legal hold: while it stands, its item is not deleted. */
export interface Hold {
  readonly id: string;
  /** Who ordered it: an office or court, never a person's name. */
  readonly by: string;
  readonly why: string;
  /** The order or rule that it rests on. */
  readonly source: string;
  readonly fromUs: number;
  /** By then somebody looks whether it is still needed; it stands until it is lifted. */
  readonly reviewByUs: number;
}

/** The rule a fact rests on, as it was cited then. */
export interface Basis {
  readonly ruleId: string;
  readonly policyVersion: number;
  readonly source: string;
}

/** What happened to an item's clock; the content of entries of the kind `account.<kind>`. */
export type RetentionFact =
  | {
      readonly kind: 'retention-started';
      readonly item: string;
      readonly compartment: string;
      readonly itemKind: string;
      readonly collectedUs: number;
      readonly evaluateByUs: number;
      readonly basis: Basis;
    }
  | {
      readonly kind: 'retention-evaluated';
      readonly item: string;
      readonly outcome: 'keep' | 'not-needed';
      readonly why: string;
      readonly deleteDueUs: number;
      readonly basis: Basis;
    }
  | { readonly kind: 'hold-placed'; readonly item: string; readonly hold: Hold }
  | {
      readonly kind: 'hold-lifted';
      readonly item: string;
      readonly holdId: string;
      readonly by: string;
      readonly why: string;
    }
  | { readonly kind: 'deletion-ordered'; readonly item: string; readonly authority: string };

export type RetentionStatus = 'awaiting-evaluation' | 'kept' | 'not-needed' | 'deleted';

/** The clock of one item. */
export interface ItemClock {
  readonly item: string;
  readonly compartment: string;
  readonly itemKind: string;
  readonly status: RetentionStatus;
  readonly collectedUs: number;
  readonly evaluateByUs: number;
  /** When deletion falls due: the end of the time for evaluation until there was one. */
  readonly deleteDueUs: number;
  readonly basis: Basis;
  readonly holds: readonly Hold[];
}

/** The clock after a fact. Facts about an item whose clock never started are passed over: there is nothing they could change. */
export function evolve(clock: ItemClock | undefined, fact: RetentionFact): ItemClock | undefined {
  if (fact.kind === 'retention-started') {
    const { item, compartment, itemKind, collectedUs, evaluateByUs, basis } = fact;
    const status = 'awaiting-evaluation';
    return {
      item,
      compartment,
      itemKind,
      status,
      collectedUs,
      evaluateByUs,
      deleteDueUs: evaluateByUs,
      basis,
      holds: [],
    };
  }
  if (clock === undefined) return undefined;
  switch (fact.kind) {
    case 'retention-evaluated': {
      const status = fact.outcome === 'keep' ? 'kept' : 'not-needed';
      return { ...clock, status, deleteDueUs: fact.deleteDueUs, basis: fact.basis };
    }
    case 'hold-placed':
      return { ...clock, holds: [...clock.holds, fact.hold] };
    case 'hold-lifted':
      return { ...clock, holds: clock.holds.filter(({ id }) => id !== fact.holdId) };
    case 'deletion-ordered':
      return { ...clock, status: 'deleted' };
  }
}

/** Something that somebody has to do about an item, and by when. */
export interface Due {
  readonly item: string;
  readonly compartment: string;
  readonly what: 'evaluate' | 'delete' | 'review-hold';
  readonly dueUs: number;
  readonly overdue: boolean;
  /** The rule or order that it rests on. */
  readonly source: string;
}

/** What one clock asks for next. Held items are not to be deleted, so their holds are to be reviewed instead. */
function nextOf(clock: ItemClock): readonly Omit<Due, 'overdue'>[] {
  const { item, compartment, status, deleteDueUs, evaluateByUs, basis, holds } = clock;
  if (status === 'deleted') return [];
  const reviews = holds.map(({ reviewByUs, source }) => ({
    item,
    compartment,
    what: 'review-hold' as const,
    dueUs: reviewByUs,
    source,
  }));
  const evaluation = { item, compartment, what: 'evaluate' as const, dueUs: evaluateByUs, source: basis.source };
  const deletion = { item, compartment, what: 'delete' as const, dueUs: deleteDueUs, source: basis.source };
  if (status === 'awaiting-evaluation') return holds.length > 0 ? [evaluation, ...reviews] : [evaluation];
  return holds.length > 0 ? reviews : [deletion];
}

/** What is due until a moment, soonest first; without one, everything that is to come. An evaluation that was missed is a deletion that is due. */
export function due(clocks: Iterable<ItemClock>, atUs: number, untilUs = Number.POSITIVE_INFINITY): readonly Due[] {
  const found: Due[] = [];
  for (const clock of clocks) {
    for (const next of nextOf(clock)) {
      const overdue = next.dueUs <= atUs;
      const missed = overdue && next.what === 'evaluate' && clock.holds.length === 0;
      if (next.dueUs <= untilUs) found.push({ ...next, what: missed ? 'delete' : next.what, overdue });
    }
  }
  return found.sort((a, b) => a.dueUs - b.dueUs || (a.item < b.item ? -1 : 1));
}
