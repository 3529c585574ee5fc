import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { pendingRules } from '../../../src/account/rules/state.ts';
import type { CaseAnswerView, CaseView, MeaningView, RuleDiffView } from '../../../src/model/log-views.ts';
import { useWords, type Words } from '../i18n/index.ts';
import { useNowUs } from './force.ts';
import { Failed, Loading } from './parts.tsx';
import { Choice } from './rule-choice.tsx';
import { documentBrief } from './rule-document.ts';
import { minuteText } from './rule-words.ts';
import { compareWith, useComparing, useDatedRules, useRuleView } from './rules-state.ts';
import { utcIn } from './window.ts';

/** What a version that waits, or a day to come, answers otherwise than is answered now: each open case, with both answers. */
export function RuleDiff() {
  const t = useWords();
  const compared = useRuleView((value) => value.compared);
  const comparing = useComparing(compared);
  return (
    <div className="at-rule-scroll at-pad">
      <Compared compared={compared} />
      {comparing.state === 'none' && <p className="at-quiet at-empty-note">{t('diff.none')}</p>}
      {comparing.state === 'loading' && <Loading text={t('diff.loading')} />}
      {comparing.state === 'failed' && (
        <Failed trouble={comparing.trouble} path="/api/rules/diff" again={comparing.again} />
      )}
      {comparing.state === 'ready' && <Table diff={comparing.diff} />}
    </div>
  );
}

/** A moment as the service reads it in a comparison. */
const wordOf = (timeUs: number): string => `@${new Date(timeUs / 1000).toISOString().slice(0, 16)}Z`;

function Compared({ compared }: { readonly compared: string }) {
  const t = useWords();
  const nowUs = useNowUs();
  const { rules } = useDatedRules();
  const [day, setDay] = useState(compared.startsWith('@') ? compared.slice(1).replace('T', ' ') : '');
  const waiting = pendingRules(
    rules.map(({ rule }) => rule),
    nowUs,
  );
  const dayUs = utcIn(day);
  return (
    <div className="at-account-tools at-diff-tools">
      <Choice
        name={t('diff.rule')}
        value={compared.startsWith('@') ? '' : compared}
        none={waiting.length === 0 ? t('diff.rule.none') : t('diff.rule.choose')}
        choices={waiting.map(({ id, ruleKind, version: { version, fromUs } }) => [
          `${id}~${version}`,
          `${t(`rules.kind.${ruleKind}`)}, ${t('rules.version', { n: version })}, ${minuteText(fromUs, t)}`,
        ])}
        onValue={compareWith}
      />
      <form
        className="at-choice"
        onSubmit={(event) => {
          event.preventDefault();
          if (dayUs !== undefined) compareWith(wordOf(dayUs));
        }}
      >
        <label className="at-choice">
          <span className="at-quiet">{t('diff.day')}</span>
          <input
            className="bp6-input bp6-small"
            placeholder={t('log.filter.time.hint')}
            value={day}
            aria-invalid={day !== '' && dayUs === undefined}
            onChange={({ currentTarget }) => setDay(currentTarget.value)}
          />
        </label>
        <Button type="submit" size="small" text={t('diff.compare')} disabled={dayUs === undefined} />
      </form>
    </div>
  );
}

function Table({ diff }: { readonly diff: RuleDiffView }) {
  const t = useWords();
  const { a, b, cases, closed, left, differences } = diff;
  const changed = differences.filter(({ isAnother }) => isAnother).length;
  return (
    <>
      <p role="status">
        <strong>{t('diff.found', { changed, cases })}</strong>{' '}
        <span className="at-quiet">
          {a.atUs === b.atUs
            ? t('diff.sameMoment', { time: minuteText(a.atUs, t) })
            : t('diff.twoMoments', { from: minuteText(a.atUs, t), to: minuteText(b.atUs, t) })}
          {closed > 0 && ` ${t.count('diff.closed', closed)}`}
          {left > 0 && ` ${t.count('diff.left', left)}`}
        </span>
      </p>
      {differences.length === 0 ? (
        <p className="at-quiet at-empty-note">{t('diff.nothing')}</p>
      ) : (
        <table className="at-diff">
          <thead>
            <tr>
              <th scope="col">{t('diff.case')}</th>
              <th scope="col">{t('diff.before')}</th>
              <th scope="col">{t('diff.after')}</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ about, before, after, isAnother }) => (
              <tr key={JSON.stringify(about)} data-another={isAnother}>
                <th scope="row">
                  {caseText(about, t)}
                  {!isAnother && <small className="at-quiet">{t('diff.sameAnswer')}</small>}
                </th>
                <td>
                  <Answer answer={before} />
                </td>
                <td>
                  <Answer answer={after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function caseText(about: CaseView, t: Words): string {
  switch (about.ask) {
    case 'designation':
      return t('diff.case.designation', { name: about.designated });
    case 'rules':
      return t('diff.case.rules', { kind: t(`rules.kind.${about.ruleKind}`) });
    case 'retention':
      return about.item === null
        ? t('diff.case.kind', { kind: about.itemKind, time: minuteText(about.collectedUs, t) })
        : t('diff.case.item', { item: about.item, kind: about.itemKind, time: minuteText(about.collectedUs, t) });
  }
}

function meaningText(means: MeaningView, t: Words): string {
  switch (means.is) {
    case 'permitted':
    case 'designated':
    case 'not-designated':
    case 'no-rule':
    case 'rules':
      return t(`diff.means.${means.is}`);
    case 'refused':
      return t('diff.means.refused', {
        why: means.codes.map((code) => (code === 'no-rule' ? t('diff.refused.no-rule') : code)).join(', '),
      });
    case 'kept':
      return t('diff.means.kept', {
        evaluate: minuteText(means.evaluateByUs, t),
        due: minuteText(means.deleteDueUs, t),
      });
    case 'fault':
      return t('diff.means.fault', { fault: means.fault });
  }
}

function Answer({ answer: { means, rules } }: { readonly answer: CaseAnswerView }) {
  const t = useWords();
  return (
    <>
      <span>{meaningText(means, t)}</span>
      {rules.map(({ id, source, says }) => (
        <small key={id} className="at-quiet">
          {means.is === 'rules' && <span className="at-diff-document">{briefOf(says)}</span>} {source} <code>{id}</code>
        </small>
      ))}
    </>
  );
}

/** A document that is told as JSON, as a list shows it. */
function briefOf(says: string): string {
  try {
    return documentBrief('designations', JSON.parse(says));
  } catch {
    return says;
  }
}
