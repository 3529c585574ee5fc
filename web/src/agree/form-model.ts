import { Value } from 'typebox/value';
import { AgreementDocument } from '../../../src/agree/agreement/document.ts';
import { agreementFaults } from '../../../src/agree/agreement/form.ts';
import { instantText } from '../../../src/model/instant.ts';
import { utcIn } from '../account/window.ts';
import { type AreaForm, areaDocument, areaFaults, areaFormOf, emptyArea, type Fault } from './area-form.ts';
import { schemaFaults } from './schema-faults.ts';

/** A document while it is written: texts as they were typed, so that nothing is lost by a reload or a half-written number. */
export interface AgreementForm {
  readonly texts: Readonly<Record<TextKey, string>>;
  readonly rows: Readonly<Record<RowsKey, readonly FormRow[]>>;
  readonly flags: Readonly<Record<FlagKey, boolean>>;
  readonly areas: readonly AreaForm[];
}
export type FormRow = Readonly<Record<string, string>>;

export const TEXT_KEYS = [
  'id',
  'titleEn',
  'titleEs',
  'state1',
  'state2',
  'host',
  'from',
  'until',
  'offset',
  'purposes',
  'sensors',
  'diverts',
  'attested',
  'crewRoles',
  'duty',
  'useLimits',
  'sharing',
] as const;
export type TextKey = (typeof TEXT_KEYS)[number];

/** The lists of a document, with the columns of each. */
export const COLUMNS = {
  authorities: ['state', 'person', 'from', 'until'],
  hours: ['from', 'until'],
  agencies: ['state', 'agency'],
  aircraft: ['type', 'registrations'],
  organisations: ['organisation', 'ground', 'designatedBy', 'from', 'until'],
  ceilings: ['id', 'agency', 'period', 'hours'],
  markings: ['from', 'to'],
} as const;
export type RowsKey = keyof typeof COLUMNS;

export const FLAG_KEYS = [
  'hostRequest',
  'capabilityGapStated',
  'partnerObserver',
  'diplomaticClearance',
  'transponderOn',
  'lostLinkRoute',
] as const;
export type FlagKey = (typeof FLAG_KEYS)[number];

const record = <K extends string, V>(keys: readonly K[], value: (key: K) => V): Readonly<Record<K, V>> =>
  // cast: the entries are those of the keys
  Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;

const rowKeys = ['authorities', 'hours', 'agencies', 'aircraft', 'organisations', 'ceilings', 'markings'] as const;

export const emptyForm = (): AgreementForm => ({
  texts: { ...record(TEXT_KEYS, () => ''), offset: '0', attested: '24' },
  rows: record(rowKeys, () => []),
  flags: record(FLAG_KEYS, () => true),
  areas: [emptyArea('area-1')],
});

export const emptyRow = (list: RowsKey): FormRow =>
  record<string, string>(COLUMNS[list], (column) => (column === 'period' ? 'day' : ''));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A form as it was kept; what is not there is empty. Null where nothing was kept. */
export function formIn(text: string): AgreementForm | null {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(kept)) return null;
  const part = (name: string): Readonly<Record<string, unknown>> => (isRecord(kept[name]) ? kept[name] : {});
  const [texts, rows, flags] = [part('texts'), part('rows'), part('flags')];
  const rowsOf = (list: RowsKey): readonly FormRow[] => {
    const those = rows[list];
    return Array.isArray(those)
      ? those.filter(isRecord).map((row) => record<string, string>(COLUMNS[list], (column) => textIn(row[column])))
      : [];
  };
  const areas = Array.isArray(kept['areas']) ? kept['areas'].filter(isRecord).map(areaFormOf) : [];
  return {
    texts: record(TEXT_KEYS, (key) => textIn(texts[key])),
    rows: record(rowKeys, rowsOf),
    flags: record(FLAG_KEYS, (key) => flags[key] === true),
    areas,
  };
}

const shortMoment = (instant: string | null): string => (instant ?? '').replace('T', ' ').replace(/(:00)?Z$/, '');

