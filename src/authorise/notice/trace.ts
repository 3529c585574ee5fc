import { Value } from 'typebox/value';
import type { AgreementDocument } from '../../agree/agreement/document.ts';
import { canonicalJson } from '../../formats/jcs/canonical.ts';
import type { Happened } from '../../model/command.ts';
import { AtalayaError } from '../../model/errors.ts';
import { schemaFaults, shown } from '../case/faults.ts';
import { dueStatements, eventOf, memberAt, NoticeDocument, type NoticeStatement, noticeTopics } from './document.ts';

/** Where a notice departs from what it was drawn from. */
export interface NoticeFault {
  /** JSON pointer into the notice; `/statements` for what is missing. */
  readonly pointer: string;
  readonly found: string;
  readonly allowed: string;
}

/** Canonical, so that an equal value is an equal text; undefined for what is no JSON. */
function canonical(value: unknown): string | undefined {
  try {
    return value === undefined ? undefined : canonicalJson(value);
  } catch (error) {
    if (error instanceof AtalayaError) return undefined;
    throw error;
  }
}

/** One place that a statement may rest on, however it is written. */
const placeOf = ({ topic, reference }: NoticeStatement): string =>
  reference.from === 'log' ? `log ${reference.index}` : `${topic} ${reference.pointer}`;

/** What stands where the statement says it was drawn from, or why nothing does. */
function sourceOf(
  statement: NoticeStatement,
  agreement: AgreementDocument,
  byIndex: ReadonlyMap<number, Happened>,
): { readonly value: unknown } | { readonly found: string; readonly allowed: string } {
  const { topic, reference } = statement;
  const form = noticeTopics[topic];
  if (reference.from === 'log') {
    if (form !== undefined) return { found: `${topic} drawn from the log`, allowed: 'the agreement' };
    const entry = byIndex.get(reference.index);
    return entry === undefined
      ? { found: `entry ${reference.index}`, allowed: 'an entry of the log that concerns this agreement' }
      : { value: eventOf(entry) };
  }
  const { id, version, pointer } = reference;
  if (id !== agreement.id || version !== agreement.version) {
    return { found: `${id} version ${version}`, allowed: `${agreement.id} version ${agreement.version}` };
  }
  if (form === undefined || !form.test(pointer)) {
    return { found: `${topic} drawn from ${pointer}`, allowed: form?.source ?? 'an entry of the log' };
  }
  const value = memberAt(agreement, pointer);
  return value === undefined ? { found: pointer, allowed: 'a place that the agreement has' } : { value };
}

function statementFaults(
  statements: readonly NoticeStatement[],
  agreement: AgreementDocument,
  byIndex: ReadonlyMap<number, Happened>,
): NoticeFault[] {
  const seen = new Set<string>();
  return statements.flatMap((statement, i): NoticeFault[] => {
    const pointer = `/statements/${i}`;
    const place = placeOf(statement);
    if (seen.has(place)) return [{ pointer, found: `${place} for the second time`, allowed: 'each once' }];
    seen.add(place);
    const source = sourceOf(statement, agreement, byIndex);
    if (!('value' in source)) return [{ pointer: `${pointer}/reference`, ...source }];
    if (canonical(statement.value) === canonical(source.value)) return [];
    return [{ pointer: `${pointer}/value`, found: shown(statement.value), allowed: shown(source.value) }];
  });
}

/**
 * Holds a notice against the agreement and the entries of the log that concern it. Every statement that contradicts its source is found, every reference that
 * leads nowhere, and everything that a notice has to say and this one does not: the partnership and the host among them. Empty: it may be delivered.
 */
export function trace(
  notice: unknown,
  agreement: AgreementDocument,
  entries: readonly Happened[],
): readonly NoticeFault[] {
  const misshapen = schemaFaults(NoticeDocument, notice);
  if (misshapen.length > 0 || !Value.Check(NoticeDocument, notice)) return misshapen;
  const byIndex = new Map(entries.map((it) => [it.index, it]));
  const faults = statementFaults(notice.statements, agreement, byIndex);
  if (!agreement.parties.some((it) => it.state === notice.state)) {
    const allowed = agreement.parties.map((it) => it.state).join(' or ');
    faults.push({ pointer: '/state', found: notice.state, allowed });
  }
  const said = new Set(notice.statements.map(placeOf));
  const due = [
    ...dueStatements(agreement).map((it) => `${it.topic} ${it.pointer}`),
    ...entries.map((it) => `log ${it.index}`),
  ];
  for (const place of due.filter((it) => !said.has(it))) {
    faults.push({ pointer: '/statements', found: `nothing of ${place}`, allowed: 'all that a notice has to say' });
  }
  return faults;
}
