import { InputGroup, Tag } from '@blueprintjs/core';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWorkstation } from '../state/workstation.ts';
import { forceOf, useNowUs } from './force.ts';
import { ForceText } from './force-text.tsx';
import { Failed, Loading } from './parts.tsx';
import { askPolicies, useDatedRules, usePolicies } from './rules-state.ts';

/** Who may do what, and what is in force from when. */
export function RulesPage() {
  const t = useWords();
  return (
    <section className="at-account-page at-account-scroll" aria-label={t('page.rules')}>
      <DatedRules />
      <PolicyRules />
    </section>
  );
}

function DatedRules() {
  const t = useWords();
  const { reading, rules } = useDatedRules();
  const nowUs = useNowUs();
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'dated-rule' ? selection.id : null));
  const list = useRef<HTMLUListElement>(null);
  return (
    <section>
      <h2>{t('rules.dated')}</h2>
      {reading.state === 'loading' && <Loading text={t('rules.loading')} />}
      {reading.state === 'failed' && <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />}
      {reading.state === 'ready' && rules.length === 0 && <p className="at-quiet">{t('rules.dated.none')}</p>}
      <ul className="at-account-list" ref={list}>
        {rules.map((rule) => (
          <li key={rule.id}>
            <button
              type="button"
              aria-current={rule.id === selected}
              onClick={() => select({ kind: 'dated-rule', id: rule.id })}
              onKeyDown={(event) => walkList(event, list.current)}
            >
              <strong>{rule.ruleKind === undefined ? rule.id : t(`rules.kind.${rule.ruleKind}`)}</strong>
              <ForceText force={forceOf(rule, nowUs)} />
              {rule.veil !== undefined && <Tag intent="warning">{t('rules.dated.unread')}</Tag>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PolicyRules() {
  const t = useWords();
  const rules = usePolicies((value) => value.rules);
  const trouble = usePolicies((value) => value.trouble);
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'rule' ? selection.id : null));
  const [query, setQuery] = useState('');
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (rules === null) askPolicies();
  }, [rules]);
  const wanted = query.trim().toLowerCase();
  const found = (rules ?? []).filter((rule) =>
    [rule.id, rule.source, rule[t.language], rule.file].some((text) => text.toLowerCase().includes(wanted)),
  );
  return (
    <section>
      <h2>{t('rules.policies')}</h2>
      {trouble !== null && <Failed trouble={trouble} path="/api/rules" again={askPolicies} />}
      {rules === null && trouble === null && <Loading text={t('rules.loading')} />}
      {rules !== null && (
        <InputGroup
          type="search"
          size="small"
          placeholder={t('rules.search')}
          aria-label={t('rules.search')}
          value={query}
          onValueChange={setQuery}
        />
      )}
      {rules !== null && found.length === 0 && <p className="at-quiet">{t('rules.none')}</p>}
      <ul className="at-account-list" ref={list}>
        {found.map((rule) => (
          <li key={rule.id}>
            <button
              type="button"
              aria-current={rule.id === selected}
              onClick={() => select({ kind: 'rule', id: rule.id })}
              onKeyDown={(event) => walkList(event, list.current)}
            >
              <Tag minimal={true} intent={rule.effect === 'forbid' ? 'warning' : 'none'}>
                {t(rule.effect === 'forbid' ? 'rules.forbids' : 'rules.permits')}
              </Tag>
              <span>{rule[t.language]}</span>
              <span className="at-quiet">{rule.source}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
