import type { RuleTable } from '../../model/workflow.ts';
import { type AgreementCode, agreementTexts } from './texts/agreement.ts';
import { type FormCode, formTexts } from './texts/form.ts';
import { type PaperCode, paperTexts } from './texts/papers.ts';
import { type PeopleCode, peopleTexts } from './texts/people.ts';
import { type PermissionCode, permissionTexts } from './texts/permissions.ts';
import { type SignatureCode, signatureTexts } from './texts/signatures.ts';
import { type VolumeCode, volumeTexts } from './texts/volumes.ts';

/** Every code of docs/check.md. */
export type CheckCode = FormCode | AgreementCode | SignatureCode | PermissionCode | PeopleCode | PaperCode | VolumeCode;

/** What each rule says, and what is to be done, in both languages. */
export const checkTexts: RuleTable<CheckCode> = {
  ...formTexts,
  ...agreementTexts,
  ...signatureTexts,
  ...permissionTexts,
  ...peopleTexts,
  ...paperTexts,
  ...volumeTexts,
};
