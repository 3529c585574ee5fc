import { Button, HTMLSelect } from '@blueprintjs/core';
import { type FormEvent, useState } from 'react';
import { roles } from '../../../src/model/office.ts';
import { useWords } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import { select } from '../state/session.ts';
import { useWho } from '../state/who.ts';
import { useWorkstation } from '../state/workstation.ts';
import { Field, SentText, useCommand, useDraft } from './command-form.tsx';
import type { PersonRead } from './people-state.ts';

const STEPS = ['register', 'grant-office', 'withdraw-office', 'grant-compartment', 'withdraw-compartment'] as const;
type Step = (typeof STEPS)[number];

const COMMANDS = {
  register: 'account.register-person',
  'grant-office': 'account.grant-office',
  'withdraw-office': 'account.withdraw-office',
  'grant-compartment': 'account.grant-compartment',
  'withdraw-compartment': 'account.withdraw-compartment',
} as const satisfies Record<Step, string>;

/** Grants and withdrawals. Whoever may not is not kept from asking: the refusal says why, and what helps. */
export function PeopleChange({ people }: { readonly people: readonly PersonRead[] }) {
  const t = useWords();
  const office = useWho((value) => value.who?.session?.office ?? null);
  const chosen = useWorkstation(({ selection }) => (selection?.kind === 'person' ? selection.id : ''));
  const [step, setStep] = useState<Step>('grant-compartment');
  const [role, setRole] = useState<string>('analyst');
  const [agency, setAgency] = useDraft('people.agency');
  const [compartment, setCompartment] = useDraft('people.compartment');
  const [why, setWhy] = useDraft('people.why');
  const { sent, send } = useCommand();
  const state = people.find(({ id }) => id === chosen)?.person.state ?? office?.state ?? '';
  const payload = (): object => {
    const held = { role, state, agency: agency === '' ? (office?.agency ?? '') : agency };
    switch (step) {
      case 'register':
        return { state: office?.state ?? '' };
      case 'grant-office':
      case 'withdraw-office':
        return { person: chosen, office: held, why };
      case 'grant-compartment':
      case 'withdraw-compartment':
        return { person: chosen, compartment, why };
    }
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await send(COMMANDS[step], payload())) setWhy('');
  };
  const onOffice = step === 'grant-office' || step === 'withdraw-office';
  const onCompartment = step === 'grant-compartment' || step === 'withdraw-compartment';
  return (
    <form className="at-account-form" onSubmit={(event) => void submit(event)}>
      <h2>{t('people.change')}</h2>
      <Field name={t('people.what')}>
        <HTMLSelect
          value={step}
          onChange={({ currentTarget: { value } }) => setStep(STEPS.find((one) => one === value) ?? step)}
        >
          {STEPS.map((one) => (
            <option key={one} value={one}>
              {t(`people.${one}`)}
            </option>
          ))}
        </HTMLSelect>
      </Field>
      {step !== 'register' && (
        <Field name={t('people.person', { id: '' }).trim()}>
          <HTMLSelect
            value={chosen}
            required={true}
            onChange={({ currentTarget: { value } }) => select(value === '' ? null : { kind: 'person', id: value })}
          >
            <option value="">—</option>
            {people.map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </HTMLSelect>
        </Field>
      )}
      {onOffice && (
        <>
          <Field name={t('people.role')}>
            <HTMLSelect value={role} onChange={({ currentTarget }) => setRole(currentTarget.value)}>
              {roles.map((one) => (
                <option key={one} value={one}>
                  {roleText(one, t)}
                </option>
              ))}
            </HTMLSelect>
          </Field>
          <Field name={t('people.agency')}>
            <input
              className="bp6-input"
              value={agency}
              placeholder={office?.agency ?? ''}
              onChange={({ currentTarget }) => setAgency(currentTarget.value)}
            />
          </Field>
        </>
      )}
      {onCompartment && (
        <Field name={t('people.compartment')}>
          <input
            className="bp6-input"
            required={true}
            value={compartment}
            onChange={({ currentTarget }) => setCompartment(currentTarget.value)}
          />
        </Field>
      )}
      {step !== 'register' && (
        <Field name={t('people.why')}>
          <textarea
            className="bp6-input"
            required={true}
            maxLength={4000}
            rows={2}
            value={why}
            onChange={({ currentTarget }) => setWhy(currentTarget.value)}
          />
        </Field>
      )}
      <p className="at-quiet">
        {t('people.noUndo')} {t('command.kept')}
      </p>
      <Button type="submit" intent="primary" text={t(`people.${step}`)} disabled={sent.state === 'sending'} />
      <SentText sent={sent} />
    </form>
  );
}
