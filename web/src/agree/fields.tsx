import { Button, HTMLSelect } from '@blueprintjs/core';
import { CrossIcon } from '@blueprintjs/icons';
import { useId } from 'react';
import { Field } from '../account/command-form.tsx';
import { utcIn } from '../account/window.ts';
import { useWords } from '../i18n/index.ts';

interface LineProps {
  readonly name: string;
  readonly hint?: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly required?: boolean;
}

/** A text of one line. */
export function Line({ name, hint, value, onText, required = false }: LineProps) {
  return (
    <Field name={name} {...(hint === undefined ? {} : { hint })}>
      <input
        className="bp6-input bp6-small"
        required={required}
        maxLength={4000}
        value={value}
        onChange={({ currentTarget }) => onText(currentTarget.value)}
      />
    </Field>
  );
}

/** A date and time in UTC, as people write it. */
export function Moment({ name, value, onText, required = false }: LineProps) {
  const t = useWords();
  const id = useId();
  const wrong = value.trim() !== '' && utcIn(value) === undefined;
  return (
    <Field name={name}>
      <input
        className="bp6-input bp6-small"
        required={required}
        placeholder={t('log.filter.time.hint')}
        value={value}
        aria-invalid={wrong}
        aria-describedby={wrong ? id : undefined}
        onChange={({ currentTarget }) => onText(currentTarget.value)}
      />
      {wrong && (
        <small id={id} className="at-wrong">
          {t('log.filter.time.wrong')}
        </small>
      )}
    </Field>
  );
}

interface Column {
  readonly key: string;
  readonly name: string;
  /** Where only some values are possible. */
  readonly choices?: readonly { readonly value: string; readonly text: string }[];
}

interface RowsProps {
  readonly name: string;
  readonly hint?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly empty: Readonly<Record<string, string>>;
  readonly onRows: (rows: readonly Readonly<Record<string, string>>[]) => void;
}

/** A list of a document as a table that is written in. */
export function RowsEditor({ name, hint, columns, rows, empty, onRows }: RowsProps) {
  const t = useWords();
  const put = (at: number, key: string, text: string): void =>
    onRows(rows.map((row, i) => (i === at ? { ...row, [key]: text } : row)));
  return (
    <fieldset className="at-rows">
      <legend>{name}</legend>
      {hint !== undefined && <small className="at-quiet">{hint}</small>}
      {rows.length > 0 && (
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col">
                  {column.name}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and are written in place
              <tr key={i}>
                {columns.map(({ key, name: column, choices }) => (
                  <td key={key}>
                    {choices === undefined ? (
                      <input
                        className="bp6-input bp6-small"
                        aria-label={`${name} ${i + 1}: ${column}`}
                        value={row[key] ?? ''}
                        onChange={({ currentTarget }) => put(i, key, currentTarget.value)}
                      />
                    ) : (
                      <HTMLSelect
                        aria-label={`${name} ${i + 1}: ${column}`}
                        value={row[key] ?? ''}
                        onChange={({ currentTarget }) => put(i, key, currentTarget.value)}
                      >
                        {choices.map(({ value, text }) => (
                          <option key={value} value={value}>
                            {text}
                          </option>
                        ))}
                      </HTMLSelect>
                    )}
                  </td>
                ))}
                <td>
                  <Button
                    variant="minimal"
                    size="small"
                    icon={<CrossIcon />}
                    aria-label={t('agree.remove', { n: i + 1, list: name })}
                    onClick={() => onRows(rows.filter((_, at) => at !== i))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Button
        size="small"
        variant="outlined"
        text={t('agree.add')}
        aria-label={`${t('agree.add')}: ${name}`}
        onClick={() => onRows([...rows, empty])}
      />
    </fieldset>
  );
}
