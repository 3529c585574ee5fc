import { type Static, Type } from 'typebox';
import { exactly, Id, Token, Words } from '../../model/facts.ts';
import { AreaDocument, OpenWindowDocument, WindowDocument } from '../../model/region.ts';

/** An agreement between two states as data: `atalaya-agreement/1` (docs/check.md). Never edited: amended by its next version. */

const version = Type.Integer({ minimum: 1, maximum: 1_000_000 });
const many = <T extends Parameters<typeof Type.Array>[0]>(of: T, least: number) =>
  Type.Array(of, { minItems: least, maxItems: 500 });
/** A class of aircraft or sensor, a purpose, an aerodrome: compared as it is written. */
export const Name = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9 ./()-]{0,63}$' });

export const AuthorityDocument = Type.Object({ person: Id, window: OpenWindowDocument }, exactly);
export const PartyDocument = Type.Object(
  {
    state: Token,
    /** Who signs for this state, and when. */
    authorities: many(AuthorityDocument, 1),
  },
  exactly,
);

/** `HH:MM`; `until` may be 24:00, and before `from` where the hours run over midnight. */
const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });
const EndOfDay = Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$' });
export const HoursDocument = Type.Object(
  {
    /** Of the clock that the hours are given in, from UTC; it knows no summer time. */
    utcOffsetMin: Type.Integer({ minimum: -14 * 60, maximum: 14 * 60 }),
    daily: many(Type.Object({ from: TimeOfDay, until: EndOfDay }, exactly), 1),
  },
  exactly,
);

export const CeilingDocument = Type.Object(
  {
    id: Id,
    /** Of one agency, or of all together. */
    agency: Type.Union([Token, Type.Null()]),
    /** UTC: calendar days, weeks from Monday, calendar months, or the agreement's whole validity. */
    period: Type.Union([Type.Literal('day'), Type.Literal('week'), Type.Literal('month'), Type.Literal('validity')]),
    hours: Type.Number({ minimum: 0, maximum: 1_000_000 }),
  },
  exactly,
);

export const AircraftDocument = Type.Object(
  {
    type: Name,
    /** Null: any of the type. */
    registrations: Type.Union([many(Name, 1), Type.Null()]),
  },
  exactly,
);

/** An organisation that may be observed, on which legal ground, and in the law of which state it has to be designated. */
export const ObservableDocument = Type.Object(
  { organisation: Id, ground: Words, designatedBy: Type.Union([Token, Type.Null()]), window: OpenWindowDocument },
  exactly,
);

/** What the host laid down. True where it has to hold. */
export const ConditionsDocument = Type.Object(
  {
    hostRequest: Type.Boolean(),
    capabilityGapStated: Type.Boolean(),
    partnerObserver: Type.Boolean(),
    diplomaticClearance: Type.Boolean(),
    transponderOn: Type.Boolean(),
    lostLinkRoute: Type.Boolean(),
    /** Null: the plan needs none. */
    diverts: Type.Union([many(Name, 1), Type.Null()]),
    /** For how long before take-off the attestation that the aircraft is unarmed may have been made. */
    attestedWithinH: Type.Number({ exclusiveMinimum: 0, maximum: 720 }),
  },
  exactly,
);

export const CrewDocument = Type.Object(
  {
    /** Every one of these roles is filled. */
    roles: Type.Array(Name, { maxItems: 20, uniqueItems: true }),
    /** Null: no limit. */
    mostDutyH: Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 72 }), Type.Null()]),
  },
  exactly,
);

export const AgreementDocument = Type.Object(
  {
    format: Type.Literal('atalaya-agreement/1'),
    id: Id,
    version,
    title: Type.Object({ en: Words, es: Words }, exactly),
    /** The state over which is flown. */
    host: Token,
    parties: Type.Tuple([PartyDocument, PartyDocument]),
    validity: WindowDocument,
    /** Null: at any hour. */
    hours: Type.Union([HoursDocument, Type.Null()]),
    areas: Type.Array(AreaDocument, { minItems: 1, maxItems: 200 }),
    purposes: many(Name, 1),
    agencies: many(Type.Object({ state: Token, agency: Token }, exactly), 1),
    aircraft: many(AircraftDocument, 1),
    sensors: many(Name, 1),
    organisations: many(ObservableDocument, 0),
    conditions: ConditionsDocument,
    crew: CrewDocument,
    ceilings: many(CeilingDocument, 0),
    /** What may be done with what is found; words. */
    useLimits: many(Words, 0),
    sharing: many(Words, 0),
    /** Markings of one party as the other writes them. */
    markings: many(Type.Object({ from: Words, to: Words }, exactly), 0),
  },
  exactly,
);

export type AgreementDocument = Static<typeof AgreementDocument>;
export type PartyDocument = Static<typeof PartyDocument>;
export type CeilingDocument = Static<typeof CeilingDocument>;
export type HoursDocument = Static<typeof HoursDocument>;
