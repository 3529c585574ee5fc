import { type EnglishReason as Reason, type Refusal, refusalOf } from '../../model/refusal.ts';
import { addPeriod, citation, type RetentionPolicy, type RuleInForce, ruleAt } from './policy.ts';
import type { Basis, Hold, ItemClock, RetentionFact } from './state.ts';

export type RetentionCommand =
  | {
      readonly do: 'start';
      readonly item: string;
      readonly compartment: string;
      readonly itemKind: string;
      readonly collectedUs: number;
    }
  | { readonly do: 'evaluate'; readonly item: string; readonly outcome: 'keep' | 'not-needed'; readonly why: string }
  | { readonly do: 'hold'; readonly item: string; readonly hold: Omit<Hold, 'fromUs'> }
  | { readonly do: 'lift'; readonly item: string; readonly holdId: string; readonly by: string; readonly why: string }
  | { readonly do: 'delete'; readonly item: string };

/** In English: these are met on the command line, which speaks no other language. */
export type RetentionRefusal = Refusal<Reason>;

const ownSource = 'Atalaya, rules of retention';

/** Microseconds since 1970 as a person reads them. */
function instant(timeUs: number): string {
  const date = new Date(timeUs / 1_000);
  return Number.isNaN(date.getTime()) ? `${timeUs} µs` : `${date.toISOString().slice(0, 16)}Z`;
}

function reason(code: string, source: string, found: string, allowed: string, cure: string): Reason {
  return { code, source, found, allowed, cure };
}

function basisOf({ rule, policyVersion }: RuleInForce): Basis {
  return { ruleId: rule.id, policyVersion, source: citation(rule.source) };
}

function missingText(name: string, text: string): readonly Reason[] {
  if (text.trim() !== '') return [];
  return [reason('reason-missing', ownSource, `${name} is empty`, 'a text', `Say ${name}.`)];
}

function noRule(itemKind: string, atUs: number): Reason {
  const found = `no rule for items of the kind ${itemKind} in force on ${instant(atUs)}`;
  return reason('no-rule', ownSource, found, 'one rule', 'Add the kind to the retention policy, with its source.');
}

function start(
  clock: ItemClock | undefined,
  command: RetentionCommand & { do: 'start' },
  atUs: number,
  policies: readonly RetentionPolicy[],
): readonly RetentionFact[] | RetentionRefusal {
  const { item, compartment, itemKind, collectedUs } = command;
  const reasons: Reason[] = [];
  const inForce = ruleAt(policies, itemKind, atUs);
  if (clock !== undefined) {
    const found = `a clock running since ${instant(clock.collectedUs)}`;
    reasons.push(
      reason('already-started', clock.basis.source, found, 'one clock for an item', 'Nothing is to be done.'),
    );
  }
  if (collectedUs > atUs) {
    const found = `collected on ${instant(collectedUs)}`;
    reasons.push(reason('in-future', ownSource, found, `up to ${instant(atUs)}`, 'Mend the time of collection.'));
  }
  if (inForce === undefined) return refusalOf([...reasons, noRule(itemKind, atUs)]) ?? [];
  const evaluateByUs = addPeriod(collectedUs, inForce.rule.evaluateWithin);
  const basis = basisOf(inForce);
  const refusal = refusalOf(reasons);
  return refusal ?? [{ kind: 'retention-started', item, compartment, itemKind, collectedUs, evaluateByUs, basis }];
}

/** Reasons that stand against anything but a start. */
function notRunning(clock: ItemClock | undefined, item: string): readonly Reason[] {
  if (clock === undefined) {
    return [
      reason('unknown-item', ownSource, `no clock for ${item}`, 'an item with a clock', 'Start its clock first.'),
    ];
  }
  if (clock.status !== 'deleted') return [];
  return [
    reason(
      'already-deleted',
      clock.basis.source,
      `${item} was deleted`,
      'an item that is held',
      'Nothing is to be done.',
    ),
  ];
}

