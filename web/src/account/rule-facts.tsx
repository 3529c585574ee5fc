import { useEffect } from 'react';
import type { RuleVersion } from '../../../src/account/rules/state.ts';
import { useWords, type Words } from '../i18n/index.ts';
import { Fact, Facts } from '../inspector/facts.tsx';
import { forceOf, useNowUs } from './force.ts';
import { ForceText } from './force-text.tsx';
import { Failed, Loading } from './parts.tsx';
import { askPolicies, useDatedRules, usePolicies } from './rules-state.ts';

/** One rule of the policies, whole. */
export function PolicyFacts({ id }: { readonly id: string }) {
  const t = useWords();
  const rules = usePolicies((value) => value.rules);
  const trouble = usePolicies((value) => value.trouble);
  useEffect(() => {
    if (rules === null) askPolicies();
  }, [rules]);
  if (trouble !== null) return <Failed trouble={trouble} path="/api/rules" again={askPolicies} />;
  if (rules === null) return <Loading text={t('rules.loading')} />;
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) return <p>{t('rules.none')}</p>;
  return (
    <>
      <Facts title={id}>
        <Fact name={t(rule.effect === 'forbid' ? 'rules.forbids' : 'rules.permits')}>{rule[t.language]}</Fact>
        <Fact name={t('rules.source')}>{rule.source}</Fact>
        <Fact name={t('rules.cure')}>{rule.cure?.[t.language]}</Fact>
        <Fact name={t('rules.file')}>{rule.file}</Fact>
      </Facts>
      <section className="at-facts">
        <h3>{t('rules.text')}</h3>
        <pre className="at-account-raw">{rule.text}</pre>
      </section>
    </>
  );
}

function statusText({ status, signers, adoptedUs }: RuleVersion, t: Words): string {
  switch (status) {
    case 'proposed':
      return t.count('rules.status.proposed', signers.length);
    case 'adopted':
      return t('rules.status.adopted', { time: adoptedUs === undefined ? '' : t.utc(adoptedUs) });
    case 'dropped':
      return t('rules.status.dropped');
  }
}

/** A rule with dates: every version, the newest first. */
export function DatedRuleFacts({ id }: { readonly id: string }) {
  const t = useWords();
  const { reading, rules } = useDatedRules();
  const nowUs = useNowUs();
  if (reading.state === 'failed') {
    return <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />;
  }
  if (reading.state === 'loading') return <Loading text={t('rules.loading')} />;
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) return <p>{t('rules.dated.none')}</p>;
  return (
    <>
      <p>
        <ForceText force={forceOf(rule, nowUs)} />
      </p>
      {rule.veil !== undefined && <p role="alert">{t('rules.dated.unread')}</p>}
      {rule.versions.toReversed().map((one) => (
        <div key={one.version}>
          <Facts title={`${t('rules.version', { n: one.version })}: ${statusText(one, t)}`}>
            <Fact name={t('rules.source')}>{one.source}</Fact>
            <Fact name={t('rules.from')}>{t.utc(one.fromUs)}</Fact>
            <Fact name={t('rules.until')}>{one.untilUs === null ? t('rules.until.none') : t.utc(one.untilUs)}</Fact>
            <Fact name={t('rules.proposer')}>{one.proposer}</Fact>
            <Fact name={t('rules.signers')}>{one.signers.join(', ')}</Fact>
          </Facts>
          {one.document === null ? (
            <p>{t('rules.ends')}</p>
          ) : (
            <details>
              <summary>{t('rules.document')}</summary>
              <pre className="at-account-raw">{JSON.stringify(one.document, null, 2)}</pre>
            </details>
          )}
        </div>
      ))}
    </>
  );
}
