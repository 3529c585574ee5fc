import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleAgreement } from '../../../test/sortie-plans.ts';
import type { AgreementDocument } from '../../agree/agreement/document.ts';
import type { Happened } from '../../model/command.ts';
import { draftNotice, dueStatements, memberAt, type NoticeDocument, noticeTopics } from './document.ts';
import { noticeText } from './text.ts';
import { trace } from './trace.ts';

const entry = (index: number, kind: string, state: string): Happened => ({
  index,
  stream: 'clearance/c1',
  version: index,
  kind,
  role: 'authorising-officer',
  state,
  agency: 'CBP',
  timeUs: 1_764_600_000_000_000 + index,
  content: { known: false, why: 'no-key' },
});
const entries = [
  entry(7, 'authorise.plan-proposed', 'USA'),
  entry(9, 'authorise.concurred', 'MEX'),
  entry(12, 'authorise.withdrawn', 'MEX'),
];
const notice = draftNotice({ id: 'notice-1', state: 'USA' }, sampleAgreement, entries);

/** Pointers to every value in a value that holds no others. */
function leaves(value: unknown, at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [at];
  const members = Object.entries(value);
  return members.length === 0 ? [at] : members.flatMap(([key, member]) => leaves(member, `${at}/${key}`));
}

/** A copy with another value at one place. */
function changed<T>(value: T, at: string): T {
  const copy = structuredClone(value);
  const steps = at.split('/').slice(1);
  const last = steps.pop() ?? '';
  const holder = memberAt(copy, steps.map((it) => `/${it}`).join(''));
  const before = memberAt(value, at);
  const after = typeof before === 'boolean' ? !before : typeof before === 'number' ? before + 1 : `${String(before)}x`;
  Reflect.set(Object(holder), last, after);
  return copy;
}

describe('a notice to a legislature', () => {
  it('stands up to its sources as it was drafted, with the partnership in it', () => {
    expect(trace(notice, sampleAgreement, entries)).toEqual([]);
    expect(notice.statements.filter((it) => it.topic === 'party').map((it) => it.value)).toEqual(['USA', 'MEX']);
    expect(new Set(notice.statements.map((it) => it.topic))).toEqual(new Set(Object.keys(noticeTopics)));
  });

  const referenced = dueStatements(sampleAgreement).flatMap((it) =>
    leaves(memberAt(sampleAgreement, it.pointer), it.pointer),
  );

  it('finds any change of a field that it rests on, at the statement that rests on it', () => {
    expect(referenced.length).toBeGreaterThan(40);
    for (const at of referenced) {
      const other: AgreementDocument = changed(sampleAgreement, at);
      const faults = trace(notice, other, entries).map((it) => it.pointer);
      const i = notice.statements.findIndex(
        (it) =>
          it.reference.from === 'agreement' &&
          (at === it.reference.pointer || at.startsWith(`${it.reference.pointer}/`)),
      );
      expect(faults, at).toContain(`/statements/${i}/value`);
    }
  });

  it('finds any change of what it says', () => {
    const values = notice.statements
      .flatMap((it, i) => leaves(it, `/statements/${i}`))
      .filter((at) => memberAt(notice, at) !== null);
    fc.assert(
      fc.property(fc.constantFrom(...values, '/state', '/format'), (at) => {
        expect(trace(changed(notice, at), sampleAgreement, entries).length, at).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('finds any change of an entry of the log that it tells of', () => {
    for (const field of ['kind', 'state', 'agency', 'stream', 'timeUs', 'index']) {
      const others = entries.map((it, i) => (i === 1 ? changed(it, `/${field}`) : it));
      expect(trace(notice, sampleAgreement, others).length, field).toBeGreaterThan(0);
    }
  });

  it('may leave nothing out: neither the partnership, nor a withdrawal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: notice.statements.length - 1 }), (gone) => {
        const short = { ...notice, statements: notice.statements.filter((_, i) => i !== gone) };
        expect(trace(short, sampleAgreement, entries).map((it) => it.pointer)).toEqual(['/statements']);
      }),
    );
    expect(trace(notice, sampleAgreement, [...entries, entry(20, 'authorise.withdrawn', 'USA')])).toEqual([
      expect.objectContaining({ found: 'nothing of log 20' }),
    ]);
  });

  const withStatement = (i: number, change: object): unknown => ({
    ...notice,
    statements: notice.statements.map((it, k) => (k === i ? { ...it, ...change } : it)),
  });

  it('refuses what is said of one thing from the place of another, twice, or of no place', () => {
    const reference = notice.statements[1]?.reference;
    const faults = (it: unknown): readonly string[] => trace(it, sampleAgreement, entries).map((one) => one.pointer);
    expect(faults(withStatement(2, { reference, value: 'MEX' }))).toContain('/statements/2/reference');
    expect(faults({ ...notice, statements: [...notice.statements, notice.statements[0]] })).toContain(
      `/statements/${notice.statements.length}`,
    );
    const nowhere = { from: 'agreement', id: sampleAgreement.id, version: 2, pointer: '/areas/9/id' };
    const last = notice.statements.findIndex((it) => it.topic === 'area');
    expect(faults(withStatement(last, { reference: nowhere }))).toContain(`/statements/${last}/reference`);
    expect(faults({ ...notice, state: 'CAN' })).toEqual(['/state']);
    expect(faults({ ...notice, remark: 'all is well' })).toEqual(['/remark']);
    expect(trace(notice, { ...sampleAgreement, version: 3 }, entries).length).toBeGreaterThan(10);
  });

  it('takes any value without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(trace(value, sampleAgreement, entries).length).toBeGreaterThan(0);
      }),
    );
  });

  it('reads in both languages, each line with its source', () => {
    const en = noticeText(notice, 'en');
    const es = noticeText(notice, 'es');
    expect(en).toContain('a partnership of two states, USA and MEX. It is flown over MEX');
    expect(es).toContain('una asociación de dos Estados, USA y MEX. Se vuela sobre MEX');
    expect(en).toContain(
      'Agreement: Agreement on joint observation of the northern border (exercise) [frontera-norte v2, /title]',
    );
    expect(es).toContain('Acuerdo: Acuerdo sobre observación conjunta');
    expect(en).toContain('Altitudes of the area: FL180 – FL260 [');
    expect(en).toContain('Valid: 2026-11-01T00:00:00Z – 2027-11-01T00:00:00Z [');
    expect(en).toContain('a state withdrew its clearance');
    expect(es).toContain('[registro, asiento 12]');
    for (const text of [en, es]) {
      expect(text.trimEnd().split('\n').length).toBe(5 + notice.statements.length);
      expect(text).not.toMatch(/undefined|\[object/);
    }
  });

  it('is the same from JSON', () => {
    const again: NoticeDocument = JSON.parse(JSON.stringify(notice));
    expect(trace(again, sampleAgreement, entries)).toEqual([]);
  });
});