function evaluate(
  clock: ItemClock,
  { item, outcome, why }: RetentionCommand & { do: 'evaluate' },
  atUs: number,
  policies: readonly RetentionPolicy[],
): readonly RetentionFact[] | RetentionRefusal {
  const reasons = [...missingText('why', why)];
  const inForce = ruleAt(policies, clock.itemKind, atUs);
  if (outcome === 'keep') {
    const held = clock.holds.length > 0;
    if (clock.deleteDueUs <= atUs && clock.status !== 'not-needed' && !held) {
      const cure = 'Delete it; or have a hold placed by whoever may order one, and evaluate it then.';
      reasons.push(
        reason(
          'too-late-to-keep',
          clock.basis.source,
          `due for deletion since ${instant(clock.deleteDueUs)}`,
          'a decision before',
          cure,
        ),
      );
    }
    if (inForce === undefined) reasons.push(noRule(clock.itemKind, atUs));
  }
  const refusal = refusalOf(reasons);
  if (refusal !== undefined) return refusal;
  const keeps = outcome === 'keep' && inForce !== undefined;
  const deleteDueUs = keeps ? addPeriod(atUs, inForce.rule.retainFor) : atUs;
  const basis = inForce === undefined ? clock.basis : basisOf(inForce);
  return [{ kind: 'retention-evaluated', item, outcome, why, deleteDueUs, basis }];
}

function place(
  clock: ItemClock,
  hold: Omit<Hold, 'fromUs'>,
  atUs: number,
): readonly RetentionFact[] | RetentionRefusal {
  const reasons = [
    ...missingText('who ordered the hold', hold.by),
    ...missingText('why', hold.why),
    ...missingText('its source', hold.source),
  ];
  if (clock.holds.some(({ id }) => id === hold.id)) {
    reasons.push(
      reason(
        'hold-stands',
        hold.source,
        `the hold ${hold.id} stands already`,
        'a hold of another id',
        'Nothing is to be done.',
      ),
    );
  }
  if (hold.reviewByUs <= atUs) {
    const found = `review by ${instant(hold.reviewByUs)}`;
    reasons.push(reason('review-in-past', ownSource, found, `after ${instant(atUs)}`, 'Set a review to come.'));
  }
  return refusalOf(reasons) ?? [{ kind: 'hold-placed', item: clock.item, hold: { ...hold, fromUs: atUs } }];
}

function lift(
  clock: ItemClock,
  { item, holdId, by, why }: RetentionCommand & { do: 'lift' },
): readonly RetentionFact[] | RetentionRefusal {
  const reasons = [...missingText('who lifts the hold', by), ...missingText('why', why)];
  if (!clock.holds.some(({ id }) => id === holdId)) {
    const standing = clock.holds.map(({ id }) => id).join(', ') || 'none';
    reasons.push(
      reason(
        'no-such-hold',
        ownSource,
        `no hold ${holdId}`,
        `holds that stand: ${standing}`,
        'Name a hold that stands.',
      ),
    );
  }
  return refusalOf(reasons) ?? [{ kind: 'hold-lifted', item, holdId, by, why }];
}

function remove(clock: ItemClock, atUs: number): readonly RetentionFact[] | RetentionRefusal {
  const { item, holds, status, deleteDueUs, basis } = clock;
  const reasons = holds.map((hold) => {
    const found = `held by ${hold.by} since ${instant(hold.fromUs)}: ${hold.why}`;
    return reason('under-hold', hold.source, found, 'no hold', `Have the hold ${hold.id} lifted by ${hold.by}.`);
  });
  if (status === 'awaiting-evaluation' && atUs < deleteDueUs) {
    const cure = 'Evaluate the item; what is not needed may be deleted at once.';
    reasons.push(
      reason('not-evaluated', basis.source, 'no evaluation', `one, or none until ${instant(deleteDueUs)}`, cure),
    );
  }
  if (status === 'kept' && atUs < deleteDueUs) {
    const cure = 'Wait, or evaluate the item again as not needed.';
    reasons.push(
      reason('not-due', basis.source, `to be kept until ${instant(deleteDueUs)}`, 'deletion from then on', cure),
    );
  }
  const authority = `${basis.ruleId} v${basis.policyVersion}: ${basis.source}`;
  return refusalOf(reasons) ?? [{ kind: 'deletion-ordered', item, authority }];
}

/**
 * What a command does to an item's clock at a moment, or every reason why it does nothing. Rules are those in force at that moment; what was
 * decided before stays as it was decided then.
 */
export function decide(
  clock: ItemClock | undefined,
  command: RetentionCommand,
  atUs: number,
  policies: readonly RetentionPolicy[],
): readonly RetentionFact[] | RetentionRefusal {
  if (command.do === 'start') return start(clock, command, atUs, policies);
  const refusal = refusalOf(notRunning(clock, command.item));
  if (refusal !== undefined || clock === undefined) return refusal ?? [];
  switch (command.do) {
    case 'evaluate':
      return evaluate(clock, command, atUs, policies);
    case 'hold':
      return place(clock, command.hold, atUs);
    case 'lift':
      return lift(clock, command);
    case 'delete':
      return remove(clock, atUs);
  }
}
