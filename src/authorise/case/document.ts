import { type Static, Type } from 'typebox';
import { AgreementDocument, Name } from '../../agree/agreement/document.ts';
import { OrganisationDocument } from '../../agree/organisation/document.ts';
import { exactly, Hash, Id, Token, Words } from '../../model/facts.ts';
import {
  AreaDocument,
  AtmosphereRange,
  BandDocument,
  Instant,
  OpenWindowDocument,
  RouteDocument,
  StayDocument,
  TerrainRange,
  WindowDocument,
} from '../../model/region.ts';
import { SortiePlanDocument } from '../../plan/sortie/document.ts';

/** Everything that one clearance is judged on, in one file: `atalaya-case/1`. docs/check.md says what each part means. */

const listOf = <T extends Parameters<typeof Type.Array>[0]>(of: T) => Type.Array(of, { maxItems: 2_000 });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(of: T) => Type.Union([of, Type.Null()]);
const signed = { state: Token, person: Id, at: Instant };

/** What a state adds when it concurs. */
export const ConditionDocument = Type.Union([
  Type.Object({ id: Id, kind: Type.Literal('text'), text: Words }, exactly),
  Type.Object({ id: Id, kind: Type.Literal('window'), window: WindowDocument }, exactly),
  Type.Object({ id: Id, kind: Type.Literal('band'), band: BandDocument }, exactly),
  Type.Object({ id: Id, kind: Type.Literal('excluded-area'), area: AreaDocument }, exactly),
  Type.Object({ id: Id, kind: Type.Literal('excluded-sensor'), sensor: Name }, exactly),
]);

export const AgreementRecord = Type.Object(
  {
    document: AgreementDocument,
    concurrences: listOf(Type.Object(signed, exactly)),
    suspensions: listOf(Type.Object({ state: Token, window: OpenWindowDocument }, exactly)),
    ended: orNull(Instant),
  },
  exactly,
);

export const ConcurrenceRecord = Type.Object(
  { ...signed, planHash: Hash, conditions: Type.Array(ConditionDocument, { maxItems: 100 }) },
  exactly,
);

export const AttestationRecord = Type.Object(
  { planHash: Hash, registration: Name, unarmed: Type.Boolean(), by: Id, at: Instant },
  exactly,
);

export const RequirementRecord = Type.Object(
  {
    id: Id,
    state: Token,
    status: Type.Union([
      Type.Literal('draft'),
      Type.Literal('submitted'),
      Type.Literal('validated'),
      Type.Literal('tasked'),
      Type.Literal('declined'),
    ]),
    requesters: Type.Array(Id, { minItems: 1, maxItems: 100 }),
    purpose: Name,
    latestUseful: Instant,
  },
  exactly,
);

/** What a legislature is told of. */
const SubjectKind = Type.Union([
  Type.Literal('programme'),
  Type.Literal('version'),
  Type.Literal('area'),
  Type.Literal('aircraft-type'),
  Type.Literal('agency'),
  Type.Literal('organisation'),
]);

export const NoticeRuleRecord = Type.Object(
  {
    id: Id,
    state: Token,
    subject: SubjectKind,
    delivery: Type.Union([Type.Literal('before-start'), Type.Literal('by-due')]),
    window: OpenWindowDocument,
    source: Words,
  },
  exactly,
);

export const NoticeRecord = Type.Object(
  {
    id: Id,
    state: Token,
    agreement: Id,
    subjects: Type.Array(
      Type.Object({ kind: SubjectKind, id: Type.String({ minLength: 1, maxLength: 64 }) }, exactly),
      {
        minItems: 1,
        maxItems: 500,
      },
    ),
    due: Instant,
    deliveredAt: orNull(Instant),
  },
  exactly,
);

export const ZoneRecord = Type.Object(
  {
    id: Id,
    area: AreaDocument,
    /** Null: standing. */
    window: orNull(OpenWindowDocument),
    /** Agencies that it does not bind. */
    exceptAgencies: Type.Array(Token, { maxItems: 100 }),
  },
  exactly,
);

export const ClearedVolumeRecord = Type.Object(
  { sortie: Id, route: RouteDocument, stays: Type.Array(StayDocument, { maxItems: 50 }) },
  exactly,
);

export const DiplomaticClearanceRecord = Type.Object(
  {
    number: Name,
    state: Token,
    registration: Name,
    callSign: Type.String({ pattern: '^[A-Z0-9]{1,7}$' }),
    window: WindowDocument,
  },
  exactly,
);

export const BlockRecord = Type.Object({ agreement: Id, agency: Token, window: WindowDocument }, exactly);

export const CaseDocument = Type.Object(
  {
    format: Type.Literal('atalaya-case/1'),
    title: Type.Optional(Words),
    /** The moment at which it is decided. */
    at: Instant,
    agreements: listOf(AgreementRecord),
    plan: SortiePlanDocument,
    /** Who proposed this plan or one before it for this sortie. */
    proposers: Type.Array(Id, { minItems: 1, maxItems: 100 }),
    concurrences: listOf(ConcurrenceRecord),
    withdrawals: listOf(Type.Object(signed, exactly)),
    attestation: orNull(AttestationRecord),
    /** Conditions in words that the crew took on. */
    acceptances: listOf(Type.Object({ condition: Id, person: Id, at: Instant }, exactly)),
    /** For which state persons have signed before, in any matter. */
    signatories: listOf(Type.Object({ person: Id, state: Token }, exactly)),
    requirements: listOf(RequirementRecord),
    organisations: listOf(OrganisationDocument),
    noticeRules: listOf(NoticeRuleRecord),
    notices: listOf(NoticeRecord),
    restrictedZones: listOf(ZoneRecord),
    clearedVolumes: listOf(ClearedVolumeRecord),
    diplomaticClearances: listOf(DiplomaticClearanceRecord),
    /** Flown or cleared, block by block, this sortie's own left out. */
    blocks: listOf(BlockRecord),
    terrain: orNull(TerrainRange),
    atmosphere: orNull(AtmosphereRange),
    /** For examples and tests: what is to come out. Read by nobody who decides. */
    expect: Type.Optional(
      Type.Object(
        { decision: Type.Union([Type.Literal('clear'), Type.Literal('refuse')]), codes: Type.Array(Type.String()) },
        exactly,
      ),
    ),
  },
  exactly,
);

export type CaseDocument = Static<typeof CaseDocument>;
export type ConditionDocument = Static<typeof ConditionDocument>;
