import { onDay } from '../../sim/authority/base-case.ts';
import type { CaseDocument } from '../../src/authorise/case/document.ts';
import { agreementOf, at, clear, refused, type TableCase } from './change.ts';

const member = (file: CaseDocument, i: number) => at(file.plan.crew, i);
const noLimit = (file: CaseDocument): void => {
  agreementOf(file).crew.mostDutyH = null;
};

export const crewCases: readonly TableCase[] = [
  refused('crew-role-missing', 'nobody', (f) => void f.plan.crew.pop()),
  refused('crew-role-missing crew-role-missing', 'two roles', (f) => {
    for (const one of f.plan.crew) one.role = 'passenger';
  }),
  clear('no role is asked for', (f) => {
    f.plan.crew.pop();
    agreementOf(f).crew.roles = ['pilot'];
  }),
  refused('crew-duty-gap', 'a moment between two', (f) => {
    member(f, 1).duty.from = onDay('18:00:00.000001');
  }),
  refused('crew-duty-gap', 'it begins a moment late', (f) => {
    member(f, 0).duty.from = onDay('14:00:00.000001');
  }),
  clear('it begins with the window', (f) => {
    member(f, 0).duty.from = onDay('14:00');
  }),
  refused('crew-duty-gap', 'it ends a moment early', (f) => {
    member(f, 2).duty.until = onDay('21:59:59.999999');
  }),
  clear('it ends with the window', (f) => {
    member(f, 2).duty.until = onDay('22:00');
  }),
  clear('one within the other, and in another order', (f) => {
    noLimit(f);
    f.plan.crew.reverse();
    Object.assign(member(f, 2), { duty: { from: onDay('13:00'), until: onDay('22:30') } });
    Object.assign(member(f, 1), { duty: { from: onDay('15:00'), until: onDay('16:00') } });
  }),
  refused('crew-duty-gap crew-duty-gap', 'of two roles', (f) => {
    member(f, 0).duty.from = onDay('15:00');
    member(f, 2).duty.from = onDay('15:00');
  }),
  clear('a duty of just so many hours', (f) => {
    member(f, 2).duty.from = onDay('13:00');
  }),
  refused('crew-duty-exceeded', 'a moment more', (f) => {
    member(f, 2).duty.from = onDay('12:59:59.999999');
  }),
  clear('hours of duty are rounded to the microsecond', (f) => {
    agreementOf(f).crew.mostDutyH = (9.5 * 3.6e9 - 0.4) / 3.6e9;
  }),
  refused('endurance-exceeded', 'a microsecond more', (f) => {
    f.plan.enduranceMin = 480;
    f.plan.window.until = onDay('22:00:00.000001');
  }),
  clear('no limit', (f) => {
    noLimit(f);
    member(f, 2).duty.from = onDay('01:00');
  }),
  refused('crew-duty-exceeded', 'two duties of one person that touch', (f) => {
    Object.assign(member(f, 1), {
      person: 'p-pilot-1',
      duty: { from: onDay('18:00'), until: onDay('23:00:00.000001') },
    });
  }),
  refused('crew-duty-exceeded', 'two duties of one person that touch, the first too long by itself', (f) => {
    at(f.plan.crew, 0).duty.from = onDay('07:00');
    at(f.plan.crew, 1).person = 'p-pilot-1';
  }),
  clear('two duties of one person, with a break', (f) => {
    f.plan.crew.push({
      person: 'p-pilot-1',
      state: 'USA',
      role: 'relief',
      duty: { from: onDay('18:00:00.000001'), until: onDay('23:59') },
    });
  }),
  clear('two roles of one person at one time', (f) => {
    f.plan.crew.push({
      person: 'p-sensor-1',
      state: 'USA',
      role: 'relief',
      duty: { from: onDay('13:00'), until: onDay('23:00') },
    });
  }),
  refused('crew-duty-exceeded crew-duty-exceeded', 'of two persons', (f) => {
    member(f, 0).duty.from = onDay('07:00');
    member(f, 2).duty.from = onDay('07:00');
  }),
  clear('the endurance exactly', (f) => {
    f.plan.enduranceMin = 480;
  }),
  refused('endurance-exceeded', 'a minute less', (f) => {
    f.plan.enduranceMin = 479;
  }),
];

