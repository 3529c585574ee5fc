import { Button, HTMLSelect } from '@blueprintjs/core';
import { type FormEvent, useEffect, useId } from 'react';
import { personWorkflow } from '../../../src/account/people/decide.ts';
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

const PERSON = 'person/';
const FIRST_STEP: Step = 'grant-compartment';

/** Grants and withdrawals. Whoever may not is not kept from asking: the refusal says why, and what helps. */
export function PeopleChange({ people }: { readonly people: readonly PersonRead[] }) {
  const t = useWords();
  const id = useId();
  const office = useWho((value) => value.who?.session?.office ?? null);
  const chosen = useWorkstation(({ selection }) => (selection?.kind === 'person' ? selection.id : ''));
  const [keptStep, setStep] = useDraft('people.step');
  const [keptRole, setRole] = useDraft('people.role');
  const [agency, setAgency] = useDraft('people.agency');
  const [compartment, setCompartment] = useDraft('people.compartment');
  const [why, setWhy] = useDraft('people.why');
  const { sent, send } = useCommand();
  const step = STEPS.find((one) => one === keptStep) ?? FIRST_STEP;
  const role = roles.find((one) => one === keptRole) ?? 'analyst';
  const person = people.find((one) => one.id === chosen)?.person;
  const state = person?.state ?? office?.state ?? '';
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
  // Whoever was registered just now is whom the next step is about.
  useEffect(() => {
    const stream = sent.state === 'done' ? sent.done.entries[0]?.stream : undefined;
    if (stream?.startsWith(PERSON) === true) select({ kind: 'person', id: stream.slice(PERSON.length) });
  }, [sent]);
  const onOffice = step === 'grant-office' || step === 'withdraw-office';
  const onCompartment = step === 'grant-compartment' || step === 'withdraw-compartment';
  const compartments = [...new Set(people.flatMap((one) => one.person.compartments))].sort();
  const agencies = [...new Set(people.flatMap((one) => one.person.offices.map((held) => held.agency)))].sort();
  return (
    <form className="at-people-form" aria-label={t('people.change')} onSubmit={(event) => void submit(event)}>
      <div className="at-people-fields">
        <Field name={t('people.what')}>
          <HTMLSelect value={step} onChange={({ currentTarget: { value } }) => setStep(value)}>
            {STEPS.map((one) => (
              <option key={one} value={one}>
                {t(`people.${one}`)}
              </option>
            ))}
          </HTMLSelect>
        </Field>
        {step !== 'register' && (
          <Field name={t('people.whom')}>
            <HTMLSelect
              value={person === undefined ? '' : chosen}
              required={true}
              onChange={({ currentTarget: { value } }) => select(value === '' ? null : { kind: 'person', id: value })}
            >
              <option value="">{t('people.choose')}</option>
              {people.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.id}
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
                className="bp6-input bp6-small"
                value={agency}
                list={`${id}-agencies`}
                placeholder={office?.agency ?? ''}
                onChange={({ currentTarget }) => setAgency(currentTarget.value)}
              />
            </Field>
          </>
        )}
        {onCompartment && (
          <Field name={t('people.compartment')}>
            <input
              className="bp6-input bp6-small"
              required={true}
              value={compartment}
              list={`${id}-compartments`}
              onChange={({ currentTarget }) => setCompartment(currentTarget.value)}
            />
          </Field>
        )}
      </div>
      <datalist id={`${id}-agencies`}>
        {agencies.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <datalist id={`${id}-compartments`}>
        {compartments.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <div className="at-people-send">
        {step !== 'register' && (
          <Field name={t('people.why')}>
            <input
              className="bp6-input bp6-small"
              required={true}
              maxLength={4000}
              value={why}
              onChange={({ currentTarget }) => setWhy(currentTarget.value)}
            />
          </Field>
        )}
        <Button
          type="submit"
          size="small"
          intent="primary"
          text={t(`people.${step}`)}
          disabled={sent.state === 'sending'}
        />
      </div>
      <p className="at-quiet at-people-notes">
        <ByWhom step={step} /> {t('people.noUndo')} {t('command.kept')}
      </p>
      <SentText sent={sent} />
    </form>
  );
}

/** Whose the step is; to whoever acts in another office, that it will be refused. */
function ByWhom({ step }: { readonly step: Step }) {
  const t = useWords();
  const acting = useWho((value) => value.who?.session?.office.role ?? null);
  const { by } = personWorkflow.moves[step];
  if (by === 'anyone') return null;
  const names = by.map((one) => roleText(one, t)).join(', ');
  if (acting === null || by.some((one) => one === acting)) return t('people.by', { roles: names });
  return <span className="at-warned">{t('people.notYours', { roles: names, role: roleText(acting, t) })}</span>;
}
