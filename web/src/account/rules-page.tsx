import { Button, ButtonGroup } from '@blueprintjs/core';
import { useWords } from '../i18n/index.ts';
import { useWorkstation } from '../state/workstation.ts';
import { RuleDiff } from './rule-diff.tsx';
import { DatedRules } from './rules-dated.tsx';
import { PolicyRules } from './rules-policies.tsx';
import { RULE_TABS, type RuleTab, showRuleTab, useRuleView } from './rules-state.ts';
import './rules-concerns.css';

const CONTENT = { dated: DatedRules, policies: PolicyRules, diff: RuleDiff } as const satisfies Record<
  RuleTab,
  unknown
>;

/** Who may do what, what is in force from when, and what a change would do. */
export function RulesPage() {
  const t = useWords();
  const chosen = useRuleView(({ tab }) => tab);
  const selected = useWorkstation(({ selection }) => selection?.kind);
  const tab = chosen ?? (selected === 'rule' ? 'policies' : 'dated');
  const Content = CONTENT[tab];
  return (
    <section className="at-account-page" aria-label={t('page.rules')}>
      <div className="at-account-tools">
        <ButtonGroup role="group" aria-label={t('rules.tabs')}>
          {RULE_TABS.map((one) => (
            <Button
              key={one}
              size="small"
              active={one === tab}
              aria-pressed={one === tab}
              text={t(`rules.tab.${one}`)}
              onClick={() => showRuleTab(one)}
            />
          ))}
        </ButtonGroup>
      </div>
      <Content />
    </section>
  );
}