const ceilings = (file: CaseDocument) => agreementOf(file).ceilings;
const only = (file: CaseDocument, i: number, hours: number): void => {
  const one = at(ceilings(file), i);
  agreementOf(file).ceilings = [{ ...one, hours }];
};
const block = (
  file: CaseDocument,
  from: string,
  until: string,
  agency = 'CBP',
  agreement = 'agreement-norte',
): void => {
  file.blocks.push({ agreement, agency, window: { from, until } });
};

/** In the base case: 8 h planned; of all agencies 8 h more on the day, CBP 8 h the day before. */
export const ceilingCases: readonly TableCase[] = [
  clear('a day of all agencies, exactly', (f) => only(f, 0, 16)),
  refused('hours-exceeded', 'a second less', (f) => only(f, 0, 16 - 1 / 3_600)),
  refused('hours-exceeded', 'a microsecond more is flown', (f) => {
    only(f, 0, 16);
    block(f, onDay('10:00'), onDay('10:00:00.000001'));
  }),
  clear('… the day before', (f) => {
    only(f, 0, 16);
    block(f, '2026-11-30T23:00:00Z', onDay('00:00'));
  }),
  refused('hours-exceeded', '… of which a moment reaches into the day', (f) => {
    only(f, 0, 16);
    block(f, '2026-11-30T23:00:00Z', onDay('00:00:00.000001'));
  }),
  clear('… under another agreement', (f) => {
    only(f, 0, 16);
    block(f, onDay('10:00'), onDay('11:00'), 'CBP', 'agreement-sur');
  }),
  clear('… on the day after', (f) => {
    only(f, 0, 16);
    block(f, '2026-12-02T00:00:00Z', '2026-12-02T09:00:00Z');
  }),
  clear('a week of one agency, exactly: Monday and Tuesday', (f) => only(f, 1, 16)),
  refused('hours-exceeded', 'a week, a second less', (f) => only(f, 1, 16 - 1 / 3_600)),
  clear('a week: the Sunday before does not count', (f) => {
    only(f, 1, 16);
    block(f, '2026-11-29T10:00:00Z', '2026-11-30T00:00:00Z');
  }),
  refused('hours-exceeded', 'a week: the Sunday after counts', (f) => {
    only(f, 1, 16);
    block(f, '2026-12-06T23:59:59Z', '2026-12-07T02:00:00Z');
  }),
  clear('a week: the Monday after does not count', (f) => {
    only(f, 1, 16);
    block(f, '2026-12-07T00:00:00Z', '2026-12-07T02:00:00Z');
  }),
  clear('a week: another agency does not count', (f) => {
    only(f, 1, 16);
    block(f, onDay('10:00'), onDay('11:00'), 'DEA');
  }),
  clear('a ceiling of another agency', (f) => {
    only(f, 1, 0);
    at(ceilings(f), 0).agency = 'DEA';
  }),
  clear('a month: the day before was in another', (f) => only(f, 2, 16)),
  refused('hours-exceeded', 'a month, a second less', (f) => only(f, 2, 16 - 1 / 3_600)),
  refused('hours-exceeded', 'a month: its last day counts', (f) => {
    only(f, 2, 16);
    block(f, '2026-12-31T23:59:59Z', '2027-01-01T05:00:00Z');
  }),
  clear('a month: the first day of the next does not count', (f) => {
    only(f, 2, 16);
    block(f, '2027-01-01T00:00:00Z', '2027-01-01T05:00:00Z');
  }),
  clear('the validity, exactly', (f) => only(f, 3, 16)),
  refused('hours-exceeded', 'the validity, a second less', (f) => only(f, 3, 16 - 1 / 3_600)),
  refused('hours-exceeded', 'the validity: its first hour counts', (f) => {
    only(f, 3, 16);
    block(f, '2026-05-31T23:00:00Z', '2026-06-01T01:00:00Z');
  }),
  clear('the validity: what was before it does not count', (f) => {
    only(f, 3, 16);
    block(f, '2026-05-31T23:00:00Z', '2026-06-01T00:00:00Z');
  }),
  refused('hours-exceeded hours-exceeded', 'two ceilings', (f) => {
    for (const one of ceilings(f)) one.hours = 15;
    at(ceilings(f), 0).hours = 20;
    at(ceilings(f), 2).hours = 200;
  }),
  refused('hours-exceeded outside-hours', 'a plan over midnight: 2 h of it fall on the day after', (f) => {
    midnight(f);
    only(f, 0, 9.9);
    f.blocks = [];
    block(f, '2026-12-02T10:00:00Z', '2026-12-02T18:00:00Z', 'DEA');
  }),
  refused('outside-hours', '… exactly', (f) => {
    midnight(f);
    only(f, 0, 10);
    f.blocks = [];
    block(f, '2026-12-02T10:00:00Z', '2026-12-02T18:00:00Z', 'DEA');
  }),
  clear('hours are rounded to the microsecond', (f) => only(f, 0, (16 * 3.6e9 - 0.4) / 3.6e9)),
  clear('another day is above the ceiling by itself', (f) => {
    only(f, 0, 16);
    block(f, '2026-12-03T00:00:00Z', '2026-12-03T20:00:00Z');
  }),
  refused('hours-exceeded', 'whole days between the first and the last, in one of which others fly', (f) => {
    days(f);
    only(f, 0, 30);
    block(f, '2026-12-03T02:00:00Z', '2026-12-03T10:00:00Z', 'DEA');
  }),
  clear('a leg of two days at any hour of the day', (f) => {
    days(f);
    agreementOf(f).ceilings = [];
    agreementOf(f).hours = { utcOffsetMin: 0, daily: [{ from: '00:00', until: '24:00' }] };
    Object.assign(at(f.plan.stays, 0).window, { until: '2026-12-03T20:00:00Z' });
  }),
  refused('hours-exceeded', 'whole days between the first and the last, in which no block begins or ends', (f) => {
    days(f);
    only(f, 0, 23.5);
  }),
];

