import { Button, HTMLSelect } from '@blueprintjs/core';
import { type FormEvent, useId } from 'react';
import type { Rule, RuleKind } from '../../../src/account/rules/state.ts';
import { useWords } from '../i18n/index.ts';
import { select } from '../state/session.ts';
import { Field, Lines, SentText, useCommand, useDraft } from './command-form.tsx';
import { documentIn, documentText } from './rule-document.ts';
import { utcIn } from './window.ts';

const KINDS = ['designations', 'retention', 'notices', 'releasability'] as const satisfies readonly RuleKind[];
const kindIn = (text: string): RuleKind => KINDS.find((kind) => kind === text) ?? 'designations';

/** Everything written in a form, kept until it is sent. */
function useRuleDraft(name: string) {
  const [kind, setKind] = useDraft(`${name}.kind`);
  const [text, setText] = useDraft(`${name}.document`);
  const [ends, setEnds] = useDraft(`${name}.ends`);
  const [source, setSource] = useDraft(`${name}.source`);
  const [from, setFrom] = useDraft(`${name}.from`);
  const [until, setUntil] = useDraft(`${name}.until`);
  const clear = (): void => {
    for (const set of [setKind, setText, setEnds, setSource, setFrom, setUntil]) set('');
  };
  return { kind, setKind, text, setText, ends, setEnds, source, setSource, from, setFrom, until, setUntil, clear };
}

interface Props {
  /** The rule of which this proposes another version; null for a rule that is new. */
  readonly amends: Rule | null;
}

/** Proposes a rule, or another version of one. */
export function RuleForm({ amends }: Props) {
  const t = useWords();
  const draft = useRuleDraft(amends === null ? 'rule.new' : `rule.${amends.id}`);
  const { sent, send } = useCommand();
  const ruleKind = amends?.ruleKind ?? kindIn(draft.kind);
  const ends = draft.ends === 'yes';
  const read = ends ? { document: null } : documentIn(ruleKind, draft.text);
  const fromUs = utcIn(draft.from);
  const untilUs = draft.until.trim() === '' ? null : utcIn(draft.until);
  const isReady =
    'document' in read && fromUs !== undefined && untilUs !== undefined && (ends || draft.text.trim() !== '');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady) return;
    const rest = { document: read.document, source: draft.source, fromUs, untilUs };
    const done = await (amends === null
      ? send('account.propose-rule', { ruleKind, ...rest })
      : send('account.amend-rule', { rule: amends.id, ...rest }));
    if (done) draft.clear();
  };
  return (
    <form className="at-concern-form at-rule-form" onSubmit={(event) => void submit(event)}>
      <h3>{t(amends === null ? 'rules.propose' : 'rules.amend')}</h3>
      {amends === null ? (
        <Field name={t('rules.column.rule')}>
          <HTMLSelect value={ruleKind} onChange={({ currentTarget }) => draft.setKind(currentTarget.value)}>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {t(`rules.kind.${one}`)}
              </option>
            ))}
          </HTMLSelect>
        </Field>
      ) : (
        <Amending rule={amends} ends={ends} onEnds={(it) => draft.setEnds(it ? 'yes' : '')} onText={draft.setText} />
      )}
      {!ends && (
        <Lines
          name={t(`rules.write.${ruleKind}`)}
          rows={ruleKind === 'designations' ? 4 : 8}
          value={draft.text}
          onText={draft.setText}
        />
      )}
      {'faults' in read && draft.text.trim() !== '' && (
        <ul className="at-faults" role="status">
          {read.faults.slice(0, 5).map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      <Lines name={t('rules.write.source')} rows={2} value={draft.source} onText={draft.setSource} />
      <div className="at-dates">
        <Moment name={t('rules.write.from')} value={draft.from} onText={draft.setFrom} required={true} />
        <Moment name={t('rules.write.until')} value={draft.until} onText={draft.setUntil} required={false} />
      </div>
      <p className="at-quiet">
        {t('rules.write.then')} {t('command.kept')}
      </p>
      <div className="at-buttons">
        <Button
          type="submit"
          size="small"
          intent="primary"
          text={t(amends === null ? 'rules.propose' : 'rules.amend')}
          disabled={!isReady || sent.state === 'sending'}
        />
        {sent.state === 'done' && amends === null && sent.done.entries[0] !== undefined && (
          <Button
            size="small"
            text={t('rules.show')}
            onClick={() =>
              select({ kind: 'dated-rule', id: (sent.done.entries[0]?.stream ?? '').replace(/^rule\//, '') })
            }
          />
        )}
      </div>
      <SentText sent={sent} />
    </form>
  );
}

interface AmendingProps {
  readonly rule: Rule;
  readonly ends: boolean;
  readonly onEnds: (ends: boolean) => void;
  readonly onText: (text: string) => void;
}

/** What another version begins with: the text of the last, or the end of the rule. */
function Amending({ rule, ends, onEnds, onText }: AmendingProps) {
  const t = useWords();
  const last = rule.versions.findLast(({ document }) => document !== null);
  return (
    <div className="at-buttons">
      {last !== undefined && !ends && (
        <Button
          size="small"
          text={t('rules.write.startFrom', { n: last.version })}
          onClick={() => onText(documentText(rule.ruleKind ?? 'designations', last.document))}
        />
      )}
      <label className="at-choice">
        <input type="checkbox" checked={ends} onChange={({ currentTarget }) => onEnds(currentTarget.checked)} />
        <span>{t('rules.write.ends')}</span>
      </label>
    </div>
  );
}

interface MomentProps {
  readonly name: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly required: boolean;
}

/** A date and time in UTC, as people write it. */
function Moment({ name, value, onText, required }: MomentProps) {
  const t = useWords();
  const id = useId();
  const wrong = value.trim() !== '' && utcIn(value) === undefined;
  return (
    <Field name={name}>
      <input
        className="bp6-input"
        required={required}
        placeholder={t('log.filter.time.hint')}
        value={value}
        aria-invalid={wrong}
        aria-describedby={wrong ? id : undefined}
        onChange={({ currentTarget }) => onText(currentTarget.value)}
      />
      {wrong && (
        <small id={id} className="at-wrong">
          {t('log.filter.time.wrong')}
        </small>
      )}
    </Field>
  );
}
