import { Type } from 'typebox';
import { RuleKind, ruleText, ruleVersion } from '../../model/dated-rules.ts';
import { exactly, Id, Words } from '../../model/facts.ts';

export {
  type DatedRule,
  evolveRule,
  noRule,
  pendingRules,
  type Rule,
  type RuleKind,
  type RuleStatus,
  type RuleVersion,
  ruleFacts,
  rulesAt,
  signaturesToAdopt,
  unreadRules,
} from '../../model/dated-rules.ts';

/** The payloads of the commands on a rule. */
export const rulePayloads = {
  propose: Type.Object({ ruleKind: RuleKind, ...ruleText }, exactly),
  amend: Type.Object({ rule: Id, ...ruleText }, exactly),
  sign: Type.Object({ rule: Id, version: ruleVersion }, exactly),
  drop: Type.Object({ rule: Id, version: ruleVersion, why: Words }, exactly),
} as const;