/** A sortie until the fourth day. */
function days(file: CaseDocument): void {
  const until = '2026-12-04T02:00:00Z';
  noLimit(file);
  file.blocks = [];
  file.plan.window.until = until;
  file.plan.enduranceMin = 6_000;
  for (const one of file.plan.crew) one.duty.until = until;
  at(file.diplomaticClearances, 0).window.until = until;
  at(file.concurrences, 1).conditions = [];
}

/** The window, and all that has to cover it, until 02:00 on the day after; one stay begins after midnight. */
function midnight(file: CaseDocument): void {
  const until = '2026-12-02T02:00:00Z';
  file.plan.window = { from: onDay('18:00'), until };
  const shift = (text: string): string => new Date(Date.parse(text) + 4 * 3.6e6).toISOString();
  for (const one of file.plan.route.waypoints) one.at = shift(one.at);
  for (const { window } of file.plan.stays)
    Object.assign(window, { from: '2026-12-02T00:00:00Z', until: '2026-12-02T01:30:00Z' });
  for (const { duty } of file.plan.crew) Object.assign(duty, { from: shift(duty.from), until: shift(duty.until) });
  at(file.diplomaticClearances, 0).window.until = until;
  for (const { conditions } of file.concurrences) {
    for (const one of conditions) if (one.kind === 'window') one.window.until = until;
  }
  agreementOf(file).hours = { utcOffsetMin: 0, daily: [{ from: '18:00', until: '24:00' }] };
}
