import { Button } from '@blueprintjs/core';
import { useEffect } from 'react';
import { type RuleVersion, ruleFacts } from '../../../src/account/rules/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { readFact } from '../../../src/model/facts.ts';
import { useWords } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import { Fact, Facts } from '../inspector/facts.tsx';
import { standingOf, useNowUs, type VersionStanding } from './force.ts';
import { StandingTag } from './force-text.tsx';
import { EntryLink, Failed, Loading } from './parts.tsx';
import { documentText } from './rule-document.ts';
import { RuleForm } from './rule-form.tsx';
import { RuleSteps } from './rule-steps.tsx';
import { officesIn, statementOf } from './rule-words.ts';
import {
  askPolicies,
  type DatedRuleRead,
  showChange,
  useDatedRules,
  usePolicies,
  useRulesOpen,
} from './rules-state.ts';
import './rules-concerns.css';
import { kindText } from './words.ts';

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
  const offices = officesIn(rule);
  return (
    <>
      <Facts title={id}>
        <Fact name={t(rule.effect === 'forbid' ? 'rules.forbids' : 'rules.permits')}>{rule[t.language]}</Fact>
        <Fact name={t('rules.source')}>{rule.source}</Fact>
        <Fact name={t('rules.cure')}>{rule.cure?.[t.language]}</Fact>
        <Fact name={t('rules.column.office')}>
          {offices.length === 0 ? t('rules.anyOffice') : offices.map((office) => roleText(office, t)).join(', ')}
        </Fact>
        <Fact name={t('rules.file')}>
          <code>{rule.file}</code>
        </Fact>
      </Facts>
      <section className="at-facts">
        <h3>{t('rules.text')}</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
        <pre className="at-account-raw" tabIndex={0}>
          {statementOf(rule.text)}
        </pre>
      </section>
      <details className="at-acts">
        <summary>{t.count('rules.acts', rule.actions.length)}</summary>
        <ul>
          {rule.actions.map((action) => (
            <li key={action}>
              <code>{action}</code>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** A rule with dates: every version, the newest first, and what may be done with it. */
export function DatedRuleFacts({ id }: { readonly id: string }) {
  const t = useWords();
  const open = useRulesOpen();
  const { reading, rules } = useDatedRules();
  const nowUs = useNowUs();
  if (!open) return <p className="at-quiet">{t('rules.closed')}</p>;
  if (reading.state === 'failed') {
    return <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />;
  }
  if (reading.state === 'loading') return <Loading text={t('rules.loading')} />;
  const found = rules.find(({ rule }) => rule.id === id);
  if (found === undefined) return <p>{t('rules.dated.none')}</p>;
  const { rule } = found;
  return (
    <>
      <Facts title={rule.ruleKind === undefined ? t('rules.dated') : t(`rules.kind.${rule.ruleKind}`)}>
        <Fact name={t('rules.id')}>
          <code>{rule.id}</code>
        </Fact>
      </Facts>
      {rule.veil !== undefined && <p role="alert">{t('rules.dated.unread')}</p>}
      {rule.versions.toReversed().map((version) => (
        <Version key={version.version} read={found} version={version} standing={standingOf(rule, version, nowUs)} />
      ))}
      <details>
        <summary>{t('rules.amend')}</summary>
        <RuleForm key={rule.id} amends={rule} />
      </details>
    </>
  );
}

interface VersionProps {
  readonly read: DatedRuleRead;
  readonly version: RuleVersion;
  readonly standing: VersionStanding;
}

function Version({ read: { rule, history }, version, standing }: VersionProps) {
  const t = useWords();
  const waits = standing === 'proposed' || standing === 'pending';
  return (
    <section className="at-version" aria-label={t('rules.version', { n: version.version })}>
      <h3>
        {t('rules.version', { n: version.version })} <StandingTag standing={standing} />
      </h3>
      <dl className="at-summary">
        <Fact name={t('rules.source')}>{version.source}</Fact>
        <Fact name={t('rules.from')}>
          <time>{t.utc(version.fromUs)}</time>
        </Fact>
        <Fact name={t('rules.until')}>
          {version.untilUs === null ? t('rules.until.none') : <time>{t.utc(version.untilUs)}</time>}
        </Fact>
      </dl>
      {version.document === null ? (
        <p>{t('rules.ends')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        <pre className="at-account-raw" tabIndex={0}>
          {documentText(rule.ruleKind ?? 'designations', version.document)}
        </pre>
      )}
      <ol className="at-history" aria-label={t('people.history')}>
        {history.map((one) => (
          <Step key={one.index} happened={one} version={version.version} />
        ))}
      </ol>
      {waits && (
        <Button size="small" text={t('rules.change.show')} onClick={() => showChange(rule.id, version.version)} />
      )}
      {(standing === 'proposed' || standing === 'lapsed') && (
        <RuleSteps key={`${rule.id} ${version.version}`} rule={rule.id} version={version} standing={standing} />
      )}
    </section>
  );
}

/** Who proposed, signed or dropped a version, for which state, and when. */
function Step({ happened, version }: { readonly happened: Happened; readonly version: number }) {
  const t = useWords();
  const { index, kind, role, state, agency, timeUs } = happened;
  const { fact } = readFact(ruleFacts, happened);
  if (fact === undefined || fact.content.version !== version) return null;
  return (
    <li>
      <strong>{kindText(kind, t)}</strong> <time>{t.utc(timeUs)}</time> <EntryLink index={index} />
      <br />
      {roleText(role, t)}, {state} {agency} <code className="at-quiet">{fact.content.by}</code>
      {fact.kind === 'account.rule-dropped' && <p>{fact.content.why}</p>}
    </li>
  );
}
