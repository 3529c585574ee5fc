import { Button, Callout, Spinner } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.ts';
import { ProblemText } from '../shell/problem-text.tsx';
import { signIn, type Trouble, useWho } from '../state/who.ts';
import { ruleSays } from './words.ts';

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
      {trouble.reasons.map(({ code, source, found, allowed, cure }) => {
        const own = ruleSays(code, t.language);
        return (
          <li key={`${code} ${found}`}>
            <dl className="at-summary">
              <Row name={t('reason.rule')}>
                {own?.says ?? ''} <code>{code}</code>
              </Row>
              <Row name={t('reason.source')}>{source}</Row>
              <Row name={t('reason.found')}>{found}</Row>
              <Row name={t('reason.allowed')}>{allowed}</Row>
              <Row name={t('reason.cure')}>{own?.cure ?? cure}</Row>
            </dl>
          </li>
        );
      })}
    </ul>
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
      {provider && <Button intent="primary" text={t('who.signIn')} onClick={() => void signIn()} />}
    </div>
  );
}
