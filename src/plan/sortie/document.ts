import { type Static, Type } from 'typebox';
import { exactly, Id, Token, Words } from '../../model/facts.ts';
import { PathDocument, RouteDocument, StayDocument, WindowDocument } from '../../model/region.ts';

/** A sortie plan as data: `atalaya-sortie-plan/1` (docs/check.md). Its hash is what two states clear. */

const Name = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9 ./()-]{0,63}$' });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(of: T) => Type.Union([of, Type.Null()]);
/** ICAO location indicator, or ZZZZ (Doc 4444, App. 2). */
export const Aerodrome = Type.String({ pattern: '^[A-Z]{4}$' });

export const CrewMemberDocument = Type.Object({ person: Id, state: Token, role: Name, duty: WindowDocument }, exactly);

export const SortiePlanDocument = Type.Object(
  {
    format: Type.Literal('atalaya-sortie-plan/1'),
    id: Id,
    /** Under exactly one agreement, in exactly this version. */
    agreement: Type.Object({ id: Id, version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }, exactly),
    /** The state that flies, and its agency. */
    state: Token,
    agency: Token,
    purpose: Name,
    /** ICAO Doc 4444, item 7. */
    callSign: Type.String({ pattern: '^[A-Z0-9]{1,7}$' }),
    aircraft: Type.Object(
      { type: Name, registration: Name, sensors: Type.Array(Name, { minItems: 1, maxItems: 50, uniqueItems: true }) },
      exactly,
    ),
    crew: Type.Array(CrewMemberDocument, { minItems: 1, maxItems: 50 }),
    observer: orNull(Type.Object({ person: Id, state: Token }, exactly)),
    requirements: Type.Array(Id, { minItems: 1, maxItems: 20, uniqueItems: true }),
    organisations: Type.Array(Id, { maxItems: 50, uniqueItems: true }),
    /** The host's request for this, by its reference. */
    hostRequest: orNull(Words),
    /** What the host lacks to do it itself. */
    capabilityGap: orNull(Words),
    diplomaticClearance: orNull(Name),
    transponder: Type.Union([Type.Literal('on'), Type.Literal('off')]),
    departure: Aerodrome,
    destination: Aerodrome,
    /** Of the aircraft's block: from off blocks to on blocks. Flight hours are counted on it. */
    window: WindowDocument,
    /** Cruising speed, as filed (ICAO Doc 4444, item 15). */
    cruiseKt: Type.Integer({ minimum: 10, maximum: 600 }),
    enduranceMin: Type.Integer({ minimum: 1, maximum: 6_000 }),
    /** What is flown under the agreement, from entry to exit. */
    route: RouteDocument,
    stays: Type.Array(StayDocument, { maxItems: 50 }),
    /** Flown where the link is lost, whenever that is: it is compared over the plan's whole window. */
    lostLink: orNull(PathDocument),
    diverts: Type.Array(Aerodrome, { maxItems: 20, uniqueItems: true }),
  },
  exactly,
);

export type SortiePlanDocument = Static<typeof SortiePlanDocument>;
