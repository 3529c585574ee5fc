import { Button, Callout, Spinner } from '@blueprintjs/core';
import { type ReactNode, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { ProblemText } from '../shell/problem-text.tsx';
import { select } from '../state/session.ts';
import { signIn, stepUp, type Trouble, useWho, whoPanel } from '../state/who.ts';
import { workstation } from '../state/workstation.ts';

/** The shape of what comes, while it comes. */
export function Loading({ text }: { readonly text: string }) {
  return (
    <div className="at-account-state" role="status">
      <Spinner size={20} aria-hidden={true} />
      <p>{text}</p>
    </div>
  );
}

/** Every reason, with its rule, its source and what helps, in the language of the page where the rule has it. */
export function Reasons({ trouble }: { readonly trouble: Trouble }) {
  const t = useWords();
  return (
    <ul className="at-reasons">
      {trouble.reasons.map((reason) => {
        const { code, source } = reason;
        const { found, allowed, cure } = t.language === 'es' ? (reason.es ?? reason) : reason;
        return (
          <li key={`${code} ${found} ${allowed}`}>
            <dl className="at-summary">
              <Row name={t('reason.rule')}>
                <code>{code}</code>
              </Row>
              <Row name={t('reason.source')}>{source}</Row>
              <Row name={t('reason.found')}>{found}</Row>
              <Row name={t('reason.allowed')}>{allowed}</Row>
              <Row name={t('reason.cure')}>{cure}</Row>
            </dl>
          </li>
        );
      })}
      {asksFresh(trouble) && (
        <li>
          <StepUp />
        </li>
      )}
    </ul>
  );
}

/** The rule of the policies that asks for a fresh sign-in (docs/rules.md). */
const STEP_UP = 'acting-freshly-signed-in';

/** Whether an old sign-in stands against it beside other reasons; where it alone does, the form itself signs in and sends again. */
const asksFresh = ({ reasons }: Trouble): boolean =>
  reasons.some(({ code }) => code === STEP_UP) && reasons.some(({ code }) => code !== STEP_UP);

/** Signs in again on the spot; what was typed stays, and is sent again by whoever typed it. */
function StepUp() {
  const t = useWords();
  const [done, setDone] = useState(false);
  const trouble = useWho((value) => value.trouble);
  return (
    <>
      <Button
        size="small"
        intent="primary"
        text={t('who.stepUp')}
        onClick={() => void stepUp().then((good) => setDone(good))}
      />{' '}
      {done && <span role="status">{t('who.stepUp.done')}</span>}
      {trouble !== null && <ProblemText problem={trouble.problem} />}
    </>
  );
}

export function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface FailedProps {
  readonly trouble: Trouble;
  /** The route that was asked. */
  readonly path: string;
  readonly again: () => void;
}

/** Why something could not be read: not signed in, refused, not offered, or failed; each with what helps. */
export function Failed({ trouble, path, again }: FailedProps) {
  const t = useWords();
  if (trouble.status === 401) return <SignInNeeded />;
  const retry = <Button size="small" text={t('failed.retry')} onClick={again} />;
  if (trouble.status === 404) {
    return (
      <div className="at-account-state">
        <h3>{t('absent.title')}</h3>
        <p>{t('absent.what', { path })}</p>
        {retry}
      </div>
    );
  }
  if (trouble.reasons.length > 0) {
    return (
      <Callout
        intent="warning"
        title={t.count('command.refused', trouble.reasons.length)}
        className="at-account-callout"
      >
        <Reasons trouble={trouble} />
        {retry}
      </Callout>
    );
  }
  return (
    <Callout intent="danger" title={t('failed.title')} className="at-account-callout" role="alert">
      <ProblemText problem={trouble.problem} />
      <p>{t('failed.safe')}</p>
      {retry}
    </Callout>
  );
}

export function SignInNeeded() {
  const t = useWords();
  const provider = useWho((value) => value.who?.signInBy === 'oidc');
  return (
    <div className="at-account-state">
      <h3>{t('who.needed')}</h3>
      <p>{t(provider ? 'who.needed.provider' : 'who.needed.exercise')}</p>
      <Button
        intent="primary"
        text={t(provider ? 'who.signIn' : 'who.choose')}
        onClick={() => (provider ? void signIn() : whoPanel.set({ open: true }))}
      />
    </div>
  );
}

interface ChipsProps<V extends string> {
  readonly label: string;
  readonly chips: readonly { readonly value: V; readonly text: string; readonly count: number }[];
  readonly all: number;
  readonly chosen: V | null;
  readonly onChoose: (value: V | null) => void;
}

/** A list cut down to one sort of thing, with how many there are of each. */
export function Chips<V extends string>({ label, chips, all, chosen, onChoose }: ChipsProps<V>) {
  const t = useWords();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is sent; this chooses what is shown
    <div className="at-chips" role="group" aria-label={label}>
      {[{ value: null, text: t('list.all'), count: all }, ...chips].map(({ value, text, count }) => (
        <Button
          key={value ?? ''}
          size="small"
          variant="minimal"
          active={value === chosen}
          aria-pressed={value === chosen}
          disabled={count === 0 && value !== chosen}
          text={`${text} ${t.number(count)}`}
          onClick={() => onChoose(value)}
        />
      ))}
    </div>
  );
}

/** Leads to an entry of the log. */
export function EntryLink({ index }: { readonly index: number }) {
  const t = useWords();
  const show = (): void => {
    workstation.set({ page: 'log' });
    select({ kind: 'entry', index });
  };
  return (
    <button type="button" className="at-link" onClick={show}>
      {t('entry.title', { index })}
    </button>
  );
}
