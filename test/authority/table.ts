import { agreementCases, conditionCases, signatureCases } from './agreement-cases.ts';
import type { TableCase } from './change.ts';
import { ceilingCases, crewCases } from './crew-cases.ts';
import { geometryCases, planCases } from './form-cases.ts';
import { noticeCases } from './notice-cases.ts';
import { attestationCases, paperCases, permissionCases, requirementCases } from './record-cases.ts';
import { altitudeCases, areaCases, hoursCases, lostLinkCases, overlapCases, zoneCases } from './volume-cases.ts';

/** The table of cases: each the clear base case with one change, and exactly what is told then. */
export const caseTable: Readonly<Record<string, readonly TableCase[]>> = {
  plan: planCases,
  geometry: geometryCases,
  agreement: agreementCases,
  signatures: signatureCases,
  conditions: conditionCases,
  attestation: attestationCases,
  permissions: permissionCases,
  requirements: requirementCases,
  crew: crewCases,
  ceilings: ceilingCases,
  papers: paperCases,
  notices: noticeCases,
  areas: areaCases,
  altitudes: altitudeCases,
  hours: hoursCases,
  'lost link': lostLinkCases,
  zones: zoneCases,
  overlaps: overlapCases,
};
