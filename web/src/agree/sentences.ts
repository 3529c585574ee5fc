import type { AgreementDocument, HoursDocument } from '../../../src/agree/agreement/document.ts';
import { altitudeText } from '../../../src/authorise/check/say.ts';
import { instantUs } from '../../../src/model/instant.ts';
import type { OpenWindowDocument } from '../../../src/model/region.ts';
import type { PlainKey, Words } from '../i18n/index.ts';

/** The parts of a document, by which its rules are put together and its fields are named. */
export const SECTIONS = [
  'title',
  'parties',
  'validity',
  'hours',
  'areas',
  'purposes',
  'agencies',
  'aircraft',
  'sensors',
  'organisations',
  'conditions',
  'crew',
  'ceilings',
  'useLimits',
  'sharing',
  'markings',
] as const satisfies readonly (keyof AgreementDocument)[];
export type Section = (typeof SECTIONS)[number];

/** One rule of the document in words; `asWritten` where the words are the document's own, in whatever language they were written. */
export interface Sentence {
  readonly says: string;
  readonly asWritten?: true;
}

/** A moment of a document, to the minute where it has no seconds; what is no moment as it is written. */
export function momentText(instant: string, t: Words): string {
  const us = instantUs(instant);
  return us === undefined ? instant : t.utc(us).replace(/:00Z$/, 'Z');
}

export const windowText = ({ from, until }: OpenWindowDocument, t: Words): string =>
  until === null
    ? t('say.window.open', { from: momentText(from, t) })
    : t('say.window', { from: momentText(from, t), until: momentText(until, t) });

/** `UTC−07:00`. */
export function clockText({ utcOffsetMin }: HoursDocument): string {
  const min = Math.abs(utcOffsetMin);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `UTC${utcOffsetMin < 0 ? '−' : '+'}${two(Math.floor(min / 60))}:${two(min % 60)}`;
}

const one = (says: string): readonly Sentence[] => [{ says }];
const written = (texts: readonly string[]): readonly Sentence[] => texts.map((says) => ({ says, asWritten: true }));

const FLAGS = [
  'hostRequest',
  'capabilityGapStated',
  'partnerObserver',
  'diplomaticClearance',
  'transponderOn',
  'lostLinkRoute',
] as const;

function partySentences({ parties, host }: AgreementDocument, t: Words): readonly Sentence[] {
  const [a, b] = parties;
  const signing = parties.flatMap(({ state, authorities }) =>
    authorities.map(({ person, window }) => ({
      says: t('say.authority', { person, state, window: windowText(window, t) }),
    })),
  );
  return [{ says: t('say.parties', { a: a.state, b: b.state, host }) }, ...signing];
}

function areaSentences({ areas }: AgreementDocument, t: Words): readonly Sentence[] {
  return areas.flatMap(({ id, band, holes = [] }) => {
    const says = t('say.area', { id, lower: altitudeText(band.lower), upper: altitudeText(band.upper) });
    if (holes.length === 0) return [{ says }];
    return [{ says }, { says: t('say.area.holes', { id, holes: t.count('say.holes', holes.length) }) }];
  });
}

function organisationSentences({ organisations }: AgreementDocument, t: Words): readonly Sentence[] {
  if (organisations.length === 0) return one(t('say.organisation.none'));
  return organisations.map(({ organisation: id, ground, designatedBy, window }) => {
    const values = { id, ground, window: windowText(window, t) };
    return designatedBy === null
      ? { says: t('say.organisation', values) }
      : { says: t('say.organisation.designated', { ...values, state: designatedBy }) };
  });
}

function conditionSentences({ conditions }: AgreementDocument, t: Words): readonly Sentence[] {
  const { diverts, attestedWithinH } = conditions;
  return [
    ...FLAGS.map((flag) => ({ says: t(conditions[flag] ? `say.${flag}.yes` : `say.${flag}.no`) })),
    { says: diverts === null ? t('say.diverts.none') : t('say.diverts', { list: diverts.join(', ') }) },
    { says: t('say.attested', { hours: attestedWithinH }) },
  ];
}

