import { Button, InputGroup, Tag } from '@blueprintjs/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { PolicyRuleView } from '../../../src/model/log-views.ts';
import { useWords } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWorkstation } from '../state/workstation.ts';
import { Failed, Loading } from './parts.tsx';
import { Choice } from './rule-choice.tsx';
import { choicesOf, EVERY_RULE, officesIn, type PolicyFilter, rulesAsAsked } from './rule-words.ts';
import { askPolicies, usePolicies } from './rules-state.ts';

/** The rules of who may do what, to be searched and cut down. */
export function PolicyRules() {
  const t = useWords();
  const rules = usePolicies((value) => value.rules);
  const trouble = usePolicies((value) => value.trouble);
  const [filter, setFilter] = useState(EVERY_RULE);
  useEffect(() => {
    if (rules === null) askPolicies();
  }, [rules]);
  if (trouble !== null) return <Failed trouble={trouble} path="/api/rules" again={askPolicies} />;
  if (rules === null) return <Loading text={t('rules.loading')} />;
  const found = rulesAsAsked(rules, filter, t.language);
  return (
    <>
      <Filter rules={rules} filter={filter} onFilter={setFilter} found={found.length} />
      {found.length === 0 ? (
        <div className="at-account-state">
          <p>{t('rules.none')}</p>
          <Button size="small" text={t('log.clear')} onClick={() => setFilter(EVERY_RULE)} />
        </div>
      ) : (
        <Rows rules={found} />
      )}
    </>
  );
}

interface FilterProps {
  readonly rules: readonly PolicyRuleView[];
  readonly filter: PolicyFilter;
  readonly onFilter: (filter: PolicyFilter) => void;
  readonly found: number;
}

function Filter({ rules, filter, onFilter, found }: FilterProps) {
  const t = useWords();
  const { actions, offices, files } = useMemo(() => choicesOf(rules), [rules]);
  const set = (part: Partial<PolicyFilter>): void => onFilter({ ...filter, ...part });
  return (
    <search className="at-account-tools" aria-label={t('rules.search')}>
      <InputGroup
        type="search"
        size="small"
        className="at-rule-search"
        placeholder={t('rules.search')}
        aria-label={t('rules.search')}
        value={filter.query}
        onValueChange={(query) => set({ query })}
      />
      <Choice
        name={t('rules.filter.action')}
        value={filter.action}
        none={t('rules.filter.all')}
        choices={actions.map((action) => [action, action])}
        onValue={(action) => set({ action })}
      />
      <Choice
        name={t('rules.filter.office')}
        value={filter.office}
        none={t('rules.filter.all')}
        choices={offices.map((office) => [office, roleText(office, t)])}
        onValue={(office) => set({ office })}
      />
      <Choice
        name={t('rules.filter.file')}
        value={filter.file}
        none={t('rules.filter.all')}
        choices={files.map((file) => [file, file])}
        onValue={(file) => set({ file })}
      />
      <Choice
        name={t('rules.filter.effect')}
        value={filter.effect}
        none={t('rules.filter.all')}
        choices={[
          ['permit', t('rules.permits')],
          ['forbid', t('rules.forbids')],
        ]}
        onValue={(effect) => set({ effect: effect === 'permit' || effect === 'forbid' ? effect : '' })}
      />
      <span className="at-quiet" role="status">
        {found === rules.length ? t.count('rules.count', found) : t('rules.found', { found, all: rules.length })}
      </span>
    </search>
  );
}

function Rows({ rules }: { readonly rules: readonly PolicyRuleView[] }) {
  const t = useWords();
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'rule' ? selection.id : null));
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div className="at-rule-scroll">
      <div className="at-rule-row at-rule-head" aria-hidden={true}>
        <span>{t('rules.column.effect')}</span>
        <span>{t('rules.column.says')}</span>
        <span>{t('rules.column.office')}</span>
        <span>{t('rules.source')}</span>
      </div>
      <ul className="at-account-list" ref={list} aria-label={t('rules.policies')}>
        {rules.map((rule) => (
          <li key={rule.id}>
            <button
              type="button"
              className="at-rule-row"
              aria-current={rule.id === selected}
              onClick={() => select({ kind: 'rule', id: rule.id })}
              onKeyDown={(event) => walkList(event, list.current)}
            >
              <span>
                <Tag minimal={true} intent={rule.effect === 'forbid' ? 'warning' : 'none'}>
                  {t(rule.effect === 'forbid' ? 'rules.forbids' : 'rules.permits')}
                </Tag>
              </span>
              <span>
                {rule[t.language]} <code className="at-quiet">{rule.id}</code>
              </span>
              <span className="at-quiet">
                {officesIn(rule)
                  .map((office) => roleText(office, t))
                  .join(', ') || t('rules.anyOffice')}
              </span>
              <span className="at-quiet">{rule.source}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
