import { Lines } from '../account/command-form.tsx';
import { useWords, type Words } from '../i18n/index.ts';
import { Line, Moment, RowsEditor } from './fields.tsx';
import { type AgreementForm, COLUMNS, emptyRow, FLAG_KEYS, type RowsKey, type TextKey } from './form-model.ts';

interface Props {
  readonly form: AgreementForm;
  readonly onForm: (change: Partial<AgreementForm>) => void;
  /** An amendment keeps the id and the parties of its agreement. */
  readonly amends: boolean;
}

const PERIODS = ['day', 'week', 'month', 'validity'] as const;

function columnName(list: RowsKey, key: string, t: Words): string {
  switch (key) {
    case 'from':
      return list === 'markings' ? t('doc.marking.from') : list === 'hours' ? t('doc.day.from') : t('doc.from');
    case 'until':
      return list === 'hours' ? t('doc.day.until') : t('doc.until.open');
    case 'to':
      return t('doc.marking.to');
    case 'state':
      return t('doc.state');
    case 'agency':
      return list === 'ceilings' ? t('doc.agency.all') : t('doc.agency');
    case 'person':
      return t('doc.person');
    case 'type':
      return t('doc.type');
    case 'registrations':
      return t('doc.registrations');
    case 'organisation':
      return t('doc.organisation');
    case 'ground':
      return t('doc.ground');
    case 'designatedBy':
      return t('doc.designatedBy');
    case 'period':
      return t('doc.period');
    case 'hours':
      return t('doc.ceilingHours');
    default:
      return t('doc.id');
  }
}

/** Every field of an agreement but its areas. */
export function AgreementFields({ form, onForm, amends }: Props) {
  const t = useWords();
  const { texts, rows, flags } = form;
  const put = (key: TextKey) => (text: string) => onForm({ texts: { ...texts, [key]: text } });
  const line = (key: TextKey, name: string, hint?: string) => (
    <Line name={name} value={texts[key]} onText={put(key)} {...(hint === undefined ? {} : { hint })} />
  );
  const many = (key: TextKey, name: string) => (
    <Lines name={`${name} (${t('doc.lines.hint')})`} rows={2} value={texts[key]} onText={put(key)} optional={true} />
  );
  const list = (key: RowsKey, name: string, hint?: string) => (
    <RowsEditor
      name={name}
      {...(hint === undefined ? {} : { hint })}
      columns={COLUMNS[key].map((column) => ({
        key: column,
        name: columnName(key, column, t),
        ...(column === 'period'
          ? { choices: PERIODS.map((value) => ({ value, text: t(`doc.period.${value}`) })) }
          : {}),
      }))}
      rows={rows[key]}
      empty={emptyRow(key)}
      onRows={(next) => onForm({ rows: { ...rows, [key]: next } })}
    />
  );
  return (
    <>
      <div className="at-grid">
        {!amends && line('id', t('doc.id'), t('doc.id.hint'))}
        {line('titleEn', t('doc.title.en'))}
        {line('titleEs', t('doc.title.es'))}
        {!amends && line('state1', t('doc.party', { n: 1 }))}
        {!amends && line('state2', t('doc.party', { n: 2 }))}
        {!amends && line('host', t('doc.host'))}
        <Moment name={`${t('doc.validity')}: ${t('doc.from')}`} value={texts.from} onText={put('from')} />
        <Moment name={`${t('doc.validity')}: ${t('doc.until')}`} value={texts.until} onText={put('until')} />
      </div>
      {list('authorities', t('doc.authorities'))}
      {list('hours', t('doc.hours'), t('doc.hours.hint'))}
      {rows.hours.length > 0 && <div className="at-grid">{line('offset', t('doc.offset'))}</div>}
      <div className="at-grid">
        {many('purposes', t('doc.purposes'))}
        {many('sensors', t('doc.sensors'))}
      </div>
      {list('agencies', t('doc.agencies'))}
      {list('aircraft', t('doc.aircraft'))}
      {list('organisations', t('doc.organisations'))}
      <fieldset className="at-rows">
        <legend>{t('doc.conditions')}</legend>
        <div className="at-grid">
          {FLAG_KEYS.map((flag) => (
            <label key={flag} className="at-choice">
              <input
                type="checkbox"
                checked={flags[flag]}
                onChange={({ currentTarget }) => onForm({ flags: { ...flags, [flag]: currentTarget.checked } })}
              />
              <span>{t(`doc.flag.${flag}`)}</span>
            </label>
          ))}
        </div>
        <div className="at-grid">
          {line('attested', t('doc.attested'))}
          {many('diverts', t('doc.diverts'))}
        </div>
      </fieldset>
      <div className="at-grid">
        {many('crewRoles', t('doc.crew.roles'))}
        {line('duty', t('doc.crew.duty'))}
      </div>
      {list('ceilings', t('doc.ceilings'))}
      <div className="at-grid">
        {many('useLimits', t('doc.useLimits'))}
        {many('sharing', t('doc.sharing'))}
      </div>
      {list('markings', t('doc.markings'))}
    </>
  );
}