function crewSentences({ crew: { roles, mostDutyH } }: AgreementDocument, t: Words): readonly Sentence[] {
  const filled =
    roles.length === 0 ? one(t('say.crew.none')) : roles.map((role) => ({ says: t('say.crew', { role }) }));
  return [...filled, { says: mostDutyH === null ? t('say.duty.none') : t('say.duty', { hours: mostDutyH }) }];
}

function ceilingSentences({ ceilings }: AgreementDocument, t: Words): readonly Sentence[] {
  if (ceilings.length === 0) return one(t('say.ceiling.none'));
  return ceilings.map(({ id, agency, period, hours }) => ({
    says: t('say.ceiling', { id, hours, period: t(`doc.period.${period}`), agency: agency ?? t('say.ceiling.all') }),
  }));
}

/** Every rule of one part of the document, in the language of `t`. */
export function sentencesOf(document: AgreementDocument, section: Section, t: Words): readonly Sentence[] {
  const { validity, hours, purposes, agencies, aircraft, sensors, useLimits, sharing, markings } = document;
  switch (section) {
    case 'title':
      return one(document.title[t.language]);
    case 'parties':
      return partySentences(document, t);
    case 'validity':
      return one(t('say.validity', { window: windowText(validity, t) }));
    case 'hours':
      if (hours === null) return one(t('say.hours.any'));
      return hours.daily.map(({ from, until }) => ({ says: t('say.hours', { from, until, clock: clockText(hours) }) }));
    case 'areas':
      return areaSentences(document, t);
    case 'purposes':
      return purposes.map((purpose) => ({ says: t('say.purpose', { purpose }) }));
    case 'agencies':
      return agencies.map(({ state, agency }) => ({ says: t('say.agency', { state, agency }) }));
    case 'aircraft':
      return aircraft.map(({ type, registrations: list }) => ({
        says: list === null ? t('say.aircraft.any', { type }) : t('say.aircraft', { type, list: list.join(', ') }),
      }));
    case 'sensors':
      return sensors.map((sensor) => ({ says: t('say.sensor', { sensor }) }));
    case 'organisations':
      return organisationSentences(document, t);
    case 'conditions':
      return conditionSentences(document, t);
    case 'crew':
      return crewSentences(document, t);
    case 'ceilings':
      return ceilingSentences(document, t);
    case 'useLimits':
      return useLimits.length === 0 ? one(t('say.useLimit.none')) : written(useLimits);
    case 'sharing':
      return sharing.length === 0 ? one(t('say.sharing.none')) : written(sharing);
    case 'markings':
      if (markings.length === 0) return one(t('say.marking.none'));
      return markings.map(({ from, to }) => ({ says: t('say.marking', { from, to }) }));
  }
}

/** The fields of documents by their names in the page. */
const FIELDS: Readonly<Record<string, PlainKey>> = {
  ...Object.fromEntries(SECTIONS.map((section) => [section, `doc.${section}`])),
  host: 'doc.host',
  id: 'doc.id',
  version: 'doc.version',
  format: 'doc.format',
  question: 'requirements.question',
  purpose: 'requirements.purpose',
  essentialElements: 'requirements.elements',
  indicators: 'requirements.indicators',
  area: 'requirements.area',
  lawfulPurpose: 'requirements.lawful',
  latestUsefulUs: 'requirements.latest',
};

/** The field of a document that a JSON pointer leads to, by its name in the page and what of it. */
export function fieldText(pointer: string, t: Words): string {
  const [, first = '', ...rest] = pointer.split('/');
  if (first === '') return '/';
  const key = FIELDS[first];
  const places = rest.map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : step));
  return [key === undefined ? first : t(key), ...places].join(' › ');
}
