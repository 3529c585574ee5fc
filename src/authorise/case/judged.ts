import type { Static } from 'typebox';
import type { AgreementDocument } from '../../agree/agreement/document.ts';
import type { AreaDocument, AtmosphereRange, PathDocument, RouteDocument, TerrainRange } from '../../model/region.ts';
import type { SortiePlanDocument } from '../../plan/sortie/document.ts';
import type {
  AttestationRecord,
  ConditionDocument,
  DiplomaticClearanceRecord,
  NoticeRecord,
  NoticeRuleRecord,
  RequirementRecord,
  ZoneRecord,
} from './document.ts';

/**
 * What one clearance is judged on, as a value: sound in form, times in microseconds since 1970 UTC. The case file gives it, and so does the log. All checks
 * read this, and nothing else.
 */

/** Half-open: from its first moment, up to but without the second; Infinity where it has no end. */
export interface Span {
  readonly fromUs: number;
  readonly untilUs: number;
}

type Changed<T, With> = Readonly<Omit<T, keyof With>> & With;

export interface Signed {
  readonly state: string;
  readonly person: string;
  readonly atUs: number;
}

export interface JudgedAuthority {
  readonly person: string;
  readonly window: Span;
}

export interface JudgedParty {
  readonly state: string;
  readonly authorities: readonly JudgedAuthority[];
}

export interface JudgedObservable {
  readonly organisation: string;
  readonly designatedBy: string | null;
  readonly window: Span;
}

export interface JudgedAgreement {
  readonly document: Readonly<AgreementDocument>;
  readonly parties: readonly JudgedParty[];
  readonly validity: Span;
  readonly organisations: readonly JudgedObservable[];
  readonly concurrences: readonly Signed[];
  readonly suspensions: readonly { readonly state: string; readonly window: Span }[];
  readonly endedUs: number | null;
}

export interface JudgedWaypoint {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly atUs: number;
}

export type JudgedRoute = Changed<Static<typeof RouteDocument>, { readonly waypoints: readonly JudgedWaypoint[] }>;

export interface JudgedStay {
  readonly area: Readonly<AreaDocument>;
  readonly window: Span;
}

export interface JudgedCrewMember {
  readonly person: string;
  readonly role: string;
  readonly duty: Span;
}

export type JudgedPlan = Changed<
  SortiePlanDocument,
  {
    readonly window: Span;
    readonly crew: readonly JudgedCrewMember[];
    readonly route: JudgedRoute;
    readonly stays: readonly JudgedStay[];
    readonly lostLink: Readonly<Static<typeof PathDocument>> | null;
  }
>;

type WindowCondition = Extract<ConditionDocument, { kind: 'window' }>;
export type JudgedCondition =
  | Readonly<Exclude<ConditionDocument, { kind: 'window' }>>
  | Changed<WindowCondition, { readonly window: Span }>;

export interface JudgedConcurrence extends Signed {
  readonly planHash: string;
  readonly conditions: readonly JudgedCondition[];
}

export type JudgedAttestation = Changed<Omit<Static<typeof AttestationRecord>, 'at'>, { readonly atUs: number }>;
export type JudgedRequirement = Changed<
  Omit<Static<typeof RequirementRecord>, 'latestUseful'>,
  { readonly latestUsefulUs: number }
>;

export interface JudgedStatus {
  readonly state: string;
  readonly status: 'designated' | 'not-designated';
  readonly window: Span;
}

export interface JudgedOrganisation {
  readonly id: string;
  readonly statuses: readonly JudgedStatus[];
}

export type JudgedNoticeRule = Changed<Static<typeof NoticeRuleRecord>, { readonly window: Span }>;
export type JudgedNotice = Changed<
  Omit<Static<typeof NoticeRecord>, 'due' | 'deliveredAt'>,
  { readonly dueUs: number; readonly deliveredAtUs: number | null }
>;
/** A standing zone's window has no beginning and no end. */
export type JudgedZone = Changed<Static<typeof ZoneRecord>, { readonly window: Span }>;

export interface JudgedClearedVolume {
  readonly sortie: string;
  readonly route: JudgedRoute;
  readonly stays: readonly JudgedStay[];
}

export type JudgedDiplomaticClearance = Changed<Static<typeof DiplomaticClearanceRecord>, { readonly window: Span }>;

export interface JudgedBlock {
  readonly agreement: string;
  readonly agency: string;
  readonly window: Span;
}

export interface JudgedCase {
  readonly atUs: number;
  readonly agreements: readonly JudgedAgreement[];
  readonly plan: JudgedPlan;
  /** SHA-256 over the plan's canonical form, lower-case hexadecimal. */
  readonly planHash: string;
  readonly proposers: readonly string[];
  readonly concurrences: readonly JudgedConcurrence[];
  readonly withdrawals: readonly Signed[];
  readonly attestation: JudgedAttestation | null;
  readonly acceptances: readonly { readonly condition: string; readonly person: string; readonly atUs: number }[];
  readonly signatories: readonly { readonly person: string; readonly state: string }[];
  readonly requirements: ReadonlyMap<string, JudgedRequirement>;
  readonly organisations: ReadonlyMap<string, JudgedOrganisation>;
  readonly noticeRules: readonly JudgedNoticeRule[];
  readonly notices: readonly JudgedNotice[];
  readonly restrictedZones: readonly JudgedZone[];
  readonly clearedVolumes: readonly JudgedClearedVolume[];
  readonly diplomaticClearances: readonly JudgedDiplomaticClearance[];
  readonly blocks: readonly JudgedBlock[];
  readonly terrain: Readonly<TerrainRange> | null;
  readonly atmosphere: Readonly<AtmosphereRange> | null;
}
