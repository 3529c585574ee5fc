import { HTMLSelect } from '@blueprintjs/core';
import { useEffect } from 'react';
import { useWords } from '../i18n/index.ts';
import { useWho } from '../state/who.ts';
import { Field } from './command-form.tsx';
import { anonymousPath, askStates, useInspectedStates } from './concern-anonymous.ts';
import { Failed } from './parts.tsx';

interface Props {
  readonly value: string;
  readonly onState: (state: string) => void;
}

/** Whose inspectors a concern goes to: the states that the service names, the other state's among them. */
export function StateChoice({ value, onState }: Props) {
  const t = useWords();
  const { states, trouble } = useInspectedStates();
  const own = useWho((all) => all.who?.session?.office.state);
  const first = states?.find((state) => state === own) ?? states?.[0];
  useEffect(() => {
    if (value === '' && first !== undefined) onState(first);
  }, [value, first, onState]);
  if (trouble !== null) return <Failed trouble={trouble} path={anonymousPath} again={askStates} />;
  return (
    <Field name={t('concerns.to')}>
      <HTMLSelect
        required={true}
        value={value}
        disabled={states === null}
        onChange={({ currentTarget }) => onState(currentTarget.value)}
      >
        {(states ?? []).map((state) => (
          <option key={state} value={state}>
            {state}
          </option>
        ))}
      </HTMLSelect>
    </Field>
  );
}
