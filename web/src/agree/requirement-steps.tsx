import { Button } from '@blueprintjs/core';
import { type FormEvent, useMemo, useState } from 'react';
import { type RequirementCommand, requirementWorkflow } from '../../../src/agree/requirement/decide.ts';
import { duplicatesOf } from '../../../src/agree/requirement/duplicates.ts';
import { requirementStream } from '../../../src/agree/requirement/state.ts';
import { refuse } from '../../../src/model/workflow.ts';
import { Lines, SentText, useCommand, useDraft } from '../account/command-form.tsx';
import { ByWhom } from '../authorise/by-whom.tsx';
import { useWords } from '../i18n/index.ts';
import { select } from '../state/session.ts';
import { Line } from './fields.tsx';
import { Against, Tabs, useActor } from './parts.tsx';
import type { RequirementRead } from './requirements.ts';

const STEPS = ['submit', 'validate', 'task', 'decline'] as const;
type Step = (typeof STEPS)[number];
const FIRST = {
  none: 'submit',
  draft: 'submit',
  submitted: 'validate',
  validated: 'task',
  tasked: 'task',
  declined: 'decline',
} as const;

interface Props {
  readonly read: RequirementRead;
  readonly all: readonly RequirementRead[];
  readonly nowUs: number;
}

/** What comes next for a requirement: whoever validates is shown what asks the same, and says what is known already. */
export function RequirementSteps({ read, all, nowUs }: Props) {
  const t = useWords();
  const actor = useActor();
  const { id, requirement } = read;
  const [chosen, setStep] = useState<Step | null>(null);
  const step = chosen ?? FIRST[requirement.status];
  const [known, setKnown] = useDraft(`requirement.${id}.known`);
  const [why, setWhy] = useDraft(`requirement.${id}.why`);
  const { sent, send } = useCommand();
  const found = useMemo(
    () => duplicatesOf(requirement, new Map(all.map((one) => [one.id, one.requirement]))),
    [requirement, all],
  );
  const [set, setSet] = useState<readonly string[] | null>(null);
  const duplicates = set ?? found;
  const others = useMemo(
    () => Object.fromEntries(all.map((one) => [requirementStream(one.id), one.requirement])),
    [all],
  );
  const commands = {
    submit: { do: 'submit', requirement: id },
    validate: { do: 'validate', requirement: id, known, duplicates: [...duplicates] },
    task: { do: 'task', requirement: id },
    decline: { do: 'decline', requirement: id, why },
  } as const satisfies Record<Step, RequirementCommand>;
  const command = commands[step];
  const isReady = step === 'validate' ? known.trim() !== '' : step === 'decline' ? why.trim() !== '' : true;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { do: name, ...payload } = command;
    if (!isReady || !(await send(`agree.${name}-requirement`, payload))) return;
    setKnown('');
    setWhy('');
    setStep(null);
  };
  return (
    <form className="at-concern-form" aria-label={t('requirements.steps')} onSubmit={(event) => void submit(event)}>
      <h3>{t('requirements.steps')}</h3>
      <Tabs
        label={t('requirements.steps')}
        tabs={STEPS.map((value) => ({ value, text: t(`requirements.${value}`) }))}
        chosen={step}
        onChoose={setStep}
      />
      {step === 'validate' && (
        <>
          <Duplicates found={found} set={duplicates} all={all} onSet={setSet} />
          <Lines name={t('requirements.known')} rows={2} value={known} onText={setKnown} />
        </>
      )}
      {step === 'decline' && <Line name={t('agree.why')} value={why} onText={setWhy} required={true} />}
      <p>
        <ByWhom by={requirementWorkflow.moves[step].by} />
      </p>
      {actor !== null && (
        <Against
          refusal={refuse(requirementWorkflow, { state: { requirement, others }, command, actor, atUs: nowUs })}
        />
      )}
      <div className="at-buttons">
        <Button
          type="submit"
          size="small"
          intent={step === 'decline' ? 'warning' : 'primary'}
          disabled={!isReady || sent.state === 'sending'}
          text={t(`requirements.${step}`)}
        />
      </div>
      <SentText sent={sent} />
    </form>
  );
}

interface DuplicatesProps {
  readonly found: readonly string[];
  readonly set: readonly string[];
  readonly all: readonly RequirementRead[];
  readonly onSet: (set: readonly string[]) => void;
}

/** What asks for the same purpose, of an area and a time that overlap; whoever validates says which of it is a duplicate. */
function Duplicates({ found, set, all, onSet }: DuplicatesProps) {
  const t = useWords();
  if (found.length === 0) return <p className="at-quiet">{t('requirements.duplicates.none')}</p>;
  return (
    <fieldset className="at-rows">
      <legend>{t('requirements.duplicates')}</legend>
      <p>{t.count('requirements.duplicates.found', found.length)}</p>
      {found.map((id) => {
        const other = all.find((one) => one.id === id);
        return (
          <div key={id} className="at-buttons">
            <label className="at-choice">
              <input
                type="checkbox"
                checked={set.includes(id)}
                onChange={({ currentTarget }) =>
                  onSet(currentTarget.checked ? [...set, id] : set.filter((one) => one !== id))
                }
              />
              <span>{other?.asked?.question ?? id}</span>
            </label>
            <button type="button" className="at-link" onClick={() => select({ kind: 'requirement', id })}>
              <code>{id}</code>
            </button>
          </div>
        );
      })}
    </fieldset>
  );
}
