import { Button, Tag } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import type { Rule, RuleVersion } from '../../../src/account/rules/state.ts';
import { useWords } from '../i18n/index.ts';
import { walkList } from '../shell/walk-list.ts';
import { select } from '../state/session.ts';
import { useWho } from '../state/who.ts';
import { useWorkstation } from '../state/workstation.ts';
import { signaturesLacking, standingOf, standings, useNowUs, type VersionStanding } from './force.ts';
import { StandingTag } from './force-text.tsx';
import { Chips, Failed, Loading } from './parts.tsx';
import { documentBrief } from './rule-document.ts';
import { RuleForm } from './rule-form.tsx';
import { minuteText } from './rule-words.ts';
import { useDatedRules, useRulesOpen } from './rules-state.ts';

interface VersionRow {
  readonly rule: Rule;
  readonly version: RuleVersion;
  readonly standing: VersionStanding;
}

/** Every version of every rule, those in force first, then what comes, then what was; the newest first of each. */
function rowsOf(rules: readonly Rule[], nowUs: number): readonly VersionRow[] {
  return rules
    .flatMap((rule) =>
      rule.versions.map((version): VersionRow => ({ rule, version, standing: standingOf(rule, version, nowUs) })),
    )
    .sort(
      (a, b) => standings.indexOf(a.standing) - standings.indexOf(b.standing) || b.version.fromUs - a.version.fromUs,
    );
}

/** Designations, retention periods, notice rules and releasability maps, with their dates. */
export function DatedRules() {
  const t = useWords();
  const open = useRulesOpen();
  const [proposing, setProposing] = useState(false);
  return (
    <div className="at-rule-scroll at-pad">
      {open ? <List /> : <Closed />}
      <p>
        <Button
          size="small"
          text={t('rules.propose')}
          active={proposing}
          aria-expanded={proposing}
          onClick={() => setProposing(!proposing)}
        />
      </p>
      {proposing && <RuleForm amends={null} />}
    </div>
  );
}

/** The rules with dates stand in a compartment: to whom it is not open, that is said with what helps. */
function Closed() {
  const t = useWords();
  const state = useWho((value) => value.who?.session?.office.state ?? '');
  return (
    <div className="at-account-state">
      <h3>{t('rules.closed')}</h3>
      <p>{t('rules.closed.cure', { state })}</p>
    </div>
  );
}

function List() {
  const t = useWords();
  const { reading, rules } = useDatedRules();
  const nowUs = useNowUs();
  const [only, setOnly] = useState<VersionStanding | null>(null);
  if (reading.state === 'loading') return <Loading text={t('rules.loading')} />;
  if (reading.state === 'failed') {
    return <Failed trouble={reading.trouble} path="/api/log/entries" again={reading.again} />;
  }
  if (rules.length === 0) return <p className="at-quiet at-empty-note">{t('rules.dated.none')}</p>;
  const all = rowsOf(
    rules.map(({ rule }) => rule),
    nowUs,
  );
  const chips = standings.map((standing) => ({
    value: standing,
    text: t(`rules.standing.${standing}`),
    count: all.filter((row) => row.standing === standing).length,
  }));
  const unread = rules.filter(({ rule }) => rule.veil !== undefined);
  return (
    <>
      <Chips label={t('rules.filter.standing')} chips={chips} all={all.length} chosen={only} onChoose={setOnly} />
      <Rows rows={all.filter(({ standing }) => only === null || standing === only)} />
      {unread.map(({ rule }) => (
        <p key={rule.id} role="alert">
          <Tag intent="warning" minimal={true}>
            {rule.id}
          </Tag>{' '}
          {t('rules.dated.unread')}
        </p>
      ))}
    </>
  );
}

function Rows({ rows }: { readonly rows: readonly VersionRow[] }) {
  const t = useWords();
  const selected = useWorkstation(({ selection }) => (selection?.kind === 'dated-rule' ? selection.id : null));
  const list = useRef<HTMLUListElement>(null);
  return (
    <>
      <div className="at-dated-row at-rule-head" aria-hidden={true}>
        <span>{t('rules.column.standing')}</span>
        <span>{t('rules.column.rule')}</span>
        <span>{t('rules.document')}</span>
        <span>{t('rules.from')}</span>
        <span>{t('rules.until')}</span>
        <span>{t('rules.column.signatures')}</span>
      </div>
      <ul className="at-account-list" ref={list} aria-label={t('rules.dated')}>
        {rows.map(({ rule, version, standing }) => (
          <li key={`${rule.id} ${version.version}`}>
            <button
              type="button"
              className="at-dated-row"
              aria-current={rule.id === selected}
              onClick={() => select({ kind: 'dated-rule', id: rule.id })}
              onKeyDown={(event) => walkList(event, list.current)}
            >
              <span>
                <StandingTag standing={standing} />
              </span>
              <span>
                {rule.ruleKind === undefined ? rule.id : t(`rules.kind.${rule.ruleKind}`)}{' '}
                <span className="at-quiet">{t('rules.version', { n: version.version })}</span>
              </span>
              <span className="at-cut">
                {version.document === null ? t('rules.ends') : documentBrief(rule.ruleKind, version.document)}
              </span>
              <time>{minuteText(version.fromUs, t)}</time>
              {version.untilUs === null ? (
                <span className="at-quiet">{t('rules.until.open')}</span>
              ) : (
                <time>{minuteText(version.untilUs, t)}</time>
              )}
              <span className="at-number">
                {t('rules.signatures', {
                  given: version.signers.length,
                  needed: version.signers.length + signaturesLacking(version),
                })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
