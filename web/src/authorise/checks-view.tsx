import { Tag } from '@blueprintjs/core';
import { Fragment, useState } from 'react';
import { checkTexts } from '../../../src/authorise/check/codes.ts';
import { Chips, Loading, Row } from '../account/parts.tsx';
import { useWords } from '../i18n/index.ts';
import type { CheckLine, CheckOutcome } from './check-lines.ts';
import type { CaseNow } from './use-case.ts';

const INTENTS = {
  holds: 'success',
  against: 'danger',
  silent: 'none',
  unread: 'warning',
} as const satisfies Record<CheckOutcome, string>;
const outcomes = ['against', 'unread', 'silent', 'holds'] as const satisfies readonly CheckOutcome[];

/** Every check of the table, with what it finds now; the same table that the service and the offline command read. */
export function ChecksView({ now, atUs }: { readonly now: CaseNow; readonly atUs: number }) {
  const t = useWords();
  const [only, setOnly] = useState<CheckOutcome | null>(null);
  const { lines, faults } = now;
  if (faults.length > 0) return <Faults now={now} />;
  if (lines === null) return <Loading text={t('check.loading')} />;
  const chips = outcomes.map((outcome) => ({
    value: outcome,
    text: t(`check.outcome.${outcome}`),
    count: lines.filter((line) => line.outcome === outcome).length,
  }));
  const shown = lines.filter(({ outcome }) => only === null || outcome === only);
  // What stands against it is what people look for.
  const sorted = shown.toSorted((a, b) => Number(b.outcome === 'against') - Number(a.outcome === 'against'));
  return (
    <>
      <p className="at-quiet">
        {t('check.asOf', { time: t.utc(atUs) })} {t('check.here')}
      </p>
      <Chips label={t('check.filter')} chips={chips} all={lines.length} chosen={only} onChoose={setOnly} />
      <ul className="at-checks" aria-label={t('check.list')}>
        {sorted.map((line) => (
          <Line key={line.code} line={line} />
        ))}
      </ul>
    </>
  );
}

function Faults({ now: { faults } }: { readonly now: CaseNow }) {
  const t = useWords();
  return (
    <>
      <p role="alert">{t('check.noCase')}</p>
      <ul className="at-faults" lang="en">
        {faults.map(({ pointer, found, allowed }) => (
          <li key={`${pointer} ${found}`}>
            <code>{pointer}</code> {found}; {allowed}
          </li>
        ))}
      </ul>
    </>
  );
}

function Line({ line }: { readonly line: CheckLine }) {
  const t = useWords();
  const { code, outcome, reasons, lacking } = line;
  const { source, [t.language]: own } = checkTexts[code];
  return (
    <li data-outcome={outcome} data-code={code}>
      <p className="at-check-head">
        <Tag minimal={true} intent={INTENTS[outcome]}>
          {t(`check.outcome.${outcome}`)}
        </Tag>
        <span>
          {own.says} <code className="at-quiet">{code}</code>
        </span>
      </p>
      {outcome === 'unread' && (
        <p className="at-check-note">
          {t('check.unread', { what: lacking.map((one) => t(`check.source.${one}`)).join(', ') })}
        </p>
      )}
      {reasons.length > 0 && (
        <dl className="at-summary at-check-note">
          {reasons
            .map((reason) => (t.language === 'es' ? reason.es : reason))
            .map(({ found, allowed }) => (
              <Fragment key={`${found} ${allowed}`}>
                <Row name={t('reason.found')}>{found}</Row>
                {/* The rule's own sentence, which stands above, says what is allowed where nothing nearer does. */}
                {allowed !== own.says && <Row name={t('reason.allowed')}>{allowed}</Row>}
              </Fragment>
            ))}
          <Row name={t('reason.cure')}>{own.cure}</Row>
          <Row name={t('reason.source')}>{source}</Row>
        </dl>
      )}
      {reasons.length === 0 && <p className="at-check-note at-quiet">{source}</p>}
    </li>
  );
}
