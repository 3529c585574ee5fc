import { Value } from 'typebox/value';
import { CaseDocument } from '../authorise/case/document.ts';
import { readCase } from '../authorise/case/parse.ts';
import { checkReading } from '../authorise/check/check.ts';
import { clearanceSheet } from '../authorise/export/clearance-sheet.ts';
import { flightPlanOf } from '../authorise/export/flight-plan.ts';
import { rpasRequestOf } from '../authorise/export/rpas-request.ts';
import { draftNotice } from '../authorise/notice/document.ts';
import { noticeText } from '../authorise/notice/text.ts';
import { trace } from '../authorise/notice/trace.ts';
import { writePdf } from '../formats/clearance-pdf/write.ts';
import { encodeFlightPlan } from '../formats/fpl/encode.ts';
import { parseFlightPlan } from '../formats/fpl/parse.ts';
import { rpasJson, rpasText } from '../formats/rpas-request/write.ts';
import { AtalayaError } from '../model/errors.ts';
import { sha256 } from '../store/hashing.ts';

/** What can be drawn from a case: the flight plan, the RPAS request (text or JSON), the clearance, and the notice to a legislature. */
export const exportKinds = ['fpl', 'rpas', 'rpas-json', 'pdf', 'notice'] as const;
export type ExportKind = (typeof exportKinds)[number];

export interface ExportChoices {
  readonly language: 'en' | 'es';
  /** The clearance is marked as one of an exercise. */
  readonly exercise: boolean;
}

function agreementOf(file: CaseDocument) {
  const { id, version } = file.plan.agreement;
  const record = file.agreements.find(({ document }) => document.id === id && document.version === version);
  if (record !== undefined) return record.document;
  throw new AtalayaError('not-found', `No agreement ${id} version ${version}`, '/agreements', 'Add it to the case');
}

/** The flight plan message, read back before it is handed out: what another system would not read, is not filed. */
function filed(file: CaseDocument, planHash: string): string {
  const text = encodeFlightPlan(flightPlanOf(file.plan, planHash, file.terrain));
  const reading = parseFlightPlan(text);
  if ('message' in reading) return text;
  const said = reading.issues.map((it) => `item ${it.item}: ${it.message}`).join('; ');
  throw new AtalayaError(
    'internal',
    `The flight plan that was written cannot be read: ${said}`,
    file.plan.id,
    'Report this',
  );
}

/** A notice of the state that flies, drawn from the agreement alone: a case holds no entries of a log. */
function noticeOf(file: CaseDocument, language: 'en' | 'es'): string {
  const agreement = agreementOf(file);
  const notice = draftNotice({ id: agreement.id, state: file.plan.state }, agreement, []);
  const [fault] = trace(notice, agreement, []);
  if (fault === undefined) return noticeText(notice, language);
  const cure = `It has to be ${fault.allowed}`;
  throw new AtalayaError('not-possible', `The notice would say ${fault.found}`, fault.pointer, cure);
}

/**
 * What is asked for, as the bytes of a file. Errors: `format-damaged` for a value that is no case, with the first place; `not-possible` for the clearance
 * of a case that is refused, and for a flight plan that has no form; `not-found` without the agreement.
 */
export async function exportClearance(
  value: unknown,
  as: ExportKind,
  { language, exercise }: ExportChoices,
): Promise<Uint8Array> {
  const reading = readCase(value, sha256);
  if ('faults' in reading || !Value.Check(CaseDocument, value)) {
    const fault = 'faults' in reading ? reading.faults[0] : undefined;
    const where = fault?.pointer || '/';
    throw new AtalayaError(
      'format-damaged',
      `This is no case: ${fault?.found}`,
      where,
      `It has to be ${fault?.allowed}`,
    );
  }
  const { planHash } = reading.judged;
  const utf8 = new TextEncoder();
  switch (as) {
    case 'fpl':
      return utf8.encode(filed(value, planHash));
    case 'rpas':
      return utf8.encode(rpasText(rpasRequestOf(value.plan, planHash, agreementOf(value)), language));
    case 'rpas-json':
      return utf8.encode(rpasJson(rpasRequestOf(value.plan, planHash, agreementOf(value))));
    case 'notice':
      return utf8.encode(noticeOf(value, language));
    case 'pdf': {
      const codes = [...new Set(checkReading(reading).reasons.map(({ code }) => code))];
      if (codes.length === 0) return writePdf(clearanceSheet(value, planHash, exercise));
      const what = `The case is refused (${codes.join(', ')}): there is no clearance to print`;
      throw new AtalayaError(
        'not-possible',
        what,
        value.plan.id,
        'Ask for the reasons with atalaya check, and mend them',
      );
    }
  }
}
