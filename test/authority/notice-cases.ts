import { onDay } from '../../sim/authority/base-case.ts';
import type { CaseDocument } from '../../src/authorise/case/document.ts';
import { at, clear, refused, type TableCase } from './change.ts';

const start = (file: CaseDocument) => at(file.notices, 0);
const due = (file: CaseDocument) => at(file.notices, 1);
const rule = (file: CaseDocument, i: number) => at(file.noticeRules, i);

export const noticeCases: readonly TableCase[] = [
  refused('notice-missing', 'none of the programme', (f) => void f.notices.shift()),
  refused('notice-missing', 'of another state', (f) => {
    start(f).state = 'MEX';
  }),
  refused('notice-missing', 'on another agreement', (f) => {
    start(f).agreement = 'agreement-sur';
  }),
  refused('notice-missing', 'of another subject', (f) => {
    due(f).subjects = [{ kind: 'organisation', id: 'org-costa' }];
  }),
  refused('notice-missing', 'of another kind of that id', (f) => {
    start(f).subjects = [{ kind: 'agency', id: 'agreement-norte' }];
  }),
  clear('the rule begins after the decision', (f) => {
    f.notices.shift();
    rule(f, 0).window = { from: onDay('12:00:00.000001'), until: null };
  }),
  refused('notice-missing', 'the rule begins with the decision', (f) => {
    f.notices.shift();
    rule(f, 0).window = { from: onDay('12:00'), until: null };
  }),
  clear('the rule ended with the decision', (f) => {
    f.notices.shift();
    rule(f, 0).window = { from: '2026-01-01T00:00:00Z', until: onDay('12:00') };
  }),
  refused('notice-not-delivered', 'not at all', (f) => {
    start(f).deliveredAt = null;
  }),
  refused('notice-not-delivered', 'after the decision', (f) => {
    start(f).deliveredAt = onDay('12:00:00.000001');
  }),
  clear('delivered as it is decided', (f) => {
    start(f).deliveredAt = onDay('12:00');
  }),
  clear('a second notice was delivered', (f) => {
    f.notices.push({ ...start(f), id: 'notice-3' });
    start(f).deliveredAt = null;
  }),
  clear('a second notice was not', (f) => {
    f.notices.push({ ...start(f), id: 'notice-3', deliveredAt: null });
  }),
  refused('notice-overdue', 'due as it is decided', (f) => {
    due(f).due = onDay('12:00');
  }),
  clear('due a moment later', (f) => {
    due(f).due = onDay('12:00:00.000001');
  }),
  refused('notice-overdue', 'the earlier of two', (f) => {
    f.notices.push({ ...due(f), id: 'notice-3', due: onDay('11:00') });
  }),
  clear('due, and delivered', (f) => void Object.assign(due(f), { due: onDay('11:00'), deliveredAt: onDay('11:30') })),
  refused('notice-overdue', 'due, and delivered after the decision', (f) => {
    Object.assign(due(f), { due: onDay('11:00'), deliveredAt: onDay('12:30') });
  }),
  ...(['version', 'area', 'aircraft-type', 'agency'] as const).flatMap((subject) => {
    const ids = { version: ['2'], area: ['sonora', 'chihuahua'], 'aircraft-type': ['MQ-9'], agency: ['CBP'] }[subject];
    const told = (f: CaseDocument, some: readonly string[]): void => {
      rule(f, 1).subject = subject;
      start(f).subjects = [at(start(f).subjects, 0)];
      due(f).subjects = [...some.map((id) => ({ kind: subject, id })), { kind: subject, id: 'x' }];
    };
    return [
      clear(`told of every ${subject}`, (f) => told(f, ids)),
      refused('notice-missing', `not told of one ${subject}`, (f) => told(f, ids.slice(1))),
    ];
  }),
  refused('notice-missing notice-missing', 'not told of two areas', (f) => {
    rule(f, 1).subject = 'area';
  }),
];
