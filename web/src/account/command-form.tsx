import { Button, Callout } from '@blueprintjs/core';
import { type ReactNode, useState } from 'react';
import type { DoneView } from '../../../src/model/log-views.ts';
import { useWords } from '../i18n/index.ts';
import { ProblemText } from '../shell/problem-text.tsx';
import { post } from '../state/api.ts';
import { select } from '../state/session.ts';
import { type Trouble, troubleOf } from '../state/who.ts';
import { workstation } from '../state/workstation.ts';
import { Reasons } from './parts.tsx';

export type Sent =
  | { readonly state: 'idle' | 'sending' }
  | { readonly state: 'done'; readonly done: DoneView }
  | { readonly state: 'refused'; readonly trouble: Trouble };

/** Sends commands. The same command sent again after no answer keeps its id, so that it is carried out once. */
export function useCommand(): {
  readonly sent: Sent;
  readonly send: (name: string, payload: object) => Promise<boolean>;
} {
  const [sent, setSent] = useState<Sent>({ state: 'idle' });
  const [pending, setPending] = useState<{ readonly text: string; readonly id: string } | null>(null);
  const send = async (name: string, payload: object): Promise<boolean> => {
    const text = JSON.stringify([name, payload]);
    const commandId = pending?.text === text ? pending.id : crypto.randomUUID();
    setPending({ text, id: commandId });
    setSent({ state: 'sending' });
    try {
      const done = await post<DoneView>(`/api/commands/${name}`, { commandId, payload });
      setPending(null);
      setSent({ state: 'done', done });
      return true;
    } catch (thrown) {
      const trouble = troubleOf(thrown);
      // Only where nothing was answered may it have been carried out.
      if (trouble.status !== 0) setPending(null);
      setSent({ state: 'refused', trouble });
      return false;
    }
  };
  return { sent, send };
}

/** What became of a command: its entry, or every reason against it. */
export function SentText({ sent }: { readonly sent: Sent }) {
  const t = useWords();
  switch (sent.state) {
    case 'idle':
      return null;
    case 'sending':
      return <p role="status">{t('command.sending')}</p>;
    case 'done': {
      const index = sent.done.entries[0]?.index;
      if (index === undefined) return <p role="status">{t('command.nothing')}</p>;
      const show = (): void => {
        workstation.set({ page: 'log' });
        select({ kind: 'entry', index });
      };
      return (
        <p role="status">
          <Button variant="minimal" size="small" text={t('command.done', { index })} onClick={show} />
        </p>
      );
    }
    case 'refused': {
      const { trouble } = sent;
      const count = trouble.reasons.length;
      return (
        <Callout
          intent="warning"
          role="alert"
          title={count > 0 ? t.count('command.refused', count) : t('command.failed')}
        >
          {count > 0 ? <Reasons trouble={trouble} /> : <ProblemText problem={trouble.problem} />}
          {trouble.faults.map(({ path, fault }) => (
            <p key={`${path} ${fault}`}>{t('command.fault', { path: path === '' ? '/' : path, fault })}</p>
          ))}
        </Callout>
      );
    }
  }
}

/** A text that survives reload and sign-out until it is used. */
export function useDraft(name: string): readonly [string, (text: string) => void] {
  const key = `atalaya.draft.${name}`;
  const [text, setText] = useState(() => {
    try {
      return localStorage.getItem(key) ?? '';
    } catch {
      return '';
    }
  });
  const keep = (next: string): void => {
    setText(next);
    try {
      if (next === '') localStorage.removeItem(key);
      else localStorage.setItem(key, next);
    } catch {
      // Storage is shut: the text lasts as long as the page.
    }
  };
  return [text, keep];
}

/** A field under its name. */
export function Field({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is what it holds
    <label className="at-field">
      <span>{name}</span>
      {children}
    </label>
  );
}
