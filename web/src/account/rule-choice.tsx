import { HTMLSelect } from '@blueprintjs/core';
import { useId } from 'react';

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  /** What stands for no choice. */
  readonly none: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  readonly onValue: (value: string) => void;
}

/** One choice of a row of tools, its name before it. */
export function Choice({ name, value, none, choices, onValue }: ChoiceProps) {
  const id = useId();
  return (
    <span className="at-choice">
      <label className="at-quiet" htmlFor={id}>
        {name}
      </label>
      <HTMLSelect id={id} value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
        <option value="">{none}</option>
        {choices.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </HTMLSelect>
    </span>
  );
}