/** The form that writes a document: what an amendment begins with. */
export function formOf(document: AgreementDocument): AgreementForm {
  const { title, parties, host, validity, hours, crew, conditions } = document;
  const open = ({ from, until }: { readonly from: string; readonly until: string | null }) => ({
    from: shortMoment(from),
    until: shortMoment(until),
  });
  return {
    texts: {
      id: document.id,
      titleEn: title.en,
      titleEs: title.es,
      state1: parties[0].state,
      state2: parties[1].state,
      host,
      ...open(validity),
      offset: String(hours?.utcOffsetMin ?? 0),
      purposes: document.purposes.join('\n'),
      sensors: document.sensors.join('\n'),
      diverts: (conditions.diverts ?? []).join('\n'),
      attested: String(conditions.attestedWithinH),
      crewRoles: crew.roles.join('\n'),
      duty: crew.mostDutyH === null ? '' : String(crew.mostDutyH),
      useLimits: document.useLimits.join('\n'),
      sharing: document.sharing.join('\n'),
    },
    rows: {
      authorities: parties.flatMap(({ state, authorities }) =>
        authorities.map(({ person, window }) => ({ state, person, ...open(window) })),
      ),
      hours: (hours?.daily ?? []).map((one) => ({ ...one })),
      agencies: document.agencies.map((one) => ({ ...one })),
      aircraft: document.aircraft.map(({ type, registrations }) => ({
        type,
        registrations: (registrations ?? []).join(', '),
      })),
      organisations: document.organisations.map(({ organisation, ground, designatedBy, window }) => ({
        organisation,
        ground,
        designatedBy: designatedBy ?? '',
        ...open(window),
      })),
      ceilings: document.ceilings.map(({ id, agency, period, hours: most }) => ({
        id,
        agency: agency ?? '',
        period,
        hours: String(most),
      })),
      markings: document.markings.map((one) => ({ ...one })),
    },
    flags: record(FLAG_KEYS, (key) => conditions[key]),
    areas: document.areas.map(areaFormOf),
  };
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
const listed = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
/** A number as people write it; what is none stays a text, so that it is found at fault. */
export function numberIn(text: string): unknown {
  const value = text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.').replace('−', '-'));
  return Number.isFinite(value) ? value : text;
}
const moment = (text: string): string => {
  const us = utcIn(text);
  return us === undefined ? text : instantText(us);
};
const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
const openWindow = (row: FormRow) => ({
  from: moment(row['from'] ?? ''),
  until: orNull(row['until'] ?? '') === null ? null : moment(row['until'] ?? ''),
});

/** The document as it is written: of the form asked for only where `faultsOf` finds nothing. */
export function documentOf(
  { texts, rows, flags, areas }: AgreementForm,
  version: number,
): Readonly<Record<string, unknown>> {
  const signing = (state: string) =>
    rows.authorities
      .filter((row) => row['state'] === state)
      .map((row) => ({ person: row['person'], window: openWindow(row) }));
  const daily = rows.hours.map((row) => ({ from: row['from'], until: row['until'] }));
  const diverts = lines(texts.diverts);
  return {
    format: 'atalaya-agreement/1',
    id: texts.id.trim(),
    version,
    title: { en: texts.titleEn, es: texts.titleEs },
    host: texts.host.trim(),
    parties: [texts.state1, texts.state2].map((state) => ({ state: state.trim(), authorities: signing(state) })),
    validity: { from: moment(texts.from), until: moment(texts.until) },
    hours: daily.length === 0 ? null : { utcOffsetMin: numberIn(texts.offset), daily },
    areas: areas.map(areaDocument),
    purposes: lines(texts.purposes),
    agencies: rows.agencies.map((row) => ({ state: row['state'], agency: row['agency'] })),
    aircraft: rows.aircraft.map((row) => {
      const registrations = listed(row['registrations'] ?? '');
      return { type: row['type'], registrations: registrations.length === 0 ? null : registrations };
    }),
    sensors: lines(texts.sensors),
    organisations: rows.organisations.map((row) => ({
      organisation: row['organisation'],
      ground: row['ground'],
      designatedBy: orNull(row['designatedBy'] ?? ''),
      window: openWindow(row),
    })),
    conditions: {
      ...flags,
      diverts: diverts.length === 0 ? null : diverts,
      attestedWithinH: numberIn(texts.attested),
    },
    crew: { roles: lines(texts.crewRoles), mostDutyH: orNull(texts.duty) === null ? null : numberIn(texts.duty) },
    ceilings: rows.ceilings.map((row) => ({
      id: row['id'],
      agency: orNull(row['agency'] ?? ''),
      period: row['period'],
      hours: numberIn(row['hours'] ?? ''),
    })),
    useLimits: lines(texts.useLimits),
    sharing: lines(texts.sharing),
    markings: rows.markings.map((row) => ({ from: row['from'], to: row['to'] })),
  };
}

/** Everything that has to be mended in a form before it is a document, and the document where there is nothing. */
export function readForm(
  form: AgreementForm,
  version: number,
): { readonly document: AgreementDocument | undefined; readonly faults: readonly Fault[] } {
  const value = documentOf(form, version);
  const ofForm = schemaFaults(AgreementDocument.properties, value);
  const ofAreas = form.areas.flatMap((area, i) => areaFaults(area, `/areas/${i}`));
  const known = new Set(ofForm.map(({ pointer }) => pointer));
  const strayed = form.rows.authorities
    .map((row, i) => ({ row, pointer: `/parties/${i}/authorities` }))
    .filter(({ row }) => row['state'] !== form.texts.state1 && row['state'] !== form.texts.state2)
    .map(({ pointer }): Fault => ({ pointer, kind: 'form', place: undefined }));
  const faults = [...ofForm, ...strayed, ...ofAreas.filter(({ pointer }) => !known.has(pointer))];
  if (!Value.Check(AgreementDocument, value)) return { document: undefined, faults };
  const inconsistent = agreementFaults(value).map(
    (pointer): Fault => ({ pointer, kind: 'inconsistent', place: undefined }),
  );
  const all = [...faults, ...inconsistent];
  return { document: all.length === 0 ? value : undefined, faults: all };
}
