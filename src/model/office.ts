/** The offices of the chain, by the tokens they have in the log. What each may move stands beside each step, in its workflow. */
export const roles = [
  'requester',
  'collection-manager',
  'authorising-officer',
  'pilot',
  'sensor-operator',
  'mission-coordinator',
  'partner-observer',
  'screener',
  'analyst',
  'second-reader',
  'privacy-officer',
  'disclosure-officer',
  'partner-recipient',
  'legislative-liaison',
  'inspector',
  // Who keeps the people and the rules themselves.
  'personnel-officer',
  'legal-adviser',
  // Acts once, when a data folder is founded: somebody has to grant the first office.
  'founder',
] as const;

export type Role = (typeof roles)[number];

export const isRole = (text: string): text is Role => roles.some((role) => role === text);
