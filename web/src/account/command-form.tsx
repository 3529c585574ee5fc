import { Button, Callout } from '@blueprintjs/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { DoneView } from '../../../src/model/log-views.ts';
import { useWords } from '../i18n/index.ts';
import { ProblemText } from '../shell/problem-text.tsx';
import { post } from '../state/api.ts';
import { select } from '../state/session.ts';
import { actIn, stepUp, type Trouble, troubleOf, useWho, who } from '../state/who.ts';
import { workstation } from '../state/workstation.ts';
import { Reasons } from './parts.tsx';

export type Sent =
  | { readonly state: 'idle' | 'sending' }
  | { readonly state: 'done'; readonly done: DoneView }
  | {
      readonly state: 'refused';
      readonly trouble: Trouble;
      /** Shows anew who one is, and sends the same again; null where that would not help. */
      readonly again: (() => void) | null;
    };

/** The rule of the policies that a sign-in too old stands against. */
const freshSignIn = 'acting-freshly-signed-in';

const tooOld = ({ reasons }: Trouble): boolean =>
  reasons.length > 0 && reasons.every(({ code }) => code === freshSignIn);

/** Shows anew who somebody is, who stays in their office. Gives whether that was done; where a provider asks, the page is left. */
async function shownAnew(): Promise<boolean> {
  const office = who.get().who?.session?.office;
  if (office === undefined || !(await stepUp())) return false;
  const now = who.get().who?.session?.office;
  const same = now?.role === office.role && now.agency === office.agency;
  return same || actIn(office);
}

/** Sends commands. The same command sent again after no answer keeps its id, so that it is carried out once. */
export function useCommand(): {
  readonly sent: Sent;
  /** Gives whether it was done, which may be after it was refused once for want of a fresh sign-in. */
  readonly send: (name: string, payload: object) => Promise<boolean>;
} {
  const [sent, setSent] = useState<Sent>({ state: 'idle' });
  const pending = useRef<{ readonly text: string; readonly id: string } | null>(null);
  const turn = useRef(0);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );
  const attempt = async (name: string, payload: object, mine: number): Promise<boolean> => {
    const text = JSON.stringify([name, payload]);
    const commandId = pending.current?.text === text ? pending.current.id : crypto.randomUUID();
    pending.current = { text, id: commandId };
    setSent({ state: 'sending' });
    try {
      const done = await post<DoneView>(`/api/commands/${name}`, { commandId, payload });
      pending.current = null;
      setSent({ state: 'done', done });
      return true;
    } catch (thrown) {
      const trouble = troubleOf(thrown);
      // Only where nothing was answered may it have been carried out.
      if (trouble.status !== 0) pending.current = null;
      if (!tooOld(trouble)) {
        setSent({ state: 'refused', trouble, again: null });
        return false;
      }
      return new Promise((resolve) => {
        const again = async (): Promise<boolean> => {
          setSent({ state: 'sending' });
          if ((await shownAnew()) && mine === turn.current) return attempt(name, payload, mine);
          setSent({ state: 'refused', trouble: who.get().trouble ?? trouble, again: null });
          return false;
        };
        setSent({ state: 'refused', trouble, again: () => void again().then(resolve) });
      });
    }
  };
  const send = (name: string, payload: object): Promise<boolean> => {
    turn.current += 1;
    return attempt(name, payload, turn.current);
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
      const { trouble, again } = sent;
      const count = trouble.reasons.length;
      return (
        <Callout
          intent="warning"
          role="alert"
          compact={true}
          title={count > 0 ? t.count('command.refused', count) : t('command.failed')}
        >
          {count > 0 ? <Reasons trouble={trouble} /> : <ProblemText problem={trouble.problem} />}
          {trouble.faults.map(({ path, fault }) => (
            <p key={`${path} ${fault}`}>{t('command.fault', { path: path === '' ? '/' : path, fault })}</p>
          ))}
          {again !== null && <StepUp again={again} />}
        </Callout>
      );
    }
  }
}

function StepUp({ again }: { readonly again: () => void }) {
  const t = useWords();
  const provider = useWho((value) => value.who?.signInBy === 'oidc');
  return (
    <>
      <p>{t(provider ? 'command.stepUp.provider' : 'command.stepUp.exercise')}</p>
      <Button size="small" intent="primary" text={t('command.stepUp')} onClick={again} />
    </>
  );
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function write(key: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Storage is shut: the text lasts as long as the page.
  }
}

/** A text that survives reload and sign-out until it is used. It is each person's own: the next at this machine is not shown it. */
export function useDraft(name: string): readonly [string, (text: string) => void] {
  const person = useWho((value) => value.who?.session?.person ?? '');
  const key = `atalaya.draft.${person}.${name}`;
  const [held, setHeld] = useState(() => ({ key, text: read(key) }));
  const text = held.key === key ? held.text : read(key);
  if (held.key !== key) setHeld({ key, text });
  const keep = (next: string): void => {
    setHeld({ key, text: next });
    write(key, next);
  };
  return [text, keep];
}

/** A field under its name. */
export function Field({
  name,
  hint,
  children,
}: {
  readonly name: string;
  readonly hint?: string;
  readonly children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is what it holds
    <label className="at-field">
      <span>{name}</span>
      {children}
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}

interface LinesProps {
  readonly name: string;
  readonly hint?: string;
  readonly rows: number;
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly optional?: boolean;
}

/** A text of several lines, of the length that facts take. */
export function Lines({ name, hint, rows, value, onText, optional = false }: LinesProps) {
  return (
    <Field name={name} {...(hint === undefined ? {} : { hint })}>
      <textarea
        className="bp6-input"
        required={!optional}
        maxLength={4000}
        rows={rows}
        value={value}
        onChange={({ currentTarget }) => onText(currentTarget.value)}
      />
    </Field>
  );
}
