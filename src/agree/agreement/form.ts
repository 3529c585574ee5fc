import { instantUs } from '../../model/instant.ts';
import type { AgreementDocument } from './document.ts';

interface Window {
  readonly from: string;
  readonly until: string | null;
}

function* windowsOf(document: AgreementDocument): Generator<readonly [pointer: string, window: Window]> {
  for (const [i, { authorities }] of document.parties.entries()) {
    for (const [k, { window }] of authorities.entries()) yield [`/parties/${i}/authorities/${k}/window`, window];
  }
  yield ['/validity', document.validity];
  for (const [i, { window }] of document.organisations.entries()) yield [`/organisations/${i}/window`, window];
}

/** Where a document that is of its schema contradicts itself, by JSON pointers; its areas are looked at with each plan. */
export function agreementFaults(document: AgreementDocument): readonly string[] {
  const faults: string[] = [];
  for (const [pointer, { from, until }] of windowsOf(document)) {
    const fromUs = instantUs(from);
    const untilUs = until === null ? Number.POSITIVE_INFINITY : instantUs(until);
    if (fromUs === undefined || untilUs === undefined || untilUs <= fromUs) faults.push(pointer);
  }
  const states = document.parties.map(({ state }) => state);
  if (states[0] === states[1]) faults.push('/parties');
  if (!states.includes(document.host)) faults.push('/host');
  for (const [i, { from, until }] of (document.hours?.daily ?? []).entries()) {
    if (from === until) faults.push(`/hours/daily/${i}`);
  }
  return faults;
}
