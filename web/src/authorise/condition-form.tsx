import { Button, HTMLSelect } from '@blueprintjs/core';
import { Field, Lines } from '../account/command-form.tsx';
import { useWords } from '../i18n/index.ts';
import { blankCondition, conditionKinds, type WrittenCondition } from './conditions.ts';

interface Props {
  readonly written: readonly WrittenCondition[];
  readonly onChange: (written: readonly WrittenCondition[]) => void;
  /** Of the plan: what may be excluded. */
  readonly sensors: readonly string[];
}

/** The conditions that a state adds to its concurrence. */
export function ConditionForm({ written, onChange, sensors }: Props) {
  const t = useWords();
  const put = (i: number, one: WrittenCondition): void => onChange(written.map((it, k) => (k === i ? one : it)));
  return (
    <fieldset className="at-conditions">
      <legend>{t('condition.title')}</legend>
      {written.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a condition is known by its number
        <fieldset key={i} className="at-condition">
          <legend>{t('condition.number', { n: i + 1, kind: t(`condition.kind.${one.kind}`) })}</legend>
          <Fields one={one} onChange={(next) => put(i, next)} sensors={sensors} />
          <Button
            size="small"
            variant="minimal"
            text={t('condition.remove')}
            onClick={() => onChange(written.filter((_, k) => k !== i))}
          />
        </fieldset>
      ))}
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is what it holds */}
      <label className="at-choice">
        <span>{t('condition.add')}</span>
        <HTMLSelect
          value=""
          onChange={({ currentTarget: { value } }) => {
            const kind = conditionKinds.find((it) => it === value);
            if (kind !== undefined) onChange([...written, blankCondition(kind)]);
          }}
        >
          <option value="">{t('condition.choose')}</option>
          {conditionKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`condition.kind.${kind}`)}
            </option>
          ))}
        </HTMLSelect>
      </label>
    </fieldset>
  );
}

interface FieldsProps {
  readonly one: WrittenCondition;
  readonly onChange: (one: WrittenCondition) => void;
  readonly sensors: readonly string[];
}

function Fields({ one, onChange, sensors }: FieldsProps) {
  const t = useWords();
  const text = (name: 'from' | 'until' | 'lower' | 'upper' | 'area', label: string, hint: string) => (
    <Field name={label}>
      <input
        className="bp6-input bp6-small"
        required={true}
        value={one[name]}
        placeholder={hint}
        onChange={({ currentTarget }) => onChange({ ...one, [name]: currentTarget.value })}
      />
    </Field>
  );
  const band = (
    <div className="at-dates">
      {text('lower', t('condition.lower'), '3800 m MSL')}
      {text('upper', t('condition.upper'), 'FL260')}
    </div>
  );
  switch (one.kind) {
    case 'text':
      return (
        <Lines
          name={t('condition.text')}
          rows={2}
          value={one.text}
          onText={(value) => onChange({ ...one, text: value })}
        />
      );
    case 'window':
      return (
        <div className="at-dates">
          {text('from', t('condition.from'), '2026-12-01 13:00')}
          {text('until', t('condition.until'), '2026-12-01 23:00')}
        </div>
      );
    case 'band':
      return band;
    case 'excluded-area':
      return (
        <>
          {text('area', t('condition.area'), 'reserve-1')}
          <Lines
            name={t('condition.places')}
            hint={t('condition.places.hint')}
            rows={4}
            value={one.places}
            onText={(value) => onChange({ ...one, places: value })}
          />
          {band}
        </>
      );
    case 'excluded-sensor':
      return (
        <Field name={t('condition.sensor')}>
          <HTMLSelect
            required={true}
            value={one.sensor}
            onChange={({ currentTarget }) => onChange({ ...one, sensor: currentTarget.value })}
          >
            <option value="">{t('condition.choose')}</option>
            {sensors.map((sensor) => (
              <option key={sensor} value={sensor}>
                {sensor}
              </option>
            ))}
          </HTMLSelect>
        </Field>
      );
  }
}
