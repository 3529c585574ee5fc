import { agreementRows } from './agreement.ts';
import { attestationRows } from './attestation.ts';
import { crewRows } from './crew.ts';
import { noticeRows } from './notices.ts';
import { paperRows } from './papers.ts';
import { permissionRows } from './permissions.ts';
import { requirementRows } from './requirements.ts';
import type { Row } from './row.ts';
import { signatureRows } from './signatures.ts';
import { volumeRows } from './volumes.ts';

/** Every check of a case that could be read, in the order in which their reasons are told (docs/check.md). */
export const rows: readonly Row[] = [
  { code: 'plan-inconsistent', marks: [], find: ({ inconsistent }) => inconsistent },
  { code: 'geometry-invalid', marks: [], find: ({ misshapen }) => misshapen },
  ...agreementRows,
  ...signatureRows,
  ...attestationRows,
  ...permissionRows,
  ...requirementRows,
  ...crewRows,
  ...paperRows,
  ...noticeRows,
  ...volumeRows,
];
