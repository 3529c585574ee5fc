const office = (role: string) => ({ by: 'p0', office: { role, state: 'USA', agency: 'A' }, why: 'test' });
const hash = '0'.repeat(64);
/** Two people and two reports: one submitted, by somebody who is a second reader too. */
export const smallLog: readonly (readonly [stream: string, kind: string, value: unknown])[] = [
  ['person/p1', 'account.person-registered', { by: 'p0', state: 'USA' }],
  ['person/p1', 'account.office-granted', office('analyst')],
  ['person/p1', 'account.office-granted', office('second-reader')],
  ['person/p1', 'account.compartment-granted', { by: 'p0', compartment: 'ops', why: 'test' }],
  ['person/p2', 'account.person-registered', { by: 'p0', state: 'USA' }],
  ['person/p2', 'account.office-granted', office('second-reader')],
  ['person/p2', 'account.compartment-granted', { by: 'p0', compartment: 'ops', why: 'test' }],
  ['report/r1', 'find.report-drafted', { by: 'p1', state: 'USA', compartment: 'ops', documentHash: hash }],
  ['report/r1', 'find.report-submitted', { by: 'p1' }],
  ['report/r2', 'find.report-drafted', { by: 'p2', state: 'USA', compartment: 'ops', documentHash: hash }],
];
